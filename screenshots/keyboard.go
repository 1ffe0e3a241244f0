package screenshots

import (
	"bytes"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"
)

// keyboard is what is typed, and what the terminal answers, on its way to the
// program. Writing never waits: the terminal would wait for the program while that
// waits for the terminal.
type keyboard struct {
	mu     sync.Mutex
	typed  bytes.Buffer
	closed bool
	ring   chan struct{} // something is typed, or the keyboard closed
}

func newKeyboard() *keyboard { return &keyboard{ring: make(chan struct{}, 1)} }

func (k *keyboard) Write(p []byte) (int, error) {
	k.mu.Lock()
	k.typed.Write(p)
	k.mu.Unlock()
	k.wake()
	return len(p), nil
}

// Read waits for something typed, and ends when the keyboard is closed.
func (k *keyboard) Read(p []byte) (int, error) {
	for {
		k.mu.Lock()
		n, _ := k.typed.Read(p)
		closed := k.closed
		k.mu.Unlock()
		switch {
		case n > 0:
			return n, nil
		case closed:
			return 0, io.EOF
		}
		<-k.ring
	}
}

func (k *keyboard) Close() error {
	k.mu.Lock()
	k.closed = true
	k.mu.Unlock()
	k.wake()
	return nil
}

func (k *keyboard) wake() {
	select {
	case k.ring <- struct{}{}:
	default:
	}
}

// sequences are what a terminal sends for keys that are no letters.
var sequences = map[string]string{
	"enter": "\r", "tab": "\t", "space": " ", "backspace": "\x7f", "esc": "\x1b",
	"up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D", "shift+tab": "\x1b[Z",
}

// sequence is what a terminal sends for a key.
func sequence(name string) (string, error) {
	if s, ok := sequences[name]; ok {
		return s, nil
	}
	if letter, ok := strings.CutPrefix(name, "ctrl+"); ok && len(letter) == 1 {
		return string(letter[0] & 0x1f), nil
	}
	if len([]rune(name)) != 1 {
		return "", fmt.Errorf("no key is called %q", name)
	}
	return name, nil
}

// repeated reads a number before a key: 12*j.
func repeated(word string) (times int, name string, err error) {
	number, name, ok := strings.Cut(word, "*")
	if !ok || number == "" {
		return 1, word, nil
	}
	if times, err = strconv.Atoi(number); err != nil || times < 1 {
		return 0, "", fmt.Errorf("no key is called %q", word)
	}
	return times, name, nil
}
