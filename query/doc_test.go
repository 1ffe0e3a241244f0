package query_test

import (
	"strings"
	"testing"
	"time"

	"riffle/query"
	"riffle/source"
)

var (
	cet = time.FixedZone("CET", 3600)
	now = time.Date(2026, 11, 23, 14, 31, 0, 0, cet)
)

var saved = map[string]string{"errors": "status >= 500 or level = error"}

func settings() query.Settings { return query.Settings{Now: now, Saved: saved} }

func compile(t testing.TB, text string) *query.Program {
	t.Helper()
	p, err := query.Compile(text, settings())
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return p
}

// rec is a data record with a JSON value, one minute before now.
func rec(value string) *source.Record {
	r := &source.Record{
		Ref: source.Ref{Topic: "orders", Partition: 3}, Offset: source.OffsetOf(1200), Next: source.OffsetOf(1201),
		Time: now.Add(-time.Minute), TimeKind: source.CreateTime, Producer: -1, Key: []byte("k-1"), Value: []byte(value),
	}
	r.Size = len(r.Key) + len(r.Value)
	return r
}

// with changes a copy of r.
func with(r *source.Record, change func(*source.Record)) *source.Record {
	c := r.Clone()
	change(&c)
	return &c
}

func headers(list ...string) source.Headers {
	var h []source.Header
	for i := 0; i < len(list); i += 2 {
		h = append(h, source.Header{Name: list[i], Value: []byte(list[i+1])})
	}
	return source.MakeHeaders(h...)
}

