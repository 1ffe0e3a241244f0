package source_test

import (
	"context"
	"errors"
	"io"
	"testing"
	"testing/synctest"
	"time"

	"riffle/source"
	"riffle/source/memory"
)

// flood is a topic of so many records of 1 KiB in four partitions.
func flood(n int) (*memory.Log, []source.Ref) {
	log := memory.New(memory.Topic{Name: "flood", Partitions: 4, Batch: 16})
	var refs []source.Ref
	for p := range int32(4) {
		refs = append(refs, source.Ref{Topic: "flood", Partition: p})
	}
	for i := range n {
		log.Append(refs[i%4], source.Record{Value: make([]byte, 1024), Time: time.UnixMilli(int64(i))})
	}
	return log, refs
}

// drain reads a stream to its end and tells how much came from the server.
func lookThrough(t *testing.T, c source.Cursor) (looked source.Count) {
	t.Helper()
	defer c.Close()
	for {
		b, err := c.Next(t.Context(), 500)
		if err == io.EOF {
			return looked
		}
		if err != nil {
			t.Fatal(err)
		}
		looked.Add(b.Looked)
	}
}

// A scan of 4 MiB at 256 KiB a second takes 16 seconds, however many partitions
// are read at once, and nobody who looks at a page meanwhile notices.
func TestAScanKeepsToItsRate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		log, refs := flood(4096)
		src := source.Throttled(log, 256<<10)
		began := time.Now()
		all := source.NewStream(src, refs, source.Options{Want: source.Want{Role: source.Scan}})
		low, end, err := all.Ends(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		looked := lookThrough(t, all.Forward(low, end))
		took := time.Since(began)
		if looked.Records != 4096 || took < 14*time.Second || took > 18*time.Second {
			t.Errorf("%d records of %d bytes came in %v, want about 16 s", looked.Records, looked.Wire, took)
		}
		began = time.Now()
		people := source.NewStream(src, refs, source.Options{})
		lookThrough(t, people.Forward(low, end))
		if took := time.Since(began); took > time.Second {
			t.Errorf("a person waited %v for what a scan may not have", took)
		}
	})
}

// Who gives up does not wait for his turn, and nobody behind him waits longer.
func TestAThrottledReadEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		log, refs := flood(256)
		src := source.Throttled(log, 1<<10)
		scan := source.Want{Role: source.Scan}
		page, err := src.Read(t.Context(), refs[0], source.Offset{}, source.Forward, scan)
		if err != nil || page.Looked.Wire < 10<<10 {
			t.Fatal(page.Looked, err)
		}
		began := time.Now()
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		if _, err := src.Read(ctx, refs[0], page.To, source.Forward, scan); !errors.Is(err, context.DeadlineExceeded) || time.Since(began) > 100*time.Millisecond {
			t.Fatalf("%v after %v", err, time.Since(began))
		}
		if _, err := src.Read(t.Context(), refs[0], page.To, source.Forward, scan); err != nil {
			t.Fatal(err)
		}
		if took, owed := time.Since(began), time.Duration(page.Looked.Wire/1024)*time.Second; took < owed-time.Second || took > owed+time.Second {
			t.Errorf("the next page came after %v, want %v", took, owed)
		}
	})
}

// At 256 kB a second a search that reads back stood still for half a minute: slices grew
// as if bytes came as they like, and only whole ones are told of.
func TestASlowSearchMovesOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		log, refs := flood(16_384)
		s := source.NewStream(source.Throttled(log, 256<<10), refs, source.Options{
			Want: source.Want{Role: source.Scan}, Wrap: func(c source.Cursor) source.Cursor { return rare{c, 1 << 40} },
		})
		_, end, err := s.Ends(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		c := s.Backward(end, nil)
		defer c.Close()
		var looked int64
		for began := time.Now(); ; began = time.Now() {
			b, err := c.Next(t.Context(), 50)
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			looked += b.Looked.Records
			if took := time.Since(began); took > 20*time.Second {
				t.Errorf("nothing was told for %v, after %d records", took, looked)
			}
		}
		if looked < 16_380 {
			t.Errorf("looked at %d of 16,384", looked)
		}
	})
}
