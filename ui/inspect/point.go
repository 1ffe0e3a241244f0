package inspect

import tea "charm.land/bubbletea/v2"

// RowAt tells how many rows below the one under the cursor the line y of the pane
// is; ok is false where no row is.
func (p *Pane) RowAt(y int) (by int, ok bool) {
	i := p.top + y - 1
	return i - p.cursor, p.shown && p.mode == treeMode && y > 0 && y <= p.bodyHeight() && i < len(p.rows)
}

// Scroll moves the rows and the cursor, down if positive.
func (p *Pane) Scroll(rows int) tea.Cmd {
	if !p.shown {
		return nil
	}
	p.top = max(p.top+rows, 0)
	return p.move(rows)
}
