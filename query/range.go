package query

import (
	"context"
	"slices"
	"time"

	"riffle/source"
)

// Late is how far beyond an upper bound of time a search reads on: where producers
// set the times, records may come late.
const Late = 5 * time.Minute

// Stream is what finding a range asks of a [source.Stream].
type Stream interface {
	Ends(ctx context.Context) (low, end source.Position, err error)
	Resolve(ctx context.Context, at source.At, here source.Ref) (source.Position, error)
}

// Range is the stretch of a stream that a search has to read. The running maximum
// passes a time exactly where the first record with that time stands, so nothing
// before From can match, and nothing from To on that is less than [Late] late.
type Range struct {
	From, To     source.Position // nil: the filter sets no bound
	Since, Until time.Time       // what they were found by; zero: by an offset
}

// Range finds the stretch in a stream over refs, in a few flights. Conditions on
// the offset count where one partition is read: they are places in its own order.
func (b *Bounds) Range(ctx context.Context, s Stream, refs []source.Ref) (r Range, err error) {
	if !b.Since.IsZero() {
		r.Since = b.Since
		if r.From, err = s.Resolve(ctx, source.AtTime(r.Since), source.Ref{}); err != nil {
			return r, err
		}
	}
	if !b.Until.IsZero() {
		r.Until = b.Until.Add(Late)
		if r.To, err = s.Resolve(ctx, source.AtTime(r.Until), source.Ref{}); err != nil {
			return r, err
		}
	}
	zero := source.Offset{}
	if len(refs) > 1 || b.From == zero && b.To == zero {
		return r, nil
	}
	return r, r.offsets(ctx, s, refs[0], b)
}

// offsets narrows the range by conditions on the offset.
func (r *Range) offsets(ctx context.Context, s Stream, ref source.Ref, b *Bounds) error {
	low, end, err := s.Ends(ctx)
	if err != nil {
		return err
	}
	within := func(o source.Offset) bool { return low[0].Offset.Less(o) && o.Less(end[0].Offset) }
	if within(b.From) {
		at, err := s.Resolve(ctx, source.AtRecord(ref.Partition, b.From), ref)
		if err != nil {
			return err
		}
		if r.From == nil || before(r.From, at) {
			r.From, r.Since = at, time.Time{}
		}
	}
	if within(b.To) {
		at, err := s.Resolve(ctx, source.AtRecord(ref.Partition, b.To), ref)
		if err != nil {
			return err
		}
		if r.To == nil || before(at, r.To) {
			r.To, r.Until = at, time.Time{}
		}
	}
	return nil
}

// before tells whether a comes before b: two cuts of one order differ in the same
// direction in every partition.
func before(a, b source.Position) bool {
	return slices.EqualFunc(a, b, func(x, y source.Place) bool { return !y.Offset.Less(x.Offset) }) &&
		!slices.EqualFunc(a, b, func(x, y source.Place) bool { return x.Offset == y.Offset })
}

// Clamp moves a position into the range.
func (r Range) Clamp(at source.Position) source.Position {
	if r.To != nil && before(r.To, at) {
		at = r.To
	}
	if r.From != nil && before(at, r.From) {
		at = r.From
	}
	return at
}
