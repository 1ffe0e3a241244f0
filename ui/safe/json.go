package safe

import "strings"

// Look is what [JSON] paints with: SGR sequences, any of which may be empty. Off
// ends each of the others.
type Look struct{ Key, String, Number, Word, Escape, Off string }

// maxBlank is how many bytes of white space between two tokens are drawn as one
// space: a value that is printed over many lines fits into its row.
const maxBlank = 64

// JSON appends a JSON value to dst as [Append] does, in one line and in colour:
// names, strings, numbers, and the words true, false and null. White space
// between tokens is drawn as one space. What is no JSON, or was cut short, is
// painted as far as it can be understood; text that is none at all comes out
// plain. At most w cells are drawn, and the look is off at the end. It allocates
// only to let dst grow.
func JSON(dst, src []byte, w int, look Look) (out []byte, cells int) {
	return JSONFrom(dst, src, 0, w, look)
}

// JSONFrom is [JSON] without the first skip cells, for a list that is scrolled
// sideways. A character that the edge cuts leaves blanks.
func JSONFrom(dst, src []byte, skip, w int, look Look) (out []byte, cells int) {
	if w < 1 {
		return dst, 0
	}
	s := scanner{pen: pen{dst: dst, left: w, skip: skip, on: look.Escape, off: look.Off, marks: maxMarks}, look: look}
	s.draw(src, skip+w)
	return s.pen.dst, w - s.pen.left
}

// JSONLines is [JSON] over at most lines lines of exactly w cells, of which the
// first has room for only first cells. The last one ends with "…" where there was
// no room for all.
func JSONLines(src []byte, skip, first, w, lines int, look Look) []string {
	if w < 1 || lines < 1 {
		return nil
	}
	draw := func(last int) (s scanner, whole bool) {
		s = scanner{pen: pen{left: first, width: w, more: lines - 1, skip: skip, on: look.Escape, off: look.Off, marks: maxMarks, last: last}, look: look}
		if lines == 1 {
			s.pen.left = first - (w - last)
		}
		rest := s.draw(src, skip+first+w*(lines-1))
		return s, rest == 0
	}
	s, whole := draw(w)
	if !whole {
		s, _ = draw(w - 1)
		s.pen.dst = append(s.pen.dst, cut...)
	}
	s.pen.lines = append(s.pen.lines, line{len(s.pen.dst), s.pen.left})
	out := make([]string, len(s.pen.lines))
	from := 0
	for i, l := range s.pen.lines {
		out[i] = string(s.pen.dst[from:l.end]) + strings.Repeat(" ", l.left)
		from = l.end
	}
	return out
}

// draw draws what has room of src, of which cells cells are the most that can be
// needed, and returns how many of its bytes are left over.
func (s *scanner) draw(src []byte, cells int) (rest int) {
	// Each cell takes at most maxBlank bytes, so what lies behind is not looked at.
	beyond := len(src)
	src = src[:min(len(src), (cells+1)*maxBlank)]
	beyond -= len(src)
	for len(src) > 0 && (s.pen.left > 0 || s.pen.more > 0) {
		read := s.token(src)
		if read == 0 {
			break
		}
		src = src[read:]
	}
	if s.pen.left == 0 {
		src = src[s.pen.text(src):] // only the marks that belong to the last character
	}
	s.pen.look("")
	s.pen.paint()
	return beyond + len(src)
}

// scanner walks over tokens. It knows just enough of JSON to tell a name from a string.
type scanner struct {
	pen    pen
	look   Look
	object [8]uint64 // per depth: inside an object, not an array. Deeper ones count as arrays
	depth  int
	name   bool // the next string is a name
}

// token draws the first token of src, or as much of it as has room, and returns its bytes.
func (s *scanner) token(src []byte) (read int) {
	switch c := src[0]; {
	case c == ' ' || c == '\t' || c == '\n' || c == '\r':
		s.pen.look("")
		s.pen.text([]byte{' '})
		return blank(src)
	case c == '"':
		return s.quoted(src)
	case c == '-' || c >= '0' && c <= '9':
		s.pen.look(s.look.Number)
		return s.pen.text(src[:span(src, numeric)])
	case letter(c):
		word := src[:span(src, letter)]
		s.pen.look("")
		if isWord(word) {
			s.pen.look(s.look.Word)
		}
		return s.pen.text(word)
	default:
		s.pen.look("")
		s.structure(c)
		return s.pen.text(src[:span(src[1:], other)+1])
	}
}

// quoted draws a string.
func (s *scanner) quoted(src []byte) int {
	end := 1
	for end < len(src) && src[end] != '"' {
		if src[end] == '\\' {
			end++
		}
		end++
	}
	if s.name {
		s.pen.look(s.look.Key)
	} else {
		s.pen.look(s.look.String)
	}
	return s.pen.text(src[:min(end+1, len(src))])
}

// structure follows brackets and commas.
func (s *scanner) structure(c byte) {
	switch c {
	case '{', '[':
		s.depth++
		s.mark(c == '{')
	case '}', ']':
		s.depth = max(s.depth-1, 0)
		s.name = false
	case ',':
		s.name = s.inObject()
	case ':':
		s.name = false
	}
}

// mark says whether the bracket just opened is an object.
func (s *scanner) mark(object bool) {
	s.name = false
	word, bit := s.depth/64, uint64(1)<<(s.depth%64)
	if word >= len(s.object) {
		return
	}
	s.object[word] &^= bit
	if object {
		s.object[word] |= bit
		s.name = true
	}
}

// inObject reports whether the innermost open bracket is an object.
func (s *scanner) inObject() bool {
	word, bit := s.depth/64, uint64(1)<<(s.depth%64)
	return word < len(s.object) && s.object[word]&bit != 0
}

// blank is the length of the white space that src begins with, at most maxBlank.
func blank(src []byte) int {
	return span(src[:min(len(src), maxBlank)], func(c byte) bool {
		return c == ' ' || c == '\t' || c == '\n' || c == '\r'
	})
}

// span is the length of the beginning of src for which in holds.
func span(src []byte, in func(byte) bool) int {
	n := 0
	for n < len(src) && in(src[n]) {
		n++
	}
	return n
}

func letter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' || c == '_' }

func numeric(c byte) bool {
	return c >= '0' && c <= '9' || c == '.' || c == '-' || c == '+' || c == 'e' || c == 'E'
}

// other holds for bytes that begin no token and say nothing about the structure.
func other(c byte) bool {
	return !letter(c) && !(c >= '0' && c <= '9') && strings.IndexByte("-\" \t\n\r{}[],:", c) < 0
}

// isWord reports whether w is one of the words of JSON.
func isWord(w []byte) bool {
	return string(w) == "true" || string(w) == "false" || string(w) == "null"
}
