package query

import "bytes"

// hasText tells whether text stands anywhere: in the key, the headers or the
// value, or, inside #( ), in the element. Text that JSON writes with escapes is
// found too: \u00e9 for é, \/ for a slash.
func (m *matcher) hasText(text, elem []byte) bool {
	if elem != nil {
		return m.textIn(elem, text)
	}
	r := m.record
	if m.textIn(r.Value, text) || m.textIn(r.Key, text) {
		return true
	}
	if raw := r.Headers.Raw; !bytes.Contains(raw, text) && bytes.IndexByte(raw, '\\') < 0 {
		return false
	}
	for name, value := range r.Headers.Pairs() {
		if m.textIn(name, text) || m.textIn(value, text) {
			return true
		}
	}
	return false
}

func (m *matcher) textIn(b, text []byte) bool {
	if bytes.Contains(b, text) {
		return true
	}
	first := bytes.IndexByte(b, '\\')
	return first >= 0 && m.textInEscaped(b, text)
}

// window is how many bytes are freed of escapes at a time, so that a large value
// needs no copy of its own size.
const window = 32 << 10

// textInEscaped finds text in what b says without escapes.
func (m *matcher) textInEscaped(b, text []byte) bool {
	m.scratch = m.scratch[:0]
	for len(b) > 0 {
		n := cutEscaped(b, window)
		m.scratch = unescape(m.scratch, b[:n])
		if bytes.Contains(m.scratch, text) {
			return true
		}
		b = b[n:]
		if keep := len(text) - 1; len(m.scratch) > keep {
			m.scratch = append(m.scratch[:0], m.scratch[len(m.scratch)-keep:]...)
		}
	}
	return false
}

// cutEscaped returns a length of about n at which b can be cut without cutting an
// escape, or a pair of them that are one letter, in two.
func cutEscaped(b []byte, n int) int {
	const longest = len(`\ud83d\ude00`)
	if len(b) <= n+2*longest {
		return len(b)
	}
	// A backslash begins an escape if the number of backslashes right before it is
	// even; behind a run of longest bytes without one, nothing is open.
	run := 0
	for i := n; i < len(b); i++ {
		if b[i] == '\\' {
			run = 0
		} else if run++; run == longest {
			return i
		}
	}
	return len(b)
}

// hasPattern tells whether the regular expression matches a part of the record,
// as it is written or without JSON's escapes.
func (m *matcher) hasPattern(p *pattern, elem []byte) bool {
	if elem != nil {
		return m.patternIn(elem, p)
	}
	r := m.record
	if m.patternIn(r.Value, p) || m.patternIn(r.Key, p) {
		return true
	}
	for name, value := range r.Headers.Pairs() {
		if m.patternIn(name, p) || m.patternIn(value, p) {
			return true
		}
	}
	return false
}

// patternIn does not look into null, and into the escapes of a large value only as
// it is written.
func (m *matcher) patternIn(b []byte, p *pattern) bool {
	if b == nil {
		return false
	}
	if p.re.Match(b) {
		return true
	}
	if len(b) > maxValue || bytes.IndexByte(b, '\\') < 0 {
		return false
	}
	m.scratch = unescape(m.scratch[:0], b)
	return p.re.Match(m.scratch)
}
