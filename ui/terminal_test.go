//go:build unix

package ui_test

import (
	"bytes"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/charmbracelet/x/vt"
	"github.com/creack/pty"
)

// The size of the terminal, and how long anything on it may take. Machines are
// busy: no test depends on it being short.
const (
	width, height = 120, 40
	soon          = 60 * time.Second
)

// terminal is the built program on a pty, and the emulator behind it, which shows
// what the program writes and answers what it asks, as a terminal does.
type terminal struct {
	t     testing.TB
	cmd   *exec.Cmd
	pty   *os.File
	ended chan struct{} // closed when nothing more comes

	mu      sync.Mutex
	screen  *vt.Emulator
	watches []*watch
	bytes   int
	frames  []time.Time // when each ended
	last    time.Time   // when bytes came
	cut     []byte      // the end of them: a frame may end in the next ones
}

// watch is told after all that is written, until it has seen what it waits for.
type watch struct {
	seen func(s *vt.Emulator, at time.Time) bool
	done chan time.Time
}

// The brackets of a frame (mode 2026). Told that it is there, the program uses it.
const (
	frameEnds = "\x1b[?2026l"
	hasFrames = frameEnds
)

// start runs the program.
func start(t testing.TB, bin string, args ...string) *terminal {
	t.Helper()
	s := &terminal{t: t, cmd: exec.Command(bin, args...), screen: vt.NewEmulator(width, height), ended: make(chan struct{})}
	s.screen.WriteString(hasFrames)
	s.cmd.Env = []string{"TERM=xterm-256color", "LANG=C.UTF-8", "HOME=" + t.TempDir(), "PATH=" + os.Getenv("PATH")}
	f, err := pty.StartWithSize(s.cmd, &pty.Winsize{Cols: width, Rows: height})
	if err != nil {
		t.Fatalf("start riffle: %v", err)
	}
	s.pty = f
	go s.read()
	go s.answer()
	t.Cleanup(s.stop)
	return s
}

// stop ends the program, if it has not ended by itself.
func (s *terminal) stop() {
	_ = s.cmd.Process.Kill()
	_ = s.cmd.Wait()
	<-s.ended
	s.pty.Close()
}

// read takes what the program writes.
func (s *terminal) read() {
	defer close(s.ended)
	defer s.screen.InputPipe().(interface{ Close() error }).Close()
	buf := make([]byte, 64<<10)
	for {
		n, err := s.pty.Read(buf)
		if err != nil {
			return // the program has closed its side
		}
		s.take(buf[:n], time.Now())
	}
}

// take notes and draws what came at a moment.
func (s *terminal) take(p []byte, at time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.bytes, s.last = s.bytes+len(p), at
	s.cut = append(s.cut, p...)
	for range bytes.Count(s.cut, []byte(frameEnds)) {
		s.frames = append(s.frames, at)
	}
	rest := s.cut[bytes.LastIndex(s.cut, []byte(frameEnds))+1:]
	s.cut = append(s.cut[:0], rest[max(0, len(rest)-len(frameEnds)+1):]...)
	s.screen.Write(p)
	s.watches = slices.DeleteFunc(s.watches, func(w *watch) bool {
		ok := w.seen(s.screen, at)
		if ok {
			w.done <- at
		}
		return ok
	})
}

// answer hands back what the emulator says to queries.
func (s *terminal) answer() {
	buf := make([]byte, 4<<10)
	for {
		n, err := s.screen.Read(buf)
		if err != nil {
			return
		}
		_, _ = s.pty.Write(buf[:n])
	}
}

// press types keys, and returns when.
func (s *terminal) press(keys string) time.Time {
	s.t.Helper()
	at := time.Now()
	if _, err := s.pty.WriteString(keys); err != nil {
		s.t.Fatalf("press %q: %v", keys, err)
	}
	return at
}

// watch begins to wait. What is there already counts.
func (s *terminal) watch(seen func(s *vt.Emulator, at time.Time) bool) *watch {
	s.mu.Lock()
	defer s.mu.Unlock()
	w := &watch{seen, make(chan time.Time, 1)}
	if seen(s.screen, s.last) {
		w.done <- s.last
	} else {
		s.watches = append(s.watches, w)
	}
	return w
}

// await returns when the bytes came that w waits for.
func (s *terminal) await(what string, w *watch) time.Time {
	s.t.Helper()
	select {
	case at := <-w.done:
		return at
	case <-s.ended:
		s.t.Fatalf("waiting for %s, riffle ended:\n%s", what, s.text())
	case <-time.After(soon):
		s.t.Fatalf("no sign of %s:\n%s", what, s.text())
	}
	return time.Time{}
}

// sees waits for a text on the screen.
func (s *terminal) sees(text string) *terminal {
	s.t.Helper()
	s.await(strconv.Quote(text), s.watch(func(e *vt.Emulator, _ time.Time) bool { return strings.Contains(e.String(), text) }))
	return s
}

// text is what stands on the screen.
func (s *terminal) text() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.screen.String()
}

// settle waits until nothing was written for d.
func (s *terminal) settle(d time.Duration) *terminal {
	s.t.Helper()
	for end := time.Now().Add(soon); ; {
		s.mu.Lock()
		rest := d - time.Since(s.last)
		s.mu.Unlock()
		if rest <= 0 {
			return s
		}
		if time.Now().After(end) {
			s.t.Fatalf("the screen never comes to rest:\n%s", s.text())
		}
		<-time.After(rest)
	}
}

// traffic is what was written so far.
func (s *terminal) traffic() (bytes, frames int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.bytes, len(s.frames)
}

// most is the largest number of frames that came within a second.
func (s *terminal) most() (n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	from := 0
	for i, at := range s.frames {
		for at.Sub(s.frames[from]) >= time.Second {
			from++
		}
		n = max(n, i-from+1)
	}
	return n
}

// resident is the memory that the program has in RAM, in bytes.
func (s *terminal) resident() int {
	s.t.Helper()
	out, err := exec.Command("ps", "-o", "rss=", "-p", strconv.Itoa(s.cmd.Process.Pid)).Output()
	kib, bad := strconv.Atoi(strings.TrimSpace(string(out)))
	if err != nil || bad != nil {
		s.t.Fatalf("ask for the memory of riffle: %v %q", err, out)
	}
	return kib << 10
}
