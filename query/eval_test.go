package query_test

import (
	"strings"
	"testing"
	"time"

	"riffle/query"
	"riffle/source"
)

const order = `{"type":"Shipped","n":503,"big":9223372036854775808,"neg":-12.50,"ok":true,"none":null,"empty":"",
	"at":"2026-11-23T14:20:00+01:00","slot":"14:20","dur":"15m","zip":"01234","sku":"2B","epoch":1795440000.5,"a.b":1,"$id":"x","@timestamp":"2026-11-23T13:20:00Z","not":2,
	"c":{"email":"Ann@Example.com","name":"ÉLAN","0":"zero"},"tags":["vip",["eu",["de"]],7,{"x":1}],"note":"caf\u00e9 \/ bar \"q\"\n","esc\u0061pe":1,
	"items":[{"sku":"A1","qty":2,"lots":[{"id":1},{"id":2}]},{"sku":"B2","qty":9,"lots":[]},{"qty":4}],"bytes":10000,"size":"10KB","payload":"{\"id\":7,\"in\":\"{\\\"k\\\":[1]}\"}"}`

// TestEval is the language's meaning as a table over one document.
func TestEval(t *testing.T) {
	r := with(rec(order), func(r *source.Record) {
		r.Key, r.Headers = []byte(`{"id":42,"s":"x"}`), headers("retry", "3", "a.b", "1", "at", "2026-11-23T14:20:00+01:00", "dup", "1", "dup", "9")
		r.Headers = source.MakeHeaders(append([]source.Header{{Name: "null"}}, list(r.Headers)...)...)
	})
	for want, filters := range map[bool]string{true: holds, false: fails} {
		for _, f := range strings.Split(strings.TrimSpace(filters), "\n") {
			f = strings.TrimSpace(f)
			p := compile(t, f)
			if p.Match(r) != want {
				t.Errorf("%s: %v", f, !want)
			}
			again, err := query.Compile(p.String(), query.Settings{Now: now.Add(100 * time.Hour)})
			if err != nil {
				t.Errorf("%s: canonical form %s: %v", f, p.String(), err)
			} else if again.String() != p.String() {
				t.Errorf("%s: canonical form %s becomes %s", f, p.String(), again.String())
			} else if again.Match(r) != want && !strings.Contains(f, ":") {
				t.Errorf("%s: canonical form %s: %v", f, p.String(), !want)
			}
			if p.Reads() == "" {
				t.Errorf("%s: nobody says how it is read", f)
			}
		}
	}
}

func list(h source.Headers) (all []source.Header) {
	for x := range h.All() {
		all = append(all, x)
	}
	return all
}

