package query_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/big"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"

	"riffle/source"
)

// A slow evaluator that anybody can check: documents are trees, numbers are
// big.Rat, conditions are built as values and never parsed.

// tree is a JSON value; a member that stands twice is there twice.
type tree struct {
	kind byte // { [ " 0 t n, as the value begins
	text string
	num  *big.Rat
	keys []string
	kids []tree
	raw  string // the whole document, JSON or not
}

// treeOf reads a document with the standard library; ok tells whether it is JSON.
func treeOf(doc []byte) (t tree, ok bool) {
	if !json.Valid(doc) {
		return tree{raw: string(doc)}, false
	}
	d := json.NewDecoder(bytes.NewReader(doc))
	d.UseNumber()
	t = readTree(d)
	t.raw = string(doc)
	return t, true
}

func readTree(d *json.Decoder) tree {
	token, err := d.Token()
	if err == io.EOF {
		panic("the document ends")
	}
	switch v := token.(type) {
	case json.Delim:
		t := tree{kind: byte(v)}
		for d.More() {
			if v == '{' {
				key, _ := d.Token()
				t.keys = append(t.keys, key.(string))
			}
			t.kids = append(t.kids, readTree(d))
		}
		_, _ = d.Token()
		return t
	case string:
		return tree{kind: '"', text: v}
	case json.Number:
		r, _ := new(big.Rat).SetString(v.String())
		return tree{kind: '0', text: v.String(), num: r}
	case bool:
		return tree{kind: 't', text: strconv.FormatBool(v)}
	}
	return tree{kind: 'n'}
}

// slow is a filter as a value.
type slow interface {
	text() string          // as a user writes it
	holds(tree, bool) bool // the tree, and whether there is one
}

type slowAnd struct{ a, b slow }
type slowOr struct{ a, b slow }
type slowNot struct{ a slow }

func (s slowAnd) text() string { return "(" + s.a.text() + " and " + s.b.text() + ")" }
func (s slowOr) text() string  { return "(" + s.a.text() + " or " + s.b.text() + ")" }
func (s slowNot) text() string { return "not (" + s.a.text() + ")" }

func (s slowAnd) holds(t tree, ok bool) bool { return s.a.holds(t, ok) && s.b.holds(t, ok) }
func (s slowOr) holds(t tree, ok bool) bool  { return s.a.holds(t, ok) || s.b.holds(t, ok) }
func (s slowNot) holds(t tree, ok bool) bool { return !s.a.holds(t, ok) }

// slowValue is a condition on the bytes of the value: they are text, and a number only
// for < and > and a number.
type slowValue struct {
	op  string
	lit tree
}

func (c slowValue) text() string { return "$value " + c.op + " " + literalText(c.lit) }

func (c slowValue) holds(t tree, _ bool) bool {
	text := t.raw
	if n, _, ok := source.Integer([]byte(text)); ok {
		text = strconv.FormatInt(n, 10)
	}
	switch order := strings.Compare(text, c.lit.text); {
	case c.op == "=":
		return order == 0
	case c.op == "!=":
		return order != 0
	case c.lit.kind == '"':
		return ordered(c.op, order)
	}
	if !json.Valid([]byte(text)) || strings.Trim(text[:1], "-0123456789") != "" || strings.TrimSpace(text) != text {
		return false
	}
	n, _ := new(big.Rat).SetString(text)
	return ordered(c.op, n.Cmp(c.lit.num))
}

// ordered tells whether an order is the one that an operator asks for.
func ordered(op string, order int) bool {
	return map[string]bool{"<": order < 0, "<=": order <= 0, ">": order > 0, ">=": order >= 0}[op]
}

// segment of a path: a key, # for each element, # at the end for how many, or #( ).
type segment struct {
	key   string
	each  bool
	count bool
	inner slow
	all   bool
}

type slowCond struct {
	path []segment
	op   string
	lits []tree
}

func (c slowCond) text() string {
	var parts []string
	for _, s := range c.path {
		switch {
		case s.inner != nil && s.all:
			parts = append(parts, "#("+s.inner.text()+")#")
		case s.inner != nil:
			parts = append(parts, "#("+s.inner.text()+")")
		case s.each || s.count:
			parts = append(parts, "#")
		default:
			parts = append(parts, strconv.Quote(s.key))
		}
	}
	path := strings.Join(parts, ".")
	switch c.op {
	case "exists", "is string", "is array", "is missing", "is not number":
		return path + " " + c.op
	case "in", "not in":
		var list []string
		for _, l := range c.lits {
			list = append(list, literalText(l))
		}
		return path + " " + c.op + " (" + strings.Join(list, ", ") + ")"
	}
	return path + " " + c.op + " " + literalText(c.lits[0])
}

