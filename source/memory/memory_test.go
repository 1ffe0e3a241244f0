package memory_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"riffle/source"
	"riffle/source/memory"
)

var (
	orders = source.Ref{Topic: "orders"}
	second = source.Ref{Topic: "orders", Partition: 1}
	noon   = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
)

// numbers makes records with the values first to first+n-1, a second apart.
func numbers(first, n int) []source.Record {
	list := make([]source.Record, n)
	for i := range list {
		list[i] = source.Record{Time: noon.Add(time.Duration(first+i) * time.Second), Value: fmt.Appendf(nil, "%d", first+i)}
	}
	return list
}

func values(records []source.Record) string {
	var all [][]byte
	for _, r := range records {
		all = append(all, r.Value)
	}
	return string(bytes.Join(all, []byte(" ")))
}

func TestPagesAreAsStored(t *testing.T) {
	for _, x := range []struct {
		name     string
		topic    memory.Topic
		at       int64
		dir      source.Dir
		n        int
		want     string
		from, to uint64
		edge     bool
	}{
		{"forward as asked", memory.Topic{}, 3, source.Forward, 2, "3 4", 3, 5, false},
		{"backward as asked", memory.Topic{}, 3, source.Backward, 2, "1 2", 1, 3, false},
		{"forward whole batches", memory.Topic{Batch: 4}, 5, source.Forward, 2, "4 5 6 7", 4, 8, false},
		{"forward over two batches", memory.Topic{Batch: 4}, 5, source.Forward, 4, "4 5 6 7 8 9", 4, 1000, true},
		{"backward whole batches", memory.Topic{Batch: 4}, 5, source.Backward, 2, "0 1 2 3 4 5 6 7", 0, 8, true},
		{"page with a limit", memory.Topic{Page: 3}, 0, source.Forward, 100, "0 1 2", 0, 3, false},
		{"window with records", memory.Topic{Window: 5}, 0, source.Forward, 100, "0 1 2 3 4", 0, 5, false},
		{"window in the hole", memory.Topic{Window: 100}, 20, source.Forward, 9, "", 20, 120, false},
		{"window at the end", memory.Topic{Window: 100}, 950, source.Forward, 9, "", 950, 1000, true},
		{"window backward in the hole", memory.Topic{Window: 100}, 1000, source.Backward, 9, "", 900, 1000, false},
		{"the hole without a window", memory.Topic{}, 1000, source.Backward, 2, "8 9", 8, 1000, false},
		{"beyond the end", memory.Topic{}, 2000, source.Forward, 2, "", 1000, 1000, true},
	} {
		t.Run(x.name, func(t *testing.T) {
			x.topic.Name, x.topic.Partitions = orders.Topic, 1
			log := memory.New(x.topic)
			log.Append(orders, numbers(0, 10)...)
			log.SetEnd(orders, source.OffsetOf(1000))
			p, err := log.Read(t.Context(), orders, source.OffsetOf(x.at), x.dir, source.Want{Records: x.n})
			if err != nil {
				t.Fatal(err)
			}
			if got := values(p.Records); got != x.want || p.From.Lo != x.from || p.To.Lo != x.to || p.Edge != x.edge {
				t.Errorf("%q [%d, %d) edge %v, want %q [%d, %d) edge %v", got, p.From.Lo, p.To.Lo, p.Edge, x.want, x.from, x.to, x.edge)
			}
		})
	}
}

func TestReleasedBytesAreSpoiled(t *testing.T) {
	log := memory.New(memory.Topic{Name: "orders", Partitions: 1})
	log.Append(orders, numbers(7, 1)...)
	p, err := log.Read(t.Context(), orders, source.Offset{}, source.Forward, source.Want{})
	if err != nil {
		t.Fatal(err)
	}
	kept, cloned := p.Records[0].Value, p.Records[0].Clone()
	p.Release()
	if string(kept) == "7" || string(cloned.Value) != "7" {
		t.Errorf("after release: kept %q, cloned %q", kept, cloned.Value)
	}
	if p, _ = log.Read(t.Context(), orders, source.Offset{}, source.Forward, source.Want{}); values(p.Records) != "7" {
		t.Errorf("the log itself now holds %q", values(p.Records))
	}
}

func TestOffsets(t *testing.T) {
	log := memory.New(memory.Topic{Name: "orders", Partitions: 1})
	log.Append(orders, numbers(0, 2)...)
	log.Append(orders, source.Record{Offset: source.OffsetOf(100), Value: []byte("100")})
	log.Append(orders, source.Record{Next: source.OffsetOf(111), Kind: source.Corrupt, Err: source.ErrCorrupt})
	log.Append(orders, numbers(3, 1)...)
	log.Compact(orders, func(r *source.Record) bool { return string(r.Value) == "1" })
	p, err := log.Read(t.Context(), orders, source.Offset{}, source.Forward, source.Want{})
	if err != nil {
		t.Fatal(err)
	}
	var got []uint64
	for _, r := range p.Records {
		got = append(got, r.Offset.Lo, r.Next.Lo)
	}
	if want := []uint64{0, 1, 100, 101, 101, 111, 111, 112}; !slices.Equal(got, want) {
		t.Errorf("offsets %v, want %v", got, want)
	}
	p, err = log.Read(t.Context(), orders, source.OffsetOf(105), source.Forward, source.Want{Records: 1})
	if err != nil || p.From.Lo != 101 || p.To.Lo != 111 {
		t.Errorf("from within a corrupt stretch: [%d, %d), %v", p.From.Lo, p.To.Lo, err)
	}
}