const holds = `
	TYPE = x or type = Shipped
	type=Shipped&&n>=503
	type=Nope||n=503
	NOT type = Nope AND n EXISTS
	type IN (Shipped, Buy)
	type not in (Buy)
	n = 5.03e2
	n = 503.000
	n not = 502
	n is number and big is number and ok is bool and none is null and tags is array and c is object and nope is missing and type is string
	n is not string
	n is not missing
	not nope is not null
	big = 9223372036854775808
	big > 9223372036854775807
	big < 9223372036854775808.1
	big in 1e18..1e19
	neg = -12.5
	neg < -12.4
	neg > -1e300
	neg in -13..-12
	ok = true
	ok != false
	none = null
	none exists
	type != null
	empty = ""
	empty = ''
	empty contains ""
	type > Ship
	type in A..Z
	at = 2026-11-23T14:20:00+01:00
	at = 2026-11-23T13:20Z
	at = 14:20
	at > 14:19 and at < 14:35
	at in 14:20..14:20:00.001
	at >= '2026-11-23 14:20:00,000'
	at >= 2026-11-23 14:20:00,000 and n = 503
	at = "2026-11-23T14:20:00+01:00"
	@timestamp > -15m
	\@timestamp = 14:20
	@timestamp exists
	slot = 14:20
	dur = 15m
	zip = 01234
	sku = 2B
	size = 10KB
	bytes = 10KB
	bytes > 9.5KB and bytes < 9.8KiB
	epoch > 14:19:59 and epoch < 14:20:01
	epoch > 2026-11-23T14:20:00Z or epoch < 2026-11-24
	a\.b = 1
	"a.b" = 1
	\$id = x
	"$id" = x
	"not" = 2
	escape = 1
	c."email" contains "EXAMPLE"
	c.name contains élan
	c.email not contains foo
	c.email startswith Ann
	c.email not startswith ann
	c.email endswith .com
	c.email ~ "^Ann"
	c.email !~ /^ann/
	c.0 = zero
	n startswith 50
	n ~ /^\d+$/
	ok contains TRU
	c* exists
	c.e?ail exists
	*.email exists
	"c".*l = Ann@Example.com
	tags = vip
	tags = eu
	tags = de
	tags = 7
	tags != us
	tags.# = 4
	tags.1.0 = eu
	tags.3.x = 1
	tags|0 = vip
	tags in (x, 7)
	tags ~ /^v/
	tags > 6
	note = "café / bar \"q\"\n"
	note contains "CAFÉ"
	note contains "/ BAR"
	items.#.sku = B2
	items.#.sku != C3
	items.#.sku exists
	items.#.nope is missing
	items.#.qty is number
	items.# > 2
	items.#.lots.# = 2
	items.#.lots.#.id = 2
	items.#.lots.#.id != 3
	items.#.lots is array
	items.1.qty = 9
	items.#(sku = B2).qty = 9
	items.#(sku exists and qty > 5)
	items.#(sku is missing)
	items.#(sku is missing).qty = 4
	items.#(not sku = A1).sku = B2
	items.#(lots.#(id = 2)).sku = A1
	items.#(B2).qty = 9
	items.#(/B\d/).qty = 9
	items.#(qty > 3)#|# = 2
	items.#(qty > 30)#|# = 0
	items.#(qty > 3)#.qty = 4
	items.#(qty > 3)#.qty != 2
	items.#(qty > 3)#|0.sku = B2
	items.#.qty|2 = 4
	items.#.qty|@reverse.0 = 4
	items.#(qty>3)#.qty|@reverse|0 = 4
	items.#.@values.1 = 9
	tags.#(@this = vip) exists
	not items.#(qty > 90)
	items.#(qty > 90)#.sku is missing
	c.@keys = email
	c.@values.0 contains ann
	@this.n = 503
	@values.# > 10
	payload.@fromstr.id = 7
	payload.@fromstr.in.@fromstr.k = 1
	payload.@fromstr.nope is missing
	$key.id = 42
	$value.n = 503
	$value.c.email exists
	$key contains "ID"
	$key is string
	$key exists
	$value is object
	$value contains "shipped"
	$headers.retry >= 3 and $headers.retry < 10
	$headers.retry in 1..9
	$headers.retry = 3
	$headers.a.b = 1
	$headers."a.b" = 1
	$headers.at > 14:19
	$headers.at = 13:20Z
	$headers.dup = 1 and $headers.dup = 9
	$headers.dup != 2
	$headers.null is null and $headers.null exists
	$headers.nope is missing
	$headers.retry not in (4, 5)
	$headers exists
	$topic startswith ord and $topic ~ /s$/ and $topic != payments
	$topic contains ORD
	$partition in 0..3 and $partition != 2
	$offset in (1200, 7)
	$offset < 1e4
	$size > 0.1KiB
	$ts < now
	$ts = 14:30
	$ts >= 1795440600000
	$ts exists
	$txn = plain and $txn in (plain, open) and $txn != open
	$json = true
	$json != false
	$schema is missing
	"Ann@Example"
	café
	"café / bar"
	"bar \"q\""
	/caf.{1,6} /
	retry
	'{"id":42'
	@errors or n = 503
	not (type = Nope or n = 1)
	not not type = Shipped
	(((type = Shipped)))
	type = Nope or type = Shipped and n = 503
`

