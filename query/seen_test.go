package query

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"

	"riffle/source"
)

// order is a record as a shop writes them.
func shopRecord(i int) source.Record {
	kinds := []string{"Created", "Packed", "Shipped", "Created"}
	value := fmt.Sprintf(`{"type":%q,"version":3,"order":{"id":"o-%d","total":%d.5,"currency":"EUR","items":[{"sku":"B%d","qty":%d},{"sku":"C3","qty":1}]},`+
		`"carrier":%q,"customer":"c-%04d","created_at":"2026-11-23T14:%02d:00Z","tags":["vip","web"],"refund":%t,"note":%q}`,
		kinds[i%4], 77000+i, i*7, i%3, i%5, []string{"dhl", "ups"}[i%2], i*31%1000, i%60, i%9 == 0, strings.Repeat("the customer asks to leave it at the door ", 3)+fmt.Sprint(i))
	return source.Record{Ref: source.Ref{Topic: "orders", Partition: int32(i % 3)}, Key: fmt.Appendf(nil, "c-%04d", i*31%1000), Value: []byte(value),
		Headers: source.MakeHeaders(source.Header{Name: "ce-type", Value: []byte("order")}, source.Header{Name: "retry", Value: []byte("0")})}
}

func shop(n int) *Seen {
	var s Seen
	for i := range n {
		r := shopRecord(i)
		s.Add(&r)
	}
	return &s
}

func paths(list []Sighting) (out []string) {
	for _, f := range list {
		out = append(out, f.Path)
	}
	return out
}

func TestPathsAreCompletedFromWhatWasSeen(t *testing.T) {
	s := shop(200)
	for typed, want := range map[string]string{
		"ty":        "type",
		"order.":    "order.id",
		"tot":       "order.total",
		"sku":       "order.items.#.sku",
		"ORDER.CUR": "order.currency",
		"$he":       "$headers.ce-type",
		"retr":      "$headers.retry",
		"$k":        "$key",
		"latot":     "", // letters in another order
		"ordtl":     "order.total",
	} {
		got := paths(s.Paths(typed, 3))
		if want == "" && len(got) > 0 || want != "" && (len(got) == 0 || got[0] != want) {
			t.Errorf("%s: %v, want %s first", typed, got, want)
		}
	}
	f, ok := s.Look("order.total")
	if !ok || f.Type() != "number" || f.Share() != 1 {
		t.Errorf("order.total: %+v", f)
	}
	if f, _ := s.Look(`"tags"`); len(f.Values) != 2 || f.Type() != "array" {
		t.Errorf("tags: %+v: the values of an array are its elements", f)
	}
}

func TestValuesAreCompletedAsTheFilterReadsThem(t *testing.T) {
	var s Seen
	for i, v := range []string{`"Shipped"`, `"Shipped"`, `"ship it"`, `500`, `"500"`, `true`, `null`, `{}`} {
		r := source.Record{Value: []byte(`{"a":` + v + `}`), Offset: source.Offset{Lo: uint64(i)}}
		s.Add(&r)
	}
	got := func(typed string) (out []string) {
		for _, v := range s.Values("a", typed, 9) {
			out = append(out, v.Literal())
		}
		return out
	}
	for typed, want := range map[string][]string{
		"":   {"Shipped", `"ship it"`, "500", `"500"`, "true"},
		"sh": {"Shipped", `"ship it"`}, `"sh`: {"Shipped", `"ship it"`}, "it": {`"ship it"`}, "zz": nil,
	} {
		if !slices.Equal(got(typed), want) {
			t.Errorf("%q: %q, want %q", typed, got(typed), want)
		}
	}
}

