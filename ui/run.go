package ui

import (
	"cmp"
	"context"
	"errors"
	"os"
	"runtime"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"riffle/source"
	"riffle/ui/recall"
	"riffle/ui/term"
)

// framesPerSecond is how often the screen is looked at for something to write.
const framesPerSecond = 60

// Run shows the explorer until the user leaves, the context ends, or a signal
// comes; then the terminal is as it was. The error is a [term.SignalError] after a
// signal. It does not close the source.
func Run(ctx context.Context, c Config) error {
	env := term.Env(os.Getenv)
	session, err := term.Open(ctx, os.Stdin, os.Stdout, source.Go)
	if err != nil {
		return err
	}
	defer func() { _ = session.Close() }() // after a panic; otherwise it is closed by then
	c.Clipboard = term.Clipboard{Dir: recall.Dir(env, runtime.GOOS), Tmux: env.Tmux()}
	c.Remote = env.Remote()
	m := New(c.fitting(env))
	m.paint.backlog = session.Output().Backlog
	m.terminal = session
	g := guard{m, session.Fail}
	p := tea.NewProgram(g, tea.WithContext(session.Context()), tea.WithInput(os.Stdin),
		tea.WithOutput(session.Output()), tea.WithoutSignalHandler(), tea.WithFPS(framesPerSecond))
	session.Ask(term.Asks{
		End:     func() { p.Send(failed{}) },
		Suspend: func() { p.Send(suspended{}) },
		Renew:   func() { p.Send(renewed{}) },
	})
	_, err = p.Run()
	session.Quitting()
	g.safely(m.close)
	if errors.Is(err, tea.ErrProgramKilled) && !errors.Is(err, tea.ErrProgramPanic) {
		err = nil // the session knows why
	}
	err = cmp.Or(session.Close(), err)
	m.crashes.note(err)
	m.crashes.report(os.Stderr)
	return err
}

// close ends what all panes do.
func (m *Model) close() {
	for _, p := range m.panes {
		p.Close()
	}
}

// failed says that the session has to end.
type failed struct{}

func (failed) apply(m *Model) tea.Cmd { return m.exit() }

// exit ends the program, once the terminal has answered: what it answers later
// would be typed at the shell.
func (m *Model) exit() tea.Cmd {
	if m.terminal != nil {
		m.terminal.Quitting()
	}
	return m.quiet(tea.Quit)
}

// synchronised asks whether the terminal can draw a frame at once (mode 2026). The
// library does not ask over SSH, where it helps most.
func synchronised() tea.Cmd { return tea.Raw(ansi.RequestModeSynchronizedOutput) }
