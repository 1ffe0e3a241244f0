package safe

import (
	"strconv"
	"unicode/utf8"
)

const (
	// maxMarks is how many combining marks are drawn on a character. Further ones are
	// spelt out: a tower of marks is how text is hidden, and it would cost no cells.
	maxMarks = 2
	// maxBytes is how many bytes of a source make one cell at most: a character and its marks.
	maxBytes = utf8.UTFMax * (1 + maxMarks)
)

// pen draws bytes into dst until it has no room left.
type pen struct {
	dst     []byte
	left    int    // cells
	marks   int    // drawn on the last character; maxMarks where none may be
	on, off string // around a substitution
	back    string // the look to take up after one
}

// text draws src and returns how many bytes of it had room.
func (p *pen) text(src []byte) (read int) {
	i := 0
	for i < len(src) {
		if c := src[i]; c >= 0x20 && c < 0x7f {
			if p.left <= 0 {
				break
			}
			j, end := i+1, min(len(src), i+p.left)
			for j < end && src[j] >= 0x20 && src[j] < 0x7f {
				j++
			}
			p.dst = append(p.dst, src[i:j]...)
			p.left -= j - i
			p.marks = 0
			i = j
			continue
		}
		n := p.char(src[i:])
		if n == 0 {
			break
		}
		i += n
	}
	return i
}

// char draws the first character of src, which is not printable ASCII, and
// returns its bytes, or 0 where it does not fit.
func (p *pen) char(src []byte) int {
	r, n := utf8.DecodeRune(src)
	switch {
	case r < 0x20:
		return p.picture(controlPictures+r, n)
	case r == 0x7f:
		return p.picture(deletePicture, n)
	case r == utf8.RuneError && n == 1:
		return p.spell(`\x`, rune(src[0]), "", n)
	case r < 0xa0: // C1 controls: xterm obeys them in UTF-8 too
		return p.spell(`\x`, r, "", n)
	case hidden(r):
		return p.spell(`\u{`, r, "}", n)
	}
	w := runeWidth(r)
	if w == 0 {
		if p.marks >= maxMarks {
			return p.spell(`\u{`, r, "}", n)
		}
		p.marks++
		p.dst = append(p.dst, src[:n]...)
		return n
	}
	if w > p.left {
		return 0
	}
	p.dst = append(p.dst, src[:n]...)
	p.left -= w
	p.marks = 0
	return n
}

// Where Unicode keeps the pictures of the C0 controls and of DEL.
const (
	controlPictures = rune(0x2400)
	deletePicture   = rune(0x2421)
)

// picture draws a control picture, one cell wide, for n bytes.
func (p *pen) picture(r rune, n int) int {
	if p.left < 1 {
		return 0
	}
	p.dst = append(p.dst, p.on...)
	p.dst = utf8.AppendRune(p.dst, r)
	p.done(1)
	return n
}

// spell draws the number of r in hexadecimal for n bytes.
func (p *pen) spell(open string, r rune, end string, n int) int {
	var room [8]byte
	digits := strconv.AppendUint(room[:0], uint64(r), 16)
	cells := len(open) + len(digits) + len(end)
	if cells > p.left {
		return 0
	}
	p.dst = append(p.dst, p.on...)
	p.dst = append(p.dst, open...)
	p.dst = append(p.dst, digits...)
	p.dst = append(p.dst, end...)
	p.done(cells)
	return n
}

// done ends a substitution. A mark on it would change its picture.
func (p *pen) done(cells int) {
	p.left -= cells
	p.marks = maxMarks
	p.dst = append(p.dst, p.off...)
	if p.on != "" {
		p.dst = append(p.dst, p.back...)
	}
}

// look changes the look of what follows.
func (p *pen) look(sgr string) {
	if sgr == p.back {
		return
	}
	if p.back != "" {
		p.dst = append(p.dst, p.off...)
	}
	p.dst = append(p.dst, sgr...)
	p.back = sgr
}
