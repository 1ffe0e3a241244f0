package theme

import (
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
)

func TestEveryLookIsOneSequenceOfTheTerminalsColours(t *testing.T) {
	allowed := map[bool]*regexp.Regexp{
		false: regexp.MustCompile(`^(\x1b\[((1|2|4|7|3[0-7]|9[0-7]|4[0-7]|10[0-7]);?)+m)?$`),
		true:  regexp.MustCompile(`^(\x1b\[((1|4|7);?)+m)?$`),
	}
	for mono, want := range allowed {
		th := Default(mono)
		for k := Plain; k <= Hit; k++ {
			if !want.MatchString(th.On(k)) {
				t.Errorf("mono %v: token %d looks like %q", mono, k, th.On(k))
			}
		}
		for _, k := range []Token{Strong, Accent, Bad, Escape, Cursor, Bar, Hit} {
			if th.On(k) == "" {
				t.Errorf("mono %v: token %d cannot be told from plain text", mono, k)
			}
		}
		if th.On(Plain) != "" {
			t.Errorf("plain text has a look: %q", th.On(Plain))
		}
	}
}

func TestPaint(t *testing.T) {
	th := Default(false)
	for _, c := range []struct{ got, want string }{
		{th.Paint(Plain, "a"), "a"},
		{th.Paint(Time, ""), ""},
		{th.Paint(Time, "14:20"), "\x1b[36m14:20\x1b[m"},
		{th.Over(Cursor, "a"+th.Paint(Time, "b")+"c"), "\x1b[7ma\x1b[36mb\x1b[m\x1b[7mc\x1b[m"},
		{th.Over(Plain, "a"), "a"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

func TestValuesAreTheThemesLooks(t *testing.T) {
	th := Default(false)
	look := reflect.ValueOf(th.Values())
	for i := range look.NumField() {
		if look.Field(i).String() == "" {
			t.Errorf("%s has no look", look.Type().Field(i).Name)
		}
	}
	if th.Values().Key != th.On(Key) || th.Values().Off != th.Off() {
		t.Error("the values look different from the rest")
	}
}

func TestGlyphsAreOneCellWide(t *testing.T) {
	for locale, ascii := range map[string]bool{"en_GB.UTF-8": false, "C": true} {
		signs := reflect.ValueOf(Signs(locale))
		for i := range signs.NumField() {
			name, s := signs.Type().Field(i).Name, signs.Field(i).String()
			cells := 1
			if name == "Scale" {
				cells = 8
			}
			if ansi.WcWidth.StringWidth(s) != cells {
				t.Errorf("%s: %s is %q, not %d cells wide", locale, name, s, cells)
			}
			if ascii && strings.IndexFunc(s, func(r rune) bool { return r > 0x7e }) >= 0 {
				t.Errorf("%s: %s is %q, not ASCII", locale, name, s)
			}
		}
	}
}

func TestUTF8(t *testing.T) {
	for locale, want := range map[string]bool{
		"de_DE.UTF-8": true, "en_US.utf8": true, "C.UTF-8": true, "de_DE.UTF-8@euro": true,
		"": false, "C": false, "POSIX": false, "de_DE.ISO-8859-1": false, "de_DE@euro": false,
	} {
		if UTF8(locale) != want {
			t.Errorf("UTF8(%q) = %v", locale, !want)
		}
	}
}

func TestBand(t *testing.T) {
	th := Default(true)
	painted := "ab \x1b[33mcd\x1b[m  é\u4e16 x"
	for _, c := range []struct {
		line     string
		from, to int
		want     string
	}{
		{"abcdef", 1, 3, "a\x1b[7mbc\x1b[mdef"},
		{"abc", 0, 9, "\x1b[7mabc\x1b[m"},
		{"abc", 3, 9, "abc"},
		{"abc", 2, 2, "abc"},
		{"a      b", 1, 7, "a\x1b[7m \x1b[m     b"},
		{" ab   ", 0, 6, " \x1b[7mab\x1b[m   "},
		{painted, 0, 5, "\x1b[7mab \x1b[33mcd\x1b[m\x1b[33m\x1b[m  é\u4e16 x"},
		{painted, 4, 8, "ab \x1b[33mc\x1b[m\x1b[7m\x1b[33md\x1b[m\x1b[7m  é\x1b[m\u4e16 x"},
		{painted, 8, 9, "ab \x1b[33mcd\x1b[m  é\x1b[7m\u4e16\x1b[m x"},
	} {
		if got := th.Band(Cursor, c.line, c.from, c.to); got != c.want || ansi.StringWidthWc(got) != ansi.StringWidthWc(c.line) {
			t.Errorf("%q, %d to %d: got %q, want %q", c.line, c.from, c.to, got, c.want)
		}
	}
}
