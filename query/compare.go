package query

import (
	"bytes"
	"time"
	"unicode"
	"unicode/utf8"
)

// decide tells what an order of value and literal means for an operator.
func decide(o op, order int) bool {
	switch o {
	case opEq:
		return order == 0
	case opLt:
		return order < 0
	case opLe:
		return order <= 0
	case opGt:
		return order > 0
	}
	return order >= 0
}

// matchInt tests one of the record's own numbers.
func (c *cond) matchInt(v int64) bool {
	switch c.op {
	case opIn:
		for i := range c.lits {
			if compareInt(v, &c.lits[i].num) == 0 {
				return true
			}
		}
		return false
	case opRange:
		return compareInt(v, &c.lits[0].num) >= 0 && compareInt(v, &c.lits[1].num) <= 0
	}
	return decide(c.op, compareInt(v, &c.lits[0].num))
}

// matchTime tests the record's time.
func (c *cond) matchTime(t time.Time) bool {
	switch c.op {
	case opIn:
		for i := range c.lits {
			if t.Equal(c.lits[i].at) {
				return true
			}
		}
		return false
	case opRange:
		return !t.Before(c.lits[0].at) && !t.After(c.lits[1].at)
	}
	return decide(c.op, t.Compare(c.lits[0].at))
}

// matchJSON tests a value that is not an array. Only values of the literal's own
// type can match.
func (m *matcher) matchJSON(c *cond, raw []byte) bool {
	switch {
	case c.op == opEq:
		return m.equalJSON(&c.lits[0], raw)
	case c.op == opIn:
		for i := range c.lits {
			if m.equalJSON(&c.lits[i], raw) {
				return true
			}
		}
		return false
	case c.op == opRange:
		low, ok1 := m.orderJSON(&c.lits[0], raw)
		high, ok2 := m.orderJSON(&c.lits[1], raw)
		return ok1 && ok2 && low >= 0 && high <= 0
	case c.op.textual():
		text, ok := m.letters(raw)
		return ok && m.matchLetters(c, text)
	}
	order, ok := m.orderJSON(&c.lits[0], raw)
	return ok && decide(c.op, order)
}

func (m *matcher) equalJSON(l *literal, raw []byte) bool {
	typ := typeOf(raw)
	switch l.kind {
	case litText:
		return typ == isString && m.equalString(raw, l.text)
	case litNumber:
		return typ == isNumberType && compareNumber(raw, &l.num) == 0
	case litBool:
		return typ == isBool && (raw[0] == 't') == l.yes
	case litNull:
		return typ == isNull
	}
	if typ == isString && m.equalString(raw, l.text) {
		return true
	}
	order, ok := m.orderJSON(l, raw)
	return ok && order == 0
}

// equalString compares a JSON string. Any escape is longer than what it says.
func (m *matcher) equalString(raw, text []byte) bool {
	inside := raw[1 : len(raw)-1]
	switch {
	case len(inside) < len(text):
		return false
	case len(inside) == len(text):
		return bytes.Equal(inside, text) && bytes.IndexByte(text, '\\') < 0
	case bytes.IndexByte(inside, '\\') < 0:
		return false
	}
	return bytes.Equal(m.unquote(raw), text)
}

// orderJSON compares raw with l; ok is false where they are of different types.
func (m *matcher) orderJSON(l *literal, raw []byte) (order int, ok bool) {
	typ := typeOf(raw)
	switch l.kind {
	case litNumber, litSize:
		if typ != isNumberType {
			return 0, false
		}
		return compareNumber(raw, &l.num), true
	case litText:
		if typ != isString {
			return 0, false
		}
		text := m.unquote(raw)
		if l.dated {
			if t, ok := instantOf(text, m.program.now.Location()); ok {
				return t.Compare(l.at), true
			}
		}
		return bytes.Compare(text, l.text), true
	case litTime:
		var t time.Time
		switch typ {
		case isString:
			t, ok = instantOf(m.unquote(raw), m.program.now.Location())
		case isNumberType:
			t, ok = epochOf(raw)
		}
		return t.Compare(l.at), ok
	}
	return 0, false
}

