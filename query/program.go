package query

import (
	"cmp"
	"slices"
	"strings"
	"sync"
	"time"

	"riffle/source"
)

// Settings are what a filter's meaning depends on beside its text.
type Settings struct {
	// Now is the moment that relative times count from, and its location is the
	// zone of times without one. The zero time means the present.
	Now time.Time
	// Saved holds the filters that stand under a name: @name.
	Saved map[string]string
}

// Program is a filter that has been understood. It does not change: any number of
// goroutines may use it at once.
type Program struct {
	root    *node // as it was written; nil for the empty filter
	tests   *node // the same, cheap conditions first
	plans   [2]plan
	content bool      // it looks at what is in a record, not only at where it lies
	now     time.Time // when it was understood, in the zone of times without one
	pool    sync.Pool // of *matcher
}

// Compile reads a filter. Text of nothing but white space matches every record.
// The error is an *Error.
func Compile(text string, s Settings) (*Program, error) {
	if s.Now.IsZero() {
		s.Now = time.Now()
	}
	p := &Program{now: s.Now}
	p.pool.New = func() any { return newMatcher(p) }
	if strings.TrimSpace(text) == "" {
		return p, nil
	}
	read := &parser{lexer: lexer{text: text}, now: s.Now, saved: s.Saved, parts: new(int)}
	root, err := read.parse()
	if err != nil {
		return nil, err
	}
	settle(root, s.Now)
	if c := emptyRange(root); c != nil {
		return nil, read.fail(c.field.col, c.field.len, "this range of times ends before it begins", "")
	}
	p.root = root
	p.bind(root)
	p.tests = ordered(root)
	p.content = testsContent(root)
	return p, nil
}

// Empty tells whether the filter has no condition.
func (p *Program) Empty() bool { return p.root == nil }

// Content tells whether the filter looks at what is in a record, not only at where
// it lies.
func (p *Program) Content() bool { return p.content }

// Match tells whether a record satisfies the filter. A record that is too large
// to be looked into, so that nobody can know, is taken as a match: it must not
// get lost. [Program.Test] tells the two apart.
func (p *Program) Match(r *source.Record) bool {
	if p.root == nil {
		return true
	}
	m := p.pool.Get().(*matcher)
	v := m.match(r)
	p.pool.Put(m)
	return v != no
}

// Test is Match that also says, with a [LimitError], when the answer is not known.
func (p *Program) Test(r *source.Record) (bool, error) {
	if p.root == nil {
		return true, nil
	}
	m := p.pool.Get().(*matcher)
	v := m.match(r)
	p.pool.Put(m)
	if v == unknown {
		return true, limitOf(r)
	}
	return v == yes, nil
}

// bind prepares the conditions for evaluation: plain paths get their place in the
// one pass over the document.
func (p *Program) bind(n *node) {
	for _, kid := range n.kids {
		p.bind(kid)
	}
	if n.kind != condNode {
		return
	}
	c := n.cond
	c.projects = c.field.projects()
	c.absent = (&probe{cond: c}).verdict(false)
	if c.op == opContains {
		c.lits[0].lower = appendLower(nil, c.lits[0].text)
	}
	for _, s := range c.field.path {
		if s.inner != nil {
			p.bind(s.inner)
		}
	}
	switch {
	case c.field.own == ownJSON || c.field.own == ownValue:
		p.plans[inValue].add(nil)
	case c.field.own != ownNone:
	case c.field.root == inElement:
		c.field.rest = c.field.path
	default:
		c.field.slot, c.field.rest = p.plans[c.field.root].add(c.field.path)
		c.need, c.name = longest(condNeeds(c)), c.field.name()
	}
}

// ordered returns n with cheap conditions before dear ones, which changes nothing
// but the time it takes.
func ordered(n *node) *node {
	if len(n.kids) == 0 {
		return n
	}
	same := *n
	same.kids = make([]*node, len(n.kids))
	for i, kid := range n.kids {
		same.kids[i] = ordered(kid)
	}
	slices.SortStableFunc(same.kids, func(a, b *node) int { return cmp.Compare(cost(a), cost(b)) })
	return &same
}

// cost is what testing n takes, in no unit.
func cost(n *node) int {
	switch n.kind {
	case textNode:
		return 20
	case patternNode:
		return 400
	case condNode:
		return condCost(n.cond)
	}
	sum := 0
	for _, kid := range n.kids {
		sum += cost(kid)
	}
	return sum
}

func condCost(c *cond) int {
	var sum int
	switch {
	case c.field.own == ownHeaders || c.field.own == ownKey:
		sum = 5
	case c.field.own == ownValue:
		sum = 10
	case c.field.own == ownJSON:
		sum = 60
	case c.field.own != ownNone:
		return 1
	case c.need != nil:
		sum = 30
	default:
		sum = 60 + 20*len(c.field.rest)
	}
	if c.op == opMatch {
		sum += 200
	}
	return sum
}

// testsContent tells whether n looks at what is in a record.
func testsContent(n *node) bool {
	if n.kind == condNode {
		return !n.cond.field.own.place()
	}
	return len(n.kids) == 0 || slices.ContainsFunc(n.kids, testsContent)
}
