package query

import (
	"bytes"
	"cmp"
	"container/heap"
	"hash/fnv"
	"slices"
	"strconv"
	"sync"

	"riffle/source"
)

// Tally counts the values that a column has. It is exact within a stated memory.
// Beyond, it keeps the frequent values and says how far each count may be too high
// (the algorithm is known as space-saving, by Metwally, Agrawal and El Abbadi): a
// new value takes the place, and the count, of the least frequent one.
//
// A value's count is the number of records for which the filter "path = value"
// holds: of an array each element counts, once for each record; 1 and 1.0 are the
// same number, 1 and "1" are not the same value. Objects, and arrays of nothing but
// arrays without values, are counted as they stand, which no filter can say.
//
// It may be used by several goroutines at once.
type Tally struct {
	column *Column
	memory int
	pool   sync.Pool // of *tallyBatch

	mu      sync.Mutex
	values  map[string]*counted
	order   byCount // the same values; a heap, the least frequent first, once memory has run out
	full    bool    // it has
	used    int
	floor   int64 // no value that is not held has a larger count
	records int64
	missing int64
	empty   int64
	notJSON int64
	unknown int64
	arrays  int64
}

const (
	// TallyMemory is what a tally may fill where nobody says otherwise, in bytes: some
	// 180,000 values of usual length.
	TallyMemory = 32 << 20
	// countedOverhead is what a value costs beside its bytes, twice.
	countedOverhead = 160
	// tallyText is how much of a value's text is kept. Longer ones are told apart by
	// their length and a hash.
	tallyText = 256
)

// counted is one value with its count.
type counted struct {
	key   string
	value Value
	place int // in the tally's order
}

// Value is one value and how often it was there.
type Value struct {
	Kind  Kind
	Text  string // what people read: a JSON string without quotes; long ones are cut
	Cut   bool   // Text is only the beginning
	Count int64
	Over  int64 // the count may be too high by that many; 0: it is exact
}

// Literal writes the value as a filter compares with it; what no filter can say as
// it is.
func (v Value) Literal() string {
	switch v.Kind {
	case String, Text, Instant:
		if v.Cut {
			return quoteText(v.Text) + "…"
		}
		return quoteText(v.Text)
	}
	return v.Text
}

// Sum is what a tally has counted.
type Sum struct {
	Top      []Value // the most frequent first
	Distinct int64   // values that are held: all there are where Exact, else there are more
	Exact    bool    // memory was enough: every count is exact
	Floor    int64   // no value outside of those that were held is more frequent than that

	Records int64 // records that were counted
	Missing int64 // records among them without such a value: [Column.Missing] finds them
	Empty   int64 // records among them with an empty list, and so no value: [Column.Empty] finds them
	NotJSON int64 // of Missing: what the path leads into is not JSON
	Unknown int64 // records among them that were too large to be looked into
	Arrays  int64 // records with several values: their shares add up to more than 1
}

// NewTally counts the values of a column in about so many bytes.
func NewTally(c *Column, memory int) *Tally {
	t := &Tally{column: c, memory: memory, values: map[string]*counted{}}
	t.pool.New = func() any { return new(tallyBatch) }
	return t
}

