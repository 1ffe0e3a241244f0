package ui

import (
	tea "charm.land/bubbletea/v2"

	"riffle/keymap"
	"riffle/ui/safe"
	"riffle/ui/theme"
)

// report lists what the rows of a stream are made from, partition by partition. It
// is drawn anew while it is open.
type report struct {
	of  *stream
	top int
}

// report opens it.
func (m *Model) report() tea.Cmd {
	if st := m.streamInFocus(); st != nil {
		m.over = &report{of: st}
	}
	return nil
}

func (r *report) press(m *Model, name, _ string) tea.Cmd {
	a, _ := m.c.Keys.Lookup(name, keymap.Stream, keymap.Move)
	switch a {
	case keymap.Down:
		r.top++
	case keymap.Up:
		r.top--
	case keymap.PageDown, keymap.HalfDown:
		r.top += m.h / 2
	case keymap.PageUp, keymap.HalfUp:
		r.top -= m.h / 2
	case keymap.Leave, keymap.Cancel, keymap.Report, keymap.Open:
		m.over = nil
	case keymap.Stop:
		return r.of.Stop()
	}
	return nil
}

func (r *report) paste(*Model, string) tea.Cmd { return nil }
func (r *report) again(*Model) tea.Cmd         { return nil }

// draw covers the screen but the status line.
func (r *report) draw(m *Model, frame []string) *tea.Cursor {
	lines := r.of.Report()
	room := max(len(frame)-3, 1)
	r.top = max(0, min(r.top, len(lines)-room))
	for i := 1; i < len(frame); i++ {
		text := safe.Text("")
		if j := r.top + i - 2; i > 1 && i < len(frame)-1 && j < len(lines) {
			text = safe.Clean(" "+lines[j], m.w)
		}
		look := theme.Plain
		switch i {
		case 1:
			text, look = safe.Clean(" what was read for "+r.of.Title(), m.w), theme.Strong
		case len(frame) - 1:
			text, look = safe.Text(" "+m.keyOf(keymap.Down)+" "+m.keyOf(keymap.Up)+" scroll  "+m.keyOf(keymap.Leave)+" back"), theme.Bar
		}
		frame[i] = m.c.Theme.Paint(look, string(safe.Pad(text, m.w)))
	}
	return nil
}
