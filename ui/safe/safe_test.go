package safe

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

func TestHostileBytesGetPictures(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"plain text", "hello, world", "hello, world"},
		{"null, newline, tab, return", "a\x00b\nc\td\re", "a␀b␊c␉d␍e"},
		{"delete", "a\x7fb", "a␡b"},
		{"colour", "\x1b[31mred\x1b[0m", "␛[31mred␛[0m"},
		{"title", "\x1b]0;evil\x07", "␛]0;evil␇"},
		{"clipboard", "\x1b]52;c;cm0gLXJm\x1b\\", `␛]52;c;cm0gLXJm␛\`},
		{"link", "\x1b]8;;http://evil\x1b\\x", `␛]8;;http://evil␛\x`},
		{"graphics", "\x1b_Ga=T,t=f;L2V0Yw==\x1b\\", `␛_Ga=T,t=f;L2V0Yw==␛\`},
		{"never ended device string", "\x1bPq", "␛Pq"},
		{"reset", "\x1bc", "␛c"},
		{"C1 control as one byte", "\x9b31m", `\x9b31m`},
		{"C1 control in UTF-8", "\u009b31m", `\x9b31m`},
		{"no UTF-8", "a\xff\xfeb\xc0", `a\xff\xfeb\xc0`},
		{"torn character", "\xe2\x82", `\xe2\x82`},
		{"surrogate", "\xed\xa0\x80", `\xed\xa0\x80`},
		{"turned direction", "abc\u202edef\u2066g", `abc\u{202e}def\u{2066}g`},
		{"invisible", "a\u200bb\u00adc\ufeff", `a\u{200b}b\u{ad}c\u{feff}`},
		{"tags", "a\U000e0041", `a\u{e0041}`},
		{"private use", "\ue0a0", `\u{e0a0}`},
		{"last of all", "\U0010ffff", `\u{10ffff}`},
		{"family of emoji falls apart", "👩\u200d👧", `👩\u{200d}👧`},
		{"flag", "🇫🇷", `\u{1f1eb}\u{1f1f7}`},
		{"skin tone", "👩🏽", `👩\u{1f3fd}`},
		{"wide", "注文", "注文"},
		{"marks", "e\u0301o\u0308\u0323", "e\u0301o\u0308\u0323"},
		{"tower of marks", "e\u0301\u0301\u0301\u0301", "e\u0301\u0301" + `\u{301}\u{301}`},
		{"mark on nothing", "\u0301a", `\u{301}a`},
		{"mark on a picture", "\x00\u0301", `␀\u{301}`},
		{"replacement character itself", "\ufffd", "\ufffd"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Clean(c.in, 80); string(got) != c.want {
				t.Errorf("Clean(%q) = %q, want %q", c.in, got, c.want)
			}
		})
	}
}

func TestAppendStopsAtTheWidth(t *testing.T) {
	for _, c := range []struct {
		in    string
		w     int
		want  string
		cells int
	}{
		{"hello", 3, "hel", 3},
		{"hello", 0, "", 0},
		{"hello", -1, "", 0},
		{"注文", 3, "注", 2},
		{"a注", 2, "a", 1},
		{"ab\x9b", 5, "ab", 2},
		{"ab\u202e", 10, `ab\u{202e}`, 10},
		{"ab\u202e", 9, "ab", 2},
		{"e\u0301x", 1, "e\u0301", 1},
		{"\x00\x01", 1, "␀", 1},
	} {
		got, cells := Append([]byte("> "), []byte(c.in), c.w, "", "")
		if string(got) != "> "+c.want || cells != c.cells {
			t.Errorf("Append(%q, %d) = %q, %d cells; want %q, %d", c.in, c.w, got, cells, c.want, c.cells)
		}
	}
}

func TestSubstitutionsDifferFromTextThatSpellsThem(t *testing.T) {
	got, cells := Append(nil, []byte("␛\x1b"), 9, "<", ">")
	if string(got) != "␛<␛>" || cells != 2 {
		t.Errorf("got %q, %d cells", got, cells)
	}
}

func TestTakeTellsWhereToGoOn(t *testing.T) {
	src := []byte("ab注文\u202e!")
	var lines []string
	for len(src) > 0 {
		out, _, read := Take(nil, src, 8, "", "")
		lines, src = append(lines, string(out)), src[read:]
	}
	if got := strings.Join(lines, "|"); got != `ab注文|\u{202e}|!` {
		t.Errorf("got %s", got)
	}
}

func TestCutTextSaysSo(t *testing.T) {
	for _, c := range []struct {
		got  Text
		want Text
	}{
		{Clean("orders", 6), "orders"},
		{Clean("orders", 5), "orde…"},
		{Clean("orders", 1), "…"},
		{Clean("orders", 0), ""},
		{Clean("注文注", 6), "注文注"},
		{Clean("注文注", 5), "注文…"},
		{Clean("注文注", 4), "注…"},
		{Clean("o\x00\x00", 2), "o…"},
		{Clean("e\u0301", 1), "e\u0301"},
		{Pad("ab", 4), "ab  "},
		{Pad("abcdef", 4), "abc…"},
		{Pad("注文", 3), "注…"},
		{Pad("注文", 2), "… "},
		{Pad("ab", 0), ""},
		{Middle("prod.shop.inventory.held.v2", 22), "prod.shop.…ory.held.v2"},
		{Middle("orders", 6), "orders"},
		{Middle("orders", 3), "o…s"},
		{Middle("orders", 1), "…"},
		{Middle("orders", 0), ""},
		{Middle("注文注文", 6), "注…文"},
		{Middle("abcde\u0301", 3), "a…e\u0301"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

func TestHugeValuesCostWhatIsDrawn(t *testing.T) {
	huge := map[string][]byte{
		"text":  []byte(strings.Repeat("a", 50<<20)),
		"marks": []byte(strings.Repeat("\u0301", 25<<20)),
		"blank": []byte(strings.Repeat("\n", 50<<20)),
		"quote": []byte(`"` + strings.Repeat("\u0301", 25<<20)),
		"depth": []byte(strings.Repeat("[", 50<<20)),
	}
	for name, src := range huge {
		dst := make([]byte, 0, 1<<14)
		begin := time.Now()
		for range 200 {
			Append(dst, src, 200, "", "")
			JSON(dst, src, 200, Look{})
		}
		if took := time.Since(begin); took > 2*time.Second { // reading the whole once takes longer than 10 ms
			t.Errorf("%s: 200 rows took %v", name, took)
		}
		if n := testing.AllocsPerRun(10, func() { Append(dst, src, 200, "", "") }); n != 0 {
			t.Errorf("%s: Append allocates %v times", name, n)
		}
	}
}

func TestNothingIsLost(t *testing.T) {
	src := []byte("a\x00\u0301\u0301\u0301b\xff\u202e注\x9b")
	for w := 10; w < 80; w++ {
		read := 0
		for read < len(src) {
			_, _, n := Take(nil, src[read:], w, "", "")
			if n == 0 {
				t.Fatalf("width %d: stuck before %q", w, src[read:])
			}
			read += n
		}
	}
	if !utf8.Valid(src[:1]) {
		t.Fatal("the source was changed")
	}
}
