package query

import (
	"slices"
	"time"
)

// check refuses conditions that can never hold, or always do, because of what
// their field is. Nothing that is typed wrong may look like an answer.
func (p *parser) check(c *cond, opCol int) *Error {
	f := &c.field
	name := p.text[f.col : f.col+f.len]
	if c.op == opExists || c.op == opIs {
		return nil
	}
	if f.own == ownHeaders && f.header == "" {
		return p.fail(f.col, f.len, "which header?", "such as $headers.retry")
	}
	if c.op.textual() && (f.counts() || f.own != ownNone && !f.own.bytes()) {
		return p.fail(opCol, p.pos-opCol, name+" is no text", "compare it with = < > or in")
	}
	if c.op.ordering() && (f.own == ownTxn || f.own == ownJSON) {
		return p.fail(opCol, p.pos-opCol, name+" has no order", "compare it with =")
	}
	for i := range c.lits {
		l := &c.lits[i]
		if c.op.ordering() && (l.kind == litBool || l.kind == litNull) {
			return p.fail(l.col, l.len, litNames[l.kind]+" has no order", "compare it with =")
		}
		if f.counts() && l.kind != litNumber {
			return p.fail(l.col, l.len, name+" is the number of elements: this is "+litNames[l.kind], "without .# the elements themselves are compared")
		}
		if err := p.checkOwn(c, l, name); err != nil {
			return err
		}
	}
	return nil
}

// checkOwn tells whether the record's field can be what it is compared with, and
// makes the literal of its type.
func (p *parser) checkOwn(c *cond, l *literal, name string) *Error {
	wrong := func(msg, hint string) *Error { return p.fail(l.col, l.len, name+" is "+msg, hint) }
	switch c.field.own {
	case ownPartition, ownOffset, ownSchema:
		if l.kind != litNumber || !l.num.isInt {
			hint := ""
			if whole := thousands(string(l.text)); whole != "" {
				hint = "did you mean " + whole + "?"
			}
			return wrong("a whole number", hint)
		}
	case ownSize:
		if l.kind != litNumber && l.kind != litSize {
			return wrong("a number of bytes", "such as 10KB or 4KiB")
		}
	case ownJSON:
		if l.kind != litBool || c.op != opEq {
			return wrong("true or false", "")
		}
	case ownTxn:
		if word := string(l.text); !slices.Contains(txnStates, word) {
			return wrong("a transaction's state", didYouMean(word, txnStates))
		}
	case ownTS:
		return p.checkTime(l, wrong)
	}
	return nil
}

// checkTime makes a time of a literal that $ts is compared with.
func (p *parser) checkTime(l *literal, wrong func(msg, hint string) *Error) *Error {
	var t time.Time
	ok := l.kind == litTime || l.dated
	switch {
	case l.kind == litTime:
		return nil
	case l.dated:
		t = l.at
	case l.kind == litNumber:
		t, ok = epochOf(l.text)
	case l.quoted:
		if c, isClock := clockOf(l.text, p.now.Location()); isClock {
			l.kind, l.clock, l.quoted = litTime, &c, false
			return nil
		}
	}
	if !ok {
		return wrong("a time", p.timeHint(string(l.text)))
	}
	*l = literal{kind: litTime, text: l.text, at: t.In(p.now.Location()), col: l.col, len: l.len}
	return nil
}

// settle gives all times of day their instants. Inside one and, the upper bound of
// a field is the first such time after its lower bound, so that 14:20 to 14:35
// means one quarter of an hour, at any time of day.
func settle(n *node, now time.Time) {
	for _, kid := range n.kids {
		if kid.kind != condNode {
			settle(kid, now)
		}
	}
	switch n.kind {
	case condNode:
		settleAll([]*cond{n.cond}, now)
	case andNode:
		settleAll(condsOf(n), now)
	default:
		for _, c := range condsOf(n) {
			settleAll([]*cond{c}, now)
		}
	}
}

// condsOf returns the comparisons that n joins directly.
func condsOf(n *node) (list []*cond) {
	for _, kid := range n.kids {
		if kid.kind == condNode {
			list = append(list, kid.cond)
		}
	}
	return list
}

// settleAll settles conditions that must hold together.
func settleAll(conds []*cond, now time.Time) {
	lower := map[string]time.Time{}
	for _, c := range conds {
		for _, s := range c.field.path {
			if s.inner != nil {
				settle(s.inner, now)
			}
		}
		for i := range c.lits {
			switch {
			case c.op == opLt || c.op == opLe:
			case c.op == opRange && i == 1:
				c.lits[1].settle(now, &c.lits[0].at)
			default:
				c.lits[i].settle(now, nil)
			}
		}
		if (c.op == opGt || c.op == opGe) && c.lits[0].kind == litTime && c.lits[0].at.After(lower[c.field.String()]) {
			lower[c.field.String()] = c.lits[0].at
		}
	}
	for _, c := range conds {
		if c.op != opLt && c.op != opLe {
			continue
		}
		if from, ok := lower[c.field.String()]; ok {
			c.lits[0].settle(now, &from)
		} else {
			c.lits[0].settle(now, nil)
		}
	}
}

// emptyRange finds a range of times that ends before it begins.
func emptyRange(n *node) *cond {
	for _, kid := range n.kids {
		if c := emptyRange(kid); c != nil {
			return c
		}
	}
	if n.kind != condNode {
		return nil
	}
	c := n.cond
	if c.op == opRange && c.lits[0].kind == litTime && c.lits[1].kind == litTime && c.lits[1].at.Before(c.lits[0].at) {
		return c
	}
	return nil
}
