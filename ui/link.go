package ui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"riffle/ui/layout"
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
	m.led, m.leader, m.held = time.Time{}, m.focus, held{}
	if !m.linked {
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
	t := st.Instant()
	if m.leader != m.focus { // nobody moved: the panes stay where they are
		m.leader, m.led = m.focus, t
	}
	if t.IsZero() || st.Following() || t.Equal(m.led) {
		return nil
	}
	m.led, m.held = t, held{t, m.focus}
	var cmds []tea.Cmd
	for _, id := range m.tree.IDs() {
		other := m.slots[id]
		if id == m.focus || other.listed() {
			continue
		}
		cmds = append(cmds, other.stream.SeekTime(t))
	}
	return tea.Batch(cmds...)
}

// held is the instant that linked panes were sent to, and by which slot.
type held struct {
	at time.Time
	by layout.ID
}

// noteLinks says in the title of each stream what it is linked to.
func (m *Model) noteLinks() {
	by := m.slots[m.held.by]
	for _, s := range m.slots {
		if s.stream == nil {
			continue
		}
		note, holds := safe.Text(""), m.linked && by != nil && by.stream != nil && by != s && !m.held.at.IsZero() && !s.stream.Following()
		if m.linked {
			note = safe.Text(m.c.Glyphs.Link + " time")
		}
		if holds {
			note += safe.Text(" "+m.c.Glyphs.Dot+" held at "+m.held.at.In(m.zone).Format("15:04:05.000")+" by ") + safe.Clean(by.stream.Title(), 30)
		}
		s.stream.SetNote(note, holds)
	}
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
