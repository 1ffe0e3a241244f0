package kafka

import (
	"context"
	"time"

	"github.com/segmentio/kafka-go/protocol"

	"riffle/source"
)

// largestSince is the version of ListOffsets that knows timeLargest.
const largestSince = 7

// Describe implements [source.Source]: two requests for each broker, in one flight.
func (k *Kafka) Describe(ctx context.Context, topics ...string) ([]source.Stats, error) {
	refs, err := k.refs(ctx, topics)
	if err != nil {
		return nil, err
	}
	lookups := make([]*lookup, 0, 2*len(refs))
	for _, ref := range refs {
		lookups = append(lookups, &lookup{ref: ref, time: timeLow}, &lookup{ref: ref, time: timeEnd})
	}
	if err := k.list(ctx, lookups); err != nil {
		return nil, err
	}
	stats := make([]source.Stats, len(refs))
	for i, ref := range refs {
		low, end := lookups[2*i], lookups[2*i+1]
		stats[i] = source.Stats{Ref: ref, Err: low.err}
		if low.err == nil {
			stats[i].Err = end.err
		}
		if stats[i].Err == nil {
			stats[i].Low, stats[i].End = source.OffsetOf(low.offset), source.OffsetOf(end.offset)
			k.seen(ref).bounds(low.offset, end.offset, -1)
		}
	}
	return stats, nil
}

// OffsetsAt implements [source.Source]. The ends, which are the answer where no
// record is late enough, are asked for along with the times of those partitions
// that are not known to hold a record that late, unless the caller has one of its
// own. An end is always asked for before its time: so no record of that time lies
// below the end that is answered.
func (k *Kafka) OffsetsAt(ctx context.Context, wanted []source.Lookup) ([]source.Found, error) {
	times := make([]*lookup, len(wanted))
	ends := map[source.Ref]*lookup{}
	var flight []*lookup
	for i, w := range wanted {
		t := int64(timeLargest)
		if !w.Time.IsZero() {
			t = max(ceilMillis(w.Time), 0)
		}
		times[i] = &lookup{ref: w.Ref, time: t, role: w.Role}
		if w.End == (source.Offset{}) && ends[w.Ref] == nil && !k.seen(w.Ref).holds(t) {
			ends[w.Ref] = &lookup{ref: w.Ref, time: timeEnd, role: w.Role}
			flight = append(flight, ends[w.Ref])
		}
	}
	if err := k.list(ctx, append(flight, times...)); err != nil {
		return nil, err
	}
	if err := k.listMissing(ctx, wanted, times, ends); err != nil {
		return nil, err
	}
	answers := make([]source.Found, len(wanted))
	for i, l := range times {
		switch end := ends[l.ref]; {
		case l.err != nil:
			answers[i].Err = l.err
		case l.offset >= 0:
			answers[i] = source.Found{Offset: source.OffsetOf(l.offset), Time: time.UnixMilli(l.found.time), OK: true}
		case end == nil:
			answers[i].Offset = wanted[i].End
		case end.err != nil:
			answers[i].Err = end.err
		default:
			answers[i].Offset = source.OffsetOf(end.offset)
		}
	}
	return answers, nil
}

// listMissing asks what the first flight left open: the end of a partition that
// lost the record it was known to hold, and the largest time from brokers that
// cannot tell it.
func (k *Kafka) listMissing(ctx context.Context, wanted []source.Lookup, times []*lookup, ends map[source.Ref]*lookup) error {
	var more, old []*lookup
	for _, l := range times {
		if l.time == timeLargest && k.tooOld(l) {
			old = append(old, l)
		}
	}
	if err := k.searchLargest(ctx, old); err != nil {
		return err
	}
	for i, l := range times {
		if l.err == nil && l.offset < 0 && ends[l.ref] == nil && wanted[i].End == (source.Offset{}) {
			ends[l.ref] = &lookup{ref: l.ref, time: timeEnd, role: l.role}
			more = append(more, ends[l.ref], l)
		}
	}
	if len(more) == 0 {
		return nil
	}
	return k.list(ctx, more)
}

// tooOld tells whether the leader refused a lookup because of its version.
func (k *Kafka) tooOld(l *lookup) bool {
	b, err := k.cluster.leader(k.cluster.current(), l.ref)
	if err != nil {
		return false
	}
	c := b.lines[source.Interactive].have()
	if c == nil {
		return false
	}
	v, err := c.version(protocol.ListOffsets)
	return err == nil && v < largestSince
}

// searchLargest finds the first record with the largest time by asking for times,
// half of what is possible each turn. Every answer names the time of a real record,
// which shortens the search from below.
func (k *Kafka) searchLargest(ctx context.Context, wanted []*lookup) error {
	const beyond = int64(1) << 48 // some time after the year 9999
	type search struct {
		low, high int64 // a record has low or more; none has high or more
		probe     *lookup
	}
	searches := make([]search, len(wanted))
	for i, l := range wanted {
		l.found = found{offset: -1, time: -1}
		searches[i] = search{-1, beyond, &lookup{ref: l.ref}}
	}
	for {
		var open []*lookup
		for i := range searches {
			s := &searches[i]
			if s.probe.err == nil && s.low+1 < s.high {
				s.probe.time = (s.low + s.high) / 2
				open = append(open, s.probe)
			}
		}
		if len(open) == 0 {
			break
		}
		if err := k.list(ctx, open); err != nil {
			return err
		}
		for i := range searches {
			s := &searches[i]
			switch {
			case s.low+1 >= s.high || s.probe.err != nil:
			case s.probe.offset < 0:
				s.high = s.probe.time
			default:
				s.low = max(s.probe.found.time, s.probe.time)
				wanted[i].found = s.probe.found
			}
		}
	}
	for i, l := range wanted {
		l.err = searches[i].probe.err
	}
	return nil
}

// ceilMillis is the first millisecond at or after t: Kafka counts no finer, and a
// record of the millisecond that t lies in is before t.
func ceilMillis(t time.Time) int64 {
	return t.Add(time.Millisecond - 1).UnixMilli()
}
