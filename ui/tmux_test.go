//go:build unix

package ui_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// patience is how long something may take to appear on a screen, on a machine
// with other work.
const patience = 30 * time.Second

// desk is a terminal with a shell in it, and somebody who types and looks. It is
// tmux: a real terminal emulator on a real pty.
type desk struct {
	t      testing.TB
	server string
	dir    string
}

// sitDown opens a terminal of that size.
func sitDown(t testing.TB, w, h int) *desk {
	t.Helper()
	if _, err := exec.LookPath("tmux"); err != nil {
		t.Skip("NOT TESTED IN A TERMINAL: tmux is not there (apt-get install tmux, or brew install tmux)")
	}
	d := &desk{t: t, dir: t.TempDir()}
	d.server = fmt.Sprintf("riffle-%d-%s", os.Getpid(), filepath.Base(filepath.Dir(d.dir)))
	t.Cleanup(func() { _ = exec.Command("tmux", "-L", d.server, "kill-server").Run() })
	d.tmux("-f", "/dev/null", "new-session", "-d", "-x", strconv.Itoa(w), "-y", strconv.Itoa(h),
		"env", "PS1=$ ", "ENV=", "LC_ALL=C.UTF-8", "GOCOVERDIR="+d.dir, "sh")
	d.sees("\n$")
	d.shell("stty -a > before; echo as it was")
	d.sees("\nas it was")
	return d
}

func (d *desk) tmux(args ...string) string {
	d.t.Helper()
	cmd := exec.Command("tmux", append([]string{"-L", d.server}, args...)...)
	cmd.Dir = d.dir
	out, err := cmd.CombinedOutput()
	if err != nil {
		d.t.Fatalf("tmux %q: %v\n%s", args, err, out)
	}
	return string(out)
}

// screen is the text on the terminal now: each line after a line feed, without
// empty ones at the end.
func (d *desk) screen() string {
	d.t.Helper()
	return "\n" + strings.TrimRight(d.tmux("capture-pane", "-p"), "\n") + "\n"
}

// presses presses keys, by tmux's names: "Enter", "C-c", "j".
func (d *desk) presses(keys ...string) *desk {
	d.t.Helper()
	d.tmux(append([]string{"send-keys"}, keys...)...)
	return d
}

// types types a text, letter by letter.
func (d *desk) types(text string) *desk {
	d.t.Helper()
	d.tmux("send-keys", "-l", text)
	return d
}

// shell gives the shell a line.
func (d *desk) shell(line string) *desk { d.t.Helper(); return d.types(line).presses("Enter") }

// waits waits until the screen is as it should be.
func (d *desk) waits(what string, yes func(screen string) bool) *desk {
	d.t.Helper()
	end := time.After(patience)
	for {
		text := d.screen()
		if yes(text) {
			return d
		}
		select {
		case <-end:
			d.t.Fatalf("waited %v for %s:\n%s", patience, what, text)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// sees waits for words on the screen, all at the same time.
func (d *desk) sees(words ...string) *desk {
	d.t.Helper()
	return d.waits(fmt.Sprintf("%q", words), func(screen string) bool {
		for _, w := range words {
			if !strings.Contains(screen, w) {
				return false
			}
		}
		return true
	})
}

// lacks waits until none of the words is on the screen.
func (d *desk) lacks(words ...string) *desk {
	d.t.Helper()
	return d.waits(fmt.Sprintf("no %q", words), func(screen string) bool {
		for _, w := range words {
			if strings.Contains(screen, w) {
				return false
			}
		}
		return true
	})
}

// matches waits for a line on the screen.
func (d *desk) matches(line string) *desk {
	d.t.Helper()
	re := regexp.MustCompile("(?m)" + line)
	return d.waits(line, re.MatchString)
}

// starts runs a program in the shell and returns its process id.
func (d *desk) starts(command string) (pid int) {
	d.t.Helper()
	d.shell("clear").lacks("as it was")
	d.shell("echo before; sh -c 'echo $$ > pid; exec " + command + `'; echo "ended $?"`)
	path := filepath.Join(d.dir, "pid")
	d.waits("its process id", func(string) bool {
		text, err := os.ReadFile(path)
		pid, _ = strconv.Atoi(strings.TrimSpace(string(text)))
		return err == nil && pid > 0
	})
	return pid
}

// resizes changes the size of the terminal.
func (d *desk) resizes(w, h int) {
	d.t.Helper()
	d.tmux("resize-window", "-x", strconv.Itoa(w), "-y", strconv.Itoa(h))
}

// signals sends a signal to a process.
func (d *desk) signals(pid int, s syscall.Signal) {
	d.t.Helper()
	if err := syscall.Kill(pid, s); err != nil {
		d.t.Fatal(err)
	}
}

// ended waits for the end of the program and finds the terminal as it was before.
func (d *desk) ended(code int) {
	d.t.Helper()
	d.sees(fmt.Sprintf("\nended %d\n", code), "before\n")
	d.lacks(" · RO", "▌")
	const modes = "alternate #{alternate_on} cursor #{cursor_flag} keypad #{keypad_flag} mouse #{mouse_any_flag}"
	if got, want := strings.TrimSpace(d.tmux("display-message", "-p", modes)), "alternate 0 cursor 1 keypad 0 mouse 0"; got != want {
		d.t.Errorf("the terminal is left with %s, want %s", got, want)
	}
	d.types("echo is th'er'e").sees("$ echo is th'er'e") // before Enter: this is the echo
	d.presses("Enter").sees("\nis there")
	d.shell("stty -a | cmp - before && echo nothing changed").sees("\nnothing changed")
}

// build builds the program as a user has it.
func build(t testing.TB) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "riffle")
	cmd := exec.Command("go", "build", "-o", path, ".")
	cmd.Dir = house
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return path
}
