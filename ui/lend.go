package ui

import (
	"os"

	tea "charm.land/bubbletea/v2"

	"riffle/ui/programs"
	"riffle/ui/safe"
	"riffle/ui/term"
	"riffle/ui/theme"
)

// lend gives the terminal to another program and goes on with back when that has
// ended. Meanwhile everything waits, the panes too. Most callers want [Model.edit] or
// [Model.page].
func (m *Model) lend(loan *term.Loan, back func(error) tea.Cmd) tea.Cmd {
	return m.quiet(tea.Exec(loan, func(err error) tea.Msg { return returned{err, back} }))
}

// returned says that the terminal is riffle's again.
type returned struct {
	err  error
	back func(error) tea.Cmd
}

func (r returned) apply(m *Model) tea.Cmd {
	m.paint.still = false
	m.paint.late = true // what came meanwhile
	m.paint.now()
	return tea.Batch(r.back(r.err), m.repaint())
}

// edit gives text to the user's editor. edited is called with what was saved, if the
// editor ended well; else a notice says why not. name is what the editor calls it: its
// ending tells what it is, such as "filter.txt".
func (m *Model) edit(name, text string, edited func(text string) tea.Cmd) tea.Cmd {
	if m.terminal == nil {
		return nil
	}
	var saved string
	f := term.File{Name: name, Text: []byte(text)}
	loan := m.terminal.LendFile(programs.Editor(os.Getenv), nil, f, func(text []byte) { saved = string(text) })
	return m.lend(loan, func(err error) tea.Cmd {
		if err != nil {
			m.sayFailed("nothing was changed", err)
			return nil
		}
		return edited(saved)
	})
}

// sayFailed says why a program did not do what it should.
func (m *Model) sayFailed(next string, err error) {
	m.say(theme.Bad, string(safe.Clean(err.Error(), maxNotice))+" · "+next)
}

// suspend gives the terminal back to the shell until it wakes riffle up.
func (m *Model) suspend() tea.Cmd {
	if m.terminal == nil {
		return nil
	}
	return m.lend(m.terminal.Suspend(), func(err error) tea.Cmd {
		if err != nil {
			m.say(theme.Dim, err.Error())
		}
		return nil
	})
}

// suspended says that a shell wants riffle to stop.
type suspended struct{}

func (suspended) apply(m *Model) tea.Cmd { return m.suspend() }

// renewed says that somebody else may have drawn on the screen and set the terminal.
type renewed struct{}

func (renewed) apply(m *Model) tea.Cmd {
	return m.lend(m.terminal.Renew(), func(error) tea.Cmd { return nil })
}
