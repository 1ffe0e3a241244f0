package query

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// wants is what may stand at a place of a filter.
type wants uint8

const (
	wantNothing  wants = iota // free text, or something that is wrong already
	wantField                 // a path, a field of the record's own, a saved filter
	wantOperator              // behind a field; or and, or, where that was text
	wantValue
	wantType   // behind is
	wantJoiner // behind a whole condition
)

// gap is a place in a filter: what may stand there, and what is known of it.
type gap struct {
	wants wants
	from  int    // where the piece that is being typed begins
	base  string // the path that an enclosing #( ) goes through, with a dot behind
	field string // the one before an operator or a value
	op    string // the operator before a value
	open  int    // brackets that are open
}

// gapAt finds out what may stand at the end of text. It reads as the parser does,
// but text that is only begun is no error.
func gapAt(text string) gap {
	s := gapReader{parser: parser{lexer: lexer{text: text}, parts: new(int)}}
	for step := (*gapReader).operand; step != nil; {
		step = step(&s)
	}
	return s.gap
}

// gapReader reads a filter up to its end. Its steps return what comes next; nil is
// the end.
type gapReader struct {
	parser
	gap
	around []enclosing // brackets that are open, outermost first
}

// enclosing is an open bracket: of a group, or of a #( ) with the path before it.
type enclosing struct {
	base, path string
	query      bool
}

type gapStep func(*gapReader) gapStep

// found says that this is the place.
func (s *gapReader) found(w wants, from int) gapStep {
	s.wants, s.gap.from, s.gap.open = w, from, len(s.around)
	return nil
}

// operand reads the beginning of a condition.
func (s *gapReader) operand() gapStep {
	s.space()
	from := s.pos
	if s.end() {
		return s.found(wantField, from)
	}
	switch s.peek() {
	case '(':
		s.pos++
		s.around = append(s.around, enclosing{base: s.base})
		return (*gapReader).operand
	case ')', ',', '=', '<', '>', '~', '.':
		return s.found(wantNothing, from)
	case '/':
		if _, err := s.regex(); err != nil || s.end() {
			return s.found(wantNothing, from)
		}
		return (*gapReader).joiner
	case '\'':
		if _, err := s.quoted(); err != nil || s.end() {
			return s.found(wantNothing, from)
		}
		return (*gapReader).joiner
	}
	if w := s.word(); w == "not" && s.pos+len(w) < len(s.text) {
		s.pos += len(w)
		return (*gapReader).operand
	}
	return s.fieldFrom(from, "")
}

// fieldFrom reads on in a path that began at from; head is what it means up to here.
func (s *gapReader) fieldFrom(from int, head string) gapStep {
	begin := s.pos
	for !s.end() && !s.stops() || !s.end() && s.peek() == '(' && strings.HasSuffix(s.text[:s.pos], "#") {
		switch s.peek() {
		case '"':
			if _, err := s.quoted(); err != nil {
				return s.found(wantField, from)
			}
			continue
		case '\\':
			s.pos++
		case '(':
			head += s.base + s.text[begin:s.pos]
			s.pos++
			s.around = append(s.around, enclosing{base: s.base, path: head, query: true})
			s.base = head + "."
			return (*gapReader).operand
		}
		if !s.end() {
			_, n := utf8.DecodeRuneInString(s.parser.rest())
			s.pos += n
		}
	}
	tail := s.text[begin:s.pos]
	switch {
	case head == "" && strings.HasPrefix(tail, "$"):
		s.gap.field = tail
	case head == "":
		s.gap.field = s.base + tail
	default:
		s.gap.field = head + strings.TrimPrefix(tail, "#") // #( )# finds more, under the same paths
	}
	if !s.end() {
		return (*gapReader).operator
	}
	if head == "" {
		return s.found(wantField, from)
	}
	// Behind #( ), only what follows the dot is still to be written.
	dot := strings.IndexByte(tail, '.')
	if dot < 0 {
		return s.found(wantJoiner, s.pos)
	}
	s.base = head + "."
	return s.found(wantField, begin+dot+1)
}

// operator reads what stands behind a field.
func (s *gapReader) operator() gapStep {
	s.space()
	from := s.pos
	if s.end() {
		return s.found(wantOperator, from)
	}
	for _, symbol := range symbols {
		if s.take(symbol.text) {
			s.op = symbol.text
			return (*gapReader).value
		}
	}
	switch w := s.letters(); {
	case s.end():
		return s.found(wantOperator, from)
	case w == "not":
		return (*gapReader).operator
	case w == "contains" || w == "startswith" || w == "endswith":
		s.op = w
		return (*gapReader).value
	case w == "in":
		s.op = w
		return (*gapReader).list
	case w == "is":
		return (*gapReader).typ
	case w == "exists":
		return (*gapReader).joiner
	case w == "and" || w == "or":
		return (*gapReader).operand
	case w == "":
		return (*gapReader).joiner
	}
	return s.found(wantNothing, from)
}

// letters reads the letters that come next.
func (s *gapReader) letters() string {
	rest := s.parser.rest()
	n := len(rest) - len(strings.TrimLeftFunc(rest, unicode.IsLetter))
	s.pos += n
	return strings.ToLower(rest[:n])
}

// value reads what a field is compared with.
func (s *gapReader) value() gapStep {
	s.space()
	from := s.pos
	switch {
	case s.end():
		return s.found(wantValue, from)
	case s.peek() == '/' && strings.HasSuffix(s.op, "~"):
		if _, err := s.regex(); err != nil {
			return s.found(wantNothing, from)
		}
	case s.peek() == '"' || s.peek() == '\'':
		if _, err := s.quoted(); err != nil {
			return s.found(wantValue, from)
		}
	default:
		if s.run(s.op == ".."); s.end() {
			return s.found(wantValue, from)
		}
	}
	if s.op == ".." && s.take("..") {
		s.op = "to"
		return (*gapReader).value
	}
	if s.op == "in" {
		return (*gapReader).more
	}
	return (*gapReader).joiner
}

// list reads the values behind in, or the first end of a range.
func (s *gapReader) list() gapStep {
	if s.take("(") {
		return (*gapReader).value
	}
	if s.op = ".."; s.end() {
		s.op = "in"
		return s.found(wantValue, s.pos)
	}
	return (*gapReader).value
}

// more reads on in a list.
func (s *gapReader) more() gapStep {
	switch {
	case s.take(","):
		return (*gapReader).value
	case s.take(")"):
		return (*gapReader).joiner
	}
	return s.found(wantNothing, s.pos)
}

// typ reads the name of a type.
func (s *gapReader) typ() gapStep {
	s.space()
	from := s.pos
	w := s.letters()
	switch {
	case s.end():
		return s.found(wantType, from)
	case w == "not":
		return (*gapReader).typ
	}
	return (*gapReader).joiner
}

// joiner reads what stands behind a whole condition.
func (s *gapReader) joiner() gapStep {
	s.space()
	from := s.pos
	switch {
	case s.end():
		return s.found(wantJoiner, from)
	case s.take("&&"), s.take("||"):
		return (*gapReader).operand
	case s.peek() == ')' && len(s.around) > 0:
		s.pos++
		last := s.around[len(s.around)-1]
		s.around = s.around[:len(s.around)-1]
		s.base = last.base
		if last.query {
			return s.fieldFrom(from, last.path)
		}
		return (*gapReader).joiner
	}
	w := s.letters()
	switch {
	case w != "" && s.end():
		return s.found(wantJoiner, from)
	case w == "and" || w == "or":
		return (*gapReader).operand
	}
	return s.found(wantNothing, from)
}
