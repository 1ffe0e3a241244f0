package query

import (
	"bytes"

	"riffle/source"
)

// verdict is what is known of a record under a condition. A record that is too
// large to be looked into is neither in nor out.
type verdict uint8

const (
	no verdict = iota
	yes
	unknown
)

func verdictOf(b bool) verdict {
	if b {
		return yes
	}
	return no
}

// matcher is what testing needs beside the program: one for each goroutine, used
// for one record after the other.
type matcher struct {
	program *Program
	record  *source.Record
	docs    [2]document // by root: inValue, inKey
	nest    *nest
	arena   []byte // results that modifiers made, of this record
	scratch []byte // a string without escapes
	lowered []byte // a text in lower case
	number  []byte // the digits of a number in binary
}

func newMatcher(p *Program) *matcher {
	m := &matcher{program: p, nest: new(nest)}
	for i := range m.docs {
		plan := &p.plans[i]
		m.docs[i] = document{plan: plan, nest: m.nest, spans: make([]span, plan.slots), seen: make([]bool, plan.nodes), missed: make([]uint8, plan.slots)}
	}
	return m
}

// reset makes r the record to test.
func (m *matcher) reset(r *source.Record) {
	m.record = r
	m.docs[inValue].reset(r.Value)
	m.docs[inKey].reset(r.Key)
	m.arena = m.arena[:0]
	for _, buf := range []*[]byte{&m.arena, &m.scratch, &m.lowered} {
		if cap(*buf) > maxKept {
			*buf = nil
		}
	}
}

// match tests one record.
func (m *matcher) match(r *source.Record) verdict {
	m.reset(r)
	if r.Kind != source.Data && m.program.content {
		return no
	}
	return m.eval(m.program.tests, nil)
}

// eval tests a node on the record, or, inside #( ), on an element.
func (m *matcher) eval(n *node, elem []byte) verdict {
	switch n.kind {
	case andNode:
		all := yes
		for _, kid := range n.kids {
			switch m.eval(kid, elem) {
			case no:
				return no
			case unknown:
				all = unknown
			}
		}
		return all
	case orNode:
		none := no
		for _, kid := range n.kids {
			switch m.eval(kid, elem) {
			case yes:
				return yes
			case unknown:
				none = unknown
			}
		}
		return none
	case notNode:
		switch m.eval(n.kids[0], elem) {
		case no:
			return yes
		case yes:
			return no
		}
		return unknown
	case textNode:
		return verdictOf(m.hasText(n.text, elem))
	case patternNode:
		return verdictOf(m.hasPattern(n.pattern, elem))
	}
	if n.cond.field.own == ownNone {
		return m.evalPath(n.cond, elem)
	}
	if n.cond.parses() && m.docs[inValue].read() == overLimit {
		return unknown
	}
	return verdictOf(m.evalOwn(n.cond))
}

// evalPath tests a condition on a path.
func (m *matcher) evalPath(c *cond, elem []byte) verdict {
	if c.field.root == inElement {
		return m.follow(c, elem)
	}
	d := &m.docs[c.field.root]
	if d.state == unread && c.need != nil && !mayHold(d.raw, c.need) {
		return no
	}
	if d.state == unread && d.missed[c.field.slot] >= seldom && !mayHold(d.raw, c.name) {
		return c.absent
	}
	switch d.locate() {
	case overLimit:
		return c.beyond(d.raw)
	case valid, located:
		elem = d.at(c.field.slot)
		d.learn(c.field.slot)
	}
	v := m.follow(c, elem)
	if d.state != located || v == c.absent {
		return v
	}
	switch d.read() {
	case overLimit:
		return unknown
	case invalid:
		return c.absent
	}
	return v
}

// beyond is what a condition says of a document over a limit: nothing, unless it
// lacks what the condition asks for. That does not depend on what was looked at
// before.
func (c *cond) beyond(raw []byte) verdict {
	switch {
	case c.need != nil && !mayHold(raw, c.need):
		return no
	case c.name != nil && !mayHold(raw, c.name):
		return c.absent
	}
	return unknown
}

// follow tests what lies at the end of the path that is left from elem on; nil:
// the path is missing.
func (m *matcher) follow(c *cond, elem []byte) verdict {
	p := probe{cond: c}
	there := elem != nil && m.walk(&p, c.field.rest, elem)
	return p.verdict(there)
}

// mayHold tells whether JSON may hold a text that is written without escapes, or
// with.
func mayHold(raw, text []byte) bool {
	return bytes.Contains(raw, text) || bytes.IndexByte(raw, '\\') >= 0
}

// verdict sums up what was met; there tells whether the path leads anywhere.
func (p *probe) verdict(there bool) verdict {
	c := p.cond
	if c.op == opExists || c.op == opFound || c.op == opIs && c.typ == isMissing {
		if p.unknown && p.found == 0 {
			return unknown
		}
		there = there && (p.found > 0 || !c.projects)
		return verdictOf(there == (c.op != opIs) != c.neg)
	}
	switch {
	case p.hit:
		return verdictOf(!c.neg)
	case p.unknown:
		return unknown
	}
	return verdictOf(c.neg && there)
}

