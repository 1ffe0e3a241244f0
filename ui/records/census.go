package records

import (
	"context"
	"errors"
	"io"
	"time"

	"riffle/source"
)

// Loaded lists the records that are held, those with data. They must not be changed.
func (p *Pane) Loaded() []*source.Record {
	w := p.cur.win
	list := make([]*source.Record, 0, w.Len())
	for i := w.First(); i <= w.Last(); i++ {
		if row, _ := w.Row(i); row.Record != nil && row.Record.Kind == source.Data {
			list = append(list, row.Record)
		}
	}
	return list
}

// Census reads all records that the pane could show, from the oldest one to the
// end as it is when it begins, under the pane's filter. It is read in steps, by one
// goroutine at a time.
type Census struct {
	Coverage source.Coverage // grows with every step: [source.Coverage.Clone] keeps it
	open     func(context.Context) (source.Cursor, error)
	cursor   source.Cursor
	asks     *Plan // it read nothing, since that is very much
	now      func() time.Time
	add      func([]source.Record)
}

// Census prepares one; add is given the records that the filter lets pass, in any
// goroutine, and must not keep them. Where very much would have to be read, and
// nobody has agreed to that, it asks and ends.
func (p *Pane) Census(add func([]source.Record), agreed bool) *Census {
	r := p.cur
	c := &Census{now: p.now, add: add}
	o := source.Options{Want: source.Want{Role: source.Scan}}
	if r.filter.program != nil {
		o = r.filter.program.Options()
	}
	o.Lend = true
	st, refs, program, most := p.open(r.refs, o), r.refs, r.filter.program, p.most
	c.open = func(ctx context.Context) (source.Cursor, error) {
		low, end, err := st.Ends(ctx)
		if err != nil {
			return nil, err
		}
		b, err := boundsOf(ctx, st, refs, program)
		if err != nil {
			return nil, err
		}
		if b.none() {
			end = low
		}
		from, end := b.clamp(low), b.clamp(end)
		if !agreed {
			if err := afford(ctx, st, from, end, most); err != nil {
				return nil, err
			}
		}
		c.Coverage = source.Cover(from, end, source.Forward)
		c.Coverage.Filtered = program != nil
		return st.Forward(from, end), nil
	}
	return c
}

const (
	// censusBatch is how many records are asked for at a time.
	censusBatch = 4096
	// patience is how long a search waits for a cluster that went away.
	patience = time.Minute
)

// Step reads for about as long as d. more is false once the end is reached, or
// reading failed: then the coverage says why, and everything is closed.
func (c *Census) Step(ctx context.Context, d time.Duration) (more bool) {
	began := c.now()
	if c.cursor == nil {
		err := source.Persist(ctx, patience, func() (err error) { c.cursor, err = c.open(ctx); return err }, nil)
		if err != nil {
			return c.end(err)
		}
	}
	for c.now().Sub(began) < d {
		var b source.Batch
		err := source.Persist(ctx, patience, func() (err error) { b, err = c.cursor.Next(ctx, censusBatch); return err }, nil)
		c.Coverage.Add(b, source.Forward, c.now())
		c.add(b.Records)
		if err != nil {
			return c.end(err)
		}
	}
	return true
}

func (c *Census) end(err error) bool {
	if errors.Is(err, io.EOF) {
		err = nil
	}
	if much := (*tooMuch)(nil); errors.As(err, &much) {
		c.asks = &much.plan
	}
	c.Coverage.End(err)
	c.Close()
	return false
}

// Asks returns what it would have to read, where that is so much that somebody has
// to agree first.
func (c *Census) Asks() (Plan, bool) {
	if c.asks == nil {
		return Plan{}, false
	}
	return *c.asks, true
}

// Close ends what is read.
func (c *Census) Close() {
	if c.cursor != nil {
		_ = c.cursor.Close()
		c.cursor = nil
	}
}
