package records

import (
	"strings"

	"riffle/query"
	"riffle/source"
	"riffle/ui/theme"
)

// setOff gives a row that was drawn, and matches what is looked for, its sign in
// the margin, and sets off the texts that were asked for. Numbers and the like have
// no place that could be named, so the sign is what tells.
func (p *Pane) setOff(r *source.Record, row string) string {
	f := p.looksFor()
	if f.program == nil {
		return row
	}
	matched := !r.Clipped() && matches(f, r)
	if !matched && !r.Clipped() { // of a large record nobody knows, but what is seen is seen
		return row
	}
	return p.setOffFor(f.program, row, matched)
}

// setOffFor sets off the texts of a program in a row, and gives one that matched its
// sign.
func (p *Pane) setOffFor(program *query.Program, row string, matched bool) string {
	lines := strings.Split(row, "\n")
	for i := range lines {
		from := 0
		if i == 0 {
			from = margin + p.rows.columns.places()
		}
		lines[i] = mark(p.theme, lines[i], from, program.Marks)
	}
	if row = strings.Join(lines, "\n"); matched {
		row = " " + p.theme.Paint(theme.Hit, p.glyphs.Match) + row[margin:]
	}
	return row
}

// places is how many cells of a row stand before what a condition can name: time,
// topic, partition and offset.
func (c *columns) places() (n int) {
	for _, w := range []int{c.time, c.topic, c.part, c.offset} {
		if w > 0 {
			n += w + gutter
		}
	}
	return n
}

// mark sets off parts of a line that is painted already, from the cell from on.
func mark(th *theme.Theme, line string, from int, find func([]byte) []query.Span) string {
	return th.Mark(theme.Hit, line, from, func(text []byte) (parts [][2]int) {
		for _, s := range find(text) {
			parts = append(parts, [2]int{s.From, s.To})
		}
		return parts
	})
}
