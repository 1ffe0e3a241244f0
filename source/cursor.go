package source

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sort"
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
	first     int // bytes of the next page, where that is less than want asks for; zero: as it asks
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
	if c.to != nil { // no more than is left: what lies beyond would only be thrown away
		want.Records = int(min(int64(max), c.to.Offset.Minus(c.at.Offset)))
		want.Until = c.to.Offset
	}
	if 0 < c.first && c.first < want.Bytes {
		want.Bytes, c.first = c.first, 2*c.first
	}
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
	if !c.at.Offset.Less(page.To) && c.to != nil {
		if err := EndsHere(ctx, c.src, c.at); err != nil {
			return Batch{}, err
		}
	}
	return c.cut(), nil
}

// EndsHere makes sure that a partition ends at a place, where a read gave nothing though
// the end that was set out for lies beyond. A topic that was made anew does end there. But a
// leader that was elected a moment ago gives less than its predecessor did, until it
// knows how far its followers are; asked for its end it says so (KIP-207). To stop there
// would lose records: the error is then a [TransientError].
func EndsHere(ctx context.Context, src Source, at Place) error {
	const soon = 100 * time.Millisecond
	found, err := src.OffsetsAt(ctx, []Lookup{{Ref: at.Ref, Time: time.UnixMilli(lastMilli)}})
	if err != nil {
		return err
	}
	if err := found[0].Err; err != nil {
		return err
	}
	if at.Offset.Less(found[0].Offset) {
		err := fmt.Errorf("reading %s p%d at %d: records up to %d are not given yet: %w",
			at.Topic, at.Partition, at.Offset.Lo, found[0].Offset.Lo, ErrUnreachable)
		return &TransientError{Err: err, After: soon}
	}
	return nil
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
	if end.Less(c.at.Offset) {
		end = c.at.Offset
	}
	b := Batch{Looked: c.looked(end)}
	lent := c.page.Free != nil // else the page may be in a cache
	kept := c.records[:0]
	if lent {
		kept = c.page.Records[:0]
	}
	run, next, broken := c.at.Max, c.at.Offset, int64(0)
	for i := range c.page.Records {
		r := &c.page.Records[i]
		if !r.Offset.Less(end) {
			break
		}
		run = later(later(run, r.Time), r.Max)
		if !r.reaches(c.at.Offset) {
			continue
		}
		if next.Less(r.Offset) && c.want.Contains == nil {
			b.Holes = append(b.Holes, Hole{Ref: c.at.Ref, From: next, To: r.Offset})
		}
		next = r.Next
		if r.Kind == Corrupt {
			broken++
		}
		if c.committed && (r.Txn == Aborted || r.Txn == Open) {
			continue
		}
		if n := len(kept); lent && n == i {
			kept = kept[:n+1] // it stays where it is
		} else {
			kept = append(kept, *r)
		}
		k := &kept[len(kept)-1]
		if k.Max = run; k.Offset.Less(c.at.Offset) {
			k.Offset = c.at.Offset
		}
	}
	if next.Less(end) && c.want.Contains == nil {
		b.Holes = append(b.Holes, Hole{Ref: c.at.Ref, From: next, To: end})
	}
	if !lent {
		c.records = kept
	}
	b.Looked.Undecodable = broken
	c.at.Offset, c.at.Max = end, later(run, max)
	b.Records, b.At, b.Upto = kept, Position{c.at}, Key{Max: c.at.Max, Ref: c.at.Ref, Offset: end}
	return b
}

// reaches tells whether a record stands at an offset or behind it. What cannot be read
// takes the place of all offsets of a batch, some of which may lie before.
func (r *Record) reaches(at Offset) bool {
	return !r.Offset.Less(at) || r.Kind == Corrupt && at.Less(r.Next)
}

// looked is what was looked at of the page from the cursor's place to end. Two slices
// that share a page count each of its records once, and share the rest.
func (c *partition) looked(end Offset) Count {
	p, n := &c.page, c.page.Looked
	whole, part := p.To.Minus(p.From), min(p.To.Minus(c.at.Offset), end.Minus(c.at.Offset))
	if part < whole {
		n = n.Scale(float64(part) / float64(whole))
	}
	switch {
	case part == 0:
	case c.want.Contains == nil: // all records are there
		lo := sort.Search(len(p.Records), func(i int) bool { return p.Records[i].reaches(c.at.Offset) })
		hi := sort.Search(len(p.Records), func(i int) bool { return !p.Records[i].Offset.Less(end) })
		n.Records = int64(hi - lo)
	case end == p.To || c.to != nil && end == c.to.Offset:
		n.Records = p.Looked.Records - p.Outside
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

// mostOf tells whether records may share the bytes of the page in hand: nobody
// asks for those back, and the records, clipped to clip bytes, are most of them. The
// cache is likely to keep that page too, and a copy would hold all of it twice.
func (c *partition) mostOf(records []Record, clip int) bool {
	if c.page.Free != nil {
		return false
	}
	held, page := 0, 0
	for i := range records {
		r := &records[i]
		if clip > 0 && max(len(r.Key), len(r.Value), len(r.Headers.Raw)) > clip {
			return false
		}
		held += r.Held()
	}
	for i := range c.page.Records {
		page += c.page.Records[i].Held()
	}
	return 2*held >= page
}
