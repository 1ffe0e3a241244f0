package query

import (
	"encoding/binary"
	"math/bits"
	"unicode/utf16"
	"unicode/utf8"
)

// The functions of this file read JSON by RFC 8259, as strictly as the standard
// library does. Each gets the bytes and an index, and returns the index after
// what it read, or one of these.
const (
	notJSON  = -1
	tooDeep  = -2
	allFound = -3 // nothing more is looked for
)

func skipSpace(b []byte, i int) int {
	for i < len(b) && b[i] <= ' ' && (b[i] == ' ' || b[i] == '\n' || b[i] == '\t' || b[i] == '\r') {
		i++
	}
	return i
}

// skipString reads on from behind the opening quote.
func skipString(b []byte, i int) int {
	for {
		i = skipLetters(b, i)
		if i >= len(b) || b[i] < ' ' {
			return notJSON
		}
		if b[i] == '"' {
			return i + 1
		}
		if i = skipEscape(b, i); i < 0 {
			return i
		}
	}
}

// skipLetters goes on to the next quote, backslash or control character, or to the
// end. Eight bytes at a time: most of most records is inside strings.
func skipLetters(b []byte, i int) int {
	for ; i+8 <= len(b); i += 8 {
		if m := special(binary.LittleEndian.Uint64(b[i:])); m != 0 {
			return i + bits.TrailingZeros64(m)>>3
		}
	}
	for i < len(b) && b[i] != '"' && b[i] != '\\' && b[i] >= ' ' {
		i++
	}
	return i
}

// ones repeats a byte, by multiplication, over a word.
const ones = 0x0101010101010101

// special marks, with its highest bit, the first byte of w that is a quote, a
// backslash or a control character, and perhaps some after it that are none.
func special(w uint64) uint64 {
	const highs = ones * 0x80
	quote := w ^ ones*'"'
	slash := w ^ ones*'\\'
	return ((w-ones*' ')&^w | (quote-ones)&^quote | (slash-ones)&^slash) & highs
}

// skipEscape reads one escape; b[i] is the backslash.
func skipEscape(b []byte, i int) int {
	if i+1 >= len(b) {
		return notJSON
	}
	switch b[i+1] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return i + 2
	case 'u':
		if _, ok := hex4(b, i+2); ok {
			return i + 6
		}
	}
	return notJSON
}

// hex4 reads four hexadecimal digits.
func hex4(b []byte, i int) (r rune, ok bool) {
	if i+4 > len(b) {
		return 0, false
	}
	for _, c := range b[i : i+4] {
		switch {
		case c >= '0' && c <= '9':
			c -= '0'
		case c >= 'a' && c <= 'f':
			c -= 'a' - 10
		case c >= 'A' && c <= 'F':
			c -= 'A' - 10
		default:
			return 0, false
		}
		r = r<<4 | rune(c)
	}
	return r, true
}

func skipNumber(b []byte, i int) int {
	if i < len(b) && b[i] == '-' {
		i++
	}
	switch {
	case i < len(b) && b[i] == '0':
		i++
	default:
		if i = skipDigits(b, i); i < 0 {
			return i
		}
	}
	if i < len(b) && b[i] == '.' {
		if i = skipDigits(b, i+1); i < 0 {
			return i
		}
	}
	if i < len(b) && b[i]|0x20 == 'e' {
		i++
		if i < len(b) && (b[i] == '+' || b[i] == '-') {
			i++
		}
		i = skipDigits(b, i)
	}
	return i
}

// skipDigits reads one digit or more.
func skipDigits(b []byte, i int) int {
	from := i
	for i < len(b) && b[i] >= '0' && b[i] <= '9' {
		i++
	}
	if i == from {
		return notJSON
	}
	return i
}

func skipWord(b []byte, i int, word string) int {
	if len(b)-i < len(word) || string(b[i:i+len(word)]) != word {
		return notJSON
	}
	return i + len(word)
}

