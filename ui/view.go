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

// block is a rectangle of the screen with its lines. Below them, and where a block has
// none, stands its fill.
type block struct {
	layout.Rect
	lines []string
	fill  string
}

// line is the line of the block at a height of the screen.
func (b *block) line(y int) string {
	if i := y - b.Y; i < len(b.lines) {
		return b.lines[i]
	}
	return b.fill
}

// body draws the panes into the lines between the status line and the footer. They
// are parts of one string: a frame is made often, of many pieces.
func (m *Model) body() []string {
	area, blocks := m.area(), m.blocks()
	slices.SortFunc(blocks, func(a, b block) int { return a.X - b.X })
	out, ends := make([]string, area.H), make([]int, area.H)
	buf := m.paint.buf[:0]
	for i := range out {
		for j := range blocks {
			if b := &blocks[j]; area.Y+i >= b.Y && area.Y+i < b.Y+b.H {
				buf = append(buf, b.line(area.Y+i)...)
			}
		}
		ends[i] = len(buf)
	}
	text, from := string(buf), 0
	for i, end := range ends {
		out[i], from = text[from:end], end
	}
	m.paint.buf = buf
	return out
}

// blocks are the panes that are seen, and the lines between them.
func (m *Model) blocks() []block {
	p, front := m.places(), m.front()
	all := make([]block, 0, len(p.slots)+len(p.lines)+1)
	for id, r := range p.slots {
		pane := m.slots[id].front()
		all = append(all, block{r, pane.View(pane == front), strings.Repeat(" ", max(r.W, 0))})
	}
	if r := p.record; r.W > 0 {
		all = append(all, block{r, m.record.View(front == Pane(m.record)), strings.Repeat(" ", r.W)})
	}
	bar := m.c.Theme.Paint(theme.Dim, m.c.Glyphs.Line)
	for _, r := range p.lines {
		all = append(all, block{Rect: r, fill: bar})
	}
	return all
}
