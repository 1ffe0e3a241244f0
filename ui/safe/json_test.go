package safe

import (
	"strings"
	"testing"
)

// letters stand for the looks, so that a painted value can be read.
var letters = Look{Key: "<k>", String: "<s>", Number: "<n>", Word: "<w>", Escape: "<e>", Off: "<>"}

func TestJSONIsPainted(t *testing.T) {
	for _, c := range []struct {
		name, in string
		w        int
		want     string
	}{
		{"object", `{"id":4200,"ok":true}`, 80, `{<k>"id"<>:<n>4200<>,<k>"ok"<>:<w>true<>}`},
		{"strings in arrays are no names", `{"a":["x",{"b":null}],"c":"d"}`, 80,
			`{<k>"a"<>:[<s>"x"<>,{<k>"b"<>:<w>null<>}],<k>"c"<>:<s>"d"<>}`},
		{"negative, exponent", `[-1.5e+3]`, 80, `[<n>-1.5e+3<>]`},
		{"quote in a string", `"a\"b\\"`, 80, `<s>"a\"b\\"<>`},
		{"printed over lines", "{\n\t  \"a\": 1\n}", 80, `{ <k>"a"<>: <n>1<> }`},
		{"control byte in a string", "[\"a\x1b\nb\"]", 80, `[<s>"a<e>␛<><s><e>␊<><s>b"<>]`},
		{"cut in a string", `{"name":"Larsen"}`, 11, `{<k>"name"<>:<s>"La<>`},
		{"cut in a name", `{"name":1}`, 4, `{<k>"na<>`},
		{"ends in a string", `{"name`, 80, `{<k>"name<>`},
		{"ends in an escape", `"a\`, 80, `<s>"a\<>`},
		{"text", `hello world`, 80, `hello world`},
		{"text with a quote", `say "yes", 5 times`, 80, `say <s>"yes"<>, <n>5<> times`},
		{"words only whole", `[nullable,True]`, 80, `[nullable,True]`},
		{"too many brackets", `}}]{"a":1`, 80, `}}]{<k>"a"<>:<n>1<>`},
		{"binary", "\x00\xffA", 80, `<e>␀<><e>\xff<>A`},
		{"mark on the last cell", "[e\u0301]", 2, "[e\u0301"},
		{"wide at the edge", `["注文"]`, 5, `[<s>"注<>`},
		{"empty", ``, 80, ``},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, _ := JSON(nil, []byte(c.in), c.w, letters)
			if string(got) != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestJSONBelowTheDeepestKnownLevelIsStillDrawn(t *testing.T) {
	in := strings.Repeat("[", 600) + `{"a":1`
	got, cells := JSON(nil, []byte(in), 1000, letters)
	if want := strings.Repeat("[", 600) + `{<s>"a"<>:<n>1<>`; string(got) != want || cells != 606 {
		t.Errorf("got %s, %d cells", got, cells)
	}
}

func TestJSONDoesNotAllocate(t *testing.T) {
	src := []byte(`{"id":4200,"status":"shipped","who":"Søndergade","n":[1,2,null,"x` + "\x1b" + `"]}`)
	dst := make([]byte, 0, 1024)
	if n := testing.AllocsPerRun(100, func() { JSON(dst, src, 98, letters) }); n != 0 {
		t.Errorf("allocates %v times", n)
	}
}

func BenchmarkAppend(b *testing.B) {
	for name, src := range map[string]string{
		"ascii":   strings.Repeat("order o-77121 shipped ", 10),
		"cjk":     strings.Repeat("注文サービス", 20),
		"hostile": strings.Repeat("\x1b[31m\u202e\xff", 20),
	} {
		b.Run(name, func(b *testing.B) {
			dst := make([]byte, 0, 4096)
			for b.Loop() {
				Append(dst, []byte(src), 98, "", "")
			}
		})
	}
}

func BenchmarkJSON(b *testing.B) {
	src := []byte(`{"id":4200,"status":"shipped","order":{"id":"o-77121","total":912.40,"items":[{"sku":"B2","qty":2}]},"note":null}`)
	dst := make([]byte, 0, 4096)
	for b.Loop() {
		JSON(dst, src, 98, letters)
	}
}

// A list scrolled sideways shows exactly what stands right of its edge.
func TestJSONFromTheMiddle(t *testing.T) {
	in := []byte("{\"name\":\"S\u00f8nder\u0301\",\"n\":[1,null,\"a\x1b\xff注文\"]}")
	whole, cells := JSON(nil, in, 200, Look{})
	for skip := range cells + 2 {
		got, n := JSONFrom([]byte("| "), in, skip, 200, Look{})
		if n != max(0, cells-skip) {
			t.Fatalf("%d cells from cell %d on, of %d", n, skip, cells)
		}
		want := string(whole)
		if skip > 0 { // cut whole cells off: what straddles the edge becomes blanks
			want = behind(want, skip)
		}
		if strings.TrimLeft(string(got[2:]), " ") != strings.TrimLeft(want, " ") && !strings.HasSuffix(string(whole), strings.TrimLeft(string(got[2:]), " ")) {
			t.Fatalf("from cell %d: %q, want %q", skip, got, want)
		}
	}
	painted, _ := JSONFrom(nil, []byte(`{"id":4200,"ok":true}`), 7, 80, letters)
	if want := `<n>200<>,<k>"ok"<>:<w>true<>}`; string(painted) != want {
		t.Errorf("got %s, want %s: looks of what is not drawn must not be written", painted, want)
	}
}

// behind is what is left of a text without its first n cells.
func behind(s string, n int) string {
	for i, r := range s {
		if n <= 0 && runeWidth(r) > 0 {
			return s[i:]
		}
		n -= runeWidth(r)
	}
	return ""
}

func TestJSONOverLines(t *testing.T) {
	for _, c := range []struct {
		name, in              string
		skip, first, w, lines int
		want                  string
	}{
		{"short", `{"a":1}`, 0, 10, 10, 3, `{<k>"a"<>:<n>1<>}   `},
		{"looks go on in the next line", `["abcdefgh"]`, 0, 6, 6, 3, "[<s>\"abcd<>|<s>efgh\"<>]"},
		{"shorter first line", `abcdefgh`, 0, 2, 4, 3, "ab|cdef|gh  "},
		{"cut", `abcdefghijkl`, 0, 4, 4, 2, "abcd|efg…"},
		{"cut before a wide one", `abc注文`, 0, 4, 4, 1, "abc…"},
		{"cut in a short line", `注文サ`, 0, 4, 6, 1, "注… "},
		{"one line", `abcdefghijkl`, 0, 4, 4, 1, "abc…"},
		{"wide at the edge", `注文サ`, 0, 3, 3, 3, "注 |文 |サ "},
		{"substitution at the edge", "abc\xffd", 0, 4, 4, 3, `abc |<e>\xff<>|d   `},
		{"from a cell on", `abcdefghijkl`, 3, 4, 4, 4, "defg|hijk|l   "},
		{"exactly full", `abcdefgh`, 0, 4, 4, 2, "abcd|efgh"},
		{"nothing", ``, 0, 4, 4, 2, "    "},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := strings.Join(JSONLines([]byte(c.in), c.skip, c.first, c.w, c.lines, letters), "|"); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}