// parses tells whether a condition on a field of the record's own asks what the
// value is as JSON.
func (c *cond) parses() bool {
	return c.field.own == ownJSON || c.field.own == ownValue && c.op == opIs && c.typ > isNull
}

// own is the text of a field as bytes, never nil: that would be null.
func (m *matcher) own(text string) []byte {
	if m.scratch == nil {
		m.scratch = []byte{}
	}
	m.scratch = append(m.scratch[:0], text...)
	return m.scratch
}

// evalOwn tests a condition on a field of the record's own.
func (m *matcher) evalOwn(c *cond) bool {
	r := m.record
	switch c.field.own {
	case ownKey:
		return m.evalBytes(c, m.spelled(r.Key))
	case ownValue:
		if c.parses() && r.Value != nil {
			return (m.valueType() == c.typ) != c.neg
		}
		return m.evalBytes(c, m.spelled(r.Value))
	case ownTopic:
		return m.evalBytes(c, m.own(r.Topic))
	case ownTxn:
		if r.Txn == source.CommitMarker || r.Txn == source.AbortMarker {
			return m.evalBytes(c, nil)
		}
		return m.evalBytes(c, m.own(r.Txn.String()))
	case ownHeaders:
		return m.evalHeaders(c)
	case ownTS:
		return evalTime(c, r)
	case ownJSON:
		if r.Value == nil {
			return c.onType(isMissing)
		}
		if c.op == opExists || c.op == opIs {
			return c.onType(isBool)
		}
		return (m.docs[inValue].read() == valid) == c.lits[0].yes != c.neg
	case ownSchema:
		id, _, ok := source.SchemaID(r.Value)
		if !ok {
			return c.onType(isMissing)
		}
		return evalInt(c, int64(id))
	case ownPartition:
		return evalInt(c, int64(r.Partition))
	case ownSize:
		return evalInt(c, int64(r.Size))
	}
	return evalInt(c, int64(min(r.Offset.Lo, 1<<63-1)))
}

// onType answers exists, is, and, where the field is missing, everything else.
func (c *cond) onType(t jsonType) bool {
	switch {
	case c.op == opExists:
		return (t != isMissing) != c.neg
	case c.op != opIs || t == isMissing && c.typ != isMissing:
		return false
	}
	return (c.typ == t) != c.neg
}

func evalInt(c *cond, v int64) bool {
	if c.op == opExists || c.op == opIs {
		return c.onType(isNumberType)
	}
	return c.matchInt(v) != c.neg
}

func evalTime(c *cond, r *source.Record) bool {
	switch {
	case r.TimeKind == source.NoTime:
		return c.onType(isMissing)
	case c.op == opExists || c.op == opIs:
		return c.onType(isNumberType)
	}
	return c.matchTime(r.Time) != c.neg
}

// evalBytes tests text that may be null. A null key or value is missing too.
func (m *matcher) evalBytes(c *cond, b []byte) bool {
	if c.op == opEq && c.lits[0].kind == litNull {
		return (b == nil) != c.neg
	}
	switch {
	case b == nil && c.op == opIs && c.typ == isNull:
		return !c.neg
	case b == nil && c.op == opIs && c.typ != isMissing:
		return c.neg
	case b == nil:
		return c.onType(isMissing)
	case c.op == opExists || c.op == opIs:
		return c.onType(isString)
	}
	return m.matchText(c, b) != c.neg
}

// evalHeaders tests a header; where its name is there more than once, each of its
// values counts, as the elements of an array do.
func (m *matcher) evalHeaders(c *cond) bool {
	if c.field.header == "" {
		t := isMissing
		if m.record.Headers.N > 0 {
			t = isArray
		}
		return c.onType(t)
	}
	found, hit := false, false
	for name, value := range m.record.Headers.Pairs() {
		if string(name) != c.field.header {
			continue
		}
		found = true
		switch {
		case c.op == opEq && c.lits[0].kind == litNull:
			hit = hit || value == nil
		case c.op == opIs && value == nil:
			hit = hit || c.typ == isNull
		case c.op == opIs:
			hit = hit || c.typ == isString
		case c.op != opExists && value != nil:
			hit = hit || m.matchText(c, m.spelledHeader(value))
		}
	}
	if c.op == opExists || c.op == opIs && c.typ == isMissing {
		return found == (c.op == opExists) != c.neg
	}
	return found && hit != c.neg
}

// valueType is the type of the value's JSON; what is not JSON is text.
func (m *matcher) valueType() jsonType {
	d := &m.docs[inValue]
	if d.read() != valid {
		return isString
	}
	return typeOf(d.raw[skipSpace(d.raw, 0):])
}
