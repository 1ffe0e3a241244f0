package query

import (
	"strconv"

	"github.com/tidwall/gjson"
)

// probe gathers what a condition meets on its way through one document.
type probe struct {
	cond    *cond
	found   int  // values at the path's end
	hit     bool // one of them satisfies the condition
	unknown bool // something was too large to look at
	done    bool // nothing more can change the answer
}

// walk follows steps from raw and tests what it meets at their end. It tells
// whether the path leads anywhere. raw is valid JSON.
func (m *matcher) walk(p *probe, steps []step, raw []byte) bool {
	if len(steps) == 0 {
		p.found++
		m.test(p, raw)
		return true
	}
	s, rest := &steps[0], steps[1:]
	if s.gather > 0 {
		array, ok := m.resolve(p, steps[:s.gather], raw)
		return ok && m.walk(p, steps[s.gather+1:], array)
	}
	switch s.kind {
	case stepKey:
		v := m.child(raw, s)
		return v != nil && m.walk(p, rest, v)
	case stepWild:
		for it := members(raw); it.next(); {
			if m.nameMatches(it.name, s.key) && m.walk(p, rest, it.value) {
				return true
			}
		}
		return false
	case stepCount:
		if raw[0] != '[' {
			return false
		}
		return m.walk(p, rest, m.countOf(raw))
	case stepFirst:
		for it := elements(raw); it.next(); {
			switch m.eval(s.inner, it.value) {
			case yes:
				return m.walk(p, rest, it.value)
			case unknown:
				p.unknown = true
				return false
			}
		}
		return false
	case stepEach, stepAll:
		for it := elements(raw); !p.done && it.next(); {
			v := yes
			if s.kind == stepAll {
				v = m.eval(s.inner, it.value)
			}
			p.unknown = p.unknown || v == unknown
			if v == yes {
				m.walk(p, rest, it.value)
			}
		}
		return raw[0] == '['
	}
	v := m.modify(p, s, raw)
	return v != nil && m.walk(p, rest, v)
}

// resolve returns the result of a path as one JSON value, as gjson does: arrays
// that the path makes are put together.
func (m *matcher) resolve(p *probe, steps []step, raw []byte) (result []byte, ok bool) {
	if len(steps) == 0 {
		return raw, true
	}
	s, rest := &steps[0], steps[1:]
	if s.gather > 0 && s.gather < len(steps) {
		array, ok := m.resolve(p, steps[:s.gather], raw)
		if !ok {
			return nil, false
		}
		return m.resolve(p, steps[s.gather+1:], array)
	}
	switch s.kind {
	case stepKey:
		if raw = m.child(raw, s); raw == nil {
			return nil, false
		}
		return m.resolve(p, rest, raw)
	case stepWild:
		for it := members(raw); it.next(); {
			if m.nameMatches(it.name, s.key) {
				if result, ok = m.resolve(p, rest, it.value); ok {
					return result, true
				}
			}
		}
		return nil, false
	case stepCount:
		if raw[0] != '[' {
			return nil, false
		}
		return m.resolve(p, rest, m.countOf(raw))
	case stepFirst:
		for it := elements(raw); it.next(); {
			switch m.eval(s.inner, it.value) {
			case yes:
				return m.resolve(p, rest, it.value)
			case unknown:
				p.unknown = true
				return nil, false
			}
		}
		return nil, false
	case stepEach, stepAll:
		return m.gather(p, s, rest, raw)
	}
	if raw = m.modify(p, s, raw); raw == nil {
		return nil, false
	}
	return m.resolve(p, rest, raw)
}

// gather puts what the rest of a path makes of each element, of all or of those that
// s lets through, into one array.
func (m *matcher) gather(p *probe, s *step, rest []step, raw []byte) (array []byte, ok bool) {
	if raw[0] != '[' {
		return nil, false
	}
	array = []byte{'['}
	for it := elements(raw); it.next(); {
		if s.kind == stepAll {
			v := m.eval(s.inner, it.value)
			p.unknown = p.unknown || v == unknown
			if v != yes {
				continue
			}
		}
		if v, ok := m.resolve(p, rest, it.value); ok {
			if len(array) > 1 {
				array = append(array, ',')
			}
			array = append(array, v...)
		}
	}
	return append(array, ']'), true
}

