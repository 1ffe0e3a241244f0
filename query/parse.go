package query

import (
	"cmp"
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
		return p.comma(from)
	case strings.IndexByte("=<>!~%", c) >= 0:
		return p.fail(from, 1, "an operator with nothing before it", "such as status >= 500")
	}
	before := strings.TrimRightFunc(p.text[:from], unicode.IsSpace)
	before = before[strings.LastIndexFunc(before, func(r rune) bool { return unicode.IsSpace(r) || r == '(' })+1:]
	next := p.run(false)
	if err := p.strangeJoin(from, before, next); err != nil {
		return err
	}
	if p.begins(from, next) {
		return p.fail(from, len(next), "and, or, or an operator is missing here", "conditions are joined: … and "+next+" …")
	}
	if strings.HasPrefix(before, `"`) || strings.HasSuffix(before, `"`) || next == "" {
		return p.fail(from, max(1, len(next)), "and, or, or an operator is missing here", "")
	}
	return p.fail(from, len(next), "and, or, or an operator is missing here",
		`text: "`+before+" "+next+`"; field: `+before+" = "+next)
}

// comma tells what a comma between conditions, or values, was probably meant for.
func (p *parser) comma(from int) *Error {
	const msg = "a comma outside of a list"
	next := lexer{text: p.text, pos: from + 1}
	next.space()
	at := next.pos
	if word := next.run(false); word != "" && p.begins(at, word) {
		return p.fail(from, 1, msg, "conditions are joined by and, or")
	}
	low, high := p.text[strings.LastIndexFunc(p.text[:from], unicode.IsSpace)+1:from], p.text[from+1:]
	if n := strings.IndexFunc(high, unicode.IsSpace); n >= 0 {
		high = high[:n]
	}
	if isNumber([]byte(low)) && high != "" && strings.Trim(high, "0123456789,") == "" {
		number := strings.ReplaceAll(low+high, ",", "")
		if strings.LastIndexByte(","+high, ',') != len(high)-3 {
			number = strings.ReplaceAll(low, ".", "") + "." + high
		}
		return p.fail(from, 1, msg, "a list: in ("+low+", "+strings.ReplaceAll(high, ",", ", ")+"); one number: "+number)
	}
	return p.fail(from, 1, msg, "text with commas stands in quotes; a list is in (500, 502)")
}

// begins tells whether text from from on, whose first word has just been read, looks like
// another condition: an operator follows, or is in it.
func (p *parser) begins(from int, word string) bool {
	if strings.ContainsAny(word, "=<>~") {
		return true
	}
	next := lexer{text: p.text, pos: from + len(word)}
	next.space()
	return !next.end() && (strings.IndexByte("=<>!~", next.peek()) >= 0 ||
		next.keyword("contains", "startswith", "endswith", "exists") != "")
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
		path, _ := dotted(p.rest())
		return nil, p.fail(from, 1, "a path does not begin with a dot",
			"leave the dot out: "+path+"; if you wrote $headers or the like, the shell took it: put the filter in single quotes")
	case '!':
		return nil, p.bang()
	case ')', ',':
		return nil, p.fail(from, 1, "a condition is missing", "")
	case '=', '<', '>', '~':
		return nil, p.nothingBefore(from)
	}
	if w := p.word(); w == "and" || w == "or" {
		return nil, p.fail(from, len(w), "a condition is missing before "+w, `to search the word, put it in quotes`)
	}
	if err := cmp.Or(p.strangeQuote(), p.call()); err != nil {
		return nil, err
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
	return &node{kind: textNode, text: []byte(text), bare: true}, nil
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
