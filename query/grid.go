package query

import (
	"context"
	"slices"
	"sort"
	"time"

	"riffle/source"
)

const (
	// gridCells is about how many places a search looks at first.
	gridCells = 32
	// gapShare is the part of the records, one in so many, that lies between two
	// stretches at least. An exact search cuts the range into as many cells.
	gapShare = 2 * gridCells
	// gridRounds ends the making of a grid where times are crowded beyond measure.
	gridRounds = 40
)

// cut is the boundary of one instant, in milliseconds, in every partition.
type cut struct {
	t  int64
	at source.Position
}

// cell is what lies between two cuts, with the matches that were found in it.
type cell struct {
	records     int64
	matches     int64
	first, last time.Time
}

// grid cuts a range by instants, so that about as many records lie between each
// two. Times alone would put all cells into a quiet night.
type grid struct {
	src      source.Source
	from, to source.Position
	cuts     []cut // in order; the last is the end of the range
	cells    []cell
}

// make cuts the range into about n cells.
func (g *grid) make(ctx context.Context, n int64) error {
	first, last, err := g.times(ctx)
	if err != nil {
		return err
	}
	g.cuts = []cut{{first, g.from}, {last + 1, g.to}}
	if err := g.ask(ctx, spread(first, last+1, 8)); err != nil {
		return err
	}
	all := g.to.Minus(g.from)
	for range gridRounds {
		var more []int64
		for i := range g.cuts[1:] {
			a, b := g.cuts[i], g.cuts[i+1]
			if b.t-a.t > 1 && b.at.Minus(a.at)*n > all+n {
				more = append(more, a.t+(b.t-a.t)/2)
			}
		}
		if len(more) == 0 {
			break
		}
		if err := g.ask(ctx, more); err != nil {
			return err
		}
	}
	g.measure()
	return nil
}

// measure makes a cell between each two cuts.
func (g *grid) measure() {
	g.cells = make([]cell, len(g.cuts)-1)
	for i := range g.cells {
		g.cells[i].records = g.cuts[i+1].at.Minus(g.cuts[i].at)
	}
}

// spread returns n-1 instants that cut a span into n equal parts.
func spread(from, to int64, n int64) (list []int64) {
	for i := int64(1); i < n; i++ {
		if t := from + (to-from)/n*i; t > from && t < to && (len(list) == 0 || list[len(list)-1] < t) {
			list = append(list, t)
		}
	}
	return list
}

// times finds the first and the last time in the range.
func (g *grid) times(ctx context.Context) (first, last int64, err error) {
	var lookups []source.Lookup
	for i, p := range g.from {
		if !p.Offset.Less(g.to[i].Offset) {
			continue
		}
		since := time.UnixMilli(0)
		if p.Max.After(since) {
			since = p.Max
		}
		lookups = append(lookups, source.Lookup{Ref: p.Ref, Time: since}, source.Lookup{Ref: p.Ref})
	}
	if len(lookups) == 0 {
		return 0, 0, nil
	}
	found, err := g.lookup(ctx, lookups)
	if err != nil {
		return 0, 0, err
	}
	known := false
	for i := 0; i < len(found); i += 2 {
		if !found[i].OK || !found[i+1].OK {
			continue
		}
		low, high := found[i].Time.UnixMilli(), found[i+1].Time.UnixMilli()
		if !known || low < first {
			first = low
		}
		if !known || high > last {
			last = high
		}
		known = true
	}
	if !known {
		return 0, 0, errNoTimes
	}
	for i := range g.to {
		if g.to[i].Max.IsZero() {
			return first, max(first, last), nil
		}
	}
	end := slices.MaxFunc(g.to, func(a, b source.Place) int { return a.Max.Compare(b.Max) }).Max.UnixMilli()
	return first, max(first, min(last, end)), nil
}

func (g *grid) lookup(ctx context.Context, lookups []source.Lookup) (found []source.Found, err error) {
	err = source.Persist(ctx, patience, func() (err error) {
		if found, err = g.src.OffsetsAt(ctx, lookups); err != nil {
			return err
		}
		for _, f := range found {
			if f.Err != nil {
				return f.Err
			}
		}
		return nil
	}, nil)
	return found, err
}

