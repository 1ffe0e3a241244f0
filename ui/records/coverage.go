package records

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"riffle/keymap"
	"riffle/source"
	"riffle/ui/figures"
	"riffle/ui/safe"
	"riffle/ui/theme"
)

// fact is a part of the coverage line. Where room is short, those with the least
// weight are left out first.
type fact struct {
	weight int
	text   safe.Text
}

// failed breaks what went wrong into lines, never more than a third of the pane: it
// stands in place of the coverage line.
func (p *Pane) failed() []safe.Text {
	if p.failure == "" {
		return nil
	}
	lines := safe.Words(p.say(p.failure), max(1, p.w-1))
	return lines[:min(len(lines), max(1, p.h/3))]
}

// foot draws what was read for what is shown, below what a key had to say; or what
// went wrong.
func (p *Pane) foot() (lines []string) {
	said, look := p.failed(), theme.Bad
	if said == nil && p.hint != "" {
		said, look = p.hinted(), theme.Warn
	}
	for _, t := range said {
		l := p.newLine(nil, p.w)
		l.space(1)
		l.put(look, t)
		lines = append(lines, l.end())
	}
	if lines == nil || p.failure == "" && p.stripLines() > 0 {
		lines = append(lines, p.coverage())
	}
	return lines
}

// hinted breaks what a key had to say into lines. They cover the strips, until the
// next key: no row moves for them, and what was read stays in view.
func (p *Pane) hinted() []safe.Text {
	lines := safe.Words(p.say(p.hint), max(1, p.w-1))
	return lines[:min(len(lines), max(1, p.stripLines()))]
}

// coverage draws what was read for what is shown.
func (p *Pane) coverage() string {
	l := p.newLine(nil, p.w)
	l.space(1)
	facts, look := p.covered()
	for len(facts) > 1 && factsWidth(facts) > p.w-1 {
		facts = withoutLeast(facts)
	}
	for i, f := range facts {
		if i > 0 {
			l.put(theme.Dim, p.say(" · "))
		}
		l.put(look, p.say(f.text))
	}
	return l.end()
}

// withoutLeast takes out the fact with the least weight.
func withoutLeast(facts []fact) []fact {
	least := slices.MinFunc(facts, func(a, b fact) int { return cmp.Compare(a.weight, b.weight) })
	i := slices.Index(facts, least)
	return slices.Delete(facts, i, i+1)
}

func factsWidth(facts []fact) int {
	n := 3 * (len(facts) - 1)
	for _, f := range facts {
		n += safe.Width(f.text)
	}
	return n
}

// timesFrom is the width from which a search that runs tells the time that it has read
// whole: on a narrower screen it would come and go with the width of the other figures.
const timesFrom = 100

// covered is what was read for what is shown, never a guess.
func (p *Pane) covered() (facts []fact, look theme.Token) {
	r := p.cur
	if t, ok := p.reconnecting(); ok {
		return []fact{{0, t}}, theme.Warn
	}
	if !r.opened {
		return []fact{{0, p.partitions(r)}}, theme.Dim
	}
	if run := p.sought.run; run != nil {
		return p.searchFacts(run), theme.Warn
	}
	if r.follow {
		return p.followed(r), theme.Dim
	}
	c := p.cover(r)
	read := safe.Text(figures.Short(c.Looked.Records) + " read")
	if c.Filtered {
		read = safe.Text(figures.Things(c.Matched, "hit")+" in ") + read
	}
	facts = []fact{{10, read}}
	add := func(weight int, t safe.Text) {
		if t != "" {
			facts = append(facts, fact{weight, t})
		}
	}
	times := 5
	switch {
	case !r.scanning():
	case c.Filtered && r.searching():
		p.scanned(r, &c, add)
		times = 3
	case c.Filtered:
		add(4, "reading ahead "+p.share(&c))
		add(9, taken(&c))
	default:
		add(9, taken(&c))
	}
	cut(r, &c, add)
	add(8, leftOut(r))
	if !(c.Filtered && r.searching()) || p.w >= timesFrom {
		add(times, p.covers(r))
	}
	add(2, p.partitions(r))
	remarks(&c, add)
	add(1, fromServers(&c))
	return facts, theme.Dim
}

// followed is what a pane that follows says.
func (p *Pane) followed(r *reading) (facts []fact) {
	c := p.cover(r)
	add := func(weight int, t safe.Text) {
		if t != "" {
			facts = append(facts, fact{weight, t})
		}
	}
	searching := c.Filtered && r.searching() // for hits of before
	if searching || c.Filtered && c.Stop == source.Cancelled {
		add(10, safe.Text(figures.Things(c.Matched, "hit")+" in "+figures.Short(c.Looked.Records)+" read"))
	}
	if searching {
		p.scanned(r, &c, add)
	} else {
		add(9, p.flow(r))
	}
	cut(r, &c, add)
	add(7, p.partitions(r))
	if r.left == 0 && !searching && c.Stop != source.Cancelled {
		add(8, "nothing skipped")
	}
	add(8, leftOut(r))
	remarks(&c, add)
	if r.filter.program == nil && r.rate.PerSec > readable {
		add(5, "too fast to read: "+p.key(keymap.Filter)+" filter")
	}
	if r.passed.PerSec > 0 && !searching {
		add(4, taken(&c))
	}
	return facts
}

