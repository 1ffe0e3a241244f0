package ui

import (
	tea "charm.land/bubbletea/v2"

	"riffle/query"
	"riffle/source"
	"riffle/ui/theme"
)

// celled is a pane with a cursor on one value of a record.
type celled interface {
	// Cell is the value under the cursor; ok is false where there is none.
	Cell() (c query.Cell, ok bool)
}

// cell is the value under the cursor of the pane in focus, and the stream that it
// is from. It says why there is none.
func (m *Model) cell() (c query.Cell, st *stream, ok bool) {
	st = m.streamInFocus()
	if pane, is := m.front().(celled); is && st != nil {
		if c, ok = pane.Cell(); ok {
			return c, st, true
		}
	}
	m.say(theme.Dim, "there is no value under the cursor")
	return c, st, false
}

// same is the condition that means exactly the value under the cursor, and the
// stream that it is from; nil where there is none, after having said why.
func (m *Model) same() (condition string, st *stream) {
	c, st, ok := m.cell()
	if !ok {
		return "", nil
	}
	condition, err := c.Same()
	if err != nil {
		m.say(theme.Warn, err.Error())
		return "", nil
	}
	return condition, st
}

// nextSame goes to the next record with the value under the cursor.
func (m *Model) nextSame() tea.Cmd {
	condition, st := m.same()
	if st == nil {
		return nil
	}
	p, err := query.Compile(condition, m.querySettings())
	if err != nil {
		return nil
	}
	return st.FindSame(p, condition)
}

// sameKey goes to the next record, in a direction, with the key of the record that
// is open, without leaving it.
func (m *Model) sameKey(dir source.Dir) tea.Cmd {
	if m.record == nil {
		return nil
	}
	r, ok := m.record.Record()
	if !ok {
		return nil
	}
	if r.Key == nil {
		m.say(theme.Dim, "this record has no key")
		return nil
	}
	var condition string
	column, err := query.CompileColumn("$key")
	if err == nil {
		condition, err = query.CellOf(&r, column).Same()
	}
	if err != nil {
		m.say(theme.Warn, err.Error())
		return nil
	}
	p, err := query.Compile(condition, m.querySettings())
	if err != nil {
		m.say(theme.Warn, err.Error())
		return nil
	}
	return m.slots[m.record.of].stream.Find(p, condition, dir)
}

// only leaves the records with the value under the cursor, or takes them out.
func (m *Model) only(without bool) tea.Cmd {
	condition, st := m.same()
	if st == nil {
		return nil
	}
	return m.add(st, condition, without)
}

// add adds a condition, or its opposite, to the filter of a stream.
func (m *Model) add(st *stream, condition string, without bool) tea.Cmd {
	if without {
		condition = "not " + condition
	}
	text := query.And(st.FilterText(), condition, m.querySettings())
	if text == st.FilterText() {
		m.say(theme.Dim, "the filter says so already: "+condition)
		return nil
	}
	return m.filterBy(text)
}
