package kafka

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"riffle/source"
)

// supervise finds pollers for partitions that have none.
func (t *tail) supervise() {
	s := t.k.cluster.current()
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-t.lost:
		case <-timer.C:
		case <-t.life.Done():
			return
		}
		if !t.report() {
			return
		}
		due, failed := t.due()
		if failed {
			if fresh, err := t.k.cluster.refresh(t.life, s); err == nil {
				s = fresh
			}
		}
		if err := t.assign(s, due); err != nil {
			t.tell(event{err: err, fatal: true})
			return
		}
		timer.Reset(t.untilDue())
	}
}

// report tells the reader of failures that retrying at once did not mend, or that
// were a long silence, and whether there is still a reader.
func (t *tail) report() bool {
	var news []error
	t.mu.Lock()
	for _, p := range t.parts {
		if p.err == nil || p.failures < 2 && !timedOut(p.err) {
			continue
		}
		same := func(e error) bool { return errors.Unwrap(e) == p.err }
		if !slices.ContainsFunc(news, same) {
			news = append(news, &source.TransientError{Err: p.err, After: max(time.Until(p.again), minBackoff)})
		}
		p.err = nil
	}
	t.mu.Unlock()
	for _, err := range news {
		if !t.tell(event{err: err}) {
			return false
		}
	}
	return true
}

// timedOut tells whether a failure is that nothing came for a long time.
func timedOut(err error) bool {
	var t interface{ Timeout() bool }
	return errors.As(err, &t) && t.Timeout()
}

// due returns the partitions to find a poller for now, and whether one of them was
// lost by another.
func (t *tail) due() (due []*followed, failed bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, p := range t.parts {
		if p.broker == nil && time.Until(p.again) <= 0 {
			due = append(due, p)
			failed = failed || p.failures > 0
		}
	}
	return due, failed
}

// untilDue returns how long until the next partition is due.
func (t *tail) untilDue() time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	wait := time.Hour
	for _, p := range t.parts {
		if p.broker == nil {
			wait = min(wait, max(time.Until(p.again), 0))
		}
	}
	return wait
}

// assign gives partitions to their leaders' pollers. One that is still missing
// after a second look is gone.
func (t *tail) assign(s *snapshot, due []*followed) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.changes++
	for _, p := range due {
		b, err := t.k.cluster.leader(s, p.ref)
		if err == nil {
			p.broker = b
			if !t.pollers[b] {
				t.pollers[b] = true
				t.start(b)
			}
			continue
		}
		p.fail(err)
		var missing *missingError
		if p.failures > 2 && errors.As(err, &missing) || !passing(err) {
			return fmt.Errorf("following %s p%d: %w", p.ref.Topic, p.ref.Partition, err)
		}
	}
	return nil
}

// fail notes a failure: after the first one the partition is tried again at once.
// It is behind from now on: so the reader, who may be told of the failure, is told
// of its end too, though no record comes.
func (f *followed) fail(err error) {
	f.broker, f.err, f.caughtUp = nil, err, false
	f.failures++
	f.again = time.Now()
	if f.failures > 1 {
		f.again = f.again.Add(pause(f.failures - 1))
	}
}

// giveBack takes partitions from a poller.
func (t *tail) giveBack(err error, parts ...*followed) {
	t.mu.Lock()
	t.changes++
	for _, p := range parts {
		p.fail(err)
	}
	t.mu.Unlock()
	select {
	case t.lost <- struct{}{}:
	default:
	}
}
