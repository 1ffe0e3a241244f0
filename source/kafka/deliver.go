package kafka

import (
	"fmt"
	"math"
	"slices"
	"time"

	"riffle/source"
)

// deliver hands over all parts of an answer. Partitions that brought something
// stand last in the next request, so that a loud one does not starve the others.
func (p *poller) deliver(parts map[source.Ref]*fetched) error {
	p.calm = true
	var quiet, loud []*followed
	for _, f := range p.order {
		part := parts[f.ref]
		before := f.at
		if err := p.deliverPart(f, part); err != nil {
			return err
		}
		if f.at > before {
			loud = append(loud, f)
		} else {
			quiet = append(quiet, f)
		}
	}
	p.order = append(quiet, loud...)
	slices.SortStableFunc(p.order, func(a, b *followed) int { return b.tries - a.tries })
	return p.flush()
}

// eventRecords is how many records are handed over together at most.
const eventRecords = 4000

// add puts what one partition brought into the event that is handed over next:
// what handing over costs, the length of the position, is then paid once for all
// partitions of an answer.
func (p *poller) add(ref source.Ref, records []source.Record, to source.Offset, looked source.Count, holes []source.Hole) error {
	e := &p.event
	if len(e.records) > 0 && len(e.records)+len(records) > eventRecords {
		if err := p.flush(); err != nil {
			return err
		}
	}
	e.records = append(e.records, records...)
	e.moves = append(e.moves, move{ref: ref, n: len(records), to: to})
	e.looked.Add(looked)
	e.holes = append(e.holes, holes...)
	return nil
}

// flush hands over what was added.
func (p *poller) flush() error {
	e := p.event
	p.event = event{}
	if len(e.moves) == 0 {
		return nil
	}
	p.busy = true
	return p.tell(e)
}

func (p *poller) deliverPart(f *followed, part *fetched) error {
	switch {
	case part.code == codeOutOfRange, part.code == 0 && f.at < part.low:
		return p.outside(f, part)
	case part.code != 0:
		err := refused("following", "READ", f.ref, part.code)
		if !passing(err) {
			return p.fatal(err)
		}
		p.t.giveBack(err, f)
		return nil
	}
	p.t.mu.Lock()
	f.failures, f.err = 0, nil
	p.t.mu.Unlock()
	if f.at >= part.end {
		return p.caughtUp(f, true)
	}
	s := look(part.raw, math.MaxInt64)
	if !s.whole {
		if len(part.raw) > 0 || !part.first || f.tries == 0 { // starved, as far as one answer tells
			f.limit = max(2*f.limit, s.need)
			f.tries++
			p.calm = false
			return nil
		}
		return p.hole(f, part)
	}
	page, need, err := p.t.k.decoder.decode(part.answer, source.Want{})
	if err == nil && (need > 0 || int64(page.To.Lo) <= f.at) {
		err = fmt.Errorf("following %s p%d at %d: no progress: %w", f.ref.Topic, f.ref.Partition, f.at, source.ErrCorrupt)
	}
	if err != nil {
		return p.fatal(err)
	}
	f.at, f.tries, f.limit = int64(page.To.Lo), 0, max(tailShare, s.largest+s.largest/10)
	p.note(f, f.at >= part.end)
	p.calm = p.calm && f.at >= part.end
	raise(&page, time.Time{})
	from := source.OffsetOf(max(part.at, part.low))
	records := page.Records
	for len(records) > 0 && records[0].Offset.Less(from) {
		records = records[1:]
	}
	return p.add(f.ref, records, page.To, page.Looked, nil)
}

// hole goes past offsets in which no record stands any more.
func (p *poller) hole(f *followed, part *fetched) error {
	to := part.end
	if f.committed && part.stable >= 0 {
		to = min(to, part.stable)
	}
	if to <= f.at {
		return p.caughtUp(f, false)
	}
	hole := source.Hole{Ref: f.ref, From: source.OffsetOf(f.at), To: source.OffsetOf(to), Why: source.Compacted}
	f.at, f.tries, p.calm = to, 0, false
	return p.add(f.ref, nil, hole.To, source.Count{}, []source.Hole{hole})
}

func (p *poller) note(f *followed, caughtUp bool) {
	p.t.mu.Lock()
	defer p.t.mu.Unlock()
	f.caughtUp = caughtUp
}

// caughtUp notes that a partition was read to its end. The reader is told when
// that becomes true of all.
func (p *poller) caughtUp(f *followed, yes bool) error {
	if f.caughtUp == yes {
		return nil
	}
	p.note(f, yes)
	return p.add(f.ref, nil, source.OffsetOf(f.at), source.Count{}, nil)
}

// outside handles an offset that is out of range. Below the low end retention was
// faster than the reader: it is told, and reading goes on. Beyond the end
// the topic was made anew, or the leader is not yet what it was: after a few
// looks it is taken for the former.
func (p *poller) outside(f *followed, part *fetched) error {
	p.calm = false
	if f.at < part.low {
		low := source.OffsetOf(part.low)
		trimmed := &source.TrimmedError{Ref: f.ref, At: source.OffsetOf(f.at), Low: low}
		f.at = part.low
		if err := p.flush(); err != nil {
			return err
		}
		return p.tell(event{moves: []move{{ref: f.ref, to: low}}, err: trimmed})
	}
	if f.at <= part.end {
		return nil // in range by now
	}
	err := refused("following", "READ", f.ref, codeNotAvailable)
	if f.failures > 2 {
		err = fmt.Errorf("following %s p%d at %d: it ends at %d now, so the topic was made anew: %w",
			f.ref.Topic, f.ref.Partition, f.at, part.end, source.ErrNotFound)
		return p.fatal(err)
	}
	p.t.giveBack(err, f)
	return nil
}

// fatal hands over what was read before, and then why nothing more comes.
func (p *poller) fatal(err error) error {
	if flushed := p.flush(); flushed != nil {
		return flushed
	}
	p.t.tell(event{err: err, fatal: true})
	return err
}

// tell hands an event over, and says with it whether the whole tail is live.
func (p *poller) tell(e event) error {
	p.t.mu.Lock()
	e.live = true
	for _, f := range p.t.parts {
		e.live = e.live && f.caughtUp
	}
	p.t.mu.Unlock()
	if !p.t.tell(e) {
		return p.t.life.Err()
	}
	return nil
}
