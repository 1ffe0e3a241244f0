//go:build linux || darwin

package term

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/term"
	"github.com/creack/pty"
)

// The tests of a session start this test binary again on a pty of its own, as the
// program below, and look at it from outside: what it writes, how it leaves the
// terminal, and how it ends.
func TestMain(m *testing.M) {
	switch os.Getenv("RIFFLE_TERM_TEST") {
	case "session":
		os.Exit(program())
	case "suspend":
		fmt.Println("can suspend:", CanSuspend())
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// program does what riffle does with a session.
func program() int {
	s, err := Open(context.Background(), os.Stdin, os.Stdout, start)
	if err != nil {
		fmt.Println(err)
		return 2
	}
	defer s.Close()
	p := tea.NewProgram(&model{s: s}, tea.WithContext(s.Context()), tea.WithInput(os.Stdin),
		tea.WithOutput(s.Output()), tea.WithoutSignalHandler())
	s.Ask(Asks{Suspend: func() { p.Send(tea.KeyPressMsg{Code: 'z', Text: "z"}) }, Renew: func() { p.Send(tea.KeyPressMsg{Code: 'r', Text: "r"}) }})
	_, _ = p.Run()
	err = s.Close()
	fmt.Println("ended:", err)
	return ExitCode(err)
}

// model obeys single keys.
type model struct {
	s   *Session
	ran int
	how error
}

// returned says how a loan ended.
type returned struct{ err error }

func (m *model) Init() tea.Cmd { return nil }

func (m *model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case returned:
		m.ran, m.how = m.ran+1, msg.err
	case tea.KeyPressMsg:
		return m, m.press(msg.String())
	}
	return m, nil
}

func (m *model) press(key string) tea.Cmd {
	switch key {
	case "q":
		m.s.Quitting()
		return tea.Quit
	case "p":
		start(func() { panic("on purpose") }, m.s.Fail)
	case "h":
		m.s.Quitting()
		select {} // for ever
	case "f":
		_, _ = m.s.Output().Write([]byte(strings.Repeat("flood ", 1<<20)))
	case "z":
		return m.lend(m.s.Suspend())
	case "r":
		return m.lend(m.s.Renew())
	case "x":
		line := strings.Fields(os.Getenv("RIFFLE_TERM_RUN"))
		return m.lend(m.s.Lend(append(line, os.Getenv("RIFFLE_TERM_ARG")), nil))
	}
	return nil
}

func (m *model) lend(l *Loan) tea.Cmd {
	return tea.Exec(l, func(err error) tea.Msg { return returned{err} })
}

func (m *model) View() tea.View {
	v := tea.NewView("ready")
	v.WindowTitle = fmt.Sprintf("ran %d: %v.", m.ran, m.how) // which is never written in part
	v.AltScreen, v.ReportFocus, v.MouseMode = true, true, tea.MouseModeCellMotion
	return v
}

// screen is the far side of the pty.
type screen struct {
	*exec.Cmd
	pty, tty *os.File
	before   *term.State
	mu       sync.Mutex
	seen     bytes.Buffer
	stalled  bool
	unread   chan struct{} // closed when nobody reads any more
	ended    chan error
}

// run starts the program on a pty and waits until it has drawn.
func run(t *testing.T, env ...string) *screen {
	t.Helper()
	master, slave, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	before, err := term.GetState(slave.Fd())
	if err != nil {
		t.Fatal(err)
	}
	s := &screen{Cmd: exec.Command(os.Args[0]), pty: master, tty: slave, before: before,
		unread: make(chan struct{}), ended: make(chan error, 1)}
	s.Env = append(os.Environ(), "RIFFLE_TERM_TEST=session", "TERM=xterm-256color", "GOCOVERDIR="+t.TempDir())
	s.Env = append(s.Env, env...)
	s.Stdin, s.Stdout, s.Stderr = slave, slave, slave
	s.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := s.Start(); err != nil {
		t.Fatal(err)
	}
	go s.read()
	go func() { s.ended <- s.Cmd.Wait() }()
	t.Cleanup(func() {
		_ = s.Process.Kill()
		master.Close()
		slave.Close()
	})
	s.see(t, "ready")
	return s
}

func (s *screen) read() {
	defer close(s.unread)
	buf := make([]byte, 4096)
	for {
		n, err := s.pty.Read(buf)
		if err != nil {
			return
		}
		s.mu.Lock()
		s.seen.Write(buf[:n])
		stalled := s.stalled
		s.mu.Unlock()
		if stalled {
			return
		}
	}
}

// stall makes the terminal take nothing more, from the flood on that the program then writes.
func (s *screen) stall(t *testing.T) {
	t.Helper()
	s.mu.Lock()
	s.stalled = true
	s.mu.Unlock()
	s.press(t, "f")
	select {
	case <-s.unread:
	case <-time.After(20 * time.Second):
		t.Fatal("the flood never came")
	}
}

func (s *screen) output() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.seen.String()
}

