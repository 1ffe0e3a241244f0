package query_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"riffle/query"
	"riffle/source"
)

// What + writes for a value in a document finds the record, and - does not.
func TestSameMeansExactlyThatValue(t *testing.T) {
	r := rec(`{"type":"Buy","a b":{"x.y":"1","0":true},"n":12345678901234567890.10,"no":null,"items":[{"sku":"B2"},{"sku":"C\u00e9"}],"tags":["x","y"],"e":{},"l":[]}`)
	want := map[string]string{
		"type": `type = Buy`, `"a b"."x.y"`: `"a b"."x.y" = "1"`, `"a b".0`: `"a b".0 = true`, "n": "n = 12345678901234567890.10",
		"no": "no is null", "items.0.sku": "items.#.sku = B2", "items.1.sku": `items.#.sku = Cé`, "tags.0": "tags = x", "tags.1": "tags = y", "e": "", "l": "",
	}
	leaves := query.Leaves(r.Value)
	if len(leaves) != len(want) {
		t.Fatalf("%d leaves, want %d: %+v", len(leaves), len(want), leaves)
	}
	for _, l := range leaves {
		c := l.Cell(r)
		filter, err := c.Same()
		if filter != want[l.Path] || (filter == "") != (err != nil) {
			t.Errorf("%s: %q, %v, want %q", l.Path, filter, err, want[l.Path])
		}
		if filter != "" && (!compile(t, filter).Match(r) || compile(t, "not "+filter).Match(r)) {
			t.Errorf("%s does not mean that record", filter)
		}
		if column, err := query.CompileColumn(l.Path); err != nil || string(query.CellOf(r, column).Raw) != string(c.Raw) {
			t.Errorf("the column %s does not show it: %v", l.Path, err)
		}
	}
}

func TestSameOfTheRecordsOwnFields(t *testing.T) {
	r := with(headed("x-retry", "3"), func(r *source.Record) {
		r.Key, r.Value, r.Topic, r.Partition = []byte("k\xff"), []byte("plain text"), "orders", 3
		r.Offset, r.Time, r.TimeKind, r.Size = source.Offset{Lo: 17}, time.UnixMilli(1_700_000_000_123), source.CreateTime, 99
	})
	for path, want := range map[string]string{
		"$key": `$key = "k\xff"`, "$headers.x-retry": `$headers.x-retry = "3"`, "$value": `$value = "plain text"`, "$partition": "$partition = 3",
		"$offset": "$offset = 17", "$ts": "$ts = 2023-11-14T22:13:20.123Z", "$size": "$size = 99", "$topic": "$topic = orders",
		"$headers.none": "$headers.none is missing", "order.id": "order.id is missing",
	} {
		column, err := query.CompileColumn(path)
		if err != nil {
			t.Fatal(err)
		}
		r.Time = r.Time.UTC()
		if filter, err := query.CellOf(r, column).Same(); filter != want || err != nil {
			t.Errorf("%s: %s, %v, want %s", path, filter, err, want)
		}
	}
}

// Of a name that stands twice a filter sees the first: it must not be said that
// the second was meant.
func TestSameRefusesWhatItCannotSay(t *testing.T) {
	r := rec(`{"a":1,"a":2}`)
	leaves := query.Leaves(r.Value)
	if filter, err := leaves[0].Cell(r).Same(); filter != "a = 1" || err != nil {
		t.Errorf("%s, %v", filter, err)
	}
	if filter, err := leaves[1].Cell(r).Same(); err == nil {
		t.Errorf("the second a became %s", filter)
	}
}

// The reason was a wrong one and longer than a line: the last words were cut.
func TestWhyThereIsNoSameFitsIntoALine(t *testing.T) {
	r := rec(`{"a":1,"a":2,"b64":"eyJuIjo0Mn0="}`)
	twice := query.Leaves(r.Value)[1].Cell(r)
	inside := query.Cell{Record: r, Path: "b64.@base64.n", Raw: []byte("42"), Kind: query.Number, There: true}
	for want, c := range map[string]query.Cell{
		"a filter sees another value: the name stands there twice, or it is cut": twice,
		"no filter looks into base64":                                            inside,
	} {
		if _, err := c.Same(); err == nil || err.Error() != want || len(err.Error()) > 78 {
			t.Errorf("%s: %v", c.Path, err)
		}
	}
}

func TestLeavesOfWhatIsCutOffOrNoDocument(t *testing.T) {
	for doc, want := range map[string]int{`{"a":1,"b":"xx`: 1, `{"a":[1,2,{"b":`: 2, ``: 0, `5`: 0, `"x"`: 0, `hello`: 0, `{`: 0, `[`: 0, `[,]`: 0, `{"a"}`: 0} {
		if got := len(query.Leaves([]byte(doc))); got != want {
			t.Errorf("%s: %d leaves, want %d", doc, got, want)
		}
	}
}

func TestAndKeepsWhatWasWritten(t *testing.T) {
	for _, c := range [][3]string{
		{"", "a = 1", "a = 1"},
		{"  ", "a = 1", "a = 1"},
		{"$ts > -15m", "a = 1", "$ts > -15m and a = 1"},
		{"a = 1 or b = 2", "c = 3", "(a = 1 or b = 2) and c = 3"},
		{"a = 1 and b = 2", "not c = 3", "a = 1 and b = 2 and not c = 3"},
		{"a = 1 and b = 2", "b  =  2", "a = 1 and b = 2"},
		{"not a = 1", "a = 1 or b = 2", "not a = 1 and (a = 1 or b = 2)"},
	} {
		if got := query.And(c[0], c[1], settings()); got != c[2] {
			t.Errorf("%q and %q is %q, want %q", c[0], c[1], got, c[2])
		}
	}
}

func TestParseColumns(t *testing.T) {
	list, err := query.ParseColumns(`$ts, order.id ,items.#(sku in (a, b)).qty,"a,b",$headers.x-y,{id,total}`)
	if err != nil || fmt.Sprint(list) != `[$ts order.id items.#(sku in (a, b)).qty "a,b" $headers.x-y {id,total}]` {
		t.Fatalf("%v, %v", list, err)
	}
	for text, col := range map[string]int{"a,,b": 2, "": 0, "a, $ofset": 3, "a,b = 1": 3} {
		var bad *query.Error
		if _, err := query.ParseColumns(text); !errors.As(err, &bad) || bad.Col != col || bad.Text != text {
			t.Errorf("%q: %+v", text, err)
		}
	}
}