func TestTransactionsEnd(t *testing.T) {
	log := memory.New(memory.Topic{Name: "orders", Partitions: 1})
	for i, producer := range []int64{7, 8, 7} {
		r := numbers(i, 1)[0]
		r.Txn, r.Producer = source.Open, producer
		log.Append(orders, r)
	}
	read := func() string {
		p, err := log.Read(t.Context(), orders, source.Offset{}, source.Forward, source.Want{})
		if err != nil {
			t.Fatal(err)
		}
		text := fmt.Sprint("stable ", p.Stable.Lo, ":")
		for _, r := range p.Records {
			text += fmt.Sprint(" ", r.Txn)
		}
		return text
	}
	for _, step := range []struct {
		do   func()
		want string
	}{
		{func() {}, "stable 0: open open open"},
		{func() { log.EndTxn(orders, 7, source.AbortMarker, noon) }, "stable 1: aborted open aborted abort"},
		{func() { log.EndTxn(orders, 8, source.CommitMarker, noon) }, "stable 5: aborted committed aborted abort commit"},
	} {
		step.do()
		if got := read(); got != step.want {
			t.Errorf("%s, want %s", got, step.want)
		}
	}
}

func TestTopicsAreListedAsMade(t *testing.T) {
	week := source.Retention{Time: 7 * 24 * time.Hour, Bytes: -1}
	log := memory.New(
		memory.Topic{Name: "orders", Partitions: 2, Replicas: 3, Retention: week},
		memory.Topic{Name: "__offsets", Partitions: 1, Internal: true},
		memory.Topic{Name: "secret", Partitions: 1, Denied: true},
	)
	list, err := log.Topics(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, x := range list {
		got = append(got, fmt.Sprint(x.Name, " ", len(x.Partitions), " ", x.Replicas, " ", x.Internal, " ", errors.Is(x.Err, source.ErrDenied)))
	}
	if want := []string{"__offsets 1 0 true false", "orders 2 3 false false", "secret 1 0 false true"}; !slices.Equal(got, want) {
		t.Errorf("topics %q, want %q", got, want)
	}
	kept, err := log.Retention(t.Context(), "orders", "secret", "missing")
	if err != nil || len(kept) != 1 || kept["orders"] != week {
		t.Errorf("retention %v, %v", kept, err)
	}
	if _, err := log.Describe(t.Context(), "secret"); !errors.Is(err, source.ErrDenied) {
		t.Errorf("describe what is denied: %v", err)
	}
	if _, err := log.Open("orders").Read(t.Context(), orders, source.Offset{}, source.Forward, source.Want{}); !errors.Is(err, source.ErrDenied) {
		t.Errorf("read what is denied to that user: %v", err)
	}
}

func TestTailKeepsOrderOfArrival(t *testing.T) {
	log := memory.New(memory.Topic{Name: "orders", Partitions: 2})
	for i := range 6 {
		ref := []source.Ref{second, orders, orders}[i%3]
		log.Append(ref, numbers(i, 1)...)
	}
	log.SetEnd(second, source.OffsetOf(10))
	c, err := log.Tail(t.Context(), source.Position{{Ref: orders}, {Ref: second}})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"0 1 2 3 [{{orders 1} {0 2} {0 10} 0}] live false", "4 5 [] live true"} {
		b, err := c.Next(t.Context(), 4)
		if err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprint(values(b.Records), " ", b.Holes, " live ", b.Live); got != want {
			t.Errorf("batch %q, want %q", got, want)
		}
	}
}

func TestWaitingTail(t *testing.T) {
	for _, x := range []struct {
		name string
		do   func(log *memory.Log, cancel context.CancelFunc)
		want error
	}{
		{"outage", func(log *memory.Log, _ context.CancelFunc) { log.Down() }, source.ErrUnreachable},
		{"fault", func(log *memory.Log, _ context.CancelFunc) {
			log.Inject(memory.Fault{Method: memory.Next, Calls: 1, Err: source.ErrAuth})
		}, source.ErrAuth},
		{"topic deleted", func(log *memory.Log, _ context.CancelFunc) { log.Delete("orders") }, source.ErrNotFound},
		{"closed", func(log *memory.Log, _ context.CancelFunc) { log.Close() }, source.ErrClosed},
		{"cancelled", func(_ *memory.Log, cancel context.CancelFunc) { cancel() }, context.Canceled},
	} {
		t.Run(x.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				log := memory.New(memory.Topic{Name: "orders", Partitions: 1})
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				c, err := log.Tail(ctx, source.Position{{Ref: orders}})
				if err != nil {
					t.Fatal(err)
				}
				result := make(chan error, 1)
				go func() { _, err := c.Next(ctx, 10); result <- err }()
				synctest.Wait()
				began := time.Now()
				x.do(log, cancel)
				if err := <-result; !errors.Is(err, x.want) {
					t.Errorf("error %v, want %v", err, x.want)
				}
				if took := time.Since(began); took > 0 {
					t.Errorf("took %v", took)
				}
			})
		})
	}
}
