package topics

import tea "charm.land/bubbletea/v2"

// RowAt tells how many rows below the one under the cursor the line y of the pane
// is; ok is false where no row is.
func (p *Pane) RowAt(y int) (by int, ok bool) {
	y--
	if p.header() {
		y--
	}
	i := p.top + y
	return i - p.cursor, y >= 0 && y < p.listHeight() && i < len(p.shown)
}

// Scroll moves the rows and the cursor, down if positive.
func (p *Pane) Scroll(rows int) tea.Cmd {
	p.top = max(p.top+rows, 0)
	return p.move(p.at() + rows)
}
