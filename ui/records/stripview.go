package records

import (
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
	lines := []string{p.bars(" all", s.counts, false, s.axis, theme.Time)}
	if p.cur.filter.program != nil {
		hits, about := p.found(s)
		lines = append(lines, p.bars(" hits", hits, about, s.axis, theme.Number))
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

// bars draws one strip; about: its highest bar is an estimate.
func (p *Pane) bars(name safe.Text, counts []int64, about bool, a strip.Axis, look theme.Token) string {
	l := p.newLine(nil, p.w)
	l.put(theme.Dim, name)
	l.fill(stripLead)
	if most := strip.Highest(counts); most > 0 {
		l.put(look, strip.Scaled(counts, most, p.glyphs))
		if p.w >= stripSaidAt {
			said := strip.Most(counts, a.Step)
			if about {
				said = p.say("max ≈ " + strip.Rate(most, a.Step))
			}
			l.fill(min(stripLead+a.Cells+2, p.w-safe.Width(said)))
			l.put(theme.Dim, said)
		}
		return l.end()
	}
	l.put(theme.Dim, strip.Scaled(counts, 0, p.glyphs))
	return l.end()
}
