package prompt

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"riffle/ui/theme"
)

// fields offers paths as a filter prompt does.
func fields(text string, at int) Offers {
	from := strings.LastIndexByte(text[:at], ' ') + 1
	o := Offers{From: from, To: at, Title: "paths, as seen in 127 records", After: " "}
	for _, x := range []Offer{
		{"type", "string", "100 %", 0}, {"order.id", "string", "98 %", 0}, {"order.total", "number", "98 %", 0}, {"order.items.#.sku", "string", "< 1 %", 0},
		{`"first name"`, "string", "2 %", 0}, {"zip", "string", "1 %", 0}, {"étage", "number", "", 0}, {"$key", "the key, as text", "", 0},
		{"$headers.traceparent", "header", "100 %", 0}, {"$ts", "its time", "", 0},
	} {
		switch typed := text[from:at]; {
		case strings.HasPrefix(x.Text, typed):
		case strings.Contains(x.Text, "."+typed):
			x.Rank = 2
		case strings.Contains(x.Text, typed):
			x.Rank = 3
		default:
			continue
		}
		o.List = append(o.List, x)
	}
	return o
}

func withFields() *Prompt {
	p := New("filter", "", []string{"old = 1"})
	p.Completes(fields)
	return p
}

func TestTab(t *testing.T) {
	for _, x := range []struct{ keys, want string }{
		{"ty<tab>", "type "},
		{"ty<tab>= 1 and to<tab>> 3", "type = 1 and order.total > 3"},
		{"ty<tab> = 1", "type = 1"}, // the space is there already
		{"ty<tab>  = 1", "type  = 1"},
		{"ty<tab><left>x = 1", "typex = 1 "},
		{"or<tab>", "order."},
		{"or<tab><tab><enter>", "order.total "},
		{"or<tab><down><down><enter>", "order.items.#.sku "},
		{"or<tab><up><enter>", "order.items.#.sku "},
		{"or<tab>t<enter>", "order.total "},
		{"or<tab><down><esc>x", "order.x"},
		{"or<tab><down>=", "order.total ="},
		{"or<tab><esc><esc>", "order."},
		{"nothing<tab>!", "nothing!"},
		{"yp<tab>", "type "}, // the only one
		{"otal<tab>", "order.total "},
		{"e<tab>", "e"}, // in several, and none begins with it
		{"nothing<tab><up>", "old = 1"},
		{"x = 1<home>zi<tab>", "zip = 1"[:4] + "x = 1"},
		{"ty = 1<home><right><right><tab>", "type = 1"},
		{"or<tab><ctrl+u>zi<tab>", "zip "},
		{"or<tab><left>", "order."},
	} {
		p := withFields()
		typed(p, x.keys)
		if p.Text() != x.want {
			t.Errorf("%s: %q, want %q", x.keys, p.Text(), x.want)
		}
	}
	p := withFields()
	p.Paste("é")
	if typed(p, "<tab>!"); p.Text() != "étage !" {
		t.Errorf("%q", p.Text())
	}
	p = withFields()
	if e := typed(p, "or<tab><esc>"); e != Moved || p.Listing() {
		t.Errorf("Esc closes the list and nothing else: %v", e)
	}
	if p.Reopen(); !p.Listing() {
		t.Error("the Esc was none, and the list stays closed")
	}
	if e := typed(p, "<esc><esc>"); e != Cancelled {
		t.Errorf("the second Esc gives %v", e)
	}
	if e := typed(New("filter", "", nil), "x<tab>"); e != Ignored {
		t.Errorf("with nothing to offer, Tab gives %v", e)
	}
}

func picture(p *Prompt, w, h int, g theme.Glyphs) string {
	var b strings.Builder
	for _, l := range p.Menu(w, h, theme.New(theme.Mono, false), g) {
		b.WriteString(strings.TrimRight(ansi.Strip(l), " ") + "\n")
	}
	return b.String()
}

