package window

import (
	"cmp"
	"slices"

	"riffle/source"
)

// Row is one line of a window: exactly one of its fields is set. What it points
// to belongs to the window's records and must not be changed.
type Row struct {
	Record *source.Record
	Hole   *source.Hole
	Gap    *Gap
}

// Gap is a stretch of the stream that was left out because it came faster than
// it could be drawn.
type Gap struct {
	From, To source.Position
	Records  int64 // an upper bound: offsets
}

// NewGap returns the gap between two positions of the same partitions.
func NewGap(from, to source.Position) Gap {
	return Gap{From: from, To: to, Records: to.Minus(from)}
}

// ID names a row for as long as the stream lives, in whatever window it stands.
type ID struct {
	source.Ref
	Offset source.Offset
	Kind   Kind
}

// Kind tells what stands in a row.
type Kind uint8

// The kinds of rows.
const (
	OfRecord Kind = iota
	OfHole
	OfGap
)

// ID returns the row's name.
func (r Row) ID() ID {
	switch {
	case r.Record != nil:
		return ID{r.Record.Ref, r.Record.Offset, OfRecord}
	case r.Hole != nil:
		// Both ends: a hole grows while more of it is found.
		return ID{r.Hole.Ref, source.Offset{Hi: r.Hole.From.Lo, Lo: r.Hole.To.Lo}, OfHole}
	case r.Gap != nil:
		id := ID{Kind: OfGap}
		for _, p := range r.Gap.From { // positions only move on: every gap has another sum
			id.Offset.Hi += p.Offset.Hi
			id.Offset.Lo += p.Offset.Lo
		}
		return id
	}
	return ID{}
}

// recordCost is what a record takes in memory beside its bytes: the struct and
// its row.
const recordCost = 280

// chunk is a part of a window that comes and goes as one. Its records own their
// bytes.
type chunk struct {
	from, to source.Position
	first    int // number of its first row
	rows     []Row
	bytes    int
}

// A chunk with chunkRows rows is not made longer. Below that it is: a filter finds
// rows one by one, and a chunk for each would cost two positions for each.
// Neither is a chunk with more than this share of the bytes: it could not leave.
const (
	chunkRows  = 256
	chunkShare = 16
)

// makeRows puts the records and holes of a batch into one order: a hole stands
// before the first record of its partition that lies behind it.
func makeRows(b source.Batch) (rows []Row, bytes int) {
	rows = make([]Row, 0, len(b.Records)+len(b.Holes))
	for i := range b.Records {
		rows = append(rows, Row{Record: &b.Records[i]})
		bytes += recordCost + b.Records[i].Size
	}
	holes := joinHoles(b.Holes)
	for i := range holes {
		h := &holes[i]
		at := slices.IndexFunc(rows, func(r Row) bool {
			return r.Record != nil && r.Record.Ref == h.Ref && !r.Record.Offset.Less(h.To)
		})
		if at < 0 {
			at = len(rows)
		}
		rows = slices.Insert(rows, at, Row{Hole: h})
		bytes += recordCost
	}
	return rows, bytes
}

// joinHoles makes one hole of those that touch: they come in pieces as the stream
// was read.
func joinHoles(holes []source.Hole) []source.Hole {
	if len(holes) < 2 {
		return holes
	}
	holes = slices.Clone(holes)
	slices.SortStableFunc(holes, func(a, b source.Hole) int {
		return cmp.Or(a.Ref.Compare(b.Ref), a.From.Compare(b.From))
	})
	out := holes[:1]
	for _, h := range holes[1:] {
		if last := &out[len(out)-1]; last.Ref == h.Ref && last.To == h.From && last.Why == h.Why {
			last.To = h.To
			continue
		}
		out = append(out, h)
	}
	return out
}

// joinEdge takes the holes out of rows that go on with one at a side of the
// window, and makes that one longer.
func (w *Window) joinEdge(s Side, rows []Row) []Row {
	c := w.outermost(s)
	if c == nil {
		return rows
	}
	return slices.DeleteFunc(rows, func(r Row) bool {
		if r.Hole == nil {
			return false
		}
		for i := range c.rows {
			old := &c.rows[i]
			if s == Bottom {
				old = &c.rows[len(c.rows)-1-i]
			}
			switch h := old.Hole; {
			case old.Record != nil && old.Record.Ref == r.Hole.Ref:
				return false
			case h == nil || h.Ref != r.Hole.Ref:
			case h.Why != r.Hole.Why || h.To.Less(r.Hole.From) || r.Hole.To.Less(h.From):
				return false
			default:
				joined := *h
				if r.Hole.From.Less(h.From) {
					joined.From = r.Hole.From
				}
				if h.To.Less(r.Hole.To) {
					joined.To = r.Hole.To
				}
				old.Hole = &joined
				return true
			}
		}
		return false
	})
}