// Add counts records.
func (t *Tally) Add(records []source.Record) {
	b := t.pool.Get().(*tallyBatch)
	defer t.pool.Put(b)
	b.list, b.text, b.sum = b.list[:0], b.text[:0], Sum{}
	for i := range records {
		b.add(t.column, &records[i])
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.records += b.sum.Records
	t.missing += b.sum.Missing
	t.empty += b.sum.Empty
	t.notJSON += b.sum.NotJSON
	t.unknown += b.sum.Unknown
	t.arrays += b.sum.Arrays
	for _, v := range b.list {
		t.count(v, b.text[v.from:v.to])
	}
}

// tallyBatch holds the values of a batch until they are counted: one buffer for all.
type tallyBatch struct {
	list []tallied
	text []byte
	sum  Sum
	nest nest
	free []byte // a string without its escapes
}

// tallied is a value: its key, which tells it from others, lies in the batch's text.
type tallied struct {
	from, to int
	kind     Kind
	cut      bool
}

// add takes the different values that the column has in a record.
func (b *tallyBatch) add(c *Column, r *source.Record) {
	b.sum.Records++
	raw, kind, there, of := c.value(r)
	first := len(b.list)
	switch {
	case there == unknown:
		b.sum.Unknown++
		return
	case there == no:
	case kind != Array:
		b.value(raw, kind, first)
	default:
		if b.elements(raw, first); len(b.list) == first && !bare(raw) {
			b.value(raw, Array, first) // [[]]: it has elements, and no value
		}
	}
	switch n := len(b.list) - first; {
	case n == 0 && there == yes && c.emptyList(r):
		b.sum.Empty++
	case n == 0:
		b.sum.Missing++
		if of == invalid {
			b.sum.NotJSON++
		}
	case n > 1:
		b.sum.Arrays++
	}
}

// elements takes those of an array, and of arrays inside it.
func (b *tallyBatch) elements(raw []byte, first int) {
	for i := 1; i < len(raw); {
		switch c := raw[i]; c {
		case ' ', '\t', '\r', '\n', ',', '[', ']':
			i++
		default:
			end := b.nest.skip(raw, i, 0, maxDepth)
			if end < 0 {
				return
			}
			b.value(raw[i:end], KindOf(raw[i:end]), first)
			i = end
		}
	}
}

// value takes a value, unless the record had it before: its kind and what it says,
// in one spelling.
func (b *tallyBatch) value(raw []byte, kind Kind, first int) {
	switch kind {
	case String:
		if raw = raw[1 : len(raw)-1]; bytes.IndexByte(raw, '\\') >= 0 {
			b.free = unescape(b.free[:0], raw)
			raw = b.free
		}
	case Number:
		if v, ok := smallInt(raw); !ok || v == 0 {
			n := makeNumber(string(raw))
			raw = []byte(n.String())
		}
	case Null:
		raw = []byte("null")
	}
	v := tallied{from: len(b.text), kind: kind}
	b.text = append(b.text, '0'+byte(kind))
	if v.cut = len(raw) > tallyText; v.cut {
		h := fnv.New128a()
		h.Write(raw)
		b.text = h.Sum(append(b.text, raw[:tallyText]...))
		b.text = strconv.AppendInt(b.text, int64(len(raw)), 10)
	} else {
		b.text = append(b.text, raw...)
	}
	v.to = len(b.text)
	for _, x := range b.list[first:] {
		if bytes.Equal(b.text[x.from:x.to], b.text[v.from:v.to]) {
			b.text = b.text[:v.from]
			return
		}
	}
	b.list = append(b.list, v)
}

// count counts one value. The lock is held.
func (t *Tally) count(v tallied, key []byte) {
	if c := t.values[string(key)]; c != nil {
		c.value.Count++
		if t.full {
			heap.Fix(&t.order, c.place)
		}
		return
	}
	size := 2*len(key) + countedOverhead
	for t.used+size > t.memory && len(t.values) > 0 {
		t.evict()
	}
	text := key[1:min(len(key), 1+tallyText)]
	c := &counted{key: string(key), value: Value{Kind: v.kind, Text: string(text), Cut: v.cut, Count: 1 + t.floor, Over: t.floor}}
	t.used += size
	t.values[c.key] = c
	if t.full {
		heap.Push(&t.order, c)
	} else {
		t.order.Push(c)
	}
}

// evict lets go of the least frequent value. What comes in its place may have been
// there before, as often as that.
func (t *Tally) evict() {
	if !t.full {
		t.full = true
		heap.Init(&t.order)
	}
	c := heap.Pop(&t.order).(*counted)
	delete(t.values, c.key)
	t.used -= 2*len(c.key) + countedOverhead
	t.floor = max(t.floor, c.value.Count)
}

// Sum returns the n most frequent values, and how much is not among them. Values
// that are as frequent stand in the order of their texts. It may be asked often while
// counting goes on: each value held is looked at once.
func (t *Tally) Sum(n int) Sum {
	t.mu.Lock()
	s := Sum{Distinct: int64(len(t.values)), Exact: t.floor == 0, Floor: t.floor,
		Records: t.records, Missing: t.missing, Empty: t.empty, NotJSON: t.notJSON, Unknown: t.unknown, Arrays: t.arrays}
	top := make(byRank, 0, min(n, len(t.values)))
	for _, c := range t.order {
		switch {
		case len(top) < n:
			if top = append(top, c.value); len(top) == n {
				heap.Init(&top)
			}
		case n > 0 && compareValues(&c.value, &top[0]) < 0:
			top[0] = c.value
			heap.Fix(&top, 0)
		}
	}
	t.mu.Unlock()
	slices.SortFunc(top, func(a, b Value) int { return compareValues(&a, &b) })
	s.Top = top
	return s
}

// compareValues orders values as a sum lists them.
func compareValues(a, b *Value) int {
	if a.Count != b.Count { // most are told apart by that
		return cmp.Compare(b.Count, a.Count)
	}
	return cmp.Or(cmp.Compare(a.Text, b.Text), cmp.Compare(a.Kind, b.Kind))
}

// byRank is a heap of values, the last in rank first. It is never pushed to.
type byRank []Value

func (h byRank) Len() int           { return len(h) }
func (h byRank) Less(i, j int) bool { return compareValues(&h[i], &h[j]) > 0 }
func (h byRank) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *byRank) Push(any)          {}
func (h *byRank) Pop() any          { return nil }

// byCount is a heap of values, the least frequent first.
type byCount []*counted

func (h byCount) Len() int           { return len(h) }
func (h byCount) Less(i, j int) bool { return h[i].value.Count < h[j].value.Count }
func (h byCount) Swap(i, j int) {
	h[i], h[j] = h[j], h[i]
	h[i].place, h[j].place = i, j
}
func (h *byCount) Push(x any) {
	c := x.(*counted)
	c.place = len(*h)
	*h = append(*h, c)
}
func (h *byCount) Pop() any {
	old := *h
	last := old[len(old)-1]
	*h = old[:len(old)-1]
	return last
}