// test looks at what stands at a path's end. Of an array, every element counts,
// of arrays inside it too; they are gone through without recursion.
func (m *matcher) test(p *probe, raw []byte) {
	switch {
	case p.cond == nil || p.cond.op == opExists || p.cond.op == opFound:
		p.done = true
		return
	case p.cond.op == opIs:
		p.hit = p.hit || typeOf(raw) == p.cond.typ
		p.done = p.hit
		return
	case raw[0] != '[':
		p.hit = p.hit || m.matchJSON(p.cond, raw)
		p.done = p.hit
		return
	}
	for i := 1; i < len(raw) && !p.done; {
		switch c := raw[i]; c {
		case ' ', '\t', '\r', '\n', ',', '[', ']':
			i++
		default:
			end := m.nest.skip(raw, i, 0, maxDepth)
			if end < 0 {
				return
			}
			p.hit = m.matchJSON(p.cond, raw[i:end])
			p.done = p.hit
			i = end
		}
	}
}

// child returns the member or element that s names, nil if there is none.
func (m *matcher) child(raw []byte, s *step) []byte {
	if raw[0] == '[' {
		if s.index < 0 {
			return nil
		}
		i := 0
		for it := elements(raw); it.next(); i++ {
			if i == s.index {
				return it.value
			}
		}
		return nil
	}
	for it := members(raw); it.next(); {
		if string(m.plain(it.name)) == s.key {
			return it.value
		}
	}
	return nil
}

// plain returns what a member's name says.
func (m *matcher) plain(name []byte) []byte {
	for _, c := range name {
		if c == '\\' {
			m.scratch = unescape(m.scratch[:0], name)
			return m.scratch
		}
	}
	return name
}

func (m *matcher) nameMatches(name []byte, pattern string) bool {
	return glob(m.plain(name), pattern)
}

// glob matches name with a pattern of *, ? and escapes. A failed try goes back to
// the last * only, so the time is at most the product of the lengths.
func glob(name []byte, pattern string) bool {
	n, p, starN, starP := 0, 0, 0, -1
	for n < len(name) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			starN, starP = n, p
			p++
			continue
		case p < len(pattern) && pattern[p] == '?':
			n++
			for n < len(name) && name[n]&0xc0 == 0x80 {
				n++ // ? is one letter, not one byte
			}
			p++
			continue
		case p+1 < len(pattern) && pattern[p] == '\\' && pattern[p+1] == name[n]:
			n++
			p += 2
			continue
		case p < len(pattern) && pattern[p] != '\\' && pattern[p] == name[n]:
			n++
			p++
			continue
		case starP < 0:
			return false
		}
		starN++
		n, p = starN, starP+1
	}
	for p < len(pattern) && pattern[p] == '*' {
		p++
	}
	return p == len(pattern)
}

// countOf returns the number of elements as JSON.
func (m *matcher) countOf(raw []byte) []byte {
	n := 0
	for it := elements(raw); it.next(); {
		n++
	}
	from := len(m.arena)
	m.arena = strconv.AppendInt(m.arena, int64(n), 10)
	return m.arena[from:]
}

// modify carries out a modifier. The result is checked as any document is: what
// was inside a string may be anything.
func (m *matcher) modify(p *probe, s *step, raw []byte) []byte {
	var result []byte
	switch {
	case s.kind == stepFromStr:
		if raw[0] != '"' {
			return nil
		}
		from := len(m.arena)
		m.arena = unescape(m.arena, raw[1:len(raw)-1])
		result = m.arena[from:]
	case s.key == "":
		return raw
	case len(raw) > maxModifierValue || m.nest.skip(raw, 0, 0, maxModifierDepth) == tooDeep:
		p.unknown = true
		return nil
	default:
		result = []byte(gjson.GetBytes(raw, s.key).Raw)
	}
	i := skipSpace(result, 0)
	end := m.nest.skip(result, i, 0, maxDepth)
	if end == tooDeep {
		p.unknown = true
	}
	if end < 0 || skipSpace(result, end) != len(result) {
		return nil
	}
	return result[i:end]
}

// iterator goes through the elements of an array or the members of an object,
// which are valid JSON.
type iterator struct {
	raw    []byte
	i      int
	object bool
	name   []byte // of an object's member, as it is written
	value  []byte
}

func elements(raw []byte) iterator {
	if raw[0] != '[' {
		return iterator{}
	}
	return iterator{raw: raw, i: 1}
}

func members(raw []byte) iterator {
	if raw[0] != '{' {
		return iterator{}
	}
	return iterator{raw: raw, i: 1, object: true}
}

func (it *iterator) next() bool {
	i := skipSpace(it.raw, it.i)
	if i < len(it.raw) && it.raw[i] == ',' {
		i = skipSpace(it.raw, i+1)
	}
	if i >= len(it.raw) || it.raw[i] == ']' || it.raw[i] == '}' {
		return false
	}
	if it.object {
		if it.name, _, i = skipKey(it.raw, i); i < 0 {
			return false
		}
		i = skipSpace(it.raw, i)
	}
	end := hopValue(it.raw, i, 0)
	if end < 0 {
		return false
	}
	it.value, it.i = it.raw[i:end], end
	return true
}
