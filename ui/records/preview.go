package records

import (
	"strings"

	"riffle/query"
	"riffle/source"
	"riffle/ui/theme"
	"riffle/ui/window"
)

// previewMost is how many rows a preview counts: so many are tested between two keys
// without anybody noticing.
const previewMost = 200

// preview is a condition that is being typed. It reads nothing and hides nothing.
type preview struct {
	program *query.Program
	passes  map[*source.Record]bool // of records tested already
}

// Preview shows what a condition that is being typed does to the rows that are
// there: those that it holds for get a sign and their texts are set off, the others
// are dimmed. It counts both among at most 200 rows, those on the screen first. A nil
// or empty program ends it.
func (p *Pane) Preview(program *query.Program) (hits, of int) {
	p.preview = preview{}
	if program == nil || program.Empty() {
		return 0, 0
	}
	p.preview = preview{program: program, passes: make(map[*source.Record]bool, previewMost)}
	w := p.cur.win
	from := max(w.First(), min(w.Top(), w.Last()+1-previewMost))
	for i := from; i <= w.Last() && of < previewMost; i++ {
		if row, _ := w.Row(i); row.Record != nil {
			of++
			if p.preview.holds(row.Record) {
				hits++
			}
		}
	}
	return hits, of
}

// holds tells whether the condition is known to hold for a record.
func (v *preview) holds(r *source.Record) bool {
	passes, known := v.passes[r]
	if !known {
		passes = matches(filter{program: v.program}, r)
		v.passes[r] = passes
	}
	return passes
}

// shown is a row as it is drawn without the cursor, with what is being typed.
func (p *Pane) shown(r window.Row) string {
	row := p.row(r)
	switch {
	case p.preview.program == nil || r.Record == nil:
		return row
	case p.preview.holds(r.Record):
		if p.looksFor().program != nil { // no text is set off twice
			row = p.drawRow(r)
		}
		return p.setOffFor(p.preview.program, row, true)
	}
	lines := strings.Split(unpainted(row), "\n")
	for i, l := range lines {
		runes := []rune(l) // the margin is the cursor's
		lines[i] = strings.Repeat(" ", margin) + p.theme.Paint(theme.Dim, string(runes[margin:]))
	}
	return strings.Join(lines, "\n")
}

// unpainted is a painted text without its looks.
func unpainted(s string) string {
	var b strings.Builder
	for {
		head, rest, more := strings.Cut(s, "\x1b")
		b.WriteString(head)
		if !more {
			return b.String()
		}
		s = rest[strings.IndexByte(rest, 'm')+1:]
	}
}
