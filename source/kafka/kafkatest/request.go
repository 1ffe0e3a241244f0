package kafkatest

import (
	"encoding/binary"
	"time"

	"github.com/twmb/franz-go/pkg/kmsg"
)

// Opaque is the key of a [Request] that stands for bytes which are no Kafka
// requests: TLS, or anything else. A proof that only certain requests were sent
// fails on it.
const Opaque int16 = -1

// Request is one request that a client sent through a [Proxy].
type Request struct {
	Node        int // whom it was sent to
	Conn        int // the number of its connection, from 1 in the order of dialling
	At          time.Time
	Key         int16 // which request, see https://kafka.apache.org/protocol#protocol_api_keys
	Version     int16
	Correlation int32
	Client      string       // the client's id
	Size        int          // bytes, the four of the length aside
	Body        kmsg.Request // decoded; nil where that was not possible
}

// Name returns the request's name, such as Metadata.
func (r Request) Name() string {
	if r.Key == Opaque {
		return "not Kafka"
	}
	return kmsg.NameForKey(r.Key)
}

// AutoCreates tells whether the request asks that missing topics be made: a
// Metadata request that allows it (before version 4 all do), or CreateTopics.
func (r Request) AutoCreates() bool {
	switch b := r.Body.(type) {
	case *kmsg.MetadataRequest:
		return b.AllowAutoTopicCreation || r.Version < 4
	case *kmsg.CreateTopicsRequest:
		return true
	}
	return false
}

// Partitions returns how many partitions a Fetch or ListOffsets request names.
func (r Request) Partitions() (n int) {
	switch b := r.Body.(type) {
	case *kmsg.FetchRequest:
		for _, t := range b.Topics {
			n += len(t.Partitions)
		}
	case *kmsg.ListOffsetsRequest:
		for _, t := range b.Topics {
			n += len(t.Partitions)
		}
	}
	return n
}

// parseRequest decodes what follows the length of a request. frame may be cut;
// size is its whole length.
func parseRequest(frame []byte, size int) Request {
	if len(frame) < 10 {
		return Request{Key: Opaque, Size: size}
	}
	be := binary.BigEndian
	r := Request{Key: int16(be.Uint16(frame)), Version: int16(be.Uint16(frame[2:])), Correlation: int32(be.Uint32(frame[4:])), Size: size}
	rest := frame[10:]
	if n := int(int16(be.Uint16(frame[8:]))); n > 0 {
		if n > len(rest) {
			return Request{Key: Opaque, Size: size}
		}
		r.Client, rest = string(rest[:n]), rest[n:]
	}
	body := kmsg.RequestForKey(r.Key)
	if body == nil || len(frame) < size {
		return r
	}
	body.SetVersion(r.Version)
	if body.IsFlexible() {
		if len(rest) == 0 || rest[0] != 0 {
			return r // tagged fields in a header: no client sends any
		}
		rest = rest[1:]
	}
	if body.ReadFrom(rest) == nil {
		r.Body = body
	}
	return r
}

const (
	keepFrame = 1 << 20   // bytes of a frame that are kept for decoding
	maxFrame  = 128 << 20 // a longer one is none
)

// splitter cuts a byte stream into Kafka's length-prefixed frames.
type splitter struct {
	buf    []byte // what is kept of the frame so far, its length included
	size   int    // of the frame, without its length; -1 while that is not known
	seen   int    // bytes of the frame so far, its length included
	opaque bool   // the stream is not Kafka's
}

func newSplitter() *splitter { return &splitter{size: -1} }

// feed takes the next bytes and calls frame for each frame that they complete.
// Once the stream has turned out not to be Kafka's, strange is called instead.
func (s *splitter) feed(p []byte, frame func(b []byte, size int), strange func(n int)) {
	for len(p) > 0 {
		if s.opaque {
			strange(len(p))
			return
		}
		need := 4 - s.seen
		if s.size >= 0 {
			need = 4 + s.size - s.seen
		}
		n := min(need, len(p))
		s.buf = append(s.buf, p[:min(n, max(keepFrame-len(s.buf), 0))]...)
		s.seen += n
		if s.size < 0 && s.seen == 4 {
			s.size = int(int32(binary.BigEndian.Uint32(s.buf)))
			if s.size < 0 || s.size > maxFrame {
				s.opaque = true
				continue
			}
		}
		p = p[n:]
		if s.size >= 0 && s.seen == 4+s.size {
			frame(s.buf[4:], s.size)
			*s = splitter{size: -1}
		}
	}
}
