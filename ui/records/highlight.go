package records

import (
	"strings"
	"unicode/utf8"

	"riffle/query"
	"riffle/source"
	"riffle/ui/theme"
)

// setOff gives a row that was drawn, and matches what is looked for, its sign in
// the margin, and sets off the texts that were asked for. Numbers and the like have
// no place that could be named, so the sign is what tells.
func (p *Pane) setOff(r *source.Record, row, margin string) string {
	f := p.looksFor()
	if f.program == nil || !strings.HasPrefix(row, margin) {
		return row
	}
	row = row[len(margin):]
	matched := !r.Clipped() && matches(f, r)
	if matched || r.Clipped() { // of a large record nobody knows, but what is seen is seen
		row = mark(row, p.rows.columns.places(), f.program.Marks, p.theme.On(theme.Hit), p.theme.Off())
	}
	if matched {
		margin = strings.TrimSuffix(margin, " ") + p.theme.Paint(theme.Hit, p.glyphs.Match)
	}
	return margin + row
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

// mark adds a look to parts of a line, or several, that is painted already, from
// the cell from on: each part keeps its own look below.
func mark(row string, from int, find func([]byte) []query.Span, on, off string) string {
	seen := make([]byte, 0, len(row)) // what can be read, and where it stands
	at := make([]int, 0, len(row))
	for i, cells := 0, 0; i < len(row); {
		if n := sgr(row[i:]); n > 0 {
			i += n
			continue
		}
		_, n := utf8.DecodeRuneInString(row[i:])
		if cells++; cells > from {
			seen = append(seen, row[i:i+n]...)
			for j := range n {
				at = append(at, i+j)
			}
		}
		i += n
	}
	spans := find(seen)
	if len(spans) == 0 || on == "" {
		return row
	}
	at = append(at, len(row))
	var b strings.Builder
	look := "" // of the row
	for i := 0; i < len(row); {
		inside := len(spans) > 0 && i >= at[spans[0].From]
		if n := sgr(row[i:]); n > 0 {
			b.WriteString(row[i : i+n])
			if look += row[i : i+n]; row[i:i+n] == off {
				look = ""
			}
			if i += n; inside {
				b.WriteString(on)
			}
			continue
		}
		if inside && i == at[spans[0].From] {
			b.WriteString(on)
		}
		b.WriteByte(row[i])
		if i++; inside && i > at[spans[0].To-1] {
			b.WriteString(off + look)
			spans = spans[1:]
		}
	}
	return b.String()
}

// sgr is the length of the look that begins at the beginning of s, 0 for none.
func sgr(s string) int {
	if !strings.HasPrefix(s, "\x1b[") {
		return 0
	}
	return strings.IndexByte(s, 'm') + 1
}
