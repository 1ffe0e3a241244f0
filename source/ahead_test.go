package source_test

import (
	"context"
	"io"
	"testing"
	"testing/synctest"
	"time"

	"riffle/source"
	"riffle/source/memory"
)

// none lets no record pass.
type none struct{ source.Cursor }

func (c none) Next(ctx context.Context, most int) (source.Batch, error) {
	b, err := c.Cursor.Next(ctx, most)
	b.Records = nil
	return b, err
}

// A compacted topic is full of holes. Where a filter let nothing pass and the reader
// paused, those of the whole topic were kept.
func TestHolesThatNobodyTakesAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const partitions, each = 200, 3000 // so many that each may keep little
		log := memory.New(memory.Topic{Name: "orders", Partitions: partitions, Page: 100})
		var refs []source.Ref
		for p := range int32(partitions) {
			ref := source.Ref{Topic: "orders", Partition: p}
			refs = append(refs, ref)
			for i := range each {
				log.Append(ref, source.Record{Offset: source.OffsetOf(int64(2 * i)), Time: noon})
			}
		}
		st := source.NewStream(log, refs, source.Options{Wrap: func(c source.Cursor) source.Cursor { return none{c} }})
		low, end, err := st.Ends(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		log.Inject(memory.Fault{Delay: 60 * time.Millisecond, Method: memory.Read})
		c := st.Forward(low, end)
		defer c.Close()
		cover := source.Cover(low, end, source.Forward)
		batch, err := c.Next(t.Context(), 100)
		if err != nil {
			t.Fatal(err)
		}
		cover.Add(batch, source.Forward, noon)
		<-time.After(time.Minute)
		if n := log.Cost().Records; n > partitions*each/3 {
			t.Errorf("%d records were read while nobody asked for more", n)
		}
		log.Heal()
		for err == nil {
			if batch, err = c.Next(t.Context(), 100); err == nil {
				cover.Add(batch, source.Forward, noon)
			}
		}
		if err != io.EOF || cover.Looked.Records != partitions*each || cover.Holes[source.Compacted] != partitions*(each-1) {
			t.Errorf("%v: looked at %d records and %d offsets that hold nothing", err, cover.Looked.Records, cover.Holes[source.Compacted])
		}
	})
}
