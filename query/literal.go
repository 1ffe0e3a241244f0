package query

import (
	"strings"
	"time"
)

// literal is a value that a filter compares with.
type literal struct {
	kind     litKind
	text     []byte // as it was written, without quotes
	lower    []byte // text in lower case, of contains
	quoted   bool
	num      number    // litNumber, litSize
	yes      bool      // litBool
	at       time.Time // litTime, once it is resolved
	clock    *clock    // litTime: a time of day that is not resolved yet
	dated    bool      // litText in quotes: at is the instant that it names, for < and >
	col, len int
}

type litKind uint8

const (
	litText litKind = iota
	litNumber
	litSize // a number with a unit of bytes
	litBool
	litNull
	litTime
)

var litNames = [...]string{"text", "a number", "a number of bytes", "true or false", "null", "a time"}

var byteUnits = []struct {
	name string
	size int64
}{
	{"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30}, {"TiB", 1 << 40},
	{"kB", 1e3}, {"KB", 1e3}, {"MB", 1e6}, {"GB", 1e9}, {"TB", 1e12}, {"B", 1},
}

// class is the kind as far as order goes: sizes are numbers.
func (l *literal) class() litKind {
	if l.kind == litSize {
		return litNumber
	}
	return l.kind
}

// classify tells what a value without quotes is: the whole of it is a number, a
// time, true, false, null, or text. wrong says why it is none of them.
func classify(run string, now time.Time) (l literal, wrong string) {
	l = literal{text: []byte(run)}
	switch strings.ToLower(run) {
	case "true", "false":
		l.kind, l.yes = litBool, len(run) == len("true")
		return l, ""
	case "null":
		l.kind = litNull
		return l, ""
	case "now":
		l.kind, l.at = litTime, now
		return l, ""
	}
	if digits, ok := ungroup(run); ok {
		if tooLarge(digits) {
			return l, "the exponent is too large for a number"
		}
		l.kind, l.num = litNumber, makeNumber(digits)
		return l, ""
	}
	for _, u := range byteUnits {
		digits, ok := ungroup(strings.TrimSuffix(run, u.name))
		if !ok || !strings.HasSuffix(run, u.name) {
			continue
		}
		if tooLarge(digits) {
			return l, "the exponent is too large for a number"
		}
		l.kind, l.num = litSize, makeNumber(times(digits, u.size))
		return l, ""
	}
	if t, ok := instantOf(l.text, now.Location()); ok {
		l.kind, l.at = litTime, t.In(now.Location())
	} else if c, ok := clockOf(l.text, now.Location()); ok {
		l.kind, l.clock = litTime, &c
	} else if d, ok := ageOf(run); ok {
		l.kind, l.at = litTime, now.Add(-d)
	}
	return l, ""
}

// quote makes the literal of a text in quotes: always text, but one that names an
// instant is compared as such by < and >.
func quote(text string, now time.Time) literal {
	l := literal{text: []byte(text), quoted: true}
	l.at, l.dated = instantOf(l.text, now.Location())
	return l
}

// ungroup removes the _ between digits; ok tells whether a JSON number remains.
func ungroup(run string) (digits string, ok bool) {
	if strings.Contains(run, "_") {
		var b strings.Builder
		for i := range len(run) {
			if run[i] != '_' {
				b.WriteByte(run[i])
			} else if i == 0 || i+1 == len(run) || !isDigit(run[i-1]) || !isDigit(run[i+1]) {
				return "", false
			}
		}
		run = b.String()
	}
	return run, isNumber([]byte(run))
}

// tooLarge tells whether a number is written with an exponent beyond the limit.
func tooLarge(digits string) bool {
	i := strings.IndexAny(digits, "eE")
	if i < 0 {
		return false
	}
	e := exponent([]byte(digits[i+1:]))
	return e > maxExponent || e < -maxExponent
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// settle gives a time of day its instant: the most recent one, or, as an upper
// bound, the first one after the lower bound.
func (l *literal) settle(now time.Time, lower *time.Time) {
	if l.clock == nil {
		return
	}
	if lower != nil {
		l.at = l.clock.after(*lower)
	} else {
		l.at = l.clock.before(now)
	}
	l.at, l.clock = l.at.In(now.Location()), nil
}

// Bytes reads a number of bytes with its unit: 20MB, 4KiB, 1_000_000.
func Bytes(text string) (n int64, ok bool) {
	l, wrong := classify(strings.TrimSpace(text), time.Time{})
	if wrong != "" || l.kind != litNumber && l.kind != litSize || !l.num.isInt {
		return 0, false
	}
	return l.num.int, true
}
