package query

import (
	"slices"
	"strings"
)

// This file knows how SQL, jq, JSONPath, Lucene and shells spell what a filter says.
// None of it works here, so that a filter has one form only; but each is an error that
// names the right spelling, with its caret under the wrong one.
//
//	a => 1             there is no operator =>: did you mean a >= 1?
//	name LIKE 'ann%'   there is no operator like: did you mean name startswith ann?

// foreignSymbols are operators that others have, the longer before those that they
// begin with.
var foreignSymbols = []struct{ text, right string }{
	{"!==", "!="}, {"===", "="}, {"<=>", "="}, {"!~*", "!~"}, {"!=~", "!~"}, {"<>", "!="}, {"=<", "<="}, {"=>", ">="}, {"=~", "~"}, {"=!", "!="},
	{"~=", "~"}, {"~*", "~"}, {":=", "="}, {"?=", "="}, {"^=", "startswith"}, {"$=", "endswith"}, {"*=", "contains"}, {":", "="},
}

// foreignWords are operators that are words, in lower case.
var foreignWords = map[string]string{
	"eq": "=", "-eq": "=", "equals": "=", "equal": "=", "equal to": "=", "equals to": "=", "ne": "!=", "neq": "!=", "-ne": "!=",
	"gt": ">", "-gt": ">", "greater than": ">", "more than": ">", "after": ">", "ge": ">=", "gte": ">=", "-ge": ">=",
	"lt": "<", "-lt": "<", "less than": "<", "before": "<", "le": "<=", "lte": "<=", "-le": "<=",
	"like": like, "ilike": like, "matches": "~", "match": "~", "regexp": "~", "regex": "~", "rlike": "~",
	"contain": "contains", "containing": "contains", "includes": "contains", "include": "contains", "has": "contains",
	"starts with": "startswith", "begins with": "startswith", "starts": "startswith", "begins": "startswith", "starts_with": "startswith",
	"beginswith": "startswith", "begins_with": "startswith", "startwith": "startswith", "hasprefix": "startswith",
	"ends with": "endswith", "ends": "endswith", "ends_with": "endswith", "endwith": "endswith", "hassuffix": "endswith",
	"between": between, "within": "in", "one of": "in", "exist": "exists", "present": "exists", "absent": "is missing",
	"isnull": "is null", "notnull": "is not null", "null": "is null", "empty": "= ''",
}

const (
	like    = "like"
	between = "between"
)

// unary are the right spellings that take no value.
var unary = []string{"exists", "is missing", "is null", "is not null", "= ''"}

// foreign tells that an operator of another language stands behind a field; nil where
// none does. It reads nothing.
func (p *parser) foreign(f field) *Error {
	from := p.pos
	defer func() { p.pos = from }()
	name := p.text[f.col : f.col+f.len]
	if plain := strings.TrimSuffix(name, ":"); plain != name && plain != "" { // status:>500
		value := p.operand()
		switch {
		case value[0] == '(':
			value = "in " + listed(value)
		case strings.IndexByte("=<>!~", value[0]) < 0:
			value = "= " + value
		}
		return p.fail(f.col+len(plain), 1, "a path does not end with a colon", "did you mean "+plain+" "+value+"?")
	}
	for _, s := range foreignSymbols {
		if p.take(s.text) {
			return p.noOperator(from, s.text, p.respelled(name, s.right, s.text))
		}
	}
	not := p.keyword("not") != ""
	p.space()
	at := p.pos
	word := strings.ToLower(p.run(false))
	bang := strings.HasPrefix(word, "!") && len(word) > 1
	word = strings.TrimPrefix(word, "!")
	behind := p.pos
	if second := p.keyword("with", "than", "to", "of"); second != "" {
		if _, ok := foreignWords[word+" "+second]; ok {
			word, behind = word+" "+second, p.pos
		}
	}
	p.pos = behind
	right, ok := foreignWords[word]
	if own, known := wordOps[word]; bang && known {
		right, ok = opText[own], true
	}
	if !ok || not && slices.Contains(unary, right) && word != "null" {
		return nil
	}
	if not || bang {
		right = negated(right)
	}
	if strings.TrimSpace(p.rest()) == "" && !slices.Contains(unary, right) {
		return nil
	}
	if not && word == "null" {
		at = from
	}
	return p.noOperator(at, p.text[at:behind], p.respelled(name, right, word))
}

// negated is an operator behind a not.
func negated(right string) string {
	switch right {
	case "=":
		return "!="
	case "~":
		return "!~"
	case "!=":
		return "="
	case "is null":
		return "is not null"
	case "exists":
		return "is missing"
	}
	return "not " + right
}

func (p *parser) noOperator(col int, symbol, right string) *Error {
	return p.fail(col, len(symbol), "there is no operator "+strings.ToLower(symbol), "did you mean "+right+"?")
}

// respelled is the condition that was meant by a foreign operator.
func (p *parser) respelled(name, right, foreign string) string {
	not := ""
	if rest, ok := strings.CutPrefix(right, "not "); ok {
		not, right = "not ", rest
	}
	if slices.Contains(unary, right) {
		return name + " " + right
	}
	value := p.operand()
	text := unquoted(value)
	switch {
	case right == between:
		low := value
		p.pos += len(value)
		if p.keyword("and", "to") == "" {
			return name + " " + not + "in 500..599"
		}
		return name + " " + not + "in " + low + ".." + p.operand()
	case right == like:
		if try := patternTry(name, text); try != "" {
			return strings.Replace(try, name+" ", name+" "+not, 1)
		}
		right = map[bool]string{true: "!=", false: "="}[not != ""]
		not = ""
	case right == "~" && strings.HasSuffix(foreign, "*"), right == "!~" && strings.HasSuffix(foreign, "*"):
		value = foldedPattern(text)
	case right == "in" && !strings.HasPrefix(value, "(") && !strings.Contains(value, ".."):
		value = "(…)"
	}
	return name + " " + not + right + " " + value
}

// operand is the value that comes next as it is written; "…" where none does.
func (p *parser) operand() string {
	p.space()
	ahead := &parser{lexer: p.lexer}
	switch p.peek() {
	case '"', '\'':
		if _, err := ahead.quoted(); err == nil {
			return p.text[p.pos:ahead.pos]
		}
	case '/':
		if _, err := ahead.regex(); err == nil {
			return p.text[p.pos:ahead.pos]
		}
	case '(':
		if i := strings.IndexByte(p.rest(), ')'); i > 0 {
			return p.rest()[:i+1]
		}
	}
	if run := ahead.run(false); run != "" {
		return run
	}
	return "…"
}

// unquoted takes quotes of any kind off.
func unquoted(text string) string {
	return strings.TrimFunc(text, func(r rune) bool { return r == '"' || r == '\'' || typographic(r) != 0 })
}