func literalText(l tree) string {
	switch l.kind {
	case '"':
		return strconv.Quote(l.text)
	case 'n':
		return "null"
	}
	return l.text
}

// ends returns what a path leads to; found tells whether it leads anywhere, if only
// to an empty array of its own making.
func ends(path []segment, t tree) (list []tree, found bool) {
	if len(path) == 0 {
		return []tree{t}, true
	}
	s, rest := path[0], path[1:]
	switch {
	case s.count:
		n := len(t.kids)
		return []tree{{kind: '0', text: fmt.Sprint(n), num: big.NewRat(int64(n), 1)}}, t.kind == '[' && len(rest) == 0
	case s.each || s.inner != nil:
		if t.kind != '[' {
			return nil, false
		}
		for _, kid := range t.kids {
			if s.inner != nil && !s.inner.holds(kid, true) {
				continue
			}
			if s.inner != nil && !s.all {
				return ends(rest, kid)
			}
			more, _ := ends(rest, kid)
			list = append(list, more...)
		}
		return list, s.each || s.all
	case t.kind == '[':
		if i, err := strconv.Atoi(s.key); err == nil && i >= 0 && i < len(t.kids) {
			return ends(rest, t.kids[i])
		}
	case t.kind == '{':
		for i, key := range t.keys {
			if key == s.key {
				return ends(rest, t.kids[i])
			}
		}
	}
	return nil, false
}

func projects(path []segment) bool {
	for _, s := range path {
		if s.each || s.all {
			return path[len(path)-1].count == false
		}
	}
	return false
}

func flat(list []tree) (out []tree) {
	for _, t := range list {
		if t.kind == '[' {
			out = append(out, flat(t.kids)...)
		} else {
			out = append(out, t)
		}
	}
	return out
}

func (c slowCond) holds(t tree, ok bool) bool {
	var list []tree
	found := false
	if ok {
		list, found = ends(c.path, t)
	}
	some := func(list []tree, is func(tree) bool) bool {
		for _, t := range list {
			if is(t) {
				return true
			}
		}
		return false
	}
	there := found && (len(list) > 0 || !projects(c.path))
	switch c.op {
	case "exists":
		return there
	case "is missing":
		return !there
	case "is string":
		return found && some(list, func(t tree) bool { return t.kind == '"' })
	case "is array":
		return found && some(list, func(t tree) bool { return t.kind == '[' })
	case "is not number":
		return found && !some(list, func(t tree) bool { return t.kind == '0' })
	case "!=", "not in":
		return found && !some(flat(list), c.equal)
	case "=", "in":
		return found && some(flat(list), c.equal)
	}
	return found && some(flat(list), c.letters)
}

func (c slowCond) equal(t tree) bool {
	for _, l := range c.lits {
		if t.kind == l.kind && (t.kind == '0' && t.num.Cmp(l.num) == 0 || t.kind != '0' && t.text == l.text) {
			return true
		}
	}
	return false
}

// letters decides order and the text operators.
func (c slowCond) letters(t tree) bool {
	l := c.lits[0]
	if slices.Contains([]string{"<", "<=", ">", ">="}, c.op) {
		if t.kind != l.kind || t.kind != '0' && t.kind != '"' {
			return false
		}
		order := strings.Compare(t.text, l.text)
		if t.kind == '0' {
			order = t.num.Cmp(l.num)
		}
		return ordered(c.op, order)
	}
	if t.kind != '"' && t.kind != '0' && t.kind != 't' {
		return false
	}
	switch c.op {
	case "contains":
		return strings.Contains(strings.ToLower(t.text), strings.ToLower(l.text))
	case "startswith":
		return strings.HasPrefix(t.text, l.text)
	}
	return strings.HasSuffix(t.text, l.text)
}

// What documents and filters are made of: few keys and values, so that they meet.
var (
	someKeys  = []string{"a", "b", "c", "0", "a.b", "né", "#", ""}
	someTexts = []string{"", "x", "Xy", "é", "É\u212a", "a/b", "q\"q", "s\\s", "n\nn", "日本", "😀z", "12", "true", "k"}
	someNums  = []string{"0", "-0", "1", "2", "12", "-1.5", "1e2", "100", "100.0", "0.1", "9007199254740992", "9007199254740993", "9007199254740993.0",
		"9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809", "9.223372036854775807e18", "1E-3", "0.001",
		"18446744073709551616", "1e100", "1.0000000000000000000000000000001", "123456789012345678", "1234567890123456789"}
)

