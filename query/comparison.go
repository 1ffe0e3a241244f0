package query

import (
	"bytes"
	"slices"
	"strings"
)

func condNodeOf(c *cond) *node { return &node{kind: condNode, cond: c} }

// symbols in the order in which they must be tried.
var symbols = []struct {
	text string
	op   op
	neg  bool
}{{"==", opEq, false}, {"!=", opEq, true}, {"!~", opMatch, true}, {"<=", opLe, false}, {">=", opGe, false},
	{"=", opEq, false}, {"<", opLt, false}, {">", opGt, false}, {"~", opMatch, false}}

var wordOps = map[string]op{"contains": opContains, "startswith": opStarts, "endswith": opEnds, "in": opIn, "exists": opExists, "is": opIs}

// operator reads an operator if one comes next; else it stays where it was.
func (p *parser) operator() (o op, neg, ok bool) {
	from := p.pos
	neg = p.keyword("not") != ""
	for _, s := range symbols {
		if p.take(s.text) {
			return s.op, neg != s.neg, true
		}
	}
	if w := p.keyword("contains", "startswith", "endswith", "in", "exists", "is"); w != "" && !(neg && w == "is") {
		return wordOps[w], neg, true
	}
	p.pos = from
	return 0, false, false
}

// comparison reads the operator and the value behind a field; found is false
// where there is no operator.
func (p *parser) comparison(f field) (n *node, found bool, err *Error) {
	p.space()
	opCol := p.pos
	if f.len > 0 {
		if err := p.foreign(f); err != nil {
			return nil, true, err
		}
	}
	o, neg, ok := p.operator()
	if !ok {
		return nil, false, nil
	}
	c := &cond{field: f, op: o, neg: neg}
	if f.len == 0 {
		return nil, true, p.nothingBefore(opCol)
	}
	if last := len(f.path) - 1; last >= 0 && f.path[last].kind == stepKey && f.path[last].key == "" && p.text[f.col+f.len-1] == '.' {
		return nil, true, p.fail(f.col+f.len-1, 1, "the path ends with a dot", "")
	}
	switch o {
	case opExists:
	case opIs:
		err = p.is(c)
	case opIn:
		err = p.in(c)
	case opMatch:
		err = p.match(c)
	default:
		var l literal
		l, err = p.value(strings.TrimSpace(c.symbol()), false, false)
		c.lits = []literal{l}
	}
	if err == nil {
		err = p.check(c, opCol)
	}
	return condNodeOf(c), true, err
}

func (p *parser) is(c *cond) *Error {
	c.neg = p.keyword("not") != "" != c.neg
	p.space()
	from := p.pos
	value := p.operand()
	name := strings.ToLower(p.run(false))
	t := slices.Index(typeNames, name)
	if t < 0 {
		return p.fail(from, max(1, len(name)), "is takes a type", p.noType(c, name, value))
	}
	c.typ = jsonType(t)
	return nil
}

func (p *parser) match(c *cond) (err *Error) {
	p.space()
	if p.peek() == '/' {
		c.pattern, err = p.regex()
		return err
	}
	from := p.pos
	l, err := p.value("~", false, false)
	if err == nil {
		c.pattern, err = p.compile(string(l.text), false, from)
		if try := patternTry(c.field.String(), string(l.text)); err != nil && err.Hint == "" && try != "" {
			err.Hint = "did you mean " + try + "?"
		}
	}
	return err
}

// in reads a list or a range.
func (p *parser) in(c *cond) *Error {
	if !p.take("(") {
		return p.between(c)
	}
	open := p.pos - 1
	for {
		if err := p.part(p.pos); err != nil {
			return err
		}
		l, err := p.value("in", false, true)
		if err != nil {
			return err
		}
		c.lits = append(c.lits, l)
		if p.take(",") {
			continue
		}
		if p.take(")") {
			return nil
		}
		if p.end() {
			return p.fail(open, 1, "this list is not closed", "")
		}
		return p.fail(p.pos, 1, "a list has commas between its values", "such as in (500, 502, 503)")
	}
}

func (p *parser) between(c *cond) *Error {
	c.op = opRange
	p.space()
	from := p.pos
	low, err := p.value("in", true, false)
	if err != nil {
		return err
	}
	if !p.take("..") {
		if err := p.strangeRange(from, string(low.text)); err != nil {
			return err
		}
		return p.fail(from, p.pos-from, "in takes a list or a range", "such as in (500, 502) or in 500..599")
	}
	high, err := p.value("..", true, false)
	c.lits = []literal{low, high}
	if err != nil {
		return err
	}
	if low.class() != high.class() && !(low.class()+high.class() == litTime && (low.dated || high.dated)) {
		return p.fail(from, p.pos-from, "the ends of a range are of one kind", "two numbers, two times or two texts")
	}
	if low.class() == litNumber && compareNumber([]byte(low.num.String()), &high.num) > 0 ||
		low.class() == litText && high.class() == litText && bytes.Compare(low.text, high.text) > 0 {
		return p.fail(from, p.pos-from, "this range is empty: its ends are in the wrong order", "")
	}
	return nil
}

// value reads a literal. after is what it stands behind.
func (p *parser) value(after string, inRange, inList bool) (literal, *Error) {
	p.space()
	from := p.pos
	var l literal
	if err := p.strangeValue(); err != nil {
		return l, err
	}
	if c := p.peek(); c == '"' || c == '\'' {
		text, err := p.quoted()
		if err != nil {
			return l, err
		}
		l = quote(text, p.now)
	} else {
		run := p.run(inRange)
		switch strings.ToLower(run) {
		case "":
			return l, p.fail(from, 0, "a value is missing after "+after, "")
		case "and", "or", "not":
			return l, p.fail(from, len(run), "a value is missing after "+after, `the word itself stands in quotes: "`+run+`"`)
		}
		run = p.moment(run, inList)
		var wrong string
		if l, wrong = classify(run, p.now); wrong != "" {
			return l, p.fail(from, p.pos-from, wrong, `as text it stands in quotes: "`+run+`"`)
		}
	}
	l.col, l.len = from, p.pos-from
	return l, nil
}

// moment reads on where run is the beginning of a date and time as logs print
// them: with a space between, and a comma before the milliseconds.
func (p *parser) moment(run string, inList bool) string {
	if _, ok := instantOf([]byte(run), p.now.Location()); !ok {
		return run
	}
	extend := func(n int) bool {
		if len(p.rest()) < n {
			return false
		}
		longer := run + p.rest()[:n]
		_, ok := instantOf([]byte(longer), p.now.Location())
		if ok {
			run = longer
			p.pos += n
		}
		return ok
	}
	if len(run) == len("2026-11-23") && p.peek() == ' ' {
		ahead := lexer{text: p.text, pos: p.pos + 1}
		extend(1 + len(ahead.run(false)))
	}
	if !inList && strings.HasPrefix(p.rest(), ",") {
		n := 1
		for n < len(p.rest()) && (isDigit(p.rest()[n]) || p.rest()[n] == 'Z') {
			n++
		}
		extend(n)
	}
	return run
}
