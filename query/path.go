package query

import (
	"cmp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// modifiers are gjson's; another word behind @ is a key, such as @timestamp.
var modifiers = map[string]bool{"pretty": true, "ugly": true, "reverse": true, "this": true, "flatten": true, "join": true,
	"valid": true, "keys": true, "values": true, "tostr": true, "fromstr": true, "group": true, "dig": true}

// field reads a field of the record or a path.
func (p *parser) field() (field, *Error) {
	f := field{col: p.pos}
	if p.inside > 0 {
		f.root = inElement
	}
	if p.peek() == '$' {
		return p.ownField(f)
	}
	err := p.path(&f)
	f.len = p.pos - f.col
	return f, err
}

// ownField reads $key, $headers.name and the like.
func (p *parser) ownField(f field) (field, *Error) {
	p.pos++
	for c := p.peek() | 0x20; c >= 'a' && c <= 'z'; c = p.peek() | 0x20 {
		p.pos++
	}
	name := p.text[f.col:p.pos]
	for o, known := range ownNames {
		if strings.EqualFold(name, known) {
			f.own = own(o)
		}
	}
	f.len = p.pos - f.col
	if f.own == ownNone {
		return f, p.unknownOwn(f, name)
	}
	if p.inside > 0 {
		return f, p.fail(f.col, f.len, name+" is a field of the record, not of an element", "put it outside of #( )")
	}
	if end := strings.IndexByte(p.rest(), ']'); f.own == ownHeaders && p.peek() == '[' && end > 0 {
		return f, p.fail(p.pos, end+1, "a header's name stands behind a dot", "did you mean $headers."+headerName(unquoted(p.rest()[1:end]))+"?")
	}
	if p.peek() != '.' {
		return f, nil
	}
	p.pos++
	var err *Error
	switch f.own {
	case ownHeaders:
		f.header, err = p.headerName()
	case ownKey, ownValue:
		if f.own == ownKey {
			f.root = inKey
		}
		f.own = ownNone
		err = p.path(&f)
	default:
		return f, p.fail(p.pos-1, 1, name+" has nothing inside it", "")
	}
	f.len = p.pos - f.col
	return f, err
}

// unknownOwn tells what may have been meant by a word behind a $.
func (p *parser) unknownOwn(f field, name string) *Error {
	if c := p.peek(); name == "$" && (c == '.' || c == '[') {
		path, _ := dotted(p.text[f.col:])
		return p.fail(f.col, 1, "a path does not begin with $", "did you mean "+path+"?")
	}
	word := strings.ToLower(name[1:])
	hint := didYouMean(name, ownNames[1:])
	if meant := cmp.Or(ownNamed[word], ownSpelled[word]); meant != "" {
		hint = "did you mean " + meant + "?"
	}
	if !strings.HasPrefix(hint, "did") {
		hint += "; a field of the value has no $: " + name[1:] + `; a key that begins with $ is written \` + name
	}
	return p.fail(f.col, f.len, "unknown record field "+name, hint)
}

// headerName reads all up to the operator: names have dots.
func (p *parser) headerName() (string, *Error) {
	if c := p.peek(); c == '"' || c == '\'' {
		return p.quoted()
	}
	from := p.pos
	var b strings.Builder
	for !p.end() && !p.stops() {
		if p.peek() == '\\' && p.pos+1 < len(p.text) {
			p.pos++
		}
		b.WriteByte(p.peek())
		p.pos++
	}
	if b.Len() == 0 {
		return "", p.fail(from, 1, "a header's name is missing", "such as $headers.retry")
	}
	return b.String(), nil
}

// stops tells whether a path without quotes ends here.
func (p *parser) stops() bool {
	r, _ := utf8.DecodeRuneInString(p.rest())
	switch r {
	case '=', '<', '>', '~', ',', '(', ')':
		return true
	case '!':
		return strings.HasPrefix(p.rest(), "!=") || strings.HasPrefix(p.rest(), "!~")
	}
	return unicode.IsSpace(r) || p.joiner()
}

// path reads segments joined by dots or pipes.
func (p *parser) path(f *field) *Error {
	projecting := -1 // the step whose results are not gathered yet
	modified, pipe := 0, false
	for {
		if len(f.path) >= maxSteps {
			return p.fail(f.col, p.pos-f.col, "this path is too long", "")
		}
		from := p.pos
		s, err := p.segment()
		if err == nil && (s.kind == stepKey || s.kind == stepWild) && p.text[from:p.pos] != "" && strings.IndexByte(`"'`, p.text[from]) < 0 {
			err = p.brackets(f.col, from)
		}
		if err != nil {
			return err
		}
		if projecting >= 0 && pipe {
			f.path[projecting].gather = len(f.path) - projecting
			f.path = append(f.path, step{kind: stepGather})
			projecting = -1
		}
		s.pipe = pipe
		f.path = append(f.path, s)
		if projecting < 0 && (s.kind == stepEach || s.kind == stepAll) {
			projecting = len(f.path) - 1
		}
		if s.kind == stepFromStr || s.kind == stepModify {
			modified++
		}
		if modified > maxModifiers {
			return p.fail(f.col, p.pos-f.col, "too many modifiers in one path", "")
		}
		if p.end() || p.joiner() || p.peek() != '.' && p.peek() != '|' {
			return nil
		}
		pipe = p.peek() == '|'
		p.pos++
	}
}

