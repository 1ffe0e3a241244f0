package source

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"
)

// partition is the cursor over one partition, oldest record first: the offsets
// from at.Offset up to to, or up to the live end where to is nil. Its batches
// share bytes with the page they came in.
type partition struct {
	src       Source
	at        Place
	to        *Place
	want      Want
	committed bool

	page    Page
	records []Record
	ended   bool
}

// later returns the later of two times.
func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

func (c *partition) Next(ctx context.Context, max int) (Batch, error) {
	c.release()
	if c.ended || c.to != nil && !c.at.Offset.Less(c.to.Offset) {
		return Batch{}, io.EOF
	}
	want := c.want
	want.Records = max
	page, err := c.src.Read(ctx, c.at.Ref, c.at.Offset, Forward, want)
	if trimmed := (*TrimmedError)(nil); errors.As(err, &trimmed) && c.at.Offset.Less(trimmed.Low) {
		return c.skip(trimmed.Low), nil
	}
	if err != nil {
		return Batch{}, err
	}
	c.page = page
	if !c.at.Offset.Less(page.To) && !page.Edge {
		return Batch{}, fmt.Errorf("reading %s p%d at %d: %w", c.at.Topic, c.at.Partition, c.at.Offset.Lo, io.ErrNoProgress)
	}
	return c.cut(), nil
}

// skip goes on at low, since the records before it are gone.
func (c *partition) skip(low Offset) Batch {
	if c.to != nil && c.to.Offset.Less(low) {
		low = c.to.Offset
	}
	hole := Hole{Ref: c.at.Ref, From: c.at.Offset, To: low, Why: Trimmed}
	c.at.Offset = low
	return Batch{At: Position{c.at}, Holes: []Hole{hole}}
}

// cut makes a batch of what the page holds of the cursor's range, gives each
// record its running maximum, and moves the cursor.
func (c *partition) cut() Batch {
	end, max := c.page.To, later(c.at.Max, c.page.Max)
	c.ended = c.page.Edge && (c.to == nil || !c.at.Offset.Less(c.page.To))
	if c.to != nil && !c.page.To.Less(c.to.Offset) {
		end, max, c.ended = c.to.Offset, c.to.Max, true
	}
	if c.committed && c.page.Stable.Less(end) {
		end, max, c.ended = c.page.Stable, c.at.Max, true
	}
	b := Batch{}
	c.records = c.records[:0]
	run, next := c.at.Max, c.at.Offset
	for i := range c.page.Records {
		r := &c.page.Records[i]
		if !r.Offset.Less(end) {
			break
		}
		run = later(later(run, r.Time), r.Max)
		if r.Offset.Less(c.at.Offset) {
			continue
		}
		if next.Less(r.Offset) && c.want.Contains == nil {
			b.Holes = append(b.Holes, Hole{Ref: c.at.Ref, From: next, To: r.Offset})
		}
		next = r.Next
		if c.committed && (r.Txn == Aborted || r.Txn == Open) {
			continue
		}
		c.records = append(c.records, *r)
		c.records[len(c.records)-1].Max = run
	}
	if next.Less(end) && c.want.Contains == nil {
		b.Holes = append(b.Holes, Hole{Ref: c.at.Ref, From: next, To: end})
	}
	if end.Less(c.at.Offset) {
		end = c.at.Offset
	}
	b.Looked = c.page.looked(c.at.Offset, end)
	c.at.Offset, c.at.Max = end, later(run, max)
	b.Records, b.At, b.Upto = c.records, Position{c.at}, Key{Max: c.at.Max, Ref: c.at.Ref, Offset: end}
	return b
}

// looked is what was looked at of the page between two offsets: two slices that
// share a page count it once. Of records that were left out only a share is known.
func (p *Page) looked(from, to Offset) Count {
	whole := p.To.Minus(p.From)
	part := min(p.To.Minus(from), to.Minus(from))
	if part >= whole || whole == 0 {
		return p.Looked
	}
	share := float64(part) / float64(whole)
	n := Count{Wire: int64(share * float64(p.Looked.Wire)), Records: int64(share * float64(p.Looked.Records)), Bytes: int64(share * float64(p.Looked.Bytes))}
	if p.Looked.Records == int64(len(p.Records)) {
		n.Records = 0
		for i := range p.Records {
			if r := &p.Records[i]; !r.Offset.Less(from) && r.Offset.Less(to) {
				n.Records++
			}
		}
	}
	return n
}

// release gives the bytes of the last batch back.
func (c *partition) release() {
	c.page.Release()
	c.page = Page{}
}

func (c *partition) Close() error {
	c.release()
	return nil
}

// own copies the bytes of records, which belong to a page, into one new buffer.
func own(records []Record) []Record {
	if len(records) == 0 {
		return nil
	}
	size := 0
	for i := range records {
		size += len(records[i].Key) + len(records[i].Value) + len(records[i].Headers.Raw)
	}
	buf := make([]byte, 0, size)
	out := make([]Record, len(records))
	for i := range records {
		out[i], buf = records[i].cloneInto(buf)
	}
	return out
}
