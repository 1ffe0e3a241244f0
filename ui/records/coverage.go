package records

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"riffle/source"
	"riffle/ui/figures"
	"riffle/ui/safe"
	"riffle/ui/theme"
	"riffle/ui/window"
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
	lines := wrapWords(p.say(p.failure), max(1, p.w-1))
	return lines[:min(len(lines), max(1, p.h/3))]
}

// foot draws what was read for what is shown, or what went wrong.
func (p *Pane) foot() (lines []string) {
	for _, t := range p.failed() {
		l := p.newLine(nil, p.w)
		l.space(1)
		l.put(theme.Bad, t)
		lines = append(lines, l.end())
	}
	if lines == nil {
		lines = append(lines, p.coverage())
	}
	return lines
}

// coverage draws what was read for what is shown.
func (p *Pane) coverage() string {
	l := p.newLine(nil, p.w)
	l.space(1)
	switch {
	case p.hint != "":
		l.put(theme.Warn, p.say(p.hint))
		return l.end()
	}
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
	add := func(weight int, t safe.Text) {
		if t != "" {
			facts = append(facts, fact{weight, t})
		}
	}
	if r.follow {
		add(9, p.flow(r))
		add(7, p.partitions(r))
		if r.left == 0 {
			add(8, "nothing skipped")
		}
		add(8, leftOut(r))
		add(6, notJSON(r.looked))
		if r.filter.program == nil && r.rate.PerSec > readable {
			add(5, "too fast to read: f filter")
		}
		return facts, theme.Dim
	}
	_, total := r.win.Seen()
	read := safe.Text(figures.Short(r.read()) + " read")
	if r.filter.program != nil {
		read = safe.Text(figures.Count(total)+" hits in ") + read
	}
	add(9, read)
	times := 5
	switch share, pace, left := p.progress(r); {
	case r.filter.program == nil || !r.scanning():
	case r.searching():
		add(8, "scanning "+share)
		add(4, pace)
		add(7, left)
		times = 3
	default:
		add(4, "reading ahead "+share)
		add(3, pace)
	}
	add(8, leftOut(r))
	add(times, p.covers(r))
	add(2, p.partitions(r))
	add(6, notJSON(r.looked))
	add(1, safe.Text(figures.Bytes(r.size())))
	return facts, theme.Dim
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

// flow says how fast records arrive: "1,204/s", "3 hits/s of 873/s".
func (p *Pane) flow(r *reading) safe.Text {
	if !r.passed.Settled {
		return "waiting for new records"
	}
	if r.filter.program != nil {
		return safe.Text(perSecond(r.rate) + " hits/s of " + perSecond(r.passed) + "/s")
	}
	return safe.Text(perSecond(r.passed) + "/s")
}

// notJSON counts the values that are not JSON, as far as values were parsed.
func notJSON(n source.Count) safe.Text {
	switch {
	case n.NotJSON == 0:
		return ""
	case n.Parsed == n.Records:
		return safe.Text(figures.Count(n.NotJSON) + " not JSON")
	}
	return safe.Text(figures.Count(n.NotJSON) + " of " + figures.Short(n.Parsed) + " parsed not JSON")
}

// partitions says how many of the partitions what is shown is made from.
func (p *Pane) partitions(r *reading) safe.Text {
	n := len(r.refs)
	if !r.opened || r.bounds.none {
		n = 0
	}
	return safe.Text(fmt.Sprintf("%d/%d parts", n, len(p.refs)))
}

// progress says how far a search is, how fast, and how long it takes at most: it
// ends earlier when the screen is full.
func (p *Pane) progress(r *reading) (share, pace, left safe.Text) {
	share = safe.Text(p.glyphs.More)
	low, end, ok := p.ends()
	if !ok {
		return share, "", ""
	}
	if r.bounds.floor != nil {
		low = r.bounds.floor
	}
	if r.bounds.ceiling != nil {
		end = r.bounds.ceiling
	}
	all, done := window.Distance(low, end), window.Distance(r.reach())
	if all == 0 {
		return share, "", ""
	}
	share += safe.Text(fmt.Sprintf(" %d %%", min(100, 100*done/all)))
	if r.speed.PerSec > 0 && done > 0 {
		pace = safe.Text(figures.Bytes(int64(r.speed.PerSec)) + "/s")
		rest := float64(r.looked.Bytes) / float64(done) * float64(max(0, all-done)) / r.speed.PerSec
		left = safe.Text("up to " + figures.Wait(time.Duration(rest*float64(time.Second))))
	}
	return share, pace, left
}

// covers says which stretch of time was read whole: "13:31–14:31 whole". Its ends
// are rounded inwards, so that it never says too much. It is empty where less than
// a second was read.
func (p *Pane) covers(r *reading) safe.Text {
	from, to := p.since(r), p.until(r)
	whole := r.oldest
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

// since is an instant from which on all was read, as far as r goes: every record
// with that time, or a later one. It is the zero time where the oldest was reached.
func (p *Pane) since(r *reading) (t time.Time) {
	switch {
	case r.oldest:
		return t
	case r.win.Edge(window.Top).State == window.Ended && !r.bounds.since.IsZero():
		return r.bounds.since
	}
	from, _ := r.reach()
	if t = earliest(from, r.at); t.IsZero() {
		if row, ok := r.win.Row(0); ok && row.Record != nil {
			t = row.Record.Max
		}
	}
	return t
}

// until is an instant up to which all was read: every record with an earlier time.
func (p *Pane) until(r *reading) (t time.Time) {
	_, to := r.reach()
	_, ends, known := p.ends()
	for i, x := range to {
		if known && !x.Offset.Less(ends[i].Offset) {
			continue // nothing is missing in this one
		}
		if t.IsZero() || x.Max.Before(t) {
			t = x.Max
		}
	}
	for _, known := range []time.Time{r.last, r.newest} {
		if known.After(t) {
			t = known
		}
	}
	return t
}