// segment reads one segment of a path.
func (p *parser) segment() (step, *Error) {
	rest := p.rest()
	switch {
	case rest == "":
	case rest[0] == '"' || rest[0] == '\'':
		key, err := p.quoted()
		return keyStep(key), err
	case strings.HasPrefix(rest, "#("):
		return p.inner()
	case strings.HasPrefix(rest, "#["):
		return step{}, p.fail(p.pos, 2, "conditions stand in round brackets", "items.#(qty > 5)")
	case rest[0] == '#':
		p.pos++
		if p.peek() == '.' {
			return step{kind: stepEach}, nil
		}
		if p.end() || p.stops() || p.peek() == '|' {
			return step{kind: stepCount}, nil
		}
		p.pos--
	case rest[0] == '[' || rest[0] == '{':
		return step{}, p.fail(p.pos, 1, "several paths in one have no single value", `use one path; a key that begins with a bracket is written in quotes`)
	case rest[0] == '@':
		if s, ok := p.modifier(); ok {
			return s, nil
		}
	}
	return p.key(), nil
}

// key reads a name, with wildcards and escapes.
func (p *parser) key() step {
	var name, pattern strings.Builder
	wild := false
	for !p.end() && !p.stops() && p.peek() != '.' && p.peek() != '|' {
		c := p.peek()
		p.pos++
		switch {
		case c == '\\' && !p.end():
			c = p.peek()
			p.pos++
			if c == '*' || c == '?' || c == '\\' {
				pattern.WriteByte('\\')
			}
		case c == '*' || c == '?':
			wild = true
		}
		name.WriteByte(c)
		pattern.WriteByte(c)
	}
	if wild {
		return step{kind: stepWild, key: pattern.String()}
	}
	return keyStep(name.String())
}

// keyStep makes the step into a member, or, where the name is a number, into an
// element.
func keyStep(key string) step {
	s := step{kind: stepKey, key: key, index: -1}
	if len(key) > 0 && len(key) < 10 && strings.Trim(key, "0123456789") == "" {
		s.index, _ = strconv.Atoi(key)
	}
	return s
}

// modifier reads @name or @name:argument if gjson knows the name.
func (p *parser) modifier() (s step, ok bool) {
	rest := p.rest()
	n := 1
	for n < len(rest) && rest[n] >= 'a' && rest[n] <= 'z' {
		n++
	}
	name := rest[1:n]
	if !modifiers[name] {
		return step{}, false
	}
	if n < len(rest) && rest[n] == ':' {
		n += argument(rest[n:])
	} else if tail := (lexer{text: rest[n:]}); !tail.end() && tail.peek() != '.' && tail.peek() != '|' && !(&parser{lexer: tail}).stops() {
		return step{}, false
	}
	p.pos += n
	switch name {
	case "this", "valid":
		return step{kind: stepModify}, true
	case "fromstr":
		return step{kind: stepFromStr}, true
	}
	return step{kind: stepModify, key: rest[:n]}, true
}

// argument returns the length of a modifier's argument: JSON, or a plain word.
func argument(text string) int {
	if len(text) > 1 && strings.IndexByte(`{["`, text[1]) >= 0 {
		var n nest
		if end := n.skip([]byte(text), 1, 0, maxNesting); end > 0 {
			return end
		}
	}
	p := &parser{lexer: lexer{text: text, pos: 1}}
	for !p.end() && !p.stops() && p.peek() != '|' && p.peek() != '.' {
		p.pos++
	}
	return p.pos
}

// inner reads #( filter ) or #( filter )#.
func (p *parser) inner() (step, *Error) {
	from := p.pos
	p.pos += len("#(")
	p.inside++
	n, err := p.or()
	p.inside--
	if err != nil {
		return step{}, err
	}
	if !p.take(")") {
		return step{}, p.unclosed(from, len("#("))
	}
	if p.peek() == '#' {
		p.pos++
		return step{kind: stepAll, inner: n}, nil
	}
	return step{kind: stepFirst, inner: n}, nil
}

// writePath appends the path as field reads it.
func writePath(b *strings.Builder, path []step) {
	first := true
	for _, s := range path {
		if s.kind == stepGather {
			continue
		}
		if !first && s.pipe {
			b.WriteByte('|')
		} else if !first {
			b.WriteByte('.')
		}
		first = false
		switch s.kind {
		case stepKey:
			b.WriteString(quoteKey(s.key))
		case stepWild:
			b.WriteString(escapeWild(s.key))
		case stepEach, stepCount:
			b.WriteByte('#')
		case stepFirst, stepAll:
			b.WriteString("#(")
			b.WriteString(s.inner.String())
			b.WriteByte(')')
			if s.kind == stepAll {
				b.WriteByte('#')
			}
		case stepFromStr:
			b.WriteString("@fromstr")
		case stepModify:
			if s.key == "" {
				b.WriteString("@this")
			}
			b.WriteString(s.key)
		}
	}
}

// quoteKey writes a key so that it means exactly that key, in any place of a path.
func quoteKey(key string) string {
	if key == "" || strings.HasPrefix(key, "-") {
		return strconv.Quote(key)
	}
	switch strings.ToLower(key) {
	case "and", "or", "not":
		return strconv.Quote(key)
	}
	for _, r := range key {
		if r != '_' && r != '-' && !unicode.IsLetter(r) && !unicode.IsDigit(r) || r == utf8.RuneError {
			return strconv.Quote(key)
		}
	}
	return key
}

// escapeWild writes a pattern so that only its wildcards are special.
func escapeWild(pattern string) string {
	var b strings.Builder
	for i := 0; i < len(pattern); i++ {
		c := pattern[i]
		switch {
		case c == '\\' && i+1 < len(pattern):
			i++
			b.WriteByte('\\')
			c = pattern[i]
		case c == '*' || c == '?' || c >= 0x80 || c == '_' || isDigit(c) || c|0x20 >= 'a' && c|0x20 <= 'z':
		default:
			b.WriteByte('\\')
		}
		b.WriteByte(c)
	}
	return b.String()
}
