package query

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Reads says in words how the filter was understood, for the line below the
// prompt: type is text "Shipped" · $ts from 23 Nov 14:20:00 to 14:35:00 CET. It
// names the type of every value, so that a mix-up is seen before anything is read.
func (p *Program) Reads() string {
	if p.root == nil {
		return "every record"
	}
	w := wording{year: p.now.Year()}
	if p.root.kind != andNode {
		return w.node(p.root, false)
	}
	var parts []string
	for _, n := range p.root.kids {
		if bounded := n.kind == condNode && n.cond.field.own == ownTS && n.cond.op.ordering() && !n.cond.neg; !bounded {
			parts = append(parts, w.node(n, true))
		}
	}
	if span := w.span(p.root); span != "" {
		parts = append(parts, span)
	}
	return strings.Join(parts, " · ")
}

// wording puts parts of a filter in words. Times of another year than this are told
// with it: a wrong one would look like today.
type wording struct{ year int }

// span writes all bounds of $ts that n joins as one; "" if there are none.
func (w wording) span(n *node) string {
	var low, high time.Time
	after, upto := "", ""
	for _, c := range condsOf(n) {
		if c.field.own != ownTS || c.neg || !c.op.ordering() {
			continue
		}
		first, last := c.lits[0].at, c.lits[len(c.lits)-1].at
		if (c.op == opGt || c.op == opGe || c.op == opRange) && (after == "" || first.After(low)) {
			low, after = first, "from"
			if c.op == opGt {
				after = "after"
			}
		}
		if (c.op == opLt || c.op == opLe || c.op == opRange) && (upto == "" || last.Before(high)) {
			high, upto = last, "up to"
			if c.op == opLt {
				upto = "to"
			}
		}
	}
	switch {
	case after == "" && upto == "":
		return ""
	case upto == "":
		return "$ts " + after + " " + w.zoned(low)
	case after == "" && upto == "to":
		return "$ts before " + w.zoned(high)
	case after == "":
		return "$ts " + upto + " " + w.zoned(high)
	}
	end := w.zoned(high)
	if low.Format(time.DateOnly) == high.Format(time.DateOnly) {
		end = high.Format("15:04:05.999 MST")
	}
	return fmt.Sprintf("$ts %s %s %s %s", after, w.instant(low), upto, end)
}

// instant writes one as people say it, zoned with its zone.
func (w wording) instant(t time.Time) string {
	if t.Year() != w.year {
		return t.Format("2 Jan 2006 15:04:05.999")
	}
	return t.Format("2 Jan 15:04:05.999")
}

func (w wording) zoned(t time.Time) string { return w.instant(t) + t.Format(" MST") }

// node writes a part; inside tells that it stands among others.
func (w wording) node(n *node, inside bool) string {
	switch n.kind {
	case textNode:
		return "text " + strconv.Quote(string(n.text)) + " anywhere"
	case patternNode:
		return "a match of " + n.pattern.String() + " anywhere"
	case condNode:
		if span := w.span(&node{kids: []*node{n}}); span != "" {
			return span
		}
		return w.cond(n.cond)
	case notNode:
		return "not (" + w.node(n.kids[0], false) + ")"
	}
	parts := make([]string, len(n.kids))
	for i, kid := range n.kids {
		parts[i] = w.node(kid, true)
	}
	text := strings.Join(parts, [...]string{andNode: " and ", orNode: " or "}[n.kind])
	if inside {
		return "(" + text + ")"
	}
	return text
}

// cond writes a condition.
func (w wording) cond(c *cond) string {
	name := c.field.String()
	not, but := "", ""
	if c.neg {
		not, but = "not ", "is there and not: "
	}
	switch c.op {
	case opFound:
		return name + " finds an element"
	case opExists:
		if c.neg {
			return name + " is missing"
		}
		return name + " exists"
	case opIs:
		return name + " is " + not + typeNames[c.typ]
	case opMatch:
		return name + " is " + not + "a match of " + c.pattern.String()
	case opContains:
		return fmt.Sprintf("%s %scontains %q in any case", name, but, c.lits[0].text)
	case opStarts:
		return fmt.Sprintf("%s %sstarts with %q", name, but, c.lits[0].text)
	case opEnds:
		return fmt.Sprintf("%s %sends with %q", name, but, c.lits[0].text)
	case opEq:
		return name + " is " + not + w.literal(c, &c.lits[0])
	case opIn:
		list := make([]string, len(c.lits))
		for i := range c.lits {
			list[i] = w.literal(c, &c.lits[i])
		}
		return name + " is " + not + "one of " + strings.Join(list, ", ")
	case opRange:
		return name + " is " + not + "from " + w.literal(c, &c.lits[0]) + " to " + w.literal(c, &c.lits[1])
	}
	return name + " " + not + opText[c.op] + " " + w.literal(c, &c.lits[0])
}

// literal names one with its type, as the field of its condition is compared with it.
func (w wording) literal(c *cond, l *literal) string {
	text := "text " + strconv.Quote(string(l.text))
	equal := c.op == opEq || c.op == opIn
	switch {
	case l.kind == litTime && (!equal || c.field.own == ownTS):
		return "time " + w.zoned(l.at)
	case l.kind == litTime:
		return text + " or time " + w.zoned(l.at)
	case l.kind == litBool && c.field.own.bytes():
		return text
	case l.kind == litBool || l.kind == litNull:
		return strings.ToLower(string(l.text))
	case c.field.own == ownSize:
		return l.num.String() + " bytes"
	case c.field.own.bytes() && (equal || l.kind == litText):
		return text
	case l.kind == litSize && equal:
		return "number " + l.num.String() + " or " + text
	case l.kind == litNumber || l.kind == litSize:
		return "number " + l.num.String()
	case l.dated && !equal:
		return "time " + w.zoned(l.at)
	}
	return text
}