// What is completed must mean what was seen.
func TestCompletedConditionsMatchWhatWasSeen(t *testing.T) {
	var s Seen
	records := []source.Record{
		{Ref: source.Ref{Topic: "a-b"}, Value: []byte(`{"first name":"Ann Lee","a.b":{"@x":"it's \"so\""},"#":1e3,"-":[{"":"\u00e9\n"}],"and":"or","n":"0123","t":"2026-11-23"}`),
			Key:     []byte("k 1"),
			Headers: source.MakeHeaders(source.Header{Name: "a.b c", Value: []byte("x,y")}, source.Header{Name: "x-y.z", Value: []byte("14:20")})},
		{Value: []byte(`[{"sku":"B2"},{"sku":"C3"}]`)},
	}
	for i := range records {
		s.Add(&records[i])
	}
	tried := 0
	for _, f := range s.Paths("", 100) {
		for _, v := range f.Values {
			if f.Path == "$partition" || f.Path == "$txn" {
				continue
			}
			text := f.Path + " = " + v.Literal()
			p, err := Compile(text, Settings{})
			if err != nil {
				t.Errorf("%s: %v", text, err)
				continue
			}
			tried++
			if !p.Match(&records[0]) && !p.Match(&records[1]) {
				t.Errorf("%s matches neither record", text)
			}
		}
	}
	if tried < 10 {
		t.Errorf("only %d conditions", tried)
	}
}

func TestNearestPath(t *testing.T) {
	s := shop(50)
	for typed, want := range map[string]string{
		"order.items.sku": "order.items.#.sku", "order.Id": "order.id", "ordr.id": "order.id", "sku": "order.items.#.sku",
		"total": "order.total", "payload.order.id": "order.id", "statsu": "", "tpye": "type", "zzzzzz": "", "order.customar": "", "a": "",
	} {
		if got := s.Nearest(typed); got != want {
			t.Errorf("%s: %q, want %q", typed, got, want)
		}
	}
}

// The name of an address stood where the total should: few people, so a kind of order.
func TestAnAmountTellsMoreThanANameInsideAPart(t *testing.T) {
	var s Seen
	for i := range 200 {
		kind := "Buy"
		if i%20 == 0 {
			kind = "Refund"
		}
		s.Add(&source.Record{Value: fmt.Appendf(nil, `{"type":%q,"order":{"id":"o-%d","total":%d.5},"customer":"c-%d","ship_to":{"name":"A. Larsen %d"}}`, kind, i, i*7, i, i%6)})
	}
	if got := s.Telling(4); !slices.Contains(got, "order.total") || slices.Contains(got, "ship_to.name") {
		t.Errorf("%v", got)
	}
}

// Of 12,000 elements the first 16 are looked at: their least and greatest were told
// as those of all.
func TestTheValuesOfALongArrayAreNotAllKnown(t *testing.T) {
	for _, c := range []struct {
		elements int
		path     string
		lost     bool
	}{{seenElements, "list.#.n", false}, {seenElements + 1, "list.#.n", true}, {12_000, "list.#.n", true}, {1200, "other", false}, {1200, "tags", true}, {3, "tags", false}} {
		var s Seen
		for range 3 {
			list, tags := make([]string, c.elements), make([]string, c.elements)
			for i := range list {
				list[i], tags[i] = fmt.Sprintf(`{"n":%d}`, i), fmt.Sprint(i%3)
			}
			s.Add(&source.Record{Value: fmt.Appendf(nil, `{"list":[%s],"tags":[%s],"other":1}`, strings.Join(list, ","), strings.Join(tags, ","))})
		}
		if f, ok := s.Look(c.path); !ok || f.Lost != c.lost {
			t.Errorf("%s of %d elements: lost %v, found %v", c.path, c.elements, f.Lost, ok)
		}
	}
}

