package query

import (
	"context"
	"errors"
	"slices"
	"time"

	"riffle/source"
)

// sampling is one run of [Bisect.Sample].
type sampling struct {
	*Bisect
	from, to source.Position
	grid     *grid
	places   []*spot // in order of time
	coverage source.Coverage
	probes   int
	rare     bool
}

// spot is a cut with what was read from there on, up to the next place.
type spot struct {
	cut
	parts   []part
	turn    int // the partition whose turn it is
	looked  int64
	matches int64
	first   time.Time
	last    time.Time
	ask     int // bytes that the last look asked for; zero before the first
}

// part is what was read at a place of one partition.
type part struct {
	upto source.Offset
	max  time.Time // no record from upto on has a smaller running maximum
}

func newSpot(c cut, turn int) *spot {
	p := &spot{cut: c, parts: make([]part, len(c.at)), turn: turn}
	for i := range p.parts {
		p.parts[i] = part{upto: c.at[i].Offset, max: c.at[i].Max}
	}
	return p
}

// run looks at places until every change lies between two that are close together.
func (s *sampling) run(ctx context.Context) error {
	s.grid = &grid{src: s.Source, from: s.from, to: s.to}
	if err := s.grid.make(ctx, gridCells); err != nil {
		return err
	}
	if err := s.crowdEnd(ctx); err != nil {
		return err
	}
	for i, c := range s.grid.cuts[:len(s.grid.cuts)-1] {
		if s.grid.cuts[i+1].at.Minus(c.at) > 0 {
			s.places = append(s.places, newSpot(c, i*probeParts))
		}
	}
	if err := s.probe(ctx, s.places); err != nil {
		return err
	}
	for range narrowRounds {
		if err := s.makeSure(ctx); err != nil {
			return err
		}
		fresh, err := s.narrow(ctx)
		if err != nil || !fresh {
			return err
		}
	}
	return nil
}

// crowdEnd adds places close to the end of the range: that matches ended a moment
// ago is what people ask about most, and no place behind would show it.
func (s *sampling) crowdEnd(ctx context.Context) error {
	cuts := s.grid.cuts
	a, b := cuts[len(cuts)-2].t, cuts[len(cuts)-1].t
	var times []int64
	for step := (b - a) / 2; step > 0 && len(times) < endPlaces; step /= 2 {
		times = append(times, b-step)
	}
	return s.grid.ask(ctx, times)
}

// end is the position at which place i has nothing more to read.
func (s *sampling) end(i int) source.Position {
	if i+1 < len(s.places) {
		return s.places[i+1].at
	}
	return s.to
}

// left counts the records of place i that nobody looked at.
func (s *sampling) left(i int) (n int64) {
	end := s.end(i)
	for k, x := range s.places[i].parts {
		n += end[k].Offset.Minus(x.upto)
	}
	return n
}

// rate is how often a record matches where records match. Places are chosen for
// having a match; to leave out one match of each undoes that.
func (s *sampling) rate() float64 {
	matches, looked := int64(0), int64(0)
	for _, p := range s.places {
		if p.matches > 0 {
			matches, looked = matches+p.matches-1, looked+p.looked
		}
	}
	all := float64(s.coverage.Matched) / float64(max(s.coverage.Looked.Records, 1))
	return max(all, float64(matches)/float64(max(looked, 1)))
}

// sure tells whether place i shows no match because there are none.
func (s *sampling) sure(i int) bool {
	p := s.places[i]
	return p.matches > 0 || s.left(i) == 0 || s.coverage.Matched > 0 && s.rate()*float64(p.looked) >= expected
}

// missing counts the records that place i has to be looked at for more, so that it
// shows no match because there are none.
func (s *sampling) missing(i int) int64 {
	return min(s.left(i), int64(expected/s.rate())-s.places[i].looked+1)
}

