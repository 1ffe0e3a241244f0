package kafka

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"

	"github.com/segmentio/kafka-go/protocol"
	"github.com/segmentio/kafka-go/protocol/metadata"

	"riffle/source"
)

// A broker that answers with more than this is not one, or does not mean well. The
// largest honest answer is one record of the broker's message.max.bytes.
const maxAnswer = 256 << 20

// span is a range of versions of one kind of request.
type span struct{ min, max int16 }

// readOnly lists the requests that riffle may write and the versions it knows of
// each. It is the whole of what a cluster ever sees. Metadata starts at version 1:
// before it, asking for all topics and asking for none looked the same. Fetch ends
// at version 10: from 11 on followers answer too (KIP-392), so nobody would notice
// that a leader has moved, and a follower may lag behind it for any time.
func readOnly(key protocol.ApiKey) (span, bool) {
	switch key {
	case protocol.ApiVersions:
		return span{0, 0}, true
	case protocol.SaslHandshake:
		return span{1, 1}, true
	case protocol.SaslAuthenticate:
		return span{0, 1}, true
	case protocol.Metadata:
		return span{1, 8}, true
	case protocol.ListOffsets:
		return span{1, 10}, true
	case protocol.Fetch:
		return span{4, 10}, true
	case protocol.DescribeConfigs:
		return span{0, 3}, true
	case protocol.ListGroups:
		return span{0, 2}, true
	case protocol.OffsetFetch: // from version 2 on it can be asked for all topics
		return span{2, 5}, true
	}
	return span{}, false
}

// writeRequest is the only function that writes requests. It refuses whatever is
// not on the list, and a Metadata request that would create the topics it names.
func writeRequest(w io.Writer, version int16, id int32, client string, req protocol.Message) error {
	known, ok := readOnly(req.ApiKey())
	if !ok {
		return fmt.Errorf("sending %s: riffle only reads: %w", req.ApiKey(), source.ErrUnsupported)
	}
	if version < known.min || version > known.max {
		return fmt.Errorf("sending %s version %d: %w", req.ApiKey(), version, source.ErrUnsupported)
	}
	if m, ok := req.(*metadata.Request); ok && (m.AllowAutoTopicCreation || len(m.TopicNames) > 0 && version < 4) {
		return fmt.Errorf("sending %s: it would create topics: %w", req.ApiKey(), source.ErrUnsupported)
	}
	return protocol.WriteRequest(w, version, id, client, req)
}

// readAnswer reads the answer to a request from r. Size and id are checked before
// anything is allocated: what answers may not be a Kafka broker at all. Fetch
// answers are read by riffle itself, since kafka-go's codec can neither be given
// buffers nor a bound for what it allocates.
func readAnswer(r *bufio.Reader, c *call, d *decoder) (any, error) {
	head, err := r.Peek(8)
	if err != nil {
		return nil, err
	}
	size := int(int32(binary.BigEndian.Uint32(head)))
	id := int32(binary.BigEndian.Uint32(head[4:]))
	if size < 4 || size > maxAnswer || id != c.id {
		return nil, errNotKafka
	}
	if c.ctx.Err() != nil { // nobody waits for it any more
		_, err := r.Discard(4 + size)
		return nil, err
	}
	if c.req.ApiKey() != protocol.Fetch {
		var whole bytes.Buffer // it grows with what comes, not with what is claimed
		if _, err := io.CopyN(&whole, r, int64(4+size)); err != nil {
			return nil, err
		}
		if err := checkClaims(c.req.ApiKey(), c.version, whole.Bytes()[8:]); err != nil {
			return nil, err
		}
		_, m, err := protocol.ReadResponse(&whole, c.req.ApiKey(), c.version)
		return m, err
	}
	_, _ = r.Discard(8) // peeked before, so it is there
	return readFetch(&fields{r: r, left: size - 4}, c.version, d)
}

// init registers riffle's own ListOffsets, which kafka-go knows only up to version
// 5: too old to ask for the largest time. Its codec has one table for the whole
// process and no lock, so this happens before anything runs.
func init() { protocol.Register(&listRequest{}, &listAnswer{}) }

type listRequest struct {
	Replica   int32       `kafka:"min=v1,max=v10"`
	Isolation int8        `kafka:"min=v2,max=v10"`
	Topics    []listTopic `kafka:"min=v1,max=v10"`
	Timeout   int32       `kafka:"min=v10,max=v10"`
	_         struct{}    `kafka:"min=v6,max=v10,tag"`
}

type listTopic struct {
	Topic      string          `kafka:"min=v1,max=v10"`
	Partitions []listPartition `kafka:"min=v1,max=v10"`
	_          struct{}        `kafka:"min=v6,max=v10,tag"`
}

type listPartition struct {
	Partition   int32    `kafka:"min=v1,max=v10"`
	LeaderEpoch int32    `kafka:"min=v4,max=v10"`
	Time        int64    `kafka:"min=v1,max=v10"`
	_           struct{} `kafka:"min=v6,max=v10,tag"`
}

type listAnswer struct {
	Throttle int32             `kafka:"min=v2,max=v10"`
	Topics   []listAnswerTopic `kafka:"min=v1,max=v10"`
	_        struct{}          `kafka:"min=v6,max=v10,tag"`
}

type listAnswerTopic struct {
	Topic      string                `kafka:"min=v1,max=v10"`
	Partitions []listAnswerPartition `kafka:"min=v1,max=v10"`
	_          struct{}              `kafka:"min=v6,max=v10,tag"`
}

type listAnswerPartition struct {
	Partition   int32    `kafka:"min=v1,max=v10"`
	Error       int16    `kafka:"min=v1,max=v10"`
	Time        int64    `kafka:"min=v1,max=v10"`
	Offset      int64    `kafka:"min=v1,max=v10"`
	LeaderEpoch int32    `kafka:"min=v4,max=v10"`
	_           struct{} `kafka:"min=v6,max=v10,tag"`
}

func (*listRequest) ApiKey() protocol.ApiKey { return protocol.ListOffsets }
func (*listAnswer) ApiKey() protocol.ApiKey  { return protocol.ListOffsets }
