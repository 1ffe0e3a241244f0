package kafka

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"riffle/source"
)

// tail follows the live end of some partitions. Each broker that leads some of
// them has a poller with a connection of its own, since a long poll blocks what
// comes behind it. Pollers hand over one answer at a time: a slow reader makes them
// wait, so memory stays bounded, and nothing is left out.
//
// A poller that fails gives its partitions back. The supervisor looks up who leads
// them now and hands them to the pollers of those brokers, at once the first time
// and then ever more slowly; the others go on meanwhile.
type tail struct {
	k      *Kafka
	life   context.Context
	end    context.CancelFunc
	events chan event
	lost   chan struct{} // some partitions have no poller

	mu      sync.Mutex
	parts   map[source.Ref]*followed
	pollers map[*broker]bool
	changes int // how often partitions were given to pollers or taken from them

	// Only Next touches these.
	at    source.Position
	place map[source.Ref]int // of a partition in at
	rest  event              // handed over but not yet read to its end
	over  error
}

// followed is where the tail stands in one partition.
type followed struct {
	ask
	broker   *broker   // nil: waits for the supervisor
	caughtUp bool      // it was read to its end
	failures int       // in a row
	again    time.Time // not to be tried before
	err      error     // the last failure that the reader was not told yet
}

// event is what pollers and the supervisor tell the reader: of all partitions that
// one answer had something to say about.
type event struct {
	records []source.Record
	moves   []move // in the order of the records
	looked  source.Count
	holes   []source.Hole
	live    bool  // all partitions have been read to their end
	err     error // tell the user
	fatal   bool  // and stop
}

// move is how far an event brings one partition.
type move struct {
	ref source.Ref
	n   int // records of it
	to  source.Offset
}

// Tail implements [source.Source]. ctx is for opening only; Close ends the tail.
func (k *Kafka) Tail(ctx context.Context, from source.Position) (source.Cursor, error) {
	life, end := context.WithCancel(k.cluster.life)
	t := &tail{
		k: k, life: life, end: end, events: make(chan event), lost: make(chan struct{}, 1),
		parts: map[source.Ref]*followed{}, pollers: map[*broker]bool{}, at: slices.Clone(from), place: map[source.Ref]int{},
	}
	for i, p := range from {
		t.place[p.Ref] = i
		err := k.retry(ctx, func(s *snapshot) error {
			_, err := s.leader(p.Ref)
			return err
		})
		if err != nil && (!passing(err) || errors.As(err, new(*missingError))) {
			end()
			return nil, k.failure(ctx, p.Ref, err)
		}
		t.parts[p.Ref] = &followed{ask: ask{ref: p.Ref, at: int64(p.Offset.Lo), limit: tailShare}}
	}
	k.mu.Lock()
	k.tails[t] = true
	k.mu.Unlock()
	source.Go(t.supervise, t.crash)
	return t, nil
}

// tailShare is a partition's share of a poll in bytes.
const tailShare = 256 << 10

func (t *tail) crash(err error) { t.tell(event{err: err, fatal: true}) }

// tell hands an event to the reader, and tells whether it was taken.
func (t *tail) tell(e event) bool {
	select {
	case t.events <- e:
		return true
	case <-t.life.Done():
		return false
	}
}

// Next implements [source.Cursor]. Batches own their bytes.
func (t *tail) Next(ctx context.Context, most int) (source.Batch, error) {
	if t.over != nil {
		return source.Batch{}, t.over
	}
	if len(t.rest.records) == 0 {
		select {
		case t.rest = <-t.events:
		case <-ctx.Done():
			return source.Batch{}, ctx.Err()
		case <-t.life.Done():
			return source.Batch{}, source.ErrClosed
		}
	}
	if err := t.rest.err; err != nil {
		if t.rest.fatal {
			t.over = err
		}
		t.advance(&t.rest, 0)
		t.rest = event{}
		return source.Batch{}, err
	}
	return t.cut(max(most, 1)), nil
}

// cut takes a batch of at most so many records off what was handed over.
func (t *tail) cut(most int) source.Batch {
	e := &t.rest
	n := min(len(e.records), most)
	b := source.Batch{Records: e.records[:n:n], Looked: e.looked, Holes: e.holes}
	t.advance(e, n)
	b.At = t.at
	if len(e.records) == 0 {
		b.Live = e.live
		t.rest = event{}
	}
	return b
}

// advance takes n records off an event and notes where the reader stands after
// them. Positions that were handed out stay as they are.
func (t *tail) advance(e *event, n int) {
	t.at = slices.Clone(t.at)
	for len(e.moves) > 0 {
		m := &e.moves[0]
		past := e.records[:min(m.n, n)]
		p := &t.at[t.place[m.ref]]
		for i := range past {
			if at := past[i].Time; at.After(p.Max) {
				p.Max = at
			}
		}
		e.records, n = e.records[len(past):], n-len(past)
		if len(past) < m.n {
			if m.n -= len(past); len(past) > 0 {
				p.Offset = past[len(past)-1].Next
			}
			break
		}
		p.Offset = m.to
		e.moves = e.moves[1:]
	}
	e.looked, e.holes = source.Count{}, nil
}

// Close implements [source.Cursor].
func (t *tail) Close() error {
	t.k.mu.Lock()
	delete(t.k.tails, t)
	t.k.mu.Unlock()
	t.stop()
	return nil
}

func (t *tail) stop() { t.end() }
