package ui

import (
	tea "charm.land/bubbletea/v2"

	"riffle/ui/safe"
	"riffle/ui/theme"
)

// overlay is what takes the keys before the panes do: a prompt, the list of keys,
// a question.
type overlay interface {
	press(m *Model, name, text string) tea.Cmd
	paste(m *Model, text string) tea.Cmd
	// draw changes the frame, whose last line is the footer, and tells where the
	// cursor of the terminal stands; nil hides it.
	draw(m *Model, frame []string) *tea.Cursor
	// again is told when it is shown once more, after an Esc that was none.
	again(m *Model) tea.Cmd
}

// confirm asks whether something that would be lost may be lost.
type confirm struct {
	text string
	yes  func(*Model) tea.Cmd
}

// sure asks before it does yes.
func (m *Model) sure(text string, yes func(*Model) tea.Cmd) tea.Cmd {
	m.over = &confirm{text: text, yes: yes}
	return nil
}

func (c *confirm) press(m *Model, name, _ string) tea.Cmd {
	switch name {
	case "y", "q", "enter":
		m.over = nil
		return c.yes(m)
	case "n", "esc":
		m.over = nil
	}
	return nil
}

func (c *confirm) paste(*Model, string) tea.Cmd { return nil }
func (c *confirm) again(*Model) tea.Cmd         { return nil }

func (c *confirm) draw(m *Model, frame []string) *tea.Cursor {
	ask := notice{text: safe.Text(c.text + "  q or y: yes · Esc or n: no"), look: theme.Warn}
	frame[len(frame)-1] = ask.draw(m.w, m.c.Theme)
	return nil
}

// scrolled is the first row that is seen of a list: where it was, unless the cursor
// is elsewhere.
func scrolled(from, cursor, rows, all int) int {
	return max(min(max(from, cursor-rows+1), cursor, all-rows), 0)
}