// examples holds, for every example of the language, records that it finds and
// records that it leaves out, as its comment says.
var examples = map[string]struct{ in, out []*source.Record }{
	`o-77121`: {
		[]*source.Record{rec(`{"order":{"id":"o-77121"}}`), rec(`{"x":"\u006f-77121"}`), rec(`plain o-77121 text`),
			with(rec(`{}`), func(r *source.Record) { r.Key = []byte("o-77121") }),
			with(rec(`{}`), func(r *source.Record) { r.Headers = headers("trace", "for o-77121") })},
		[]*source.Record{rec(`{"order":{"id":"o-77122"}}`), rec(`{"x":"O-77121"}`)}},
	`"payment failed"`:       {[]*source.Record{rec(`{"msg":"the payment failed twice"}`)}, []*source.Record{rec(`{"msg":"payment has failed"}`)}},
	`/timeout after \d+ms/i`: {[]*source.Record{rec(`{"msg":"Timeout after 20ms"}`)}, []*source.Record{rec(`{"msg":"timeout after ms"}`)}},
	`type = Shipped`:         {[]*source.Record{rec(`{"type":"Shipped"}`), rec(`{"type":"\u0053hipped"}`)}, []*source.Record{rec(`{"type":"shipped"}`), rec(`{"a":{"type":"Shipped"}}`)}},
	`type = Shipped and status >= 500`: {[]*source.Record{rec(`{"type":"Shipped","status":500}`), rec(`{"status":5e2,"type":"Shipped"}`)},
		[]*source.Record{rec(`{"type":"Shipped","status":499.99999999999999999999}`), rec(`{"type":"Shipped","status":"500"}`)}},
	`status in (500, 502, 503)`: {[]*source.Record{rec(`{"status":502}`)}, []*source.Record{rec(`{"status":501}`), rec(`{"status":"502"}`)}},
	`status in 500..599`:        {[]*source.Record{rec(`{"status":500}`), rec(`{"status":599}`)}, []*source.Record{rec(`{"status":499}`), rec(`{"status":600}`)}},
	`id = 9007199254740993`:     {[]*source.Record{rec(`{"id":9007199254740993}`), rec(`{"id":9007199254740993.0}`)}, []*source.Record{rec(`{"id":9007199254740992}`), rec(`{"id":9007199254740994}`)}},
	`amount < 0`:                {[]*source.Record{rec(`{"amount":-0.001}`)}, []*source.Record{rec(`{"amount":0}`), rec(`{"amount":-0}`), rec(`{"amount":"-1"}`), rec(`{}`)}},
	`trace_id exists`:           {[]*source.Record{rec(`{"trace_id":null}`), rec(`{"trace_id":[]}`)}, []*source.Record{rec(`{"b":{"trace_id":1}}`)}},
	`note is missing`:           {[]*source.Record{rec(`{}`), rec(`not JSON`)}, []*source.Record{rec(`{"note":null}`)}},
	`coupon is null`:            {[]*source.Record{rec(`{"coupon":null}`)}, []*source.Record{rec(`{}`), rec(`{"coupon":"null"}`)}},
	`amount is string`:          {[]*source.Record{rec(`{"amount":"12"}`)}, []*source.Record{rec(`{"amount":12}`)}},
	`amount is not number`:      {[]*source.Record{rec(`{"amount":"12"}`), rec(`{"amount":null}`), rec(`{"amount":[12]}`)}, []*source.Record{rec(`{"amount":12}`), rec(`{}`), rec(`not JSON`)}},
	`not refund = true`:         {[]*source.Record{rec(`{}`), rec(`{"refund":false}`)}, []*source.Record{rec(`{"refund":true}`)}},
	`refund != true`:            {[]*source.Record{rec(`{"refund":false}`), rec(`{"refund":"true"}`)}, []*source.Record{rec(`{}`), rec(`{"refund":true}`)}},
	`tags != vip`:               {[]*source.Record{rec(`{"tags":["eu"]}`), rec(`{"tags":[]}`), rec(`{"tags":"eu"}`)}, []*source.Record{rec(`{"tags":["eu","vip"]}`), rec(`{}`)}},
	`tags = vip`:                {[]*source.Record{rec(`{"tags":["eu","vip"]}`), rec(`{"tags":[["vip"]]}`), rec(`{"tags":"vip"}`)}, []*source.Record{rec(`{"tags":["eu"]}`), rec(`{"tags":{"0":"vip"}}`)}},
	`items.#.sku = B2`:          {[]*source.Record{rec(`{"items":[{"sku":"A1"},{"sku":"B2"}]}`), rec(`{"items":[{"sku":["A1",["B2"]]}]}`)}, []*source.Record{rec(`{"items":[{"sku":"A1"}]}`), rec(`{"items":{"sku":"B2"}}`)}},
	`items.#(sku = B2 and qty > 5)`: {[]*source.Record{rec(`{"items":[{"sku":"A1","qty":9},{"sku":"B2","qty":6}]}`)},
		[]*source.Record{rec(`{"items":[{"sku":"A1","qty":9},{"sku":"B2","qty":5}]}`)}},
	`items.#(qty > 5).sku = B2`: {[]*source.Record{rec(`{"items":[{"sku":"A1","qty":1},{"sku":"B2","qty":6}]}`)},
		[]*source.Record{rec(`{"items":[{"sku":"A1","qty":9},{"sku":"B2","qty":6}]}`), rec(`{"items":[{"sku":"B2","qty":5}]}`)}},
	`items.#(qty > 5)#.sku = B2`: {[]*source.Record{rec(`{"items":[{"sku":"A1","qty":9},{"sku":"B2","qty":6}]}`)},
		[]*source.Record{rec(`{"items":[{"sku":"A1","qty":9},{"sku":"B2","qty":5}]}`)}},
	`customer.email contains "@example"`:          {[]*source.Record{rec(`{"customer":{"email":"ann@EXAMPLE.com"}}`)}, []*source.Record{rec(`{"customer":{"email":"ann@test"}}`)}},
	`customer.email ~ /^ann@/i`:                   {[]*source.Record{rec(`{"customer":{"email":"Ann@x"}}`)}, []*source.Record{rec(`{"customer":{"email":"joann@x"}}`)}},
	`total contains 00`:                           {[]*source.Record{rec(`{"total":500}`), rec(`{"total":0.001}`), rec(`{"total":"1.00"}`)}, []*source.Record{rec(`{"total":5e2}`), rec(`{"total":50}`), rec(`{}`)}},
	`status ~ /^5/`:                               {[]*source.Record{rec(`{"status":503}`), rec(`{"status":"503"}`), rec(`{"status":5e-1}`)}, []*source.Record{rec(`{"status":45}`), rec(`{"status":-5}`)}},
	`ip = 10.0.3.17`:                              {[]*source.Record{rec(`{"ip":"10.0.3.17"}`)}, []*source.Record{rec(`{"ip":"10.0.3.170"}`)}},
	`url = https://a/b?x=1`:                       {[]*source.Record{rec(`{"url":"https://a/b?x=1"}`), rec(`{"url":"https:\/\/a\/b?x=1"}`)}, []*source.Record{rec(`{"url":"https://a/b"}`)}},
	`uuid = 4bf92f35-77b3-4da6-a3ce-929d0e0e4736`: {[]*source.Record{rec(`{"uuid":"4bf92f35-77b3-4da6-a3ce-929d0e0e4736"}`)}, []*source.Record{rec(`{"uuid":4}`)}},
	`path startswith /var`:                        {[]*source.Record{rec(`{"path":"/var/log"}`), rec(`{"path":"\/var"}`)}, []*source.Record{rec(`{"path":"/Var"}`)}},
	`$key = o-17`:                                 {[]*source.Record{keyed("o-17")}, []*source.Record{keyed("o-177"), keyless()}},
	`$key = 17`:                                   {[]*source.Record{keyed("17"), keyed("\x00\x00\x00\x11")}, []*source.Record{keyed("17.0"), keyed("\x00\x00\x00\x12"), keyless()}},
	`$headers.retry >= 3`: {[]*source.Record{headed("retry", "10"), headed("retry", "1", "retry", "3"), headed("retry", "\x00\x00\x01\x9a\xc0\x00\x00\x00")},
		[]*source.Record{headed("retry", "2"), headed("Retry", "3"), rec(`{"retry":3}`)}},
	`$partition = 3 and $offset >= 1_200`: {[]*source.Record{rec(`{}`)}, []*source.Record{with(rec(`{}`), func(r *source.Record) { r.Offset.Lo = 1199 }), with(rec(`{}`), func(r *source.Record) { r.Partition = 2 })}},
	`$size > 10KB`:                        {[]*source.Record{with(rec(`{}`), func(r *source.Record) { r.Size = 10_001 })}, []*source.Record{with(rec(`{}`), func(r *source.Record) { r.Size = 10_000 })}},
	`$topic in (orders, payments)`:        {[]*source.Record{rec(`{}`)}, []*source.Record{with(rec(`{}`), func(r *source.Record) { r.Topic = "orders.dlq" })}},
	`$ts > -15m`:                          {[]*source.Record{at(now.Add(-14 * time.Minute))}, []*source.Record{at(now.Add(-15 * time.Minute)), timeless()}},
	`$ts >= 14:20 and $ts < 14:35`:        {[]*source.Record{at(clock(14, 20)), at(clock(14, 34))}, []*source.Record{at(clock(14, 35)), at(clock(14, 19)), at(clock(14, 25).AddDate(0, 0, -1))}},
	`$ts in 14:20..14:35`:                 {[]*source.Record{at(clock(14, 20)), at(clock(14, 35))}, []*source.Record{at(clock(14, 35).Add(time.Millisecond))}},
	`order.created_at > 2026-11-23T14:00+01:00`: {
		[]*source.Record{rec(`{"order":{"created_at":"2026-11-23T13:00:01Z"}}`), rec(`{"order":{"created_at":"2026-11-23 14:00:00,001"}}`), rec(`{"order":{"created_at":1795438801}}`), rec(`{"order":{"created_at":1795438800001}}`)},
		[]*source.Record{rec(`{"order":{"created_at":"2026-11-23T13:00:00Z"}}`), rec(`{"order":{"created_at":1795438800}}`), rec(`{"order":{"created_at":"tomorrow"}}`)}},
	`"first name" = Ann`:      {[]*source.Record{rec(`{"first name":"Ann"}`)}, []*source.Record{rec(`{"first":{"name":"Ann"}}`)}},
	`payload.@fromstr.id = 7`: {[]*source.Record{rec(`{"payload":"{\"id\":7}"}`)}, []*source.Record{rec(`{"payload":{"id":7}}`), rec(`{"payload":"{\"id\":7"}`)}},
	`$value is null`:          {[]*source.Record{tombstone()}, []*source.Record{rec(`null`), rec(``)}},
	`$json = false`:           {[]*source.Record{rec(`{"a":1`), rec(``), rec("\x00\x00\x00\x00\x01{}")}, []*source.Record{rec(` {"a":1} `), tombstone()}},
	`$txn = aborted`:          {[]*source.Record{with(rec(`{}`), func(r *source.Record) { r.Txn = source.Aborted })}, []*source.Record{rec(`{}`), with(rec(``), func(r *source.Record) { r.Kind, r.Txn = source.Marker, source.AbortMarker })}},
	`(type = Buy or type = Shipped) and not status = 200`: {[]*source.Record{rec(`{"type":"Buy"}`), rec(`{"type":"Shipped","status":500}`)}, []*source.Record{rec(`{"type":"Buy","status":200}`), rec(`{"type":"X"}`)}},
	`@errors and type = Buy`:                              {[]*source.Record{rec(`{"type":"Buy","level":"error"}`), rec(`{"type":"Buy","status":500}`)}, []*source.Record{rec(`{"level":"error"}`), rec(`{"type":"Buy"}`)}},
}

