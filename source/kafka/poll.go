package kafka

import (
	"context"
	"errors"
	"slices"
	"time"

	"riffle/source"
)

// pollWait is how long a broker holds a poll back while there is nothing new.
const pollWait = 500 * time.Millisecond

// poller follows the partitions of one broker on a connection of its own.
type poller struct {
	t     *tail
	b     *broker
	order []*followed // those that were empty longest stand first
	calm  bool        // all were read to their end: now the broker may wait
	known int         // the tail's changes that order is up to date with
	event event       // what is handed over next
	busy  bool        // the last poll brought something
}

// start runs a poller. The caller holds mu.
func (t *tail) start(b *broker) {
	p := &poller{t: t, b: b}
	source.Go(func() { p.quit(p.run()) }, p.quit)
}

// quit gives back what the poller had. Without an error it had nothing left, and
// another poller may have taken its place already.
func (p *poller) quit(err error) {
	if err == nil {
		return
	}
	var panicked *source.PanicError
	if errors.As(err, &panicked) {
		p.t.crash(err)
	}
	p.t.mu.Lock()
	delete(p.t.pollers, p.b)
	var mine []*followed
	for _, f := range p.t.parts {
		if f.broker == p.b {
			mine = append(mine, f)
		}
	}
	p.t.mu.Unlock()
	if len(mine) > 0 && p.t.life.Err() == nil {
		p.t.giveBack(err, mine...)
	}
}

// run polls until something fails, nothing is left to poll, or the tail ends.
func (p *poller) run() error {
	c, err := p.dial()
	if err != nil {
		return err
	}
	defer func() { c.close() }()
	for p.t.life.Err() == nil && p.muster() {
		if !c.alive() { // the login ends soon
			fresh, err := p.dial()
			if err != nil {
				return err
			}
			c.close()
			c = fresh
		}
		p.busy = false
		if err := p.poll(c); err != nil {
			return err
		}
		if p.busy && p.calm {
			p.gather()
		}
	}
	return nil
}

func (p *poller) dial() (*conn, error) {
	ctx, cancel := context.WithTimeout(p.t.life, dialTimeout)
	defer cancel()
	return p.b.dial(ctx)
}

// gather waits a moment where many partitions are followed to their ends, so that
// the next poll brings the records of many of them: a poll costs its length on both
// sides, however little comes.
func (p *poller) gather() {
	const each, least, most = 20 * time.Microsecond, time.Millisecond, 20 * time.Millisecond
	if wait := time.Duration(len(p.order)) * each; wait >= least {
		_ = source.Wait(p.t.life, min(wait, most))
	}
}

// muster brings the order up to date with the partitions that are the poller's
// now. If there are none it signs off under the same lock that hands them out.
func (p *poller) muster() bool {
	p.t.mu.Lock()
	defer p.t.mu.Unlock()
	if p.known != p.t.changes {
		p.known = p.t.changes
		p.order = slices.DeleteFunc(p.order, func(f *followed) bool { return f.broker != p.b })
		have := make(map[*followed]bool, len(p.order))
		for _, f := range p.order {
			have[f] = true
		}
		for _, f := range p.t.parts {
			if f.broker == p.b && !have[f] {
				p.order = append(p.order, f)
				p.calm = false
			}
		}
	}
	if len(p.order) == 0 {
		delete(p.t.pollers, p.b)
	}
	return len(p.order) > 0
}

// poll makes one request and hands over what it brought. It asks without the abort
// list, so that open transactions are seen too; where that leaves labels in doubt
// it asks again with the list, before anything is handed over.
func (p *poller) poll(c *conn) error {
	wait := pollWait
	if !p.calm {
		wait = 0
	}
	asks := make([]*ask, len(p.order))
	for i, f := range p.order {
		f.committed = false
		asks[i] = &f.ask
	}
	parts, err := p.fetch(c, asks, wait)
	if err != nil {
		return err
	}
	var doubtful []*ask
	for i, f := range p.order {
		if part := parts[f.ref]; part != nil && part.code == 0 && part.stable > f.at && look(part.raw, part.stable).pending {
			f.committed = true
			doubtful = append(doubtful, asks[i])
		}
	}
	if len(doubtful) > 0 {
		settled, err := p.fetch(c, doubtful, 0)
		if err != nil {
			return err
		}
		for ref, part := range settled {
			parts[ref] = part
		}
	}
	return p.deliver(parts)
}

func (p *poller) fetch(c *conn, asks []*ask, wait time.Duration) (map[source.Ref]*fetched, error) {
	largest := tailFetch
	for _, a := range asks {
		largest = max(largest, a.limit)
	}
	k, err := c.start(p.t.life, fetchRequest(asks, wait, largest), wait)
	if err != nil {
		return nil, err
	}
	res, err := k.answer(p.t.life)
	if err != nil {
		return nil, err
	}
	a := res.(*fetchAnswer)
	parts := make(map[source.Ref]*fetched, len(a.parts))
	for i := range a.parts {
		parts[a.parts[i].ref] = &a.parts[i]
	}
	for i, q := range asks {
		if part := parts[q.ref]; part != nil {
			part.at, part.first = q.at, i == 0
			if part.code == codeOutOfRange {
				if err := p.tellRange(c, part); err != nil {
					return nil, err
				}
			}
		} else {
			parts[q.ref] = &fetched{code: a.missing()}
		}
	}
	return parts, nil
}

// tellRange asks where a partition begins and ends.
func (p *poller) tellRange(c *conn, part *fetched) error {
	low, end := &lookup{ref: part.ref, time: timeLow}, &lookup{ref: part.ref, time: timeEnd}
	if err := listOn(p.t.life, c, []*lookup{low, end}); err != nil {
		return err
	}
	part.low, part.end = low.offset, end.offset
	return errors.Join(low.err, end.err)
}
