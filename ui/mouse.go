package ui

import (
	tea "charm.land/bubbletea/v2"

	"riffle/keymap"
	"riffle/ui/layout"
)

// The mouse does what keys do, and is never needed: the wheel scrolls the pane under
// it, a click goes to a pane and a row of it, and once more on the same row opens
// it. A border between two panes can be dragged: a line, or the title of the lower
// one.

// pointed is a pane whose rows can be pointed at.
type pointed interface {
	// RowAt tells how many rows below the one under the cursor the line y of the pane
	// is, less than 0 for above; ok is false where no row is.
	RowAt(y int) (by int, ok bool)
	// Scroll moves the rows and the cursor, down if positive.
	Scroll(rows int) tea.Cmd
}

// pointable is an overlay whose lines can be pointed at.
type pointable interface {
	// point puts the cursor on what stands at a place of the screen; where it is there
	// already, it runs that.
	point(m *Model, x, y int) tea.Cmd
}

// wheelRows is how far a step of the wheel goes.
const wheelRows = 3

// drag is a border that is being moved, and where it stands.
type drag struct {
	on     bool
	record bool // the border between the panes and the record
	x, y   int
}

// mouse takes what the mouse did. What lies outside the screen means nothing.
func (m *Model) mouse(msg tea.MouseMsg) tea.Cmd {
	at := msg.Mouse()
	if !m.c.Mouse || m.small() || at.X < 0 || at.Y < 0 || at.X >= m.w || at.Y >= m.h {
		return nil
	}
	m.paint.now()
	switch msg.(type) {
	case tea.MouseWheelMsg:
		return m.wheel(at)
	case tea.MouseClickMsg:
		m.dragged = drag{}
		over, ok := m.over.(pointable)
		switch {
		case at.Button != tea.MouseLeft:
		case m.over == nil:
			return m.click(at.X, at.Y)
		case ok:
			return over.point(m, at.X, at.Y)
		}
	case tea.MouseMotionMsg:
		if at.Button == tea.MouseLeft && m.dragged.on {
			m.pull(at.X, at.Y)
		}
	case tea.MouseReleaseMsg:
		m.dragged = drag{}
	}
	return nil
}

// wheel scrolls what is under the mouse: the overlay's list, or a pane.
func (m *Model) wheel(at tea.Mouse) tea.Cmd {
	rows, key := wheelRows, "down"
	switch at.Button {
	case tea.MouseWheelDown:
	case tea.MouseWheelUp:
		rows, key = -wheelRows, "up"
	default:
		return nil
	}
	if m.over != nil {
		return m.over.press(m, key, "")
	}
	_, _, pane, _ := m.under(at.X, at.Y)
	if p, ok := pane.(pointed); ok {
		return p.Scroll(rows)
	}
	return nil
}

// under is the slot and the pane at a place of the screen, and where that pane is;
// no pane for the lines between them.
func (m *Model) under(x, y int) (id layout.ID, onRecord bool, pane Pane, r layout.Rect) {
	p := m.places()
	if m.record != nil && p.record.Holds(x, y) {
		return m.record.of, true, m.record, p.record
	}
	for id, r := range p.slots {
		if r.Holds(x, y) {
			return id, false, m.slots[id].front(), r
		}
	}
	return 0, false, nil, layout.Rect{}
}

// click takes hold of a border, or goes to the pane and the row under the mouse;
// where the cursor is there already, it opens.
func (m *Model) click(x, y int) tea.Cmd {
	m.notice, m.keys = notice{}, typed{}
	p := m.places()
	m.dragged = drag{x: x, y: y, record: p.between(x, y)}
	m.dragged.on = m.dragged.record || len(p.slots) > 1 && m.tree.Border(p.tree, x, y)
	id, onRecord, pane, r := m.under(x, y)
	if pane == nil {
		return nil
	}
	there := m.front() == pane
	m.focusOn(id, onRecord)
	rows, ok := pane.(pointed)
	if !ok {
		return nil
	}
	by, ok := rows.RowAt(y - r.Y)
	switch {
	case !ok:
		return nil
	case by > 0:
		return m.do(keymap.Down, by)
	case by < 0:
		return m.do(keymap.Up, -by)
	case there:
		return m.do(keymap.Open, 0)
	}
	return nil
}

// pull moves the border that is held to the mouse, as far as it goes.
func (m *Model) pull(x, y int) {
	p, d := m.places(), &m.dragged
	if d.record {
		m.shareRecord(p, x, y)
		d.x, d.y = x, y
		m.arrange()
		return
	}
	tree, dx, dy := m.tree.Drag(p.tree, d.x, d.y, x, y)
	m.tree = tree
	d.x, d.y = d.x+dx, d.y+dy
	m.arrange()
}
