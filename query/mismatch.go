package query

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"riffle/source"
)

// explainType tells that the values are of another type than what they are
// compared with.
func (w *witness) explainType(c *cond, name string, f found) string {
	if len(c.lits) == 0 {
		return ""
	}
	l := &c.lits[0]
	says := w.ofType(name, f)
	var literal string
	switch most, kind := f.most(), l.class(); {
	case most == isNull:
		return says + ": try " + name + " is null"
	case most == isObject:
		return says + ": name what is in it, as in " + name + "." + w.member(name)
	case kind == litNull:
		return w.says(c, name, f)
	case most == isString && (kind == litNumber || kind == litBool) && !c.field.own.bytes():
		literal = "'" + string(l.text) + "'"
	case most == isBool && c.op == opEq && truths[strings.ToLower(string(l.text))] != "":
		return says + ": try " + name + " = " + truths[strings.ToLower(string(l.text))]
	case most == isNumberType && kind == litText, most == isBool && kind == litText:
		literal = string(l.text)
		if most == isBool {
			literal = strings.ToLower(literal)
		}
		if other, wrong := classify(literal, time.Now()); wrong != "" || other.kind == litText {
			return cmp.Or(w.displaced(c, name), w.says(c, name, f))
		}
	case most == isNumberType && kind == litBool, most == isBool && kind == litNumber:
		return w.says(c, name, f)
	default:
		return ""
	}
	if try := w.retyped(c, name, literal, f); try != "" {
		return says + ": try " + try
	}
	return w.says(c, name, f)
}

// truths are what other languages write for true and false.
var truths = map[string]string{"0": "false", "no": "false", "off": "false", "n": "false", "f": "false", "1": "true", "yes": "true", "on": "true", "y": "true", "t": "true"}

// retyped is the condition with its value as the type that the field has, where there
// are such values; else with a part of it.
func (w *witness) retyped(c *cond, name, literal string, f found) string {
	text := string(c.lits[0].text)
	switch {
	case c.op == opIn:
		return w.retypedList(c, name, literal[0] == '\'')
	case c.op == opEq && f.kindred(&c.lits[0]):
		return name + " = " + literal
	case c.op == opEq && w.count(name+" contains "+quoteText(text)) > 0:
		return name + " contains " + quoteText(text)
	case c.op.ordering() && c.op != opRange && f.sameWidth(len(text)):
		return name + " " + opText[c.op] + " " + literal
	}
	return ""
}

// retypedList is a list with its values as texts, or without their quotes, where that
// finds something.
func (w *witness) retypedList(c *cond, name string, quoted bool) string {
	var list []string
	for _, l := range c.lits {
		if text := string(l.text); quoted {
			list = append(list, "'"+text+"'")
		} else {
			list = append(list, text)
		}
	}
	try := name + " in (" + strings.Join(list, ", ") + ")"
	if w.count(try) <= 0 {
		return ""
	}
	return try
}

// kindred tells whether texts would be of the kind of a literal if they stood without
// quotes: numbers, for one.
func (f *found) kindred(l *literal) bool {
	for _, v := range f.values {
		if v.Type != typeNames[isString] {
			return true
		}
		if other, wrong := classify(v.Text, time.Now()); wrong == "" && other.class() == l.class() {
			return true
		}
	}
	return false
}

// sameWidth tells whether all values are whole numbers of so many digits: letter by
// letter they have the order of numbers.
func (f *found) sameWidth(digits int) bool {
	for _, v := range f.values {
		if len(v.Text) != digits || strings.Trim(v.Text, "0123456789") != "" {
			return false
		}
	}
	return len(f.values) > 0
}

// member names something that is in an object.
func (w *witness) member(name string) string {
	if list := w.seen.Paths(name+".", 1); len(list) > 0 && strings.HasPrefix(list[0].Path, name+".") {
		return strings.TrimPrefix(list[0].Path, name+".")
	}
	return "id"
}

// explainValue proposes the same letters in another case, or the value that was
// probably meant.
func (w *witness) explainValue(c *cond, name string) string {
	where := name
	if c.op == opMatch && !c.pattern.fold {
		return w.otherCase(name+" ~ "+foldedPattern(c.pattern.source), where)
	}
	if len(c.lits) == 0 {
		return ""
	}
	text := string(c.lits[0].text)
	switch {
	case c.op == opStarts || c.op == opEnds:
		if near := w.spelled(c.op, name, text); near != "" {
			return w.otherCase(name+" "+opText[c.op]+" "+quoteText(near), where)
		}
		return w.part(name, text)
	case c.lits[0].kind != litText && c.op == opEq && c.field.own.bytes():
		return cmp.Or(w.part(name, text), w.displaced(c, name))
	case c.lits[0].kind != litText:
		return w.displaced(c, name)
	case c.op == opIn:
		var each []string
		for _, l := range c.lits {
			each = append(each, regexp.QuoteMeta(string(l.text)))
		}
		return w.otherCase(name+" ~ "+foldedPattern("^("+strings.Join(each, "|")+")$"), where)
	case c.op == opEq:
		return w.explainEqual(c, name, text)
	}
	return ""
}

