package safe

import (
	"fmt"
	"unicode/utf16"
	"unicode/utf8"
)

// Escape appends src, a line of JSON, to dst. What [Clean] would spell out becomes
// a \u escape of JSON, so that it is harmless on a terminal and still the same
// JSON value: such characters can stand only inside strings. Bytes that are no
// UTF-8 become U+FFFD.
//
//	safe.Escape(nil, []byte("{\"a\":\"x\u202ey\"}"))  // {"a":"x\u202ey"}
func Escape(dst, src []byte) []byte {
	marks := maxMarks
	for i := 0; i < len(src); {
		if c := src[i]; c >= 0x20 && c < 0x7f {
			dst = append(dst, c)
			marks = 0
			i++
			continue
		}
		r, n := utf8.DecodeRune(src[i:])
		i += n
		switch {
		case r == '\n':
			dst = append(dst, '\n')
			continue
		case r < 0x20 || r >= 0x7f && r < 0xa0 || hidden(r):
			dst = escape(dst, r)
			marks = maxMarks
			continue
		}
		if runeWidth(r) > 0 {
			marks = 0
		} else if marks++; marks > maxMarks {
			dst = escape(dst, r)
			continue
		}
		dst = utf8.AppendRune(dst, r)
	}
	return dst
}

// escape appends r as JSON does: beyond U+FFFF as two halves.
func escape(dst []byte, r rune) []byte {
	if hi, lo := utf16.EncodeRune(r); hi != utf8.RuneError {
		return fmt.Appendf(dst, `\u%04x\u%04x`, hi, lo)
	}
	return fmt.Appendf(dst, `\u%04x`, r)
}