// makeSure reads on where no match was seen, until that means something.
func (s *sampling) makeSure(ctx context.Context) error {
	for {
		var doubtful []*spot
		missing := int64(0)
		for i, p := range s.places {
			if s.sure(i) {
				continue
			}
			if doubtful = append(doubtful, p); s.coverage.Matched > 0 {
				missing += s.missing(i)
			}
		}
		s.rare = len(doubtful) > 0
		if !s.rare || s.beyond(missing) {
			return nil
		}
		if err := s.probe(ctx, doubtful); err != nil {
			return err
		}
	}
}

// beyond tells whether looking at so many records more is not in the budget.
func (s *sampling) beyond(missing int64) bool {
	looked, rest := s.coverage.Looked, int64(sampleMost)
	if s.coverage.Matched == 0 {
		rest = noneMost
		if looked.Records*noneShare >= s.to.Minus(s.from) {
			return true
		}
	}
	rest -= looked.Wire
	return rest <= 0 || float64(missing)*float64(looked.Wire)/float64(max(looked.Records, 1)) > hopeless*float64(rest)
}

// changes are what is to be done about places of which one has matches and the next
// has not, or the other way round.
type changes struct {
	times []int64 // to look at: much lies between
	whole []int   // places to be read up to the next: little does
	late  []*spot // whose first match may not be the first: see [sampling.begun]
}

// changes finds what is to be done next.
func (s *sampling) changes() (c changes) {
	near := int64(min(max(expected/max(s.rate(), 1e-9), closeLeast), closeMost))
	last := len(s.places) - 1
	for i, a := range s.places[:last] {
		b, left := s.places[i+1], s.left(i)
		from := a.reached()
		switch {
		case (a.matches > 0) == (b.matches > 0):
		case left == 0:
			if !s.begun(i + 1) {
				c.late = append(c.late, b)
			}
		case left > near && b.t-from > 1:
			c.times = append(c.times, from+(b.t-from)/2)
		default:
			c.whole = append(c.whole, i)
		}
	}
	if left := s.left(last); left > 0 && left <= near {
		c.whole = append(c.whole, last)
	}
	return c
}

// narrow looks at what the changes ask for, and tells whether there were any.
func (s *sampling) narrow(ctx context.Context) (fresh bool, err error) {
	if s.coverage.Looked.Wire >= narrowMost {
		return false, nil
	}
	c := s.changes()
	for _, i := range c.whole {
		for s.left(i) > 0 {
			if err := s.probe(ctx, s.places[i:i+1]); err != nil {
				return false, err
			}
		}
	}
	if err := s.probe(ctx, c.late); err != nil {
		return false, err
	}
	if len(c.times) == 0 {
		return len(c.whole)+len(c.late) > 0, nil
	}
	known := len(s.grid.cuts)
	if err := s.grid.ask(ctx, c.times); err != nil {
		return false, err
	}
	var added []*spot
	for _, x := range s.grid.cuts {
		if slices.Contains(c.times, x.t) {
			added = append(added, s.split(x, known+len(added)))
		}
	}
	return true, s.probe(ctx, added)
}

// begun tells whether every partition was read up to the first match of place i: of
// many partitions a look goes into some.
func (s *sampling) begun(i int) bool {
	p, end := s.places[i], s.end(i)
	for k, x := range p.parts {
		if p.matches > 0 && x.upto.Less(end[k].Offset) && x.max.Before(p.first) {
			return false
		}
	}
	return true
}

// reached is the time up to which a place was read, in milliseconds.
func (p *spot) reached() int64 {
	t := p.t
	for _, x := range p.parts {
		if x.max.UnixMilli() > t {
			t = x.max.UnixMilli()
		}
	}
	return t
}

// split puts a new place in. What the one before it has read beyond belongs to it
// no more, but is not read again either: the new one begins there.
func (s *sampling) split(c cut, turn int) *spot {
	i := 0
	for i < len(s.places) && s.places[i].t < c.t {
		i++
	}
	p := newSpot(c, turn)
	for k := range p.parts {
		if was := s.places[i-1].parts[k]; p.parts[k].upto.Less(was.upto) {
			p.parts[k].upto, p.parts[k].max, p.at[k].Offset = was.upto, was.max, was.upto
		}
	}
	s.places = slices.Insert(s.places, i, p)
	return p
}

