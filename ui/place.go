package ui

import (
	tea "charm.land/bubbletea/v2"

	"riffle/ui/layout"
	"riffle/ui/theme"
)

const (
	// leastWidth and leastHeight are the smallest screen that anything is drawn on.
	leastWidth, leastHeight = 40, 10
	// severalWidth and severalHeight are the smallest screen with more than one pane.
	severalWidth, severalHeight = 60, 16
	// besideWidth is the width from which a record stands beside its stream.
	besideWidth = 120
	// belowWidth and belowHeight are the smallest screen on which it stands below.
	belowWidth, belowHeight = 80, 24
	// footerHeight is the height from which there is a footer.
	footerHeight = 12
	// indexHeight is what is left of the stream above its record, a quarter of the
	// screen where that is more: a title, some rows and what was read.
	indexHeight = 4
)

// placing is where everything stands.
type placing struct {
	slots  map[layout.ID]layout.Rect
	record layout.Rect // without width: it is not seen
	lines  []layout.Rect
	tree   layout.Rect // what the tree has for itself
}

// small tells whether there is no room for anything.
func (m *Model) small() bool { return m.w < leastWidth || m.h < leastHeight }

// footed tells whether there is a footer.
func (m *Model) footed() bool { return m.h >= footerHeight }

// area is the room for panes.
func (m *Model) area() layout.Rect {
	a := layout.Rect{Y: 1, W: m.w, H: m.h - 1}
	if m.footed() {
		a.H--
	}
	return a
}

// places says where everything stands now.
func (m *Model) places() placing {
	a := m.area()
	p := placing{slots: map[layout.ID]layout.Rect{}, tree: a}
	reading := m.record != nil && m.record.of == m.focus
	switch {
	case m.small():
		return p
	case m.record != nil && m.w >= besideWidth && !m.zoomed:
		left := m.borders.beside(a.W)
		p.tree.W = left
		p.lines = []layout.Rect{{X: left, Y: a.Y, W: 1, H: a.H}}
		p.record = layout.Rect{X: left + 1, Y: a.Y, W: a.W - left - 1, H: a.H}
	case reading && m.record.focus && (m.zoomed || m.w < belowWidth || m.h < belowHeight):
		p.record = a
		return p
	case reading && !m.zoomed && m.w >= belowWidth && m.h >= belowHeight:
		index := m.borders.above(a.H)
		p.slots[m.focus] = layout.Rect{X: a.X, Y: a.Y, W: a.W, H: index}
		p.record = layout.Rect{X: a.X, Y: a.Y + index, W: a.W, H: a.H - index}
		return p
	}
	if m.zoomed || m.w < severalWidth || m.h < severalHeight || !m.tree.Fits(p.tree) {
		p.slots[m.focus] = p.tree
		return p
	}
	p.slots = m.tree.Place(p.tree)
	p.lines = append(p.lines, m.tree.Lines(p.tree)...)
	return p
}

// arrange gives every pane that is seen its room.
func (m *Model) arrange() {
	p := m.places()
	for id, r := range p.slots {
		if st := m.slots[id].stream; st != nil {
			st.SetBeside(r.W < m.w)
		}
		m.slots[id].front().Resize(r.W, r.H)
	}
	if m.record != nil && p.record.W > 0 {
		m.record.Resize(p.record.W, p.record.H)
	}
}

// hide tells panes whether they are seen: who is not reads nothing, unless a record
// that covers it waits for its rows.
func (m *Model) hide() tea.Cmd {
	var cmds []tea.Cmd
	seen := m.places().slots
	for id, s := range m.slots {
		_, ok := seen[id]
		if s.stream != nil {
			if hidden := !ok && !m.awaits(id) || s.listed() || s.aside != nil; hidden != s.stream.hidden {
				s.stream.hidden = hidden
				cmds = append(cmds, s.stream.Hide(hidden))
			}
		}
		if s.list != nil {
			if hidden := !ok || !s.listed() || s.aside != nil; hidden != s.list.hidden {
				s.list.hidden = hidden
				cmds = append(cmds, s.list.Hide(hidden))
			}
		}
	}
	return tea.Batch(cmds...)
}

// awaits tells whether a record is open that has not come from the stream of a slot.
func (m *Model) awaits(id layout.ID) bool {
	if m.record == nil || m.record.of != id {
		return false
	}
	_, shown := m.record.Record()
	return !shown
}

// cycle moves the focus through the panes, and the record behind its stream.
func (m *Model) cycle(step int) tea.Cmd {
	type stop struct {
		slot   layout.ID
		record bool
	}
	var stops []stop
	at := 0
	for _, id := range m.tree.IDs() {
		stops = append(stops, stop{id, false})
		if m.record != nil && m.record.of == id {
			stops = append(stops, stop{id, true})
		}
	}
	for i, s := range stops {
		if s.slot == m.focus && s.record == (m.record != nil && m.record.of == s.slot && m.record.focus) {
			at = i
		}
	}
	if len(stops) == 1 {
		m.onlyPane()
	}
	next := stops[(at+step+len(stops))%len(stops)]
	m.focusOn(next.slot, next.record)
	return nil
}

// onlyPane says why nothing happens.
func (m *Model) onlyPane() {
	m.say(theme.Dim, "this is the only pane · "+m.keyOf("split-beside")+" "+m.keyOf("split-below")+" split it")
}

// focusOn makes a slot, or the record of its stream, the one that keys go to.
func (m *Model) focusOn(id layout.ID, onRecord bool) {
	m.focus = id
	if m.record != nil {
		m.record.focus = onRecord
	}
	m.arrange()
}

// goTo moves the focus to the neighbour in a direction.
func (m *Model) goTo(d layout.Dir) tea.Cmd {
	if id, onRecord, ok := m.neighbour(d); ok {
		m.focusOn(id, onRecord)
	}
	return nil
}

// neighbour is the pane next to the one in focus in a direction: a slot, or the
// record of one.
func (m *Model) neighbour(d layout.Dir) (id layout.ID, onRecord, ok bool) {
	p := m.places()
	reading := m.record != nil && m.record.focus && m.record.of == m.focus
	towards, away := layout.Right, layout.Left
	if p.record.X == 0 {
		towards, away = layout.Down, layout.Up
	}
	if reading {
		return m.focus, false, d == away
	}
	if id := m.tree.Neighbour(p.tree, m.focus, d); id != 0 {
		return id, false, true
	}
	if m.record != nil && p.record.W > 0 && d == towards {
		return m.record.of, true, true
	}
	return 0, false, false
}

// resize makes the pane in focus larger or smaller.
func (m *Model) resize(horizontal bool, by int) tea.Cmd {
	p := m.places()
	if m.record != nil && m.record.focus && p.record.W > 0 && p.record.X > 0 == horizontal {
		m.shareRecord(p, p.record.X-1-by, p.record.Y-by)
	} else {
		m.tree = m.tree.Resize(p.tree, m.focus, horizontal, by)
	}
	m.arrange()
	return nil
}

// equal gives all panes the same room.
func (m *Model) equal() tea.Cmd {
	m.tree, m.borders = m.tree.Equal(), borders{}
	m.arrange()
	return nil
}

// zoom gives the pane in focus the whole screen, or takes it away again.
func (m *Model) zoom() tea.Cmd {
	if len(m.slots) == 1 && m.record == nil {
		m.zoomed = false
		m.onlyPane()
		return nil
	}
	m.zoomed = !m.zoomed
	m.arrange()
	return nil
}
