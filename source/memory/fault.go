package memory

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"riffle/source"
)

// Method names a call of the log, to say which one a fault meets.
type Method string

// The methods.
const (
	Topics    Method = "list topics"
	Describe  Method = "describe"
	OffsetsAt Method = "look up offsets"
	Read      Method = "read"
	Tail      Method = "open tail"
	Next      Method = "tail" // Next of a tail, also one that waits already
	Retention Method = "describe retention"
	Detail    Method = "describe a topic"
	Committed Method = "ask where a group stands"
)

// Fault is something that goes wrong. It meets the calls of Method, or of every
// method where that is empty.
type Fault struct {
	Method Method
	// Refs are the partitions that it meets; none means every call. Describe and
	// OffsetsAt then go well but for these partitions.
	Refs  []source.Ref
	Calls int           // how many calls it meets, then it is over; 0: until Heal
	Delay time.Duration // what the answer is late by
	Err   error         // what the call fails with; nil: it is only late
}

// retryAfter is how long an unreachable log asks its callers to wait.
const retryAfter = 50 * time.Millisecond

// Inject lets things go wrong from now on. A call meets every fault that fits;
// their delays add up, and the first error counts.
func (l *Log) Inject(faults ...Fault) {
	l.change(func(s *server) {
		s.faults = append(s.faults, faults...)
		s.wounds += len(faults)
	})
}

// Heal ends all faults, and an outage.
func (l *Log) Heal() {
	l.change(func(s *server) { s.faults, s.down = nil, false })
}

// Down lets every call fail with a [source.TransientError] until Up, those that
// wait in a tail included.
func (l *Log) Down() { l.change(func(s *server) { s.down = true }) }

// Up ends an outage.
func (l *Log) Up() { l.change(func(s *server) { s.down = false }) }

// Cost is what the calls since [Log.ResetCost] came to, over all connections.
type Cost struct {
	Calls map[Method]int
	// Flights is the longest chain of calls each of which began after the one
	// before it was answered: the round trips a caller waited for. Calls that are
	// under way together are one flight. Next of a tail is not counted. It means
	// something where a fault makes answers late.
	Flights        int
	Records, Bytes int64 // that pages and tails were made of
}

func newCost() Cost { return Cost{Calls: map[Method]int{}} }

// Cost returns what was counted so far.
func (l *Log) Cost() Cost {
	l.server.mu.Lock()
	defer l.server.mu.Unlock()
	c := l.server.cost
	c.Calls = maps.Clone(c.Calls)
	c.Flights = l.server.landed
	return c
}

// ResetCost counts from 0 again. No call may be under way.
func (l *Log) ResetCost() {
	l.server.mu.Lock()
	defer l.server.mu.Unlock()
	l.server.cost, l.server.landed = newCost(), 0
}

// wound is what a call met.
type wound struct {
	delay time.Duration
	err   error                // of the whole call
	refs  map[source.Ref]error // of single partitions
}

// meet returns what a call meets, and counts down the faults that it used. The
// log is locked.
func (s *server) meet(m Method, refs []source.Ref) wound {
	if len(s.faults) == 0 {
		return wound{}
	}
	w := wound{refs: map[source.Ref]error{}}
	left := s.faults[:0:0]
	for _, f := range s.faults {
		hit := slices.DeleteFunc(slices.Clone(refs), func(r source.Ref) bool { return !slices.Contains(f.Refs, r) })
		if f.Method != "" && f.Method != m || len(f.Refs) > 0 && len(hit) == 0 {
			left = append(left, f)
			continue
		}
		w.delay += f.Delay
		if len(f.Refs) == 0 && w.err == nil {
			w.err = f.Err
		}
		for _, r := range hit {
			if w.refs[r] == nil && f.Err != nil {
				w.refs[r] = f.Err
			}
		}
		if f.Calls != 1 {
			f.Calls = max(f.Calls-1, 0)
			left = append(left, f)
		}
	}
	s.faults = left
	return w
}

// call runs work with the log locked, after what delays the answer, unless a
// fault is in the way.
func (l *Log) call(ctx context.Context, m Method, refs []source.Ref, work func(*server, wound) error) error {
	s := l.server
	s.mu.Lock()
	flight := s.landed + 1
	s.mu.Unlock()
	w, err := l.arrive(ctx, m, refs)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.landed = max(s.landed, flight)
	if err == nil {
		err = l.refuse(w)
	}
	if err == nil {
		err = work(s, w)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", attempt(m, refs), err)
	}
	return nil
}

// arrive counts a call and waits as long as its answer is late.
func (l *Log) arrive(ctx context.Context, m Method, refs []source.Ref) (wound, error) {
	l.server.mu.Lock()
	l.server.cost.Calls[m]++
	w := l.server.meet(m, refs)
	l.server.mu.Unlock()
	if w.delay > 0 {
		timer := time.NewTimer(w.delay)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-ctx.Done():
		case <-l.done:
		}
	}
	select {
	case <-l.done:
		return w, source.ErrClosed
	default:
		return w, ctx.Err()
	}
}

// refuse returns the error that a call fails with as a whole. The log is locked.
func (l *Log) refuse(w wound) error {
	if l.server.down {
		return &source.TransientError{Err: source.ErrUnreachable, After: retryAfter}
	}
	return w.err
}

// attempt says what was tried.
func attempt(m Method, refs []source.Ref) string {
	if len(refs) != 1 {
		return string(m)
	}
	return fmt.Sprintf("%s %s p%d", m, refs[0].Topic, refs[0].Partition)
}
