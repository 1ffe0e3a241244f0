package screenshots

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/vt"
	"github.com/twmb/franz-go/pkg/kfake"

	"riffle/keymap"
	"riffle/source"
	"riffle/source/kafka"
	"riffle/source/kafka/demo"
	"riffle/ui"
)

// present is when the story's history ends and the pictures are taken: 42 minutes
// after shipping 2.4.1 went out, at 14:00.
var present = time.Date(2026, time.November, 23, 14, 42, 0, 0, time.UTC)

const (
	// seed is the story that is told. It is the one of "riffle demo".
	seed = 1
	// port is where the cluster answers, on a network of its own.
	port = 9092
	// cacheBytes is what pages already read may fill.
	cacheBytes = 32 << 20
	// settling is how long a screen is left alone after a key. Nothing else takes
	// time here, so all that happens then are the waits that riffle makes on purpose.
	settling = time.Second
	// framesPerSecond is how often the screen is drawn: once a letter, at least.
	framesPerSecond = 30
	// beat is how often the story goes on while time passes.
	beat = 200 * time.Millisecond
	// offbeat is how much later than the story the screen begins: nothing that is done
	// here happens at an instant at which the story goes on.
	offbeat = beat / 8
	// sees is how long something to be seen is waited for.
	sees = time.Minute
	// leaving is how long everything has to end.
	leaving = time.Hour
)

// stage is riffle before the demo's cluster, in a terminal in memory.
type stage struct {
	cluster *demo.Cluster
	src     *orderly
	program *tea.Program
	keys    *keyboard
	ended   chan struct{} // the program has ended
	once    sync.Once     // it does so once
	err     error         // why it has ended

	mu      sync.Mutex // of the rest
	vt      *vt.Emulator
	pointer bool      // the cursor is shown
	now     time.Time // the clock of the story, which stands still between two keys
}

// open starts the cluster, the terminal and riffle in it.
func open(w, h int) (*stage, error) {
	time.Sleep(time.Until(present)) // the broker has a clock too
	s := &stage{vt: vt.NewEmulator(w, h), keys: newKeyboard(), ended: make(chan struct{}), pointer: true, now: present}
	s.vt.SetCallbacks(vt.Callbacks{CursorVisibility: func(visible bool) { s.pointer = visible }})
	var network kfake.VirtualNetwork
	var err error
	if s.cluster, err = demo.Start(demo.Config{Seed: seed, Port: port, Now: s.clock, Net: &network}); err != nil {
		return nil, err
	}
	time.Sleep(offbeat)
	source.Go(func() { _, _ = io.Copy(s.keys, s.vt) }, s.end)

	driver := kafka.New(kafka.Config{Brokers: []string{s.cluster.Addr()}, Dial: network.DialContext})
	s.src = inOrder(source.Cached(driver, cacheBytes), driver)
	s.program = tea.NewProgram(ui.New(ui.Config{
		Source: s.src, Cluster: "demo", Address: s.cluster.Addr(),
		Keys: keymap.Default(), Zone: time.UTC, Now: s.clock,
	}),
		tea.WithContext(context.Background()), tea.WithInput(s.keys), tea.WithOutput(s), tea.WithWindowSize(w, h), tea.WithoutSignalHandler(), tea.WithFPS(framesPerSecond),
		tea.WithColorProfile(colorprofile.ANSI), tea.WithEnvironment([]string{"TERM=xterm-256color"}),
	)
	source.Go(func() {
		_, err := s.program.Run()
		s.end(err)
	}, s.end)
	time.Sleep(settling)
	return s, nil
}

// clock is the present of the story.
func (s *stage) clock() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now
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
	_ = s.keys.Close()
	s.src.Close()
	s.cluster.Close()
	time.Sleep(leaving)
	close(s.src.over)
}

// Write takes what the program draws. The program believes that a line feed also
// returns the carriage, as it does where output is cooked.
func (s *stage) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, err := s.vt.Write(bytes.ReplaceAll(p, []byte("\n"), []byte("\r\n")))
	return len(p), err
}

// send types keys, and waits for what comes of them.
func (s *stage) send(keys string, wait time.Duration) {
	_, _ = io.WriteString(s.keys, keys)
	time.Sleep(wait)
}

// pass lets the story go on, and tells of each beat.
func (s *stage) pass(d time.Duration, told func()) {
	for ; d > 0; d -= beat {
		s.mu.Lock()
		s.now = s.now.Add(beat)
		s.mu.Unlock()
		time.Sleep(beat)
		told()
	}
}

// see waits until the screen shows a text.
func (s *stage) see(text string) error {
	for began := time.Now(); !strings.Contains(s.text(), text); time.Sleep(settling) {
		select {
		case <-s.ended:
			return errors.Join(errors.New("riffle has ended"), s.err)
		default:
		}
		if time.Since(began) > sees {
			return fmt.Errorf("the screen shows\n%s", s.text())
		}
	}
	return nil
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
