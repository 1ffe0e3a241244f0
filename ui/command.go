package ui

import (
	"slices"
	"strconv"

	tea "charm.land/bubbletea/v2"

	"riffle/keymap"
	"riffle/query"
	"riffle/source"
	"riffle/ui/recall"
	"riffle/ui/theme"
)

// run does what a line behind ":" says.
func (m *Model) run(a keymap.Action, arg string) tea.Cmd {
	switch {
	case a == keymap.Seek && arg != "":
		return m.seekTo(arg)
	case a == keymap.Filter && arg != "":
		return m.filterBy(arg)
	case a == keymap.PickTopic && arg != "":
		return m.goToTopic(arg)
	case a == "":
		return nil
	}
	n, _ := strconv.Atoi(arg)
	return m.do(a, n)
}

// seekTo goes to the place that a text names.
func (m *Model) seekTo(text string) tea.Cmd {
	st := m.streamInFocus()
	at, err := source.ParseAt(text, m.present())
	switch {
	case err != nil:
		m.say(theme.Bad, err.Error())
		return nil
	case st == nil:
		m.say(theme.Bad, "there is no stream here to go to a place in")
		return nil
	}
	return st.Seek(at)
}

// filterBy filters the stream in focus.
func (m *Model) filterBy(text string) tea.Cmd {
	st := m.streamInFocus()
	p, err := query.Compile(text, m.querySettings())
	switch {
	case err != nil:
		m.say(theme.Bad, err.Error())
		return nil
	case st == nil:
		m.say(theme.Bad, "there is no stream here to filter")
		return nil
	}
	return tea.Batch(m.remember(recall.Filter, text), st.Filter(p, text))
}

// goToTopic opens the topic of that name in this pane; where there is none, it
// lists those with that in their names.
func (m *Model) goToTopic(name string) tea.Cmd {
	s := m.current()
	pick := m.pick()
	narrow := s.list.Narrow(name)
	known, _ := s.list.Topics()
	there := slices.ContainsFunc(known, func(t source.Topic) bool { return t.Name == name })
	if selected := s.list.Selected(); there && len(selected) == 1 && selected[0].Name == name {
		return tea.Batch(pick, narrow, m.openSelected(s, here))
	}
	return tea.Batch(pick, narrow)
}
