package source

import (
	"context"
	"io"
	"slices"
	"time"
)

// lookBack is how many records of one partition are read to find the running
// maximum at an offset: enough for clocks that jitter. Beyond, it is looked up.
const lookBack = 10_000

// Resolve finds the position that at names: where records at or after it follow.
// here is the partition that a bare offset ("@88123") means. The place of a consumer
// group is one in each partition for itself, and no cut of the order. A time costs one
// flight, an offset two, places counted from the end some more.
func (s *Stream) Resolve(ctx context.Context, at At, here Ref) (Position, error) {
	switch at.kind {
	case atStart:
		low, _, err := s.Ends(ctx)
		return low, err
	case atTime:
		return s.atTime(ctx, at.time)
	case atOffset:
		return s.atOffset(ctx, here, at.offset)
	case atPartition:
		ref, ok := Numbered(s.refs, at.partition, here)
		if !ok {
			return nil, &partitionError{Ref{Topic: s.refs[0].Topic, Partition: at.partition}}
		}
		return s.atOffset(ctx, ref, at.offset)
	case atShare:
		return s.atShare(ctx, at.share)
	case atGroup:
		st, err := s.Standing(ctx, at.group)
		return st.At, err
	}
	_, end, err := s.Ends(ctx)
	if err != nil || at.back == 0 {
		return end, err
	}
	return s.plain().Before(end, nil, at.back, func(c Cursor, most int) (Batch, error) { return c.Next(ctx, most) })
}

// plain is the stream without what a filter makes of it: a place is where it is,
// whatever is kept of the records around it.
func (s *Stream) plain() *Stream {
	return NewStream(s.src, s.refs, Options{Committed: s.opt.Committed})
}

// Numbered finds a partition by its number, in here's topic first.
func Numbered(refs []Ref, partition int32, here Ref) (found Ref, ok bool) {
	for _, r := range refs {
		if r.Partition == partition && (!ok || r.Topic == here.Topic) {
			found, ok = r, true
		}
	}
	return found, ok
}

// look makes the position of one lookup for each partition.
func (s *Stream) look(ctx context.Context, of func(Ref) time.Time) (Position, []Found, error) {
	lookups := make([]Lookup, len(s.refs))
	for i, r := range s.refs {
		lookups[i] = Lookup{Ref: r, Time: of(r)}
	}
	found, err := s.src.OffsetsAt(ctx, lookups)
	if err != nil {
		return nil, nil, err
	}
	pos := make(Position, len(found))
	for i, f := range found {
		if f.Err != nil {
			return nil, nil, f.Err
		}
		pos[i] = Place{Ref: s.refs[i], Offset: f.Offset, Max: lookups[i].Time}
		if f.OK {
			pos[i].Max = f.Time
		}
	}
	return pos, found, nil
}

func (s *Stream) atTime(ctx context.Context, t time.Time) (Position, error) {
	// A record time has no part of a millisecond: the first at or after t.
	t = t.Add(time.Millisecond - 1).Truncate(time.Millisecond)
	pos, _, err := s.look(ctx, func(Ref) time.Time { return t })
	return pos, err
}

// PositionOf returns the position right before the record with that key, or where
// it would be. One flight.
func (s *Stream) PositionOf(ctx context.Context, k Key) (Position, error) {
	pos, _, err := s.positionOf(ctx, k)
	return pos, err
}

// positionOf also returns the first record of k's partition with a time of k.Max.
func (s *Stream) positionOf(ctx context.Context, k Key) (Position, Found, error) {
	same, above := k.Max, k.Max.Add(time.Millisecond)
	if k.Max.IsZero() { // no record up to here has a time
		same, above = time.UnixMilli(0), time.UnixMilli(0)
	}
	pos, found, err := s.look(ctx, func(r Ref) time.Time {
		if r.Compare(k.Ref) < 0 {
			return above // with the same maximum, it comes before
		}
		return same
	})
	if err != nil {
		return nil, Found{}, err
	}
	i := slices.Index(s.refs, k.Ref)
	pos[i].Offset, pos[i].Max = k.Offset, k.Max
	if k.Max.IsZero() {
		low, err := s.low(ctx)
		if err != nil {
			return nil, Found{}, err
		}
		copy(pos[i+1:], low[i+1:])
	}
	return pos, found[i], nil
}

// atOffset finds the position of the first record at or after an offset. Where the
// records there are gone, that partition's place is the offset that was asked for: what
// reads from it, or down to it, tells the hole.
func (s *Stream) atOffset(ctx context.Context, ref Ref, at Offset) (Position, error) {
	i := slices.Index(s.refs, ref)
	if i < 0 {
		return nil, &partitionError{ref}
	}
	key, gone, err := s.first(ctx, ref, at)
	if err != nil && err != io.EOF {
		return nil, err
	}
	var pos Position
	if err == io.EOF {
		_, pos, err = s.Ends(ctx)
	} else {
		pos, err = s.before(ctx, key)
	}
	if err == nil && gone {
		pos[i].Offset = at
	}
	return pos, err
}

// before returns the position right before a record of which only its own time is known.
func (s *Stream) before(ctx context.Context, key Key) (Position, error) {
	if len(s.refs) == 1 {
		return Position{{Ref: key.Ref, Offset: key.Offset, Max: key.Max}}, nil
	}
	pos, found, err := s.positionOf(ctx, key)
	if err != nil || !found.OK || !found.Offset.Less(key.Offset) {
		return pos, err
	}
	// An earlier record has a later time: the running maximum is larger.
	key.Max, err = s.maxAt(ctx, found, key)
	if err != nil {
		return nil, err
	}
	return s.PositionOf(ctx, key)
}

