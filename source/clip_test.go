package source_test

import (
	"bytes"
	"context"
	"sync/atomic"
	"testing"
	"time"

	"riffle/source"
	"riffle/source/memory"
)

// A merge holds the next record of every partition, and whoever shows rows shows
// the beginning of each: six partitions of 50 MB records once took 770 MB.
func TestClippedStreamsHoldOnlyBeginnings(t *testing.T) {
	const parts, size, clip = 8, 1 << 20, 100
	log := memory.New(memory.Topic{Name: "large", Partitions: parts})
	var refs []source.Ref
	for p := range int32(parts) {
		refs = append(refs, source.Ref{Topic: "large", Partition: p})
		log.Append(refs[p], source.Record{Time: noon.Add(time.Duration(p) * time.Second), Key: []byte("k"), Value: bytes.Repeat([]byte("v"), size),
			Headers: source.MakeHeaders(source.Header{Name: "first", Value: []byte("1")}, source.Header{Name: "h", Value: make([]byte, size)})})
	}
	var longest atomic.Int64
	watched := func(c source.Cursor) source.Cursor { return watch{c, &longest} }
	s := source.NewStream(log, refs, source.Options{Wrap: watched, Clip: clip})
	ctx := t.Context()
	low, end, err := s.Ends(ctx)
	if err != nil {
		t.Fatal(err)
	}
	tail, err := s.Tail(ctx, low)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]source.Cursor{"forward": s.Forward(low, end), "backward": s.Backward(end, nil), "tail": tail} {
		t.Run(name, func(t *testing.T) {
			defer c.Close()
			for n := 0; n < parts; {
				b, err := c.Next(ctx, 100)
				if err != nil {
					t.Fatal(err)
				}
				n += len(b.Records)
				for _, r := range b.Records {
					if string(r.Key) != "k" || len(r.Value) != clip || cap(r.Value) > parts*3*clip || cap(r.Headers.Raw) > parts*3*clip {
						t.Fatalf("%d bytes of a value are held, %d of headers", cap(r.Value), cap(r.Headers.Raw))
					}
					if r.Size < 2*size || !r.Clipped() {
						t.Fatalf("it says that the record has %d bytes", r.Size)
					}
					if v, ok := r.Headers.Get("first"); !ok || string(v) != "1" {
						t.Fatal("what is whole of the headers is lost")
					}
				}
			}
		})
	}
	if longest.Load() < size {
		t.Errorf("filters saw %d bytes of a value, not the whole", longest.Load())
	}
}

// watch notes the longest value that a filter gets to see.
type watch struct {
	source.Cursor
	longest *atomic.Int64
}

func (w watch) Next(ctx context.Context, most int) (source.Batch, error) {
	b, err := w.Cursor.Next(ctx, most)
	for _, r := range b.Records {
		w.longest.Store(max(w.longest.Load(), int64(len(r.Value))))
	}
	return b, err
}
