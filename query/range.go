package query

import (
	"context"
	"slices"
	"time"

	"riffle/source"
)

// late is how far beyond an upper bound of time a search reads on where producers
// set the times: records may come late. Where the brokers set them (LogAppendTime)
// the order of a partition is that of their clocks, and it stops at the bound: what
// a clock that was set back dates before it is left out.
const late = 5 * time.Minute

// Stream is what finding a range asks of a [source.Stream].
type Stream interface {
	Resolve(ctx context.Context, at source.At, here source.Ref) (source.Position, error)
	Past(ctx context.Context, t time.Time) (source.Position, error)
	Across(ctx context.Context, at source.Offset) (source.Position, error)
	Clock(ctx context.Context) (source.TimeKind, error)
}

// Range is the stretch of a stream that a search has to read. The running maximum
// passes a time exactly where the first record with that time stands, so nothing
// before From can match, and nothing from To on that is less than Late late. One clock
// that is ahead ends no range: see [source.Stream.Past].
// Conditions on the offset bound each partition for itself.
type Range struct {
	From, To     source.Position // nil: the filter sets no bound
	Since, Until time.Time       // what they were found by; zero: by an offset, too
	Late         time.Duration   // how far Until lies beyond the filter's own bound
	Low, High    source.Offset   // the offsets they were found by; zero: by a time alone
}

// Range finds the stretch in a stream, in a few flights.
func (b *Bounds) Range(ctx context.Context, s Stream) (r Range, err error) {
	if !b.Since.IsZero() {
		r.Since = b.Since
		if r.From, err = s.Resolve(ctx, source.AtTime(r.Since), source.Ref{}); err != nil {
			return r, err
		}
	}
	if !b.Until.IsZero() {
		clock, err := s.Clock(ctx)
		if err != nil {
			return r, err
		}
		if r.Until = b.Until; clock == source.AppendTime {
			r.To, err = s.Resolve(ctx, source.AtTime(r.Until), source.Ref{})
		} else {
			r.Late, r.Until = late, b.Until.Add(late)
			r.To, err = s.Past(ctx, r.Until)
		}
		if err != nil {
			return r, err
		}
	}
	return r, r.offsets(ctx, s, b)
}

// offsets narrows the range by conditions on the offset.
func (r *Range) offsets(ctx context.Context, s Stream, b *Bounds) error {
	zero := source.Offset{}
	if b.From != zero {
		at, err := s.Across(ctx, b.From)
		if err != nil {
			return err
		}
		if at = source.Furthest(source.Forward, at, r.From); !slices.Equal(at, r.From) {
			r.From, r.Since, r.Low = at, time.Time{}, b.From
		}
	}
	if b.To != zero {
		at, err := s.Across(ctx, b.To)
		if err != nil {
			return err
		}
		if at = source.Furthest(source.Backward, at, r.To); !slices.Equal(at, r.To) {
			r.To, r.Until, r.High = at, time.Time{}, b.To
		}
	}
	return nil
}

// Clamp moves a position into the range.
func (r Range) Clamp(at source.Position) source.Position {
	return source.Furthest(source.Forward, source.Furthest(source.Backward, at, r.To), r.From)
}
