package ui

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"riffle/keymap"
	"riffle/source"
	"riffle/source/memory"
)

// tricks are values that a terminal must not be sent.
var tricks = []string{
	"\x1b[2J\x1b[H\x1b[31mred", "\x1b]0;owned\x07\x1b]52;c;AAAA\x07", "\x1bP+q544e\x1b\\ \x1b_Ga=T\x1b\\ \x1b^x\x1b\\",
	"\x1b[?1049l\x1b[?1000h\x1b[?25l\x1b[3;5r\x1b(0\x0e\x1bc", "\x1b]8;;http://x\x07link", "\x1b]2;never ends", "\x1bP never ends", "ends in \x1b", "and in \xc2",
	"\u202eright to left\u2066 \u200b\ufeff\u2028", "\xff\xfe\xc0\xe2\x82 \x9b31m \u009b31m \u0090x\u009c",
	"zalgo " + strings.Repeat("e\u0301\u0316\u0334\u0302\u0303\u0304\u0305", 40), "wide 注文サービス 👩\u200d👧 🇫🇷 ❤\ufe0f ｗ",
	"{\"a\x1b[31m\":\"\u009d0;x\u0007\",\"b\":1}", "{\"a\u009b\u202e\":\"\u202e\u2066\",\"\u0301\":[\"\u200b\"]}", `{"msg":"\u001b[2J\u001b]0;owned\u0007"}`,
	"\x00\x00\x00\x00\x2a\x02avro\x1b[2J", "a\r\nb\tc\bd\x7f\v\f\r\r\n\n\n", "",
	`{"n":` + strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000) + "}",
	strings.Repeat("\u0301", 10_000), strings.Repeat("注", 10_000), everyByte(),
}

func everyByte() string {
	all := make([]byte, 256)
	for i := range all {
		all[i] = byte(i)
	}
	return string(all)
}

// hostile is a log of tricks: in values, keys, headers, and the topic's name.
func hostile() *memory.Log {
	const name = "evil\x1b]0;title\x07"
	log := memory.New(memory.Topic{Name: name, Partitions: 1}, memory.Topic{Name: "\u202e\u009b31m", Partitions: 1})
	for i, v := range append(tricks[:len(tricks):len(tricks)], "last") {
		log.Append(source.Ref{Topic: name}, source.Record{
			Time: time.Now().Add(time.Duration(i-100) * time.Second), TimeKind: source.CreateTime, Producer: -1,
			Key: []byte(v[:min(len(v), 300)]), Value: []byte(v), Headers: source.MakeHeaders(source.Header{Name: v[:min(len(v), 40)], Value: []byte(v[:min(len(v), 300)])}),
		})
	}
	return log
}

// A record may hold anything. What it holds is shown as what it is, and does
// nothing: not to the terminal's state, not to what stands beside it.
func TestHostileLogInATerminal(t *testing.T) {
	log := hostile()
	log.Inject(memory.Fault{Method: memory.Topics, Err: errors.New("no \x1b]0;owned\x07\u202e \x9b?1049l\xff")})
	now := time.Now()
	m := New(Config{Source: log, Cluster: "prod\x1b]0;owned\x07", Address: "\x1bc:9092", Keys: keymap.Default(), Zone: time.UTC, Now: func() time.Time { return now }})
	e := emulate(t, m, 100, 30)
	e.sees(`no ␛]0;owned␇\u{202e} \x9b?1049l\xff`).whole()
	began := e.set()
	log.Heal()
	e.press("ctrl+r").sees("evil␛]0;title␇", "empty").whole()
	e.press("/").paste(tricks[0]).sees("topics with:").whole().press("esc", "enter").sees("OFFSET").whole()

	e.press("g", "enter").sees("▌record  evil", " p0 @ 0 ").whole()
	for i := range tricks {
		for keys, sign := range map[string]string{"H": "bytes of $value", "r": "text of $value"} {
			e.press(keys).sees(sign).whole().press("w").whole().press("w", keys)
		}
		e.press("z", "w").whole()
		e.press("w", "J").sees(fmt.Sprintf("p0 @ %d ", i+1)).whole()
	}
	e.press("q", "G").whole()

	for _, key := range []string{"f", "t", ":"} {
		for _, x := range tricks {
			e.press(key).paste(x).whole().press("left", "backspace", "home").whole().press("esc")
		}
	}
	e.press("f").paste("\u202e\x1b[31m\u009b1m").press("enter").sees("no hit").whole().press("a").sees("OFFSET")
	log.Inject(memory.Fault{Method: memory.Read, Err: errors.New("cut \x1bP+q544e\x1b\\ off")})
	e.press("f").paste("nowhere").press("enter").sees(`cut ␛P+q544e␛\ off`).whole()
	log.Heal()

	if modes := e.set(); !slices.Equal(modes, began) {
		t.Errorf("the modes were %v and are %v", began, modes)
	}
	e.press(":").paste("quit").press("enter")
	e.ends()
	if modes := e.set(); !slices.Equal(modes, []string{"?25", "?7"}) || e.judge.region != "" || e.screen.IsAltScreen() {
		t.Errorf("at the end the modes %v are set, the region %q, the alternate screen %v", modes, e.judge.region, e.screen.IsAltScreen())
	}
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
