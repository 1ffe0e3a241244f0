package records

import (
	"time"

	"riffle/ui/strip"
	"riffle/ui/window"
)

// leastSpan is what a strip shows at least: a cliff needs its surroundings.
const leastSpan = time.Hour

// aheadPart is the part of what a search has read back through that a strip shows beyond
// it: one in so many. Lookups take their time; without it the search has often come to
// the end of the strip, and there is nothing left to be seen, before the next is there.
const aheadPart = 4

// stretch is the time that the strip should show. It stays as it is while it fits:
// bars that jump about cannot be compared.
func (p *Pane) stretch() (a strip.Axis, ok bool) {
	cells := p.stripCells()
	from, to, ok := p.wanted()
	if !ok || cells < leastCells {
		return a, false
	}
	for _, now := range []strip.Axis{p.over.shown.axis, p.over.next.axis} {
		if now.Cells == cells && now.Zone == p.zone && holds(now, from, to) {
			return now, true
		}
	}
	step := strip.StepFor(max(leastSpan, (to.Sub(from))*8/7), cells)
	a = strip.Axis{Step: step, Cells: cells, Zone: p.zone}
	all := time.Duration(cells) * step
	end := to.Add((all - to.Sub(from)) / 2)
	if last, known := p.newest(all / 2); known && last.Before(end) {
		end = last.Add(all / 20) // some room for what is to come
	}
	if soon := p.now().Add(all / 20); soon.Before(end) && !to.After(soon) {
		end = soon // no more: it would look as if nothing came any more
	}
	a.From = strip.Floor(end.Add(step-1), step, p.zone).Add(-all)
	if from.Before(a.From) {
		a.From = strip.Floor(from, step, p.zone)
	}
	return a, true
}

// Range is the time that the strip shows; zero where there is none.
func (p *Pane) Range() (from, to time.Time) {
	a := p.over.shown.axis
	if a.Cells == 0 {
		return from, to
	}
	return a.From, a.To()
}

// holds tells whether a stretch shows what is wanted, and not too much around it.
func holds(a strip.Axis, from, to time.Time) bool {
	all := time.Duration(a.Cells) * a.Step
	return !from.Before(a.From) && to.Before(a.To()) && (all <= 2*leastSpan || to.Sub(from) > all/12)
}

// wanted is what a strip should show at least: the rows on the screen, and of a
// search all that it has read, with the hits of the readings before it.
func (p *Pane) wanted() (from, to time.Time, ok bool) {
	w := p.cur.win
	below := min(w.Top()+p.rowLines(), w.Last())
	for i := max(w.Top(), w.First()); i <= below; i++ {
		row, _ := w.Row(i)
		if row.Record == nil || row.Record.Max.IsZero() {
			continue
		}
		t := row.Record.Max
		if !ok || t.Before(from) {
			from = t
		}
		if !ok || t.After(to) {
			to = t
		}
		ok = true
	}
	r := p.cur
	if r.filter.program == nil {
		return from, to, ok
	}
	since := p.since(r)
	if !since.IsZero() && since.Before(r.latest) && (!ok || since.Before(from)) {
		from = since
	}
	switch {
	case !ok && r.latest.IsZero(): // no record came by: what was looked at, if that is known
		to = p.until(r)
		ok = !since.IsZero() && since.Before(to)
		from = since
	case !ok || r.latest.After(to):
		to = r.latest
	}
	if ok = ok || !since.IsZero(); ok && r.searching() && r.win.Edge(window.Top).State == window.More && !since.IsZero() {
		from = from.Add(-p.ahead(r, to.Sub(from)))
	}
	var ends []time.Time
	for _, x := range r.earlier {
		ends = append(ends, x.hits.ends()...)
	}
	if p.sweep != nil {
		for _, x := range p.sweep.found.Spans {
			ends = append(ends, x.First, x.Last)
		}
	}
	for _, t := range ends {
		if t.Before(from) {
			from = t
		}
		if t.After(to) {
			to = t
		}
	}
	return from, to, ok && !to.IsZero() && !to.Before(from)
}

// ahead is the time that a search comes to soon, after one that it has read back through:
// no more than seems to be left.
func (p *Pane) ahead(r *reading, read time.Duration) time.Duration {
	soon := read / aheadPart
	if c := p.cover(r); c.Looked.Records > 0 {
		if share, known := c.Done(); known && share > 0 {
			soon = min(soon, time.Duration(float64(read)*(1-share)/share))
		}
	}
	return soon
}

// newest is up to when there may be records: the newest one, or the present where
// that is no more than quiet after it. That nothing came since is worth a look.
func (p *Pane) newest(quiet time.Duration) (t time.Time, known bool) {
	r := p.cur
	if !r.follow && r.win.Edge(window.Bottom).State != window.Ended {
		return t, false
	}
	t = r.latest
	if row, ok := r.win.Row(r.win.Last()); ok && row.Record != nil && row.Record.Max.After(t) {
		t = row.Record.Max
	}
	if t.IsZero() {
		return t, false
	}
	if now := p.now(); now.After(t) && now.Sub(t) < quiet {
		t = now
	}
	return t, true
}
