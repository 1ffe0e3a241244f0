package kafkatest

import (
	"fmt"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
)

// EmptyBatches is how many batches without a record stand at the head of the
// topic that [Compacted] makes.
const EmptyBatches = 12

// Compacted makes a topic of one partition whose head is [EmptyBatches] record
// batches without a record, one after the other, as compaction leaves them; then
// come the survivors, with holes between them, and the record that was written
// last. It returns when the log looks like that: a few seconds.
//
// Kafka removes a batch whose records are all outdated, unless it is the last of
// a producer that may still come back: then the bare header stays, so that the
// producer's sequence number is not lost. So here many idempotent producers write
// one batch each, of the same keys. The first one's records are outdated by the
// second's, and so on; the last one's survive. Each batch has a segment of its
// own, because the times of the records lie further apart than segment.ms: the
// roll of a segment goes by these, not by the clock. The newest segment is never
// compacted, so a last record closes all others.
func Compacted(t testing.TB, c *Cluster, topic string) Topic {
	t.Helper()
	c.createCompacted(t, topic)
	w := &segmentWriter{t: t, c: c, topic: topic}
	for round := range EmptyBatches {
		w.segment(c.Client(t), round, "a", "b", "c", "d", "e")
	}
	w.segment(c.Client(t), EmptyBatches, "a", "b", "x", "c", "d", "e")
	w.segment(c.Client(t), EmptyBatches+1, "b", "x", "y")
	w.segment(c.Client(t), EmptyBatches+2, "end")
	left := survivors(w.written)
	await(t, "compaction of "+topic, func() bool {
		got := c.Batches(t, topic, 0)
		return emptyHead(got) >= EmptyBatches && recordsIn(got) == len(left)
	})
	return newTopic(topic, 1, left...)
}

// Tombstones makes a compacted topic of one partition in which half of the keys
// were deleted. The tombstones are kept, what they deleted is gone.
func Tombstones(t testing.TB, c *Cluster, topic string) Topic {
	t.Helper()
	c.createCompacted(t, topic)
	w := &segmentWriter{t: t, c: c, topic: topic}
	cl := c.Client(t)
	w.segment(cl, 0, "a", "b", "c", "d", "e", "f")
	w.segment(cl, 1, "-a", "-c", "-e")
	w.segment(cl, 2, "a")
	w.segment(cl, 3, "end")
	left := survivors(w.written)
	await(t, "compaction of "+topic, func() bool {
		return recordsIn(c.Batches(t, topic, 0)) == len(left)
	})
	return newTopic(topic, 1, left...)
}

// segmentTime is the time that one segment of a compacted topic spans.
const segmentTime = time.Minute

func (c *Cluster) createCompacted(t testing.TB, topic string) {
	t.Helper()
	c.CreateTopic(t, topic, 1,
		"cleanup.policy", "compact",
		"segment.ms", strconv.FormatInt(segmentTime.Milliseconds(), 10),
		"min.cleanable.dirty.ratio", "0.01",
		"delete.retention.ms", "86400000")
}

// segmentWriter fills a compacted topic, one batch to a segment.
type segmentWriter struct {
	t       testing.TB
	c       *Cluster
	topic   string
	n       int
	written []Record
}

// segment writes one batch. A key with a dash before it is deleted.
func (w *segmentWriter) segment(cl *kgo.Client, number int, keys ...string) {
	w.t.Helper()
	at := Epoch().Add(time.Duration(number) * 2 * segmentTime)
	var rs []*kgo.Record
	for i, k := range keys {
		r := &kgo.Record{Topic: w.topic, Key: []byte(k), Timestamp: at.Add(time.Duration(i) * time.Millisecond)}
		if k[0] == '-' {
			r.Key = r.Key[1:]
		} else {
			r.Value = fmt.Appendf(nil, `{"key":%q,"n":%d}`, k, w.n)
		}
		w.n++
		rs = append(rs, r)
	}
	w.written = append(w.written, write(w.t, cl, rs...)...)
}

// survivors are the records that compaction keeps: the newest of each key.
func survivors(all []Record) []Written {
	newest := map[string]int64{}
	for _, r := range all {
		newest[string(r.Key)] = r.Offset
	}
	left := slices.DeleteFunc(slices.Clone(all), func(r Record) bool { return newest[string(r.Key)] != r.Offset })
	return withFate(NoTransaction, left)
}

// emptyHead counts the batches without a record before the first with one.
func emptyHead(bs []Batch) int {
	if i := slices.IndexFunc(bs, func(b Batch) bool { return b.Records > 0 }); i >= 0 {
		return i
	}
	return len(bs)
}

func recordsIn(bs []Batch) (n int) {
	for _, b := range bs {
		n += int(b.Records)
	}
	return n
}
