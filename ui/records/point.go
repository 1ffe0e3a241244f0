package records

import tea "charm.land/bubbletea/v2"

// RowAt tells how many rows below the one under the cursor the line y of the pane
// is; ok is false where no row is.
func (p *Pane) RowAt(y int) (by int, ok bool) {
	y--
	if p.h >= headerFrom {
		y--
	}
	if y >= p.rowLines() {
		return 0, false
	}
	row, ok := p.cur.win.RowAt(y)
	return row - p.cur.win.Cursor(), ok
}

// Scroll moves the rows and the cursor, down if positive.
func (p *Pane) Scroll(rows int) tea.Cmd {
	p.hint = ""
	return p.move(rows, true)
}
