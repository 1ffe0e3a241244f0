package query

import (
	"fmt"
	"slices"

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
//	paid is text here, and a field in 412 of 412 records read: try paid = true
func (p *Program) WhySome(sample []source.Record) []string { return p.witness(sample).misread() }

// misread tells of each word that is a field in the sample.
func (w *witness) misread() (list []string) {
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
