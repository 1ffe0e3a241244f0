package query

import (
	"context"
	"fmt"

	"riffle/source"
)

// LimitError marks a record that is too large, or nested too deep, to be looked
// into. Such a record passes the filter, so that it is seen.
type LimitError struct {
	Size int // bytes of the value, or of the key if that is larger
}

func (e *LimitError) Error() string {
	if e.Size > maxValue {
		return fmt.Sprintf("filtering the record: its %d bytes are more than the %d that paths look into", e.Size, maxValue)
	}
	return fmt.Sprintf("filtering the record: its JSON is nested deeper than paths look (%d levels; %d bytes and %d levels with modifiers)",
		maxDepth, maxModifierValue, maxModifierDepth)
}

func limitOf(r *source.Record) *LimitError {
	return &LimitError{Size: max(len(r.Value), len(r.Key))}
}

// Filter returns a cursor that gives what c gives, without the records that do not
// match. A batch of which nothing is left is progress all the same, and says how far
// it came. Records over a limit stay, with a [LimitError] in Err. Looked counts no
// markers of transactions, so that it can be compared with the matches. It counts
// the values that were parsed to their end, and those that are not JSON. A value is
// not where less is enough to know that it does not match: a text that it needs is
// not in it, or the path leads to another value. Of those, the first 256 and then
// one in 32 are parsed all the same, so that the counts tell what kind of topic this
// is.
func (p *Program) Filter(c source.Cursor) source.Cursor {
	if p.root == nil {
		return c
	}
	return &filter{cursor: c, matcher: newMatcher(p)}
}

// Options are those of a [source.Stream] that scans for what matches. More may be set.
func (p *Program) Options() source.Options {
	return source.Options{Wrap: p.Filter, Want: source.Want{Role: source.Scan, Contains: p.Contains()}}
}

// stream is what matches in the partitions of a position, for readers that look at
// times only and keep nothing.
func (p *Program) stream(src source.Source, at source.Position) *source.Stream {
	o := p.Options()
	o.Clip, o.Lend = 1, true
	return source.NewStream(src, at.Refs(), o)
}

type filter struct {
	cursor  source.Cursor
	matcher *matcher
	seen    int             // records so far
	records []source.Record // of the last batch; what c gave is not ours to change
}

func (f *filter) Next(ctx context.Context, max int) (source.Batch, error) {
	b, err := f.cursor.Next(ctx, max)
	clear(f.records)
	f.records = f.records[:0]
	for i := range b.Records {
		r := &b.Records[i]
		v := f.matcher.look(r, f.seen, &b.Looked)
		f.seen++
		if v == no {
			continue
		}
		f.records = append(f.records, *r)
		if v == unknown {
			f.records[len(f.records)-1].Err = limitOf(r)
		}
	}
	b.Records = f.records
	return b, err
}

func (f *filter) Close() error { return f.cursor.Close() }

// look tests a record, of which so many were seen before, and counts what it was: a
// marker was counted as a record.
func (m *matcher) look(r *source.Record, seen int, looked *source.Count) verdict {
	if r.Kind == source.Marker && looked.Records > 0 {
		looked.Records--
	}
	v := m.match(r)
	if seen < sampledWhole || r.Offset.Lo%sampled == 0 {
		m.sample()
	}
	m.count(looked)
	if v == unknown {
		looked.OverLimit++
	}
	return v
}

// Of the values that need not be parsed, the first sampledWhole are, and then those
// at offsets that sampled divides.
const (
	sampledWhole = 256
	sampled      = 32
)

// sample parses the value if the filter has a path into it and it may match.
func (m *matcher) sample() {
	if m.record.Kind == source.Data && len(m.docs[inValue].plan.root.kids) > 0 {
		m.docs[inValue].read()
	}
}

// count adds what was parsed of the record.
func (m *matcher) count(looked *source.Count) {
	switch m.docs[inValue].state {
	case valid:
		looked.Parsed++
	case invalid:
		looked.Parsed++
		looked.NotJSON++
	}
}
