package ui

import (
	"regexp"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"

	"riffle/source"
	"riffle/source/memory"
)

// hostile is a log of what a terminal must not be sent.
func hostile() *memory.Log {
	log := memory.New(memory.Topic{Name: "evil\x1b]0;title\x07", Partitions: 1})
	payloads := []string{
		"\x1b[2J\x1b[H\x1b[31mred", "\x1b]0;owned\x07\x1b]52;c;AAAA\x07", "\x1bP+q544e\x1b\\ \x1b_Ga=T\x1b\\ \x1b^x\x1b\\",
		"\x1b]8;;http://x\x07link", "\x1b]2;never ends", "\u202eright to left\u2066 \u200b\ufeff", "\xff\xfe\xc0\xe2\x82 \x9b31m \u009b31m",
		"a\u0300\u0301\u0302\u0303\u0304\u0305 zalgo", "{\"a\x1b[31m\":\"\u009d0;x\u0007\",\"b\":1}", "\x00\x00\x00\x00\x2a\x02avro",
		`{"n":` + strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000) + "}",
	}
	all := make([]byte, 256)
	for i := range all {
		all[i] = byte(i)
	}
	payloads = append(payloads, string(all))
	for i, p := range payloads {
		log.Append(source.Ref{Topic: "evil\x1b]0;title\x07"}, source.Record{
			Time: time.Now().Add(time.Duration(i-100) * time.Second), TimeKind: source.CreateTime, Producer: -1,
			Key: []byte(p[:min(len(p), 300)]), Value: []byte(p), Headers: source.MakeHeaders(source.Header{Name: p[:min(len(p), 40)], Value: []byte(p[:min(len(p), 300)])}),
		})
	}
	return log
}

// look is the only kind of sequence that a frame may hold: SGR.
var look = regexp.MustCompile(`^(?:\x1b\[[0-9;]*m)`)

// clean finds nothing in the frame that a terminal could obey, but looks.
func (s *session) clean() *session {
	s.t.Helper()
	s.screen()
	content := s.m.View().Content
	for i, r := range content {
		switch {
		case r == '\n':
		case r == 0x1b:
			if !look.MatchString(content[i:min(len(content), i+20)]) {
				s.t.Fatalf("a sequence reaches the terminal: %q", content[i:min(len(content), i+20)])
			}
		case r < 0x20, r >= 0x7f && r < 0xa0, r == 0xfffd, r == 0x202e, r == 0x2066, r == 0x200b, r == 0xfeff:
			s.t.Fatalf("%U reaches the terminal:\n%s", r, ansi.Strip(content))
		}
	}
	return s
}
