package source

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"
)

// Offset is a boundary in one partition, not a record: a forward read gives the
// records at or after it, a backward read those before it. So every range is
// half open and no read has to say whether its ends are in it.
//
// Kafka uses {0, offset}. A system whose positions have two parts (milliseconds
// and a sequence number, a file's generation and a byte) uses both.
type Offset struct{ Hi, Lo uint64 }

// OffsetOf returns the boundary before number n of a system that counts its records.
// Negative numbers are taken as 0.
func OffsetOf(n int64) Offset { return Offset{Lo: uint64(max(n, 0))} }

// Compare returns -1, 0 or 1 as o lies before, at or after p.
func (o Offset) Compare(p Offset) int {
	return cmp.Or(cmp.Compare(o.Hi, p.Hi), cmp.Compare(o.Lo, p.Lo))
}

// Less tells whether o lies before p.
func (o Offset) Less(p Offset) bool { return o.Hi < p.Hi || o.Hi == p.Hi && o.Lo < p.Lo }

// Next returns the smallest boundary after o.
func (o Offset) Next() Offset {
	o.Lo++
	if o.Lo == 0 {
		o.Hi++
	}
	return o
}

// Add moves o by n records, not below zero. It has a meaning only where offsets
// are counted ([Info].Dense).
func (o Offset) Add(n int64) Offset {
	switch {
	case n >= 0 && o.Lo > math.MaxUint64-uint64(n):
		o.Lo = math.MaxUint64
	case n >= 0:
		o.Lo += uint64(n)
	case o.Lo < uint64(-n):
		o.Lo = 0
	default:
		o.Lo -= uint64(-n)
	}
	return o
}

// Minus returns how many offsets lie between p and o: an upper bound of the
// number of records, since compaction and transaction markers leave holes.
// It is 0 if o is not after p.
func (o Offset) Minus(p Offset) int64 {
	switch {
	case !p.Less(o):
		return 0
	case o.Hi != p.Hi || o.Lo-p.Lo > math.MaxInt64:
		return math.MaxInt64
	}
	return int64(o.Lo - p.Lo)
}

// Ref names one partition of one topic.
type Ref struct {
	Topic     string
	Partition int32
}

// Compare orders refs by topic, then partition.
func (r Ref) Compare(q Ref) int {
	if c := strings.Compare(r.Topic, q.Topic); c != 0 {
		return c
	}
	return cmp.Compare(r.Partition, q.Partition)
}

// Topics returns the names of the topics of some partitions, which are in order.
func Topics(refs []Ref) (names []string) {
	for _, r := range refs {
		if len(names) == 0 || names[len(names)-1] != r.Topic {
			names = append(names, r.Topic)
		}
	}
	return names
}

// Key is a record's place in the merged order. Max is the running maximum of
// record time in its partition, up to and including the record.
type Key struct {
	Max time.Time
	Ref
	Offset Offset
}

// Compare returns -1, 0 or 1 as k comes before, is, or comes after m.
func (k Key) Compare(m Key) int {
	if c := k.Max.Compare(m.Max); c != 0 {
		return c
	}
	if c := k.Ref.Compare(m.Ref); c != 0 {
		return c
	}
	return k.Offset.Compare(m.Offset)
}

// Place is where reading stands in one partition: the boundary, and a time that
// no record from the boundary on has a smaller running maximum than. Less is
// known of records that were never read: then Max is a lower bound (the time of
// a cut), which gives the records after it the same running maxima.
type Place struct {
	Ref
	Offset Offset
	Max    time.Time
}

// Position is a place in the merged order: one [Place] for each partition, in
// the order of their refs. Reading forward and reading backward from the same
// position meet there without a seam.
type Position []Place

// Among is the position in some of its partitions, which are in their order.
func (p Position) Among(refs []Ref) Position {
	if len(p) <= len(refs) {
		return p
	}
	some := make(Position, 0, len(refs))
	for _, x := range p {
		if len(some) < len(refs) && x.Ref == refs[len(some)] {
			some = append(some, x)
		}
	}
	return some
}

// Minus returns how many offsets lie between q and p, two positions of the same
// partitions: an upper bound of the number of records, as [Offset.Minus] is. Where p
// lies before q, or one of them is nil, there are none.
func (p Position) Minus(q Position) (n int64) {
	for i := range min(len(p), len(q)) {
		n += p[i].Offset.Minus(q[i].Offset)
	}
	return n
}

// Refs are the partitions of the position.
func (p Position) Refs() []Ref {
	refs := make([]Ref, len(p))
	for i, x := range p {
		refs[i] = x.Ref
	}
	return refs
}

// Furthest chooses, in each partition, the place of a or b that lies further in a
// direction. Of two cuts of one order one comes first everywhere; positions that are
// no cuts, such as offsets that a filter names, are bounds in each partition for
// itself. A nil position is no bound.
func Furthest(dir Dir, a, b Position) Position {
	if a == nil {
		a, b = b, nil
	}
	far := slices.Clone(a)
	for i := range b {
		if b[i].Offset != a[i].Offset && a[i].Offset.Less(b[i].Offset) == (dir == Forward) {
			far[i] = b[i]
		}
	}
	return far
}