// letters returns what text operators look at: the inside of a string, a number or
// a truth value as it is written.
func (m *matcher) letters(raw []byte) (text []byte, ok bool) {
	switch typeOf(raw) {
	case isString:
		return m.unquote(raw), true
	case isNumberType, isBool:
		return raw, true
	}
	return nil, false
}

// unquote returns what a JSON string says. It is valid until the next call.
func (m *matcher) unquote(raw []byte) []byte {
	inside := raw[1 : len(raw)-1]
	if bytes.IndexByte(inside, '\\') < 0 {
		return inside
	}
	m.scratch = unescape(m.scratch[:0], inside)
	return m.scratch
}

// matchText tests plain bytes: a key, a header, a topic. All of them are text, so
// = compares letters; < and > compare with a number what is one, and times.
func (m *matcher) matchText(c *cond, b []byte) bool {
	switch {
	case c.op == opEq:
		return m.equalText(&c.lits[0], b)
	case c.op == opIn:
		for i := range c.lits {
			if m.equalText(&c.lits[i], b) {
				return true
			}
		}
		return false
	case c.op == opRange:
		low, ok1 := m.orderText(&c.lits[0], b)
		high, ok2 := m.orderText(&c.lits[1], b)
		return ok1 && ok2 && low >= 0 && high <= 0
	case c.op.textual():
		return m.matchLetters(c, b)
	}
	order, ok := m.orderText(&c.lits[0], b)
	return ok && decide(c.op, order)
}

func (m *matcher) equalText(l *literal, b []byte) bool {
	if bytes.Equal(b, l.text) {
		return true
	}
	if l.kind != litTime && l.kind != litSize || l.kind == litSize && !isNumber(b) {
		return false
	}
	order, ok := m.orderText(l, b)
	return ok && order == 0
}

func (m *matcher) orderText(l *literal, b []byte) (order int, ok bool) {
	switch {
	case l.kind == litTime || l.dated:
		t, ok := instantOf(b, m.program.now.Location())
		if !ok && isNumber(b) {
			t, ok = epochOf(b)
		}
		if ok || l.kind == litTime {
			return t.Compare(l.at), ok
		}
	case l.kind != litText:
		if !isNumber(b) {
			return 0, false
		}
		return compareNumber(b, &l.num), true
	}
	return bytes.Compare(b, l.text), true
}

// matchLetters tests text with contains, startswith, endswith and ~.
func (m *matcher) matchLetters(c *cond, text []byte) bool {
	switch c.op {
	case opMatch:
		return c.pattern.re.Match(text)
	case opStarts:
		return bytes.HasPrefix(text, c.lits[0].text)
	case opEnds:
		return bytes.HasSuffix(text, c.lits[0].text)
	}
	return m.containsFold(text, c.lits[0].lower)
}

// containsFold tells whether text holds lower, in any case. Text in ASCII is
// compared in place; other text is brought to lower case first.
func (m *matcher) containsFold(text, lower []byte) bool {
	if containsASCII(text, lower) {
		return true
	}
	ascii := true
	for _, c := range text {
		if c >= utf8.RuneSelf {
			ascii = false
			break
		}
	}
	if ascii {
		return false
	}
	m.lowered = appendLower(m.lowered[:0], text)
	return bytes.Contains(m.lowered, lower)
}

// containsASCII finds lower in text where only the letters a to z have a case.
func containsASCII(text, lower []byte) bool {
	if len(lower) == 0 {
		return true
	}
	for i := 0; i+len(lower) <= len(text); i++ {
		if lowerByte(text[i]) != lower[0] {
			continue
		}
		j := 1
		for j < len(lower) && lowerByte(text[i+j]) == lower[j] {
			j++
		}
		if j == len(lower) {
			return true
		}
	}
	return false
}

func lowerByte(c byte) byte {
	if c >= 'A' && c <= 'Z' {
		c += 'a' - 'A'
	}
	return c
}

// appendLower appends text with each letter in lower case. Bytes that are not
// UTF-8 stay as they are.
func appendLower(dst, text []byte) []byte {
	for len(text) > 0 {
		r, n := utf8.DecodeRune(text)
		if r == utf8.RuneError && n == 1 {
			dst = append(dst, text[0])
		} else {
			dst = utf8.AppendRune(dst, unicode.ToLower(r))
		}
		text = text[n:]
	}
	return dst
}
