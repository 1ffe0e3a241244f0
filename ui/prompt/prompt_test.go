package prompt

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"riffle/ui/theme"
)

// typed is a prompt after some keys: single characters, or names in brackets.
func typed(p *Prompt, keys string) Event {
	last := Ignored
	for keys != "" {
		if end := strings.IndexByte(keys, '>'); keys[0] == '<' && end > 0 {
			last = p.Key(keys[1:end], "")
			keys = keys[end+1:]
			continue
		}
		last = p.Key(keys[:1], keys[:1])
		keys = keys[1:]
	}
	return last
}

func TestEditing(t *testing.T) {
	for _, x := range []struct{ keys, want string }{
		{"type", "type"},
		{"tpe<left><left>y", "type"},
		{"ype<home>t<end> = 1", "type = 1"},
		{"abc<backspace><ctrl+h>", "a"},
		{"abc<left><delete>", "ab"},
		{"one two.three<ctrl+w>", "one "},
		{"one two.three<alt+backspace>", "one two."},
		{"one two<ctrl+a><alt+d>", " two"},
		{"one two<alt+b><ctrl+k><ctrl+a><ctrl+y>", "twoone "},
		{"one two<ctrl+u>", ""},
		{"one two<alt+b><alt+b><alt+f>!", "one! two"},
		{"<backspace><delete><left><right><ctrl+w>x", "x"},
	} {
		p := New("filter", "", nil)
		typed(p, x.keys)
		if p.Text() != x.want {
			t.Errorf("%s: %q, want %q", x.keys, p.Text(), x.want)
		}
	}
}

func TestKeysSayWhatTheyDid(t *testing.T) {
	for key, want := range map[string]Event{
		"enter": Accepted, "esc": Cancelled, "up": Up, "down": Down, "left": Moved, "x": Changed, "f5": Ignored, "ctrl+r": Ignored,
	} {
		text := ""
		if len(key) == 1 {
			text = key
		}
		if got := New("filter", "a", nil).Key(key, text); got != want {
			t.Errorf("%s: %d, want %d", key, got, want)
		}
	}
}

func TestPastedTextIsOneCleanLine(t *testing.T) {
	for text, want := range map[string]string{
		"a\nb\tc\r\n": "a b c", "\x1b[31mred\x07": "[31mred", "\xff\u009b": "", "été 日本": "été 日本",
	} {
		p := New("filter", "", nil)
		p.Paste(text)
		if p.Text() != want {
			t.Errorf("%q: %q, want %q", text, p.Text(), want)
		}
	}
	p := New("filter", "", nil)
	if p.Paste(strings.Repeat("x", 10<<20)); len(p.Text()) > maxText {
		t.Errorf("%d bytes were pasted", len(p.Text()))
	}
}

func TestErrorsStandBelowTheirPlace(t *testing.T) {
	th := theme.New(theme.Mono, false)
	for _, x := range []struct {
		text       string
		col, width int
		err        string
		want       []string
	}{
		{"$ofset > 3", 0, 6, "unknown", []string{" f: $ofset > 3", "    ^^^^^^ unknown"}},
		{"été = )", 8, 1, "why", []string{" f: été = )", "          ^ why"}},
		{"a and b and c and )", 18, 1, "a bracket", []string{" f: a and b and c and )", " a bracket            ^"}},
		{"x = ) and", 4, 1, "far too long to stand beside", []string{" f: x = ) and", "        ^", " far too long to stand beside"}},
		{"x = ) and", 4, 1, "far too long to stand beside or on one line", []string{" f: x = ) and", "        ^", " far too long to stand beside", " or on one line"}},
	} {
		p := New("f", x.text, nil)
		p.Fault(x.col, x.width, x.err)
		lines, _ := p.View(30, th)
		for i := range lines {
			if n := ansi.StringWidth(lines[i]); n != 30 {
				t.Errorf("%q: line %d has %d cells", x.text, i, n)
			}
			lines[i] = strings.TrimRight(ansi.Strip(lines[i]), " ")
		}
		if strings.Join(lines, "\n") != strings.Join(x.want, "\n") {
			t.Errorf("%q:\n%s\nwant\n%s", x.text, strings.Join(lines, "\n"), strings.Join(x.want, "\n"))
		}
	}
}

// At 80 columns, what a filter would read was what did not fit.
func TestFactsAreSeenWhole(t *testing.T) {
	for _, x := range []struct {
		note  string
		facts []string
		want  string
	}{
		{"short", []string{"6 parts", "2 of 9 rows"}, " short · 6 parts · 2 of 9 rows"},
		{"a sentence that is longer", []string{"6 parts", "2 of 9 rows"}, " a sentence that is longer\n 6 parts · 2 of 9 rows"},
		{"a sentence that takes two lines", []string{"6 parts", "2 of 9 loaded rows"}, " a sentence that takes two\n lines · 6 parts\n 2 of 9 loaded rows"},
		{strings.Repeat("for ever and ", 20), []string{"6 parts"}, " for ever and for ever and for\n ever and for ever and for eve…\n 6 parts"},
		{"", nil, ""},
	} {
		p := New("f", "x", nil)
		p.Say(x.note, x.facts...)
		lines, _ := p.View(31, theme.New(theme.Mono, false))
		for i := range lines {
			lines[i] = strings.TrimRight(ansi.Strip(lines[i]), " ")
		}
		if got := strings.Join(lines[1:], "\n"); got != x.want {
			t.Errorf("%s:\n%s\nwant\n%s", x.note, got, x.want)
		}
	}
}

func TestTheCursorIsAlwaysSeen(t *testing.T) {
	th := theme.New(theme.Mono, false)
	p := New("filter", strings.Repeat("日本x", 200), nil)
	for range 650 {
		lines, x := p.View(24, th)
		if n := ansi.StringWidth(lines[0]); n != 24 || x < 9 || x > 23 {
			t.Fatalf("%d cells, cursor at %d: %q", n, x, lines[0])
		}
		p.Key("left", "")
	}
}
