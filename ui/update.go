package ui

import (
	"time"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
)

// Update takes every message.
func (m *Model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg.(type) {
	case tea.KeyPressMsg, uv.UnknownEvent:
		return m, m.mend(msg)
	}
	return m, m.take(msg)
}

// take is the only switch on messages.
func (m *Model) take(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.w, m.h = msg.Width, msg.Height
		m.arrange()
		m.paint.now()
		return m.after()
	case tea.KeyPressMsg:
		m.paint.now()
		return tea.Batch(m.press(pressed(msg), msg.Text), m.after())
	case tea.PasteMsg:
		m.paint.now()
		return tea.Batch(m.pasted(msg.Content), m.after())
	case tea.MouseMsg:
		return tea.Batch(m.mouse(msg), m.after())
	case addressed:
		m.crashes.note(msg)
		if m.keeps(msg) {
			return m.data()
		}
		return tea.Batch(m.deliver(msg), m.data())
	case rooted:
		return tea.Batch(msg.apply(m), m.after())
	case tea.BackgroundColorMsg:
		return m.stands(msg)
	case uv.PrimaryDeviceAttributesEvent:
		m.paint.pacer.Acked(time.Now())
		return tea.Batch(silent{}.apply(m), m.repaint())
	}
	return nil
}

// after draws the consequences that one pane has for others. It is asked after
// every message, so nobody has to tell anybody.
func (m *Model) after() tea.Cmd {
	cmd := tea.Batch(m.openAll(), m.openPending(), m.follow(), m.catchUp(), m.lead(), m.hide())
	m.noteLinks()
	return cmd
}

// openPending opens the selection of a list that was not there when Enter was
// pressed.
func (m *Model) openPending() tea.Cmd {
	for _, s := range m.slots {
		if s.pending == notYet || s.list == nil {
			continue
		}
		if _, ok := s.list.Topics(); ok {
			how := s.pending
			s.pending = notYet
			return m.openSelected(s, how)
		}
	}
	return nil
}

// mend puts a key together that came in pieces, and takes it.
func (m *Model) mend(msg tea.Msg) tea.Cmd {
	now := m.c.Now()
	whole, wait := m.torn.Feed(msg, now)
	var cmds []tea.Cmd
	for _, key := range whole {
		if key != msg {
			cmds = append(cmds, m.reopen(now))
		}
		cmds = append(cmds, m.take(key))
	}
	if wait > 0 {
		cmds = append(cmds, tea.Tick(wait, func(time.Time) tea.Msg { return unheld{} }))
	}
	return tea.Batch(cmds...)
}

// unheld says that the rest of a key did not come.
type unheld struct{}

func (unheld) apply(m *Model) tea.Cmd {
	var cmds []tea.Cmd
	for _, key := range m.torn.Flush(m.c.Now()) {
		cmds = append(cmds, m.take(key))
	}
	return tea.Batch(cmds...)
}

// escaped is an overlay that Esc has closed, in case that Esc was the beginning
// of a torn key.
type escaped struct {
	over overlay
	at   time.Time
}

// tornFor is how long the pieces of a key may take altogether.
const tornFor = 2 * time.Second

// reopen shows the overlay again that a torn key's Esc has closed: a prompt loses
// no key, and nothing of what was typed.
func (m *Model) reopen(now time.Time) tea.Cmd {
	e := m.escaped
	m.escaped = escaped{}
	if e.over == nil || m.over != nil && m.over != e.over || now.Sub(e.at) > tornFor {
		return nil
	}
	m.over = e.over
	return m.over.again(m)
}

// pressed names a key. Enter that was typed before the terminal was set to raw
// mode arrives as a line feed, which is Ctrl-j to the library.
func pressed(msg tea.KeyPressMsg) string {
	if name := msg.String(); name != "ctrl+j" {
		return name
	}
	return "enter"
}
