package query

import (
	"cmp"
	"math/big"
	"strconv"
	"strings"
)

// number is a decimal number, exact at any size: sign × 0.digits × 10^exp. Records
// are compared with it digit by digit as they are written, so nothing is rounded
// and a record that says 1e999999999 costs no more than any other.
type number struct {
	sign   int    // -1, 0 or 1
	digits string // without zeros at its ends; "" is zero
	exp    int64
	int    int64 // the number itself, where isInt
	isInt  bool
}

// farExponent stands for any exponent that no text of sane length writes out.
const farExponent = 1 << 40

// makeNumber reads text, which has JSON's syntax.
func makeNumber(text string) number {
	m := mantissaOf([]byte(text))
	n := number{sign: m.sign(), exp: m.exp}
	var digits []byte
	for c, ok := m.next(); ok; c, ok = m.next() {
		digits = append(digits, c)
	}
	n.digits = strings.TrimRight(string(digits), "0")
	if v, err := strconv.ParseInt(text, 10, 64); err == nil {
		n.int, n.isInt = v, true
	} else if n.sign == 0 {
		n.isInt = true
	} else if n.exp >= int64(len(n.digits)) && n.exp <= 19 {
		whole := n.digits + strings.Repeat("0", int(n.exp)-len(n.digits))
		if n.sign < 0 {
			whole = "-" + whole
		}
		n.int, err = strconv.ParseInt(whole, 10, 64)
		n.isInt = err == nil
	}
	return n
}

// String writes n as a JSON number that means the same.
func (n *number) String() string {
	sign := ""
	if n.sign < 0 {
		sign = "-"
	}
	size := int64(len(n.digits))
	switch {
	case n.sign == 0:
		return "0"
	case n.exp >= size && n.exp <= 21:
		return sign + n.digits + strings.Repeat("0", int(n.exp-size))
	case n.exp > 0 && n.exp < size:
		return sign + n.digits[:n.exp] + "." + n.digits[n.exp:]
	case n.exp <= 0 && n.exp > -6:
		return sign + "0." + strings.Repeat("0", int(-n.exp)) + n.digits
	}
	point := ""
	if size > 1 {
		point = "."
	}
	return sign + n.digits[:1] + point + n.digits[1:] + "e" + strconv.FormatInt(n.exp-1, 10)
}

// times returns text × factor, written as a JSON number.
func times(text string, factor int64) string {
	r, ok := new(big.Rat).SetString(text)
	if !ok {
		return text
	}
	r.Mul(r, new(big.Rat).SetInt64(factor))
	if r.IsInt() {
		return r.Num().String()
	}
	digits, _ := r.FloatPrec()
	return r.FloatString(digits)
}

// compareNumber compares raw, which has JSON's number syntax, with n.
func compareNumber(raw []byte, n *number) int {
	if n.isInt {
		if v, ok := smallInt(raw); ok {
			return cmp.Compare(v, n.int)
		}
	}
	m := mantissaOf(raw)
	if c := cmp.Compare(m.sign(), n.sign); c != 0 || n.sign == 0 {
		return c
	}
	if c := cmp.Compare(m.exp, n.exp); c != 0 {
		return c * n.sign
	}
	for i := 0; ; i++ {
		c, ok := m.next()
		switch {
		case !ok && i >= len(n.digits):
			return 0
		case !ok:
			return -n.sign
		case i >= len(n.digits):
			if c != '0' {
				return n.sign
			}
		case c != n.digits[i]:
			return cmp.Compare(c, n.digits[i]) * n.sign
		}
	}
}

// compareInt compares v with n.
func compareInt(v int64, n *number) int {
	if n.isInt {
		return cmp.Compare(v, n.int)
	}
	var buf [20]byte
	return compareNumber(strconv.AppendInt(buf[:0], v, 10), n)
}

// smallInt reads an integer of up to 18 digits.
func smallInt(raw []byte) (v int64, ok bool) {
	digits := raw
	if len(digits) > 0 && digits[0] == '-' {
		digits = digits[1:]
	}
	if len(digits) == 0 || len(digits) > 18 {
		return 0, false
	}
	for _, c := range digits {
		if c < '0' || c > '9' {
			return 0, false
		}
		v = v*10 + int64(c-'0')
	}
	if len(digits) != len(raw) {
		v = -v
	}
	return v, true
}

// mantissa walks over the digits of a number from the first that is not zero.
type mantissa struct {
	raw  []byte
	i    int
	exp  int64 // the number is 0.digits × 10^exp
	neg  bool
	zero bool
}

func mantissaOf(raw []byte) mantissa {
	m := mantissa{raw: raw, zero: true}
	i := 0
	if len(raw) > 0 && raw[0] == '-' {
		m.neg = true
		i++
	}
	whole, seen := 0, 0 // digits before the point, and digits before the first that is not zero
	point := false
	for ; i < len(raw); i++ {
		c := raw[i]
		if c == '.' {
			point = true
			continue
		}
		if c < '0' || c > '9' {
			break
		}
		if m.zero && c != '0' {
			m.zero, m.i = false, i
		}
		if m.zero {
			seen++
		}
		if !point {
			whole++
		}
	}
	m.exp = int64(whole - seen)
	if i < len(raw) && !m.zero {
		m.exp += exponent(raw[i+1:])
	}
	return m
}

func (m *mantissa) sign() int {
	switch {
	case m.zero:
		return 0
	case m.neg:
		return -1
	}
	return 1
}

// next returns the next digit; ok is false after the last one that is written.
func (m *mantissa) next() (c byte, ok bool) {
	if m.zero || m.i >= len(m.raw) {
		return 0, false
	}
	c = m.raw[m.i]
	if c == '.' {
		m.i++
		return m.next()
	}
	if c < '0' || c > '9' {
		return 0, false
	}
	m.i++
	return c, true
}

// exponent reads what stands behind the e of a number; it stops growing at
// farExponent.
func exponent(text []byte) int64 {
	neg := false
	var v int64
	for i, c := range text {
		switch {
		case i == 0 && (c == '-' || c == '+'):
			neg = c == '-'
		case v < farExponent:
			v = v*10 + int64(c-'0')
		}
	}
	v = min(v, farExponent)
	if neg {
		return -v
	}
	return v
}

// isNumber tells whether text is a number by JSON's syntax.
func isNumber(text []byte) bool {
	return len(text) > 0 && skipNumber(text, 0) == len(text)
}
