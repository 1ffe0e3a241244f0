package query

import (
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
// same number, 1 and "1" are not the same value.
//
// It may be used by several goroutines at once.
type Tally struct {
	column *Column
	memory int

	mu      sync.Mutex
	values  map[string]*counted
	order   byCount // a heap, the least frequent first, where memory has run out; nil before
	used    int
	floor   int64 // no value that is not held has a larger count
	records int64
	missing int64
	unknown int64
	arrays  int64
}

const (
	// TallyMemory is what a tally may fill where nobody says otherwise, in bytes: some
	// 200,000 values of usual length.
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
	place int // in the heap
}

// Value is one value and how often it was there.
type Value struct {
	Kind  Kind
	Text  string // what people read: a JSON string without quotes; long ones are cut
	Cut   bool   // Text is only the beginning
	Count int64
	Over  int64 // the count may be too high by that many; 0: it is exact
}

// Sum is what a tally has counted.
type Sum struct {
	Top      []Value // the most frequent first
	Distinct int64   // values that are held; all there are where Exact
	Exact    bool    // memory was enough: every count is exact
	Floor    int64   // no value outside of those that were held is more frequent than that

	Records int64 // records that were counted
	Missing int64 // records among them without such a value
	Unknown int64 // records among them that were too large to be looked into
	Arrays  int64 // records with several values: their shares add up to more than 1
}

// NewTally counts the values of a column in about so many bytes.
func NewTally(c *Column, memory int) *Tally {
	return &Tally{column: c, memory: memory, values: map[string]*counted{}}
}

// Add counts records.
func (t *Tally) Add(records []source.Record) {
	var keys [][]tallied
	for i := range records {
		keys = append(keys, t.valuesOf(&records[i]))
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	for i, list := range keys {
		t.records++
		switch {
		case len(list) == 0 && t.column.overLimit(&records[i]):
			t.unknown++
		case len(list) == 0:
			t.missing++
		case len(list) > 1:
			t.arrays++
		}
		for _, v := range list {
			t.count(v)
		}
	}
}

// tallied is a value with the key that tells it from others.
type tallied struct {
	key  string
	kind Kind
	text string
	cut  bool
}

// overLimit tells whether a record cannot be looked into for the column's value.
func (c *Column) overLimit(r *source.Record) bool {
	if c.field.own != ownNone {
		return false
	}
	m := c.pool.Get().(*matcher)
	defer c.pool.Put(m)
	m.reset(r)
	return m.docs[c.field.root].read() == overLimit
}

// valuesOf returns the different values that the column has in a record.
func (t *Tally) valuesOf(r *source.Record) (list []tallied) {
	raw, kind, ok := t.column.Value(r)
	if !ok {
		return nil
	}
	if kind != Array {
		return []tallied{talliedOf(raw, kind)}
	}
	n := new(nest)
	for i := 1; i < len(raw); {
		switch c := raw[i]; c {
		case ' ', '\t', '\r', '\n', ',', '[', ']':
			i++
		default:
			end := n.skip(raw, i, 0, maxDepth)
			if end < 0 {
				return list
			}
			v := talliedOf(raw[i:end], KindOf(raw[i:end]))
			if !slices.ContainsFunc(list, func(x tallied) bool { return x.key == v.key }) {
				list = append(list, v)
			}
			i = end
		}
	}
	return list
}

// talliedOf makes the key of a value: its kind and what it says, in one spelling.
func talliedOf(raw []byte, kind Kind) tallied {
	v := tallied{kind: kind}
	switch kind {
	case String:
		raw = unescape(nil, raw[1:len(raw)-1])
	case Number:
		n := makeNumber(string(raw))
		raw = []byte(n.String())
	case Null:
		raw = []byte("null")
	}
	v.key = string(rune('0'+kind)) + string(raw)
	if len(raw) > tallyText {
		h := fnv.New128a()
		h.Write(raw)
		v.key = string(rune('0'+kind)) + string(h.Sum(raw[:tallyText:tallyText])) + strconv.Itoa(len(raw))
		raw, v.cut = raw[:tallyText], true
	}
	v.text = string(raw)
	return v
}

func (v tallied) size() int { return 2*len(v.key) + countedOverhead }

// count counts one value. The lock is held.
func (t *Tally) count(v tallied) {
	if c := t.values[v.key]; c != nil {
		c.value.Count++
		if t.order != nil {
			heap.Fix(&t.order, c.place)
		}
		return
	}
	c := &counted{key: v.key, value: Value{Kind: v.kind, Text: v.text, Cut: v.cut, Count: 1}}
	for t.used+v.size() > t.memory && len(t.values) > 0 {
		t.evict()
	}
	c.value.Count += t.floor
	c.value.Over = t.floor
	t.used += v.size()
	t.values[v.key] = c
	if t.order != nil {
		heap.Push(&t.order, c)
	}
}

// evict lets go of the least frequent value. What comes in its place may have been
// there before, as often as that.
func (t *Tally) evict() {
	if t.order == nil {
		t.order = make(byCount, 0, len(t.values))
		for _, c := range t.values {
			c.place = len(t.order)
			t.order = append(t.order, c)
		}
		heap.Init(&t.order)
	}
	c := heap.Pop(&t.order).(*counted)
	delete(t.values, c.key)
	t.used -= 2*len(c.key) + countedOverhead
	t.floor = max(t.floor, c.value.Count)
}

// Sum returns the n most frequent values, and how much is not among them. Values
// that are as frequent stand in the order of their texts.
func (t *Tally) Sum(n int) Sum {
	t.mu.Lock()
	defer t.mu.Unlock()
	s := Sum{Distinct: int64(len(t.values)), Exact: t.floor == 0, Floor: t.floor,
		Records: t.records, Missing: t.missing, Unknown: t.unknown, Arrays: t.arrays}
	all := make([]Value, 0, len(t.values))
	for _, c := range t.values {
		all = append(all, c.value)
	}
	slices.SortFunc(all, func(a, b Value) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Text, b.Text), cmp.Compare(a.Kind, b.Kind))
	})
	s.Top = slices.Clip(all[:min(n, len(all))])
	return s
}

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
