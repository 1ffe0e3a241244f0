package query

import (
	"context"
	"io"
	"slices"
	"strings"
	"time"

	"riffle/source"
)

const (
	// outsideBytes and outsideTime bound how far outside of a range is looked, on each
	// side.
	outsideBytes = 32 << 20
	outsideTime  = time.Second
	// outsideMatches are enough to say that there are some.
	outsideMatches = 1000
)

// Around is what matches before and behind a range in which nothing did.
type Around struct {
	Earlier, Later Outside
	Any            bool // it counts all records: the range holds none
}

// Outside is what matches on one side of a range.
type Outside struct {
	Matches int64
	Nearest time.Time // the match that is nearest to the range
	Whole   bool      // all there is was looked at; otherwise there may be more
}

// Around looks for matches outside of a range, without the filter's own bounds of
// time and offset, a second at most on each side: "nothing in the range, 12 later".
// A nil from or to is an end with nothing beyond. looked is how many records the range
// was found to hold: where it holds none and nothing matches around it, all records
// around it are told instead.
func (p *Program) Around(ctx context.Context, src source.Source, from, to source.Position, looked int64) (Around, error) {
	a, err := p.around(ctx, src, from, to)
	if err != nil || looked > 0 || a.Earlier.Matches+a.Later.Matches > 0 {
		a.Any = p.root == nil
		return a, err
	}
	if p.root != nil {
		a, err = new(Program).around(ctx, src, from, to)
	}
	a.Any = true
	return a, err
}

func (p *Program) around(ctx context.Context, src source.Source, from, to source.Position) (a Around, err error) {
	free, err := Compile(p.unbounded(), Settings{Now: time.Now().In(p.now.Location())})
	if err != nil {
		return a, err
	}
	if from != nil {
		s := free.stream(src, from)
		a.Earlier, err = outside(ctx, s.Backward(from, nil), source.Backward)
	}
	if to == nil || err != nil {
		return a, err
	}
	s := free.stream(src, to)
	if until := p.Bounds().Until; !until.IsZero() { // the range goes on beyond it, for late records
		at, err := s.Resolve(ctx, source.AtTime(until), to[0].Ref)
		if err != nil {
			return a, err
		}
		to = source.Furthest(source.Backward, to, at)
	}
	a.Later, err = outside(ctx, s.Forward(to, nil), source.Forward)
	return a, err
}

// outside counts what a cursor gives, within bounds. That there was no time for more
// is no error.
func outside(ctx context.Context, c source.Cursor, dir source.Dir) (o Outside, err error) {
	defer c.Close()
	ctx, cancel := context.WithTimeout(ctx, outsideTime)
	defer cancel()
	var looked int64
	for looked < outsideBytes && o.Matches < outsideMatches {
		b, err := c.Next(ctx, outsideMatches)
		if err == io.EOF {
			o.Whole = true
			return o, nil
		}
		if ctx.Err() != nil {
			return o, nil
		}
		if err != nil {
			return o, err
		}
		looked += b.Looked.Bytes
		if dir == source.Backward {
			slices.Reverse(b.Records)
		}
		o.add(b.Records)
	}
	return o, nil
}

// add counts records, the nearest first: neither the markers of transactions, nor what
// is not known to match.
func (o *Outside) add(records []source.Record) {
	for i := range records {
		r := &records[i]
		if r.Kind == source.Marker || r.Unknown() || o.Matches == outsideMatches {
			continue
		}
		if o.Matches++; o.Matches == 1 {
			o.Nearest = r.Max
		}
	}
}

// unbounded is the filter's text without the conditions on time and offset that
// bound the read.
func (p *Program) unbounded() string {
	if p.root == nil {
		return ""
	}
	parts := []*node{p.root}
	if p.root.kind == andNode {
		parts = p.root.kids
	}
	var texts []string
	for _, n := range parts {
		if n.kind == condNode && !n.cond.neg && (n.cond.field.own == ownTS || n.cond.field.own == ownOffset) {
			continue
		}
		text := n.String()
		if n.kind == orNode {
			text = "(" + text + ")"
		}
		texts = append(texts, text)
	}
	return strings.Join(texts, " and ")
}
