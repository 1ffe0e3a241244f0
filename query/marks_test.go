package query

import (
	"strings"
	"testing"
)

// marked is a line with its marks in brackets.
func marked(line string, spans []Span) string {
	var b strings.Builder
	at := 0
	for _, s := range spans {
		b.WriteString(line[at:s.From] + "[" + line[s.From:s.To] + "]")
		at = s.To
	}
	return b.String() + line[at:]
}

func TestMarksStandWhereTheTextsAre(t *testing.T) {
	const line = `{"type":"Shipped","mail":"Ann@Example.org","total":500,"note":"aXbX"}`
	for _, x := range []struct{ filter, want string }{
		{`Shipped`, `{"type":"[Shipped]","mail":"Ann@Example.org","total":500,"note":"aXbX"}`},
		{`type = Shipped and note endswith bX`, `{"type":"[Shipped]","mail":"Ann@Example.org","total":500,"note":"aX[bX]"}`},
		{`mail contains "ann@example"`, `{"type":"Shipped","mail":"[Ann@Example].org","total":500,"note":"aXbX"}`},
		{`/[a-z]X/`, `{"type":"Shipped","mail":"Ann@Example.org","total":500,"note":"[aXbX]"}`},
		{`Ship or hipped`, `{"type":"[Shipped]","mail":"Ann@Example.org","total":500,"note":"aXbX"}`},
		{`not Shipped and total = 500 and type != Shipped`, line},
		{`items.#(type = Shipped)`, `{"type":"[Shipped]","mail":"Ann@Example.org","total":500,"note":"aXbX"}`},
		{`type in (Buy, Shipped)`, `{"type":"[Shipped]","mail":"Ann@Example.org","total":500,"note":"aXbX"}`},
		{`/q*/`, line},
		{``, line},
	} {
		p, err := Compile(x.filter, Settings{})
		if err != nil {
			t.Fatal(err)
		}
		if got := marked(line, p.Marks([]byte(line))); got != x.want {
			t.Errorf("%s\n%s\nwant\n%s", x.filter, got, x.want)
		}
	}
}

func TestWhetherAFilterAsksForSomethingInValues(t *testing.T) {
	for text, want := range map[string]bool{
		"": false, "$key = o-17": false, "$headers.retry >= 3": false, "$partition = 3 and $key = a": false, "$key.id = 7": false,
		"o-17": true, "/o-\\d+/": true, "type = Paid": true, "not type = Paid": true, "$value is null": true, "$key = a or type = Paid": true,
	} {
		p, err := Compile(text, Settings{})
		if err != nil {
			t.Fatal(err)
		}
		if got := p.InValue(); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}
