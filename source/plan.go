package source

import (
	"context"
	"math"
	"slices"
	"sort"
	"time"
)

const (
	// wideTopic is the number of partitions from which on one boundary is asked for
	// at a time: a lookup with a hit costs the broker about 0.85 ms per partition.
	wideTopic = 64
	// planRounds ends the search for a boundary, which halves the span each time.
	planRounds = 250
	// lastMilli is later than any record time.
	lastMilli = math.MaxInt64
)

// cut is the exact boundary of one instant: for each partition the first record
// whose running maximum is t or later. Times are counted in milliseconds, the
// finest step that Kafka has: two cuts one apart have nothing between them but
// records of one maximum.
type cut struct {
	t     int64
	found []Found
	rows  int64 // offsets between the cut and the position that is planned from
}

// planner finds exact cuts below a position, so that reading backward can go
// forward from cut to cut. It remembers the cuts it has asked for.
type planner struct {
	src     Source
	low     Position // nothing below it is read
	cuts    []cut    // newest first
	top     int64    // the records below the position are thought to be older
	hints   []int64  // good first guesses, the best first
	density float64  // rows per millisecond in the last slice; 0 unknown
}

// below returns the position at cut c, not above b and not below low.
func (p *planner) below(c *cut, b Position) Position {
	at := slices.Clone(b)
	for i, f := range c.found {
		if f.OK && f.Offset.Less(b[i].Offset) {
			at[i].Offset, at[i].Max = f.Offset, f.Time
			if low := p.low[i]; f.Offset.Less(low.Offset) {
				at[i].Offset, at[i].Max = low.Offset, later(low.Max, f.Time)
			}
		}
	}
	return at
}

// plan returns a position below b with about target rows between them, or fewer
// where less is left. It returns b itself where nothing is left.
func (p *planner) plan(ctx context.Context, b Position, target int64) (Position, error) {
	most := 2 * target
	if b.Minus(p.low) <= most {
		return p.low, nil
	}
	for round := 0; ; round++ {
		under, over := p.bracket(b, most)
		enough := target / 2
		if round > 1 {
			enough = min(enough, target>>min(round, 62))
		}
		switch {
		case under != nil && under.rows > 0 && (under.rows >= enough || round >= planRounds):
			return p.take(under, b), nil
		case over != nil && under != nil && under.t-over.t <= 1, over != nil && round >= planRounds:
			if under != nil && under.rows > 0 {
				return p.take(under, b), nil
			}
			return within(p.below(over, b), b, time.UnixMilli(over.t), target), nil
		case over == nil && under != nil && under.t <= 0:
			if under.rows > 0 {
				return p.take(under, b), nil
			}
			// Nothing has a time: partition and offset are all the order there is.
			return within(p.low, b, time.Time{}, target), nil
		}
		if err := p.ask(ctx, b, p.guess(b, under, over, target, round)); err != nil {
			return nil, err
		}
	}
}

// bracket finds, among the known cuts, the farthest with at most most rows above
// it and the nearest with more.
func (p *planner) bracket(b Position, most int64) (under, over *cut) {
	for i := range p.cuts {
		c := &p.cuts[i]
		c.rows = b.Minus(p.below(c, b))
		if c.rows > most {
			return under, c
		}
		under = c
	}
	return under, nil
}

// take makes a known cut the end of the slice, and learns from it.
func (p *planner) take(c *cut, b Position) Position {
	if p.top > c.t && p.top != lastMilli {
		p.density = float64(c.rows) / float64(p.top-c.t)
	}
	at := p.below(c, b)
	p.top, p.hints = c.t, nil
	return at
}

// forget drops the cuts above the last slice's end, once that slice was read: until then
// they tell where a smaller one would end.
func (p *planner) forget() {
	p.cuts = slices.DeleteFunc(p.cuts, func(c cut) bool { return c.t > p.top })
}

// within cuts inside one instant: all rows between a and b have the maximum t, so
// partition and offset alone order them and nobody has to be asked.
func within(a, b Position, t time.Time, target int64) Position {
	at := slices.Clone(b)
	for i := len(at) - 1; i >= 0 && target > 0; i-- {
		n := min(target, b[i].Offset.Minus(a[i].Offset))
		if n > 0 {
			at[i].Offset, at[i].Max = b[i].Offset.Add(-n), t
			target -= n
		}
	}
	return at
}

