package cli

import (
	"context"
	"fmt"
	"slices"
	"time"

	"riffle/query"
	"riffle/source"
	"riffle/ui/figures"
)

// span finds what is to be read: what was asked for, as far as the filter's own
// bounds leave it.
func (s *scan) span(ctx context.Context) error {
	here := s.places.Refs()[0]
	var bounds query.Range
	var mixed []string
	of := s.program.Bounds()
	err := s.persist(ctx, startPatience, func() (err error) {
		if s.start, err = s.place(ctx, s.from, here); err != nil {
			return err
		}
		if s.end, err = s.place(ctx, s.to, here); err != nil {
			return err
		}
		if mixed, err = s.mixed(ctx); err != nil {
			return err
		}
		bounds, err = of.Range(ctx, s.stream)
		return err
	})
	if err != nil {
		return err
	}
	s.report.admit(mixed...)
	s.start = source.Furthest(source.Forward, s.start, bounds.From)
	if bounds.To != nil && !s.follow {
		s.bound(bounds)
	}
	s.reachGone(of)
	return nil
}

// jitter is how far times may run backwards before anybody is told.
const jitter = time.Second

// mixed tells of a place that is a time where times run backwards: it is where that time
// is first reached, and not what parts the earlier records from the later ones.
func (s *scan) mixed(ctx context.Context) (list []string, err error) {
	clock := source.NoTime
	for _, end := range []struct {
		flag string
		at   source.At
		pos  source.Position
		rest string
	}{
		{"--from", s.from, s.start, "$ts >= %s in --where leaves them out"},
		{"--to", s.to, s.end, "$ts < %s in --where finds them"},
	} {
		t, ok := end.at.Instant()
		if !ok {
			continue
		}
		if clock == source.NoTime {
			if clock, err = s.stream.Clock(ctx); err != nil {
				return nil, err
			}
		}
		if clock == source.AppendTime {
			return nil, nil
		}
		past, err := s.stream.Past(ctx, t.Add(-jitter))
		if err != nil {
			return nil, err
		}
		if beyond(past, end.pos) {
			stamped := t.In(s.zone).Format("2006-01-02T15:04:05.999")
			list = append(list, fmt.Sprintf("times run backwards here: %s %s is where that is first reached, and earlier records come behind it; "+end.rest, end.flag, end.at, stamped))
		}
	}
	return list, nil
}

// beyond tells whether a position lies behind another one in some partition.
func beyond(a, b source.Position) bool {
	for i := range a {
		if b[i].Offset.Less(a[i].Offset) {
			return true
		}
	}
	return false
}

// findLast finds the last records, and notes what was looked at for it.
func (s *scan) findLast(ctx context.Context) (first source.Position, c source.Cursor, err error) {
	s.back = source.Cover(s.start, s.end, source.Backward)
	s.back.Filtered = !s.program.Empty()
	first, c, err = s.stream.Last(s.end, s.start, s.last, func(back source.Cursor, most int) (source.Batch, error) {
		b, err := s.next(ctx, back, most)
		if err == nil {
			s.begun = true
			s.back.Add(b, source.Backward, time.Now())
			s.report.progress(&s.back)
		}
		return b, err
	})
	if err != nil {
		s.coverage = s.back
		s.coverage.Matched = 0 // none was given out
	}
	return first, c, err
}

// addBack says of the last matches that all was looked at from the end back to them,
// and not only what was read a second time to give them out in order.
func (s *scan) addBack() {
	c := &s.coverage
	c.Looked.Wire += s.back.Looked.Wire
	c.Gone, c.Holes[source.Trimmed] = s.back.Gone, s.back.Holes[source.Trimmed]
	if !c.Filtered && !s.back.Lost() {
		return
	}
	wire := c.Looked.Wire
	c.Looked, c.Parts, c.Holes = s.back.Looked, s.back.Parts, s.back.Holes
	c.Looked.Wire = wire
}

// place finds a place, and tells what has to be known of one that a consumer group stands at.
func (s *scan) place(ctx context.Context, at source.At, here source.Ref) (source.Position, error) {
	group, ok := at.Group()
	if !ok {
		pos, err := s.places.Resolve(ctx, at, here)
		return pos.Among(s.stream.Refs()), err
	}
	st, err := s.stream.Standing(ctx, group)
	if err == nil {
		s.report.admit(figures.Standing(&st)...)
	}
	return st.At, err
}

// reachGone moves a start before what is gone of that which was asked for: of the offsets
// that the filter names, and where all up to the end is gone, of what stood there once.
func (s *scan) reachGone(named query.Bounds) {
	none := source.Offset{}
	if !s.from.Start() || named.Empty {
		return
	}
	for i := range s.start {
		start, end := &s.start[i].Offset, &s.end[i].Offset
		if named.To != none && named.To.Less(*start) && named.To.Less(*end) {
			*end = named.To
		}
		if end.Less(*start) || named.From != none && named.From.Less(*start) {
			*start = named.From
		}
	}
}

// bound ends the read where the filter can find no more.
func (s *scan) bound(b query.Range) {
	end := source.Furthest(source.Backward, s.end, b.To)
	if slices.Equal(end, s.end) {
		return
	}
	s.end, s.upto = end, "where the filter ends"
	if !b.Until.IsZero() {
		s.upto = b.Until.In(s.zone).Format("2006-01-02 15:04:05") + ", " + figures.Beyond(b.Late)
	}
}