func TestColumnsThatTell(t *testing.T) {
	if got, want := shop(200).Telling(6), []string{"type", "carrier", "order.id", "customer", "order.total", "refund"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if got := shop(3).Telling(4); !slices.Contains(got, "order.id") {
		t.Errorf("after three records: %v", got)
	}
	var none Seen
	if got := none.Telling(5); len(got) != 0 {
		t.Errorf("of nothing: %v", got)
	}
}

// Documents come from anywhere: nothing in one may fill the memory or the stack.
func TestHostileDocumentsAreBounded(t *testing.T) {
	deep := strings.Repeat(`{"a":`, 1<<20) + "1" + strings.Repeat("}", 1<<20)
	arrays := strings.Repeat("[", 1<<20)
	var ids, wide strings.Builder
	ids.WriteByte('{')
	for i := range 20_000 {
		fmt.Fprintf(&ids, `"id-%d":{"x":1},`, i)
	}
	ids.WriteString(`"end":1}`)
	wide.WriteString(`{"list":[0`)
	for i := range 20_000 {
		fmt.Fprintf(&wide, `,{"k%d":%d}`, i, i)
	}
	wide.WriteString(`]}`)
	var s Seen
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	random := rand.New(rand.NewPCG(1, 2))
	for i := range 2000 {
		if i < 3 {
			for _, v := range []string{deep[:60_000], deep, arrays, ids.String(), wide.String(), `{"a`, `{"a":}`, "12abc", `{"x":"` + strings.Repeat("y", 1000), ""} {
				r := source.Record{Value: []byte(v), Size: len(v) * (1 + i%2)}
				s.Add(&r)
			}
		}
		r := source.Record{Value: fmt.Appendf(nil, `{"k%d":{"v%d":%d},"s":"%d"}`, random.IntN(5000), random.IntN(5000), i, random.Int64())}
		s.Add(&r)
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	if held := int64(after.HeapAlloc) - int64(before.HeapAlloc); held > 12<<20 {
		t.Errorf("%d bytes are held", held)
	}
	if s.places > seenPaths || s.values > seenAll || len(s.Paths("", 1e6)) > seenPaths+8 {
		t.Errorf("%d paths, %d values", s.places, s.values)
	}
	if f, ok := s.Look("s"); !ok || !f.Lost || len(f.Values) != seenValues {
		t.Errorf("s: %d values, lost %v", len(f.Values), f.Lost)
	}
	runtime.KeepAlive(&s)
}

// A broken document says nothing about the topic; a clipped one says what is there.
func TestOnlyDocumentsCount(t *testing.T) {
	var s Seen
	broken := source.Record{Value: []byte(`{"a":1,"b":tru}`)}
	clipped := source.Record{Value: []byte(`{"c":1,"d":"long`), Size: 1000}
	s.Add(&broken)
	s.Add(&clipped)
	if _, ok := s.Look("a"); ok {
		t.Error("a was never in a document")
	}
	if f, ok := s.Look("c"); !ok || f.Of != 1 || f.Share() != 1 {
		t.Errorf("c: %+v", f)
	}
}

func TestASampleIsSpreadAndBounded(t *testing.T) {
	var s Seen
	batch := make([]source.Record, 4096)
	for i := range batch {
		batch[i] = shopRecord(i)
	}
	for range 100 {
		s.Sample(batch)
	}
	if s.Records() > seenEnough+seenBatch+100*seenSeldom {
		t.Errorf("%d records were looked at", s.Records())
	}
	if f, _ := s.Look("order.id"); len(f.Values) != seenValues {
		t.Errorf("order.id: %d values", len(f.Values))
	}
}

func BenchmarkSeenAdd(b *testing.B) {
	s := shop(500)
	batch := make([]source.Record, 256)
	for i := range batch {
		batch[i] = shopRecord(i * 13)
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		s.Add(&batch[i%256])
	}
}

func BenchmarkSeenPaths(b *testing.B) {
	s := shop(500)
	for b.Loop() {
		s.Paths("or", 10)
	}
}

func FuzzSeen(f *testing.F) {
	f.Add([]byte(`{"a":[1,{"b":"\u00e9"}],"c":null}`), []byte("k"), 100)
	f.Add([]byte(`[[[]]]`), []byte(`{"id":1}`), 0)
	f.Add([]byte(`{"a":1,"b":tru`), []byte(nil), 1000)
	f.Fuzz(func(t *testing.T, value, key []byte, size int) {
		var s Seen
		for range 3 {
			s.Add(&source.Record{Value: value, Key: key, Size: size})
		}
		for _, p := range s.Paths("", seenPaths) {
			if p.Records > s.Records() || p.Share() > 1 {
				t.Fatalf("%+v", p)
			}
			if _, ok := s.Look(p.Path); !ok {
				t.Fatalf("%s was offered, and is not found", p.Path)
			}
		}
		s.Telling(5)
		s.Nearest("a.b")
	})
}