const fails = `
	type = shipped
	type = "Shipped "
	n = "503"
	n = '503'
	n = 503.0000000000000000001
	n > 503
	n != 503
	n not in (503)
	nope != 1
	nope not in (1)
	nope !~ /x/
	nope is not null
	nope not contains x
	not nope is missing
	big = 9223372036854775807
	big = 9223372036854775809
	neg > -12.5
	ok = "true"
	ok = false
	none != null
	none = "null"
	none > 0
	type > 0
	n > "0"
	at = "2026-11-23T13:20:00Z"
	at > 14:20
	slot > 14:00
	slot = "14:21"
	zip = 1234
	sku = 2
	type contains "nope"
	c.email startswith ann
	c.email ~ /^ann/
	c = Ann@Example.com
	items.sku = B2
	items.sku exists
	tags.x = 1
	tags != vip
	tags != 7
	tags not in (x, de)
	tags.#.nope exists
	items.#.nope = 1
	items.#(qty > 5 and sku = A1)
	items.#(qty > 3).qty = 4
	items.#(qty > 90)#
	items.#(qty > 90)# exists
	items.#(qty > 90)#.sku != B2 and items.#(qty > 90).sku != B2
	items.#.sku is missing
	note = "cafe / bar"
	payload.id = 7
	payload.@fromstr.id = 8
	type.@fromstr exists
	$key = 42
	$key.id = "42"
	$key is null
	$value is null
	$value is string
	$headers.retry > 3
	$headers.retry < 3
	$value > 41
	$value <= 41
	$value in 0..999
	$key > 5
	$topic > 1
	$headers.at >= 1
	$headers.dup != 1
	$headers.nope != 1
	$headers.null = ""
	$headers.null != x and $headers.null is string
	$offset > 1200
	$ts > now
	$ts in 14:31..14:40
	$txn != plain
	$json = false
	$schema = 1
	"ann@example"
	cafe
	/^café/
	@errors and type = Nope
	not type = Shipped
	type = Shipped and n = 1 or type = Nope
`

// TestKinds: markers and lost records match a filter only by their place.
func TestKinds(t *testing.T) {
	marker := with(rec(``), func(r *source.Record) {
		r.Kind, r.Txn, r.Key, r.Value = source.Marker, source.CommitMarker, []byte("k"), nil
	})
	for f, want := range map[string]bool{`$partition = 3`: true, `$topic = orders and $ts > -1h`: true, `$txn = committed`: false, `$txn is missing`: true, ``: true,
		`$value is null`: false, `not a = 1`: false, `$partition = 3 or a = 1`: false, `$size >= 0`: false, `k`: false} {
		if compile(t, f).Match(marker) != want {
			t.Errorf("marker, %s: %v", f, !want)
		}
	}
}

