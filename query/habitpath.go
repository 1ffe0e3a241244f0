package query

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// typographic returns the quote of the keyboard for one that is no quote here, or 0.
func typographic(r rune) rune {
	switch r {
	case '“', '”', '„', '«', '»':
		return '"'
	case '‘', '’', '‚', '`', '´':
		return '\''
	}
	return 0
}

// strangeQuote tells that a quote which comes next is none here.
func (p *parser) strangeQuote() *Error {
	r, n := utf8.DecodeRuneInString(p.rest())
	plain := typographic(r)
	if plain == 0 {
		return nil
	}
	from, length := p.pos, n
	end := strings.IndexFunc(p.rest()[n:], func(r rune) bool { return typographic(r) == plain })
	if end < 0 {
		return p.fail(from, length, string(r)+" is no quote here", `texts stand in "…" or '…'`)
	}
	_, last := utf8.DecodeRuneInString(p.rest()[n+end:])
	return p.fail(from, n+end+last, string(r)+" is no quote here", "did you mean "+string(plain)+p.rest()[n:n+end]+string(plain)+"?")
}

// bang tells that ! denies nothing here.
func (p *parser) bang() *Error {
	from := p.pos
	rest := strings.TrimLeftFunc(p.rest()[1:], unicode.IsSpace)
	if rest == "" || strings.IndexByte("=~!", rest[0]) >= 0 {
		return p.nothingBefore(from)
	}
	what := "not " + rest
	for _, join := range []string{" and ", " or ", " && ", " || "} {
		what, _, _ = strings.Cut(what, join)
	}
	return p.fail(from, 1, "! stands only in != and !~", fmt.Sprintf("did you mean %s? text that begins with ! stands in quotes", what))
}

// call tells how what another language has a function for is written; nil where no
// such call comes next. It reads nothing.
func (p *parser) call() *Error {
	n := strings.IndexFunc(p.rest(), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '_' && r != '.' })
	if n < 1 || p.rest()[n] != '(' {
		return nil
	}
	name, inner := p.rest()[:n], p.rest()[n+1:]
	if end := strings.LastIndexByte(inner, ')'); end >= 0 {
		inner = inner[:end]
	}
	args := strings.SplitN(inner, ",", 2)
	for i := range args {
		args[i] = strings.TrimSpace(args[i])
	}
	if i := strings.LastIndexByte(name, '.'); i > 0 { // a.contains("x")
		name, args = name[i+1:], append([]string{name[:i]}, args...)
	}
	path, _ := dotted(args[0])
	var hint string
	switch right := foreignCalls[strings.ToLower(name)]; {
	case right == "":
		return nil
	case right == "exists" && path != "":
		hint = "did you mean " + path + " exists?"
	case right == "#" && path != "":
		hint = "the number of elements is " + path + ".#"
	case right == "fold":
		hint = path + " contains … and " + path + " ~ /…/i look at no case"
	case right == "out":
		hint = "leave " + name + "( ) out: a filter is what stands in it"
	case len(args) > 1 && args[1] != "":
		hint = "did you mean " + path + " " + right + " " + args[1] + "?"
	default:
		hint = "such as type " + right + " Shipped"
	}
	return p.fail(p.pos, n, "there is no function "+name, hint)
}

// foreignCalls are functions, and what they are here.
var foreignCalls = map[string]string{
	"exists": "exists", "has": "exists", "isset": "exists", "defined": "exists", "length": "#", "len": "#", "size": "#", "count": "#", "array_length": "#",
	"lower": "fold", "upper": "fold", "lcase": "fold", "ucase": "fold", "tolower": "fold", "ascii_downcase": "fold", "select": "out", "where": "out", "filter": "out",
	"contains": "contains", "includes": "contains", "instr": "contains", "startswith": "startswith", "endswith": "endswith", "test": "~", "match": "~", "matches": "~",
}

// dotted reads a path as jq and JSONPath write it, from its beginning, and writes it as
// it is here: $.items[0]['a b'] is items.0."a b". n is how many bytes it took.
func dotted(text string) (path string, n int) {
	var parts []string
	key := ""
	flush := func() {
		if key != "" {
			parts = append(parts, key)
		}
		key = ""
	}
	i := 0
	if strings.HasPrefix(text, "$.") || strings.HasPrefix(text, "$[") {
		i = 1
	}
	for i < len(text) {
		c := text[i]
		end := strings.IndexByte(text[i:], ']')
		switch {
		case c == '.':
			flush()
			i++
			continue
		case c == '[' && end > 0:
			flush()
			inner := strings.TrimSpace(text[i+1 : i+end])
			switch {
			case inner == "" || inner == "*":
				parts = append(parts, "#")
			case inner[0] == '\'' || inner[0] == '"':
				parts = append(parts, quoteKey(unquoted(inner)))
			default:
				parts = append(parts, inner)
			}
			i += end + 1
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		if unicode.IsSpace(r) || strings.ContainsRune("=<>~!,()|", r) {
			break
		}
		key += text[i : i+size]
		i += size
	}
	flush()
	return strings.Join(parts, "."), i
}

// brackets tells that an element, or a key, is written in brackets; nil where none is.
func (p *parser) brackets(col, from int) *Error {
	i := strings.IndexByte(p.text[from:p.pos], '[')
	if i < 1 || p.text[from+i-1] == '\\' {
		return nil
	}
	at := from + i
	end := strings.IndexByte(p.text[at:], ']')
	if end < 0 {
		return nil
	}
	inner := p.text[at+1 : at+end]
	if strings.Trim(inner, "0123456789*") != "" && !strings.ContainsAny(inner[:1], `'"`) {
		return nil
	}
	path, _ := dotted(p.text[col:])
	return p.fail(at, end+1, "a path has dots, no brackets", "did you mean "+path+"?")
}
