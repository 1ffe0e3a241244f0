//go:build linux || darwin

package term

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// lends makes x run a line of shell.
func lends(line string) []string {
	return []string{"RIFFLE_TERM_RUN=sh -c", "RIFFLE_TERM_ARG=" + line}
}

// Regression: the library stopped its ticker after it had started it again, and the
// screen was never drawn any more: after one in four programs that ended at once.
func TestProgramsThatEndAtOnceLeaveTheScreenAlive(t *testing.T) {
	s := run(t, lends("exit 0")...)
	for i := range 30 {
		s.press(t, "x")
		s.see(t, "ran "+strconv.Itoa(i+1)+": <nil>.")
	}
	s.press(t, "q")
	if code, _ := s.end(t); code != 0 {
		t.Errorf("exit code %d", code)
	}
	s.restored(t)
}

func TestAProgramHasTheTerminalForItself(t *testing.T) {
	for _, c := range []struct{ name, line, keys, sees, ran string }{
		{"it reads lines, which are echoed", `echo go; read x; echo "got <$x>"`, "a line\r", "got <a line>", "<nil>"},
		{"Ctrl-c is for it alone", `trap 'echo got it; exit 3' INT; echo go; while :; do sleep 0.05; done`, "\x03", "got it", "sh: exit status 3"},
		{"nobody catches Ctrl-c", `echo go; exec sleep 60`, "\x03", "", "sh: ended by a signal: interrupt"},
		{"it stops itself, and nobody would wake it up", `echo go; kill -STOP $$; echo on again`, "", "on again", "<nil>"},
		{"Ctrl-z, and nobody would wake it up", `echo go; trap 'exit 4' TERM; read x; echo "got <$x>"`, "\x1ay\r", "got <y>", "<nil>"},
		{"it leaves modes on", `printf 'go \033[?1000h\033[3;4r\033[?7l\033(0'`, "", "\x1b[?7h", "<nil>"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := run(t, lends(c.line)...)
			s.press(t, "x")
			s.see(t, "go")
			s.press(t, c.keys)
			s.see(t, c.sees)
			s.see(t, "1: "+c.ran+".")
			s.press(t, "q")
			if code, _ := s.end(t); code != 0 {
				t.Errorf("exit code %d", code)
			}
			s.restored(t)
		})
	}
}

func TestAProgramThatIsNotThere(t *testing.T) {
	s := run(t, "RIFFLE_TERM_RUN=no-such-program", "RIFFLE_TERM_ARG=")
	s.press(t, "x")
	s.see(t, "1: run no-such-program: ")
	s.press(t, "q")
	s.end(t)
	s.restored(t)
}

// What ends riffle ends the program that has the terminal, and all that it started.
func TestNoOrphanIsLeft(t *testing.T) {
	for _, c := range []struct {
		name string
		do   func(t *testing.T, s *screen)
		line string
		code int
	}{
		{"SIGTERM", func(_ *testing.T, s *screen) { _ = s.Process.Signal(syscall.SIGTERM) }, "", 143},
		{"SIGHUP", func(_ *testing.T, s *screen) { _ = s.Process.Signal(syscall.SIGHUP) }, "", 129},
		{"SIGTERM, which the program ignores", func(_ *testing.T, s *screen) { _ = s.Process.Signal(syscall.SIGTERM) }, `trap "" TERM HUP; `, 143},
		{"the terminal is closed", func(t *testing.T, s *screen) { s.hangUp(t) }, "", 129},
	} {
		t.Run(c.name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "pid")
			s := run(t, lends(c.line+`sleep 60 & echo $! > `+file+`; echo going; wait; wait`)...)
			s.press(t, "x")
			s.see(t, "going")
			c.do(t, s)
			if code, took := s.end(t); code != c.code || took > 10*time.Second {
				t.Errorf("exit code %d after %v", code, took)
			}
			text, err := os.ReadFile(file)
			pid, bad := strconv.Atoi(strings.TrimSpace(string(text)))
			if err != nil || bad != nil {
				t.Fatal(err, bad)
			}
			for end := time.Now().Add(10 * time.Second); !errors.Is(syscall.Kill(pid, 0), syscall.ESRCH); {
				if status, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat"); err == nil && strings.Contains(string(status), ") Z ") {
					break // nobody collects it here, but it has ended
				}
				if time.Now().After(end) {
					_ = syscall.Kill(pid, syscall.SIGKILL)
					t.Fatal("what the program started goes on")
				}
				<-time.After(10 * time.Millisecond)
			}
		})
	}
}

// hangUp closes the terminal, as a window that is closed does.
func (s *screen) hangUp(t *testing.T) {
	t.Helper()
	s.mu.Lock()
	s.stalled = true
	s.mu.Unlock()
	s.press(t, "wake the reader up\r")
	<-s.unread
	s.tty.Close()
	s.pty.Close()
}

func TestSuspendingWithoutAShellGoesOn(t *testing.T) {
	s := run(t)
	s.press(t, "z")
	s.see(t, "1: "+ErrNoShell.Error())
	_ = s.Process.Signal(syscall.SIGTSTP)
	s.see(t, "2: "+ErrNoShell.Error())
	_ = s.Process.Signal(syscall.SIGCONT)
	s.see(t, "3: <nil>")
	s.press(t, "q")
	if code, _ := s.end(t); code != 0 {
		t.Errorf("exit code %d", code)
	}
	s.restored(t)
}