// explainEqual proposes the value that was probably meant by one that no record has.
func (w *witness) explainEqual(c *cond, name, text string) string {
	f := w.look(name)
	for _, near := range []func(string, string) bool{strings.EqualFold, mistyped} {
		for _, v := range f.values {
			if near(text, v.Text) {
				try := name + " = " + v.Literal()
				return fmt.Sprintf("%s is %s in %s: try %s", name, v.Literal(), w.of(v.Count), try)
			}
		}
	}
	return cmp.Or(w.starred(name, text), w.part(name, text), w.displaced(c, name))
}

// displaced proposes the field that has the value.
func (w *witness) displaced(c *cond, name string) string {
	if try, of := w.elsewhere(c, name); try != "" {
		return of + ": try " + try
	}
	return ""
}

// part proposes contains where a value stands in a longer text.
func (w *witness) part(name, text string) string {
	const short = 1 // letter, which stands in many words
	try := name + " contains " + quoteText(text)
	if n := w.count(try); n > 0 && utf8.RuneCountInString(text) > short {
		return fmt.Sprintf("%s has it inside a longer text in %s: try %s", name, w.of(n), try)
	}
	return ""
}

// starred proposes what the stars of other languages mean: text is compared whole.
func (w *witness) starred(name, text string) string {
	try := patternTry(name, text)
	if try == "" {
		return ""
	}
	return fmt.Sprintf("%s is compared letter by letter, in %s what * or %% stand for: try %s", name, w.of(max(0, w.count(try))), try)
}

// spelled is how a record spells the beginning, or the end, of a text in another case.
func (w *witness) spelled(o op, name, text string) string {
	for _, v := range w.look(name).values {
		whole := []rune(v.Text)
		n := utf8.RuneCountInString(text)
		if n > len(whole) {
			continue
		}
		part := string(whole[:n])
		if o == opEnds {
			part = string(whole[len(whole)-n:])
		}
		if strings.EqualFold(part, text) {
			return part
		}
	}
	return ""
}

// foldedPattern writes a regular expression that does not look at case.
func foldedPattern(source string) string { return "/" + strings.ReplaceAll(source, "/", `\/`) + "/i" }

// textPattern is the expression for a text, whatever its case, between two anchors.
func textPattern(before, text, behind string) string {
	return foldedPattern(before + regexp.QuoteMeta(text) + behind)
}

// mistyped tells whether one word is likely a typing error for another: a letter
// more, less or other, two in a long word. Refunded is not meant by Refused, and a
// value that the sample does not have may well be further on. With other digits it is
// another thing: an id, a version.
func mistyped(word, other string) bool {
	word, other = strings.ToLower(word), strings.ToLower(other)
	most := 1
	if min(utf8.RuneCountInString(word), utf8.RuneCountInString(other)) >= longWord {
		most = 2
	}
	digits := func(s string) string {
		return strings.Map(func(r rune) rune {
			if r < '0' || r > '9' {
				return -1
			}
			return r
		}, s)
	}
	d := source.Distance(word, other)
	return d > 0 && d <= most && digits(word) == digits(other) && utf8.RuneCountInString(word) > 2
}

// longWord is from how many letters on two of them may be wrong.
const longWord = 8

// otherCase proposes a filter with other letters' case, if it finds something.
func (w *witness) otherCase(filter, where string) string {
	n := w.count(filter)
	if n <= 0 {
		return ""
	}
	return fmt.Sprintf("in other letters' case %s has it in %s: try %s", where, w.of(n), filter)
}

// explainWild tells that a path with wildcards is only the first key that fits, where
// another one has the value.
func (w *witness) explainWild(c *cond, name string) string {
	at := slices.IndexFunc(c.field.path, func(s step) bool { return s.kind == stepWild })
	if at < 0 || c.field.own != ownNone || c.field.root != inValue {
		return ""
	}
	before, behind := field{path: c.field.path[:at]}, field{path: c.field.path[at+1:]}
	up := before.String()
	var fit []string
	for _, p := range w.seen.below(up) {
		if key := strings.TrimPrefix(p.path, up+"."); glob([]byte(strings.Trim(key, `"`)), c.field.path[at].key) {
			fit = append(fit, strings.Trim(p.path+"."+behind.String(), "."))
		}
	}
	if len(fit) < 2 {
		return ""
	}
	says := name + " is only the first key that fits"
	for _, path := range fit {
		try := c.instead(name, path)
		if n := w.count(try); n > 0 {
			return fmt.Sprintf("%s, %s has it in %s: try %s", says, path, w.of(n), try)
		}
	}
	return says + ": there are " + strings.Join(enough(fit), ", ")
}
