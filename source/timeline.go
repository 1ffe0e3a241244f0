package source

import (
	"context"
	"math/bits"
	"slices"
	"time"
)

// Timeline counts the records between neighbouring instants from offsets alone: no
// record is read. It is known coarsely first and more finely with every flight, so
// that a wide topic has bars at once: a broker inflates a whole batch for each lookup
// that finds a record, which takes it some 0.85 ms for 1 MB and 0.07 ms for 16 KB.
// Where two instants that were asked for lie at the same offset, nothing is asked for
// those in between.
//
// A Timeline is a value that never changes; [Timeline.Refine] returns a better one.
//
//	t := s.Timeline(times, Timeline{})
//	for !t.Done() {
//		t, err = t.Refine(ctx, 400)
//		fmt.Println(t.Counts())
//	}
type Timeline struct {
	stream *Stream
	times  []time.Time
	bounds [][]bound // of each instant, for each ref; nil where it was not asked for
	asked  int
}

// bound is where an instant lies in one partition.
type bound struct {
	at    Offset
	known bool
	found bool // a record stands there: it stays where it is
}

// Timeline is about the records between neighbouring ones of times, which ascend.
// What an earlier timeline of the same stream found out about them is taken over,
// as far as later records cannot have changed it. It asks nothing yet.
func (s *Stream) Timeline(times []time.Time, earlier Timeline) Timeline {
	t := Timeline{stream: s, times: slices.Clone(times), bounds: make([][]bound, len(times))}
	if earlier.stream == nil || !slices.Equal(earlier.stream.refs, s.refs) {
		return t
	}
	for i, at := range times {
		j, ok := slices.BinarySearchFunc(earlier.times, at, time.Time.Compare)
		if !ok || earlier.bounds[j] == nil {
			continue
		}
		t.bounds[i] = slices.Clone(earlier.bounds[j])
		for p := range t.bounds[i] {
			t.bounds[i][p].known = t.bounds[i][p].found
		}
	}
	return t
}

// Times are the instants, ascending. They must not be changed.
func (t Timeline) Times() []time.Time { return t.times }

// Done tells whether all instants were asked for.
func (t Timeline) Done() bool {
	for i := range t.times {
		if len(t.unknown(i)) > 0 {
			return false
		}
	}
	return true
}

// Asked is how many lookups it took.
func (t Timeline) Asked() int { return t.asked }

// Begun tells whether there is anything to be seen: both ends are known.
func (t Timeline) Begun() bool {
	return len(t.times) > 0 && len(t.unknown(0)) == 0 && len(t.unknown(len(t.times)-1)) == 0
}

// Refine asks for further instants, with about most lookups in one flight, the
// widest gaps first.
func (t Timeline) Refine(ctx context.Context, most int) (Timeline, error) {
	t.bounds = slices.Clone(t.bounds)
	type place struct{ instant, ref int }
	var asked []place
	var lookups []Lookup
	for _, i := range coarseToFine(len(t.times)) {
		if len(lookups) >= most {
			break
		}
		t.bounds[i] = t.settle(i)
		for _, p := range t.unknown(i) {
			asked = append(asked, place{i, p})
			lookups = append(lookups, Lookup{Ref: t.stream.refs[p], Time: t.times[i], Role: Scan})
		}
	}
	if len(lookups) == 0 {
		return t, nil
	}
	t.asked += len(lookups)
	found, err := t.stream.src.OffsetsAt(ctx, lookups)
	if err != nil {
		return t, err
	}
	for k, f := range found {
		if f.Err != nil {
			return t, f.Err
		}
		t.bounds[asked[k].instant][asked[k].ref] = bound{f.Offset, true, f.OK}
	}
	return t, nil
}

// settle is a copy of the bounds at an instant, with those that the bounds around it
// leave no choice.
func (t Timeline) settle(i int) []bound {
	bounds := make([]bound, len(t.stream.refs))
	copy(bounds, t.bounds[i])
	for p := range bounds {
		before, ok := t.nearest(i, p, -1)
		after, ok2 := t.nearest(i, p, 1)
		if ok && ok2 && !bounds[p].known && t.bounds[before][p].at == t.bounds[after][p].at {
			bounds[p] = t.bounds[after][p]
		}
	}
	return bounds
}

