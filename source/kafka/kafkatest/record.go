package kafkatest

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/twmb/franz-go/pkg/kgo"
)

// Record is one record as its reader or writer saw it. A nil key, value or header
// value is null, which is not the same as empty.
type Record struct {
	Partition int32
	Offset    int64
	Time      int64 // milliseconds since 1970; -1 where the writer gave none
	TimeType  string
	Key       []byte
	Value     []byte
	Headers   []Header
}

// The types of time, in the words of Kafka's console consumer.
const (
	CreateTime    = "CreateTime"
	LogAppendTime = "LogAppendTime"
)

// Header is one header of a record.
type Header struct {
	Name  string
	Value []byte
}

// Fate is what became of the transaction that a record was written in.
type Fate uint8

// The fates.
const (
	NoTransaction Fate = iota
	WasCommitted
	WasAborted
	LeftOpen
)

// Written is a record that a recipe wrote.
type Written struct {
	Record
	Fate Fate
}

// Topic is a topic that a recipe filled.
type Topic struct {
	Name       string
	Partitions int32
	Written    []Written // by partition and offset; what has been removed since is not here
}

// Isolation is what a consumer wants to see of transactions.
type Isolation string

// The isolation levels, in Kafka's words.
const (
	Uncommitted Isolation = "read_uncommitted"
	Committed   Isolation = "read_committed"
)

// Visible returns the records that a consumer must get, by partition and offset.
// For [Committed] that is none of the aborted ones, and nothing of a partition
// from its first open transaction on.
func (tp Topic) Visible(level Isolation) []Record {
	var out []Record
	stable := map[int32]bool{}
	for _, w := range tp.Written {
		if w.Fate == LeftOpen {
			stable[w.Partition] = true
		}
		if level == Uncommitted || w.Fate != WasAborted && !stable[w.Partition] {
			out = append(out, w.Record)
		}
	}
	return out
}

// newTopic sorts what was written.
func newTopic(name string, partitions int32, all ...Written) Topic {
	slices.SortFunc(all, func(a, b Written) int {
		return cmp.Or(cmp.Compare(a.Partition, b.Partition), cmp.Compare(a.Offset, b.Offset))
	})
	return Topic{Name: name, Partitions: partitions, Written: all}
}

// withFate tells of records what became of their transaction.
func withFate(f Fate, records []Record) []Written {
	out := make([]Written, len(records))
	for i, r := range records {
		out[i] = Written{r, f}
	}
	return out
}

// Same compares two readings of a topic, record by record and byte by byte. The
// error names the first difference.
func Same(got, want []Record) error {
	for i := range min(len(got), len(want)) {
		if g, w := got[i].String(), want[i].String(); g != w || !got[i].equal(want[i]) {
			return fmt.Errorf("record %d of %d differs:\n got %s\nwant %s", i, len(want), g, w)
		}
	}
	switch {
	case len(got) > len(want):
		return fmt.Errorf("%d records instead of %d; the first that is too much: %s", len(got), len(want), got[len(want)])
	case len(got) < len(want):
		return fmt.Errorf("%d records instead of %d; the first that is missing: %s", len(got), len(want), want[len(got)])
	}
	return nil
}

func (r Record) equal(q Record) bool {
	return r.Partition == q.Partition && r.Offset == q.Offset && r.Time == q.Time && r.TimeType == q.TimeType &&
		sameBytes(r.Key, q.Key) && sameBytes(r.Value, q.Value) &&
		slices.EqualFunc(r.Headers, q.Headers, func(a, b Header) bool { return a.Name == b.Name && sameBytes(a.Value, b.Value) })
}

func sameBytes(a, b []byte) bool { return (a == nil) == (b == nil) && bytes.Equal(a, b) }

// String shows the record in one line, long values cut short.
func (r Record) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "p%d@%d %s:%d key=%s", r.Partition, r.Offset, r.TimeType, r.Time, show(r.Key))
	for _, h := range r.Headers {
		fmt.Fprintf(&b, " %q=%s", h.Name, show(h.Value))
	}
	return b.String() + " value=" + show(r.Value)
}

func show(b []byte) string {
	const long = 60
	switch {
	case b == nil:
		return "null"
	case len(b) > long:
		return fmt.Sprintf("%q… (%d bytes)", b[:long], len(b))
	}
	return fmt.Sprintf("%q", b)
}

// write writes records and waits for all of them to be acknowledged.
func write(t testing.TB, cl *kgo.Client, records ...*kgo.Record) []Record {
	t.Helper()
	ctx, cancel := deadline(t)
	defer cancel()
	out := make([]Record, 0, len(records))
	for _, res := range cl.ProduceSync(ctx, records...) {
		if res.Err != nil {
			t.Fatalf("kafkatest: write to %s p%d: %v", res.Record.Topic, res.Record.Partition, res.Err)
		}
		out = append(out, recordOf(res.Record))
	}
	return out
}

func recordOf(r *kgo.Record) Record {
	out := Record{Partition: r.Partition, Offset: r.Offset, Time: r.Timestamp.UnixMilli(), TimeType: CreateTime, Key: r.Key, Value: r.Value}
	for _, h := range r.Headers {
		out.Headers = append(out.Headers, Header{h.Key, h.Value})
	}
	return out
}
