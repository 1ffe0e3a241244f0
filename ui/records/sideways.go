package records

import (
	"strings"

	"riffle/source"
	"riffle/ui/safe"
	"riffle/ui/window"
)

// wrapMost is how many lines of the screen one value takes at most: the record
// pane is for more.
const wrapMost = 12

// toggleWrap shows values over several lines, or in one again.
func (p *Pane) toggleWrap() {
	p.wrap, p.shift = !p.wrap, 0
	if p.measure(); p.wrap && p.rows.columns.lines == 1 {
		p.hint = "too few lines here to wrap values"
	}
}

// lineMost is how many lines a value may take: a third of the rows, so that some
// records are seen together.
func (p *Pane) lineMost() int {
	if !p.wrap {
		return 1
	}
	return max(1, min(wrapMost, p.rowLines()/3))
}

// lay tells the windows how high rows are.
func (p *Pane) lay() {
	var height func(window.Row) int
	if p.rows.columns.lines > 1 {
		height = p.height
	}
	for _, r := range p.readings() {
		r.win.Measure(height)
	}
}

// height is how many lines a row takes.
func (p *Pane) height(r window.Row) int { return 1 + strings.Count(p.row(r), "\n") }

// scroll moves the values to the side by half of what is seen of them, as far as
// the longest of them goes on.
func (p *Pane) scroll(times int) {
	c := &p.rows.columns
	room := c.value + (c.lines-1)*(c.width-c.time-gutter)
	step := max(1, room/2)
	if times < 0 {
		p.shift = max(0, p.shift+times*step)
		p.measure()
		return
	}
	to := p.shift + times*step
	longest := 0
	w := p.cur.win
	below := w.Top() + p.rowLines()
	for i := w.Top(); i < below; i++ {
		if row, ok := w.Row(i); ok && row.Record != nil && row.Record.Kind == source.Data {
			_, n := safe.JSON(p.rows.scratch[:0], row.Record.Value, to+room, safe.Look{})
			longest = max(longest, n)
		}
	}
	to = min(to, longest-room)
	switch {
	case longest <= room:
		p.hint = "the values fit: nothing is cut"
	case to <= p.shift:
		p.hint = "no value here goes on to the right"
	default:
		p.shift = to
		p.measure()
	}
}
