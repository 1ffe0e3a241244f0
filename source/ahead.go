package source

import (
	"context"
	"errors"
	"io"
	"slices"
	"sync"
)

// ahead reads one partition before anybody asks, filtered, into batches that own
// their bytes. It stops at a budget of bytes that survived the filter: however
// rare the matches, the scan goes on; however common, memory stays bounded. What
// was looked at without a match costs nothing but a count, and the holes in it.
type ahead struct {
	part   *partition
	cursor Cursor // part, wrapped
	budget int    // bytes of surviving records, and of holes, that may wait
	clip   int    // as in Options
	max    int    // records asked for at a time
	news   chan struct{}
	shelf  *shelf // nil: batches own their bytes

	mu      sync.Mutex
	ready   []parcel
	waiting int // bytes in ready
	room    chan struct{}
	running bool
	err     error // why it stopped: io.EOF at the end
}

// start lets it read, if it does not already. After an error that passes it goes
// on where it was.
func (a *ahead) start(ctx context.Context) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.running || a.err != nil {
		return
	}
	a.running = true
	Go(func() { a.stop(a.read(ctx)) }, a.stop)
}

func (a *ahead) read(ctx context.Context) error {
	for {
		if err := a.wait(ctx); err != nil {
			return err
		}
		b, err := a.cursor.Next(ctx, a.max)
		if err != nil {
			return err
		}
		p := parcel{Batch: b}
		if a.part.mostOf(b.Records, a.clip) {
			p.Records = slices.Clone(b.Records)
		} else {
			p.lent = a.shelf.own(b.Records, a.clip)
			p.Records = p.lent.records
		}
		a.part.release()
		a.put(p)
	}
}

// parcel is a batch with the memory that it was lent.
type parcel struct {
	Batch
	lent lent
}

// wait returns when there is room for another batch.
func (a *ahead) wait(ctx context.Context) error {
	for {
		a.mu.Lock()
		full := a.waiting >= a.budget
		a.mu.Unlock()
		if err := ctx.Err(); err != nil || !full {
			return err
		}
		select {
		case <-a.room:
		case <-ctx.Done():
		}
	}
}

func (a *ahead) put(b parcel) {
	a.mu.Lock()
	last := len(a.ready) - 1
	if last >= 0 && len(b.Records) == 0 {
		// Nothing survived: the batch before it now reaches further.
		p := &a.ready[last]
		p.At, p.Upto, p.Holes = b.At, b.Upto, append(p.Holes, b.Holes...)
		p.Looked.Add(b.Looked)
	} else {
		a.ready = append(a.ready, b)
	}
	a.waiting += weigh(b.Batch)
	a.mu.Unlock()
	signal(a.news)
}

func (a *ahead) stop(err error) {
	a.mu.Lock()
	a.running, a.err = false, err
	a.mu.Unlock()
	signal(a.news)
}

// take returns what has been read, and why reading stopped if there will be no
// more. An error that passes is forgotten, so that start goes on.
func (a *ahead) take() (ready []parcel, err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	ready, a.ready, a.waiting = a.ready, nil, 0
	err = a.err
	if again := (*TransientError)(nil); errors.As(err, &again) {
		a.err = nil
	}
	if len(ready) > 0 && err != nil && err != io.EOF {
		a.err, err = err, nil // first what was read, then why it ended
	}
	signal(a.room)
	return ready, err
}

// signal wakes the goroutine that waits on c, now or when it next waits.
func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

const (
	// recordOverhead is what a record costs beside its own bytes: the struct and its
	// share of the slices.
	recordOverhead = 256
	// holeSize is what a hole costs: a compacted topic has as many as records.
	holeSize = 64
)

// weigh is the memory that a batch holds, in bytes.
func weigh(b Batch) int {
	n := len(b.Holes) * holeSize
	for i := range b.Records {
		n += b.Records[i].Held() + recordOverhead
	}
	return n
}
