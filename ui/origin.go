package ui

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"riffle/source"
	"riffle/ui/records"
	"riffle/ui/theme"
)

// openOrigin opens the record that the one in focus was copied from, in its place,
// as a header under the cursor tells it; Backspace leads back.
func (m *Model) openOrigin(ref source.Ref, at source.Offset) tea.Cmd {
	place := m.c.Source.Format(ref, at)
	known := m.knownTopics()
	topic, err := find(ref.Topic, known)
	switch {
	case known == nil:
		topic = source.Topic{Name: ref.Topic, Partitions: []int32{ref.Partition}}
	case err != nil:
		m.say(theme.Bad, fmt.Sprintf("cannot open the original, %s p%d @ %s: %v", ref.Topic, ref.Partition, place, err))
		return nil
	}
	s := m.current()
	s.remember()
	show := m.show(s, records.Config{Refs: topic.Refs(), At: source.AtRecord(ref.Partition, at)})
	return tea.Batch(show, m.openRecord())
}
