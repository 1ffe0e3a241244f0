package ui

import (
	"runtime/debug"

	tea "charm.land/bubbletea/v2"

	"riffle/source"
)

// guard is a model whose panics end the session with a [source.PanicError]. The
// terminal library catches panics too, but it writes the trace over the screen
// before the terminal is given back, and returns an error that does not say what
// happened. Commands in a sequence are out of reach here: riffle has none.
type guard struct {
	tea.Model
	failed func(error)
}

// safely runs f.
func (g guard) safely(f func()) {
	defer func() {
		if v := recover(); v != nil {
			g.failed(&source.PanicError{Value: v, Stack: debug.Stack()})
		}
	}()
	f()
}

func (g guard) Init() (cmd tea.Cmd) {
	g.safely(func() { cmd = g.command(g.Model.Init()) })
	return cmd
}

func (g guard) Update(msg tea.Msg) (_ tea.Model, cmd tea.Cmd) {
	g.safely(func() {
		_, cmd = g.Model.Update(msg)
		cmd = g.command(cmd)
	})
	return g, cmd
}

func (g guard) View() (v tea.View) {
	g.safely(func() { v = g.Model.View() })
	return v
}

// command is cmd, and all commands that it leads to.
func (g guard) command(cmd tea.Cmd) tea.Cmd {
	if cmd == nil {
		return nil
	}
	return func() (msg tea.Msg) {
		g.safely(func() { msg = cmd() })
		batch, ok := msg.(tea.BatchMsg)
		if !ok {
			return msg
		}
		guarded := make(tea.BatchMsg, len(batch))
		for i, c := range batch {
			guarded[i] = g.command(c)
		}
		return guarded
	}
}
