package kafka

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/segmentio/kafka-go/protocol/fetch"

	"riffle/source"
)

// fetcher joins the reads that wait for the same broker in the same role. The
// first read leaves at once; those that come while it is on its way share the
// next flight. So a thousand partitions that are read together cost two or three
// round trips, without anybody waiting for company.
type fetcher struct {
	line   *line
	costly bool // answers are so large that hanging up is cheaper than reading what nobody wants

	mu      sync.Mutex
	waiting []*passenger
	flying  bool
}

// passenger is one read on its way.
type passenger struct {
	ask
	ctx  context.Context
	once sync.Once
	done chan struct{}
	got  fetched
	err  error
}

func (p *passenger) arrive(got fetched, err error) {
	p.once.Do(func() {
		p.got, p.err = got, err
		close(p.done)
	})
}

// fetch asks for one partition. An offset out of range is no error: the answer
// then says where the partition begins and ends.
func (f *fetcher) fetch(ctx context.Context, a ask) (fetched, error) {
	p := &passenger{ask: a, ctx: ctx, done: make(chan struct{})}
	f.mu.Lock()
	f.waiting = append(f.waiting, p)
	idle := !f.flying
	f.flying = true
	f.mu.Unlock()
	if idle {
		source.Go(f.fly, f.crash)
	}
	select {
	case <-p.done:
		return p.got, p.err
	case <-ctx.Done():
		return fetched{}, ctx.Err()
	}
}

// fly makes flights until nobody waits.
func (f *fetcher) fly() {
	for {
		aboard := f.board()
		if len(aboard) == 0 {
			return
		}
		f.flight(aboard)
	}
}

// board takes all who wait. Callers that were started together need a moment to
// get here, so it yields a few times; where that brought more than one, it gives
// the rest of the crowd time until nobody new comes. A lone reader never waits.
func (f *fetcher) board() []*passenger {
	const yields, linger = 50, 100 * time.Microsecond
	began := time.Now()
	for i := 0; i < yields && time.Since(began) < linger; i++ { // a yield is long where all processors are busy
		runtime.Gosched()
	}
	for n, more := 0, f.crowd(); more > 1 && more > n; n, more = more, f.crowd() {
		time.Sleep(linger)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	aboard := slices.DeleteFunc(f.waiting, func(p *passenger) bool { return p.ctx.Err() != nil })
	f.waiting = nil
	f.flying = len(aboard) > 0
	return aboard
}

// crowd returns how many wait.
func (f *fetcher) crowd() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.waiting)
}

// crash tells those who wait that a flight panicked.
func (f *fetcher) crash(err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, p := range f.waiting {
		p.arrive(fetched{}, err)
	}
	f.waiting, f.flying = nil, false
}

func (f *fetcher) flight(aboard []*passenger) {
	ctx, cancel := context.WithCancel(f.line.broker.cluster.life)
	defer cancel()
	var left atomic.Int32
	left.Store(int32(len(aboard)))
	for _, p := range aboard {
		defer context.AfterFunc(p.ctx, func() {
			if left.Add(-1) == 0 {
				cancel() // nobody waits any more
			}
		})()
		defer p.arrive(fetched{}, errors.New("the read panicked"))
	}
	c, err := f.line.get(ctx)
	if err == nil {
		err = f.carry(ctx, c, aboard)
	}
	if err != nil {
		for _, p := range aboard {
			p.arrive(fetched{}, err)
		}
	}
	if ctx.Err() != nil && f.costly && c != nil {
		c.close()
	}
}

// carry sends the requests of one flight and hands out their answers.
func (f *fetcher) carry(ctx context.Context, c *conn, aboard []*passenger) error {
	requests := pack(aboard)
	calls := make([]*call, len(requests))
	for i, r := range requests {
		var err error
		if calls[i], err = c.start(ctx, r.request(), 0); err != nil {
			return err
		}
	}
	var outside []*passenger
	for i, k := range calls {
		res, err := k.answer(ctx)
		if err != nil {
			return err
		}
		outside = append(outside, requests[i].hand(res.(*fetchAnswer))...)
	}
	if len(outside) > 0 {
		return tellRange(ctx, c, outside)
	}
	return nil
}

// load is what one Fetch carries: each partition once, all in one isolation level.
type load struct {
	asks  []*ask
	byRef map[source.Ref]*passenger
}

// pack spreads the passengers over as few requests as can be, the hungriest first.
func pack(aboard []*passenger) []*load {
	slices.SortStableFunc(aboard, func(a, b *passenger) int { return b.tries - a.tries })
	var loads []*load
	for _, p := range aboard {
		i := slices.IndexFunc(loads, func(l *load) bool {
			return l.asks[0].committed == p.committed && l.byRef[p.ref] == nil
		})
		if i < 0 {
			i = len(loads)
			loads = append(loads, &load{byRef: map[source.Ref]*passenger{}})
		}
		loads[i].asks = append(loads[i].asks, &p.ask)
		loads[i].byRef[p.ref] = p
	}
	return loads
}

func (l *load) request() *fetch.Request {
	sum := 0
	for _, a := range l.asks {
		sum += a.limit
	}
	return fetchRequest(l.asks, 0, min(sum, maxFetch))
}

// hand gives each passenger its part of an answer, and returns those whose offset
// was out of range.
func (l *load) hand(a *fetchAnswer) (outside []*passenger) {
	first := l.asks[0].ref
	for _, part := range a.parts {
		p := l.byRef[part.ref]
		if p == nil {
			continue
		}
		part.at, part.first = p.at, part.ref == first
		switch part.code {
		case 0:
			p.arrive(part, nil)
		case codeOutOfRange:
			p.got = part
			outside = append(outside, p)
		default:
			p.arrive(part, refused("reading", "READ", part.ref, part.code))
		}
		delete(l.byRef, part.ref)
	}
	for ref, p := range l.byRef {
		p.arrive(fetched{}, refused("reading", "READ", ref, a.missing()))
	}
	return outside
}

// missing is the error of a partition that an answer does not mention.
func (a *fetchAnswer) missing() int16 {
	if a.code != 0 {
		return a.code
	}
	return codeUnknownTopic
}
