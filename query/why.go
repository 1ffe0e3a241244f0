package query

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"riffle/source"
)

// WhyNone tells why a filter may have let no record pass, in sentences, the surest
// first; none where nothing is known. sample are some records that it looked at,
// before any was left out: [source.Stream.Glimpse] reads them where nobody kept
// any, since a search skips what cannot match unread. A value that is proposed is in
// the sample; a path is the one that is nearest by its name.
//
//	status is text in 412 of 412 records read: try status = '500'
//	order.idd is in none of 412 records read: try order.id = o-77121
//	type is Shipped in 120 of 412 records read: try type = Shipped
//
// It costs about as much as filtering the sample a few times over: not for the
// goroutine that draws.
func (p *Program) WhyNone(sample []source.Record) []string {
	return p.why(sample, false)
}

// WhyAll is WhyNone where every record passed: a condition behind not or != holds
// for all that are of another type, and the name of a field stands in all that have
// it.
func (p *Program) WhyAll(sample []source.Record) []string {
	return p.why(sample, true)
}

func (p *Program) why(sample []source.Record, all bool) (list []string) {
	w := p.witness(sample)
	if p.root == nil || len(w.records) == 0 {
		return nil
	}
	if !all && w.seen.Documents() == 0 && byPath(p.root) {
		return []string{fmt.Sprintf("no value of %d records read is JSON: paths find nothing in them, text does", len(w.records))}
	}
	conds := w.blamed(p.root, all, false)
	for _, n := range conds {
		s := w.explain(n)
		if all {
			s = w.denied(n, s)
		}
		if s != "" {
			list = append(list, s)
		}
	}
	if all {
		return append(list, w.misread()...)
	}
	if len(list) == 0 && p.root.kind == andNode {
		if s := w.never(); s != "" {
			list = append(list, s)
		}
	}
	return list
}

// byPath tells whether a condition looks into values.
func byPath(n *node) bool {
	if n.kind == condNode {
		return n.cond.field.own == ownNone && n.cond.field.root == inValue
	}
	return slices.ContainsFunc(n.kids, byPath)
}

// witness has the records that a filter is explained with.
type witness struct {
	program *Program
	records []*source.Record
	seen    Seen
	zone    *time.Location
}

// witness looks at a sample.
func (p *Program) witness(sample []source.Record) *witness {
	w := &witness{program: p, zone: p.now.Location()}
	for i := range sample {
		if r := &sample[i]; r.Kind == source.Data {
			w.records = append(w.records, r)
			w.seen.Add(r)
		}
	}
	return w
}

// blamed returns the conditions that hold for no record, or, where all passed, the
// denied ones that hold for every record.
func (w *witness) blamed(n *node, all, denied bool) (list []*node) {
	switch n.kind {
	case notNode:
		return w.blamed(n.kids[0], all, !denied)
	case andNode, orNode:
		for _, kid := range n.kids {
			list = append(list, w.blamed(kid, all, denied)...)
		}
		return list
	case condNode:
		if n.cond.field.own.place() {
			return nil
		}
		if n.cond.neg && !denied && !all && w.missing(n.cond) { // != asks for the field, too
			return []*node{n}
		}
		denied = denied != n.cond.neg
	}
	if denied == all && w.matches(plainly(n)) == 0 {
		list = append(list, n)
	}
	return list
}

// missing tells whether a field is in no record.
func (w *witness) missing(c *cond) bool {
	_, there := w.types(c.field.String())
	return there == 0 && c.op != opIs && c.op != opExists
}

// denied is an explanation where every record passed: what is wrong stands behind a
// not, and so does what is right. Of the same field, what would let every record pass
// as well is not proposed.
func (w *witness) denied(n *node, text string) string {
	says, try, ok := strings.Cut(text, ": try ")
	same := n.kind == condNode && strings.HasPrefix(try, n.cond.field.String()+" ")
	if try = "not " + try; !ok || same && w.count(try) == len(w.records) {
		return says
	}
	return says + ": try " + try
}

