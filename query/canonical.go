package query

import (
	"strconv"
	"strings"
	"time"
	"unicode"
)

// timeForm is how canonical text writes an instant.
const timeForm = "2006-01-02T15:04:05.999999999Z07:00"

// String returns the filter in one canonical form. Saved filters are written out,
// and times that are bounds are absolute, so that it means the same tomorrow and
// elsewhere. It is empty for the empty filter.
func (p *Program) String() string {
	if p.root == nil {
		return ""
	}
	return p.root.String()
}

func (n *node) String() string {
	var b strings.Builder
	n.write(&b)
	return b.String()
}

func (n *node) write(b *strings.Builder) {
	switch n.kind {
	case textNode:
		b.WriteString(strconv.Quote(string(n.text)))
	case patternNode:
		b.WriteString(n.pattern.String())
	case condNode:
		n.cond.write(b)
	case notNode:
		b.WriteString("not ")
		n.writeKid(b, n.kids[0])
	default:
		for i, kid := range n.kids {
			if i > 0 {
				b.WriteString([...]string{andNode: " and ", orNode: " or "}[n.kind])
			}
			n.writeKid(b, kid)
		}
	}
}

// writeKid puts brackets where they are needed.
func (n *node) writeKid(b *strings.Builder, kid *node) {
	if kid.kind == orNode || kid.kind == andNode && n.kind == notNode {
		b.WriteByte('(')
		kid.write(b)
		b.WriteByte(')')
		return
	}
	kid.write(b)
}

// String writes the expression as the parser reads it.
func (p *pattern) String() string {
	var b strings.Builder
	b.WriteByte('/')
	for i := 0; i < len(p.source); i++ {
		switch c := p.source[i]; {
		case c == '\\' && i+1 < len(p.source):
			b.WriteString(p.source[i : i+2])
			i++
		case c == '/':
			b.WriteString(`\/`)
		default:
			b.WriteByte(c)
		}
	}
	b.WriteByte('/')
	if p.fold {
		b.WriteByte('i')
	}
	return b.String()
}

// String writes the field as the parser reads it.
func (f *field) String() string {
	var b strings.Builder
	b.WriteString(ownNames[f.own])
	if f.header != "" {
		b.WriteString(".")
		b.WriteString(quoteKey(f.header))
	}
	if f.root == inKey {
		b.WriteString("$key.")
	}
	writePath(&b, f.path)
	return b.String()
}

func (c *cond) write(b *strings.Builder) {
	b.WriteString(c.field.String())
	switch c.op {
	case opFound:
	case opExists:
		if c.neg {
			b.WriteString(" is missing")
		} else {
			b.WriteString(" exists")
		}
	case opIs:
		b.WriteString(" is ")
		if c.neg {
			b.WriteString("not ")
		}
		b.WriteString(typeNames[c.typ])
	case opMatch:
		b.WriteString(c.symbol())
		b.WriteString(c.pattern.String())
	case opIn:
		b.WriteString(c.symbol())
		for i := range c.lits {
			b.WriteString([...]string{"(", ", "}[min(i, 1)])
			b.WriteString(c.lits[i].write(c))
		}
		b.WriteByte(')')
	case opRange:
		b.WriteString(c.symbol() + c.lits[0].write(c) + ".." + c.lits[1].write(c))
	default:
		b.WriteString(c.symbol() + c.lits[0].write(c))
	}
}

// symbol is the operator with spaces around it.
func (c *cond) symbol() string {
	switch {
	case c.neg && c.op == opEq:
		return " != "
	case c.neg && c.op == opMatch:
		return " !~ "
	case c.neg:
		return " not " + opText[c.op] + " "
	}
	return " " + opText[c.op] + " "
}

// write returns the literal as the parser reads it. An instant that is only
// compared is written out; one that may also be equal as text stays as it was.
func (l *literal) write(c *cond) string {
	switch {
	case l.kind == litTime && (c.field.own == ownTS || c.op.ordering()):
		return l.at.Format(timeForm)
	case l.kind == litTime || l.kind == litSize || l.kind == litBool || l.kind == litNull || l.kind == litNumber:
		return string(l.text)
	case l.quoted && l.dated:
		return strconv.Quote(string(l.text))
	}
	return quoteText(string(l.text))
}

// quoteText writes text so that it is read as that text and nothing else: without
// quotes where it is one plain word, such as order.paid or a:b/c.
func quoteText(s string) string {
	if strings.Contains(s, "..") { // a range
		return strconv.Quote(s)
	}
	for i, r := range s {
		inner := i > 0 && (unicode.IsDigit(r) || strings.ContainsRune("-.:/@+", r))
		if !unicode.IsLetter(r) && r != '_' && !inner || r == unicode.ReplacementChar {
			return strconv.Quote(s)
		}
	}
	switch strings.ToLower(s) {
	case "", "and", "or", "not":
		return strconv.Quote(s)
	}
	if l, wrong := classify(s, time.Time{}); wrong != "" || l.kind != litText {
		return strconv.Quote(s)
	}
	return s
}
