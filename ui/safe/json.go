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
	if w < 1 {
		return dst, 0
	}
	// Each cell takes at most maxBlank bytes, so what lies behind is not looked at.
	src = src[:min(len(src), (w+1)*maxBlank)]
	s := scanner{pen: pen{dst: dst, left: w, on: look.Escape, off: look.Off, marks: maxMarks}, look: look}
	for len(src) > 0 && s.pen.left > 0 {
		read := s.token(src)
		if read == 0 {
			break
		}
		src = src[read:]
	}
	if s.pen.left == 0 {
		s.pen.text(src) // only the marks that belong to the last character
	}
	s.pen.look("")
	return s.pen.dst, w - s.pen.left
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
