// Package safe is the only way bytes from outside reach the screen.
//
// A record, a header, a topic name or a broker's error text may hold anything:
// escape sequences that rewrite the title or the clipboard, marks that turn the
// direction of writing, bytes that are no text at all. A terminal obeys what it
// is sent, so what is sent must be harmless. Nothing is dropped: evidence keeps
// every byte, only its picture changes, and the picture has the width that the
// renderer gives it, so a hostile record cannot shift what stands beside it.
//
//	safe.Clean("tab\there \x1b[31m", 40)  // "tab␉here ␛[31m"
//	safe.Clean("abc\u202edef", 40)        // `abc\u{202e}def`
//	safe.Clean("\xff\xfe", 40)            // `\xff\xfe`
//
// Drawing costs what is drawn, not what is there: every function that is given a
// width stops when it is filled. A row of a 50 MB value costs as much as a row of
// 200 bytes.
package safe

import (
	"strings"
	"unicode/utf8"
)

// Text is text that may be written to a terminal: sanitised, of known width,
// without newlines and without SGR sequences. Only this package makes one from
// bytes that came from outside; string constants of the program convert freely.
type Text string

// cut stands where something was left out.
const cut = "…"

// Append appends src to dst, sanitised and cut to at most w cells, and returns
// dst and the cells used. Each substitution is wrapped in on and off (SGR
// sequences, may be empty), so that the picture of an escape differs from text
// that spells it; where the text around has a look of its own, off takes it up
// again. It stops at w cells and does not look at the rest of src. It
// uses fewer than w cells where src ends, or where the next character does not
// fit: fill up with spaces. It allocates only to let dst grow.
func Append(dst, src []byte, w int, on, off string) (out []byte, cells int) {
	out, cells, _ = Take(dst, src, w, on, off)
	return out, cells
}

// Take is [Append] for those who go on behind the cut: read is the number of
// bytes of src that were drawn. It is 0, with src not empty, only where the first
// character is wider than w.
func Take(dst, src []byte, w int, on, off string) (out []byte, cells, read int) {
	p := pen{dst: dst, left: w, on: on, off: off, marks: maxMarks}
	read = p.text(src)
	return p.dst, max(w, 0) - max(p.left, 0), read
}

// Clean returns s sanitised and cut to w cells, with "…" as its last cell where
// something was cut.
func Clean(s string, w int) Text {
	if w < 1 {
		return ""
	}
	if len(s) <= w && printable(s) {
		return Text(s)
	}
	// No character that is drawn takes more than maxBytes a cell, so the rest is not even copied.
	src := []byte(s[:min(len(s), (w+1)*maxBytes)])
	out, _, read := Take(nil, src, w, "", "")
	if read == len(s) {
		return Text(out)
	}
	out, _ = Append(out[:0], src, w-1, "", "")
	return Text(append(out, cut...))
}

// printable reports whether s is ASCII that is drawn as it stands.
func printable(s string) bool {
	for i := range len(s) {
		if s[i] < 0x20 || s[i] > 0x7e {
			return false
		}
	}
	return true
}

// Width is the number of cells of a text.
func Width(t Text) int {
	n := 0
	for _, r := range string(t) {
		n += runeWidth(r)
	}
	return n
}

// Pad fills t with spaces to w cells, or cuts it with "…".
func Pad(t Text, w int) Text {
	if w < 1 {
		return ""
	}
	n := Width(t)
	if n > w {
		t = head(t, w-1) + cut
		n = Width(t)
	}
	return t + Text(strings.Repeat(" ", w-n))
}

// Middle cuts the middle out of t so that it fits w cells
// ("prod.shop.…ory.held.v2"): names that belong together begin alike.
func Middle(t Text, w int) Text {
	if Width(t) <= w {
		return t
	}
	if w < 1 {
		return ""
	}
	begin := (w - 1) / 2
	return head(t, begin) + cut + tail(t, w-1-begin)
}

// head is the longest beginning of t that fits w cells.
func head(t Text, w int) Text {
	n := 0
	for i, r := range string(t) {
		if n += runeWidth(r); n > w {
			return t[:i]
		}
	}
	return t
}

// tail is the longest end of t that fits w cells and begins with a whole character.
func tail(t Text, w int) Text {
	n, begin := 0, len(t)
	for i := len(t); i > 0; {
		r, size := utf8.DecodeLastRuneInString(string(t[:i]))
		i -= size
		k := runeWidth(r)
		if n += k; n > w {
			break
		}
		if k > 0 { // a mark alone would land on what stands before it
			begin = i
		}
	}
	return t[begin:]
}
