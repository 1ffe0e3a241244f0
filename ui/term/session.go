package term

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"sync"
	"syscall"
	"time"

	"github.com/charmbracelet/x/term"
)

const (
	// patience is how long quitting may take before it is cut short.
	patience = 2 * time.Second
	// draining is how long the terminal gets at the end to take what is left, and again for the reset.
	draining = 300 * time.Millisecond
	// LastAnswer is how long a program that is about to end waits for the terminal's
	// answer to its last [Query]: one that comes later is typed at the shell.
	LastAnswer = 500 * time.Millisecond
)

// SignalError says that a signal ended the session. A terminal that was closed
// counts as SIGHUP, whether or not the signal came.
type SignalError struct{ Signal syscall.Signal }

func (e *SignalError) Error() string { return "ended by a signal: " + e.Signal.String() }

// ExitCode is what a shell expects: 128 and the signal's number (129 for SIGHUP, 143 for SIGTERM).
func (e *SignalError) ExitCode() int { return 128 + int(e.Signal) }

// Session is the time in which riffle has the terminal. It is safe for concurrent use.
type Session struct {
	out    *Output
	in     *os.File
	before *term.State
	ctx    context.Context
	cancel context.CancelFunc
	exit   func(code int)
	once   sync.Once
	done   chan struct{} // closed by Close

	start   Start
	signals chan os.Signal

	mu     sync.Mutex
	err    error // why it ended, the first reason
	asks   Asks
	lent   bool        // somebody else has the terminal
	guest  *guest      // the program that has it, nil: none
	alarm  *time.Timer // cuts quitting short; nil until it has begun
	closed bool        // Close has begun, which ends by itself
}

// Open begins a session on a terminal. It remembers how the terminal is set, and
// from now on SIGHUP, SIGTERM and SIGINT end the context of the session instead of
// the process. The caller must Close it, also when it panics (defer). It fails
// where in or out is not a terminal.
func Open(ctx context.Context, in, out *os.File, start Start) (*Session, error) {
	if !term.IsTerminal(in.Fd()) || !term.IsTerminal(out.Fd()) {
		return nil, errors.New("opening the screen: standard input and output are not a terminal; riffle cat prints without one")
	}
	before, err := term.GetState(in.Fd())
	if err != nil {
		return nil, fmt.Errorf("open the screen: read how the terminal is set: %w", err)
	}
	s := &Session{in: in, before: before, start: start, exit: os.Exit, done: make(chan struct{}), signals: make(chan os.Signal, 4)}
	s.ctx, s.cancel = context.WithCancel(ctx)
	s.out = newOutput(out, start, func(error) { s.Fail(&SignalError{syscall.SIGHUP}) })
	signal.Notify(s.signals, append(suspensions(), syscall.SIGHUP, syscall.SIGTERM, syscall.SIGINT)...)
	start(s.listen, s.Fail)
	return s, nil
}

// listen waits for signals. It goes on after the first one: the second must not kill
// the process while it gives the terminal back.
func (s *Session) listen() {
	defer signal.Stop(s.signals)
	for {
		select {
		case sig := <-s.signals:
			s.hear(sig)
		case <-s.done:
			return
		}
	}
}

// hear takes a signal.
func (s *Session) hear(sig os.Signal) {
	s.mu.Lock()
	asks, lent := s.asks, s.lent
	s.mu.Unlock()
	switch {
	case slices.Contains(suspensions(), sig):
		ask := asks.Suspend
		if sig != suspensions()[0] {
			ask = asks.Renew
		}
		if ask != nil && !lent {
			s.start(ask, s.Fail)
		}
	case sig == syscall.SIGINT && lent: // it was meant for the program that has the terminal
	default:
		if number, ok := sig.(syscall.Signal); ok {
			s.Fail(&SignalError{number})
		}
	}
}

// Output is what the terminal library writes to.
func (s *Session) Output() *Output { return s.out }

// Context ends when the session has to: after a signal, a failure, or Close.
func (s *Session) Context() context.Context { return s.ctx }

// Asks is what a session asks the program for. They may block. nil: not asked.
type Asks struct {
	End     func() // by itself, before the session ends its context, [LastAnswer] later
	Suspend func() // with [Session.Suspend], because of SIGTSTP
	Renew   func() // with [Session.Renew], because it was stopped without being asked
}

// Ask tells the session how to ask the program.
func (s *Session) Ask(asks Asks) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asks = asks
}

// Fail ends the session because of err. It is what a goroutine's panic is handed
// to. Of several errors the first one counts.
func (s *Session) Fail(err error) {
	s.mu.Lock()
	first, ask := s.err == nil, s.asks.End
	if first {
		s.err = err
	}
	s.mu.Unlock()
	s.evict()
	s.Quitting()
	switch {
	case ask == nil:
		s.cancel()
	case first:
		s.start(ask, func(error) { s.cancel() })
		time.AfterFunc(LastAnswer, s.cancel)
	}
}

// Quitting says that the program is about to end. If Close is not called within two
// seconds, the terminal is put back and the process ends all the same.
func (s *Session) Quitting() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.alarm == nil && !s.closed {
		s.alarm = time.AfterFunc(patience, func() {
			s.exit(ExitCode(s.Close()))
		})
	}
}

// Close gives the terminal back as it was and returns why the session ended: nil
// where nobody but the user wanted it to. It takes 0.6 s at most. Where the
// terminal takes nothing any more, the process ends a moment later.
func (s *Session) Close() error {
	s.once.Do(func() {
		s.mu.Lock()
		s.closed = true
		if s.alarm != nil {
			s.alarm.Stop()
		}
		guest := s.guest
		s.mu.Unlock()
		if guest != nil { // it hangs, and riffle with it
			guest.kill()
			guest.reclaim()
		}
		s.out.Drain(draining)
		s.out.reset()
		if !s.out.Drain(draining) {
			// Whatever the program still prints would block. It has nobody to read it.
			time.AfterFunc(draining, func() { s.exit(ExitCode(s.reason())) })
		}
		_ = s.out.Close()
		// What cannot be restored is gone, and there is nobody to tell.
		_ = discardInput(s.in)
		_ = term.Restore(s.in.Fd(), s.before)
		s.cancel()
		close(s.done)
	})
	return s.reason()
}

// reason is why the session ended.
func (s *Session) reason() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.err
}

// ExitCode is the exit code for what [Session.Close] returned: that of a
// [SignalError], 0 for nil, else 1.
func ExitCode(err error) int {
	var sig *SignalError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &sig):
		return sig.ExitCode()
	default:
		return 1
	}
}
