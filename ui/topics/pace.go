package topics

import (
	"context"
	"math"
	"time"

	tea "charm.land/bubbletea/v2"

	"riffle/source"
)

const (
	// dayBars is how many bars the last 24 hours have.
	dayBars = 12
	// drawnParts is how many partitions are asked for their bars in one request, 14
	// lookups each: a third of a second of a broker's time, on a connection on which
	// no key waits.
	drawnParts = 28
	// widestDay is up to how many partitions a topic has bars, widestPace a rate.
	widestDay, widestPace = 64, 512
	// pacedParts is how many partitions out of sight are asked for their rate every
	// pacedEvery: a tenth of a broker's time.
	pacedParts, pacedEvery = 60, 500 * time.Millisecond
	// fadesAfter is how old facts on the screen are before a key asks for them anew.
	fadesAfter = 30 * time.Second
)

// pace is how many records came to a topic lately.
type pace struct {
	minute int64
	day    []int64
}

// bare tells whether there is nothing to be measured.
func (e *entry) bare() bool { return e.counted && e.records == 0 || e.problem() != nil }

// measure asks how many records came in the last minute and, with bars, over the
// last day: from offsets alone.
func (p *Pane) measure(names []string, bars bool) tea.Cmd {
	p.asking = true
	now := p.now()
	minute := []time.Time{now.Add(-time.Minute), now.Add(24 * time.Hour)} // clocks of producers may be ahead
	var refs, wide []source.Ref
	for _, name := range names {
		switch e := p.entry(name); {
		case e == nil || e.bare() || len(e.Partitions) > widestPace:
		case !bars || len(e.Partitions) > widestDay:
			wide = append(wide, e.Refs()...)
		default:
			refs = append(refs, e.Refs()...)
		}
	}
	times := make([]time.Time, 0, dayBars+2)
	for i := range dayBars {
		times = append(times, now.Add(-24*time.Hour+time.Duration(i)*24*time.Hour/dayBars))
	}
	times = append(times, minute...)
	src, m := p.src, facts{to: p.id, gen: p.gen, asked: names, paces: map[string]pace{}, days: bars}
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		for _, part := range []struct {
			refs  []source.Ref
			times []time.Time
		}{{refs, times}, {wide, minute}} {
			if len(part.refs) == 0 || m.err != nil {
				continue
			}
			var line source.Timeline
			line, m.err = source.NewStream(src, part.refs, source.Options{}).Timeline(part.times, line).Refine(ctx, math.MaxInt)
			if m.err == nil {
				m.take(line, part.refs)
			}
		}
		return m
	}
}

// take notes what a timeline says of each topic of refs, which stand together.
func (m *facts) take(line source.Timeline, refs []source.Ref) {
	for i, r := range refs {
		if i > 0 && refs[i-1].Topic == r.Topic {
			continue
		}
		counts := line.Counts(func(other source.Ref) bool { return other.Topic == r.Topic })
		last := len(counts) - 1
		x := pace{minute: counts[last]}
		if last > 0 {
			x.day = append([]int64{}, counts[:last]...)
			x.day[last-1] += counts[last]
		}
		m.paces[r.Topic] = x
	}
}

// pacedBy notes what came.
func (p *Pane) pacedBy(e *entry, m facts) {
	x := m.paces[e.Name]
	e.pace, e.paced = x.minute, true
	if m.days {
		e.day, e.drawn = x.day, true
	}
}

// fade makes the facts of rows on the screen be asked for again, if they are old.
// What is known stays on the screen until then.
func (p *Pane) fade() {
	for _, i := range p.rows() {
		if e := &p.all[i]; !e.seen.IsZero() && p.now().Sub(e.seen) > fadesAfter {
			e.counted, e.dated, e.drawn, e.seen = false, false, false, time.Time{}
		}
	}
}
