package ui

import (
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"riffle/keymap"
	"riffle/source"
	"riffle/ui/figures"
	"riffle/ui/layout"
	"riffle/ui/theme"
)

// do carries out an action: the pane in focus if it is the pane's, else the root.
func (m *Model) do(a keymap.Action, n int) tea.Cmd {
	if a == keymap.Shares && n > 0 { // 50% is a place, % alone are shares
		a = keymap.Percent
	}
	if a == keymap.Follow && m.linked {
		return m.followAll()
	}
	if cmd, done := m.front().Do(a, n); done {
		return cmd
	}
	if f, ok := actions()[a]; ok {
		return f(m)
	}
	for _, p := range m.others() {
		if cmd, done := p.Do(a, n); done {
			return cmd
		}
	}
	if a.Help() == "" {
		m.say(theme.Bad, "there is no action "+string(a))
	}
	return nil
}

// actions is what the root does. Everything else is a pane's.
func actions() map[keymap.Action]func(*Model) tea.Cmd {
	return map[keymap.Action]func(*Model) tea.Cmd{
		keymap.Help:        (*Model).help,
		keymap.Command:     (*Model).askCommand,
		keymap.Leave:       (*Model).leave,
		keymap.Cancel:      (*Model).cancel,
		keymap.Stop:        (*Model).interrupt,
		keymap.Quit:        (*Model).quit,
		keymap.Back:        (*Model).back,
		keymap.Swap:        (*Model).swap,
		keymap.Redraw:      func(*Model) tea.Cmd { return tea.ClearScreen },
		keymap.Zone:        (*Model).toggleZone,
		keymap.Suspend:     (*Model).suspend,
		keymap.Pager:       (*Model).pageRecord,
		keymap.NextPane:    func(m *Model) tea.Cmd { return m.cycle(1) },
		keymap.PrevPane:    func(m *Model) tea.Cmd { return m.cycle(-1) },
		keymap.FocusLeft:   func(m *Model) tea.Cmd { return m.goTo(layout.Left) },
		keymap.FocusDown:   func(m *Model) tea.Cmd { return m.goTo(layout.Down) },
		keymap.FocusUp:     func(m *Model) tea.Cmd { return m.goTo(layout.Up) },
		keymap.FocusRight:  func(m *Model) tea.Cmd { return m.goTo(layout.Right) },
		keymap.Wider:       func(m *Model) tea.Cmd { return m.resize(true, 4) },
		keymap.Slimmer:     func(m *Model) tea.Cmd { return m.resize(true, -4) },
		keymap.Taller:      func(m *Model) tea.Cmd { return m.resize(false, 2) },
		keymap.Shorter:     func(m *Model) tea.Cmd { return m.resize(false, -2) },
		keymap.Equal:       (*Model).equal,
		keymap.ClosePane:   (*Model).closePane,
		keymap.Zoom:        (*Model).zoom,
		keymap.PickTopic:   (*Model).pick,
		keymap.Open:        (*Model).open,
		keymap.SplitBeside: func(m *Model) tea.Cmd { return m.split(beside) },
		keymap.SplitBelow:  func(m *Model) tea.Cmd { return m.split(below) },
		keymap.Narrow:      (*Model).askNarrow,
		keymap.Filter:      (*Model).askFilter,
		keymap.Seek:        (*Model).askSeek,
		keymap.Find:        (*Model).askFind,
		keymap.Report:      (*Model).report,
		keymap.Sync:        (*Model).link,
		keymap.Timeline:    (*Model).timeline,
		keymap.CompareBy:   (*Model).askCompared,
		keymap.Parts:       (*Model).partitions,
		keymap.TopicConfig: (*Model).topicConfig,
		keymap.Only:        func(m *Model) tea.Cmd { return m.only(false) },
		keymap.Without:     func(m *Model) tea.Cmd { return m.only(true) },
		keymap.NextSame:    (*Model).nextSame,
		keymap.CopyRows:    (*Model).copyRows,
		keymap.CopyName:    (*Model).copyName,
		keymap.Shares:      (*Model).shares,
		keymap.Columns:     (*Model).chooseColumns,
		keymap.CopyValue:   func(m *Model) tea.Cmd { return m.copyPart(keymap.CopyValue) },
		keymap.CopyKey:     func(m *Model) tea.Cmd { return m.copyPart(keymap.CopyKey) },
		keymap.CopyPath:    func(m *Model) tea.Cmd { return m.copyPart(keymap.CopyPath) },
		keymap.CopyHeaders: func(m *Model) tea.Cmd { return m.copyPart(keymap.CopyHeaders) },
		keymap.CopyPlace:   func(m *Model) tea.Cmd { return m.copyPart(keymap.CopyPlace) },
		keymap.CopyRecord:  func(m *Model) tea.Cmd { return m.copyPart(keymap.CopyRecord) },
		keymap.CopyFile:    func(m *Model) tea.Cmd { return m.copyPart(keymap.CopyFile) },
		keymap.NextRecord:  func(m *Model) tea.Cmd { return m.otherRecord(keymap.NextRecord) },
		keymap.PrevRecord:  func(m *Model) tea.Cmd { return m.otherRecord(keymap.PrevRecord) },
		keymap.NextOfKey:   func(m *Model) tea.Cmd { return m.sameKey(source.Forward) },
		keymap.PrevOfKey:   func(m *Model) tea.Cmd { return m.sameKey(source.Backward) },
	}
}

