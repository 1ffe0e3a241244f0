package theme

import (
	"strings"
	"unicode/utf8"

	"riffle/ui/safe"
)

// Band puts the cells [from, to) of a line into the look of k. The line is drawn
// already: text of known width with looks in it, each of which stays. Blanks at
// both ends of the band are left out, but one cell always has the look.
func (t *Theme) Band(k Token, line string, from, to int) string {
	on := t.on[k]
	if on == "" || to <= from {
		return line
	}
	b := band{line: line}
	for b.next() {
		if b.cells > from && b.at < to {
			b.take()
		}
	}
	if b.end == 0 {
		return line
	}
	inside := t.Over(k, b.before+line[b.begin:b.end])
	return line[:b.begin] + end(b.before) + inside + b.after + line[b.end:]
}

// Mark puts parts of a line, which is drawn already, into the look of k. find gets
// what can be read from the cell from on, and tells the parts by their bytes, in
// order and without overlaps.
func (t *Theme) Mark(k Token, line string, from int, find func(text []byte) (parts [][2]int)) string {
	text := make([]byte, 0, len(line)) // what can be read from there on
	cell := make([]int, 0, len(line))  // and the cell of each byte
	at := 0
	for i := 0; i < len(line); {
		if line[i] == '\x1b' {
			i += strings.IndexByte(line[i:], 'm') + 1
			continue
		}
		_, n := utf8.DecodeRuneInString(line[i:])
		if at >= from {
			text = append(text, line[i:i+n]...)
			for range n {
				cell = append(cell, at)
			}
		}
		at += safe.Width(safe.Text(line[i : i+n]))
		i += n
	}
	cell = append(cell, at)
	for _, p := range find(text) {
		line = t.Band(k, line, cell[p[0]], cell[p[1]])
	}
	return line
}

// end ends a look, if there is one.
func end(look string) string {
	if look == "" {
		return ""
	}
	return off
}

// band goes over the characters of a drawn line.
type band struct {
	line          string
	i, next0      int // the character: its first byte, and the one behind it
	at, cells     int // its first cell, and the one behind it
	look          string
	begin, end    int // bytes taken
	before, after string
	full          bool // something that is no blank was taken
}

// next goes to the next character; looks on the way are remembered.
func (b *band) next() bool {
	b.i, b.at = b.next0, b.cells
	for b.i < len(b.line) && b.line[b.i] == '\x1b' {
		j := b.i
		for j < len(b.line) && b.line[j] != 'm' {
			j++
		}
		b.look = b.line[b.i:min(j+1, len(b.line))]
		if b.look == off {
			b.look = ""
		}
		b.i = min(j+1, len(b.line))
	}
	if b.i >= len(b.line) {
		return false
	}
	n := 1
	for b.i+n < len(b.line) && b.line[b.i+n]&0xc0 == 0x80 {
		n++
	}
	b.next0 = b.i + n
	b.cells = b.at + safe.Width(safe.Text(b.line[b.i:b.next0]))
	return true
}

// take adds the character to the band: blanks only between others, and the first
// one where there is nothing else.
func (b *band) take() {
	if b.line[b.i] == ' ' {
		if b.end == 0 {
			b.begin, b.end, b.before, b.after = b.i, b.next0, b.look, b.look
		}
		return
	}
	if !b.full {
		b.begin, b.before, b.full = b.i, b.look, true
	}
	b.end, b.after = b.next0, b.look
}