// plainly is a condition without its own not.
func plainly(n *node) *node {
	if n.kind != condNode || !n.cond.neg {
		return n
	}
	c := *n.cond
	c.neg = false
	return condNodeOf(&c)
}

// matches counts the records for which a node holds.
func (w *witness) matches(n *node) int { return w.count(n.String()) }

// count counts the records that a filter lets pass; -1 where it cannot be read.
func (w *witness) count(filter string) (hits int) {
	p, err := Compile(filter, Settings{Now: time.Now().In(w.zone)})
	if err != nil {
		return -1
	}
	for _, r := range w.records {
		if ok, err := p.Test(r); ok && err == nil {
			hits++
		}
	}
	return hits
}

// of writes a number of the records: "412 of 412 records read".
func (w *witness) of(n int) string {
	return fmt.Sprintf("%d of %d records read", n, len(w.records))
}

// explain tells why a condition holds for no record; empty where nothing is known.
func (w *witness) explain(n *node) string {
	if n.kind != condNode {
		return w.explainText(n)
	}
	c := n.cond
	name := c.field.String()
	if c.field.queries() || c.op == opExists || c.op == opFound || c.op == opIs && c.typ == isMissing {
		return w.explainMissing(c, name)
	}
	types, there := w.types(name)
	if there == 0 {
		return w.explainMissing(c, name)
	}
	if s := w.explainType(c, name, types); s != "" {
		return s
	}
	return w.explainValue(c, name)
}

// types counts the types of what stands at a path; there counts the records.
func (w *witness) types(name string) (types [isArray + 1]int, there int) {
	c, err := CompileColumn(name)
	if err != nil {
		return types, -1
	}
	kinds := [...]jsonType{Text: isString, String: isString, Number: isNumberType, Bool: isBool, Null: isNull, Object: isObject, Array: isArray, Instant: isString}
	for _, r := range w.records {
		raw, kind, ok := c.Value(r)
		if !ok || kind == Array && len(bytes.Trim(raw, "[] ")) == 0 {
			continue
		}
		there++
		if kind == Array {
			kind = KindOf(bytes.TrimLeft(raw, "[ \t\r\n"))
		}
		types[kinds[kind]]++
	}
	return types, there
}

// ownNamed are the fields of the record's own that people look for in documents.
var ownNamed = map[string]string{"key": "$key", "value": "$value", "headers": "$headers", "header": "$headers", "offset": "$offset",
	"partition": "$partition", "timestamp": "$ts", "time": "$ts", "ts": "$ts", "topic": "$topic", "size": "$size"}

// explainMissing proposes the path that was probably meant.
func (w *witness) explainMissing(c *cond, name string) string {
	if _, there := w.types(name); there != 0 {
		return ""
	}
	if own := ownNamed[strings.ToLower(name)]; own != "" && c.field.own == ownNone {
		return fmt.Sprintf("%s is in none of %d records read: the record's own is %s", name, len(w.records), own)
	}
	if near := w.seen.Nearest(name); near != "" {
		try := near + " exists"
		if i := strings.Index(c.String(), name); i == 0 {
			try = near + c.String()[len(name):]
		}
		return fmt.Sprintf("%s is in none of %d records read: try %s", name, len(w.records), try)
	}
	return fmt.Sprintf("%s is in none of %d records read", name, len(w.records))
}

// String is the condition as a filter reads it.
func (c *cond) String() string { return condNodeOf(c).String() }