// see waits for a text in the output.
func (s *screen) see(t *testing.T, text string) {
	t.Helper()
	s.await(t, fmt.Sprintf("%q", text), func(out string) bool { return strings.Contains(out, text) })
}

// await waits until the output is as it should be.
func (s *screen) await(t *testing.T, what string, yes func(out string) bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); !yes(s.output()); {
		if time.Now().After(end) {
			t.Fatalf("waited for %s in %q", what, s.output())
		}
		<-time.After(5 * time.Millisecond)
	}
}

func (s *screen) press(t *testing.T, key string) {
	t.Helper()
	if _, err := s.pty.WriteString(key); err != nil {
		t.Fatal(err)
	}
}

// end waits for the program's end and returns its exit code and how long that took.
func (s *screen) end(t *testing.T) (code int, took time.Duration) {
	t.Helper()
	begin := time.Now()
	select {
	case <-s.ended:
		return s.ProcessState.ExitCode(), time.Since(begin)
	case <-time.After(20 * time.Second):
		t.Fatalf("it never ended; output so far: %q", s.output())
		return 0, 0
	}
}

// restored checks that the terminal is as it was before.
func (s *screen) restored(t *testing.T) {
	t.Helper()
	for mode, name := range map[string]string{
		"?1049": "the alternate screen", "?1002": "the mouse", "?1004": "reports of focus", "?2004": "bracketed paste",
	} {
		on, off := "\x1b["+mode+"h", "\x1b["+mode+"l"
		s.await(t, name+" to be switched off", func(out string) bool { return strings.LastIndex(out, off) > strings.LastIndex(out, on) })
	}
	s.see(t, "\x1b[?25h")
	s.sameState(t)
}

// sameState checks how the kernel treats the terminal: echo, lines, signals.
func (s *screen) sameState(t *testing.T) {
	t.Helper()
	after, err := term.GetState(s.tty.Fd())
	if err != nil {
		t.Fatal(err)
	}
	if *after != *s.before {
		t.Errorf("the terminal was set to %+v, is set to %+v", *s.before, *after)
	}
}

func TestTheTerminalIsGivenBack(t *testing.T) {
	for _, c := range []struct {
		name string
		do   func(t *testing.T, s *screen)
		code int
		last string
	}{
		{"after quitting", func(t *testing.T, s *screen) { s.press(t, "q") }, 0, "ended: <nil>"},
		{"after SIGTERM", func(t *testing.T, s *screen) { _ = s.Process.Signal(syscall.SIGTERM) }, 143, "terminated"},
		{"after SIGHUP", func(t *testing.T, s *screen) { _ = s.Process.Signal(syscall.SIGHUP) }, 129, "hangup"},
		{"after SIGINT from outside", func(t *testing.T, s *screen) { _ = s.Process.Signal(syscall.SIGINT) }, 130, "interrupt"},
		{"after a panic in a goroutine", func(t *testing.T, s *screen) { s.press(t, "p") }, 1, "panic: on purpose"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := run(t)
			c.do(t, s)
			code, _ := s.end(t)
			if code != c.code {
				t.Errorf("exit code %d, want %d", code, c.code)
			}
			s.see(t, c.last)
			s.restored(t)
		})
	}
}

func TestSecondSignalDoesNotKillTheCleanup(t *testing.T) {
	s := run(t)
	for range 20 {
		_ = s.Process.Signal(syscall.SIGHUP)
		_ = s.Process.Signal(syscall.SIGTERM)
	}
	code, _ := s.end(t)
	if code != 129 && code != 143 {
		t.Errorf("exit code %d", code)
	}
	s.restored(t)
}

func TestAHangIsCutShort(t *testing.T) {
	s := run(t)
	s.press(t, "h")
	if _, took := s.end(t); took > 10*time.Second {
		t.Errorf("took %v", took)
	}
	s.restored(t)
}

// Regression: with a terminal that takes nothing, quitting never ended.
func TestQuittingWhileTheTerminalTakesNothing(t *testing.T) {
	s := run(t)
	s.stall(t)
	s.press(t, "q")
	_, took := s.end(t)
	t.Logf("it took %v", took)
	if took > 3*time.Second { // 0.7 s on a machine that does nothing else
		t.Errorf("took %v", took)
	}
	s.sameState(t)
}

func TestAClosedTerminalEndsTheSession(t *testing.T) {
	s := run(t)
	s.stall(t) // a file that is being read is not closed
	s.pty.Close()
	code, took := s.end(t)
	if code != 129 || took > 10*time.Second {
		t.Errorf("exit code %d after %v", code, took)
	}
}

func TestWithoutATerminalThereIsNoSession(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	defer w.Close()
	if _, err := Open(t.Context(), r, w, start); err == nil {
		t.Error("a pipe was taken for a terminal")
	}
}
