package ui

import (
	tea "charm.land/bubbletea/v2"

	"riffle/source"
	"riffle/ui/layout"
	"riffle/ui/records"
	"riffle/ui/topics"
)

// slot is one place in the split tree. It holds a stream, or the list of topics,
// or both: then the list is in front and asks which topic comes next.
type slot struct {
	id      layout.ID
	list    *list
	stream  *stream
	choose  bool      // the list is in front
	at      source.At // where what is chosen opens
	earlier []place   // streams that stood here before
	pending opening   // what to do with the selection once the list is there
	aside   *aside    // in front of both; nil: none
}

// list and stream are panes with the ids that their messages are addressed to.
type list struct {
	id     layout.ID
	hidden bool // as it was told last
	*topics.Pane
}

type stream struct {
	id     layout.ID
	hidden bool // as it was told last
	refs   []source.Ref
	*records.Pane
}

// place is a stream that can be come back to.
type place struct {
	refs []source.Ref
	mark records.Mark
}

// opening says how the selection of a list is opened.
type opening int

const (
	notYet opening = iota
	here
	beside
	below
)

func (m *Model) newSlot() *slot {
	s := &slot{id: m.newID()}
	m.slots[s.id] = s
	return s
}

// front is the pane of s that is seen.
func (s *slot) front() Pane {
	if s.aside != nil {
		return s.aside
	}
	if s.stream != nil && !s.choose {
		return s.stream
	}
	return s.list
}

// listed tells whether the list of s is seen.
func (s *slot) listed() bool { return s.stream == nil || s.choose }

// topic is the first topic of the stream, "" for none.
func (s *slot) topic() string {
	if s.stream == nil || len(s.stream.refs) == 0 {
		return ""
	}
	return s.stream.refs[0].Topic
}

// close ends everything in s.
func (s *slot) close() {
	if s.stream != nil {
		s.stream.Close()
	}
	if s.list != nil {
		s.list.Close()
	}
	s.putAside(nil)
}

// current is the slot in focus.
func (m *Model) current() *slot { return m.slots[m.focus] }

// streamInFocus is the stream that keys mean: of the record, where one is in
// focus; nil for none.
func (m *Model) streamInFocus() *stream {
	s := m.current()
	if s == nil || s.listed() {
		return nil
	}
	return s.stream
}

// panes yields every pane with the id that its messages have.
func (m *Model) panes(yield func(layout.ID, Pane) bool) {
	for _, s := range m.slots {
		if s.list != nil && !yield(s.list.id, s.list) {
			return
		}
		if s.stream != nil && !yield(s.stream.id, s.stream) {
			return
		}
		if s.aside != nil && !yield(s.aside.id, s.aside) {
			return
		}
	}
	if m.record != nil {
		yield(m.record.id, m.record.Pane)
	}
}

// pane finds a pane by the id of its messages.
func (m *Model) pane(id layout.ID) Pane {
	for other, p := range m.panes {
		if other == id {
			return p
		}
	}
	return nil
}

// knownTopics are the topics of any list that has them.
func (m *Model) knownTopics() []source.Topic {
	for _, s := range m.slots {
		if s.list == nil {
			continue
		}
		if known, ok := s.list.Topics(); ok {
			return known
		}
	}
	return nil
}

// choosing puts the list of topics in front of s.
func (m *Model) choosing(s *slot) tea.Cmd {
	s.choose = true
	s.putAside(nil)
	if s.list != nil {
		return nil
	}
	s.list = m.newList(s.topic(), m.knownTopics())
	return s.list.Init()
}

// closeSlot takes s out of the tree. The last one stays.
func (m *Model) closeSlot(s *slot) {
	next := m.tree.Next(s.id, 1)
	tree, ok := m.tree.Close(s.id)
	if !ok {
		return
	}
	if m.record != nil && m.record.of == s.id {
		m.closeRecord()
	}
	s.close()
	delete(m.slots, s.id)
	m.tree = tree
	if m.focus == s.id {
		m.focus = next
	}
	if len(m.slots) == 1 {
		m.zoomed, m.linked = false, false
	}
}

// trail is the way to where s is, to come back to; nothing where it shows no stream.
func (s *slot) trail() (all []place) {
	if s.stream == nil {
		return nil
	}
	for _, m := range s.stream.Trail() {
		all = append(all, place{refs: s.stream.refs, mark: m})
	}
	return all
}

// remember keeps where s is, and how it came there.
func (s *slot) remember() {
	s.earlier = append(s.earlier, s.trail()...)
	s.earlier = s.earlier[max(0, len(s.earlier)-maxEarlier):]
}

// maxEarlier is how many places each slot remembers.
const maxEarlier = 100