func pickOf[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }

// spell writes a JSON string, each letter in one of the ways that JSON has.
func spell(r *rand.Rand, s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, c := range s {
		short := strings.IndexRune("\"\\/\b\f\n\r\t", c)
		switch n := r.IntN(6); {
		case n == 0 && c < 0x10000:
			fmt.Fprintf(&b, [...]string{`\u%04x`, `\u%04X`}[r.IntN(2)], c)
		case n == 0:
			c -= 0x10000
			fmt.Fprintf(&b, `\u%04x\u%04x`, 0xd800+c>>10, 0xdc00+c&0x3ff)
		case short >= 0 && (c != '/' || n == 1):
			b.WriteByte('\\')
			b.WriteByte(`"\/bfnrt`[short])
		default:
			b.WriteRune(c)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// document writes a random JSON document: at the top mostly an object.
func document(r *rand.Rand, depth int) string {
	space := func() string { return pickOf(r, []string{"", "", "", "", " ", "\n\t"}) }
	n := r.IntN(10)
	if depth == 0 && r.IntN(10) > 0 {
		n = 0
	}
	var parts []string
	switch {
	case depth > 4 || n >= 6:
		return space() + scalar(r) + space()
	case n < 3:
		for range r.IntN(7) {
			parts = append(parts, space()+spell(r, pickOf(r, someKeys))+space()+":"+document(r, depth+1))
		}
		return space() + "{" + strings.Join(parts, ",") + space() + "}" + space()
	}
	for range r.IntN(4) {
		parts = append(parts, document(r, depth+1))
	}
	return space() + "[" + strings.Join(parts, ",") + space() + "]" + space()
}

func scalar(r *rand.Rand) string {
	switch r.IntN(5) {
	case 0, 1:
		return spell(r, pickOf(r, someTexts))
	case 2, 3:
		return pickOf(r, someNums)
	}
	return pickOf(r, []string{"true", "false", "null"})
}

// condition makes a random filter; elements tells that it stands inside #( ).
func condition(r *rand.Rand, depth int) slow {
	if depth < 3 {
		switch r.IntN(8) {
		case 0:
			return slowAnd{condition(r, depth+1), condition(r, depth+1)}
		case 1:
			return slowOr{condition(r, depth+1), condition(r, depth+1)}
		case 2:
			return slowNot{condition(r, depth+1)}
		}
	}
	if depth < 3 && r.IntN(12) == 0 {
		v := slowValue{op: pickOf(r, []string{"=", "!=", "<", "<=", ">", ">="}), lit: tree{kind: '"', text: pickOf(r, someTexts)}}
		if r.IntN(2) == 0 {
			v.lit = tree{kind: '0', text: pickOf(r, someNums)}
			v.lit.num, _ = new(big.Rat).SetString(v.lit.text)
		}
		return v
	}
	c := slowCond{path: []segment{{key: pickOf(r, someKeys)}}}
	for range r.IntN(3) {
		switch n := r.IntN(9); {
		case n < 5:
			c.path = append(c.path, segment{key: pickOf(r, someKeys)})
		case n < 7:
			c.path = append(c.path, segment{each: true}, segment{key: pickOf(r, someKeys)})
		case depth < 3:
			c.path = append(c.path, segment{inner: condition(r, 3), all: n == 7})
		}
	}
	c.op = pickOf(r, []string{"=", "=", "=", "!=", "!=", "in", "not in", "<", "<=", ">", ">=", "contains", "startswith", "endswith", "exists", "is string", "is array", "is missing", "is not number"})
	values := 1
	if strings.HasSuffix(c.op, "in") {
		values += r.IntN(2)
	}
	for range values {
		l := tree{kind: '"', text: pickOf(r, someTexts)}
		if n := r.IntN(8); n < 3 && c.op != "contains" && !strings.HasSuffix(c.op, "with") {
			l = tree{kind: '0', text: pickOf(r, someNums)}
			l.num, _ = new(big.Rat).SetString(l.text)
		} else if n == 3 && (strings.HasSuffix(c.op, "=") && len(c.op) < 2 || c.op == "!=" || strings.HasSuffix(c.op, "in")) {
			l = pickOf(r, []tree{{kind: 't', text: "true"}, {kind: 't', text: "false"}, {kind: 'n'}})
		}
		c.lits = append(c.lits, l)
	}
	if r.IntN(12) == 0 && c.lits[0].kind == '0' && !strings.HasPrefix(c.op, "is") {
		c.path, c.lits = append(c.path, segment{count: true}), []tree{c.lits[0]}
	}
	return c
}