// TestNotJSON: paths see nothing in a value that is not JSON, wherever it breaks.
func TestNotJSON(t *testing.T) {
	for _, value := range []string{``, ` `, `{`, `{"a":1`, `{"a":1,}`, `{"a":1}x`, `{"a":1} {}`, `{a:1}`, `{"a":01}`, `{"a":1.}`, `{"a":+1}`, `{"a":1,"b":NaN}`, `{"a":1,"b":nul}`, `{"a":1,"b":"` + "\n" + `"}`,
		`{"a":1,"b":"\x"}`, `{"a":1,"b":"\u00g0"}`, `{"a":1,"b":[1,]}`, `{"a":1,"b":[1 2]}`, `{"a":1,"b":{"c"}}`, `{"a":1]`, `["a":1]`, `{"a":1,"b":"`, "\x00\x00\x00\x00\x2a{\"a\":1}", `plain {"a":1}`, `{"a":1,"b":-}`, `{"a":1e}`, "\ufeff{\"a\":1}"} {
		r := rec(value)
		for f, want := range map[string]bool{`a = 1`: false, `a exists`: false, `a is missing`: true, `not a = 1`: true, `a != 2`: false, `$json = false`: true, `$value is string`: true, `@this exists`: false} {
			if compile(t, f).Match(r) != want {
				t.Errorf("%q, %s: %v", value, f, !want)
			}
		}
	}
	if r := rec("\x00\x00\x00\x00\x2a{}"); !compile(t, `$schema = 42 and $schema exists and $schema in 1..50`).Match(r) {
		t.Error("a schema id is not seen")
	}
	for _, number := range []string{"\x00\x00\x00\x00\x00", "\x00\x00\x00\x00\x00\x00\x10\x79", "\x00\xff\xff\xff\xff"} { // as the screen draws it
		if !compile(t, `$schema is missing`).Match(rec(number)) {
			t.Errorf("%q has a schema", number)
		}
	}
	for _, value := range []string{` {"a" : 1 , "b":[ ] , "c":{ } } `, "{\"a\":1,\"b\":\"\x7f\xff\"}", `{"a":1e0,"b":"\ud800"}`} {
		if !compile(t, `a = 1 and $json = true`).Match(rec(value)) {
			t.Errorf("%s is JSON", value)
		}
	}
}

// TestLimits: a record over a limit is never lost, unless it is out for sure.
func TestLimits(t *testing.T) {
	deep := func(n int) string { return strings.Repeat("[", n) + strings.Repeat("]", n) }
	large := rec(`{"a":1,"b":"` + strings.Repeat("x", 17<<20) + `"}`)
	for _, c := range []struct {
		filter        string
		r             *source.Record
		match, marked bool
	}{
		{`a = 1`, large, true, true},
		{`not a = 1`, large, true, true},
		{`$json = true`, large, true, true},
		{`a = nowhere`, large, false, false},
		{`a = 1 and $partition = 9`, large, false, false},
		{`a = 1 or $partition = 3`, large, true, false},
		{`xxxx`, large, true, false},
		{`a exists`, rec(`{"a":` + deep(9_999) + `}`), true, false},
		{`a = 1`, rec(`{"a":` + deep(9_999) + `}`), false, false},
		{`a exists`, rec(`{"a":` + deep(10_000) + `}`), true, true},
		{`a = 1`, rec(`{"b":` + deep(1_000_000) + `,"a":1}`), true, true},
		{`a = 1`, rec(`{"a":2,"b":` + deep(1_000_000) + `}`), false, false},
		{`a = 1`, rec(deep(1_000_000)), false, false},
		{`a is missing`, rec(deep(1_000_000)), true, false},
		{`$key.a = 1`, with(rec(`{}`), func(r *source.Record) { r.Key = []byte(`{"b":` + deep(20_000) + `,"a":1}`) }), true, true},
		{`a.@reverse.0 = 1`, rec(`{"a":` + deep(600) + `}`), true, true},
		{`a.@reverse.0 = 1`, rec(`{"a":` + deep(500) + `}`), false, false},
		{`a.@keys.0 = x`, rec(`{"a":{"k":"` + strings.Repeat("x", 2<<20) + `"}}`), true, true},
		{`a.@fromstr.b = 1`, rec(`{"a":"` + deep(20_000) + `"}`), true, true},
		{`a.@fromstr.b = 1`, rec(`{"a":"` + strings.Repeat("[", 500_000) + `"}`), true, true},
	} {
		match, err := compile(t, c.filter).Test(c.r)
		if match != c.match || (err != nil) != c.marked {
			t.Errorf("%s on %.30s…: %v, %v", c.filter, c.r.Value, match, err)
		}
	}
}

// A topic without a name was null to a matcher that had not been used before.
func TestAnEmptyFieldIsTextFromTheFirstRecordOn(t *testing.T) {
	p, err := query.Compile(`$topic = ""`, query.Settings{})
	if err != nil {
		t.Fatal(err)
	}
	if !p.Match(&source.Record{}) {
		t.Error("an empty topic is not the empty text")
	}
}
