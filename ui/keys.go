package ui

import (
	"strconv"
	"time"

	tea "charm.land/bubbletea/v2"

	"riffle/keymap"
	"riffle/ui/theme"
)

// typed is what was typed of an action so far: a number, and the first keys of a
// sequence.
type typed struct {
	count string
	keys  string
}

// maxCount is how many digits a number has at most: those of the largest offset.
const maxCount = 19

// String is what the footer shows of it.
func (t typed) String() string {
	if t.keys == "" {
		return t.count
	}
	return t.count + " " + keymap.Label(t.keys) + " …"
}

// press takes a key by its name and the text that it types.
func (m *Model) press(name, text string) tea.Cmd {
	m.notice = notice{}
	if name == "alt+esc" { // Esc twice, in one piece
		return tea.Batch(m.press("esc", ""), m.press("esc", ""))
	}
	if a, _ := m.c.Keys.Lookup(name); a == keymap.Stop {
		return m.interrupt()
	}
	if m.small() {
		return nil
	}
	if m.waiting() && m.over == nil && !m.atOnce(name) {
		if len(m.ahead) < maxAhead {
			m.ahead = append(m.ahead, [2]string{name, text})
		}
		return nil
	}
	if m.over != nil {
		was := m.over
		cmd := m.over.press(m, name, text)
		if name == "esc" {
			m.escaped = escaped{was, m.c.Now()}
		}
		return cmd
	}
	if m.keys.keys == "" && isCount(name, m.keys.count) {
		if len(m.keys.count) < maxCount {
			m.keys.count += name
		}
		return nil
	}
	return m.sequence(name)
}

// maxAhead is how many keys are kept for a pane that is not there yet.
const maxAhead = 64

// waiting tells whether the pane that keys are meant for is not there yet, because
// the topics or the record are still on their way.
func (m *Model) waiting() bool {
	s := m.current()
	if r := m.recordInFocus(); r != nil {
		return m.awaits(r.of) && s.stream.Running()
	}
	if s.pending == notYet && len(m.openings) == 0 || s.list == nil {
		return false
	}
	_, loaded := s.list.Topics()
	return !loaded && s.list.Err() == nil
}

// atOnce tells whether a key is not meant for a pane to come.
func (m *Model) atOnce(name string) bool {
	a, _ := m.c.Keys.Lookup(name, m.scopes()...)
	switch a {
	case keymap.Leave, keymap.Cancel, keymap.Quit, keymap.Help, keymap.Redraw, keymap.Zone:
		m.current().pending, m.ahead = notYet, nil
		return true
	}
	return false
}

// catchUp presses the keys that were typed ahead once what they are meant for is there.
func (m *Model) catchUp() tea.Cmd {
	if len(m.ahead) == 0 || m.waiting() {
		return nil
	}
	var cmds []tea.Cmd
	keys := m.ahead
	m.ahead = nil
	for _, k := range keys {
		cmds = append(cmds, m.press(k[0], k[1]))
	}
	return tea.Batch(cmds...)
}

// isCount tells whether a key goes on with a number, or begins one.
func isCount(name, count string) bool {
	return len(name) == 1 && (name[0] >= '1' && name[0] <= '9' || name[0] == '0' && count != "")
}

// sequence adds a key to those pressed before and does what they mean together.
func (m *Model) sequence(name string) tea.Cmd {
	keys := name
	if m.keys.keys != "" {
		keys = m.keys.keys + " " + name
	}
	a, more := m.c.Keys.Lookup(keys, m.scopes()...)
	if more {
		m.keys.keys = keys
		return nil
	}
	n, _ := strconv.Atoi(m.keys.count)
	began := m.keys != typed{}
	m.keys = typed{}
	switch {
	case a == keymap.Cancel:
		return m.do(a, n)
	case a == "" && !began:
		m.say(theme.Dim, m.idleKey(name)+" · "+m.keyOf(keymap.Help)+" lists the keys")
		return nil
	case a == "":
		return nil
	}
	return m.do(a, n)
}

// keyOf is the first key of an action as people write it, here or else where it
// has one; ":" and its name where it has none.
func (m *Model) keyOf(a keymap.Action) string {
	return m.c.Keys.Namer(m.scopes()...)(a)
}

// scopes are the places whose keys hold now.
func (m *Model) scopes() []keymap.Scope { return m.front().Scopes() }

// front is the pane that keys go to.
func (m *Model) front() Pane {
	if r := m.recordInFocus(); r != nil {
		return r
	}
	return m.current().front()
}

// pasted types a text into the prompt. Anywhere else it is refused: what is in a
// clipboard are not commands.
func (m *Model) pasted(text string) tea.Cmd {
	if m.over == nil {
		m.say(theme.Dim, "pasted text goes into a prompt: "+m.keyOf(keymap.Filter)+" filters, "+m.keyOf(keymap.Command)+" runs an action")
		return nil
	}
	return m.over.paste(m, text)
}

// stops remembers when something was stopped, and when Ctrl-c had nothing to stop.
type stops struct{ stopped, idle time.Time }

// twice is the time within which the second Ctrl-c quits, and within which one that
// follows a stop does not count.
const twice = 2 * time.Second

// interrupt stops what runs. When nothing does, the second time quits.
func (m *Model) interrupt() tea.Cmd {
	now := m.c.Now()
	m.keys = typed{}
	if m.over != nil {
		m.stops = stops{stopped: now}
		return m.over.press(m, "esc", "")
	}
	var cmds []tea.Cmd
	for _, s := range m.slots {
		if s.stream != nil && s.stream.Running() {
			cmds = append(cmds, s.stream.Stop())
		}
	}
	switch {
	case len(cmds) > 0:
		m.stops = stops{stopped: now}
		m.say(theme.Warn, "stopped")
		return tea.Batch(cmds...)
	case now.Sub(m.stops.stopped) < twice:
		m.say(theme.Dim, "stopped already")
		return nil
	case !m.stops.idle.IsZero() && now.Sub(m.stops.idle) < twice:
		return m.exit()
	}
	m.stops.idle = now
	m.say(theme.Plain, "nothing runs here · "+m.keyOf(keymap.Stop)+" again within 2 s quits riffle")
	return nil
}
