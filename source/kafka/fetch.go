package kafka

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
	"time"

	"github.com/segmentio/kafka-go/protocol/fetch"

	"riffle/source"
)

// Sizes of fetches in bytes. A page touches two batches of which it needs only a
// part, so a floor above 32 kB fetches mostly what nobody asked for.
const (
	minFetch  = 32 << 10
	maxFetch  = 16 << 20 // all partitions of one request together
	tailFetch = 1 << 20
)

// ask is one partition's share in a Fetch.
type ask struct {
	ref       source.Ref
	at        int64
	limit     int  // bytes
	committed bool // read_committed: up to the last stable offset, with the abort list
	tries     int  // how often it was starved: the hungriest goes first
}

// fetched is one partition's share in the answer.
type fetched struct {
	answer
	code  int16
	first bool // it stood first in its request: then no records means that there are none
}

// fetchRequest builds one request. Partitions keep their order, as far as topics
// have to be kept together: only the first that has records is sure to get one
// batch whole (KIP-74). Session id 0 and epoch -1 mean no fetch session, so every
// request stands alone.
func fetchRequest(asks []*ask, wait time.Duration, limit int) *fetch.Request {
	q := &fetch.Request{
		ReplicaID: -1, MaxWaitTime: int32(wait.Milliseconds()), MaxBytes: int32(limit), SessionEpoch: -1,
	}
	if wait > 0 {
		q.MinBytes = 1
	}
	topics := map[string]int{}
	for _, a := range asks {
		if a.committed {
			q.IsolationLevel = 1
		}
		i, ok := topics[a.ref.Topic]
		if !ok {
			i = len(q.Topics)
			topics[a.ref.Topic] = i
			q.Topics = append(q.Topics, fetch.RequestTopic{Topic: a.ref.Topic})
		}
		t := &q.Topics[i]
		t.Partitions = append(t.Partitions, fetch.RequestPartition{
			Partition: a.ref.Partition, CurrentLeaderEpoch: -1, FetchOffset: a.at, LogStartOffset: -1,
			PartitionMaxBytes: int32(a.limit),
		})
	}
	return q
}

// fetchAnswer is the answer to one Fetch.
type fetchAnswer struct {
	code  int16
	parts []fetched
}

// readFetch reads a Fetch answer of version 4 to 10. Record sets go into buffers
// of the decoder.
func readFetch(f *fields, version int16, d *decoder) (*fetchAnswer, error) {
	a := &fetchAnswer{}
	f.int32() // throttle time
	if version >= 7 {
		a.code = f.int16()
		f.int32() // session
	}
	for range f.count(6) {
		topic := f.string()
		for range f.count(30) {
			p := readPartition(f, version, d)
			p.ref.Topic = topic
			a.parts = append(a.parts, p)
		}
	}
	if f.err != nil {
		return nil, f.err
	}
	_, err := f.r.Discard(f.left)
	return a, err
}

func readPartition(f *fields, version int16, d *decoder) (p fetched) {
	p.ref.Partition, p.code = f.int32(), f.int16()
	p.end, p.stable, p.low = f.int64(), f.int64(), -1
	if version >= 5 {
		p.low = f.int64()
	}
	if n := f.count(16); n > 0 {
		p.aborted = make([]abortedTxn, n)
		for i := range p.aborted {
			p.aborted[i] = abortedTxn{producer: f.int64(), first: f.int64()}
		}
	}
	if n := f.count(1); n > 0 {
		p.raw = d.buffer(n)
		f.full(p.raw)
	}
	return p
}

var errShort = errors.New("the answer ends too early")

// fields reads the parts of an answer. After an error all it gives is zero.
type fields struct {
	r    *bufio.Reader
	left int
	err  error
	word [8]byte
}

func (f *fields) full(b []byte) bool {
	if f.err == nil && len(b) > f.left {
		f.err = errShort
	}
	if f.err != nil {
		return false
	}
	n, err := io.ReadFull(f.r, b)
	f.left -= n
	f.err = err
	return err == nil
}

func (f *fields) int16() int16 {
	if !f.full(f.word[:2]) {
		return 0
	}
	return int16(binary.BigEndian.Uint16(f.word[:]))
}

func (f *fields) int32() int32 {
	if !f.full(f.word[:4]) {
		return 0
	}
	return int32(binary.BigEndian.Uint32(f.word[:]))
}

func (f *fields) int64() int64 {
	if !f.full(f.word[:8]) {
		return 0
	}
	return int64(binary.BigEndian.Uint64(f.word[:]))
}

// count reads the length of an array whose elements take at least size bytes each.
func (f *fields) count(size int) int {
	n := int(f.int32())
	if n > f.left/size {
		f.err = errShort
	}
	if f.err != nil || n < 0 {
		return 0
	}
	return n
}

func (f *fields) string() string {
	b := make([]byte, max(f.int16(), 0))
	f.full(b)
	return string(b)
}
