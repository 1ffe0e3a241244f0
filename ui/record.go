package ui

import (
	tea "charm.land/bubbletea/v2"

	"riffle/keymap"
	"riffle/source"
	"riffle/ui/inspect"
	"riffle/ui/layout"
	"riffle/ui/theme"
)

// record is the pane that shows the record under the cursor of a stream.
type record struct {
	id layout.ID
	*inspect.Pane
	of    layout.ID // the slot of the stream
	focus bool      // keys go to it, not to the stream
	size  int       // of the record as it was shown: it may have been a beginning
	txn   source.Txn
}

// recordInFocus is the record that keys go to; nil for none.
func (m *Model) recordInFocus() *record {
	if m.record != nil && m.record.focus && m.record.of == m.focus {
		return m.record
	}
	return nil
}

// openRecord shows the record under the cursor, beside or below its stream, which
// stops following: what one reads must not move.
func (m *Model) openRecord() tea.Cmd {
	st := m.streamInFocus()
	if st == nil {
		return nil
	}
	r, ok := st.Record()
	if !ok && !st.Coming() {
		m.say(theme.Dim, "there is no record under the cursor")
		return nil
	}
	var pause tea.Cmd
	if st.Following() {
		pause = st.Pause()
	}
	if m.record == nil || m.record.of != m.focus {
		m.closeRecord()
		id := m.newID()
		m.record = &record{id: id, of: m.focus, Pane: inspect.New(inspect.Config{
			ID: id, Theme: m.c.Theme, Glyphs: m.c.Glyphs, Zone: m.zone, Now: m.c.Now, Format: m.c.Source.Format, Seen: st.Seen().Look,
			Keys: m.c.Keys,
		})}
	}
	m.record.focus = true
	m.arrange()
	if !ok { // typed ahead: it is shown when it comes
		return pause
	}
	return tea.Batch(pause, m.showRecord(r))
}

// showRecord shows r, if it is not what is shown already.
func (m *Model) showRecord(r *source.Record) tea.Cmd {
	if m.record.Shows(r) && m.record.size == len(r.Value) && m.record.txn == r.Txn {
		return nil
	}
	m.record.size, m.record.txn = len(r.Value), r.Txn
	return m.record.Show(r)
}

// follow keeps the record pane on the record under the cursor of its stream.
func (m *Model) follow() tea.Cmd {
	if m.record == nil {
		return nil
	}
	s := m.slots[m.record.of]
	if s == nil || s.listed() {
		m.closeRecord()
		m.arrange()
		return nil
	}
	if r, ok := s.stream.Record(); ok && !s.stream.Following() {
		return m.showRecord(r)
	}
	if s.stream.Empty() { // else it would be taken for a hit
		m.record.Clear()
	}
	return nil
}

// otherRecord moves the stream's cursor without leaving the record.
func (m *Model) otherRecord(a keymap.Action) tea.Cmd {
	if m.record == nil {
		return nil
	}
	cmd, _ := m.slots[m.record.of].stream.Do(a, 0)
	return cmd
}

// closeRecord closes the record, if one is open.
func (m *Model) closeRecord() {
	if m.record != nil {
		m.record.Close()
		m.record = nil
	}
}
