//go:build unix

package linktest

import (
	"sync"
	"time"
)

// Link is a line between a program and a terminal. The zero Link holds nothing back.
type Link struct {
	Speed int           // bytes a second towards the terminal; 0: no limit
	Delay time.Duration // one way, each way
}

// part is how many bytes of a slow link arrive at once: those of a few milliseconds.
const part = 256

// line is one direction of a link.
type line struct {
	Link
	out func(p []byte, at time.Time)

	mu      sync.Mutex
	changed *sync.Cond
	queue   []piece
	waiting int // bytes in the queue
	most    int // the largest number of them
	closed  bool
}

// piece is what was written at once.
type piece struct {
	bytes []byte
	at    time.Time
}

// newLine returns a line that hands what comes through to out.
func newLine(l Link, out func(p []byte, at time.Time)) *line {
	d := &line{Link: l, out: out}
	d.changed = sync.NewCond(&d.mu)
	return d
}

// write takes p, which is not used afterwards, at once.
func (d *line) write(p []byte, at time.Time) {
	if d.Link == (Link{}) {
		d.out(p, at)
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.queue = append(d.queue, piece{append([]byte(nil), p...), at})
	d.waiting += len(p)
	d.most = max(d.most, d.waiting)
	d.changed.Broadcast()
}

// close ends run.
func (d *line) close() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.closed = true
	d.changed.Broadcast()
}

// run passes on what was written, in its time, until the line is closed.
func (d *line) run() {
	var free time.Time // when the line has room for more
	for {
		p, ok := d.next()
		if !ok {
			return
		}
		for rest := p.bytes; len(rest) > 0; {
			n := len(rest)
			if free = later(free, p.at); d.Speed > 0 {
				n = min(n, part)
				free = free.Add(time.Duration(n) * time.Second / time.Duration(d.Speed))
			}
			arrives := free.Add(d.Delay)
			<-time.After(time.Until(arrives))
			d.mu.Lock()
			d.waiting -= n
			d.mu.Unlock()
			d.out(rest[:n], arrives)
			rest = rest[n:]
		}
	}
}

// next takes the oldest piece out of the queue.
func (d *line) next() (p piece, ok bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for len(d.queue) == 0 && !d.closed {
		d.changed.Wait()
	}
	if d.closed {
		return p, false
	}
	p = d.queue[0]
	d.queue = d.queue[1:]
	return p, true
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
