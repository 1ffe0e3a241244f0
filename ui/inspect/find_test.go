package inspect

import (
	"bytes"
	"math/rand/v2"
	"strings"
	"testing"

	"riffle/keymap"
	"riffle/source"
)

func TestFindingInARecord(t *testing.T) {
	r := value(`{"type":"Shipped","order":{"id":"o-17","items":[{"sku":"B2"},{"sku":"C3"},{"SKU":"b2"}]},"note":"o-17 is late"}`)
	r.Key = []byte("o-17")
	r.Headers = source.MakeHeaders(source.Header{Name: "trace", Value: []byte("about o-17")}, source.Header{Name: "b2", Value: []byte("x")})
	x := read(t, 80, 30, r).do(keymap.First)
	at := func(want string) {
		t.Helper()
		if name := x.p.subject().name; name != want {
			t.Fatalf("it went to %s, not to %s\n%s", name, want, x.text())
		}
	}
	x.run(x.p.Find("o-17"))
	at("$headers.trace")
	for _, want := range []string{"order.id", "note", "$key", "$headers.trace"} {
		x.do(keymap.FindNewer)
		at(want)
	}
	for _, want := range []string{"$key", "note", "order.id", "$headers.trace"} {
		x.do(keymap.FindOlder)
		at(want)
	}
	// Without capitals any case is found; in what is folded, and in names, too.
	x.do(keymap.Last, keymap.FoldAll).lacks("C3\"}\n")
	x.run(x.p.Find("b2"))
	at("$headers.b2")
	for _, want := range []string{"order.items.0.sku", "order.items.2.SKU", "$headers.b2"} {
		x.do(keymap.FindNewer)
		at(want)
	}
	x.run(x.p.Find("SKU"))
	at("order.items.2.SKU")
	x.run(x.p.Find("nowhere"))
	x.sees("“nowhere” is not in this record").do(keymap.Down).lacks("nowhere")
	x.do(keymap.Last, keymap.Raw)
	x.run(x.p.Find("o-17"))
	x.do(keymap.FindNewer, keymap.FindNewer).sees("“o-17” is not there any further")
}

func TestFindingInWhatIsNoTree(t *testing.T) {
	x := read(t, 60, 12, value("first\n"+strings.Repeat("line\n", 50)+"the Needle\n"+strings.Repeat("line\n", 50)))
	x.run(x.p.Find("needle"))
	x.sees("▌the Needle")
	x = read(t, 60, 12, value("["+strings.Repeat("1,", 3000)+`"needle"]`)).do(keymap.Last)
	x.run(x.p.Find("needle"))
	x.sees("3000  \"needle\"")
}

// The search without case finds what a plain search in small letters finds.
func TestPatternsAgainstAPlainSearch(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	word := func(n int) []byte {
		b := make([]byte, n)
		for i := range b {
			b[i] = "abAB1é"[r.IntN(6)]
		}
		return b
	}
	for range 20_000 {
		b, text := word(r.IntN(30)), bytes.ToLower(word(1+r.IntN(3)))
		p, low := pattern{text: text, fold: true}, lower(b)
		if got, want := p.next(b, 0), bytes.Index(low, text); got != want {
			t.Fatalf("%q in %q: first %d, want %d", text, b, got, want)
		}
		end := r.IntN(len(b) + 1)
		want := bytes.LastIndex(low[:min(len(b), end+len(text)-1)], text)
		if got := p.last(b, end); got != want {
			t.Fatalf("%q in %q before %d: last %d, want %d", text, b, end, got, want)
		}
	}
}

func lower(b []byte) []byte {
	out := bytes.Clone(b)
	for i, c := range out {
		if c >= 'A' && c <= 'Z' {
			out[i] += 'a' - 'A'
		}
	}
	return out
}
