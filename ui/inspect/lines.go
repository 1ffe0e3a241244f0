package inspect

import (
	"bytes"
	"unicode/utf8"

	"riffle/ui/safe"
)

// lookBack is how far before a place the beginning of a line is looked for.
const lookBack = 16 << 10

// lines cuts bytes into lines for the screen, from any place on, without having
// read what lies before: at newlines, and where wrap is set also at w cells.
type lines struct {
	b    []byte
	w    int
	wrap bool
}

// next is where the line after the one that begins at i begins: len(b) at the end.
func (l lines) next(i int) int {
	b := l.b[i:]
	if !l.wrap {
		if n := bytes.IndexByte(b, '\n'); n >= 0 {
			return i + n + 1
		}
		return len(l.b)
	}
	// No more bytes than this have room in the line, so a newline further on does not matter.
	near := b[:min(len(b), l.w*maxBytes+1)]
	line := near
	end := bytes.IndexByte(near, '\n')
	if end >= 0 {
		line = near[:end]
	}
	_, _, read := safe.Take(nil, line, max(l.w, 1), "", "")
	switch {
	case end >= 0 && read == end:
		return i + end + 1
	case read == 0:
		_, read = utf8.DecodeRune(b)
	}
	return i + read
}

// maxBytes is how many bytes of text make one cell at most: a character of four
// bytes with two marks.
const maxBytes = 12

// prev is where the line before the one that begins at i begins: 0 at the beginning.
func (l lines) prev(i int) int {
	if i <= 0 {
		return 0
	}
	if !l.wrap {
		return bytes.LastIndexByte(l.b[:i-1], '\n') + 1
	}
	from := max(i-lookBack, 0)
	if n := bytes.LastIndexByte(l.b[from:i-1], '\n'); n >= 0 {
		from += n + 1
	} else {
		for from > 0 && !utf8.RuneStart(l.b[from]) {
			from--
		}
	}
	for {
		next := l.next(from)
		if next >= i || next <= from {
			return from
		}
		from = next
	}
}

// part is what the line that begins at i draws.
func (l lines) part(i int) []byte {
	return bytes.TrimSuffix(l.b[i:l.next(i)], []byte{'\n'})
}
