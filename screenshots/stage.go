package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/vt"

	"riffle/keymap"
	"riffle/source"
	"riffle/source/kafka"
	"riffle/source/kafka/demo"
	"riffle/ui"
)

// present is when the story's history ends and the pictures are taken: 42 minutes
// after shipping 2.4.1 went out, at 14:00.
var present = time.Date(2026, time.November, 23, 14, 42, 0, 0, time.UTC)

// seed is the story that is told. It is the one of "riffle demo".
const seed = 1

const (
	// stillness is how long nothing may be written until a screen counts as still.
	stillness = 2 * time.Second
	// cacheBytes is what pages already read may fill.
	cacheBytes = 32 << 20
)

// now is the clock of the demo and of riffle: the story stands still.
func now() time.Time { return present }

// stage is riffle before the demo's cluster, in a terminal in memory.
type stage struct {
	ctx     context.Context
	cluster *demo.Cluster
	src     source.Source
	program *tea.Program
	in      *os.File      // what the program reads
	keys    *os.File      // where keys and the terminal's answers go
	ended   chan struct{} // the program has ended
	once    sync.Once     // it does so once
	err     error         // why it has ended
	drawn   chan struct{} // something was written since somebody looked

	mu      sync.Mutex // of the terminal, which has none
	vt      *vt.Emulator
	pointer bool // the cursor is shown
}

// open starts the cluster, the terminal and riffle in it.
func open(ctx context.Context, w, h int) (*stage, error) {
	s := &stage{ctx: ctx, vt: vt.NewEmulator(w, h), ended: make(chan struct{}), drawn: make(chan struct{}, 1), pointer: true}
	s.vt.SetCallbacks(vt.Callbacks{CursorVisibility: func(visible bool) { s.pointer = visible }})
	cluster, err := demo.Start(demo.Config{Seed: seed, Now: now})
	if err != nil {
		return nil, err
	}
	s.cluster = cluster
	// The terminal's answers wait in a pipe of the system: in one without room, the
	// terminal would wait for the program while that waits for the terminal.
	if s.in, s.keys, err = os.Pipe(); err != nil {
		cluster.Close()
		return nil, fmt.Errorf("making a keyboard: %w", err)
	}
	source.Go(func() { _, _ = io.Copy(s.keys, s.vt) }, s.end)

	s.src = kafka.New(kafka.Config{Brokers: []string{cluster.Addr()}})
	s.program = tea.NewProgram(ui.New(ui.Config{
		Source: source.Cached(s.src, cacheBytes), Cluster: "demo", Address: cluster.Addr(),
		Keys: keymap.Default(), Zone: time.UTC, Now: now,
	}),
		// Hidden in a struct, the pipe is no file to the library, which would go on
		// asking it for its descriptor while it is closed.
		tea.WithContext(ctx), tea.WithInput(struct{ io.Reader }{s.in}), tea.WithOutput(s), tea.WithWindowSize(w, h), tea.WithoutSignalHandler(),
		tea.WithColorProfile(colorprofile.ANSI), tea.WithEnvironment([]string{"TERM=xterm-256color"}),
	)
	source.Go(func() {
		_, err := s.program.Run()
		s.end(err)
	}, s.end)
	return s, nil
}

// end notes that the program has ended.
func (s *stage) end(err error) {
	s.once.Do(func() {
		s.err = err
		close(s.ended)
	})
}

// close ends everything.
func (s *stage) close() {
	s.program.Kill()
	<-s.ended
	if answers, ok := s.vt.InputPipe().(io.Closer); ok {
		answers.Close()
	}
	s.keys.Close()
	s.in.Close()
	s.src.Close()
	s.cluster.Close()
}

// Write takes what the program draws. The program believes that a line feed also
// returns the carriage, as it does where output is cooked.
func (s *stage) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, err := s.vt.Write(bytes.ReplaceAll(p, []byte("\n"), []byte("\r\n")))
	select {
	case s.drawn <- struct{}{}:
	default:
	}
	return len(p), err
}

// press presses keys.
func (s *stage) press(names ...string) error {
	for _, name := range names {
		keys, err := sequence(name)
		if err == nil {
			err = s.send(keys)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// send types a text.
func (s *stage) send(text string) error {
	_, err := s.keys.WriteString(text)
	return err
}

// see waits until the screen shows a text.
func (s *stage) see(text string) error {
	for !strings.Contains(s.text(), text) {
		select {
		case <-s.drawn:
		case <-s.ended:
			return errors.Join(errors.New("riffle has ended"), s.err)
		case <-s.ctx.Done():
			return fmt.Errorf("%w; the screen shows\n%s", s.ctx.Err(), s.text())
		}
	}
	return nil
}

// still waits until the screen changes no more: riffle writes nothing where
// nothing happens.
func (s *stage) still() error {
	for {
		select {
		case <-s.drawn:
		case <-time.After(stillness):
			return nil
		case <-s.ctx.Done():
			return s.ctx.Err()
		}
	}
}

func (s *stage) text() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.vt.String()
}

// screen is what a terminal shows.
type screen struct {
	w, h   int
	cells  []uv.Cell   // line by line
	cursor uv.Position // outside where it is hidden
}

func (s *stage) screen() screen {
	s.mu.Lock()
	defer s.mu.Unlock()
	sc := screen{w: s.vt.Width(), h: s.vt.Height(), cursor: uv.Pos(-1, -1)}
	if s.pointer {
		sc.cursor = s.vt.CursorPosition()
	}
	for y := range sc.h {
		for x := range sc.w {
			cell := uv.EmptyCell
			if c := s.vt.CellAt(x, y); c != nil {
				cell = *c
			}
			sc.cells = append(sc.cells, cell)
		}
	}
	return sc
}
