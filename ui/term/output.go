package term

import (
	"bytes"
	"os"
	"sync"
	"time"
)

// Start starts f in a goroutine of its own and hands a panic of it to failed. It is
// source.Go; this package imports nothing of riffle.
type Start func(f func(), failed func(error))

// chunk is how many bytes are given to the terminal at once. What has been given
// cannot be taken back, so it is small: a frame of a large screen is a few chunks.
const chunk = 8 << 10

// redraw is how the terminal library begins to draw the whole screen. The margins
// must go first: a frame for the size before a resize, written after it, leaves its
// own, within which the library's line feeds would scroll.
const (
	redraw    = "\x1b[H\x1b[2J"
	noMargins = "\x1b[r"
)

// Output is a terminal that can be written to without waiting. It keeps what the
// terminal has not taken yet; see [Output.Backlog]. Once the terminal is gone,
// writes succeed and go nowhere. It is safe for concurrent use.
type Output struct {
	file *os.File
	lost func(error) // called once, when the terminal cannot be written to any more

	mu      sync.Mutex
	changed *sync.Cond
	queue   []byte
	busy    int    // bytes that are being written
	tail    []byte // the end of what was written: a sequence may lie across two chunks
	screen  bool   // the terminal shows the alternate screen, by what it was sent
	closed  bool   // nothing more is taken
	gone    bool   // the terminal cannot be written to any more
}

// newOutput returns an Output that writes to file.
func newOutput(file *os.File, start Start, lost func(error)) *Output {
	o := &Output{file: file, lost: lost}
	o.changed = sync.NewCond(&o.mu)
	start(o.run, lost)
	return o
}

// Write takes p to be written later. It never waits and never fails: what became of
// it is known to the [Session].
func (o *Output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if !o.closed && !o.gone {
		o.queue = append(o.queue, bytes.ReplaceAll(p, []byte(redraw), []byte(noMargins+redraw))...)
		o.changed.Broadcast()
	}
	return len(p), nil
}

// Read reads from the terminal. Fd, Read and Close make it a terminal to the library.
func (o *Output) Read(p []byte) (int, error) { return o.file.Read(p) }

// Fd is the terminal's file descriptor.
func (o *Output) Fd() uintptr { return o.file.Fd() }

// Close ends the writing when all is written. It does not wait, and leaves the file open.
func (o *Output) Close() error {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.closed = true
	o.changed.Broadcast()
	return nil
}

// Backlog is the number of bytes that the terminal has not taken yet. While it is
// not 0, a frame of data would only make it longer.
func (o *Output) Backlog() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return len(o.queue) + o.busy
}

// Drain waits until the terminal has taken everything, but not longer than d. It
// reports whether it has.
func (o *Output) Drain(d time.Duration) bool {
	deadline := time.Now().Add(d)
	// The lock makes sure that a waiter is either woken or has yet to look at the time.
	alarm := time.AfterFunc(d, func() {
		o.mu.Lock()
		defer o.mu.Unlock()
		o.changed.Broadcast()
	})
	defer alarm.Stop()
	o.mu.Lock()
	defer o.mu.Unlock()
	for len(o.queue)+o.busy > 0 && !o.gone && time.Now().Before(deadline) {
		o.changed.Wait()
	}
	return len(o.queue)+o.busy == 0
}

// reset throws away what is not written yet and puts the terminal's modes back,
// unless it was told so already.
func (o *Output) reset() {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.gone {
		return
	}
	if len(o.queue) == 0 && o.busy == 0 && !o.screen {
		return
	}
	o.queue = append(o.queue[:0], resetModes...)
	o.changed.Broadcast()
}

// run gives the queue to the terminal until the Output is closed.
func (o *Output) run() {
	part := make([]byte, 0, chunk)
	for {
		o.mu.Lock()
		for len(o.queue) == 0 && !o.closed && !o.gone {
			o.changed.Wait()
		}
		if len(o.queue) == 0 || o.gone {
			o.mu.Unlock()
			return
		}
		part = append(part[:0], o.queue[:min(chunk, len(o.queue))]...)
		o.queue = append(o.queue[:0], o.queue[len(part):]...)
		o.busy = len(part)
		o.mu.Unlock()

		_, err := o.file.Write(part)
		if err != nil {
			o.lost(err) // before anybody who waits can see that it is gone
		}

		o.mu.Lock()
		o.busy = 0
		o.note(part)
		if err != nil {
			o.gone, o.queue = true, nil
		}
		o.changed.Broadcast()
		o.mu.Unlock()
	}
}

const (
	enterScreen = "\x1b[?1049h"
	leaveScreen = "\x1b[?1049l"
)

// note keeps screen up to date with what was written.
func (o *Output) note(part []byte) {
	o.tail = append(o.tail, part...)
	enter, leave := bytes.LastIndex(o.tail, []byte(enterScreen)), bytes.LastIndex(o.tail, []byte(leaveScreen))
	if enter != leave {
		o.screen = enter > leave
	}
	keep := min(len(o.tail), len(enterScreen)-1)
	o.tail = append(o.tail[:0], o.tail[len(o.tail)-keep:]...)
}

// resetModes puts back every mode that riffle or the terminal library sets. It begins with CAN: what it follows may
// have been cut in the middle of a sequence.
const resetModes = "\x18" +
	"\x1b[?2026l" + // synchronised output
	"\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l" + // mouse
	"\x1b[?1004l\x1b[?2004l" + // focus, bracketed paste
	"\x1b[>4m\x1b[<1u" + // modifyOtherKeys, kitty's keyboard
	"\x1b[r\x1b[?7h\x1b[m" + // scroll region, wrap at the margin, look
	leaveScreen + "\x1b[?25h" // cursor