func TestTheListOfOffersIsDrawn(t *testing.T) {
	utf8 := theme.Signs("C.UTF-8")
	p := withFields()
	typed(p, "<tab><down>")
	for _, x := range []struct {
		w, h   int
		glyphs theme.Glyphs
		want   string
	}{
		{80, 20, utf8, `
─ paths, as seen in 127 records · 2 of 10 ─── Tab next  Enter takes  Esc closes
  type                  string            100 %
▌ order.id              string             98 %
  order.total           number             98 %
  order.items.#.sku     string            < 1 %
  "first name"          string              2 %
  zip                   string              1 %
  étage                 number
  $key                  the key, as text
`},
		{40, 4, utf8, `
─ paths, as seen in 127 records · 2 of …
  type                  string     100 %
▌ order.id              string      98 %
  order.total           number      98 %
`},
		{24, 3, theme.Signs("C"), `
- paths, as seen in 127…
  type             100 %
> order.id          98 %
`},
		{80, 1, utf8, "\n"},
	} {
		if got := picture(p, x.w, x.h, x.glyphs); got != x.want[1:] {
			t.Errorf("%d x %d:\n%s\nwant\n%s", x.w, x.h, got, x.want[1:])
		}
		for _, l := range p.Menu(x.w, x.h, theme.New(theme.Dark, false), x.glyphs) {
			if n := ansi.StringWidth(l); n != x.w {
				t.Errorf("%d cells, want %d: %q", n, x.w, l)
			}
		}
	}
	typed(p, "<up><up>") // round to the last
	if got := picture(p, 60, 20, utf8); !strings.Contains(got, "▌ $ts") || !strings.Contains(got, "10 of 10") {
		t.Errorf("the last is not seen:\n%s", got)
	}
}

func TestSearchingTheHistory(t *testing.T) {
	history := []string{"type = Buy", "order.total > 900", "type = Shipped", "customer = c-1"}
	for _, x := range []struct{ keys, label, want string }{
		{"<ctrl+r>", "earlier filter", ""},
		{"<ctrl+r>TYPE", `earlier filter with "TYPE"`, "type = Shipped"},
		{"<ctrl+r>type<ctrl+r>", `earlier filter with "type"`, "type = Buy"},
		{"<ctrl+r>type<ctrl+r><ctrl+r>", `earlier filter with "type"`, "type = Buy"},
		{"<ctrl+r>type<ctrl+r><down>", `earlier filter with "type"`, "type = Shipped"},
		{"<ctrl+r>typx", `no earlier filter with "typx"`, "type = Shipped"},
		{"<ctrl+r>typx<backspace>", `earlier filter with "typ"`, "type = Shipped"},
		{"x = 1<ctrl+r>", "earlier filter", "x = 1"},
		{"x = 1<ctrl+r>typx", `no earlier filter with "typx"`, "type = Shipped"},
		{"x = 1<ctrl+r>zzz", `no earlier filter with "zzz"`, "x = 1"},
		{"x = 1<ctrl+r><enter>", "filter", "x = 1"},
		{"al<ctrl+r>tot<esc>", "filter", "al"},
		{"tot<ctrl+r>tot<ctrl+g>al", "filter", "total"},
		{"x<ctrl+r>tot<end>1", "filter", "order.total > 9001"},
		{"x<ctrl+r>tot<end><up>", "filter", "type = Buy"},
		{"x<ctrl+r>tot<end><down><down><down>", "filter", "x"},
		{"<up><up><up><ctrl+r>ship", `earlier filter with "ship"`, "type = Shipped"},
		{"<ctrl+r><ctrl+r><ctrl+r>", "earlier filter", "type = Shipped"},
	} {
		p := New("filter", "", history)
		typed(p, x.keys)
		if p.Text() != x.want || p.heading() != x.label {
			t.Errorf("%s: %s: %q, want %s: %q", x.keys, p.heading(), p.Text(), x.label, x.want)
		}
	}
	p := New("filter", "given = 1", history)
	if e := typed(p, "<ctrl+r>buy<enter>"); e != Accepted || p.Text() != "type = Buy" {
		t.Errorf("Enter gives %v, %q", e, p.Text())
	}
}

// Enter ran what stood in the line while the search had found nothing.
func TestEnterRunsNothingThatWasNotFound(t *testing.T) {
	for _, x := range []struct{ keys, stays string }{
		{"zzzz", "given = 1"}, {"typx", "type = Shipped"}, {"buyy", "type = Buy"},
	} {
		p := New("filter", "given = 1", []string{"type = Buy", "order.total > 900", "type = Shipped"})
		if e := typed(p, "<ctrl+r>"+x.keys+"<enter>"); e != Moved || p.Text() != x.stays || p.heading() != "filter" {
			t.Errorf("%s: Enter gives %v, %s: %q", x.keys, e, p.heading(), p.Text())
		}
		if e := p.Key("enter", ""); e != Accepted {
			t.Errorf("%s: the second Enter gives %v", x.keys, e)
		}
	}
}

func TestTheEditorIsAskedFor(t *testing.T) {
	p := New("filter", "x", nil)
	if e := typed(p, "<ctrl+x><ctrl+e>"); e != Edit {
		t.Errorf("%v", e)
	}
	if e := typed(p, "<ctrl+x>a<ctrl+e>"); e != Moved || p.Text() != "xa" {
		t.Errorf("%v, %q", e, p.Text())
	}
}
