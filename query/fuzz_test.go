package query_test

import (
	"errors"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"

	"riffle/query"
)

// FuzzCompile: no text crashes the parser, errors point into the text, and the
// canonical form is stable.
func FuzzCompile(f *testing.F) {
	for _, e := range query.Examples() {
		for _, text := range e.Filters {
			f.Add(text)
		}
	}
	for _, text := range append(strings.Split(holds, "\n"), strings.Split(fails, "\n")...) {
		f.Add(text)
	}
	for _, text := range []string{"a.#(", `"`, `'\`, "/(?i", "$", "$headers.", "a in (", "@", "\\", "a..b = 1", "a = 1..2", "#(a)#|#(b)", "-1e999", "1_", "{", "x ~ (", "\xff", "a.@pretty:{\"x\":1}.b = 1", "not not not"} {
		f.Add(text)
	}
	r := rec(order)
	f.Fuzz(func(t *testing.T, text string) {
		p, err := query.Compile(text, settings())
		if err != nil {
			var e *query.Error
			errors.As(err, &e)
			if e.Col < 0 || e.Len < 0 || e.Col+e.Len > len(text) || e.Msg == "" || strings.Count(e.Caret(), "\n") < 2 {
				t.Fatalf("%q: %+v", text, e)
			}
			return
		}
		_, _, _ = p.Reads(), p.Contains(), p.Bounds()
		again, err := query.Compile(p.String(), settings())
		if err != nil {
			t.Fatalf("%q: canonical form %q: %v", text, p, err)
		}
		if again.String() != p.String() {
			t.Fatalf("%q: canonical form %q becomes %q", text, p, again)
		}
		if p.Match(r) != again.Match(r) && !strings.Contains(text, ":") && !strings.Contains(text, "-") {
			t.Fatalf("%q and its canonical form %q differ", text, p)
		}
	})
}

// FuzzMatch: no document crashes the evaluator, and none is taken for what it is
// not.
func FuzzMatch(f *testing.F) {
	f.Add([]byte(order), uint64(1))
	r := rand.New(rand.NewPCG(9, 9))
	for i := range 40 {
		f.Add(damage(r, []byte(document(r, 0))), uint64(i))
	}
	f.Add([]byte("\x00\x00\x00\x00\x01{}"), uint64(3))
	f.Add([]byte(strings.Repeat(`{"a":[`, 6000)), uint64(4))
	odd := compile(f, `a.@reverse.@values.0.@fromstr.b = 1 or a.*.b? = 2 or a.#.b|0 > 1 or /\x00/ or "\\" or a > 14:20 or $json = true or $schema = 1`)
	f.Fuzz(func(t *testing.T, doc []byte, seed uint64) {
		text := string(doc)
		odd.Match(rec(text))
		if !utf8.ValidString(text) || strings.Contains(strings.ToLower(text), `\ud`) || strings.ContainsAny(text, "eE") || strings.Count(text, "[")+strings.Count(text, "{") > 5000 {
			return // bytes and halves of letters that the slow evaluator reads in other ways, and what it cannot bear
		}
		compare(t, condition(rand.New(rand.NewPCG(seed, seed)), 0), doc)
	})
}
