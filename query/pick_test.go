package query_test

import (
	"bytes"
	"encoding/json"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // zones also where the machine has none

	"riffle/query"
	"riffle/source"
)

// TestPick: what + writes for a value finds that value, under that key, and no
// other.
func TestPick(t *testing.T) {
	keys := append([]string{"first name", "9lives", "01", "@this", "@timestamp", "$id", "not", "AND", "in", "x*", "y?", "p|q", `q"q`, `b\s`, "(", ")", "a,b", "=", "!=", "~", "&&", "{", "[1]", "#(", "'", "\u2028", "-", "é"}, someKeys...)
	texts := append([]string{"null", "true", "500", "1e5", "10KB", "14:20", "2026-11-23", "2026-11-23T13:20:00Z", "-15m", "now", "and", "exists", "a b", " x ", "(", ")", ",", "x..y", "'", `"`, `\`, "/re/", "@errors", "$key", "\x00", "tab\t", "Shipped"}, someTexts...)
	r := rand.New(rand.NewPCG(1, 2))
	value := func() any {
		switch r.IntN(4) {
		case 0:
			return json.Number(pickOf(r, someNums))
		case 1:
			return pickOf(r, []any{true, false, nil})
		}
		return pickOf(r, texts)
	}
	same := func(a, b any) bool {
		x, isNum := a.(json.Number)
		y, alsoNum := b.(json.Number)
		if isNum && alsoNum {
			s, _ := treeOf([]byte(x))
			u, _ := treeOf([]byte(y))
			return s.num.Cmp(u.num) == 0
		}
		return a == b
	}
	for range 6_000 {
		k1, k2, v, other := pickOf(r, keys), pickOf(r, keys), value(), value()
		filter := query.Pick(query.Key(k1)+"."+query.Key(k2), v)
		p, err := query.Compile(filter, settings())
		if err != nil {
			t.Fatalf("%q.%q = %v: %s: %v", k1, k2, v, filter, err)
		}
		holds := func(key string, v any) bool {
			var doc bytes.Buffer
			e := json.NewEncoder(&doc)
			e.SetEscapeHTML(false)
			if err := e.Encode(map[string]any{k1: map[string]any{key: v}}); err != nil {
				t.Fatal(err)
			}
			return p.Match(rec(doc.String()))
		}
		if !holds(k2, v) {
			t.Fatalf("%s does not find %q.%q = %v", filter, k1, k2, v)
		}
		if holds(k2, other) != same(v, other) {
			t.Fatalf("%s: finding %v is %v", filter, other, !same(v, other))
		}
		if k := pickOf(r, keys); k != k2 && holds(k, v) {
			t.Fatalf("%s finds the key %q", filter, k)
		}
	}
}

// TestPickOwn: also for keys, headers and times; nothing for what cannot be said.
func TestPickOwn(t *testing.T) {
	r := with(headed("x-retry", "3"), func(r *source.Record) { r.Key = []byte("1\xff7") })
	for path, value := range map[string]any{"$key": r.Key, "$headers.x-retry": "3", "$ts": r.Time, "$partition": r.Partition, "$offset": 1200, "$topic": "orders", "$json": true, "$txn": "plain"} {
		if filter := query.Pick(path, value); !compile(t, filter).Match(r) {
			t.Errorf("%s does not find the record", filter)
		}
	}
	for _, value := range []any{math.NaN(), math.Inf(1), map[string]any{}, []any{1}, json.Number("1e999"), json.Number("x")} {
		if filter := query.Pick("a", value); filter != "" {
			t.Errorf("%v: %s", value, filter)
		}
	}
	if got := query.Pick("items.#.sku", "B2"); got != "items.#.sku = B2" {
		t.Errorf("%s is not how people write it", got)
	}
}

// TestReads: the second line of the prompt.
func TestReads(t *testing.T) {
	for filter, want := range map[string]string{
		``:                             `every record`,
		`o-77121`:                      `text "o-77121" anywhere`,
		`/x\d/i`:                       `a match of /x\d/i anywhere`,
		`type = Shipped`:               `type is text "Shipped"`,
		`id = '77121'`:                 `id is text "77121"`,
		`id = 77_121`:                  `id is number 77121`,
		`ok != true`:                   `ok is not true`,
		`a = 1 and (b = 2 or not c=3)`: `a is number 1 · (b is number 2 or not (c is number 3))`,
		`n >= 10KB`:                    `n >= number 10000`,
		`n = 10KB`:                     `n is number 10000 or text "10KB"`,
		`$size > 10KB`:                 `$size > 10000 bytes`,
		`slot = 14:20`:                 `slot is text "14:20" or time 23 Nov 14:20:00 CET`,
		`at > 14:20`:                   `at > time 23 Nov 14:20:00 CET`,
		`a in (x, 5)`:                  `a is one of text "x", number 5`,
		`a not in 1..5`:                `a is not from number 1 to number 5`,
		`a is not null`:                `a is not null`,
		`a not exists`:                 `a is missing`,
		`a contains x`:                 `a contains "x" in any case`,
		`a not startswith x`:           `a is there and not: starts with "x"`,
		`a !~ /x/`:                     `a is not a match of /x/`,
		`items.#(q>5)`:                 `items.#(q > 5) finds an element`,
		`$key = 17`:                    `$key is text "17"`,
		`type = Shipped and $ts >= 14:20 and $ts < 14:35`: `type is text "Shipped" · $ts from 23 Nov 14:20:00 to 14:35:00 CET`,
		`$ts in 2026-11-22..14:35`:                        `$ts from 22 Nov 00:00:00 up to 14:35:00 CET`,
		`$ts in 2026-11-22..now`:                          `$ts from 22 Nov 00:00:00 up to 23 Nov 14:31:00 CET`,
		`$ts > -15m`:                                      `$ts after 23 Nov 14:16:00 CET`,
		`$ts < 14:35`:                                     `$ts before 22 Nov 14:35:00 CET`,
		`$ts > 2025-11-22 and $ts < 2026-11-22`:           `$ts after 22 Nov 2025 00:00:00 to 22 Nov 00:00:00 CET`,
		`at < 2031-01-01`:                                 `at < time 1 Jan 2031 00:00:00 CET`,
		`@errors`:                                         `status >= number 500 or level is text "error"`,
	} {
		if got := compile(t, filter).Reads(); got != want {
			t.Errorf("%s\n got %s\nwant %s", filter, got, want)
		}
	}
}

// TestColumns: what --columns and --by take out of a record.
func TestColumns(t *testing.T) {
	r := with(rec(order), func(r *source.Record) { r.Headers = headers("a.b", "1") })
	for path, want := range map[string]string{
		"type": `"Shipped"`, "neg": "-12.50", "ok": "true", "none": "null", "items.#": "3", "items.#.sku": `["A1","B2"]`, "items.#.lots.#.id": "[[1,2],[]]", "items.#.lots.#.id|0": "[1,2]",
		"items.#(qty > 3).sku": `"B2"`, "items.#(qty > 3)#.qty": "[9,4]", "nope": "-", "tags.#.x": "[1]", "c.email": `"Ann@Example.com"`, "{type,n}": `{"type":"Shipped","n":503}`, "[n,c.0]": `[503,"zero"]`,
		"payload.@fromstr.id": "7", "$key": "k-1", "$key.id": "-", "$headers.a.b": "1", "$headers.x": "-", "$ts": "2026-11-23T13:30:00.000Z", "$offset": "1200", "$partition": "3", "$topic": "orders",
		"$json": "true", "$schema": "-", "$txn": "plain", "@this.n": "503", `"a.b"`: "1", "c": `{"email":"Ann@Example.com","name":"ÉLAN","0":"zero"}`,
	} {
		c, err := query.CompileColumn(path)
		if err != nil {
			t.Errorf("%s: %v", path, err)
			continue
		}
		raw, _, ok := c.Value(r)
		if !ok {
			raw = []byte("-")
		}
		if string(raw) != want {
			t.Errorf("%s: %s, want %s", path, raw, want)
		}
	}
	for path, want := range map[string]query.Kind{"type": query.String, "n": query.Number, "none": query.Null, "tags": query.Array, "$key": query.Text, "$ts": query.Instant, "$size": query.Number, "$json": query.Bool, "c": query.Object} {
		c, _ := query.CompileColumn(path)
		if _, kind, _ := c.Value(r); kind != want {
			t.Errorf("%s: kind %d, want %d", path, kind, want)
		}
	}
	for path, msg := range map[string]string{"": "a path is missing", "a = 1": "a column is one path", "$nope": "unknown record field", "$headers": "which header?", "a,b": "one path"} {
		if _, err := query.CompileColumn(path); err == nil || !strings.Contains(err.Error(), msg) {
			t.Errorf("%q: %v", path, err)
		}
	}
}

// TestTimes: what a time of day is, at any time of day.
func TestTimes(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	moment := func(s string) time.Time {
		at, err := time.ParseInLocation("2006-01-02 15:04:05.999", s, berlin)
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	for _, c := range []struct{ now, filter, since, until string }{
		{"2026-11-23 14:31:00", `$ts > 14:31`, "2026-11-23 14:31:00", ""},
		{"2026-11-23 14:30:59", `$ts > 14:31`, "2026-11-22 14:31:00", ""},
		{"2026-11-23 00:10:00", `$ts >= 23:50 and $ts < 00:05`, "2026-11-22 23:50:00", "2026-11-23 00:05:00"},
		{"2026-11-23 23:55:00", `$ts in 23:50..00:05`, "2026-11-23 23:50:00", "2026-11-24 00:05:00"},
		{"2026-11-23 14:31:00", `$ts < 14:35 and $ts >= 14:20`, "2026-11-23 14:20:00", "2026-11-23 14:35:00"},
		{"2026-11-23 14:31:00", `$ts > -2h and $ts < 14:35`, "2026-11-23 12:31:00", "2026-11-23 14:35:00"},
		{"2026-11-23 14:31:00", `$ts >= 13:20Z`, "2026-11-23 14:20:00", ""},
		{"2026-11-23 14:31:00", `$ts >= 14:20:31.25+01:00`, "2026-11-23 14:20:31.25", ""},
		{"2026-11-23 14:31:00", `$ts >= '2026-11-23 14:20:00,123'`, "2026-11-23 14:20:00.123", ""},
		{"2026-11-23 14:31:00", `$ts >= 2026-11-23 14:20:00,123`, "2026-11-23 14:20:00.123", ""},
		{"2026-11-23 14:31:00", `$ts >= 2026-11-23T14:20:00,123 and $ts < '14:25'`, "2026-11-23 14:20:00.123", "2026-11-23 14:25:00"},
		{"2026-11-23 14:31:00", `$ts >= -1d12h`, "2026-11-22 02:31:00", ""},
		{"2026-10-25 12:00:00", `$ts >= 01:30 and $ts < 03:30`, "2026-10-25 01:30:00", "2026-10-25 03:30:00"},
		{"2026-03-29 12:00:00", `$ts >= 2026-03-29T01:59 and $ts < 2026-03-29`, "2026-03-29 01:59:00", "2026-03-29 00:00:00"},
		{"2028-03-01 12:00:00", `$ts >= 2028-02-29`, "2028-02-29 00:00:00", ""},
	} {
		p, err := query.Compile(c.filter, query.Settings{Now: moment(c.now)})
		if err != nil {
			t.Errorf("%s: %v", c.filter, err)
			continue
		}
		b := p.Bounds()
		show := func(at time.Time) string {
			if at.IsZero() {
				return ""
			}
			return at.In(berlin).Truncate(time.Millisecond).Format("2006-01-02 15:04:05.999")
		}
		if show(b.Since) != c.since || show(b.Until) != c.until && show(b.Until.Add(-1)) != c.until {
			t.Errorf("at %s, %s: from %s to %s", c.now, c.filter, b.Since, b.Until)
		}
	}
	for _, text := range []string{"2027-02-29", "2026-11-23T24:00", "2026-11-23T14:60", "25:00", "14:5", "2026-11-23T14:20:00+25:00", "--5m", "-5", "-5x", "2026-1-1"} {
		if p, err := query.Compile("$ts > "+text, settings()); err == nil && text != "-5" {
			t.Errorf("%s is a time: %s", text, p)
		}
	}
}