// guess chooses the instants to ask about between the cuts that bracket the
// boundary that is looked for.
func (p *planner) guess(b Position, under, over *cut, target int64, round int) []int64 {
	least, hi, most := int64(0), p.top, int64(lastMilli)
	if over != nil {
		least = over.t + 1
	}
	if under != nil {
		hi, most = under.t, under.t-1
	}
	var out []int64
	add := func(t int64) {
		t = min(max(t, least), most)
		if !slices.Contains(out, t) {
			out = append(out, t)
		}
	}
	if round == 0 {
		for _, t := range p.hints {
			for _, share := range []float64{1, 0.5, 0.25, 2, 4} {
				add(hi - milli(float64(hi-t)*share))
			}
		}
	}
	if round == 0 && p.density > 0 {
		for _, k := range []float64{1, 2, 3, 4, 16, 256} {
			add(hi - milli(float64(target)/p.density*k))
		}
	}
	switch {
	case under == nil && over != nil && (round > 0 || len(out) == 0): // the records' clocks may be wrong by years
		for _, d := range []time.Duration{0, time.Minute, time.Hour, 24 * time.Hour, 400 * 24 * time.Hour} {
			add(max(hi, least) + d.Milliseconds())
		}
		add(lastMilli)
	case under != nil && over != nil:
		between(add, under, over, target)
	}
	if over == nil && (round > 0 || len(out) == 0) { // step back ever farther
		for k := range 8 {
			add(hi - milli(1000*math.Pow(8, float64(k+8*max(round-1, 0)))))
		}
	}
	switch {
	case p.open(b, under, over) <= wideTopic:
		return out
	case under == nil && over != nil: // farther each time
		return out[min(max(round-1, 0), len(out)-1):][:1]
	case under != nil && over != nil && round%2 == 1:
		return []int64{over.t + milli((float64(under.t)-float64(over.t))/2)}
	}
	return out[:1]
}

// open counts the partitions that have records between two cuts.
func (p *planner) open(b Position, under, over *cut) (n int) {
	top, bottom := b, p.low
	if under != nil {
		top = p.below(under, b)
	}
	if over != nil {
		bottom = p.below(over, b)
	}
	for i := range b {
		if bottom[i].Offset.Less(top[i].Offset) {
			n++
		}
	}
	return n
}

// between guesses inside a bracket: as if the rows were spread evenly, crowded at
// either end, and the middle, which makes the search end.
func between(add func(int64), under, over *cut, target int64) {
	full := float64(under.t) - float64(over.t)
	even := full * float64(target-under.rows) / float64(max(over.rows-under.rows, 1))
	if even > 0 {
		add(under.t - milli(even))
		add(under.t - milli(even*2))
	}
	add(over.t + milli(full/2))
	for _, e := range []float64{0.25, 0.5, 0.75} {
		step := milli(math.Pow(full, e))
		add(over.t + step)
		add(under.t - step)
	}
	add(over.t + 1)
}

// milli is a span of at least 1 ms that no float overflows.
func milli(f float64) int64 { return int64(min(max(f, 1), math.MaxInt64/4)) }

// ask looks up instants, all in one flight, and only in the partitions that the
// neighbouring cuts leave open.
func (p *planner) ask(ctx context.Context, b Position, times []int64) error {
	var lookups []Lookup
	var fill []*Found
	fresh := make([]cut, 0, len(times))
	for _, t := range times {
		c := cut{t: t, found: make([]Found, len(b))}
		above, beneath := p.neighbours(t)
		for i := range b {
			f := &c.found[i]
			switch {
			case !p.low[i].Offset.Less(b[i].Offset):
				*f = Found{Offset: b[i].Offset}
			case beneath != nil && beneath.found[i].OK && beneath.found[i].Time.UnixMilli() >= t,
				beneath != nil && !beneath.found[i].OK:
				*f = beneath.found[i]
			case above != nil && beneath != nil && above.found[i].OK && above.found[i].Offset == beneath.found[i].Offset:
				*f = above.found[i]
			default:
				lookups, fill = append(lookups, Lookup{Ref: b[i].Ref, Time: time.UnixMilli(t), End: b[i].Offset}), append(fill, f)
			}
		}
		fresh = append(fresh, c)
	}
	if len(lookups) > 0 {
		found, err := p.src.OffsetsAt(ctx, lookups)
		if err != nil {
			return err
		}
		for i := range found {
			if found[i].Err != nil {
				return found[i].Err
			}
			*fill[i] = found[i]
		}
	}
	p.cuts = append(p.cuts, fresh...)
	sort.SliceStable(p.cuts, func(i, j int) bool { return p.cuts[i].t > p.cuts[j].t })
	return nil
}

// neighbours returns the known cuts right above and beneath an instant.
func (p *planner) neighbours(t int64) (above, beneath *cut) {
	for i := range p.cuts {
		if p.cuts[i].t <= t {
			return above, &p.cuts[i]
		}
		above = &p.cuts[i]
	}
	return above, nil
}