// scanned is what a search that runs says.
func (p *Pane) scanned(r *reading, c *source.Coverage, add func(int, safe.Text)) {
	add(8, "scanning "+p.share(c))
	add(9, taken(c))
	add(7, left(c))
	if r.plan != nil {
		add(6, p.words(*r.plan))
	}
}

// cut says that a read has not come to its end, and why.
func cut(r *reading, c *source.Coverage, add func(int, safe.Text)) {
	if c.Stop == source.Cancelled && !r.asks || c.Stop == source.Failed {
		add(11, safe.Text(figures.Stop(c)))
	}
}

// remarks adds what has to be admitted. Offsets without records are rows of their
// own where all rows are shown.
func remarks(c *source.Coverage, add func(int, safe.Text)) {
	admitted := *c
	if !c.Filtered {
		admitted.Holes = [source.Trimmed + 1]int64{}
	}
	for _, text := range figures.Remarks(&admitted) {
		add(6, safe.Text(text))
	}
}

// taken is how much is taken from the servers now.
func taken(c *source.Coverage) safe.Text {
	if c.Wire.PerSec < 1 {
		return ""
	}
	return safe.Text(figures.Bytes(int64(c.Wire.PerSec)) + "/s")
}

// fromServers is how much was taken from them altogether.
func fromServers(c *source.Coverage) safe.Text {
	if c.Looked.Wire == 0 && c.Looked.Records > 0 {
		return "from memory"
	}
	return safe.Text(figures.Bytes(c.Looked.Wire))
}

// share says how far a search is, left how long it takes at most: it ends earlier
// when the screen is full.
func (p *Pane) share(c *source.Coverage) safe.Text {
	if share, ok := c.Done(); ok {
		return safe.Text(p.glyphs.More + " " + figures.Percent(share))
	}
	return safe.Text(p.glyphs.More)
}

func left(c *source.Coverage) safe.Text {
	d, ok := c.Left()
	if !ok {
		return ""
	}
	return safe.Text("up to " + figures.Wait(d))
}

// leftOut counts the records that a tail did not show: they stand above, to be
// opened or scrolled to.
func leftOut(r *reading) safe.Text {
	if r.left == 0 {
		return ""
	}
	return safe.Text(figures.Count(r.left) + " left out above")
}

// readable is how many records in a second somebody can read at most.
const readable = 100

// flow says how fast records arrive: "1,204/s", "3 hits/s of 873/s", "no hit in 873/s".
func (p *Pane) flow(r *reading) safe.Text {
	if !r.passed.Settled {
		return "waiting for new records"
	}
	switch {
	case r.filter.program != nil && r.rate.PerSec == 0 && r.passed.PerSec > 0: // one comes in many seconds, maybe
		return safe.Text("no hit in " + figures.PerSecond(r.passed.PerSec) + "/s")
	case r.filter.program != nil:
		return safe.Text(figures.PerSecond(r.rate.PerSec) + " hits/s of " + figures.PerSecond(r.passed.PerSec) + "/s")
	}
	return safe.Text(figures.PerSecond(r.passed.PerSec) + "/s")
}

// partitions says how many of the partitions what is shown is made from.
func (p *Pane) partitions(r *reading) safe.Text {
	n := len(r.refs)
	if !r.opened || r.bounds.none() {
		n = 0
	}
	return safe.Text(fmt.Sprintf("%d/%d parts", n, len(p.refs)))
}

// covers says which stretch of time was read whole: "13:31–14:31 whole". Its ends
// are rounded inwards, so that it never says too much. It is empty where less than
// a second was read.
func (p *Pane) covers(r *reading) safe.Text {
	if b := r.bounds; len(r.refs) > 1 && (b.low != source.Offset{} || b.high != source.Offset{}) {
		if p.complete(r) { // each partition has times of its own at an offset
			return "the offsets whole"
		}
		return ""
	}
	from, to := p.since(r), p.until(r)
	whole := p.atOldest(r)
	if to.IsZero() || from.IsZero() != whole || from.After(to) || r.left > 0 {
		return ""
	}
	step, clock := time.Second, "15:04:05"
	if r.win.Len() == 0 && to.Sub(from) > 30*time.Minute || p.spans(r) > 30*time.Minute {
		step, clock = time.Minute, "15:04"
	}
	from, to = from.Add(step-1).Truncate(step).In(p.zone), to.Truncate(step).In(p.zone)
	if !whole && !from.Before(to) {
		return ""
	}
	day := func(t time.Time) string {
		return [...]string{"", "02 Jan ", "2006-01-02 "}[dated(t, p.now().In(p.zone))]
	}
	upto := to.Format(clock)
	if whole || dated(from, to) > 0 {
		upto = to.Format(day(to) + clock)
	}
	if whole {
		return safe.Text("oldest–" + upto + " whole")
	}
	return safe.Text(from.Format(day(from)+clock) + "–" + upto + " whole")
}

// spans is the time between the first and the last record held. A quiet end does
// not count: minutes would then hide where the records are.
func (p *Pane) spans(r *reading) time.Duration {
	first, _ := r.win.Row(r.win.First())
	last, _ := r.win.Row(r.win.Last())
	if first.Record == nil || last.Record == nil {
		return 0
	}
	return last.Record.Max.Sub(first.Record.Max)
}