// ask adds cuts at some instants, in one flight, and only in the partitions that
// the neighbouring cuts leave open.
func (g *grid) ask(ctx context.Context, times []int64) error {
	var lookups []source.Lookup
	var fill []*source.Place
	fresh := make([]cut, len(times))
	for k, t := range times {
		i := sort.Search(len(g.cuts), func(i int) bool { return g.cuts[i].t > t })
		below, above := g.cuts[i-1].at, g.cuts[i].at
		at := slices.Clone(below)
		for p := range at {
			at[p].Max = time.UnixMilli(t)
			if below[p].Offset.Less(above[p].Offset) {
				lookups = append(lookups, source.Lookup{Ref: at[p].Ref, Time: time.UnixMilli(t), End: above[p].Offset})
				fill = append(fill, &at[p])
			}
		}
		fresh[k] = cut{t, at}
	}
	found, err := g.lookup(ctx, lookups)
	if err != nil {
		return err
	}
	for i, f := range found {
		at := lookups[i].End
		if f.OK && f.Offset.Less(at) {
			at = f.Offset
		}
		if fill[i].Offset.Less(at) {
			fill[i].Offset = at
		}
	}
	g.cuts = append(g.cuts, fresh...)
	slices.SortFunc(g.cuts, func(a, b cut) int { return int(min(max(a.t-b.t, -1), 1)) })
	return nil
}

// ends are the first and the last instant of the range.
func (g *grid) ends() (first, last time.Time) {
	return time.UnixMilli(g.cuts[0].t), time.UnixMilli(g.cuts[len(g.cuts)-1].t)
}

// cell is the one that holds an instant.
func (g *grid) cell(t time.Time) *cell {
	i := sort.Search(len(g.cuts)-1, func(i int) bool { return g.cuts[i+1].t > t.UnixMilli() })
	return &g.cells[min(i, len(g.cells)-1)]
}

// note counts a match in its cell.
func (g *grid) note(t time.Time) {
	c := g.cell(t)
	if c.matches == 0 || t.Before(c.first) {
		c.first = t
	}
	if c.matches == 0 || t.After(c.last) {
		c.last = t
	}
	c.matches++
}

// spans puts cells with matches together, unless a 64th of the records or more lies
// between two of them: after [grid.trim] that is so to the record.
func (g *grid) spans() (list []Stretch) {
	all, gap := float64(g.to.Minus(g.from)), int64(0)
	var cells [][2]int // of each span, the first and the last with a match
	for i, c := range g.cells {
		if c.matches == 0 {
			gap += c.records
			continue
		}
		if len(list) == 0 || float64(gap) >= all/gapShare {
			list, cells = append(list, Stretch{First: c.first, After: c.first}), append(cells, [2]int{i, i})
		}
		s := &list[len(list)-1]
		s.Last, s.Before, s.Matches, gap = c.last, c.last, s.Matches+c.matches, 0
		cells[len(cells)-1][1] = i
	}
	if len(list) == 0 {
		return nil
	}
	first, last := &list[0], &list[len(list)-1]
	if of := cells[0]; first.goesOn(g.within([2]int{0, of[0] - 1}), g.within(of)) {
		first.After = time.Time{}
	}
	if of := cells[len(cells)-1]; last.goesOn(g.within([2]int{of[1] + 1, len(g.cells) - 1}), g.within(of)) {
		last.Before = time.Time{}
	}
	return list
}

// trim cuts what lies before the first and behind the last match off each cell where
// that may make a gap. All records between two matches are then those of whole cells.
func (g *grid) trim(ctx context.Context) error {
	var times []int64
	add := func(i int, t int64) {
		if t > g.cuts[i].t && t < g.cuts[i+1].t {
			times = append(times, t)
		}
	}
	all, gap, before := float64(g.to.Minus(g.from)), int64(0), -1
	for i, c := range g.cells {
		gap += c.records
		if c.matches == 0 {
			continue
		}
		if before < 0 || float64(gap) >= all/gapShare {
			if before >= 0 {
				add(before, g.cells[before].last.UnixMilli()+1)
			}
			add(i, c.first.UnixMilli())
		}
		before, gap = i, c.records
	}
	if before < 0 {
		return nil
	}
	add(before, g.cells[before].last.UnixMilli()+1)
	slices.Sort(times)
	cells := slices.DeleteFunc(slices.Clone(g.cells), func(c cell) bool { return c.matches == 0 })
	if err := g.ask(ctx, slices.Compact(times)); err != nil {
		return err
	}
	g.measure()
	for _, c := range cells {
		to := g.cell(c.first)
		c.records = to.records
		*to = c
	}
	return nil
}

// within counts the records of some cells, from one to another.
func (g *grid) within(cells [2]int) (n float64) {
	for _, c := range g.cells[cells[0] : cells[1]+1] {
		n += float64(c.records)
	}
	return n
}

// goesOn tells whether that so many records at the end of the range hold no match is no
// more than what happens within the span, too, which lies among so many records.
func (s *Stretch) goesOn(quiet, records float64) bool {
	return s.Matches >= expected && float64(s.Matches)*quiet < expected*max(records-quiet, 1)
}
