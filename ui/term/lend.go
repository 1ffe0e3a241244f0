package term

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

const (
	// settling is how long a program has the terminal at least. The library stops its
	// ticker in a goroutine of its own and starts it again here: of programs that ended
	// at once, one in four left a screen that was never drawn again.
	settling = 50 * time.Millisecond
	// killing is how long a program may take to end after a signal that ends the session.
	killing = patience / 2
)

// afterwards are the modes that a program may have left on or off and that the terminal
// library does not set again. The cursor stays where it is: the shell goes on from there.
const afterwards = "\x18" + // it may have been cut in the middle of a sequence
	"\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?1004l\x1b[?2004l" + // mouse, focus, paste
	"\x1b[?1l\x1b>" + // cursor keys and keypad as they are in the beginning
	"\x1b7\x1b[r\x1b8" + // margins
	"\x1b(B\x0f\x1b[4l\x1b[?7h\x1b[m" // letters, not lines; insert, wrap, look

// Loan is the time in which another program has the terminal. It is a tea.ExecCommand:
// hand it to tea.Exec, which gives the terminal back before and takes it after. Make
// sure that no answer of the terminal is on its way: it would be typed at the program.
//
// The program is in the foreground and in a process group of its own, as a shell would
// start it: Ctrl-c reaches it alone, Ctrl-z stops it and riffle with it where a shell
// can wake them up, and what ends the session ends it too.
type Loan struct {
	s   *Session
	run func() error
}

// Lend makes a loan to the program argv[0], found in PATH, with its arguments. env is
// added to the environment: "LESSSECURE=1". The error of the loan is an
// [os/exec.Error] where there is no such program, and an [*ExitError] where it failed.
func (s *Session) Lend(argv, env []string) *Loan {
	return &Loan{s, func() error { return s.child(argv, env) }}
}

// File is what a program gets to show or to edit.
type File struct {
	Name string // such as "filter.txt": programs choose colours by the ending
	Text []byte
}

// LendFile is [Session.Lend] with the path of a file behind the arguments. Only the
// user can read the file, and it is gone afterwards. Where the program ends well, taken
// is called with what the file holds then; nil: it does not matter.
func (s *Session) LendFile(argv, env []string, f File, taken func(text []byte)) *Loan {
	return &Loan{s, func() error {
		dir, err := os.MkdirTemp("", "riffle-")
		if err != nil {
			return fmt.Errorf("run %s: %w", argv[0], err)
		}
		defer os.RemoveAll(dir)
		path := filepath.Join(dir, filepath.Base(f.Name))
		if err := os.WriteFile(path, f.Text, 0o600); err != nil {
			return fmt.Errorf("run %s: %w", argv[0], err)
		}
		if err := s.child(append(slices.Clone(argv), path), env); err != nil || taken == nil {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return fmt.Errorf("read what %s wrote: %w", argv[0], err)
		}
		taken(text)
		return nil
	}}
}

// Suspend makes a loan to the shell that started riffle, until it wakes riffle up. It
// fails with [ErrNoShell] where there is none that would.
func (s *Session) Suspend() *Loan {
	return &Loan{s, func() error {
		if !CanSuspend() {
			return ErrNoShell
		}
		s.stop()
		return nil
	}}
}

// Renew makes a loan to nobody: the terminal is set again as it should be, and all of
// the screen drawn. It is for when somebody else has had the terminal unasked.
func (s *Session) Renew() *Loan { return &Loan{s, func() error { return nil }} }

// ErrNoShell says that nobody would wake riffle up again.
var ErrNoShell = errors.New("suspend: no shell with job control started riffle, nothing would wake it up again")

// ErrBlocked says that the terminal takes nothing at present.
var ErrBlocked = errors.New("run a program: the terminal takes nothing at present")

// ExitError says that a program failed.
type ExitError struct {
	Name string
	Code int    // what it ended with, -1 after a signal
	How  string // "exit status 1", "signal: killed"
}

func (e *ExitError) Error() string { return e.Name + ": " + e.How }

// Run makes the loan. It is called by the terminal library.
func (l *Loan) Run() error {
	if !l.s.out.Drain(draining) { // the last of riffle's screen would appear in the other's
		return ErrBlocked
	}
	l.s.setLent(true)
	defer l.s.setLent(false)
	began := time.Now()
	err := l.run()
	if rest := settling - time.Since(began); rest > 0 {
		time.Sleep(rest)
	}
	_, _ = l.s.out.Write([]byte(afterwards))
	return err
}

// SetStdin does nothing, nor do its sisters: a program gets the terminal itself.
func (l *Loan) SetStdin(io.Reader) {}

// SetStdout does nothing.
func (l *Loan) SetStdout(io.Writer) {}

// SetStderr does nothing.
func (l *Loan) SetStderr(io.Writer) {}

// setLent notes whether somebody else has the terminal.
func (s *Session) setLent(lent bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lent = lent
}

// child runs a program in the foreground until it ends.
func (s *Session) child(argv, env []string) error {
	p, err := s.launch(argv, env)
	if err != nil {
		return fmt.Errorf("run %s: %w", argv[0], err)
	}
	s.mu.Lock()
	s.guest = p
	ending := s.err != nil
	s.mu.Unlock()
	if ending {
		s.evict()
	}
	how := p.wait()
	s.mu.Lock()
	s.guest = nil
	s.mu.Unlock()
	if how != nil {
		how.Name = argv[0]
		return how
	}
	return nil
}

// evict ends the program that has the terminal, if there is one: kindly, then not.
func (s *Session) evict() {
	s.mu.Lock()
	guest, why := s.guest, s.err
	s.mu.Unlock()
	if guest == nil {
		return
	}
	guest.end(why)
	time.AfterFunc(killing, guest.kill)
}

// environ is riffle's environment with some variables set anew: of two with one name
// the first would count.
func environ(set []string) []string {
	env := slices.DeleteFunc(os.Environ(), func(have string) bool {
		name, _, _ := strings.Cut(have, "=")
		return slices.ContainsFunc(set, func(s string) bool { return strings.HasPrefix(s, name+"=") })
	})
	return append(env, set...)
}
