package source_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"riffle/source"
)

func positions(offsets ...int64) (p source.Position) {
	for i, o := range offsets {
		p = append(p, source.Place{Ref: source.Ref{Topic: "orders", Partition: int32(i)}, Offset: source.OffsetOf(o)})
	}
	return p
}

// Whatever the direction, the share done grows from none to all, and what is left
// follows from the pace.
func TestCoverageGrows(t *testing.T) {
	from, to := positions(10, 0), positions(30, 20)
	for _, tt := range []struct {
		dir      source.Dir
		half     source.Position
		end      source.Position
		low, hig uint64 // of partition 0, half way
	}{
		{source.Forward, positions(20, 10), to, 10, 20},
		{source.Backward, positions(20, 10), from, 20, 30},
	} {
		now := time.Unix(1000, 0)
		c := source.Cover(from, to, tt.dir)
		if share, ok := c.Done(); share != 0 || !ok {
			t.Errorf("%v: before anything was read, %v is done", tt.dir, share)
		}
		c.Add(source.Batch{At: c0(from, to, tt.dir)}, tt.dir, now)
		c.Add(source.Batch{At: tt.half, Looked: source.Count{Records: 18, Wire: 500}, Records: make([]source.Record, 3),
			Holes: []source.Hole{{From: source.OffsetOf(4), To: source.OffsetOf(6), Why: source.Compacted}}}, tt.dir, now.Add(time.Second))
		if share, ok := c.Done(); share != 0.5 || !ok || c.Matched != 3 || c.Holes[source.Compacted] != 2 {
			t.Errorf("%v: half way: %+v", tt.dir, c)
		}
		if p := c.Parts[0]; p.Low.Lo != tt.low || p.High.Lo != tt.hig {
			t.Errorf("%v: looked at %d to %d", tt.dir, p.Low.Lo, p.High.Lo)
		}
		if left, ok := c.Left(); !ok || left != time.Second {
			t.Errorf("%v: left %v %v", tt.dir, left, ok)
		}
		c.Add(source.Batch{At: tt.end}, tt.dir, now.Add(2*time.Second))
		if share, _ := c.Done(); share != 1 {
			t.Errorf("%v: at the end %v is done", tt.dir, share)
		}
	}
}

// c0 is where reading begins.
func c0(from, to source.Position, dir source.Dir) source.Position {
	if dir == source.Backward {
		return to
	}
	return from
}

func TestCoverageSaysWhyItEnded(t *testing.T) {
	there := source.Place{Ref: source.Ref{Topic: "orders", Partition: 3}, Offset: source.OffsetOf(88)}
	for _, tt := range []struct {
		err  error
		stop source.Stop
		at   source.Place
	}{
		{nil, source.Reached, source.Place{}},
		{fmt.Errorf("reading: %w", context.Canceled), source.Cancelled, source.Place{}},
		{source.ErrDenied, source.Failed, source.Place{}},
		{fmt.Errorf("reading: %w", &source.PlaceError{Place: there, Err: source.ErrCorrupt}), source.Failed, there},
	} {
		var c source.Coverage
		if c.End(tt.err); c.Stop != tt.stop || c.At != tt.at {
			t.Errorf("%v: %v at %v", tt.err, c.Stop, c.At)
		}
	}
	for _, from := range []int64{0, 5} { // at offset 0 a tail was taken for a range that holds nothing
		tail := source.Cover(positions(from), nil, source.Forward)
		if _, ok := tail.Done(); ok {
			t.Errorf("a tail from %d has a share that is done", from)
		}
	}
}
