package source_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"riffle/source"
	"riffle/source/memory"
)

// asked is a source that notes how often an instant was asked for in a partition.
type asked struct {
	source.Source
	mu    sync.Mutex
	times map[string]int
}

func (a *asked) OffsetsAt(ctx context.Context, wanted []source.Lookup) ([]source.Found, error) {
	a.mu.Lock()
	for _, w := range wanted {
		a.times[fmt.Sprint(w.Ref, w.Time.UnixMilli())]++
	}
	a.mu.Unlock()
	return a.Source.OffsetsAt(ctx, wanted)
}

// A slice of large records that had to be cut smaller was planned without what was
// known of the instants in it: they were asked for once more.
func TestASliceThatIsCutSmallerAsksForNothingAgain(t *testing.T) {
	for _, partitions := range []int{3, 100} {
		log := memory.New(memory.Topic{Name: "orders", Partitions: partitions, Batch: 1})
		var refs []source.Ref
		value := make([]byte, 300<<10)
		for i := range 900 {
			ref := source.Ref{Topic: "orders", Partition: int32(i % partitions)}
			if i < partitions {
				refs = append(refs, ref)
			}
			log.Append(ref, source.Record{Time: noon.Add(time.Duration(i) * time.Second), TimeKind: source.CreateTime, Value: value})
		}
		src := &asked{Source: log, times: make(map[string]int)}
		st := source.NewStream(src, refs, source.Options{})
		from, err := st.Resolve(t.Context(), source.AtTime(noon.Add(800*time.Second)), refs[0])
		if err != nil {
			t.Fatal(err)
		}
		clear(src.times)
		c := st.Backward(from, nil)
		defer c.Close()
		b, err := c.Next(t.Context(), 300)
		if err != nil || len(b.Records) == 0 || len(b.Records) > 150 {
			t.Fatalf("%d records, %v", len(b.Records), err)
		}
		c.Close()
		src.mu.Lock()
		for what, n := range src.times {
			if n > 1 {
				t.Errorf("%d partitions: %s was asked for %d times", partitions, what, n)
			}
		}
		t.Logf("%d lookups", len(src.times))
		src.mu.Unlock()
	}
}
