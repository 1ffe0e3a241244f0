package records

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"riffle/query"
	"riffle/source"
	"riffle/ui/figures"
	"riffle/ui/safe"
	"riffle/ui/window"
)

// bounds is where a filter's conditions on time and offset let a search begin and
// end, as in [query.Range].
type bounds struct {
	nothing        string          // why nothing can match; empty where something can
	floor, ceiling source.Position // nil: none
	since, until   time.Time       // what they were found by; zero: by an offset, too
	late           time.Duration   // how far until lies beyond the filter's own bound
	low, high      source.Offset   // which
}

// none tells whether nothing can match.
func (b bounds) none() bool { return b.nothing != "" }

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
	if b.nothing = of.WhyNone(refs); b.none() {
		return b, nil
	}
	found, err := of.Range(ctx, s)
	return bounds{floor: found.From, ceiling: found.To, since: found.Since, until: found.Until, late: found.Late, low: found.Low, high: found.High}, err
}

// and narrows the bounds by others of the same stream, of which b may read a part.
func (b bounds) and(o bounds, refs []source.Ref) bounds {
	b.nothing = cmp.Or(b.nothing, o.nothing)
	if floor := o.floor.Among(refs); floor != nil && (b.floor == nil || floor.Minus(b.floor) > 0) {
		b.floor, b.since, b.low = source.Furthest(source.Forward, floor, b.floor), o.since, o.low
	}
	if ceiling := o.ceiling.Among(refs); ceiling != nil && (b.ceiling == nil || b.ceiling.Minus(ceiling) > 0) {
		b.ceiling, b.until, b.late, b.high = source.Furthest(source.Backward, ceiling, b.ceiling), o.until, o.late, o.high
	}
	return b
}

// clamp moves a position into the bounds.
func (b bounds) clamp(at source.Position) source.Position {
	return query.Range{From: b.floor, To: b.ceiling}.Clamp(at)
}

// done tells whether reading on from at on a side can find nothing.
func (b bounds) done(s window.Side, at source.Position) bool {
	if s == window.Top {
		return b.floor != nil && at.Minus(b.floor) == 0
	}
	return b.ceiling != nil && b.ceiling.Minus(at) == 0
}

// begins and finishes name the bounds in a sentence.
func (p *Pane) begins(b bounds) safe.Text {
	if b.since.IsZero() {
		return p.offset(b.floor, b.low)
	}
	return safe.Text(p.clock(b.since, ""))
}

func (p *Pane) finishes(b bounds) (until, why safe.Text) {
	if b.until.IsZero() {
		return p.offset(b.ceiling, b.high), "where the filter ends"
	}
	return safe.Text(p.clock(b.until, "")), safe.Text(figures.Beyond(b.late))
}

// offset names one in each partition of a position: "p2 @ 1000" where there is one.
func (p *Pane) offset(of source.Position, o source.Offset) safe.Text {
	text := safe.Clean(p.src.Format(of[0].Ref, o), 40)
	if len(of) == 1 {
		return safe.Text(fmt.Sprintf("p%d @ ", of[0].Partition)) + text
	}
	return "offset " + text
}
