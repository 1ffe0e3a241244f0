package ui

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"
)

// emulated is the model in the terminal library's program, which writes to a
// terminal emulator. All that reaches the terminal is parsed a second time, by a
// judge that knows what a terminal would obey.
type emulated struct {
	t       testing.TB
	program *tea.Program
	ended   chan error

	mu     sync.Mutex
	screen *vt.Emulator
	wrote  chan struct{} // closed, and made anew, when bytes came
	judge  judge
}

// judge keeps what a stream of bytes did to the terminal.
type judge struct {
	parser *ansi.Parser
	modes  map[string]bool // those that are set
	height int
	region string // of scrolling; "" for the whole screen
	faults []string
}

// moves are the CSI sequences that write and move, and leave nothing behind.
const moves = "ABCDEFGHIJKLMPSTXZ@`bdefm"

// asks are questions, which the terminal answers.
const asks = "cnp"

func newJudge(height int) judge {
	return judge{height: height, modes: map[string]bool{"?7": true, "?25": true}}
}

// listen judges what p parses.
func (j *judge) listen() {
	j.parser = ansi.NewParser()
	j.parser.SetHandler(ansi.Handler{
		Print: func(r rune) {
			if r < 0x20 || r >= 0x7f && r < 0xa0 {
				j.fault("prints %U", r)
			}
		},
		Execute: func(b byte) {
			if !strings.ContainsRune("\r\n\b\t", rune(b)) {
				j.fault("obeys %#x", b)
			}
		},
		HandleCsi: j.csi,
		HandleEsc: func(c ansi.Cmd) {
			if c.Intermediate() != 0 || !strings.ContainsRune("78M", rune(c.Final())) {
				j.fault("escape %c %c", c.Intermediate(), c.Final())
			}
		},
		HandleOsc: func(_ int, data []byte) {
			if string(data) != "11;?" { // which ground it has
				j.fault("OSC %q", data)
			}
		},
		HandleDcs: func(_ ansi.Cmd, _ ansi.Params, data []byte) { j.fault("DCS %q", data) },
		HandlePm:  func(data []byte) { j.fault("PM %q", data) },
		HandleApc: func(data []byte) { j.fault("APC %q", data) },
		HandleSos: func(data []byte) { j.fault("SOS %q", data) },
	})
}

func (j *judge) fault(format string, args ...any) {
	j.faults = append(j.faults, fmt.Sprintf(format, args...))
}

func (j *judge) csi(c ansi.Cmd, params ansi.Params) {
	var list []string
	params.ForEach(-1, func(_, n int, _ bool) { list = append(list, fmt.Sprint(n)) })
	text := strings.Join(list, ";")
	switch final := rune(c.Final()); {
	case final == 'h' || final == 'l':
		for _, n := range list {
			mode := string(c.Prefix()) + n
			if delete(j.modes, mode); final == 'h' {
				j.modes[mode] = true
			}
		}
	case final == 'r' && c.Prefix() == 0:
		if j.region = text; text == "-1" || text == fmt.Sprintf("1;%d", j.height) {
			j.region = ""
		}
	case final == 'u' || final == 'm' && c.Prefix() == '>': // the keyboard's protocols
	case final == 'q' && c.Intermediate() == ' ': // the cursor's shape
	case c.Prefix() == 0 && c.Intermediate() == 0 && strings.ContainsRune(moves, final), strings.ContainsRune(asks, final):
	default:
		j.fault("CSI %c %s %c %c", c.Prefix(), text, c.Intermediate(), final)
	}
}

// emulate starts a model in a terminal of that size.
func emulate(t testing.TB, m *Model, w, h int) *emulated {
	t.Helper()
	e := &emulated{t: t, screen: vt.NewEmulator(w, h), wrote: make(chan struct{}), ended: make(chan error, 1), judge: newJudge(h)}
	e.judge.listen()
	ctx, cancel := context.WithCancel(context.Background())
	e.program = tea.NewProgram(m, tea.WithContext(ctx), tea.WithInput(e.screen), tea.WithOutput(e), tea.WithWindowSize(w, h),
		tea.WithColorProfile(colorprofile.ANSI), tea.WithEnvironment([]string{"TERM=xterm-256color"}), tea.WithoutSignalHandler(), tea.WithFPS(framesPerSecond))
	done := make(chan struct{})
	go func() {
		defer close(done)
		_, err := e.program.Run()
		m.close()
		e.ended <- err
	}()
	t.Cleanup(func() {
		cancel()
		e.screen.InputPipe().(interface{ Close() error }).Close()
		<-done
	})
	return e
}

