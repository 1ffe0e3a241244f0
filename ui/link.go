package ui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"riffle/ui/safe"
	"riffle/ui/theme"
)

// link lets the panes go together in time, or each on its own again.
func (m *Model) link() tea.Cmd {
	if len(m.slots) < 2 && !m.linked {
		m.say(theme.Dim, "one pane has nothing to be linked to: "+m.keyOf("split-beside")+" splits")
		return nil
	}
	m.linked = !m.linked
	m.led, m.leader = time.Time{}, m.focus
	if !m.linked {
		for _, s := range m.slots {
			if s.stream != nil {
				s.stream.SetNote("")
			}
		}
		return nil
	}
	if st := m.streamInFocus(); st != nil && st.Following() {
		return m.followWith() // its instant is the live end
	}
	return nil
}

// followWith lets all panes follow.
func (m *Model) followWith() tea.Cmd {
	var cmds []tea.Cmd
	for _, s := range m.slots {
		if !s.listed() {
			cmds = append(cmds, s.stream.Follow())
		}
	}
	return tea.Batch(cmds...)
}

// lead takes the linked panes to the instant under the cursor of the one in focus.
// Panes that follow go together anyway.
func (m *Model) lead() tea.Cmd {
	st := m.streamInFocus()
	if !m.linked || st == nil {
		return nil
	}
	st.SetNote(safe.Text(m.c.Glyphs.Link + " time"))
	t := st.Instant()
	if m.leader != m.focus { // nobody moved: the panes stay where they are
		m.leader, m.led = m.focus, t
	}
	if t.IsZero() || st.Following() || t.Equal(m.led) {
		return nil
	}
	m.led = t
	var cmds []tea.Cmd
	for _, id := range m.tree.IDs() {
		other := m.slots[id]
		if id == m.focus || other.listed() {
			continue
		}
		other.stream.SetNote(safe.Text(m.c.Glyphs.Link+" time "+m.c.Glyphs.Dot+" held at "+t.In(m.zone).Format("15:04:05.000")+" by ") + safe.Clean(st.Title(), 30))
		cmds = append(cmds, other.stream.SeekTime(t))
	}
	return tea.Batch(cmds...)
}

// followAll lets all linked panes follow, or pauses them.
func (m *Model) followAll() tea.Cmd {
	st := m.streamInFocus()
	if st == nil {
		return nil
	}
	if !st.Following() {
		return m.followWith()
	}
	var cmds []tea.Cmd
	for _, s := range m.slots {
		if !s.listed() {
			cmds = append(cmds, s.stream.Pause())
		}
	}
	return tea.Batch(cmds...)
}