// nearest is the next instant in a direction that is known in a partition.
func (t Timeline) nearest(i, p, step int) (int, bool) {
	for j := i + step; j >= 0 && j < len(t.bounds); j += step {
		if t.bounds[j] != nil && t.bounds[j][p].known {
			return j, true
		}
	}
	return 0, false
}

// unknown lists the partitions in which an instant was not asked for.
func (t Timeline) unknown(i int) (refs []int) {
	for p := range t.stream.refs {
		if t.bounds[i] == nil || !t.bounds[i][p].known {
			refs = append(refs, p)
		}
	}
	return refs
}

// Counts are the records between neighbouring instants, one less than there are
// instants, in the refs for which of says so; nil means all. What is known of several
// stretches together only is spread evenly over them. It is an upper bound where
// compaction and markers leave holes in the offsets.
func (t Timeline) Counts(of func(Ref) bool) []int64 {
	counts := make([]int64, max(len(t.times)-1, 0))
	if t.stream == nil {
		return counts
	}
	for p, ref := range t.stream.refs {
		if of != nil && !of(ref) {
			continue
		}
		for _, g := range t.gaps(p) {
			g.spread(counts, g.from, g.to)
		}
	}
	return counts
}

// Cells are what lies between neighbouring instants of a [Timeline], for whoever has
// many parts of a stream to count there.
type Cells struct {
	n    int
	gaps map[Ref][]gap // in order
}

// Cells is what is known now.
func (t Timeline) Cells() Cells {
	c := Cells{n: max(len(t.times)-1, 0), gaps: map[Ref][]gap{}}
	if t.stream != nil {
		for p, ref := range t.stream.refs {
			c.gaps[ref] = t.gaps(p)
		}
	}
	return c
}

// Looked counts the records in each cell that were looked at: those of [Share.Low,
// Share.High) of parts, no two of which overlap. Where all was looked at, that is what
// [Timeline.Counts] says.
func (c Cells) Looked(parts []Share) []int64 {
	counts := make([]int64, c.n)
	for _, s := range parts {
		gaps := c.gaps[s.Ref]
		i, _ := slices.BinarySearchFunc(gaps, s.Low, func(g gap, o Offset) int {
			if o.Less(g.to) {
				return 1
			}
			return -1
		})
		for ; i < len(gaps) && gaps[i].from.Less(s.High); i++ {
			gaps[i].spread(counts, s.Low, s.High)
		}
	}
	return counts
}

// gap is what lies between two neighbouring instants that are known in a partition.
type gap struct {
	first, last int // instants
	from, to    Offset
}

// gaps are those of partition p, in order.
func (t Timeline) gaps(p int) (list []gap) {
	last := -1
	for i := range t.bounds {
		if t.bounds[i] == nil || !t.bounds[i][p].known {
			continue
		}
		if last >= 0 {
			list = append(list, gap{last, i, t.bounds[last][p].at, t.bounds[i][p].at})
		}
		last = i
	}
	return list
}

// spread adds the records of a gap that lie in [low, high) to counts. Those of the gap
// are taken to lie evenly between its instants.
func (g gap) spread(counts []int64, low, high Offset) {
	n, all := int64(g.last-g.first), g.to.Minus(g.from)
	from, to := low.Minus(g.from), min(high.Minus(g.from), all)
	upto := func(i int64) int64 { return i*(all/n) + min(i, all%n) }
	for i := range n {
		counts[int64(g.first)+i] += max(0, min(to, upto(i+1))-max(from, upto(i)))
	}
}

// coarseToFine lists 0 to n-1: both ends, then the middle, then the quarters.
func coarseToFine(n int) []int {
	if n == 0 {
		return nil
	}
	order := []int{0}
	if n > 1 {
		order = append(order, n-1)
	}
	for step := 1 << bits.Len(uint(n)); step > 1; step /= 2 {
		for i := step / 2; i < n-1; i += step {
			order = append(order, i)
		}
	}
	return order
}