// Write is the terminal's side. The library takes an input that is no terminal for
// one that turns \n into \r\n.
func (e *emulated) Write(p []byte) (int, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	out := bytes.ReplaceAll(p, []byte("\n"), []byte("\r\n"))
	e.judge.parser.Parse(out)
	_, err := e.screen.Write(out)
	close(e.wrote)
	e.wrote = make(chan struct{})
	return len(p), err
}

// sees waits for words on the screen.
func (e *emulated) sees(words ...string) *emulated {
	e.t.Helper()
	for end := time.After(30 * time.Second); ; {
		e.mu.Lock()
		text, wrote := e.screen.String(), e.wrote
		e.mu.Unlock()
		missing := slices.IndexFunc(words, func(w string) bool { return !strings.Contains(text, w) })
		if missing < 0 {
			return e
		}
		select {
		case <-wrote:
		case <-end:
			e.t.Fatalf("no sign of %q:\n%s", words[missing], text)
		}
	}
}

// press presses keys by name.
func (e *emulated) press(keys ...string) *emulated {
	e.t.Helper()
	for _, k := range keys {
		e.program.Send(key(e.t, k))
	}
	return e
}

// paste pastes a text.
func (e *emulated) paste(text string) *emulated {
	e.program.Send(tea.PasteMsg{Content: text})
	return e
}

// whole finds the frame on the screen, cell by cell: no record has moved anything
// out of its place. And nothing that a terminal obeys has come.
func (e *emulated) whole() *emulated {
	e.t.Helper()
	e.mu.Lock()
	for _, f := range e.judge.faults {
		e.t.Errorf("the terminal %s", f)
	}
	e.judge.faults = nil
	for y := range e.screen.Height() {
		for x := range e.screen.Width() {
			if c := e.screen.CellAt(x, y); c != nil && strings.ContainsFunc(c.Content, obeyed) {
				e.t.Errorf("cell %d,%d holds %q", x, y, c.Content)
			}
		}
	}
	e.mu.Unlock()
	for end := time.Now().Add(30 * time.Second); ; {
		want, got := e.meant()
		if got == want {
			break
		}
		if time.Now().After(end) {
			e.t.Fatalf("the terminal shows\n%s\nwhere the frame is\n%s", got, want)
		}
	}
	return e
}

// glimpse asks for the frame of the moment.
type glimpse chan string

func (g glimpse) apply(m *Model) tea.Cmd {
	g <- m.View().Content
	return nil
}

// meant is the frame that the model wants to be seen, and what the terminal shows
// then: the same as soon as the library has written it.
func (e *emulated) meant() (frame, screen string) {
	g := make(glimpse, 1)
	e.program.Send(g)
	grid := uv.NewScreenBuffer(e.screen.Width(), e.screen.Height())
	uv.NewStyledString(<-g).Draw(grid, grid.Bounds())
	frame = unfilled(grid.String())
	late := time.After(100 * time.Millisecond)
	for {
		e.mu.Lock()
		screen = unfilled(e.screen.String())
		wrote := e.wrote
		e.mu.Unlock()
		if screen == frame {
			return frame, screen
		}
		select {
		case <-wrote:
		case <-late:
			return frame, screen
		}
	}
}

// unfilled is a screen without the blanks at the ends of lines.
func unfilled(screen string) string {
	lines := strings.Split(screen, "\n")
	for i, l := range lines {
		lines[i] = strings.TrimRight(l, " \r")
	}
	return strings.Join(lines, "\n")
}

// obeyed tells whether a terminal, or a reader's eye, is led astray by a character.
func obeyed(r rune) bool {
	return r == unicode.ReplacementChar || unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co)
}

// set lists the modes that are set.
func (e *emulated) set() []string {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.Sorted(maps.Keys(e.judge.modes))
}

// ends waits for the end of the program.
func (e *emulated) ends() {
	e.t.Helper()
	select {
	case err := <-e.ended:
		if err != nil {
			e.t.Fatalf("it ended with %v", err)
		}
	case <-time.After(30 * time.Second):
		_, screen := e.meant()
		e.t.Fatalf("the program goes on:\n%s", screen)
	}
}