// explainType tells that the values are of another type than what they are
// compared with.
func (w *witness) explainType(c *cond, name string, types [isArray + 1]int) string {
	if len(c.lits) == 0 {
		return ""
	}
	most := isNull
	for t := range types {
		if types[t] > types[most] {
			most = jsonType(t)
		}
	}
	word := map[jsonType]string{isString: "text", isNumberType: "a number", isBool: "true or false", isNull: "null", isObject: "an object", isArray: "an array"}[most]
	says := fmt.Sprintf("%s is %s in %s", name, word, w.of(types[most]))
	l := &c.lits[0]
	var literal string
	switch kind := l.class(); {
	case most == isNull:
		return says + ": try " + name + " is null"
	case most == isObject:
		return says + ": name what is in it, as in " + name + "." + w.member(name)
	case kind == litNull:
		return says
	case most == isString && (kind == litNumber || kind == litBool) && !c.field.own.bytes():
		literal = "'" + string(l.text) + "'"
	case most == isNumberType && kind == litText, most == isBool && kind == litText:
		literal = string(l.text)
		if other, wrong := classify(literal, time.Now()); wrong != "" || other.kind == litText {
			return says
		}
	case most == isNumberType && kind == litBool, most == isBool && kind == litNumber:
		return says
	default:
		return ""
	}
	if c.op != opEq {
		return says
	}
	return says + ": try " + name + " = " + literal
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
	if c.op == opMatch && !c.pattern.fold {
		return w.otherCase(name+" ~ "+foldedPattern(c.pattern.source), name)
	}
	if len(c.lits) == 0 || c.lits[0].kind != litText {
		return ""
	}
	text := string(c.lits[0].text)
	switch c.op {
	case opIn:
		var each []string
		for _, l := range c.lits {
			each = append(each, regexp.QuoteMeta(string(l.text)))
		}
		return w.otherCase(name+" ~ "+foldedPattern("^("+strings.Join(each, "|")+")$"), name)
	case opEq:
		try, n := "", 0
		for _, v := range w.seen.Values(name, text, 3) {
			if strings.EqualFold(v.Text, text) {
				try, n = v.Literal(), v.Count
				break
			}
		}
		if f, ok := w.seen.Look(name); ok && try == "" {
			for _, v := range f.Values {
				if mistyped(text, v.Text) {
					try, n = v.Literal(), v.Count
					break
				}
			}
		}
		if try != "" {
			return fmt.Sprintf("%s is %s in %s: try %s = %s", name, try, w.of(n), name, try)
		}
		return w.otherCase(name+" ~ "+foldedPattern("^"+regexp.QuoteMeta(text)+"$"), name)
	case opStarts, opEnds:
		pattern := "^" + regexp.QuoteMeta(text)
		if c.op == opEnds {
			pattern = regexp.QuoteMeta(text) + "$"
		}
		return w.otherCase(name+" ~ "+foldedPattern(pattern), name)
	}
	return ""
}

// foldedPattern writes a regular expression that does not look at case.
func foldedPattern(source string) string { return "/" + strings.ReplaceAll(source, "/", `\/`) + "/i" }

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

// otherCase proposes a filter that looks at no case, if it finds something.
func (w *witness) otherCase(filter, where string) string {
	n := w.count(filter)
	if n <= 0 {
		return ""
	}
	return fmt.Sprintf("in other letters' case %s has it in %s: try %s", where, w.of(n), filter)
}

// explainText is for text and expressions that may stand anywhere.
func (w *witness) explainText(n *node) string {
	text := string(n.text)
	if n.kind == patternNode {
		if n.pattern.fold {
			return ""
		}
		return w.otherCase(foldedPattern(n.pattern.source), "the record")
	}
	if _, there := w.types(text); there > 0 {
		return fmt.Sprintf("%s is the name of a field in %s: try %s exists", text, w.of(there), text)
	}
	return w.otherCase(foldedPattern(regexp.QuoteMeta(text)), "the record")
}

// never tells that each condition holds for some records, but never all of them.
func (w *witness) never() string {
	var parts []string
	for _, n := range w.program.root.kids {
		if !onlyPlace(n) && testsContent(n) {
			hits := w.matches(n)
			if hits <= 0 {
				return ""
			}
			parts = append(parts, fmt.Sprintf("%s in %d", n, hits))
		}
	}
	if len(parts) < 2 {
		return ""
	}
	return fmt.Sprintf("each condition holds for some of %d records read, never all of them: %s", len(w.records), strings.Join(parts, ", "))
}
