package theme

import (
	"math"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
)

func TestEveryLookIsOneSequenceOfTheTerminalsColours(t *testing.T) {
	coloured := regexp.MustCompile(`^(\x1b\[((1|2|4|7|3[0-79]|9[0-7]|4[0-7]|10[0-7]);?)+m)?$`)
	for name, want := range map[Name]*regexp.Regexp{
		Dark: coloured, Light: coloured, Mono: regexp.MustCompile(`^(\x1b\[((1|4|7);?)+m)?$`),
	} {
		th := New(name, false)
		for k := Plain; k <= Hit; k++ {
			if !want.MatchString(th.On(k)) {
				t.Errorf("%s: token %d looks like %q", name, k, th.On(k))
			}
		}
		distinct(t, string(name), th)
	}
	if *New(Mono, true) != *New(Mono, false) {
		t.Error("mono has colours")
	}
}

// distinct checks that what must not be missed cannot be taken for plain text.
func distinct(t *testing.T, name string, th *Theme) {
	t.Helper()
	for _, k := range []Token{Strong, Accent, Bad, Escape, Cursor, Bar, Hit} {
		if th.On(k) == "" {
			t.Errorf("%s: token %d cannot be told from plain text", name, k)
		}
	}
	if th.On(Plain) != "" {
		t.Errorf("%s: plain text has a look: %q", name, th.On(Plain))
	}
}

// Text can be read if its contrast is 4.5 to 1 (WCAG 2.2, 1.4.3), on the ground that
// the look brings, else on the darkest and lightest that the theme is for.
func TestTrueColoursCanBeRead(t *testing.T) {
	rgb := regexp.MustCompile(`([34]8);2;(\d+);(\d+);(\d+)`)
	for name, grounds := range map[Name][]string{
		Dark:  {"0;0;0", "40;44;52"},          // black, and the lightest of well-known dark palettes
		Light: {"255;255;255", "253;246;227"}, // white, and the darkest of well-known light ones
	} {
		th := New(name, true)
		distinct(t, string(name), th)
		for k := Dim; k <= Hit; k++ {
			ink, on := "", grounds
			for _, m := range rgb.FindAllStringSubmatch(th.On(k), -1) {
				colour := m[2] + ";" + m[3] + ";" + m[4]
				if m[1] == "48" {
					on = []string{colour}
				} else {
					ink = colour
				}
			}
			if ink == "" {
				continue // only an attribute: the terminal's own ink
			}
			for _, ground := range on {
				if c := contrast(t, ink, ground); c < 4.5 {
					t.Errorf("%s: token %d has a contrast of %.2f on %s", name, k, c, ground)
				}
			}
		}
	}
}

// contrast is that of WCAG 2.2 between two colours.
func contrast(t *testing.T, a, b string) float64 {
	t.Helper()
	x, y := luminance(t, a), luminance(t, b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func luminance(t *testing.T, colour string) float64 {
	t.Helper()
	sum := 0.0
	parts := strings.Split(colour, ";")
	for i, share := range []float64{0.2126, 0.7152, 0.0722} {
		n, err := strconv.Atoi(parts[i])
		if err != nil {
			t.Fatal(err)
		}
		c := float64(n) / 255
		if c <= 0.04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+0.055)/1.055, 2.4)
		}
		sum += share * c
	}
	return sum
}

func TestPaint(t *testing.T) {
	th := New(Dark, false)
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
	th := New(Dark, false)
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
			if name == "Scale" || name == "Bar" && !ascii {
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
	th := New(Mono, false)
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

// The cursor and a folded value had one sign: ">v {" could be either.
func TestFoldingHasSignsOfItsOwn(t *testing.T) {
	for _, locale := range []string{"C", "en_GB.UTF-8"} {
		g := Signs(locale)
		for _, other := range []string{g.Focus, g.Match, g.Down, g.Open} {
			if other == g.Folded {
				t.Errorf("%s: folded is %q too", locale, other)
			}
		}
		if g.Open == g.Focus || g.Open == g.Down && locale == "C" {
			t.Errorf("%s: unfolded is %q too", locale, g.Open)
		}
	}
}
