package query

import (
	"cmp"
	"slices"
	"strings"
	"time"
	"unicode"

	"riffle/source"
)

// typeSpelled are other words for types.
var typeSpelled = map[string]string{"text": "string", "str": "string", "varchar": "string", "int": "number", "integer": "number", "float": "number", "double": "number",
	"numeric": "number", "boolean": "bool", "map": "object", "dict": "object", "json": "object", "list": "array", "undefined": "missing", "absent": "missing",
	"nil": "null", "none": "null", "present": "not missing", "there": "not missing"}

// noType tells what may have been meant by a word behind is that is no type.
func (p *parser) noType(c *cond, name, value string) string {
	field := p.text[c.field.col : c.field.col+c.field.len]
	right := map[bool]string{true: "!=", false: "="}[c.neg]
	switch {
	case typeSpelled[name] != "":
		return "did you mean " + typeSpelled[name] + "?"
	case name == "empty":
		return "did you mean " + field + " " + right + " ''?"
	case name == "in" || name == "like" || name == "equal" || name == "between" || wordOps[name] != 0:
		return "leave is out: " + field + map[bool]string{true: " not ", false: " "}[c.neg] + name + " …"
	case name == "" || nearest(name, typeNames) != "":
		return didYouMean(name, typeNames)
	case name == "true" || name == "false" || isNumber([]byte(name)) || strings.ContainsAny(value[:1], `"'`):
		return "did you mean " + field + " " + right + " " + value + "?"
	}
	return "one of " + strings.Join(typeNames, " ") + "; a value: " + field + " " + right + " " + value
}

// listed is a list in brackets as in reads it.
func listed(text string) string {
	return strings.NewReplacer(" or ", ", ", " OR ", ", ", " || ", ", ", "||", ", ", " | ", ", ", "|", ", ").Replace(text)
}

// clause is a condition as Lucene writes it, +status:500 or -type:Buy; "" for others.
func clause(word string) string {
	name, value, ok := strings.Cut(strings.TrimLeft(word, "+-"), ":")
	if !ok || name == "" || value == "" || strings.HasPrefix(value, "//") || isDigit(name[0]) {
		return ""
	}
	text := patternTry(name, value)
	if text == "" {
		text = name + " = " + value
	}
	if word[0] == '-' {
		return "not " + text
	}
	return text
}

// strangeValue tells that a value begins as a list, or with a quote that is none.
func (p *parser) strangeValue() *Error {
	if p.peek() == '(' {
		list := listed(p.operand())
		if strings.HasPrefix(list, "(") && strings.HasSuffix(list, ")") {
			return p.fail(p.pos, 1, "a list stands behind in", "did you mean in "+list+"? text with brackets stands in quotes")
		}
		return nil
	}
	return p.strangeQuote()
}

// strangeRange tells how a list or a range is written that stands behind in otherwise.
func (p *parser) strangeRange(from int, first string) *Error {
	text := p.text[from:]
	if c := text[0]; c == '[' || c == '{' {
		end := strings.IndexAny(text, "]}")
		if end < 0 {
			end = len(text) - 1
		}
		return p.fail(from, end+1, "a list stands in round brackets", "did you mean in ("+strings.Trim(text[1:end+1], "[]{}")+")?")
	}
	ahead := &parser{lexer: p.lexer}
	switch low, high, ok := strings.Cut(first, "-"); {
	case ok && isNumber([]byte(low)) && isNumber([]byte(high)):
		return p.fail(from, len(first), "a range has two dots", "did you mean in "+low+".."+high+"?")
	case ahead.keyword("to", "and") != "":
		return p.fail(from, len(first), "a range has two dots", "did you mean in "+first+".."+ahead.operand()+"?")
	case ahead.take(","):
		return p.fail(from, len(first), "a list stands in round brackets", "did you mean in ("+first+", "+ahead.operand()+")?")
	}
	return nil
}

// foreignJoins are what joins conditions elsewhere.
var foreignJoins = map[string]string{"&": "and", "+": "and", ";": "and", ",": "and", "und": "and", "plus": "and", "where": "and", "|": "or", "/": "or", "oder": "or"}

