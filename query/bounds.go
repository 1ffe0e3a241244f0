package query

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"riffle/source"
)

// Bounds are what a filter says about where its records lie. No record outside of
// them matches; inside them, the filter still decides.
type Bounds struct {
	From, To     source.Offset // offsets [From, To); a zero To is no end
	Since, Until time.Time     // record times [Since, Until); a zero time is no bound
	Empty        bool          // nothing can match
	places       []*node       // conditions that look at the partition and the topic alone
	ranges       []*node       // conditions that bound the offsets and the times
	program      *Program
}

// Covers tells whether a partition can hold a record that matches.
func (b *Bounds) Covers(ref source.Ref) bool {
	if b.Empty || len(b.places) == 0 {
		return !b.Empty
	}
	m := newMatcher(b.program)
	m.reset(&source.Record{Ref: ref})
	for _, n := range b.places {
		if m.eval(n, nil) == no {
			return false
		}
	}
	return true
}

// WhyNone tells why none of some partitions can hold a record that matches. It is
// empty where one can.
//
//	none of the partitions 0–5 of orders satisfies $partition = 9
//	no record can satisfy $offset < 0
func (b *Bounds) WhyNone(refs []source.Ref) string {
	switch {
	case b.Empty:
		return "no record can satisfy " + joined(b.ranges)
	case len(refs) == 0 || slices.ContainsFunc(refs, b.Covers):
		return ""
	}
	first, last := refs[0].Partition, refs[0].Partition
	for _, r := range refs {
		first, last = min(first, r.Partition), max(last, r.Partition)
	}
	which := fmt.Sprintf("the partitions %d–%d", first, last)
	if first == last {
		which = fmt.Sprintf("partition %d", first)
	}
	return "none of " + which + " of " + strings.Join(source.Topics(refs), ", ") + " satisfies " + joined(b.places)
}

// joined writes conditions as a filter that an and joins.
func joined(list []*node) string {
	return (&node{kind: andNode, kids: list}).String()
}

// Bounds returns what the conditions that an and joins at the top say about
// partitions, topics, offsets and times. An upper bound of time is no place to
// stop where producers set the times: records may come late.
func (p *Program) Bounds() Bounds {
	b := Bounds{program: p}
	if p.root == nil {
		return b
	}
	parts := []*node{p.root}
	if p.root.kind == andNode {
		parts = p.root.kids
	}
	for _, n := range parts {
		if onlyPlace(n) {
			b.places = append(b.places, n)
			continue
		}
		if n.kind != condNode || n.cond.neg || n.cond.op == opExists || n.cond.op == opIs {
			continue
		}
		switch n.cond.field.own {
		case ownTS:
			b.ranges = append(b.ranges, n)
			b.time(n.cond)
		case ownOffset:
			b.ranges = append(b.ranges, n)
			b.offset(n.cond)
		}
	}
	b.Empty = b.Empty || b.To != source.Offset{} && !b.From.Less(b.To) || !b.Until.IsZero() && !b.Since.Before(b.Until)
	return b
}

// onlyPlace tells whether n looks at nothing but the partition and the topic.
func onlyPlace(n *node) bool {
	if n.kind == condNode {
		return n.cond.field.own == ownPartition || n.cond.field.own == ownTopic
	}
	for _, kid := range n.kids {
		if !onlyPlace(kid) {
			return false
		}
	}
	return len(n.kids) > 0
}

// time narrows the times by a condition on $ts.
func (b *Bounds) time(c *cond) {
	low, high := c.lits[0].at, c.lits[0].at
	for _, l := range c.lits {
		if l.at.Before(low) {
			low = l.at
		}
		if l.at.After(high) {
			high = l.at
		}
	}
	const instant = time.Nanosecond
	switch c.op {
	case opGt:
		b.since(low.Add(instant))
	case opGe:
		b.since(low)
	case opLt:
		b.until(high)
	case opLe:
		b.until(high.Add(instant))
	default:
		b.since(low)
		b.until(high.Add(instant))
	}
}

func (b *Bounds) since(t time.Time) {
	if t.After(b.Since) {
		b.Since = t
	}
}

func (b *Bounds) until(t time.Time) {
	if b.Until.IsZero() || t.Before(b.Until) {
		b.Until = t
	}
}

// offset narrows the offsets by a condition on $offset.
func (b *Bounds) offset(c *cond) {
	low, high := c.lits[0].num.int, c.lits[0].num.int
	for _, l := range c.lits {
		low, high = min(low, l.num.int), max(high, l.num.int)
	}
	switch c.op {
	case opGt:
		b.from(low, 1)
	case opGe:
		b.from(low, 0)
	case opLt:
		b.to(high, 0)
	case opLe:
		b.to(high, 1)
	default:
		b.from(low, 0)
		b.to(high, 1)
	}
}

// from and to take the boundary plus records before or after record v.
func (b *Bounds) from(v, plus int64) {
	if o := source.OffsetOf(v).Add(plus); v >= 0 && b.From.Less(o) {
		b.From = o
	}
}

func (b *Bounds) to(v, plus int64) {
	if v < 0 || v == 0 && plus == 0 {
		b.Empty = true
		return
	}
	if o := source.OffsetOf(v).Add(plus); b.To == (source.Offset{}) || o.Less(b.To) {
		b.To = o
	}
}
