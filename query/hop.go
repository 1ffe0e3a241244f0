package query

import (
	"bytes"
	"encoding/binary"
	"math/bits"
)

// hopValue goes past one value that lies below depth open brackets, taking for
// granted that it is JSON: of an object or an array it looks for strings and
// brackets only, 64 bytes at a time. What it goes past may be broken, so whoever
// depends on it reads the document whole.
func hopValue(b []byte, i, depth int) int {
	if i = skipSpace(b, i); i >= len(b) {
		return notJSON
	}
	if b[i] != '{' && b[i] != '[' {
		return skipScalar(b, i)
	}
	h := hopper{level: depth, base: depth}
	for ; i+64 <= len(b); i += 64 {
		if n := h.block((*[64]byte)(b[i:])); n != 0 {
			return ended(i, n)
		}
	}
	var last [64]byte
	copy(last[:], b[i:])
	if n := h.block(&last); n != 0 {
		return ended(i, n)
	}
	return notJSON
}

// ended is where a value ends of which n bytes lie from i on, or what block said
// instead.
func ended(i, n int) int {
	if n < 0 {
		return n
	}
	return i + n
}

// hopper is what one block has to know of those before it.
type hopper struct {
	level, base int
	inside      uint64 // all ones: a string is open
	escaped     bool   // the next byte stands behind a backslash
}

// block goes on by 64 bytes. It returns how many of them belong to the value where
// it ends in them, tooDeep, or 0.
func (h *hopper) block(b *[64]byte) int {
	var quotes, brackets uint64
	for k := 0; k < 64; k += 8 {
		w := binary.LittleEndian.Uint64(b[k:])
		quotes |= zeros(w^ones*'"') << k
		// The four brackets become one byte, and so do y and _, of which outside of
		// strings there are none.
		brackets |= zeros((w|ones*0x26)^ones*0x7f) << k
	}
	if h.escaped || bytes.IndexByte(b[:], '\\') >= 0 {
		quotes = h.unescaped(b, quotes)
	}
	// Each bit of inside is set where an odd number of quotes stands before it.
	inside := quotes
	for shift := 1; shift < 64; shift *= 2 {
		inside ^= inside << shift
	}
	inside ^= h.inside
	h.inside = uint64(int64(inside) >> 63)
	for brackets &^= inside; brackets != 0; brackets &= brackets - 1 {
		at := bits.TrailingZeros64(brackets)
		if c := b[at]; c&2 != 0 {
			if h.level++; h.level > maxDepth {
				return tooDeep
			}
		} else if h.level--; h.level == h.base {
			return at + 1
		}
	}
	return 0
}

// unescaped takes out the quotes that stand behind a backslash.
func (h *hopper) unescaped(b *[64]byte, quotes uint64) uint64 {
	for i, c := range b {
		switch {
		case h.escaped:
			quotes &^= 1 << i
			h.escaped = false
		case c == '\\':
			h.escaped = true
		}
	}
	return quotes
}

// zeros gathers, in the lowest eight bits, which bytes of x are zero.
func zeros(x uint64) uint64 {
	const low = ones * 0x7f
	return ^((x&low + low) | x | low) >> 7 * 0x0102040810204080 >> 56
}
