package source_test

import (
	"fmt"
	"io"
	"testing"
	"time"

	"riffle/source"
	"riffle/source/memory"
)

// What was asked for by its offset and is gone is told as a hole, whichever way it is
// read: it used to begin at what is left, without a word.
func TestOffsetsThatAreGoneAreTold(t *testing.T) {
	log := memory.New(memory.Topic{Name: "orders", Partitions: 3, Batch: 7})
	ref := func(p int32) source.Ref { return source.Ref{Topic: "orders", Partition: p} }
	for i := range 90 {
		log.Append(ref(int32(i%3)), source.Record{Time: time.Unix(int64(i), 0)})
	}
	log.Trim(ref(0), source.OffsetOf(20))
	log.Trim(ref(2), source.OffsetOf(30)) // nothing is left of it
	for _, tt := range []struct {
		parts    []int32
		from, to string
		records  int
		hole     string
	}{
		{[]int32{0}, "@5", "end", 10, "p0 [5, 20)"},
		{[]int32{0}, "@20", "end", 10, ""},
		{[]int32{0}, "start", "end", 10, ""},
		{[]int32{0}, "@5", "@23", 3, "p0 [5, 20)"},
		{[]int32{0}, "@5", "@8", 0, "p0 [5, 8)"},
		{[]int32{2}, "@5", "end", 0, "p2 [5, 30)"},
		{[]int32{0, 1}, "p0@5", "end", 20, "p0 [5, 20)"},
		{[]int32{0, 1}, "p0@5", "p0@21", 2, "p0 [5, 20)"},
		{[]int32{0, 1}, "p1@5", "p1@9", 4, ""},
		{[]int32{0, 2}, "p2@5", "end", 0, "p2 [5, 30)"},
	} {
		var refs []source.Ref
		for _, p := range tt.parts {
			refs = append(refs, ref(p))
		}
		s := source.NewStream(log, refs, source.Options{})
		at := func(text string) source.Position {
			a, err := source.ParseAt(text, time.Now())
			if err != nil {
				t.Fatal(err)
			}
			pos, err := s.Resolve(t.Context(), a, refs[0])
			if err != nil {
				t.Fatal(err)
			}
			return pos
		}
		from, to := at(tt.from), at(tt.to)
		for dir, c := range map[source.Dir]source.Cursor{source.Forward: s.Forward(from, to), source.Backward: s.Backward(to, from)} {
			cover := source.Cover(from, to, dir)
			records := 0
			for {
				b, err := c.Next(t.Context(), 4)
				if err == io.EOF {
					break
				}
				if err != nil {
					t.Fatal(err)
				}
				records += len(b.Records)
				cover.Add(b, dir, time.Now())
			}
			hole, done := "", 1.0
			for _, h := range cover.Gone {
				hole += fmt.Sprintf("p%d [%d, %d)", h.Partition, h.From.Lo, h.To.Lo)
			}
			if share, _ := cover.Done(); share != done || records != tt.records || hole != tt.hole || cover.Lost() != (records == 0) {
				t.Errorf("p%v from %s to %s, direction %+d: %d records, gone %q, %v done, lost %v; want %d and %q",
					tt.parts, tt.from, tt.to, dir, records, hole, share, cover.Lost(), tt.records, tt.hole)
			}
		}
	}
}
