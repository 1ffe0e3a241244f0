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
	left    int    // cells of this line
	marks   int    // drawn on the last character; maxMarks where none may be
	on, off string // around a substitution
	back    string // the look to take up after one
	shown   string // the look that dst ends in: back, or the one before until something is drawn
	skip    int    // cells that are not drawn, before the first that is
	out     bool   // the last character was not drawn, so its marks are not
	lines   []line // those that are full, where there are several
	more    int    // how many lines may follow this one, each of width cells
	width   int
	last    int // cells of the last line, at most width
}

// line is where a line ends in dst, and how many of its cells are blank.
type line struct{ end, left int }

// text draws src and returns how many bytes of it had room.
func (p *pen) text(src []byte) (read int) {
	i := 0
	for i < len(src) {
		if c := src[i]; c >= 0x20 && c < 0x7f {
			if p.left <= 0 && !p.turn() {
				break
			}
			most := p.left
			if p.skip > 0 {
				most = p.skip
			}
			j, end := i+1, min(len(src), i+most)
			for j < end && src[j] >= 0x20 && src[j] < 0x7f {
				j++
			}
			p.marks, p.out = 0, p.skip > 0
			if p.out {
				p.skip -= j - i
			} else {
				p.paint()
				p.dst = append(p.dst, src[i:j]...)
				p.left -= j - i
			}
			i = j
			continue
		}
		n := p.char(src[i:])
		if n == 0 && p.turn() {
			continue
		}
		if n == 0 {
			break
		}
		i += n
	}
	return i
}

// turn goes on in the next line, if there is one.
func (p *pen) turn() bool {
	if p.more == 0 {
		return false
	}
	p.more--
	if p.shown != "" {
		p.dst = append(p.dst, p.off...)
		p.shown = ""
	}
	p.lines = append(p.lines, line{len(p.dst), p.left})
	p.left, p.marks = p.width, maxMarks
	if p.more == 0 {
		p.left = min(p.width, p.last)
	}
	return true
}

// room tells whether n cells can be drawn now. Cells to be skipped are taken off
// first: what is cut by the left edge leaves blanks.
func (p *pen) room(n int) (draw, ok bool) {
	p.out = p.skip > 0
	switch {
	case n <= p.skip:
		p.skip -= n
		p.marks = 0
		return false, true
	case n-p.skip > p.left:
		return false, false
	case p.skip == 0:
		p.paint()
		return true, true
	}
	for n -= p.skip; n > 0; n-- {
		p.dst = append(p.dst, ' ')
		p.left--
	}
	p.skip, p.marks = 0, maxMarks
	return false, true
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
		if p.marks++; !p.out {
			p.dst = append(p.dst, src[:n]...)
		}
		return n
	}
	draw, ok := p.room(w)
	if !ok {
		return 0
	}
	if draw {
		p.dst = append(p.dst, src[:n]...)
		p.left -= w
		p.marks = 0
	}
	return n
}

// Where Unicode keeps the pictures of the C0 controls and of DEL.
const (
	controlPictures = rune(0x2400)
	deletePicture   = rune(0x2421)
)

// picture draws a control picture, one cell wide, for n bytes.
func (p *pen) picture(r rune, n int) int {
	if draw, ok := p.room(1); !ok {
		return 0
	} else if !draw {
		return n
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
	if draw, ok := p.room(cells); !ok {
		return 0
	} else if !draw {
		return n
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

// look changes the look of what is drawn from now on.
func (p *pen) look(sgr string) { p.back = sgr }

// paint takes up the look of what is drawn next.
func (p *pen) paint() {
	if p.shown == p.back {
		return
	}
	if p.shown != "" {
		p.dst = append(p.dst, p.off...)
	}
	p.dst = append(p.dst, p.back...)
	p.shown = p.back
}
