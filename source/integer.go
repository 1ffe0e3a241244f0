package source

import (
	"encoding/binary"
	"unicode/utf8"
)

// Integer reads a key or a value of four or eight bytes as the number that Java's
// IntegerSerializer and LongSerializer write, big end first; bits is 32 or 64. ok is
// false for any other length, for what is text, for what [SchemaID] reads, and for
// numbers from 2^28 or 2^56 on: hashes, floating point numbers and text that is not
// clean have as many bytes, and seldom begin like a number that people count with.
//
//	source.Integer([]byte{0, 0, 0, 3}) // 3, 32, true
//	source.Integer([]byte("four"))     // 0, 0, false
func Integer(b []byte) (n int64, bits int, ok bool) {
	if len(b) != 4 && len(b) != 8 { // most are told from others by this alone
		return 0, 0, false
	}
	if _, _, framed := SchemaID(b); framed {
		return 0, 0, false
	}
	return HeaderInteger(b)
}

// HeaderInteger is [Integer] for the value of a header, which no registry frames:
// there a time in milliseconds looks as if it began with a schema's id.
func HeaderInteger(b []byte) (n int64, bits int, ok bool) {
	switch {
	case len(b) == 4 && (b[0] < 0x10 || b[0] >= 0xf0) && !printable(b):
		return int64(int32(binary.BigEndian.Uint32(b))), 32, true
	case len(b) == 8 && (b[0] == 0 || b[0] == 0xff) && !printable(b):
		return int64(binary.BigEndian.Uint64(b)), 64, true
	}
	return 0, 0, false
}

// printable tells whether b is text: UTF-8 without controls other than white space.
func printable(b []byte) bool {
	for _, c := range b {
		if c == 0x7f || c < ' ' && c != '\t' && c != '\n' && c != '\r' {
			return false
		}
	}
	return utf8.Valid(b)
}
