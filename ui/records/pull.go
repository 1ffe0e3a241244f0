package records

import (
	"context"
	"errors"
	"io"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"riffle/source"
	"riffle/ui/layout"
	"riffle/ui/window"
)

const (
	pageFrame = 16 * time.Millisecond // between two messages while paging: one frame
	tailFrame = 33 * time.Millisecond // while following: the eye reads no more than 30 screens a second
	tailMost  = 4096                  // records in one message of a tail
	pageMost  = 1024                  // and in one of a page
	pageLeast = 64                    // a round trip for less is not worth it
	clipBytes = 64 << 10              // what a window keeps of a key or value; no row shows more
	retryWait = 2 * time.Second       // after a fault that is expected to pass
)

// batchMsg is what one command read. The cursor travels with it: who holds the
// message holds the cursor.
type batchMsg struct {
	id     layout.ID
	gen    int
	batch  source.Batch
	err    error
	reader *reader // nil if it is closed
}

// To is the pane that the message is for.
func (m batchMsg) To() layout.ID { return m.id }

// Err is why it failed, nil where it did not.
func (m batchMsg) Err() error { return m.err }

// Unhurried reports whether the message may be kept for a while: it brings what is
// new, which is drawn when the terminal is ready for it. A pane whose message is kept
// does not change, and reads nothing more.
func (m batchMsg) Unhurried() bool { return m.reader != nil && m.reader.tail }

// reader reads one side of a window. At any moment it belongs to one command, or
// to one message, or it is parked in the pane: so it needs no lock. Each message
// brings it back, and nothing is read until the pane sends it out again. That is
// all the back-pressure there is.
type reader struct {
	id     layout.ID
	gen    int
	ctx    context.Context
	open   func(context.Context) (source.Cursor, error)
	cursor source.Cursor
	dir    source.Dir
	tail   bool
	bounds bounds
	sent   time.Time     // when the last message went off; zero before the first
	pace   time.Duration // of a tail: between two messages, at least tailFrame
}

// pull returns the command that reads about want records after a pause.
func (r *reader) pull(want int, after time.Duration) tea.Cmd {
	return func() tea.Msg {
		_ = source.Wait(r.ctx, after)
		m := batchMsg{id: r.id, gen: r.gen, reader: r}
		m.batch, m.err = r.read(want)
		var fault *source.TransientError
		if r.ctx.Err() != nil || m.err != nil && !errors.As(m.err, &fault) {
			r.close()
			m.reader = nil
		}
		if r.ctx.Err() != nil {
			return nil // whoever cancelled does not wait for it
		}
		_ = source.Wait(r.ctx, r.frame()-time.Since(r.sent))
		r.sent = time.Now()
		return m
	}
}

// close closes the cursor, if there is one: the next read opens another.
func (r *reader) close() {
	if r.cursor != nil {
		r.cursor.Close()
		r.cursor = nil
	}
}

func (r *reader) frame() time.Duration {
	if r.tail {
		return max(r.pace, tailFrame)
	}
	return pageFrame
}

// read calls the cursor until a frame has passed or enough is there. Filters that
// find little would otherwise be asked once a frame. So would tails, which bring
// one partition after the other: of many partitions most would have to wait.
func (r *reader) read(want int) (source.Batch, error) {
	var all source.Batch
	if r.ctx.Err() != nil {
		return all, r.ctx.Err()
	}
	if r.cursor == nil {
		c, err := r.open(r.ctx)
		if err != nil {
			return all, err
		}
		r.cursor = c
	}
	for began := time.Now(); ; {
		b, err := r.next(want-len(all.Records), all.At != nil)
		if errors.Is(err, errDue) {
			return all, nil
		}
		join(&all, b, r.dir)
		if err == nil && all.At != nil && r.dir == source.Backward && r.bounds.done(window.Top, all.At) {
			err = io.EOF
		}
		if err != nil {
			return all, err
		}
		n := len(all.Records)
		switch {
		case n >= want || time.Since(began) >= r.frame():
			return all, nil
		case r.tail && !r.due():
		case n > 0 && (r.tail || r.sent.IsZero()): // a tail may wait for long; the first rows go at once
			return all, nil
		case b.Live:
			return all, nil
		}
	}
}

// due tells whether the next message may go off.
func (r *reader) due() bool { return time.Since(r.sent) >= r.frame() }

// errDue says that nothing more came before the message was due.
var errDue = errors.New("the message is due")

// next calls the cursor. A tail may wait for long, but not where it has brought
// something already.
func (r *reader) next(most int, some bool) (source.Batch, error) {
	if !r.tail || !some {
		return r.cursor.Next(r.ctx, most)
	}
	ctx, cancel := context.WithDeadline(r.ctx, r.sent.Add(r.frame()))
	defer cancel()
	b, err := r.cursor.Next(ctx, most)
	if errors.Is(err, context.DeadlineExceeded) && r.ctx.Err() == nil {
		err = errDue
	}
	return b, err
}

// join adds b to what was read before it.
func join(all *source.Batch, b source.Batch, dir source.Dir) {
	switch {
	case len(all.Records) == 0:
		all.Records = slices.Clone(b.Records) // a filter uses its own again
	case dir == source.Backward:
		all.Records = append(b.Records, all.Records...)
	default:
		all.Records = append(all.Records, b.Records...)
	}
	if dir == source.Backward {
		all.Holes = append(b.Holes, all.Holes...)
	} else {
		all.Holes = append(all.Holes, b.Holes...)
	}
	all.Ended = append(all.Ended, b.Ended...)
	if b.At != nil {
		all.At = b.At
	}
	all.Looked.Add(b.Looked)
	all.Live = b.Live
}

// ended tells whether an error is the end of the cursor's direction.
func ended(err error) bool { return errors.Is(err, io.EOF) }

// passing returns how long to wait after an error that is expected to pass.
func passing(err error) (after time.Duration, ok bool) {
	var fault *source.TransientError
	if !errors.As(err, &fault) {
		return 0, false
	}
	if fault.After > 0 {
		return fault.After, true
	}
	return retryWait, true
}
