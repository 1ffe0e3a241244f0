package query

import (
	"bytes"
	"cmp"
	"slices"
)

// Span is a stretch of a text, in bytes: [From, To).
type Span struct{ From, To int }

// Marks returns where the texts that the filter asks for stand in a line that was
// drawn of a record, in order and without overlaps: what a screen sets off. Texts
// behind not and !=, and numbers, which also stand in other fields, are not among
// them: a record can match with no mark at all. The line may be in any spelling;
// a text that it writes with escapes is not found.
func (p *Program) Marks(line []byte) []Span {
	if p.root == nil {
		return nil
	}
	spans := marks(p.root, line, nil)
	slices.SortFunc(spans, func(a, b Span) int { return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(b.To, a.To)) })
	joined := spans[:0]
	for _, s := range spans {
		if n := len(joined); n > 0 && s.From <= joined[n-1].To {
			joined[n-1].To = max(joined[n-1].To, s.To)
			continue
		}
		joined = append(joined, s)
	}
	return joined
}

// InValue tells whether the filter asks for anything in values: by a path, or by a
// text that may stand anywhere. A key or a header alone is not in there.
func (p *Program) InValue() bool { return p.root != nil && inValues(p.root) }

func inValues(n *node) bool {
	if n.kind == condNode {
		own := n.cond.field.own
		return own == ownValue || own == ownNone && n.cond.field.root == inValue
	}
	return n.kind == textNode || n.kind == patternNode || slices.ContainsFunc(n.kids, inValues)
}

// marks adds the places in line at which what n asks for stands.
func marks(n *node, line []byte, spans []Span) []Span {
	switch n.kind {
	case andNode, orNode:
		for _, kid := range n.kids {
			spans = marks(kid, line, spans)
		}
	case textNode:
		return each(line, n.text, spans)
	case patternNode:
		return matches(n.pattern, line, spans)
	case condNode:
		return condMarks(n.cond, line, spans)
	}
	return spans
}

func condMarks(c *cond, line []byte, spans []Span) []Span {
	for _, s := range c.field.path {
		if s.inner != nil {
			spans = marks(s.inner, line, spans)
		}
	}
	switch {
	case c.neg || c.field.own.place():
	case c.op == opMatch:
		return matches(c.pattern, line, spans)
	case c.op == opContains:
		if lower := bytes.ToLower(line); len(lower) == len(line) { // else the places are others
			return each(lower, c.lits[0].lower, spans)
		}
	case c.op == opEq || c.op == opIn || c.op == opStarts || c.op == opEnds:
		for _, l := range c.lits {
			if l.kind == litText {
				spans = each(line, l.text, spans)
			}
		}
	}
	return spans
}

// each adds every place of text in line.
func each(line, text []byte, spans []Span) []Span {
	if len(text) == 0 {
		return spans
	}
	for from := 0; ; {
		i := bytes.Index(line[min(from, len(line)):], text)
		if i < 0 {
			return spans
		}
		spans = append(spans, Span{from + i, from + i + len(text)})
		from += i + len(text)
	}
}

func matches(p *pattern, line []byte, spans []Span) []Span {
	for _, m := range p.re.FindAllIndex(line, -1) {
		if m[0] < m[1] {
			spans = append(spans, Span{m[0], m[1]})
		}
	}
	return spans
}
