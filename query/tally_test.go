package query_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"riffle/query"
	"riffle/source"
)

func column(t testing.TB, path string) *query.Column {
	t.Helper()
	c, err := query.CompileColumn(path)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func tally(t testing.TB, path string, memory int, values ...string) query.Sum {
	t.Helper()
	n := query.NewTally(column(t, path), memory)
	var records []source.Record
	for _, v := range values {
		records = append(records, *rec(v))
	}
	n.Add(records)
	return n.Sum(100)
}

// Kinds are told apart, spellings are not, and what is missing is said.
func TestTallySaysWhatIsThere(t *testing.T) {
	deep := `{"a":` + strings.Repeat("[", 20_000) + strings.Repeat("]", 20_000) + `}`
	s := tally(t, "a", query.TallyMemory,
		`{"a":1}`, `{"a":1.0}`, `{"a":10e-1}`, `{"a":"1"}`, `{"a":null}`, `{"a":true}`, `{"a":"é"}`, `{"a":"\u00e9"}`,
		`{"b":1}`, `not JSON`, deep, `{"a":["x","y","x"]}`, `{"a":{"b":1}}`, `{"a":-0}`, `{"a":0}`, `{"a":[]}`)
	got := map[string]int64{}
	for _, v := range s.Top {
		got[fmt.Sprint(v.Kind, " ", v.Text)] = v.Count
	}
	want := map[string]int64{
		fmt.Sprint(query.Number, " 1"): 3, fmt.Sprint(query.String, " 1"): 1, fmt.Sprint(query.Null, " null"): 1,
		fmt.Sprint(query.Bool, " true"): 1, fmt.Sprint(query.String, " é"): 2, fmt.Sprint(query.String, " x"): 1,
		fmt.Sprint(query.String, " y"): 1, fmt.Sprint(query.Object, ` {"b":1}`): 1, fmt.Sprint(query.Number, " 0"): 2,
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("counted %v\nwant %v", got, want)
	}
	if s.Records != 16 || s.Missing != 2 || s.Empty != 1 || s.NotJSON != 1 || s.Unknown != 1 || s.Arrays != 1 || !s.Exact || s.Distinct != 9 {
		t.Errorf("%+v", s)
	}
}

// A count is the number of records that the filter on that value finds.
func TestTallyCountsWhatTheFilterFinds(t *testing.T) {
	dice := rand.New(rand.NewPCG(3, 4))
	pick := func(list ...string) string { return list[dice.IntN(len(list))] }
	one := func() string {
		return pick(`1`, `1.0`, `1e0`, `"1"`, `"a"`, `"\u0061"`, `true`, `null`, `-0.0`, `0`, `12345678901234567890`, `1234567890123456789e1`, `"a b"`, `""`)
	}
	var values []string
	for range 500 {
		switch dice.IntN(4) {
		case 0:
			values = append(values, fmt.Sprintf(`{"a":[%s,[%s]]}`, one(), one()))
		case 1:
			values = append(values, `{"b":2}`)
		default:
			values = append(values, fmt.Sprintf(`{"a":%s}`, one()))
		}
	}
	for _, v := range tally(t, "a", query.TallyMemory, values...).Top {
		var value any
		switch v.Kind {
		case query.String:
			value = v.Text
		case query.Number:
			value = json.Number(v.Text)
		case query.Bool:
			value = v.Text == "true"
		}
		filter := query.Pick("a", value)
		if v.Kind == query.Null {
			filter = "a = null"
		}
		p, n := compile(t, filter), int64(0)
		for _, doc := range values {
			if p.Match(rec(doc)) {
				n++
			}
		}
		if n != v.Count {
			t.Errorf("%s: counted %d, the filter finds %d", filter, v.Count, n)
		}
	}
}

// An empty list was counted as missing, which is not what the filter calls it.
func TestAnEmptyListIsNotMissing(t *testing.T) {
	values := []string{
		`{"n":[]}`, `{"n":[ ]}`, `{"n":[1,2]}`, `{"n":null}`, `{"n":7}`, `{"n":[[],[ ]]}`, `{"m":1}`, `not JSON`,
		`{"items":[]}`, `{"items":[{"sku":"B2"}]}`, `{"items":[{"qty":1}]}`, `{"items":[{"sku":[]}]}`, `{"items":{}}`, `{"o":{"items":[]}}`,
	}
	for path, want := range map[string][2]int64{
		"n": {8, 2}, "items": {9, 1}, "items.#.sku": {11, 1}, "items.#(qty > 5)#.sku": {13, 1}, "o.items.#.sku": {13, 1},
		"items.#": {10, 0}, "$key": {0, 0}, "{n,items}": {1, 0},
	} {
		s, c := tally(t, path, query.TallyMemory, values...), column(t, path)
		if got := [2]int64{s.Missing, s.Empty}; got != want {
			t.Errorf("%s is missing, empty in %v records, want %v", path, got, want)
		}
		for filter, count := range map[string]int64{c.Missing(): s.Missing, c.Empty(): s.Empty} {
			if filter == "" {
				continue
			}
			p, n := compile(t, filter), int64(0)
			for _, v := range values {
				if p.Match(rec(v)) {
					n++
				}
			}
			if n != count {
				t.Errorf("%s counts %d of %s, the filter finds %d", path, count, filter, n)
			}
		}
	}
}

// What has elements and no value is neither missing nor empty: no filter can say it.
func TestAListOfEmptyListsIsAValue(t *testing.T) {
	s := tally(t, "n", query.TallyMemory, `{"n":[[]]}`, `{"n":[[]]}`, `{"n":[[],[ ]]}`, `{"n":[[1]]}`)
	if s.Missing+s.Empty != 0 || len(s.Top) != 3 || s.Top[0].Text != "[[]]" || s.Top[0].Kind != query.Array || s.Top[0].Count != 2 {
		t.Errorf("%+v", s)
	}
}

// With too little memory the frequent values stay, and no bound is broken.
func TestTallyKeepsItsBounds(t *testing.T) {
	dice := rand.New(rand.NewPCG(5, 6))
	for _, memory := range []int{2_000, 20_000, 200_000} {
		n := query.NewTally(column(t, "id"), memory)
		truth := map[string]int64{}
		var records []source.Record
		for range 40_000 {
			id := fmt.Sprintf("o-%d", dice.IntN(5000))
			if dice.IntN(3) > 0 {
				id = fmt.Sprintf("top-%d", dice.IntN(5))
			}
			truth[id]++
			records = append(records, *rec(fmt.Sprintf(`{"id":%q}`, id)))
		}
		n.Add(records)
		s := n.Sum(1 << 20)
		if s.Exact || s.Distinct*160 > int64(memory) {
			t.Errorf("%d bytes hold %d values, exact %v", memory, s.Distinct, s.Exact)
		}
		held := map[string]bool{}
		for _, v := range s.Top {
			held[v.Text] = true
			if real := truth[v.Text]; v.Count < real || v.Count-v.Over > real {
				t.Errorf("%d bytes: %s was counted %d, %d too high at most; it was there %d times", memory, v.Text, v.Count, v.Over, real)
			}
		}
		for id, real := range truth {
			if !held[id] && real > s.Floor {
				t.Errorf("%d bytes: %s was there %d times and is not held; the floor is %d", memory, id, real, s.Floor)
			}
		}
		for i := range 5 {
			if !strings.HasPrefix(s.Top[i].Text, "top-") && memory > 2_000 {
				t.Errorf("%d bytes: %s is number %d", memory, s.Top[i].Text, i)
			}
		}
	}
}

// Values longer than anyone reads are told apart all the same.
func TestTallyOfLongValues(t *testing.T) {
	long := strings.Repeat("x", 5000)
	s := tally(t, "a", query.TallyMemory, `{"a":"`+long+`1"}`, `{"a":"`+long+`2"}`, `{"a":"`+long+`2"}`)
	if len(s.Top) != 2 || s.Top[0].Count != 2 || !s.Top[0].Cut || len(s.Top[0].Text) > 300 {
		t.Errorf("%.400v", s)
	}
}

func BenchmarkTally(b *testing.B) {
	n := query.NewTally(column(b, "order.id"), query.TallyMemory)
	var records []source.Record
	for i := range 1000 {
		records = append(records, *rec(fmt.Sprintf(`{"status":"Shipped","order":{"id":"o-%d","total":%d},"pad":%q}`, i%300, i, strings.Repeat("x", 800))))
	}
	b.SetBytes(900 * 1000)
	b.ReportAllocs()
	for b.Loop() {
		n.Add(records)
	}
}

// ids is a tally of so many different values, some of them frequent.
func ids(t testing.TB, distinct int) *query.Tally {
	n := query.NewTally(column(t, "id"), query.TallyMemory)
	dice := rand.New(rand.NewPCG(7, 8))
	var records []source.Record
	for i := range distinct {
		for range 1 + dice.IntN(3)*dice.IntN(3) {
			records = append(records, *rec(fmt.Sprintf(`{"id":"o-%d"}`, i)))
		}
	}
	n.Add(records)
	return n
}

// The most frequent values are those that come first among all.
func TestTheTopOfATallyIsThatOfAllValues(t *testing.T) {
	n := ids(t, 3000)
	all := n.Sum(1 << 20).Top
	for _, most := range []int{0, 1, 2, 20, 2999, 3000, 3001} {
		if got := n.Sum(most).Top; !slices.Equal(got, all[:min(most, len(all))]) {
			t.Errorf("the top %d are %v", most, got)
		}
	}
	if !slices.IsSortedFunc(all, func(a, b query.Value) int { return int(b.Count - a.Count) }) || len(all) != 3000 {
		t.Errorf("all %d values are not in order", len(all))
	}
}

// The screen asks for the sum several times a second while everything is counted.
func BenchmarkSumOfManyValues(b *testing.B) {
	n := ids(b, 150_000)
	b.ReportAllocs()
	for b.Loop() {
		n.Sum(500)
	}
}