// found sums up what is known. A place that holds few records and no match says
// nothing by itself: several of them, one after the other, may.
func (s *sampling) found() Found {
	f := Found{Probes: s.probes, Rare: s.rare && s.coverage.Matched > 0, Coverage: s.coverage}
	var span *Stretch            // that is not known to have ended
	since, quiet := -1, int64(0) // the first of the places without a match, and what they showed
	for i, p := range s.places {
		if p.matches == 0 {
			if since < 0 {
				since = i
			}
			if quiet += p.looked; span != nil && s.rate()*float64(quiet) >= expected {
				span.Before = s.quietFrom(since)
				span = nil
			}
			continue
		}
		if span == nil {
			f.Spans = append(f.Spans, Stretch{First: p.first, After: s.quietUpto(i, quiet)})
			span = &f.Spans[len(f.Spans)-1]
		}
		span.Last, span.Matches = p.last, span.Matches+p.matches
		since, quiet = -1, 0
	}
	if last := len(s.places) - 1; span != nil && s.left(last) == 0 && s.quiet(s.places[last], span.Last, quiet) {
		span.Before = span.Last
	}
	if s.whole() {
		f.Sampled, f.Parts = false, slices.Clone(f.Parts)
		for i := range f.Parts {
			f.Parts[i].High = f.Parts[i].To
		}
	}
	if n := s.coverage.Matched; n > 0 && n < expected {
		s.few(&f)
	}
	return f
}

// few keeps a handful of matches from passing for ones that go on for ever: so few
// say nothing of what lies around them. Where all was read they are the first and
// the last; elsewhere nothing but the range itself bounds where they begin and end.
func (s *sampling) few(f *Found) {
	first, last := &f.Spans[0], &f.Spans[len(f.Spans)-1]
	after, before := s.grid.ends()
	f.Rare = f.Sampled
	if !f.Sampled {
		after, before = first.First, last.Last
	}
	if first.After.IsZero() {
		first.After = after
	}
	if last.Before.IsZero() {
		last.Before = before
	}
}

// whole tells whether every record of the range was looked at.
func (s *sampling) whole() bool {
	for i := range s.places {
		if s.left(i) > 0 {
			return false
		}
	}
	return len(s.places) > 0 && len(s.from) == len(s.From)
}

// quietFrom is the time from which on nothing matched any more: place i is the
// first without a match.
func (s *sampling) quietFrom(i int) time.Time {
	if s.left(i-1) == 0 {
		return s.places[i-1].last
	}
	return time.UnixMilli(s.places[i].t)
}

// quietUpto is the time up to which nothing matched before place i, behind places
// that showed so many records and no match.
func (s *sampling) quietUpto(i int, quiet int64) time.Time {
	p := s.places[i]
	if i > 0 && s.rate()*float64(quiet) >= expected {
		if s.left(i-1) > 0 {
			return time.UnixMilli(s.places[i-1].reached())
		}
		return p.first
	}
	share := float64(p.first.UnixMilli()-p.t) / float64(max(p.reached()-p.t, 1))
	if s.rate()*(float64(quiet)+share*float64(p.looked)) >= expected {
		return p.first
	}
	return time.Time{}
}

// quiet tells whether so many records follow the last match, at the end of the
// range, that this is no accident: those of places behind its own, and its own.
func (s *sampling) quiet(p *spot, last time.Time, behind int64) bool {
	share := 0.0
	if p.matches > 0 {
		share = float64(p.reached()-last.UnixMilli()) / float64(max(p.reached()-p.t, 1))
	}
	return s.rate()*(float64(behind)+share*float64(p.looked)) >= expected
}

// firstError chooses among what several reads met: the first that does not come
// from a cancelled context.
func firstError(errs []error) (err error) {
	for _, e := range errs {
		if e != nil && (err == nil || errors.Is(err, context.Canceled)) {
			err = e
		}
	}
	return err
}
