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
	if p.root.kind != andNode {
		return readNode(p.root, false)
	}
	var parts []string
	for _, n := range p.root.kids {
		if bounded := n.kind == condNode && n.cond.field.own == ownTS && n.cond.op.ordering() && !n.cond.neg; !bounded {
			parts = append(parts, readNode(n, true))
		}
	}
	if span := readSpan(p.root); span != "" {
		parts = append(parts, span)
	}
	return strings.Join(parts, " · ")
}

// readSpan writes all bounds of $ts that n joins as one; "" if there are none.
func readSpan(n *node) string {
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
		return "$ts " + after + " " + zonedText(low)
	case after == "" && upto == "to":
		return "$ts before " + zonedText(high)
	case after == "":
		return "$ts " + upto + " " + zonedText(high)
	}
	end := zonedText(high)
	if sameDay(low, high) {
		end = high.Format("15:04:05.999 MST")
	}
	return fmt.Sprintf("$ts %s %s %s %s", after, low.Format("2 Jan 15:04:05.999"), upto, end)
}

// zonedText writes an instant as people say it, with its zone.
func zonedText(t time.Time) string { return t.Format("2 Jan 15:04:05.999 MST") }

func sameDay(a, b time.Time) bool { return a.Format(time.DateOnly) == b.Format(time.DateOnly) }

// readNode writes a part in words; inside tells that it stands among others.
func readNode(n *node, inside bool) string {
	switch n.kind {
	case textNode:
		return "text " + strconv.Quote(string(n.text)) + " anywhere"
	case patternNode:
		return "a match of " + n.pattern.String() + " anywhere"
	case condNode:
		if span := readSpan(&node{kids: []*node{n}}); span != "" {
			return span
		}
		return n.cond.reads()
	case notNode:
		return "not (" + readNode(n.kids[0], false) + ")"
	}
	parts := make([]string, len(n.kids))
	for i, kid := range n.kids {
		parts[i] = readNode(kid, true)
	}
	text := strings.Join(parts, [...]string{andNode: " and ", orNode: " or "}[n.kind])
	if inside {
		return "(" + text + ")"
	}
	return text
}

func (c *cond) reads() string {
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
		return name + " is " + not + c.lits[0].reads(c)
	case opIn:
		list := make([]string, len(c.lits))
		for i := range c.lits {
			list[i] = c.lits[i].reads(c)
		}
		return name + " is " + not + "one of " + strings.Join(list, ", ")
	case opRange:
		return name + " is " + not + "from " + c.lits[0].reads(c) + " to " + c.lits[1].reads(c)
	}
	return name + " " + not + opText[c.op] + " " + c.lits[0].reads(c)
}

// reads names the literal with its type, as the field is compared with it.
func (l *literal) reads(c *cond) string {
	text := "text " + strconv.Quote(string(l.text))
	equal := c.op == opEq || c.op == opIn
	switch {
	case l.kind == litTime && (!equal || c.field.own == ownTS):
		return "time " + zonedText(l.at)
	case l.kind == litTime:
		return text + " or time " + zonedText(l.at)
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
		return "time " + zonedText(l.at)
	}
	return text
}
