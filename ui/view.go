package ui

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"riffle/ui/layout"
	"riffle/ui/safe"
	"riffle/ui/theme"
)

// View is the frame: the one painted last, unless something changed.
func (m *Model) View() tea.View {
	if m.paint.dirty {
		m.paint.dirty = false
		m.paint.content, m.paint.cursor = m.frame()
	}
	v := tea.NewView(m.paint.content)
	v.AltScreen = true
	if m.c.Mouse {
		v.MouseMode = tea.MouseModeCellMotion
	}
	v.Cursor = m.paint.cursor
	return v
}

// frame composes the screen: m.h lines of m.w cells.
func (m *Model) frame() (content string, cursor *tea.Cursor) {
	if m.w <= 0 || m.h <= 0 {
		return "", nil
	}
	if m.small() {
		return strings.Join(m.tooSmall(), "\n"), nil
	}
	lines := make([]string, 0, m.h)
	lines = append(lines, m.status())
	lines = append(lines, m.body()...)
	if m.footed() {
		lines = append(lines, m.footer())
	} else if m.notice.text != "" || m.keys != (typed{}) {
		lines[len(lines)-1] = m.footer()
	}
	if m.over != nil {
		cursor = m.over.draw(m, lines)
	}
	content = strings.Join(lines, "\n")
	if m.c.ASCII {
		content = safe.ASCII(content)
	}
	return content, cursor
}

// piece is a part of a line of the screen.
type piece struct {
	x    int
	text string
}

// body draws the panes into the lines between the status line and the footer.
func (m *Model) body() []string {
	area, p := m.area(), m.places()
	pieces := make([][]piece, area.H)
	put := func(r layout.Rect, lines []string) {
		for i := range r.H {
			text := strings.Repeat(" ", max(r.W, 0))
			if i < len(lines) {
				text = lines[i]
			}
			if y := r.Y - area.Y + i; y < len(pieces) {
				pieces[y] = append(pieces[y], piece{r.X, text})
			}
		}
	}
	front := m.front()
	for id, r := range p.slots {
		pane := m.slots[id].front()
		put(r, pane.View(pane == front))
	}
	if p.record.W > 0 {
		put(p.record, m.record.View(front == Pane(m.record)))
	}
	bar := m.c.Theme.Paint(theme.Dim, m.c.Glyphs.Line)
	for _, r := range p.lines {
		put(r, slices.Repeat([]string{bar}, r.H))
	}
	out := make([]string, area.H)
	for y, row := range pieces {
		slices.SortFunc(row, func(a, b piece) int { return a.x - b.x })
		var b strings.Builder
		for _, piece := range row {
			b.WriteString(piece.text)
		}
		out[y] = b.String()
	}
	return out
}
