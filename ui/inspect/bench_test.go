package inspect

import (
	"strings"
	"testing"

	"riffle/source"
)

// The first screen of a value of 50 MB, from the record to the lines: what it begins
// with, and then the tree. Nearly all of that is making sure that it is JSON.
func BenchmarkFirstScreenOf50MB(b *testing.B) {
	item := `{"sku":"B2","qty":2,"price":310.25,"name":"a kettle that whistles, of enamelled steel","tags":["new","late"]},`
	for name, v := range map[string]string{
		"objects": `{"id":"o-1","items":[` + strings.Repeat(item, 50_000_000/len(item)) + `{}],"total":1}`,
		"string":  `{"id":"o-1","body":"` + strings.Repeat("x", 50_000_000) + `"}`,
	} {
		b.Run(name+"/begin", func(b *testing.B) {
			x := read(b, 120, 40, source.Record{})
			r := value(v)
			for b.Loop() {
				x.p.Show(&r)
				x.p.View(true)
			}
		})
		b.Run(name+"/tree", func(b *testing.B) {
			x := read(b, 120, 40, source.Record{})
			r := value(v)
			b.SetBytes(int64(len(v)))
			for b.Loop() {
				x.show(r)
				x.p.View(true)
			}
		})
	}
}
