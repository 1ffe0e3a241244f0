package query

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// lexer cuts a filter text into its pieces. What a piece is depends on where it
// stands (a/b is text, a path or a regular expression), so the parser asks for the
// kind of piece that it expects.
type lexer struct {
	text string
	pos  int
}

func (x *lexer) fail(col, length int, msg, hint string) *Error {
	col = min(col, len(x.text))
	return &Error{Text: x.text, Col: col, Len: min(length, len(x.text)-col), Msg: msg, Hint: hint}
}

func (x *lexer) end() bool    { return x.pos >= len(x.text) }
func (x *lexer) rest() string { return x.text[x.pos:] }

func (x *lexer) peek() byte {
	if x.end() {
		return 0
	}
	return x.text[x.pos]
}

func (x *lexer) space() {
	x.pos += len(x.rest()) - len(strings.TrimLeftFunc(x.rest(), unicode.IsSpace))
}

// take reads symbol if it comes next, after spaces.
func (x *lexer) take(symbol string) bool {
	x.space()
	if !strings.HasPrefix(x.rest(), symbol) {
		return false
	}
	x.pos += len(symbol)
	return true
}

// word returns the letters that come next, in lower case, if they stand alone as
// a keyword does. It does not read them.
func (x *lexer) word() string {
	rest := x.rest()
	n := 0
	for n < len(rest) && (rest[n]|0x20 >= 'a' && rest[n]|0x20 <= 'z') {
		n++
	}
	if n < len(rest) {
		if r, _ := utf8.DecodeRuneInString(rest[n:]); !unicode.IsSpace(r) && !strings.ContainsRune(`()"'/`, r) {
			return ""
		}
	}
	return strings.ToLower(rest[:n])
}

// keyword reads one of words, in any case, and returns it; else "".
func (x *lexer) keyword(words ...string) string {
	x.space()
	w := x.word()
	for _, k := range words {
		if w == k {
			x.pos += len(w)
			return w
		}
	}
	return ""
}

// joiner tells whether && or || comes next.
func (x *lexer) joiner() bool {
	return strings.HasPrefix(x.rest(), "&&") || strings.HasPrefix(x.rest(), "||")
}

// run reads a word without quotes: up to a space, a comma, a closing bracket, &&
// or ||, and in a range up to the dots.
func (x *lexer) run(inRange bool) string {
	from := x.pos
	for !x.end() {
		r, n := utf8.DecodeRuneInString(x.rest())
		if unicode.IsSpace(r) || r == ',' || r == ')' || x.joiner() || inRange && strings.HasPrefix(x.rest(), "..") {
			break
		}
		x.pos += n
	}
	return x.text[from:x.pos]
}

// quoted reads a text in quotes. Double quotes know Go's escapes, single quotes
// know none.
func (x *lexer) quoted() (string, *Error) {
	from, q := x.pos, x.peek()
	for i := from + 1; i < len(x.text); i++ {
		switch {
		case x.text[i] == '\\' && q == '"':
			i++
		case x.text[i] == q:
			x.pos = i + 1
			inside := x.text[from+1 : i]
			if q == '\'' {
				return inside, nil
			}
			s, err := strconv.Unquote(strings.ReplaceAll(x.text[from:x.pos], "\n", `\n`))
			if err != nil {
				return "", x.fail(from, x.pos-from, "a backslash that begins no escape", `write \\ for a backslash, or use single quotes, which know no escapes`)
			}
			return s, nil
		}
	}
	return "", x.fail(from, len(x.text)-from, "this quote is not closed", "")
}

// regex reads /…/ or /…/i.
func (x *lexer) regex() (*pattern, *Error) {
	from := x.pos
	for i := from + 1; i < len(x.text); i++ {
		switch x.text[i] {
		case '\\':
			i++
		case '/':
			source := strings.ReplaceAll(x.text[from+1:i], `\/`, "/")
			x.pos = i + 1
			fold := x.peek() == 'i'
			if fold {
				x.pos++
			}
			if r, _ := utf8.DecodeRuneInString(x.rest()); !x.end() && !unicode.IsSpace(r) && !strings.ContainsRune("),", r) && !x.joiner() {
				x.run(false)
				return nil, x.fail(from, x.pos-from, "text goes on after the regular expression", `to search this text, put it in quotes: "`+x.text[from:x.pos]+`"`)
			}
			return x.compile(source, fold, from)
		}
	}
	return nil, x.fail(from, len(x.text)-from, "this regular expression is not closed with /", `to search text that begins with /, put it in quotes`)
}

// compile makes a pattern of what stands between from and here.
func (x *lexer) compile(source string, fold bool, from int) (*pattern, *Error) {
	flags := ""
	if fold {
		flags = "(?i)"
	}
	re, err := regexp.Compile(flags + source)
	if err == nil {
		return &pattern{re: re, source: source, fold: fold}, nil
	}
	msg := strings.TrimPrefix(err.Error(), "error parsing regexp: ")
	for _, look := range []string{"(?=", "(?!", "(?<=", "(?<!"} {
		if i := strings.Index(x.text[from:x.pos], look); i >= 0 {
			return nil, x.fail(from+i, len(look), "bad regular expression: no look-around in RE2", "")
		}
	}
	return nil, x.fail(from, x.pos-from, "bad regular expression: "+msg, "")
}
