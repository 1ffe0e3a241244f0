package source_test

import (
	"fmt"
	"io"
	"testing"
	"time"

	"riffle/source"
	"riffle/source/memory"
)

// What cannot be read stands for all offsets of a batch. Reading that begins in the
// middle of it says so: it used to tell of offsets that hold nothing.
func TestReadingBeginsInWhatCannotBeRead(t *testing.T) {
	log := memory.New(memory.Topic{Name: "orders", Partitions: 1, Batch: 4})
	ref := source.Ref{Topic: "orders"}
	for i := range 20 {
		log.Append(ref, source.Record{Time: time.Unix(int64(i), 0)})
	}
	log.Append(ref, source.Record{Offset: source.OffsetOf(20), Next: source.OffsetOf(40), Kind: source.Corrupt, Err: fmt.Errorf("checksum: %w", source.ErrCorrupt)})
	for i := range 20 {
		log.Append(ref, source.Record{Time: time.Unix(int64(100+i), 0)})
	}
	s := source.NewStream(log, []source.Ref{ref}, source.Options{})
	place := func(o int64) source.Position { return source.Position{{Ref: ref, Offset: source.OffsetOf(o)}} }
	for _, tt := range []struct{ from, to, records, broken int64 }{
		{20, 45, 6, 1}, {25, 45, 6, 1}, {39, 41, 2, 1}, {40, 45, 5, 0}, {18, 25, 3, 1}, {25, 30, 1, 1},
	} {
		for dir, c := range map[source.Dir]source.Cursor{source.Forward: s.Forward(place(tt.from), place(tt.to)), source.Backward: s.Backward(place(tt.to), place(tt.from))} {
			cover := source.Cover(place(tt.from), place(tt.to), dir)
			first := int64(-1)
			for {
				b, err := c.Next(t.Context(), 100)
				if err == io.EOF {
					break
				}
				if err != nil {
					t.Fatal(err)
				}
				if len(b.Records) > 0 {
					first = int64(b.Records[0].Offset.Lo)
				}
				cover.Add(b, dir, time.Now())
			}
			if n := cover.Looked; n.Records != tt.records || n.Undecodable != tt.broken || cover.Holes != [2]int64{} || first != tt.from {
				t.Errorf("[%d, %d), direction %+d: %+v, holes %v, the first at %d", tt.from, tt.to, dir, n, cover.Holes, first)
			}
		}
	}
}
