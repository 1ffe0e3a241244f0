package records

import (
	"math"

	"riffle/source"
	"riffle/ui/strip"
)

// enough is how many hits should have been seen in a cell, at the rate they have
// elsewhere, before what was looked at there speaks for itself: none is then an accident
// once in 150.
const enough = 5

// sight is what is known of one cell of the strip of hits.
type sight struct {
	all    int64 // records in it that may be hits
	looked int64 // of which so many were looked at
	hits   int64 // and so many were hits
	seen   int64 // hits that are known at least: others may have been seen elsewhere in the cell
}

// found says how many hits each cell of a strip has. Where a part of its records was
// looked at, it is an estimate: a cell must not look emptier than another one only for
// less of it having been read. What too little was looked at of is unknown. about
// tells whether the highest of them is an estimate.
func (p *Pane) found(s span) (counts []int64, about bool) {
	cells, hits, looked := p.sights(s), int64(0), int64(0)
	for _, c := range cells {
		hits, looked = hits+min(c.hits, c.looked), looked+c.looked
	}
	rate := float64(hits) / float64(max(looked, 1))
	counts = make([]int64, len(cells))
	for i, c := range cells {
		counts[i] = c.estimate(rate)
		if c.all == 0 && s.counts[i] > 0 { // the filter leaves it out
			counts[i] = strip.Unknown
		}
	}
	most := strip.Highest(counts)
	for i, n := range counts {
		if n == most && cells[i].whole() {
			return counts, false
		}
	}
	return counts, true
}

// sights looks at each cell through whatever has looked at most of its records.
func (p *Pane) sights(s span) []sight {
	r := p.cur
	known := s.line.Cells()
	along := func(parts []source.Share) []int64 { return fit(known.Looked(parts), s.axis.Cells) }
	all := along(p.possible(r.bounds))
	cells := make([]sight, s.axis.Cells)
	for _, x := range p.lookedInto() {
		looked, hits := along(x.parts), x.hits.along(s.axis)
		for i := range cells {
			c := &cells[i]
			if looked[i] > c.looked || looked[i] == c.looked && hits[i] > c.hits {
				c.looked, c.hits = looked[i], hits[i]
			}
			c.seen = max(c.seen, hits[i])
		}
	}
	for i := range cells {
		cells[i].all = all[i]
	}
	return cells
}

// lookedInto is all that was found under the filter of what is shown, by the reading,
// those before it and the sweep: the same hits may be in several.
func (p *Pane) lookedInto() (all []looked) {
	r := p.cur
	if r.opened {
		all = append(all, looked{p.shares(r), r.hits})
	}
	all = append(all, r.earlier...)
	if p.sweep != nil {
		all = append(all, p.sweep.looked()...)
	}
	return all
}

// possible are the offsets that may hold hits.
func (p *Pane) possible(b bounds) []source.Share {
	list := make([]source.Share, len(p.cur.refs))
	for i, ref := range p.cur.refs {
		list[i] = source.Share{Ref: ref, High: source.Offset{Hi: math.MaxUint64, Lo: math.MaxUint64}}
		if b.floor != nil {
			list[i].Low = b.floor[i].Offset
		}
		if b.ceiling != nil {
			list[i].High = b.ceiling[i].Offset
		}
	}
	return list
}

// whole tells whether all of a cell was looked at.
func (c sight) whole() bool { return c.looked >= c.all }

// estimate is how many hits a cell has, where so many of the records looked at are hits
// altogether. Few hits say little, and of many cells some would stand out by accident:
// so what was looked at counts as if a few more had come at that rate.
func (c sight) estimate(rate float64) int64 {
	switch {
	case c.whole():
		return c.seen
	case c.hits > 0:
		n := float64(c.hits+enough) / (float64(c.looked) + enough/rate) * float64(c.all)
		return max(int64(n+0.5), c.seen)
	case c.seen > 0:
		return c.seen
	case 2*c.looked >= c.all || float64(c.looked)*rate >= enough:
		return 0
	}
	return strip.Unknown
}
