package inspect

import (
	"bytes"
	"fmt"
	"strings"
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
	s := checker{b: b}
	if err := s.run(); err != nil {
		return err
	}
	return nil
}

type checker struct {
	b      []byte
	i      int
	levels []uint64 // bit set: an object
	depth  int
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
	s.depth++
	s.i++
}

func (s *checker) close() { s.depth--; s.i++ }

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
func skip(b []byte, i int) int {
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
