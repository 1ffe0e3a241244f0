package query

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"riffle/source"
)

// Words returns the texts of a filter that stand there without quotes and without
// an operator, each once. One that is the name of a field was perhaps meant as that:
// [Program.Misread].
func (p *Program) Words() []string {
	if p.root == nil {
		return nil
	}
	return bareWords(p.root, nil)
}

func bareWords(n *node, list []string) []string {
	if text := string(n.text); n.bare && !slices.Contains(list, text) {
		list = append(list, text)
	}
	for _, kid := range n.kids {
		list = bareWords(kid, list)
	}
	return list
}

// Misreading is a word of a filter that is text, and the name of a field.
type Misreading struct {
	Word  string
	Field Sighting
}

// Misread returns the words that may have been meant as fields: in "type = Shipped and
// paid", paid is text that stands in every record that has the field, whether it says
// true or false. What was seen tells which words are fields, at the top of a value or
// further inside.
func (p *Program) Misread(seen *Seen) (list []Misreading) {
	for _, word := range p.Words() {
		if f, ok := seen.Look(word); ok && f.Records > 0 {
			list = append(list, Misreading{word, f})
		} else if inner := seen.inside(word); inner != nil {
			list = append(list, Misreading{word, seen.sighting(inner)})
		}
	}
	return list
}

// Asked writes the condition that was probably meant: paid = true, coupon exists.
func (m Misreading) Asked() string {
	if m.Field.Type() == typeNames[isBool] {
		return m.Field.Path + " = true"
	}
	return m.Field.Path + " exists"
}

// WhySome is [Program.WhyNone] where some records passed and some did not: it names
// the words that may have been meant as fields.
//
//	paid is text here, and a field in 412 of 412 records sampled: try paid = true
func (p *Program) WhySome(sample []source.Record) []string { return p.witness(sample).misread() }

// colon tells of status:500, which is text here, that status is a field.
func (w *witness) colon(text string) string {
	name, value, ok := strings.Cut(strings.TrimLeft(text, "+-("), ":")
	if value = strings.Trim(value, `"')`); !ok || name == "" || value == "" {
		return ""
	}
	if name == "_exists_" {
		name, value = value, ""
	}
	f, ok := w.seen.Look(name)
	if near := w.seen.Nearest(name); !ok && near != "" {
		f, ok = w.seen.Look(near)
	}
	if !ok {
		return ""
	}
	try := f.Path + " exists"
	if value != "" {
		try = cmp.Or(patternTry(f.Path, value), f.Path+" = "+value)
		if w.count(try) <= 0 && w.count(f.Path+" = "+strconv.Quote(value)) >= 0 {
			try = f.Path + " = " + (ValueCount{Text: value, Type: f.Type()}).Literal()
		}
	}
	return fmt.Sprintf("%s is text here, and %s a field in %s: try %s", text, f.Path, w.of(f.Records), try)
}

// alternatives tells of a bare word behind or that is another value: status = 500 or 501.
func (w *witness) alternatives(n *node) (list []string) {
	for _, kid := range n.kids {
		list = append(list, w.alternatives(kid)...)
	}
	if n.kind != orNode || n.kids[0].kind != condNode || n.kids[0].cond.op != opEq || n.kids[0].cond.neg {
		return list
	}
	c := *n.kids[0].cond
	c.op = opIn
	c.lits = slices.Clone(c.lits)
	for _, kid := range n.kids[1:] {
		l, wrong := classify(string(kid.text), time.Now())
		if kid.kind != textNode || !kid.bare || w.seen.find(string(kid.text)) != nil || wrong != "" || l.kind != c.lits[0].kind {
			return list
		}
		c.lits = append(c.lits, l)
	}
	return append(list, fmt.Sprintf("%s is text here, anywhere in the record: try %s", n.kids[1].text, &c))
}

// misread tells of each word that is a field in the sample, or another value.
func (w *witness) misread() (list []string) {
	if w.program.root != nil {
		list = w.alternatives(w.program.root)
	}
	for _, m := range w.program.Misread(&w.seen) {
		list = append(list, w.asField(m))
	}
	return list
}

// asField tells of one word that it is a field.
func (w *witness) asField(m Misreading) string {
	field := "a field"
	if m.Field.Path != m.Word {
		field = m.Field.Path + " " + field
	}
	return fmt.Sprintf("%s is text here, and %s in %s: try %s", m.Word, field, w.of(m.Field.Records), m.Asked())
}