// open opens what the cursor is on: topics, or the record.
func (m *Model) open() tea.Cmd {
	s := m.current()
	if s.aside != nil {
		if s.aside.accept == nil {
			return nil
		}
		return s.aside.accept(m, s)
	}
	if s.listed() {
		return m.openSelected(s, here)
	}
	if r := m.recordInFocus(); r != nil {
		if ref, at, ok := r.Origin(); ok {
			return m.openOrigin(ref, at)
		}
	}
	return m.openRecord()
}

// pick asks for another topic in the pane in focus.
func (m *Model) pick() tea.Cmd {
	s := m.current()
	if s.listed() {
		return nil
	}
	m.closeRecord()
	defer m.arrange()
	return m.choosing(s)
}

// leave goes one level up: record, pane, topics, out.
func (m *Model) leave() tea.Cmd {
	s := m.current()
	switch {
	case slices.Contains(m.scopes(), keymap.Selection):
		return m.do(keymap.Cancel, 0)
	case s.aside != nil:
		return m.leaveAside()
	case m.record != nil && m.record.of == m.focus:
		m.closeRecord()
		m.arrange()
		return nil
	case s.choose && s.stream != nil:
		s.choose = false
		m.arrange()
		return nil
	case s.stream == nil && len(m.slots) == 1:
		return m.exit()
	case s.stream != nil && s.stream.Busy():
		return m.sure("a search runs in this pane: leave it?", (*Model).leavePane)
	}
	return m.leavePane()
}

// leavePane closes the pane in focus; the last one goes back to the topics.
func (m *Model) leavePane() tea.Cmd {
	s := m.current()
	defer m.arrange()
	if len(m.slots) > 1 {
		m.closeSlot(s)
		return nil
	}
	s.remember()
	s.stream.Close()
	s.stream = nil
	return m.choosing(s)
}

// closePane closes the pane in focus, whatever is open in it.
func (m *Model) closePane() tea.Cmd {
	m.closeRecord()
	if s := m.current(); s.stream == nil && len(m.slots) == 1 {
		m.say(theme.Dim, "this is the last pane · "+m.keyOf(keymap.Leave)+" quits")
		return nil
	}
	if s := m.current(); s.stream != nil && s.stream.Busy() {
		return m.sure("a search runs in this pane: close it?", (*Model).leavePane)
	}
	return m.leavePane()
}

// quit ends the session, and asks first where something would be lost.
func (m *Model) quit() tea.Cmd {
	busy := false
	for _, s := range m.slots {
		busy = busy || s.stream != nil && s.stream.Busy()
	}
	switch {
	case busy:
		return m.sure("a search is running: quit riffle?", (*Model).exit)
	case len(m.slots) > 1:
		return m.sure(figures.Things(len(m.slots), "pane")+" would be closed: quit riffle?", (*Model).exit)
	}
	return m.exit()
}

// cancel gives up what was begun to be typed, and marks.
func (m *Model) cancel() tea.Cmd {
	m.keys = typed{}
	if s := m.current(); s.listed() {
		s.list.Unmark()
		return s.list.Narrow("")
	}
	return nil
}

// toggleZone goes between UTC and the configured zone.
func (m *Model) toggleZone() tea.Cmd {
	if m.zone == time.UTC {
		m.zone = m.c.Zone
	} else {
		m.zone = time.UTC
	}
	for _, p := range m.panes {
		p.SetZone(m.zone)
	}
	return nil
}