// skipScalar reads a string, a number, true, false or null.
func skipScalar(b []byte, i int) int {
	if i >= len(b) {
		return notJSON
	}
	switch b[i] {
	case '"':
		return skipString(b, i+1)
	case 't':
		return skipWord(b, i, "true")
	case 'f':
		return skipWord(b, i, "false")
	case 'n':
		return skipWord(b, i, "null")
	}
	return skipNumber(b, i)
}

// nest remembers, one bit for each level, whether an object or an array is open:
// reading needs no recursion, so no record can overflow the stack.
type nest [maxDepth/64 + 1]uint64

func (n *nest) set(depth int, object bool) {
	bit := uint64(1) << (depth & 63)
	n[depth>>6] &^= bit
	if object {
		n[depth>>6] |= bit
	}
}

func (n *nest) object(depth int) bool { return n[depth>>6]>>(depth&63)&1 == 1 }

// skip reads one value of any kind that lies below depth open brackets, which may
// grow to limit.
func (n *nest) skip(b []byte, i, depth, limit int) int {
	base := depth
value:
	if i = skipSpace(b, i); i >= len(b) {
		return notJSON
	}
	switch b[i] {
	case '{', '[':
		object := b[i] == '{'
		if depth++; depth > limit {
			return tooDeep
		}
		n.set(depth-1, object)
		if i = skipSpace(b, i+1); i >= len(b) {
			return notJSON
		}
		if b[i] == '}' && object || b[i] == ']' && !object {
			depth--
			i++
			goto after
		}
		if object {
			goto key
		}
		goto value
	default:
		if i = skipScalar(b, i); i < 0 {
			return i
		}
	}
after:
	if depth == base {
		return i
	}
	if i = skipSpace(b, i); i >= len(b) {
		return notJSON
	}
	switch object := n.object(depth - 1); {
	case b[i] == ',' && object:
		i++
		goto key
	case b[i] == ',':
		i++
		goto value
	case b[i] == '}' && object, b[i] == ']' && !object:
		depth--
		i++
		goto after
	}
	return notJSON
key:
	if _, _, i = skipKey(b, i); i < 0 {
		return i
	}
	goto value
}

// skipKey reads a member's name and the colon. The name is without its quotes and
// as it is written; plain tells that it has no escapes.
func skipKey(b []byte, i int) (name []byte, plain bool, next int) {
	i = skipSpace(b, i)
	if i >= len(b) || b[i] != '"' {
		return nil, false, notJSON
	}
	from := i + 1
	i = skipLetters(b, from)
	if plain = i < len(b) && b[i] == '"'; plain {
		i++
	} else if i = skipString(b, i); i < 0 {
		return nil, false, i
	}
	name = b[from : i-1]
	if i = skipSpace(b, i); i >= len(b) || b[i] != ':' {
		return nil, false, notJSON
	}
	return name, plain, i + 1
}

// unescape appends what the inside of a JSON string says. A surrogate without
// its other half is U+FFFD; a backslash that begins no escape stands for itself.
func unescape(dst, s []byte) []byte {
	for i := 0; i < len(s); {
		c := s[i]
		if c != '\\' || i+1 >= len(s) {
			dst = append(dst, c)
			i++
			continue
		}
		i += 2
		switch e := s[i-1]; e {
		case '"', '\\', '/':
			dst = append(dst, e)
		case 'b':
			dst = append(dst, '\b')
		case 'f':
			dst = append(dst, '\f')
		case 'n':
			dst = append(dst, '\n')
		case 'r':
			dst = append(dst, '\r')
		case 't':
			dst = append(dst, '\t')
		case 'u':
			r, ok := hex4(s, i)
			if !ok {
				dst = append(dst, '\\', 'u')
				continue
			}
			i += 4
			if utf16.IsSurrogate(r) {
				pair := rune(utf8.RuneError)
				if i+1 < len(s) && s[i] == '\\' && s[i+1] == 'u' {
					if low, ok := hex4(s, i+2); ok {
						pair = utf16.DecodeRune(r, low)
					}
				}
				if pair != utf8.RuneError {
					i += 6
				}
				r = pair
			}
			dst = utf8.AppendRune(dst, r)
		default:
			dst = append(dst, '\\', e)
		}
	}
	return dst
}