// strangeJoin tells what joins conditions, or what belongs together, where a word
// stands behind a whole condition. before is the word in front of it.
func (p *parser) strangeJoin(from int, before, next string) *Error {
	missing := func(hint string) *Error {
		return p.fail(from, max(1, len(next)), "and, or, or an operator is missing here", hint)
	}
	word := strings.ToLower(next)
	behind := strings.TrimSpace(p.text[min(from+len(next), len(p.text)):])
	clock, _, _ := strings.Cut(behind, " ")
	day := cmp.Or(dayOf(before+" "+next+" "+clock, p.now), dayOf(before+" "+next, p.now))
	switch lead := strings.ToLower(before); {
	case day != "":
		return missing("did you mean " + day + "?")
	case foreignJoins[word] != "" && behind != "":
		return p.fail(from, len(next), next+" joins nothing", "did you mean "+foreignJoins[word]+"?")
	case (lead == "exists" || lead == "missing") && p.first(from, before):
		return missing("did you mean " + next + map[bool]string{true: " exists?", false: " is missing?"}[lead == "exists"])
	case lead == "where" || lead == "filter" || lead == "if" || lead == "when" || lead == "select" || lead == "grep":
		return missing("leave " + before + " out: a filter is what stands behind where")
	case p.begins(from, next):
		return nil
	case clause(before) != "" && clause(next) != "":
		return missing("did you mean " + clause(before) + " and " + clause(next) + "?")
	case strings.HasPrefix(before, "-") && isAge(before+next), isSize(before + next):
		return missing("without a space: " + before + next)
	case isSize(before + strings.ToUpper(next)):
		return missing("without a space: " + before + strings.ToUpper(next))
	case isNumber([]byte(before)) && slices.Contains(strangeUnits, word):
		return missing("numbers have units of bytes only: leave " + next + " out")
	}
	return nil
}

// strangeUnits are those that people write behind numbers, though no number in a record has one.
var strangeUnits = []string{"ns", "us", "µs", "ms", "s", "sec", "secs", "seconds", "m", "min", "mins", "minutes", "h", "hours", "d", "days", "eur", "usd", "€", "$", "%", "percent"}

// first tells whether the word before a place begins a condition.
func (p *parser) first(from int, word string) bool {
	head := strings.TrimRightFunc(p.text[:from], unicode.IsSpace)
	head = strings.TrimRightFunc(strings.TrimSuffix(head, word), unicode.IsSpace)
	last := strings.ToLower(head[strings.LastIndexFunc(head, unicode.IsSpace)+1:])
	return head == "" || strings.HasSuffix(last, "(") || slices.Contains([]string{"and", "or", "not", "&&", "||"}, last)
}

func isAge(text string) bool {
	_, ok := ageOf(text)
	return ok
}

func isSize(text string) bool {
	for _, u := range byteUnits {
		if digits, ok := strings.CutSuffix(text, u.name); ok && isNumber([]byte(digits)) {
			return true
		}
	}
	return false
}

// dayOf is a time that is written as rows write it, 20 Nov 14:00, as a filter reads it;
// "" for other texts.
func dayOf(text string, now time.Time) string {
	day, month, ok := strings.Cut(text, " ")
	at, err := source.ParseAt(text, now)
	if t, isTime := at.Instant(); ok && err == nil && isTime && len(day) < 3 && month[0] > '9' {
		return strings.TrimSuffix(t.Format("2006-01-02T15:04:05.999"), "T00:00:00")
	}
	return ""
}

// timeHint tells what may have been meant by a text that is no time.
func (p *parser) timeHint(text string) string {
	day, row := p.now, dayOf(text, p.now)
	switch word := strings.ToLower(text); {
	case isAge("-" + text):
		return "did you mean -" + text + "?"
	case row != "":
		return "did you mean " + row + "?"
	case word == "yesterday":
		day = day.AddDate(0, 0, -1)
	case word != "today":
		for _, form := range []string{"2006/01/02", "02.01.2006", "02/01/2006", "01/02/2006", "20060102", "Jan 2 2006", "Jan 2, 2006", "2 Jan 2006"} {
			if at, err := time.Parse(form, text); err == nil {
				return "did you mean " + at.Format("2006-01-02") + "?"
			}
		}
		return "such as 14:20, 2026-11-23T14:20 or -15m"
	}
	return "did you mean " + day.Format("2006-01-02") + "?"
}

// thousands is a whole number that is written with k or M for thousands; "" for others.
func thousands(text string) string {
	for unit, zeros := range map[string]string{"k": "_000", "K": "_000", "m": "_000_000", "M": "_000_000"} {
		if digits, ok := strings.CutSuffix(text, unit); ok && digits != "" && strings.Trim(digits, "0123456789") == "" {
			return digits + zeros
		}
	}
	return ""
}
