package records

import (
	"time"

	"riffle/source"
	"riffle/ui/window"
)

// counted is what a reading has looked at, as far as it lies where nobody had read
// before: rows that left the window are read again, but not counted again.
type counted struct {
	looked source.Count
	holes  [source.Trimmed + 1]int64
	hits   int64       // records that a filter let pass, without those it could not look into
	wire   source.Rate // bytes from the servers since reading goes on, what is read again included
	pace   source.Rate // records
}

// rest ends the measurement of rates: a pause in reading is no part of them.
func (n *counted) rest() { n.wire, n.pace = source.Rate{}, source.Rate{} }

// cover says what the rows of a reading are made from. It is made anew each time:
// what it says follows from the places that were reached.
func (p *Pane) cover(r *reading) source.Coverage {
	c := source.Coverage{
		Looked: r.counted.looked, Filtered: r.filter.program != nil, Holes: r.counted.holes,
		Wire: r.counted.wire, Pace: r.counted.pace,
	}
	if r.opened {
		c.Parts = p.shares(r)
	}
	// Pages are counted whole though a slice of the stream may take a part of them;
	// no more can have been looked at than there are offsets.
	from, to := r.reach()
	if most := to.Minus(from); most < c.Looked.Records {
		c.Looked = c.Looked.Scale(float64(most) / float64(c.Looked.Records))
		c.Looked.Records = most
	}
	c.Matched = r.counted.hits
	top, bottom := r.win.Edge(window.Top), r.win.Edge(window.Bottom)
	for _, e := range []window.Edge{top, bottom} {
		switch e.State {
		case window.Failed:
			c.End(e.Err)
		case window.Stopped:
			if !r.searching() { // it goes on at the other end
				c.Stop = source.Cancelled
			}
		}
	}
	if top.State == window.Ended && bottom.State == window.Ended && c.Stop == source.Going {
		c.Stop = source.Reached
	}
	if share, known := c.Done(); c.Stop == source.Reached && known && share < 1 {
		c.Stop = source.Going // records have come since
	}
	return c
}

// shares says for each partition which offsets the reading is after and which were
// looked at.
func (p *Pane) shares(r *reading) []source.Share {
	low, end, known := p.endsOf(r)
	if known {
		low, end = r.bounds.clamp(low), r.bounds.clamp(end)
	}
	from, to := r.reach()
	list := make([]source.Share, len(from))
	for i := range from {
		list[i] = source.Share{Ref: from[i].Ref, From: from[i].Offset, Low: from[i].Offset, High: to[i].Offset, Endless: !known || i >= len(end)}
		if known && i < len(low) && low[i].Offset.Less(from[i].Offset) {
			list[i].From = low[i].Offset
		}
		if known && i < len(end) {
			list[i].To = end[i].Offset
			if end[i].Offset.Less(to[i].Offset) {
				list[i].To = to[i].Offset
			}
		}
	}
	return list
}

// count adds what was looked at on a side.
func (p *Pane) count(r *reading, s window.Side, b source.Batch) {
	x, n := &r.sides[s], &r.counted
	if x.reach == nil {
		x.reach = r.at
	}
	fresh := make(map[source.Ref]offsets, len(b.At))
	all, new := int64(0), int64(0)
	reach := make(source.Position, len(b.At))
	for i, at := range b.At {
		read, old := offsets{r.win.At(s)[i].Offset, at.Offset}, offsets{x.reach[i].Offset, at.Offset}
		if s == window.Top {
			read, old = read.turned(), old.turned()
		}
		all, new = all+read.size(), new+old.size()
		fresh[at.Ref], reach[i] = old, x.reach[i]
		if at.Max.After(r.latest) {
			r.latest = at.Max
		}
		if old.size() > 0 {
			reach[i] = at
		}
	}
	x.reach = reach
	d := b.Looked
	if new < all {
		d = d.Scale(float64(new) / float64(all))
	}
	n.looked.Add(d)
	for i := range b.Records {
		if rec := &b.Records[i]; r.filter.program != nil && fresh[rec.Ref].holds(rec.Offset) && !rec.Unknown() {
			if n.hits++; !rec.Max.IsZero() {
				r.hits.add(rec.Max)
			}
		}
	}
	for _, h := range b.Holes {
		if fresh[h.Ref].holds(h.From) {
			n.holes[h.Why] += h.To.Minus(h.From)
		}
	}
	now := p.now()
	n.wire.Add(b.Looked.Wire, now)
	n.pace.Add(b.Looked.Records, now)
}

// offsets are those of a partition in [from, to).
type offsets struct{ from, to source.Offset }

func (s offsets) turned() offsets            { return offsets{s.to, s.from} }
func (s offsets) size() int64                { return s.to.Minus(s.from) }
func (s offsets) holds(o source.Offset) bool { return !o.Less(s.from) && o.Less(s.to) }

// since is an instant from which on all was read, as far as r goes: every record
// with that time, or a later one. It is the zero time where the oldest was reached.
func (p *Pane) since(r *reading) (t time.Time) {
	switch {
	case p.atOldest(r):
		return t
	case r.win.Edge(window.Top).State == window.Ended && !r.bounds.since.IsZero():
		return r.bounds.since
	}
	from, _ := r.reach()
	if t = earliest(from, r.at); t.IsZero() {
		if row, ok := r.win.Row(0); ok && row.Record != nil {
			t = row.Record.Max
		}
	}
	return t
}

// atOldest tells whether everything before the place was read: the end was met, or
// nothing is left before it.
func (p *Pane) atOldest(r *reading) bool {
	low, _, known := p.endsOf(r)
	from, _ := r.reach()
	return r.oldest || known && r.opened && r.bounds.floor == nil && from.Minus(low) == 0
}

// until is an instant up to which all was read: every record with an earlier time.
func (p *Pane) until(r *reading) (t time.Time) {
	if r.caughtUp() {
		return p.now()
	}
	_, to := r.reach()
	_, ends, known := p.endsOf(r)
	for i, x := range to {
		if known && !x.Offset.Less(ends[i].Offset) {
			continue // nothing is missing in this one
		}
		if t.IsZero() || x.Max.Before(t) {
			t = x.Max
		}
	}
	if now := p.now(); t.After(now) { // of a place that lies in the future, nothing was read
		t = now
	}
	for _, known := range []time.Time{r.last, r.newest} {
		if known.After(t) {
			t = known
		}
	}
	return t
}
