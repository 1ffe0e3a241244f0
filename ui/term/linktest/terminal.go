//go:build unix

package linktest

import (
	"bytes"
	"io"
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

	"riffle/source"
)

// soon is how long anything on the screen may take. Machines are busy: no test
// depends on it being short.
const soon = 60 * time.Second

// Options are how a terminal is. The zero Options are one of 120 × 40 cells, with
// nothing between it and the program.
type Options struct {
	Link          Link
	Width, Height int
	Env           []string // of the program, besides TERM, LANG, HOME and PATH
}

// Terminal is a program on a pty, and the emulator behind it, which shows what the
// program writes and answers what it asks, as a terminal does. Its methods may be
// called by one goroutine.
type Terminal struct {
	t     testing.TB
	Cmd   *exec.Cmd
	Ended <-chan struct{} // closed when nothing more comes
	pty   *os.File
	down  *line // towards the terminal
	up    *line

	mu      sync.Mutex
	screen  *vt.Emulator
	watches []*Watch
	bytes   int
	frames  []time.Time // when each ended
	last    time.Time   // when bytes came
	cut     []byte      // the end of them: a frame may end in the next ones
	sent    int         // bytes that the program wrote
	kept    []byte
	keeps   bool // what comes is kept
}

// Watch is told after all that is written, until it has seen what it waits for.
type Watch struct {
	seen func(s *vt.Emulator, at time.Time) bool
	done chan time.Time
}

// The brackets of a frame (mode 2026). Told that it is there, the program uses it.
const (
	frameEnds = "\x1b[?2026l"
	hasFrames = frameEnds
)

// Start runs a program. It ends with the test.
func Start(t testing.TB, o Options, bin string, args ...string) *Terminal {
	t.Helper()
	if o.Width == 0 {
		o.Width, o.Height = 120, 40
	}
	ended := make(chan struct{})
	s := &Terminal{t: t, Cmd: exec.Command(bin, args...), screen: vt.NewEmulator(o.Width, o.Height), Ended: ended}
	_, _ = s.screen.WriteString(hasFrames)
	s.Cmd.Env = append([]string{"TERM=xterm-256color", "LANG=C.UTF-8", "HOME=" + t.TempDir(), "PATH=" + os.Getenv("PATH")}, o.Env...)
	f, err := pty.StartWithSize(s.Cmd, &pty.Winsize{Cols: uint16(o.Width), Rows: uint16(o.Height)})
	if err != nil {
		t.Fatalf("start %s: %v", bin, err)
	}
	s.pty = f
	s.down = newLine(o.Link, s.take)
	s.up = newLine(Link{Delay: o.Link.Delay}, func(p []byte, _ time.Time) { _, _ = s.pty.Write(p) })
	for _, run := range []func(){s.down.run, s.up.run, s.answer, func() { s.read(ended) }} {
		source.Go(run, func(err error) { t.Error(err) })
	}
	t.Cleanup(s.Stop)
	return s
}

// Stop ends the program, if it has not ended by itself.
func (s *Terminal) Stop() {
	_ = s.Cmd.Process.Kill()
	_ = s.Cmd.Wait()
	<-s.Ended
	s.down.close()
	s.up.close()
	s.pty.Close()
}

// read takes what the program writes.
func (s *Terminal) read(ended chan struct{}) {
	defer close(ended)
	defer func() { _ = s.screen.InputPipe().(io.Closer).Close() }()
	buf := make([]byte, 64<<10)
	for {
		n, err := s.pty.Read(buf)
		if err != nil {
			return // the program has closed its side
		}
		s.mu.Lock()
		s.sent += n
		s.mu.Unlock()
		s.down.write(buf[:n], time.Now())
	}
}

// take notes and draws what came at a moment.
func (s *Terminal) take(p []byte, at time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.bytes, s.last = s.bytes+len(p), at
	if s.keeps {
		s.kept = append(s.kept, p...)
	}
	s.cut = append(s.cut, p...)
	for range bytes.Count(s.cut, []byte(frameEnds)) {
		s.frames = append(s.frames, at)
	}
	rest := s.cut[bytes.LastIndex(s.cut, []byte(frameEnds))+1:]
	s.cut = append(s.cut[:0], rest[max(0, len(rest)-len(frameEnds)+1):]...)
	_, _ = s.screen.Write(p)
	s.watches = slices.DeleteFunc(s.watches, func(w *Watch) bool {
		ok := w.seen(s.screen, at)
		if ok {
			w.done <- at
		}
		return ok
	})
}

// answer hands back what the emulator says to queries.
func (s *Terminal) answer() {
	buf := make([]byte, 4<<10)
	for {
		n, err := s.screen.Read(buf)
		if err != nil {
			return
		}
		s.up.write(buf[:n], time.Now())
	}
}

// Press types keys, and returns when.
func (s *Terminal) Press(keys string) time.Time {
	s.t.Helper()
	at := time.Now()
	s.up.write([]byte(keys), at)
	return at
}

// Watch begins to wait. What is there already counts. seen must be quick, and must not
// keep the emulator.
func (s *Terminal) Watch(seen func(s *vt.Emulator, at time.Time) bool) *Watch {
	s.mu.Lock()
	defer s.mu.Unlock()
	w := &Watch{seen, make(chan time.Time, 1)}
	if seen(s.screen, s.last) {
		w.done <- s.last
	} else {
		s.watches = append(s.watches, w)
	}
	return w
}

// Await returns when the bytes came that w waits for.
func (s *Terminal) Await(what string, w *Watch) time.Time {
	s.t.Helper()
	select {
	case at := <-w.done:
		return at
	case <-s.Ended:
		s.t.Fatalf("waiting for %s, the program ended:\n%s", what, s.Text())
	case <-time.After(soon):
		s.t.Fatalf("no sign of %s:\n%s", what, s.Text())
	}
	return time.Time{}
}

// Answered presses a key and returns how long it took until the screen was changed in
// a way that seen tells from before.
func (s *Terminal) Answered(key string, seen func(s *vt.Emulator) string) time.Duration {
	s.t.Helper()
	before := s.Look(seen)
	w := s.Watch(func(e *vt.Emulator, _ time.Time) bool { return seen(e) != before })
	at := s.Press(key)
	return s.Await("an answer to "+strconv.Quote(key), w).Sub(at)
}

// Look asks the emulator for something.
func (s *Terminal) Look(seen func(s *vt.Emulator) string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return seen(s.screen)
}

// Sees waits for a text on the screen.
func (s *Terminal) Sees(text string) *Terminal {
	s.t.Helper()
	s.Await(strconv.Quote(text), s.Watch(func(e *vt.Emulator, _ time.Time) bool { return strings.Contains(e.String(), text) }))
	return s
}

// Text is what stands on the screen.
func (s *Terminal) Text() string { return s.Look((*vt.Emulator).String) }

// Settle waits until nothing was written for d.
func (s *Terminal) Settle(d time.Duration) *Terminal {
	s.t.Helper()
	for end := time.Now().Add(soon); ; {
		s.mu.Lock()
		rest := d - time.Since(s.last)
		if s.sent > s.bytes { // on their way
			rest = d
		}
		s.mu.Unlock()
		if rest <= 0 {
			return s
		}
		if time.Now().After(end) {
			s.t.Fatalf("the screen never comes to rest:\n%s", s.Text())
		}
		<-time.After(rest)
	}
}
