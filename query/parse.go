package query

import (
	"bytes"
	"slices"
	"sort"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// parser reads a filter by recursive descent, one function for each rule of the
// grammar.
type parser struct {
	lexer
	now    time.Time
	saved  map[string]string
	open   []string // saved filters that are being read, outermost first
	nested int      // how deep the brackets are
	inside int      // how many #( ) are open
	parts  *int     // conditions and list values so far
}

// parse reads a whole text.
func (p *parser) parse() (*node, *Error) {
	if len(p.text) > maxText {
		return nil, p.fail(maxText, 0, "this filter is too long", "")
	}
	if i := invalidUTF8(p.text); i >= 0 {
		return nil, p.fail(i, 1, "this byte is not UTF-8", `write \x and two digits inside double quotes`)
	}
	n, err := p.or()
	if err != nil {
		return nil, err
	}
	p.space()
	if !p.end() {
		return nil, p.unexpected()
	}
	return n, nil
}

func invalidUTF8(s string) int {
	for i, r := range s {
		if _, n := utf8.DecodeRuneInString(s[i:]); r == utf8.RuneError && n == 1 {
			return i
		}
	}
	return -1
}

// unexpected says what is wrong with text behind a whole condition.
func (p *parser) unexpected() *Error {
	from := p.pos
	switch c := p.peek(); {
	case c == ')':
		return p.fail(from, 1, "this bracket closes nothing", "text with brackets stands in quotes")
	case c == ',':
		return p.fail(from, 1, "a comma outside of a list", "text with commas stands in quotes; a list is in (500, 502)")
	case strings.IndexByte("=<>!~%", c) >= 0:
		return p.fail(from, 1, "an operator with nothing before it", "such as status >= 500")
	}
	before := strings.TrimRightFunc(p.text[:from], unicode.IsSpace)
	before = before[strings.LastIndexFunc(before, func(r rune) bool { return unicode.IsSpace(r) || r == '(' })+1:]
	next := p.run(false)
	if strings.HasPrefix(before, `"`) || strings.HasSuffix(before, `"`) || next == "" {
		return p.fail(from, max(1, len(next)), "and, or, or an operator is missing here", "")
	}
	return p.fail(from, len(next), "and, or, or an operator is missing here",
		`text: "`+before+" "+next+`"; field: `+before+" = "+next)
}

func (p *parser) unclosed(col, length int) *Error {
	if p.space(); !p.end() && p.peek() != ')' {
		return p.unexpected()
	}
	return p.fail(col, length, "this bracket is not closed", "")
}

func (p *parser) or() (*node, *Error) {
	return p.list(orNode, "or", "||", func() (*node, *Error) {
		return p.list(andNode, "and", "&&", p.not)
	})
}

// list reads parts joined by a word or its symbol.
func (p *parser) list(kind nodeKind, word, symbol string, part func() (*node, *Error)) (*node, *Error) {
	p.nested++
	defer func() { p.nested-- }()
	if p.nested > 2*maxNesting {
		return nil, p.fail(p.pos, 1, "brackets are nested too deep", "")
	}
	var kids []*node
	for {
		n, err := part()
		if err != nil {
			return nil, err
		}
		if n.kind == kind {
			kids = append(kids, n.kids...)
		} else {
			kids = append(kids, n)
		}
		if p.keyword(word) == "" && !p.take(symbol) {
			break
		}
	}
	if len(kids) == 1 {
		return kids[0], nil
	}
	return &node{kind: kind, kids: kids}, nil
}

func (p *parser) not() (*node, *Error) {
	nots := 0
	for p.keyword("not") != "" {
		if nots++; nots > maxNesting {
			return nil, p.fail(p.pos, 1, "brackets are nested too deep", "")
		}
	}
	n, err := p.primary()
	if err != nil || nots%2 == 0 {
		return n, err
	}
	return &node{kind: notNode, kids: []*node{n}}, nil
}

// part counts a condition or a value against the limit.
func (p *parser) part(col int) *Error {
	if *p.parts++; *p.parts > maxParts {
		return p.fail(col, 1, "this filter has too many conditions", "")
	}
	return nil
}

// primary reads a group, a text, a regular expression, a saved filter or a
// comparison.
func (p *parser) primary() (*node, *Error) {
	p.space()
	from := p.pos
	if err := p.part(from); err != nil {
		return nil, err
	}
	if p.end() {
		return nil, p.fail(from, 0, "a condition is missing", "such as type = Shipped")
	}
	switch c := p.peek(); c {
	case '(':
		p.pos++
		n, err := p.or()
		if err == nil && !p.take(")") {
			err = p.unclosed(from, 1)
		}
		return n, err
	case '/':
		re, err := p.regex()
		return &node{kind: patternNode, pattern: re}, err
	case '.':
		return nil, p.fail(from, 1, "a path does not begin with a dot",
			"leave the dot out; if you wrote $headers or the like, the shell took it: put the filter in single quotes")
	case ')', ',':
		return nil, p.fail(from, 1, "a condition is missing", "")
	case '=', '<', '>', '~':
		return nil, p.nothingBefore(from)
	}
	if w := p.word(); w == "and" || w == "or" {
		return nil, p.fail(from, len(w), "a condition is missing before "+w, `to search the word, put it in quotes`)
	}
	f, err := p.field()
	if err == nil {
		if n, found, err := p.comparison(f); found || err != nil {
			return n, err
		}
		if f.own != ownNone || f.root == inKey {
			return nil, p.fail(f.col, f.len, "an operator is missing after "+p.text[f.col:f.col+f.len], "such as = or exists")
		}
		if f.queries() {
			return condNodeOf(&cond{field: f, op: opFound}), nil
		}
	} else if p.text[from] == '$' || strings.Contains(p.text[from:err.Col+err.Len], "#(") {
		return nil, err
	}
	p.pos = from
	return p.bare(err)
}

func (p *parser) nothingBefore(col int) *Error {
	return p.fail(col, 1, "an operator with nothing before it",
		"if you wrote $key or the like, the shell took it: put the filter in single quotes")
}

// bare reads text that stands without an operator, or a saved filter. wrong is
// why it is not a path.
func (p *parser) bare(wrong *Error) (*node, *Error) {
	from := p.pos
	var text string
	if c := p.peek(); c == '"' || c == '\'' {
		var err *Error
		if text, err = p.quoted(); err != nil {
			return nil, err
		}
		if text == "" {
			return nil, p.fail(from, p.pos-from, "empty text is in every record", "")
		}
		return &node{kind: textNode, text: []byte(text)}, nil
	}
	if text = p.run(false); text == "" {
		return nil, p.fail(from, 1, "a condition is missing", "")
	}
	next := lexer{text: p.text, pos: p.pos}
	if next.space(); wrong != nil && !next.end() && next.peek() != ')' && next.keyword("and", "or", "&&", "||") == "" && !next.joiner() {
		return nil, wrong
	}
	if strings.HasPrefix(text, "@") {
		return p.expand(text[1:], from)
	}
	return &node{kind: textNode, text: []byte(text)}, nil
}

// expand reads the filter that is saved under name in its place.
func (p *parser) expand(name string, col int) (*node, *Error) {
	length := len("@") + len(name)
	text, ok := p.saved[name]
	if !ok {
		names := make([]string, 0, len(p.saved))
		for n := range p.saved {
			names = append(names, "@"+n)
		}
		sort.Strings(names)
		hint := `a key that begins with @ takes an operator; text stands in quotes`
		if near := nearest("@"+name, names); near != "" {
			hint = "did you mean " + near + "?"
		}
		return nil, p.fail(col, length, "no filter is saved as @"+name, hint)
	}
	if p.inside > 0 {
		return nil, p.fail(col, length, "a saved filter is about the record, not about an element", "put it outside of #( )")
	}
	if slices.Contains(p.open, name) || len(p.open) >= maxNesting {
		return nil, p.fail(col, length, "the saved filter @"+name+" contains itself", "")
	}
	sub := &parser{lexer: lexer{text: text}, now: p.now, saved: p.saved, open: append(slices.Clone(p.open), name), nested: p.nested, parts: p.parts}
	n, err := sub.parse()
	if err != nil {
		return nil, p.fail(col, length, "in the saved filter @"+name+": "+err.Msg, err.Hint)
	}
	return n, nil
}

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
		l, err = p.value(opText[o], false, false)
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
	name := strings.ToLower(p.run(false))
	t := slices.Index(typeNames, name)
	if t < 0 {
		return p.fail(from, max(1, len(name)), "is takes a type", didYouMean(name, typeNames))
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
