package query_test

import (
	"context"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/tidwall/gjson"

	"riffle/source"
)

// orderOf is an order of about 1 KB, as a shop writes it; a third are Shipped.
func orderOf(i int) string {
	return fmt.Sprintf(`{"type":"OrderUpdated","status":%q,"order":{"id":"o-%07d","customer":{"id":"c-%05d","email":"user%d@example.com","city":"Köln"},`+
		`"items":[{"sku":"S-%d","qty":2,"price":12.10},{"sku":"S-%d","qty":1,"price":9.90}],"currency":"EUR","total":%d.%02d},`+
		`"created_at":"2026-11-23T14:31:00.123456Z","trace_id":"4bf92f3577b34da6a3ce929d0e0e4736","note":%q,"retry":%d,"tags":["eu","web","vip"]}`,
		[]string{"Buy", "Payment", "Shipped"}[i%3], i, i%50000, i, i%999, i%77, i%1000, i%100, strings.Repeat("the quick brown fox jumps over the lazy dog and then runs away ", 8), i%5)
}

func orders(n int) []source.Record {
	list := make([]source.Record, n)
	for i := range list {
		list[i] = *rec(orderOf(i))
	}
	return list
}

func benchmark(b *testing.B, filter string) {
	p := compile(b, filter)
	list := orders(1000)
	b.SetBytes(int64(len(list[0].Value)))
	b.ReportAllocs()
	hits, i := 0, 0
	for b.Loop() {
		if p.Match(&list[i%len(list)]) {
			hits++
		}
		i++
	}
}

func BenchmarkMatch(b *testing.B) {
	for _, f := range []string{
		`status = Shipped and order.total > 900`,
		`order.total > 900`,
		`retry >= 4`,
		`order.id = o-0000017`,
		`o-0000017`,
		`nope exists`,
		`order.items.#.sku = S-7`,
		`order.items.#(sku = S-7 and qty > 1)`,
		`order.customer.email contains USER17@`,
		`order.customer.email ~ /^user17@/`,
		`created_at > 14:20`,
		`$headers.retry >= 3`,
		`$partition = 3 and $ts > -15m`,
		`/quick \w+ fox/`,
	} {
		b.Run(f, func(b *testing.B) { benchmark(b, f) })
	}
}

// BenchmarkGJSON is what the same two paths cost without checking the document.
func BenchmarkGJSON(b *testing.B) {
	list := orders(1000)
	b.SetBytes(int64(len(list[0].Value)))
	b.ReportAllocs()
	hits, i := 0, 0
	for b.Loop() {
		v := list[i%len(list)].Value
		if gjson.GetBytes(v, "status").Str == "Shipped" && gjson.GetBytes(v, "order.total").Num > 900 {
			hits++
		}
		i++
	}
}

func BenchmarkFilter(b *testing.B) {
	list := orders(500)
	c := compile(b, `status = Shipped and order.total > 900`).Filter(&endless{list})
	b.SetBytes(int64(len(list) * len(list[0].Value)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.Next(context.Background(), 500); err != nil {
			b.Fatal(err)
		}
	}
}

type endless struct{ list []source.Record }

func (e *endless) Next(context.Context, int) (source.Batch, error) {
	if e.list == nil {
		return source.Batch{}, io.EOF
	}
	return source.Batch{Records: e.list}, nil
}

func (e *endless) Close() error { return nil }

// TestNoAllocations: testing a record leaves no garbage on the common paths.
func TestNoAllocations(t *testing.T) {
	list := orders(100)
	for i := range list {
		list[i].Headers = headers("retry", "3", "trace", "x")
	}
	for _, f := range []string{
		`status = Shipped and order.total > 900`, `order.total > 900.5`, `o-0000017`, `"été"`, `nope exists`, `order.customer.city = Köln`,
		`order.items.#.sku = S-7`, `order.items.#(sku = S-7 and qty > 1)#.qty > 0`, `order.items.# = 2`, `tags = vip`, `tags != x`,
		`order.customer.email contains USER17@`, `order.customer.city contains KÖLN`, `order.customer.email ~ /^user17@/`, `created_at > 14:20`,
		`$headers.retry >= 3`, `$key = k-1`, `$partition = 3 and $ts > -15m and $offset in 1..5000`, `$topic = orders and $txn = plain`, `$json = true`,
		`order.c* exists`, `retry in (1, 3, 5)`, `not status = Buy`, `$size > 1KB`,
	} {
		c := compile(t, f).Filter(&endless{list}) // not Match: its sync.Pool forgets on purpose under the race detector
		next := func() { _, _ = c.Next(context.Background(), len(list)) }
		next()
		most := 0.0
		if strings.Contains(f, "~") {
			most = float64(len(list)) / 2 // regexp has a sync.Pool of its own
		}
		if n := testing.AllocsPerRun(20, next); n > most {
			t.Errorf("%s: %v allocations for a batch", f, n)
		}
	}
}
