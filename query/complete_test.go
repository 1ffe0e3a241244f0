package query

import (
	"strings"
	"testing"
	"time"
)

// A | marks the cursor, and what an offer takes the place of stands in < >.
func TestCompletion(t *testing.T) {
	s := shop(200)
	saved := map[string]string{"errors": "status >= 500", "buys": "type = Buy"}
	for _, x := range []struct{ text, place, first string }{
		{"|", "<>", "type"},
		{"ty|", "<ty>", "type"},
		{"  ord|", "  <ord>", "order.id"},
		{"order.to|", "<order.to>", "order.total"},
		{"ty|pe = Shipped", "<type> = Shipped", "type"},
		{"type |", "type <>", "="},
		{"type con|", "type <con>", "contains"},
		{"order.total |", "order.total <>", "="},
		{"order.total is|", "order.total <is>", "is missing"},
		{"created_at |", "created_at <>", "="},
		{"type = |", "type = <>", "Created"},
		{"type =|", "type =<>", " Created"},
		{"type = Sh|", "type = <Sh>", "Shipped"},
		{`type = "Sh|`, `type = <"Sh>`, "Shipped"},
		{"type in (Packed, S|", "type in (Packed, <S>", "Shipped"},
		{"version in 1..|", "version in 1..<>", "3"},
		{"order.total is n|", "order.total is <n>", "null"},
		{"order.total is not s|", "order.total is not <s>", "string"},
		{"tags = |", "tags = <>", "vip"},
		{"refund = |", "refund = <>", "false"},
		{"type = Shipped |", "type = Shipped <>", "and"},
		{"type = Shipped o|", "type = Shipped <o>", "or"},
		{"type = Shipped and car|", "type = Shipped and <car>", "carrier"},
		{"not ca|", "not <ca>", "carrier"},
		{"(type = Buy or cust|", "(type = Buy or <cust>", "customer"},
		{"(type = Buy |", "(type = Buy <>", ")"},
		{"order.items.#(|", "order.items.#(<>", "sku"},
		{"order.items.#(sku = |", "order.items.#(sku = <>", "C3"},
		{"order.items.#(sku = B2 and q|", "order.items.#(sku = B2 and <q>", "qty"},
		{"order.items.#(sku = B2) |", "order.items.#(sku = B2) <>", "="},
		{"order.items.#(sku = B2).|", "order.items.#(sku = B2).<>", "sku"},
		{"order.items.#(sku = B2).qty = |", "order.items.#(sku = B2).qty = <>", "1"},
		{"order.items.#(sku = B2)#.qty > 1 a|", "order.items.#(sku = B2)#.qty > 1 <a>", "and"},
		{"$|", "<$>", "$ts"},
		{"$he|", "<$he>", "$headers.ce-type"},
		{"$headers.retry = |", "$headers.retry = <>", `"0"`},
		{"$key s|", "$key <s>", "startswith"},
		{"$partition = |", "$partition = <>", "0"},
		{"$json = f|", "$json = <f>", "false"},
		{"$ts > |", "$ts > <>", "-15m"},
		{"@e|", "<@e>", "@errors"},
		{"@errors and @|", "@errors and <@>", "@buys"},
		{"type ~ /Sh|", "", ""},
		{"/a b|", "", ""},
		{"'payment |", "", ""},
		{"type = Shipped nonsense |", "", ""},
		{") |", "", ""},
	} {
		at := strings.IndexByte(x.text, '|')
		text := x.text[:at] + x.text[at+1:]
		o := Complete(text, at, s, saved)
		if x.first == "" {
			if len(o.List) > 0 {
				t.Errorf("%s: %+v was offered", x.text, o.List[0])
			}
			continue
		}
		place := text[:o.From] + "<" + text[o.From:o.To] + ">" + text[o.To:]
		if len(o.List) == 0 || o.List[0].Text != x.first || place != x.place {
			t.Errorf("%s: in %s of %s offered %.3v; want %q first in %s", x.text, place, o.What, o.List, x.first, x.place)
		}
	}
}

// Whatever is taken from what is offered can be read, and means that.
func TestWhatIsOfferedCanBeRead(t *testing.T) {
	s := shop(200)
	now := time.Date(2026, 11, 23, 14, 31, 0, 0, time.UTC)
	for _, f := range Complete("", 0, s, nil).List {
		if f.Text == "$ts" || strings.HasPrefix(f.Text, "@") {
			continue
		}
		for _, v := range Complete(f.Text+" = ", len(f.Text)+3, s, nil).List {
			if _, err := Compile(f.Text+" = "+v.Text, Settings{Now: now}); err != nil {
				t.Errorf("%s = %s: %v", f.Text, v.Text, err)
			}
		}
		for _, o := range Complete(f.Text+" ", len(f.Text)+1, s, nil).List {
			value := map[string]string{"exists": "", "is missing": "", "is": "string", "in": "(1, 2)", "~": "/1/", "not": "= 1", "and": "x", "or": "x"}
			v, other := value[o.Text]
			if !other {
				v = "1"
			}
			if v == "1" && f.Text == "$json" {
				v = "true"
			}
			if f.Text == "$txn" {
				v = strings.NewReplacer("1", "open", "2", "open").Replace(v)
			}
			if text := f.Text + " " + o.Text + " " + v; v != "= 1" || !strings.HasPrefix(f.Text, "$") {
				if _, err := Compile(text, Settings{Now: now}); err != nil && f.Text != "$ts" {
					t.Errorf("%s: %v", text, err)
				}
			}
		}
	}
}

func FuzzComplete(f *testing.F) {
	s := shop(50)
	for _, e := range Examples() {
		for _, text := range e.Filters {
			for at := range len(text) + 1 {
				f.Add(text, at)
			}
		}
	}
	f.Fuzz(func(t *testing.T, text string, at int) {
		o := Complete(text, at, s, nil)
		if o.From < 0 || o.From > o.To || o.To > len(text) {
			t.Fatalf("%q at %d: [%d, %d)", text, at, o.From, o.To)
		}
	})
}

func BenchmarkComplete(b *testing.B) {
	s := shop(500)
	for b.Loop() {
		Complete("type = Shipped and order.to", 27, s, nil)
	}
}
