package safe

import (
	"math/rand/v2"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// The renderer counts cells with ansi.WcWidth. Where this package counted
// differently, everything to the right of the character would drift.
func TestEveryCharacterIsAsWideAsTheRendererThinks(t *testing.T) {
	wrong := 0
	for r := rune(0); r <= unicode.MaxRune; r++ {
		s := "x" + string(r) + "x"
		out, cells := Append(nil, []byte(s), 40, "", "")
		if got := ansi.WcWidth.StringWidth(string(out)); got != cells {
			if wrong++; wrong < 20 {
				t.Errorf("%U is drawn as %q: %d cells here, %d there", r, out, cells, got)
			}
		}
	}
}

// What is drawn without a cell of its own must be a mark that changes the picture of its base, never an invisible control.
func TestOnlyMarksTakeNoCell(t *testing.T) {
	for r := rune(0x20); r <= unicode.MaxRune; r++ {
		if r >= 0x7f && r < 0xa0 || hidden(r) || runeWidth(r) > 0 {
			continue
		}
		jamo := r >= 0x1160 && r <= 0x11ff || r >= 0xd7b0 && r <= 0xd7ff
		if !unicode.Is(unicode.M, r) && !jamo && unicode.IsGraphic(r) || unicode.Is(unicode.Cf, r) {
			t.Errorf("%U takes no cell and is no mark", r)
		}
	}
}

func TestRangesAscend(t *testing.T) {
	last := rune(0xa0)
	for _, r := range spelt {
		if r[0] <= last || r[1] < r[0] {
			t.Errorf("%U–%U is out of order", r[0], r[1])
		}
		last = r[1]
	}
}

func TestRandomBytes(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for i := range 20_000 {
		b := make([]byte, rng.IntN(40))
		for j := range b {
			b[j] = byte(rng.Uint32())
		}
		if i%2 == 0 {
			var s strings.Builder
			for range b {
				s.WriteRune(rune(rng.IntN(0x3100)))
			}
			b = []byte(s.String())
		}
		check(t, b, rng.IntN(60))
	}
}

func FuzzAppend(f *testing.F) {
	f.Add([]byte("\x1b[31m\xff注e\u0301\u202e"), 10)
	f.Add([]byte(`{"a":[1,true,"\u001b"],"b":{"c":null}}`), 20)
	f.Fuzz(func(t *testing.T, src []byte, w int) {
		if w >= -1 && w <= 300 {
			check(t, src, w)
		}
	})
}

// check holds for every source and width.
func check(t *testing.T, src []byte, w int) {
	t.Helper()
	out, cells, read := Take(nil, src, w, "", "")
	harmless(t, src, out, cells, w)
	if read > len(src) {
		t.Fatalf("read %d bytes of %d", read, len(src))
	}
	if read < len(src) && w > 10 && cells < w-9 { // the longest substitution is 10 cells
		t.Fatalf("stopped at %d of %d cells before %q", cells, w, src[read:])
	}

	painted, cells := JSON(nil, src, w, Look{Key: "\x1b[34m", String: "\x1b[32m", Number: "\x1b[33m", Word: "\x1b[35m", Escape: "\x1b[7m", Off: "\x1b[m"})
	if got := ansi.WcWidth.StringWidth(string(painted)); got != cells {
		t.Fatalf("JSON(%q, %d) = %q: %d cells, said %d", src, w, painted, got, cells)
	}
	harmless(t, src, []byte(ansi.Strip(string(painted))), cells, w)
	if i := strings.LastIndex(string(painted), "\x1b["); i >= 0 && !strings.HasPrefix(string(painted[i:]), "\x1b[m") {
		t.Fatalf("JSON(%q, %d) = %q leaves a look on", src, w, painted)
	}
	bare, n := JSON(nil, src, w, Look{})
	if string(bare) != ansi.Strip(string(painted)) || n != cells {
		t.Fatalf("the colours change the text of %q: %q, %q", src, bare, painted)
	}
	if c := Clean(string(src), w); Width(c) > max(w, 0) {
		t.Fatalf("Clean(%q, %d) = %q", src, w, c)
	}
	if p := Pad(Clean(string(src), 300), w); Width(p) != max(w, 0) {
		t.Fatalf("Pad of %q to %d is %d wide", src, w, Width(p))
	}
	if m := Middle(Clean(string(src), 300), w); Width(m) > max(w, 0) {
		t.Fatalf("Middle of %q to %d is %d wide", src, w, Width(m))
	}
}

func harmless(t *testing.T, src, out []byte, cells, w int) {
	t.Helper()
	if !utf8.Valid(out) {
		t.Fatalf("%q is drawn as %q: no UTF-8", src, out)
	}
	for _, r := range string(out) {
		if r < 0x20 || r >= 0x7f && r < 0xa0 || hidden(r) {
			t.Fatalf("%q lets %U through", src, r)
		}
	}
	if cells > max(w, 0) {
		t.Fatalf("%q takes %d of %d cells", src, cells, w)
	}
	if got := ansi.WcWidth.StringWidth(string(out)); got != cells {
		t.Fatalf("%q is drawn as %q: %d cells, said %d", src, out, got, cells)
	}
}
