package query_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"riffle/query"
	"riffle/source"
	"riffle/source/memory"
)

// Batches are stored whole, and stick out of what is read at both ends, and below the
// beginning of the log. Only what lies in the range counts as looked at, whichever way
// it is read, filtered or not, also where the server left records out.
func TestOnlyTheRangeIsLookedAt(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 8))
	checked := 0
	for range 40 {
		log := memory.New(memory.Topic{Name: "orders", Partitions: 2, Batch: 2 + r.IntN(30), Page: 1 + r.IntN(60)})
		var refs []source.Ref
		for p := range int32(2) {
			ref := source.Ref{Topic: "orders", Partition: p}
			refs = append(refs, ref)
			for i := range 60 + r.IntN(200) {
				log.Append(ref, source.Record{Value: fmt.Appendf(nil, `{"n":%d,"type":"%s"}`, i, []string{"Sold", "Lost"}[min(1, r.IntN(20))]), Time: now.Add(time.Duration(i) * time.Second)})
			}
			log.Trim(ref, source.OffsetOf(r.Int64N(40)))
			if r.IntN(2) == 0 {
				log.Compact(ref, func(*source.Record) bool { return r.IntN(3) == 0 })
			}
		}
		for _, text := range []string{"", "type = Sold", "type = Never", "n >= 0"} {
			p, err := query.Compile(text, settings())
			if err != nil {
				t.Fatal(err)
			}
			o := source.Options{Want: source.Want{Contains: p.Contains()}}
			if text != "" {
				o.Wrap = p.Filter
			}
			checked += looksAtRanges(t, r, log, refs, text, o)
		}
	}
	if checked < 1000 {
		t.Errorf("only %d reads", checked)
	}
}

// looksAtRanges reads ranges of a log, and compares what it looked at with the log.
func looksAtRanges(t *testing.T, r *rand.Rand, log *memory.Log, refs []source.Ref, text string, o source.Options) (checked int) {
	t.Helper()
	plain, s := source.NewStream(log, refs, source.Options{}), source.NewStream(log, refs, o)
	low, end, err := plain.Ends(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	offsets := everyOffset(t, plain.Forward(low, end))
	for range 8 {
		from, to := slices.Clone(low), slices.Clone(end)
		for i := range from {
			a, b := r.Int64N(end[i].Offset.Minus(low[i].Offset)+1), r.Int64N(end[i].Offset.Minus(low[i].Offset)+1)
			from[i].Offset, to[i].Offset = low[i].Offset.Add(min(a, b)), low[i].Offset.Add(max(a, b))
		}
		want := int64(0)
		for _, at := range offsets {
			if i := at.Partition; !at.Offset.Less(from[i].Offset) && at.Offset.Less(to[i].Offset) {
				want++
			}
		}
		for dir, c := range map[source.Dir]source.Cursor{source.Forward: s.Forward(from, to), source.Backward: s.Backward(to, from)} {
			_, _, looked := part(t, c, dir, -1, from)
			if looked.Records != want {
				t.Fatalf("%q, direction %+d, from %v to %v: looked at %d records, want %d", text, dir, from, to, looked.Records, want)
			}
			checked++
		}
	}
	return checked
}

// everyOffset is where the records of a stream stand.
func everyOffset(t *testing.T, c source.Cursor) (all []source.Key) {
	t.Helper()
	defer c.Close()
	for {
		b, err := c.Next(t.Context(), 100)
		if err != nil {
			return all
		}
		for i := range b.Records {
			all = append(all, b.Records[i].Order())
		}
	}
}
