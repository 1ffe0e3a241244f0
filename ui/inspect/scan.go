package inspect

import (
	"bytes"
	"fmt"
	"strings"

	"riffle/query"
)

// badJSON says where a text stops being JSON.
type badJSON struct {
	at  int
	msg string
}

func (e *badJSON) Error() string { return fmt.Sprintf("not JSON at byte %d: %s", e.at, e.msg) }

// check tells whether b is one JSON value (RFC 8259) with nothing but white
// space around it. It keeps one bit for each level that is open and calls
// nothing recursively: a value nested a million deep costs 128 KB, not the stack.
func check(b []byte) error {
	_, err := checked(b)
	return err
}

// checked is check that also tells where large containers end.
func checked(b []byte) (extents, error) {
	s := checker{b: b}
	if err := s.run(); err != nil {
		return nil, err
	}
	return s.large, nil
}

// extents are the ends of large objects and arrays by their beginnings: what was
// gone over once need not be gone over again to get behind it.
type extents map[int]int

const (
	largeExtent = 64 << 10 // bytes from which an extent is kept
	mostExtents = 4096     // that are kept: 50 MB of arrays that are just so large have fewer
	deepExtents = 64       // levels on which they are
)

type checker struct {
	b      []byte
	i      int
	levels []uint64 // bit set: an object
	depth  int
	begun  [deepExtents]int // where the levels begin
	large  extents
}

func (s *checker) fail(msg string) error { return &badJSON{at: s.i, msg: msg} }

func (s *checker) run() error {
	for {
		if err := s.value(); err != nil {
			return err
		}
		done, err := s.after()
		if err != nil || done {
			return err
		}
	}
}

// value reads one scalar, or opens containers until one is reached or an empty
// one was closed.
func (s *checker) value() error {
	for {
		s.i = space(s.b, s.i)
		if s.i >= len(s.b) {
			return s.fail("it ends too early")
		}
		switch s.b[s.i] {
		case '{':
			s.open(true)
			if s.peek() == '}' {
				s.close()
				return nil
			}
			if err := s.name(); err != nil {
				return err
			}
		case '[':
			s.open(false)
			if s.peek() == ']' {
				s.close()
				return nil
			}
		default:
			return s.scalar()
		}
	}
}

// after reads what follows a value: closing brackets, then a comma and the next
// name, or the end of the text.
func (s *checker) after() (done bool, err error) {
	for {
		c := s.peek()
		switch {
		case s.depth == 0 && s.i >= len(s.b):
			return true, nil
		case s.depth == 0:
			return false, s.fail("more follows the value")
		case c == ',':
			s.i++
			if !s.object() {
				return false, nil
			}
			return false, s.name()
		case c == '}' && s.object(), c == ']' && !s.object():
			s.close()
		default:
			return false, s.fail("a comma or a closing bracket is missing")
		}
	}
}

// name reads the name of a member and the colon.
func (s *checker) name() error {
	if s.peek() != '"' {
		return s.fail("a name in quotes is missing")
	}
	if err := s.str(); err != nil {
		return err
	}
	if s.peek() != ':' {
		return s.fail("a colon is missing")
	}
	s.i++
	return nil
}

func (s *checker) peek() byte {
	s.i = space(s.b, s.i)
	if s.i >= len(s.b) {
		return 0
	}
	return s.b[s.i]
}

func (s *checker) open(object bool) {
	word, bit := s.depth/64, uint64(1)<<(s.depth%64)
	if word == len(s.levels) {
		s.levels = append(s.levels, 0)
	}
	s.levels[word] &^= bit
	if object {
		s.levels[word] |= bit
	}
	if s.depth < deepExtents {
		s.begun[s.depth] = s.i
	}
	s.depth++
	s.i++
}

func (s *checker) close() {
	s.depth--
	s.i++
	if s.depth >= deepExtents || s.i-s.begun[s.depth] < largeExtent || len(s.large) >= mostExtents {
		return
	}
	if s.large == nil {
		s.large = extents{}
	}
	s.large[s.begun[s.depth]] = s.i
}

