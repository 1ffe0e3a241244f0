//go:build linux || darwin

package term

import (
	"errors"
	"os"
	"os/exec"
	"os/signal"
	"strconv"
	"sync"
	"syscall"

	"golang.org/x/sys/unix"
)

// guest is a program that has the terminal.
type guest struct {
	s   *Session
	pid int
	tty int  // the terminal's descriptor
	own bool // it has a process group of its own, which is in the foreground

	mu    sync.Mutex
	ended bool // its process id may be somebody else's
}

// launch starts a program on the terminal.
func (s *Session) launch(argv, env []string) (*guest, error) {
	path, err := exec.LookPath(argv[0])
	if err != nil {
		return nil, err
	}
	g := &guest{s: s, tty: int(s.in.Fd()), own: true}
	attr := &os.ProcAttr{
		Env:   environ(env),
		Files: []*os.File{s.in, s.out.file, s.out.file},
		Sys:   &syscall.SysProcAttr{Foreground: true, Ctty: g.tty},
	}
	// Who is not in the foreground yet may only put himself there with this ignored.
	signal.Ignore(syscall.SIGTTOU)
	p, err := os.StartProcess(path, argv, attr)
	if errors.Is(err, syscall.ENOTTY) || errors.Is(err, syscall.EPERM) { // not the terminal that controls riffle
		g.own, attr.Sys = false, nil
		p, err = os.StartProcess(path, argv, attr)
	}
	signal.Reset(syscall.SIGTTOU)
	if err != nil {
		g.reclaim()
		return nil, err
	}
	g.pid = p.Pid
	_ = p.Release() // it is waited for by its id, which tells when it stops too
	return g, nil
}

// wait waits for the end of the program and puts riffle back into the foreground. It
// returns nil where all went well.
func (g *guest) wait() *ExitError {
	for {
		var status syscall.WaitStatus
		_, err := syscall.Wait4(g.pid, &status, syscall.WUNTRACED, nil)
		switch {
		case errors.Is(err, syscall.EINTR):
			continue
		case err == nil && status.Stopped():
			g.stopped()
			continue
		}
		g.mu.Lock()
		g.ended = true
		g.mu.Unlock()
		g.reclaim()
		switch {
		case err != nil:
			return &ExitError{Code: -1, How: err.Error()}
		case status.Signaled():
			return &ExitError{Code: -1, How: "ended by a signal: " + status.Signal().String()}
		case status.ExitStatus() != 0:
			return &ExitError{Code: status.ExitStatus(), How: "exit status " + strconv.Itoa(status.ExitStatus())}
		}
		return nil
	}
}

// stopped deals with a program that was stopped: riffle stops with it, and wakes it up
// afterwards. Where nobody would wake riffle, it goes on at once.
func (g *guest) stopped() {
	g.reclaim()
	if CanSuspend() {
		g.s.stop()
	}
	g.foreground(g.pid)
	g.signal(syscall.SIGCONT)
}

// reclaim puts riffle into the foreground.
func (g *guest) reclaim() { g.foreground(unix.Getpgrp()) }

// foreground puts a process group into the foreground.
func (g *guest) foreground(group int) {
	if !g.own {
		return
	}
	signal.Ignore(syscall.SIGTTOU)
	defer signal.Reset(syscall.SIGTTOU)
	_ = unix.IoctlSetPointerInt(g.tty, unix.TIOCSPGRP, group) // fails where the terminal is gone
}

// end asks the program to end, because of what ends the session.
func (g *guest) end(why error) {
	sig := syscall.SIGTERM
	var e *SignalError
	if errors.As(why, &e) && e.Signal == syscall.SIGHUP {
		sig = syscall.SIGHUP
	}
	g.signal(sig)
	g.signal(syscall.SIGCONT)
}

// kill ends the program.
func (g *guest) kill() { g.signal(syscall.SIGKILL) }

// signal reaches the program and all that it has started.
func (g *guest) signal(sig syscall.Signal) {
	g.mu.Lock()
	defer g.mu.Unlock()
	switch {
	case g.ended:
	case g.own:
		_ = syscall.Kill(-g.pid, sig)
	default:
		_ = syscall.Kill(g.pid, sig)
	}
}
