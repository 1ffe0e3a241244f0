package records

import (
	"context"
	"slices"
	"time"

	"riffle/query"
	"riffle/source"
	"riffle/ui/safe"
	"riffle/ui/window"
)

// lateMost is how far beyond an upper bound of time a search reads on: where
// producers set the times, records may come late.
const lateMost = 5 * time.Minute

// bounds is where a filter's conditions on time, and on the offset where one
// partition is read, let a search begin and end. The running maximum passes a time
// exactly where the first record with that time stands, so nothing before floor
// can match, and nothing from ceiling on that is less late than lateMost.
type bounds struct {
	none           bool            // nothing can match
	floor, ceiling source.Position // nil: none
	since, until   time.Time       // what they were found by; zero: by an offset
}

// refsFor returns the partitions that can hold a record that matches. Where there
// are none, all: a stream needs some, and [bounds] says that nothing is to be read.
func refsFor(refs []source.Ref, program *query.Program) []source.Ref {
	of := program.Bounds()
	some := slices.DeleteFunc(slices.Clone(refs), func(r source.Ref) bool { return !of.Covers(r) })
	if len(some) == 0 {
		return refs
	}
	return some
}

// boundsOf finds the bounds of a filter, in a few flights.
func boundsOf(ctx context.Context, s stream, refs []source.Ref, program *query.Program) (b bounds, err error) {
	if program == nil {
		return b, nil
	}
	of := program.Bounds()
	if b.none = of.Empty || !slices.ContainsFunc(refs, of.Covers); b.none {
		return b, nil
	}
	if !of.Since.IsZero() {
		b.since = of.Since
		if b.floor, err = s.Resolve(ctx, source.AtTime(of.Since), source.Ref{}); err != nil {
			return b, err
		}
	}
	if !of.Until.IsZero() {
		b.until = of.Until.Add(lateMost)
		if b.ceiling, err = s.Resolve(ctx, source.AtTime(b.until), source.Ref{}); err != nil {
			return b, err
		}
	}
	zero := source.Offset{}
	if len(refs) > 1 || of.From == zero && of.To == zero {
		return b, nil
	}
	return b, b.offsets(ctx, s, refs[0], of)
}

// offsets narrows the bounds by conditions on the offset.
func (b *bounds) offsets(ctx context.Context, s stream, ref source.Ref, of query.Bounds) error {
	low, end, err := s.Ends(ctx)
	if err != nil {
		return err
	}
	within := func(o source.Offset) bool { return low[0].Offset.Less(o) && o.Less(end[0].Offset) }
	if within(of.From) {
		at, err := s.Resolve(ctx, source.AtRecord(ref.Partition, of.From), ref)
		if err != nil {
			return err
		}
		if b.floor == nil || window.Distance(b.floor, at) > 0 {
			b.floor, b.since = at, time.Time{}
		}
	}
	if within(of.To) {
		at, err := s.Resolve(ctx, source.AtRecord(ref.Partition, of.To), ref)
		if err != nil {
			return err
		}
		if b.ceiling == nil || window.Distance(at, b.ceiling) > 0 {
			b.ceiling, b.until = at, time.Time{}
		}
	}
	return nil
}

// clamp moves a position into the bounds.
func (b bounds) clamp(at source.Position) source.Position {
	if b.ceiling != nil && window.Distance(b.ceiling, at) > 0 {
		at = b.ceiling
	}
	if b.floor != nil && window.Distance(at, b.floor) > 0 {
		at = b.floor
	}
	return at
}

// done tells whether reading on from at on a side can find nothing.
func (b bounds) done(s window.Side, at source.Position) bool {
	if s == window.Top {
		return b.floor != nil && window.Distance(b.floor, at) == 0
	}
	return b.ceiling != nil && window.Distance(at, b.ceiling) == 0
}

// begins and finishes name the bounds in a sentence.
func (p *Pane) begins(b bounds) safe.Text {
	if b.since.IsZero() {
		return p.place(b.floor)
	}
	return safe.Text(p.clock(b.since, ""))
}

func (p *Pane) finishes(b bounds) safe.Text {
	if b.until.IsZero() {
		return p.place(b.ceiling) + ", where the filter ends"
	}
	return safe.Text(p.clock(b.until, "")) + ", 5 min after the filter ends"
}