// Across returns, in each partition, the place of the first record at or after an
// offset, with its running maximum; where there is none yet, the offset itself. That
// is no cut of the merged order but a bound for reading, in each partition for itself.
// Some flights, which the partitions share.
func (s *Stream) Across(ctx context.Context, at Offset) (Position, error) {
	low, end, err := s.Ends(ctx)
	if err != nil {
		return nil, err
	}
	pos := low
	err = each(len(pos), func(i int) (err error) {
		if low[i].Offset.Less(at) {
			pos[i], err = s.exact(ctx, Place{Ref: low[i].Ref, Offset: at}, end[i].Offset)
		}
		return err
	})
	return pos, err
}

// exact gives a place the running maximum of the first record from there on.
func (s *Stream) exact(ctx context.Context, at Place, end Offset) (Place, error) {
	if !at.Offset.Less(end) {
		return at, nil
	}
	key, _, err := s.first(ctx, at.Ref, at.Offset)
	if err == io.EOF {
		return at, nil
	}
	if err != nil {
		return at, err
	}
	since := key.Max
	if since.IsZero() { // the zero time would ask for the largest one
		since = time.UnixMilli(0)
	}
	found, err := s.src.OffsetsAt(ctx, []Lookup{{Ref: at.Ref, Time: since, End: end}})
	if err != nil {
		return at, err
	}
	if at.Max = key.Max; found[0].Err != nil || !found[0].OK || !found[0].Offset.Less(key.Offset) {
		return at, found[0].Err
	}
	at.Max, err = s.maxAt(ctx, found[0], key)
	return at, err
}

// first finds the first record at or after an offset; io.EOF if there is none.
// The key's maximum is the record's own time. gone tells that the records at the
// offset were removed.
func (s *Stream) first(ctx context.Context, ref Ref, at Offset) (k Key, gone bool, err error) {
	c := &partition{src: s.src, at: Place{Ref: ref, Offset: at}}
	defer c.Close()
	for {
		b, err := c.Next(ctx, 1)
		if err != nil {
			return Key{}, gone, err
		}
		gone = gone || slices.ContainsFunc(b.Holes, func(h Hole) bool { return h.Why == Trimmed })
		if len(b.Records) > 0 {
			r := b.Records[0]
			return Key{Max: r.Time, Ref: ref, Offset: r.Offset}, gone, nil
		}
	}
}

// maxAt finds the running maximum at a record, given an earlier one with a time
// of at least the record's: by reading if that is near, else by asking where the
// maximum passes later times.
func (s *Stream) maxAt(ctx context.Context, earlier Found, k Key) (time.Time, error) {
	if k.Offset.Minus(earlier.Offset) > lookBack {
		return s.searchMax(ctx, earlier.Time, k)
	}
	run := earlier.Time
	c := &partition{src: s.src, at: Place{Ref: k.Ref, Offset: earlier.Offset, Max: run}, to: &Place{Ref: k.Ref, Offset: k.Offset}}
	defer c.Close()
	for {
		b, err := c.Next(ctx, lookBack)
		if err == io.EOF {
			return run, nil
		}
		if err != nil {
			return run, err
		}
		for i := range b.Records {
			run = later(run, b.Records[i].Max)
		}
	}
}

// searchMax finds the running maximum at k: the time of the last record that
// raised it. Each flight asks for the record that passes the maximum known so far
// at growing distances.
func (s *Stream) searchMax(ctx context.Context, known time.Time, k Key) (time.Time, error) {
	for {
		var lookups []Lookup
		for step := time.Millisecond; step < 400*24*time.Hour; step *= 8 {
			lookups = append(lookups, Lookup{Ref: k.Ref, Time: known.Add(step), End: k.Offset})
		}
		found, err := s.src.OffsetsAt(ctx, lookups)
		if err != nil {
			return known, err
		}
		before := known
		for _, f := range found {
			if f.Err != nil {
				return known, f.Err
			}
			if f.OK && f.Offset.Less(k.Offset) {
				known = later(known, f.Time)
			}
		}
		if known.Equal(before) {
			return known, nil
		}
	}
}

// atShare finds the position with a share of all offsets before it: exact with one
// partition and where no record has a time, else within a 2,000th.
func (s *Stream) atShare(ctx context.Context, share float64) (Position, error) {
	low, end, err := s.Ends(ctx)
	if err != nil {
		return nil, err
	}
	all := end.Minus(low)
	above := all - int64(share*float64(all))
	if len(end) == 1 {
		at := end[0].Offset.Add(-above)
		return s.atOffset(ctx, end[0].Ref, at)
	}
	switch above {
	case all:
		return low, nil
	case 0:
		return end, nil
	}
	newest, _, err := s.look(ctx, func(Ref) time.Time { return time.Time{} })
	if err != nil {
		return nil, err
	}
	// Cuts are guessed from here on: of what stands still, the answer is the same each time.
	p := &planner{src: s.src, low: low, top: slices.MaxFunc(newest, func(a, b Place) int { return a.Max.Compare(b.Max) }).Max.UnixMilli() + 1}
	for round := range planRounds {
		under, over := p.bracket(end, above)
		if over == nil && under != nil && under.t <= 0 { // nothing has a time
			return within(low, p.below(under, end), time.Time{}, above-under.rows), nil
		}
		near := over
		if over == nil || under != nil && above-under.rows < over.rows-above {
			near = under
		}
		closed := under != nil && over != nil && under.t-over.t <= 1
		if near != nil && (closed || abs(near.rows-above) <= all/2000 || round == planRounds-1) {
			return p.below(near, end), nil
		}
		if err := p.ask(ctx, end, p.guess(end, under, over, above, round)); err != nil {
			return nil, err
		}
	}
	return end, nil
}

func abs(n int64) int64 { return max(n, -n) }