func keyed(key string) *source.Record {
	return with(rec(`{"key":"o-17"}`), func(r *source.Record) { r.Key = []byte(key) })
}
func keyless() *source.Record {
	return with(rec(`{"key":"o-17"}`), func(r *source.Record) { r.Key = nil })
}
func tombstone() *source.Record {
	return with(rec(``), func(r *source.Record) { r.Value = nil })
}
func headed(list ...string) *source.Record {
	return with(rec(`{}`), func(r *source.Record) { r.Headers = headers(list...) })
}
func at(t time.Time) *source.Record {
	return with(rec(`{}`), func(r *source.Record) { r.Time = t })
}
func timeless() *source.Record {
	return with(rec(`{}`), func(r *source.Record) { r.Time, r.TimeKind = time.Time{}, source.NoTime })
}
func clock(hour, min int) time.Time { return time.Date(2026, 11, 23, hour, min, 0, 0, cet) }

// TestExamples holds the language to its own examples.
func TestExamples(t *testing.T) {
	seen := 0
	for _, e := range query.Examples() {
		for _, f := range e.Filters {
			want, ok := examples[f]
			if !ok {
				t.Errorf("%s: no records show what it means", f)
				continue
			}
			seen++
			p := compile(t, f)
			for i, r := range want.in {
				if !p.Match(r) {
					t.Errorf("%s: leaves out record %d: %s", f, i, r.Value)
				}
			}
			for i, r := range want.out {
				if p.Match(r) {
					t.Errorf("%s: finds record %d: %s", f, i, r.Value)
				}
			}
		}
	}
	if seen != len(examples) {
		t.Errorf("%d of %d examples are in the language's description", seen, len(examples))
	}
}

// TestReference keeps the one text fit for a terminal.
func TestReference(t *testing.T) {
	text := query.Reference()
	for _, e := range query.Examples() {
		if !strings.Contains(text, e.Filters[0]) || !strings.Contains(text, e.Means) {
			t.Errorf("%s is not in the reference", e.Filters[0])
		}
	}
	for _, line := range strings.Split(text, "\n") {
		if n := len([]rune(line)); n > 120 || strings.Contains(line, "\t") {
			t.Errorf("%d columns: %s", n, line)
		}
	}
}