func (s *checker) object() bool {
	d := s.depth - 1
	return s.levels[d/64]&(1<<(d%64)) != 0
}

func (s *checker) scalar() error {
	switch c := s.b[s.i]; {
	case c == '"':
		return s.str()
	case c == '-' || c >= '0' && c <= '9':
		return s.number()
	}
	for _, word := range []string{"true", "false", "null"} {
		if bytes.HasPrefix(s.b[s.i:], []byte(word)) {
			s.i += len(word)
			return nil
		}
	}
	return s.fail("no value begins so")
}

func (s *checker) str() error {
	if end := query.SkipString(s.b, s.i); end > 0 {
		s.i = end
		return nil
	}
	for s.i++; s.i < len(s.b); s.i++ {
		switch c := s.b[s.i]; {
		case c == '"':
			s.i++
			return nil
		case c < 0x20:
			return s.fail("a control character in a string")
		case c == '\\':
			s.i++
			if !s.escape() {
				return s.fail("an escape that JSON does not have")
			}
		}
	}
	return s.fail("a string does not end")
}

// escape reads what follows a backslash, up to its last byte.
func (s *checker) escape() bool {
	if s.i >= len(s.b) || strings.IndexByte(`"\/bfnrtu`, s.b[s.i]) < 0 {
		return false
	}
	if s.b[s.i] != 'u' {
		return true
	}
	for range 4 {
		s.i++
		if s.i >= len(s.b) || strings.IndexByte("0123456789abcdefABCDEF", s.b[s.i]) < 0 {
			return false
		}
	}
	return true
}

func (s *checker) number() error {
	if s.b[s.i] == '-' {
		s.i++
	}
	switch {
	case s.i < len(s.b) && s.b[s.i] == '0':
		s.i++
	case !s.digits():
		return s.fail("a digit is missing")
	}
	if s.i < len(s.b) && s.b[s.i] == '.' {
		s.i++
		if !s.digits() {
			return s.fail("a digit is missing after the point")
		}
	}
	if s.i < len(s.b) && s.b[s.i]|0x20 == 'e' {
		s.i++
		if s.i < len(s.b) && (s.b[s.i] == '+' || s.b[s.i] == '-') {
			s.i++
		}
		if !s.digits() {
			return s.fail("a digit is missing in the exponent")
		}
	}
	return nil
}

func (s *checker) digits() bool {
	from := s.i
	for s.i < len(s.b) && s.b[s.i] >= '0' && s.b[s.i] <= '9' {
		s.i++
	}
	return s.i > from
}

// space is the first byte at or after i that is not white space.
func space(b []byte, i int) int {
	for i < len(b) && (b[i] == ' ' || b[i] == '\n' || b[i] == '\t' || b[i] == '\r') {
		i++
	}
	return i
}

// skip is the end of the value that begins at i, in a text that check found to
// be JSON.
func (x extents) skip(b []byte, i int) int {
	if end, ok := x[i]; ok {
		return end
	}
	depth := 0
	for i < len(b) {
		switch b[i] {
		case '"':
			i = skipString(b, i)
			if depth == 0 {
				return i
			}
			continue
		case '{', '[':
			depth++
		case '}', ']':
			depth--
			if depth <= 0 {
				return i + 1
			}
		default:
			if depth == 0 {
				return skipWord(b, i)
			}
		}
		i++
	}
	return i
}

// skipString is the end of the string that begins at i.
func skipString(b []byte, i int) int {
	for i++; i < len(b); {
		n := bytes.IndexByte(b[i:], '"')
		if n < 0 {
			return len(b)
		}
		end := i + n
		slashes := 0
		for end-slashes > i && b[end-slashes-1] == '\\' {
			slashes++
		}
		i = end + 1
		if slashes%2 == 0 {
			return i
		}
	}
	return len(b)
}

// skipWord is the end of the number or word at i.
func skipWord(b []byte, i int) int {
	for i < len(b) {
		switch b[i] {
		case ',', '}', ']', ' ', '\n', '\t', '\r':
			return i
		}
		i++
	}
	return i
}
