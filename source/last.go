package source

import (
	"context"
	"io"
	"slices"
)

// Before returns the position n records before another one, or before the first of
// them where they are fewer. Nothing is read below to; nil: the beginning. Only records
// that the options let through count, and of those none that is [Record.Unknown].
//
// next calls Next of the cursor that it is given, with the number of records that it is
// given: whoever waits for it can see what is read, and outlast an interruption without
// that the search begins anew.
func (s *Stream) Before(pos, to Position, n int64, next func(Cursor, int) (Batch, error)) (Position, error) {
	c := s.Backward(pos, to)
	defer c.Close()
	first := pos // of those that were found
	for {
		b, err := next(c, int(min(n, 2000)))
		if err == io.EOF {
			return first, nil
		}
		if err != nil {
			return nil, err
		}
		found, i := lastKnown(b.Records, n)
		if n -= found; n == 0 {
			return placeOf(b, pos, i), nil
		}
		if len(b.Records) > 0 {
			first = placeOf(b, pos, 0)
		}
		pos = b.At
	}
}

// Last reads the last n of the records that the options let through, between to and
// pos, in their order, and returns where they begin, as [Stream.Before] does. What is
// found on the way there is held, up to 24 MB of it, and not read again: behind rare
// matches that would be as much as the search. Batches that were held say that they
// looked at their own records; next saw all.
func (s *Stream) Last(pos, to Position, n int64, next func(Cursor, int) (Batch, error)) (Position, Cursor, error) {
	c := &collected{end: pos}
	first, err := s.Before(pos, to, n, func(back Cursor, most int) (Batch, error) {
		b, err := next(back, most)
		if err == nil {
			c.add(b)
		}
		return b, err
	})
	switch {
	case err != nil:
		return nil, nil, err
	case c.bytes > sliceBytes || s.opt.Committed: // which also tells where the read ends
		return first, s.Forward(first, pos), nil
	}
	c.cut(first)
	return first, c, nil
}

// collected is the cursor that gives out what was found on the way back.
type collected struct {
	records []Record
	holes   []Hole
	bytes   int      // of all that was found; above sliceBytes nothing is held
	at      Position // where it stands
	end     Position
	done    bool
}

// add takes a batch that lies before those it has.
func (c *collected) add(b Batch) {
	if c.bytes += weigh(b); c.bytes > sliceBytes {
		c.records, c.holes = nil, nil
		return
	}
	c.records = slices.Concat(b.Records, c.records)
	c.holes = slices.Concat(b.Holes, c.holes)
}

// cut leaves what does not lie before first, where it begins.
func (c *collected) cut(first Position) {
	c.at = slices.Clone(first)
	low := make(map[Ref]Offset, len(first))
	for _, p := range first {
		low[p.Ref] = p.Offset
	}
	c.records = slices.DeleteFunc(c.records, func(r Record) bool { return r.Offset.Less(low[r.Ref]) })
	_, c.holes = parted(c.holes, first)
}

func (c *collected) Next(ctx context.Context, most int) (Batch, error) {
	switch {
	case ctx.Err() != nil:
		return Batch{}, ctx.Err()
	case c.done:
		return Batch{}, io.EOF
	}
	n := min(most, len(c.records))
	b := Batch{Records: c.records[:n:n]}
	c.records = c.records[n:]
	for i := range b.Records {
		r := &b.Records[i]
		b.Looked.Records++
		b.Looked.Bytes += int64(r.Size)
		if r.Kind == Corrupt {
			b.Looked.Undecodable++
		}
		k := slices.IndexFunc(c.at, func(p Place) bool { return p.Ref == r.Ref })
		c.at[k].Offset, c.at[k].Max = r.Next, r.Max
	}
	if c.done = len(c.records) == 0; c.done {
		c.at = c.end
	}
	b.At = slices.Clone(c.at)
	b.Holes, c.holes = parted(c.holes, b.At)
	return b, nil
}

// parted are the holes that begin before a position, and the others.
func parted(holes []Hole, at Position) (before, behind []Hole) {
	for _, h := range holes {
		of := slices.IndexFunc(at, func(p Place) bool { return p.Ref == h.Ref })
		if h.From.Less(at[of].Offset) {
			before = append(before, h)
		} else {
			behind = append(behind, h)
		}
	}
	return before, behind
}

func (c *collected) Close() error { return nil }

// placeOf returns the position before record i of a batch that ends at end.
func placeOf(b Batch, end Position, i int) Position {
	pos := slices.Clone(end)
	for j := len(b.Records) - 1; j >= i; j-- {
		r := &b.Records[j]
		k := slices.IndexFunc(pos, func(p Place) bool { return p.Ref == r.Ref })
		pos[k].Offset, pos[k].Max = r.Offset, r.Max
	}
	return pos
}

// lastKnown returns where the last n records that are not [Record.Unknown] begin, and
// how many there are of them, at most n.
func lastKnown(list []Record, n int64) (found int64, first int) {
	first = len(list)
	for i := len(list) - 1; i >= 0 && found < n; i-- {
		if !list[i].Unknown() {
			found, first = found+1, i
		}
	}
	return found, first
}
