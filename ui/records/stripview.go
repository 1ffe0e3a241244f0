package records

import (
	"slices"
	"time"

	"riffle/keymap"
	"riffle/ui/figures"
	"riffle/ui/safe"
	"riffle/ui/strip"
	"riffle/ui/theme"
)

const (
	stripFrom   = 12 // the height from which there are strips
	axisFrom    = 16 // and an axis below them
	stripLead   = 6  // cells before the bars: what they count
	stripSaid   = 16 // cells behind them: how much the highest is
	stripSaidAt = 64 // the width from which that is said
	leastCells  = 16 // bars that tell anything
)

// stripLines is how many lines the strips take.
func (p *Pane) stripLines() int {
	if p.h < stripFrom || p.stripCells() < leastCells {
		return 0
	}
	n := 1
	if p.cur.filter.program != nil {
		n++
	}
	if p.h >= axisFrom {
		n++
	}
	return n
}

// stripCells is how many bars there are.
func (p *Pane) stripCells() int {
	n := p.w - stripLead
	if p.w >= stripSaidAt {
		return n - stripSaid
	}
	return n - 1
}

// strips draws how many records there are over time, how many hits, and when.
func (p *Pane) strips() []string {
	n := p.stripLines()
	if n == 0 {
		return nil
	}
	if len(p.refs) > stripPartsTo {
		l := p.newLine(nil, p.w)
		l.put(theme.Dim, p.say(safe.Text(" all  "+figures.Count(len(p.refs))+" partitions are counted on demand · ")+p.key(keymap.Timeline)+" draws the timeline"))
		return p.filled([]string{l.end()}, n)
	}
	s := p.over.shown.fitted(p.stripCells())
	if !s.on() {
		l := p.newLine(nil, p.w)
		l.put(theme.Dim, " all  ")
		if p.over.next.on() {
			l.put(theme.Dim, safe.Text(p.glyphs.More))
		}
		return p.filled([]string{l.end()}, n)
	}
	lines := []string{p.bars(" all", s.counts, s.axis, theme.Time)}
	if p.cur.filter.program != nil {
		lines = append(lines, p.bars(" hits", p.found(s.axis), s.axis, theme.Number))
	}
	if p.h >= axisFrom {
		l := p.newLine(nil, p.w)
		l.space(stripLead)
		key, _ := p.nearest()
		l.raw(s.axis.Draw(key.Max, p.now(), p.glyphs, p.theme), s.axis.Cells)
		lines = append(lines, l.end())
	}
	return p.filled(lines, n)
}

// filled adds blank lines up to n.
func (p *Pane) filled(lines []string, n int) []string {
	for len(lines) < n {
		lines = append(lines, p.blank())
	}
	return lines
}

// bars draws one strip.
func (p *Pane) bars(name safe.Text, counts []int64, a strip.Axis, look theme.Token) string {
	l := p.newLine(nil, p.w)
	l.put(theme.Dim, name)
	l.fill(stripLead)
	if most := strip.Highest(counts); most > 0 {
		l.put(look, strip.Scaled(counts, most, p.glyphs))
		if p.w >= stripSaidAt {
			said := strip.Most(counts, a.Step)
			l.fill(min(stripLead+a.Cells+2, p.w-safe.Width(said)))
			l.put(theme.Dim, said)
		}
		return l.end()
	}
	l.put(theme.Dim, strip.Scaled(counts, 0, p.glyphs))
	return l.end()
}

// found counts the hits along an axis. What was not read yet is unknown.
func (p *Pane) found(a strip.Axis) []int64 {
	r := p.cur
	counts, now := r.hits.along(a), p.now()
	all := append(slices.Clone(r.earlier), looked{p.since(r), p.until(r), r.hits})
	if p.sweep != nil { // it may have looked further than the reading
		atLeast(counts, p.sweep.counted(a))
		if p.sweep.whole() {
			all = append(all, looked{until: p.sweep.began})
		}
	}
	for _, x := range r.earlier { // the same hits may be in several
		atLeast(counts, x.hits.along(a))
	}
	for i := range counts {
		from := a.From.Add(a.Step * time.Duration(i))
		to := from.Add(a.Step)
		if counts[i] == 0 && from.Before(now) && !slices.ContainsFunc(all, func(x looked) bool { return !to.Before(x.since) && !from.After(x.until) }) {
			counts[i] = strip.Unknown
		}
	}
	return counts
}

// atLeast raises counts to others of the same cells.
func atLeast(counts, others []int64) {
	for i, n := range others {
		counts[i] = max(counts[i], n)
	}
}
