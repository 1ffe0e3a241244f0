package ui

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"riffle/keymap"
	"riffle/query"
	"riffle/source"
	"riffle/ui/records"
	"riffle/ui/theme"
)

// refsOf lists all partitions of topics, which are read as one.
func refsOf(list []source.Topic) []source.Ref {
	var refs []source.Ref
	for _, t := range list {
		refs = append(refs, t.Refs()...)
	}
	return refs
}

// show puts a stream into s, in place of what stood there.
func (m *Model) show(s *slot, c records.Config) tea.Cmd {
	if m.record != nil && m.record.of == s.id {
		m.closeRecord()
	}
	s.putAside(nil)
	if s.stream != nil {
		s.stream.Close()
	}
	c.ID, c.Source, c.Theme, c.Glyphs, c.Zone, c.Now, c.Keys = m.newID(), m.c.Source, m.c.Theme, m.c.Glyphs, m.zone, m.c.Now, m.c.Keys
	s.stream = &stream{id: c.ID, Pane: records.New(c), refs: c.Refs}
	s.choose = false
	m.recallColumns(s.stream)
	m.arrange()
	return s.stream.Init()
}

// openSelected opens what is selected in the list of s: in s itself, or in a new
// slot beside or below. Where the list is still on its way, it does so when it is
// there: keys may be typed ahead.
func (m *Model) openSelected(s *slot, how opening) tea.Cmd {
	if _, loaded := s.list.Topics(); !loaded {
		s.pending = how
		return nil
	}
	selected := s.list.Selected()
	if len(selected) == 0 {
		return nil
	}
	for _, t := range selected {
		if t.Err != nil {
			m.say(theme.Bad, fmt.Sprintf("%s cannot be read: %v", t.Name, t.Err))
			return nil
		}
	}
	s.list.Unmark()
	narrowed := s.list.Narrow("")
	to := s
	if how != here {
		to = m.newSlot()
		to.at = s.at
		m.tree = m.tree.Split(s.id, to.id, how == beside)
		m.focus = to.id
	}
	at := to.at
	to.at = source.At{}
	to.remember()
	return tea.Batch(narrowed, m.show(to, records.Config{Refs: refsOf(selected), At: at}))
}

// split makes a new slot at the instant under the cursor, which asks for its topic.
func (m *Model) split(how opening) tea.Cmd {
	s := m.current()
	if s.listed() {
		return m.openSelected(s, how)
	}
	to := m.newSlot()
	if t := s.stream.Instant(); !t.IsZero() && !s.stream.Following() {
		to.at = source.AtTime(t)
	}
	to.list = m.newList(s.topic(), m.knownTopics())
	m.tree = m.tree.Split(s.id, to.id, how == beside)
	m.focus = to.id
	m.arrange()
	return to.list.Init()
}

// openAll opens what the session was started with, once the topics are known.
func (m *Model) openAll() tea.Cmd {
	if len(m.openings) == 0 {
		return nil
	}
	s := m.current()
	known, ok := s.list.Topics()
	if !ok {
		return nil
	}
	var cmds []tea.Cmd
	for i, o := range m.openings {
		c, err := m.streamOf(o, known)
		if err != nil {
			m.say(theme.Bad, err.Error())
			break
		}
		if i > 0 {
			to := m.newSlot()
			to.list = m.newList(c.Refs[0].Topic, known)
			m.tree = m.tree.Split(s.id, to.id, m.c.Beside)
			s = to
		}
		cmds = append(cmds, m.show(s, c))
	}
	m.openings = nil
	m.arrange()
	return tea.Batch(cmds...)
}

// streamOf finds the partitions that an opening names, and compiles its filter.
func (m *Model) streamOf(o Opening, known []source.Topic) (records.Config, error) {
	c := records.Config{At: o.At, Filter: o.Filter, Follow: o.Follow}
	for _, name := range o.Topics {
		t, err := find(name, known)
		if err != nil {
			return c, err
		}
		for _, r := range t.Refs() {
			if len(o.Partitions) == 0 || slices.Contains(o.Partitions, r.Partition) {
				c.Refs = append(c.Refs, r)
			}
		}
	}
	if len(c.Refs) == 0 && len(o.Partitions) > 0 {
		return c, fmt.Errorf("there is no such partition of %s: %v", strings.Join(o.Topics, ", "), o.Partitions)
	}
	if len(c.Refs) == 0 {
		return c, errors.New("opening: no topic was named")
	}
	columns, err := query.ParseColumns(o.Columns)
	if o.Columns != "" && err != nil {
		return c, err
	}
	for _, column := range columns {
		c.Columns = append(c.Columns, column.String())
	}
	err = nil
	if o.Filter != "" {
		c.Program, err = query.Compile(o.Filter, m.querySettings())
	}
	return c, err
}

// find is the topic of that name; the error names those like it.
func find(name string, known []source.Topic) (source.Topic, error) {
	for _, t := range known {
		if t.Name == name {
			return t, t.Err
		}
	}
	if like := source.Like(name, source.Names(known)); len(like) > 0 {
		return source.Topic{}, fmt.Errorf("there is no topic %s: did you mean %s?", name, strings.Join(like, ", "))
	}
	return source.Topic{}, fmt.Errorf("there is no topic %s", name)
}

// back goes to the place before, which may be in another stream.
func (m *Model) back() tea.Cmd {
	s := m.current()
	if s.choose && s.stream != nil {
		s.choose = false
		return nil
	}
	if cmd, done := m.inStream(keymap.Back); done {
		return cmd
	}
	return m.revisit(s, nil)
}

// inStream lets the stream of the record in focus carry out what the record does not
// know: the way back is the stream's.
func (m *Model) inStream(a keymap.Action) (cmd tea.Cmd, done bool) {
	r := m.recordInFocus()
	if r == nil {
		return nil, false
	}
	return m.slots[r.of].stream.Do(a, 0)
}

// swap goes to the place before, and next time back to this one.
func (m *Model) swap() tea.Cmd {
	if cmd, done := m.inStream(keymap.Swap); done {
		return cmd
	}
	s := m.current()
	return m.revisit(s, s.trail())
}

// revisit goes to the last place that was left, and keeps others to come back to.
func (m *Model) revisit(s *slot, keep []place) tea.Cmd {
	n := len(s.earlier)
	if n == 0 {
		m.say(theme.Dim, "nothing to go back to")
		return nil
	}
	p := s.earlier[n-1]
	s.earlier = append(s.earlier[:n-1], keep...)
	if s.stream != nil && !s.choose && slices.Equal(s.stream.refs, p.refs) {
		return s.stream.Return(p.mark)
	}
	show := m.show(s, records.Config{Refs: p.refs})
	return tea.Batch(show, s.stream.Return(p.mark))
}
