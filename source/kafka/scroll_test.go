package kafka_test

import (
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"riffle/source"
	"riffle/source/kafka"
	"riffle/source/kafka/kafkatest"
)

// river is some topics read as one, and the order in which their records must come.
type river struct {
	refs []source.Ref
	want []source.Key
}

// flow makes a river of topics the slow and plain way: every partition is read from
// end to end, each record gets the largest time up to it, and then they are sorted.
func flow(t testing.TB, k *kafka.Kafka, topics ...kafkatest.Topic) *river {
	t.Helper()
	r := &river{}
	for _, topic := range topics {
		stats, err := k.Describe(t.Context(), topic.Name)
		if err != nil {
			t.Fatal(err)
		}
		data := 0
		for _, p := range stats {
			r.refs = append(r.refs, p.Ref)
			var most time.Time
			for at, edge := p.Low, false; !edge; {
				page, err := k.Read(t.Context(), p.Ref, at, source.Forward, source.Want{})
				if err != nil {
					t.Fatal(err)
				}
				for i := range page.Records {
					x := &page.Records[i]
					if most.Before(x.Time) {
						most = x.Time
					}
					r.want = append(r.want, source.Key{Max: most, Ref: p.Ref, Offset: x.Offset})
					if x.Kind == source.Data {
						data++
					}
				}
				at, edge = page.To, page.Edge
				page.Release()
			}
		}
		if want := len(topic.Visible(kafkatest.Uncommitted)); data != want {
			t.Fatalf("%s: %d records read, %d written", topic.Name, data, want)
		}
	}
	slices.SortFunc(r.want, source.Key.Compare)
	return r
}

// check compares rows with those of the river from number at on.
func (r *river) check(t testing.TB, at int, got []source.Record) {
	t.Helper()
	for i := range got {
		if at+i >= len(r.want) || at+i < 0 || got[i].Order().Compare(r.want[at+i]) != 0 {
			t.Fatalf("row %d of %d is %v, want %v", at+i, len(r.want), got[i].Order(), r.want[min(max(at+i, 0), len(r.want)-1)])
		}
	}
}

// scroller stands before row at of a river and turns pages.
type scroller struct {
	*river
	stream *source.Stream
	pos    source.Position
	at     int
}

// back reads n rows or a few more towards the oldest, 200 at a time.
func (s *scroller) back(t testing.TB, n int) {
	t.Helper()
	c := s.stream.Backward(s.pos, nil)
	defer c.Close()
	for end := max(s.at-n, 0); s.at > end; {
		b, err := c.Next(t.Context(), 200)
		if err == io.EOF {
			t.Fatalf("no more rows, with %d left", s.at)
		}
		if err != nil {
			t.Fatal(err)
		}
		s.at -= len(b.Records)
		s.check(t, s.at, b.Records)
		s.pos = b.At
	}
}

// on reads n rows towards the newest.
func (s *scroller) on(t testing.TB, n int) {
	t.Helper()
	c := s.stream.Forward(s.pos, nil)
	defer c.Close()
	for end := min(s.at+n, len(s.want)); s.at < end; {
		b, err := c.Next(t.Context(), min(end-s.at, 200))
		if err == io.EOF {
			t.Fatalf("no more rows, with %d left", len(s.want)-s.at)
		}
		if err != nil {
			t.Fatal(err)
		}
		s.check(t, s.at, b.Records)
		s.at += len(b.Records)
		s.pos = b.At
	}
}

// atEnd opens a scroller at the newest record of a river.
func (r *river) atEnd(t testing.TB, src source.Source) *scroller {
	t.Helper()
	s := &scroller{river: r, stream: source.NewStream(src, r.refs, source.Options{}), at: len(r.want)}
	var err error
	if _, s.pos, err = s.stream.Ends(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s
}

// TestScrollingBothWays scrolls 10,000 rows back and on again, and then to and fro
// with a cache that holds hardly any of what was just read. Whatever the log looks
// like, the rows are those of the plain order, none missing and none twice.
func TestScrollingBothWays(t *testing.T) {
	c := kafkatest.Shared(t)
	k, err := openReal(t.Context(), c.Bootstrap())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = k.Close() })
	codecs := func() (topics []kafkatest.Topic) {
		for _, codec := range kafkatest.Codecs() {
			topics = append(topics, kafkatest.Compressed(t, c, "scroll-codec-"+codec, codec, 3, 1000))
		}
		return append(topics,
			kafkatest.Transactions(t, c, "scroll-transactions"), kafkatest.Compacted(t, c, "scroll-compacted"),
			kafkatest.Truncated(t, c, "scroll-truncated"), kafkatest.AppendTime(t, c, "scroll-append", 500))
	}
	for _, tt := range []struct {
		name string
		make func() []kafkatest.Topic
	}{
		{"steady", func() []kafkatest.Topic {
			return []kafkatest.Topic{kafkatest.Compressed(t, c, "scroll-steady", "lz4", 6, 12_000)}
		}},
		{"jitter, a backfill and a clock that jumped", func() []kafkatest.Topic {
			return []kafkatest.Topic{kafkatest.Shaken(t, c, "scroll-shaken", 6, 12_000, 7)}
		}},
		{"all codecs, transactions and compaction", codecs},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := flow(t, k, tt.make()...)
			for _, cache := range []int64{0, 256 << 10, 64 << 20} {
				t.Run(fmt.Sprintf("cache of %d KiB", cache>>10), func(t *testing.T) {
					s := r.atEnd(t, source.Cached(k, cache))
					s.back(t, 10_000)
					s.on(t, len(r.want))
					rnd := rand.New(rand.NewPCG(1, uint64(cache)))
					for range 20 {
						s.back(t, rnd.IntN(1500))
						s.on(t, rnd.IntN(1000))
					}
				})
			}
		})
	}
}
