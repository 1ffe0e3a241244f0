package query

import (
	"strconv"

	"riffle/source"
)

// A key, a header or a value may be a number in binary. It counts as its digits:
// what a column shows is what a filter finds.

// spelled is a key or a value as a filter sees it.
func (m *matcher) spelled(b []byte) []byte {
	n, _, ok := source.Integer(b)
	return m.digits(b, n, ok)
}

// spelledHeader is a header's value as a filter sees it.
func (m *matcher) spelledHeader(b []byte) []byte {
	n, _, ok := source.HeaderInteger(b)
	return m.digits(b, n, ok)
}

// digits are those of n where ok, else b. They are valid until the next call.
func (m *matcher) digits(b []byte, n int64, ok bool) []byte {
	if !ok {
		return b
	}
	m.number = strconv.AppendInt(m.number[:0], n, 10)
	return m.number
}

// maybeDigits tells whether text may stand in the digits of a number, so that a
// record holds it without its bytes.
func maybeDigits(text []byte) bool {
	for i, c := range text {
		if !isDigit(c) && (c != '-' || i > 0) {
			return false
		}
	}
	return true
}
