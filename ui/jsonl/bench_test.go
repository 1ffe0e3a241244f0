package jsonl

import (
	"fmt"
	"strings"
	"testing"

	"riffle/source"
)

// BenchmarkAppend writes a record of a kilobyte, as riffle cat does for each.
func BenchmarkAppend(b *testing.B) {
	r := source.Record{Ref: source.Ref{Topic: "orders", Partition: 3}, Key: []byte("c-0647"), Value: fmt.Appendf(nil,
		`{"type":"Shipped","order":{"id":"o-77121","total":912.40,"note":"Søndergade 7"},"pad":[%s1]}`, strings.Repeat(`{"sku":"B2","qty":2,"price":310.25},`, 25))}
	b.SetBytes(int64(len(r.Value)))
	b.ReportAllocs()
	var line []byte
	for b.Loop() {
		line = Append(line[:0], &r)
	}
}
