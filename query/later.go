package query

import (
	"context"
	"io"
	"strings"
	"time"

	"riffle/source"
)

const (
	// laterBytes and laterTime bound how far beyond a range is looked.
	laterBytes = 32 << 20
	laterTime  = time.Second
	// laterMatches are enough to say that there are some.
	laterMatches = 1000
)

// Later is what matches behind a range in which nothing did.
type Later struct {
	Matches int64
	First   time.Time
	Whole   bool // all there is was looked at; otherwise there may be more
}

// Later looks behind the end of a range for matches, without the filter's own
// bounds of time and offset, a second at most: "nothing in the range, 12 later".
func (p *Program) Later(ctx context.Context, src source.Source, end source.Position) (l Later, err error) {
	free, err := Compile(p.unbounded(), Settings{Now: time.Now().In(p.loc)})
	if err != nil {
		return l, err
	}
	refs := make([]source.Ref, len(end))
	for i, x := range end {
		refs[i] = x.Ref
	}
	ctx, cancel := context.WithTimeout(ctx, laterTime)
	defer cancel()
	s := source.NewStream(src, refs, source.Options{Wrap: free.Filter, Want: source.Want{Role: source.Scan, Contains: free.Contains()}, Clip: 1})
	c := s.Forward(end, nil)
	defer c.Close()
	var looked int64
	for looked < laterBytes && l.Matches < laterMatches {
		b, err := c.Next(ctx, laterMatches)
		if err == io.EOF {
			l.Whole = true
			return l, nil
		}
		if err != nil {
			return l, err
		}
		if looked += b.Looked.Bytes; l.Matches == 0 && len(b.Records) > 0 {
			l.First = b.Records[0].Max
		}
		l.Matches = min(l.Matches+int64(len(b.Records)), laterMatches)
	}
	return l, nil
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
