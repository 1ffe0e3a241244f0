package ui

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"riffle/query"
	"riffle/source"
	"riffle/ui/layout"
	"riffle/ui/partitions"
	"riffle/ui/records"
	"riffle/ui/theme"
	"riffle/ui/timeline"
	"riffle/ui/topic"
)

// aside is a pane that tells more about the stream or the topic that it stands in
// front of, in the same slot: its partitions, its configuration, its records over
// time.
type aside struct {
	id layout.ID
	Pane
	accept func(*Model, *slot) tea.Cmd // what Enter does; nil: nothing
}

// putAside puts a pane in front of what s shows; nil takes it away again.
func (s *slot) putAside(a *aside) {
	if s.aside != nil {
		s.aside.Close()
	}
	s.aside = a
}

// lay puts a pane in front of what the slot in focus shows, and begins its work.
func (m *Model) lay(a *aside) tea.Cmd {
	m.closeRecord()
	m.current().putAside(a)
	m.arrange()
	return a.Init()
}

// subject are the partitions that the slot in focus is about: those of the stream,
// or of the topic under the cursor of the list. Where there are none, it says why.
func (m *Model) subject() []source.Ref {
	s := m.current()
	if !s.listed() {
		return s.stream.refs
	}
	selected := s.list.Selected()
	switch {
	case len(selected) == 0:
		m.say(theme.Dim, "there is no topic under the cursor")
		return nil
	case selected[0].Err != nil:
		m.say(theme.Bad, fmt.Sprintf("%s cannot be read: %v", selected[0].Name, selected[0].Err))
		return nil
	}
	return selected[0].Refs()
}

// partitions shows the partitions of the stream or the topic.
func (m *Model) partitions() tea.Cmd {
	refs := m.subject()
	if len(refs) == 0 {
		return nil
	}
	id := m.newID()
	p := partitions.New(partitions.Config{
		ID: id, Source: m.c.Source, Refs: refs, Theme: m.c.Theme, Glyphs: m.c.Glyphs, Zone: m.zone, Now: m.c.Now,
		Keys: m.c.Keys,
	})
	return m.lay(&aside{id: id, Pane: p, accept: func(m *Model, s *slot) tea.Cmd {
		ref, ok := p.Selected()
		if !ok {
			return nil
		}
		s.putAside(nil)
		if s.listed() {
			s.remember()
			return m.show(s, records.Config{Refs: []source.Ref{ref}})
		}
		defer m.arrange()
		return m.onlyPartition(s.stream, ref)
	}})
}

// onlyPartition filters a stream to one of its partitions, under the filter that
// it has.
func (m *Model) onlyPartition(st *stream, ref source.Ref) tea.Cmd {
	text := "$partition = " + strconv.Itoa(int(ref.Partition))
	if first, last := st.refs[0], st.refs[len(st.refs)-1]; first.Topic != last.Topic {
		text = "$topic = " + strconv.Quote(ref.Topic) + " and " + text
	}
	if was := st.FilterText(); was != "" {
		text = "(" + was + ") and " + text
	}
	program, err := query.Compile(text, m.querySettings())
	if err != nil {
		m.say(theme.Bad, err.Error())
		return nil
	}
	return st.Filter(program, text)
}

// topicConfig shows how the topic is kept. Of several topics in one stream it is
// the one under the cursor.
func (m *Model) topicConfig() tea.Cmd {
	refs := m.subject()
	if len(refs) == 0 {
		return nil
	}
	name := refs[0].Topic
	if s := m.current(); !s.listed() {
		name = s.stream.Place().Topic
	}
	id := m.newID()
	return m.lay(&aside{id: id, Pane: topic.New(topic.Config{
		ID: id, Source: m.c.Source, Topic: name, Theme: m.c.Theme, Glyphs: m.c.Glyphs,
		Keys: m.c.Keys,
	})})
}

// timeline shows the records of the stream over time. Values of the path under the
// cursor are what two windows are compared by.
func (m *Model) timeline() tea.Cmd {
	st := m.streamInFocus()
	if st == nil {
		return nil
	}
	path := "type"
	plain := func(path string) bool { // a key or an offset tells windows apart always
		return !strings.HasPrefix(path, "$") || strings.HasPrefix(path, "$headers.")
	}
	if pane, is := m.front().(celled); is {
		if c, ok := pane.Cell(); ok && c.Path != "" && plain(c.Path) {
			path = cmp.Or(c.Any, c.Path)
		}
	}
	id := m.newID()
	from, to := st.Range()
	p := timeline.New(timeline.Config{
		ID: id, Source: m.c.Source, Refs: st.refs, Path: path, Filter: st.Program(), At: st.Place().Max, From: from, To: to,
		Theme: m.c.Theme, Glyphs: m.c.Glyphs, Zone: m.zone, Now: m.c.Now, Keys: m.c.Keys,
	})
	return m.lay(&aside{id: id, Pane: p, accept: func(m *Model, s *slot) tea.Cmd {
		at := p.At()
		s.putAside(nil)
		m.arrange()
		return s.stream.Seek(source.AtTime(at))
	}})
}

// leaveAside takes away what stands in front of the stream or the list.
func (m *Model) leaveAside() tea.Cmd {
	m.current().putAside(nil)
	m.arrange()
	return nil
}
