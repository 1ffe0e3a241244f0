package records

import (
	"context"
	"time"

	"riffle/query"
	"riffle/source"
	"riffle/ui/window"
)

// lateMost is how far beyond an upper bound of time a search reads on: where
// producers set the times, records may come late.
const lateMost = 5 * time.Minute

// bounds is where a filter's conditions on time let a search begin and end. The
// running maximum passes a time exactly where the first record with that time
// stands, so nothing before floor can match, and nothing from ceiling on that is
// less late than lateMost.
type bounds struct {
	floor, ceiling source.Position // nil: none
	since, until   time.Time
}

// boundsOf finds the bounds of a filter, in one flight for each.
func boundsOf(ctx context.Context, s stream, program *query.Program) (b bounds, err error) {
	if program == nil {
		return b, nil
	}
	of := program.Bounds()
	if !of.Since.IsZero() {
		b.since = of.Since
		if b.floor, err = s.Resolve(ctx, source.AtTime(of.Since), source.Ref{}); err != nil {
			return b, err
		}
	}
	if !of.Until.IsZero() {
		b.until = of.Until.Add(lateMost)
		b.ceiling, err = s.Resolve(ctx, source.AtTime(b.until), source.Ref{})
	}
	return b, err
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
