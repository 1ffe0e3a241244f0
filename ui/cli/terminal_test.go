package cli_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"unicode"

	"riffle/source"
	"riffle/source/memory"
	"riffle/ui/cli"
)

// hostile is a topic of what a terminal would obey, and cannot show.
func hostile() *memory.Log {
	log := memory.New(memory.Topic{Name: "evil", Partitions: 1})
	all := make([]byte, 256)
	for i := range all {
		all[i] = byte(i)
	}
	for _, v := range []string{
		"\x1b[2J\x1b]0;owned\x07\x1b]52;c;AAAA\x07\x1bP+q544e\x1b\\\x1b_Ga=T\x1b\\\x1b^x\x1b\\ \x9b31m \u009b31m", "\x1b]2;never ends",
		"\u202eright\u2066 \u200b\u2028\ufeff", "Z" + strings.Repeat("\u0301", 100), "\xff\xfe\xc0\xe2\x82", string(all),
		"{\"a\u009b\u202e\": \"\x7f\u2066\",\r\n \"b\": [1]}", strings.Repeat("\u0301", 1<<21), strings.Repeat("[", 1_000_000) + strings.Repeat("]", 1_000_000),
	} {
		log.Append(source.Ref{Topic: "evil"}, source.Record{
			Time: noon, Key: []byte(v[:min(len(v), 300)]), Value: []byte(v),
			Headers: source.MakeHeaders(source.Header{Name: v[:min(len(v), 40)], Value: []byte(v[:min(len(v), 300)])}),
		})
	}
	return log
}

// A file gets what a record holds; a terminal gets a picture of it.
func TestNothingReachesATerminalRaw(t *testing.T) {
	for _, args := range []string{"cat evil", "cat evil -o raw", "cat evil -o table", "topics", "topics -o json"} {
		t.Run(args, func(t *testing.T) {
			out, _ := onTerminal(t, hostile(), strings.Fields(args)...)
			harmless(t, out)
			if strings.HasPrefix(args, "cat") && strings.Count(out, "\n") != 9 {
				t.Errorf("%d lines", strings.Count(out, "\n"))
			}
		})
	}
}

// A broker's words are part of many errors.
func TestErrorsReachNoTerminalRaw(t *testing.T) {
	log := hostile()
	log.Inject(memory.Fault{Method: memory.Topics, Err: errors.New("no \x1b]0;owned\x07 \u202e\u009b31m\xff")})
	_, said := onTerminal(t, log, "cat", "evil")
	harmless(t, said)
	if !strings.Contains(said, `no ␛]0;owned␇ \u{202e}\x9b31m\xff`) {
		t.Errorf("it says %q", said)
	}
	_, said = onTerminal(t, log, "cat", "evil", "--where", "a = \x1b[31m\u202e )")
	harmless(t, said)
}

func TestWhatIsCutForATerminalSaysSo(t *testing.T) {
	log := memory.New(memory.Topic{Name: "large", Partitions: 1})
	log.Append(source.Ref{Topic: "large"}, source.Record{Time: noon, Value: []byte(strings.Repeat("x", 1<<20+1234))})
	out, _ := onTerminal(t, log, "cat", "large", "-o", "raw")
	if !strings.HasSuffix(out, "x… and 1,234 bytes more\n") {
		t.Errorf("it ends with %q", out[max(0, len(out)-60):])
	}
}

// onTerminal carries out a command line whose output goes to a terminal.
func onTerminal(t *testing.T, log *memory.Log, args ...string) (stdout, stderr string) {
	t.Helper()
	var out, err bytes.Buffer
	cli.Run(t.Context(), cli.App{
		Connect: func(context.Context, cli.Connection) (source.Source, error) { return log.Open(), nil },
		Out:     &out, Err: &err, Terminal: true, Now: noon.UTC,
	}, args)
	return out.String(), err.String()
}

// harmless finds only what a terminal shows as it stands.
func harmless(t *testing.T, text string) {
	t.Helper()
	marks := 0
	for i, r := range text {
		switch {
		case r == '\n':
		case r == unicode.ReplacementChar, unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co):
			t.Fatalf("%U reaches the terminal: %q", r, text[max(0, i-20):min(len(text), i+20)])
		}
		if marks++; !unicode.Is(unicode.Mn, r) {
			marks = 0
		}
		if marks > 2 {
			t.Fatalf("a tower of marks reaches the terminal: %q", text[max(0, i-20):min(len(text), i+20)])
		}
	}
}
