package records

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"riffle/keymap"
	"riffle/source"
	"riffle/ui/figures"
	"riffle/ui/safe"
	"riffle/ui/theme"
	"riffle/ui/window"
)

// sentenceMost bounds what an error may say, in cells.
const sentenceMost = 400

// whyOf is an error's own words, and what can be done about it.
func whyOf(err error) safe.Text {
	why := safe.Clean(err.Error(), sentenceMost)
	if advice := source.Advice(err); advice != "" {
		why += " · " + safe.Text(advice)
	}
	return why
}

// sentence says what an error means here, and what to do.
func (p *Pane) sentence(err error) safe.Text {
	topic := safe.Clean(p.name, 60)
	why := whyOf(err)
	var trimmed *source.TrimmedError
	switch {
	case errors.As(err, new(*source.GroupError)):
		return why + " · " + p.key(keymap.Seek) + " goes to another place"
	case errors.Is(err, errStopped):
		return "stopped · " + p.key(keymap.Refresh) + " tries again"
	case errors.As(err, &trimmed):
		return "trimmed while reading · " + p.key(keymap.First) + " goes to the oldest record · " + why
	case errors.Is(err, source.ErrDenied):
		return "denied: needs Read and Describe on Topic " + topic + " · " + p.key(keymap.Leave) + " goes back · " + why
	case errors.Is(err, source.ErrNotFound):
		return topic + " is not there any more · " + p.key(keymap.Leave) + " goes back to the topics · " + why
	case errors.Is(err, source.ErrAuth):
		return "not logged in · " + p.key(keymap.Leave) + " goes back · " + why
	case errors.Is(err, source.ErrClosed):
		return "the connection was closed · " + p.key(keymap.Leave) + " goes back"
	}
	return "cannot be read · " + p.key(keymap.Refresh) + " tries again · " + why
}

// reconnecting says that reading, or looking at the live end, goes on by itself.
func (p *Pane) reconnecting() (safe.Text, bool) {
	for _, r := range p.readings() {
		for _, s := range []window.Side{window.Bottom, window.Top} {
			if x := &r.sides[s]; x.fault != nil {
				return lost(x.fault, ", resumes at "+p.place(r.win.At(s))), true
			}
		}
		if _, ok := passing(r.err); ok {
			return lost(r.err, ""), true
		}
	}
	if p.news.fault != nil && !p.cur.follow {
		return lost(p.news.fault, ""), true
	}
	return "", false
}

// lost says what an error that is expected to pass means.
func lost(err error, then safe.Text) safe.Text {
	after, _ := passing(err)
	return safe.Text("broker lost · reconnecting in "+seconds(after)) + then + " · " + safe.Clean(err.Error(), 120)
}

// seconds writes a pause: "2 s", "0.3 s". No pause is shorter than it reads.
func seconds(d time.Duration) string {
	const tenth = 100 * time.Millisecond
	return strconv.FormatFloat(((d+tenth-1)/tenth*tenth).Seconds(), 'f', -1, 64) + " s"
}

// place names a position by the partition that is furthest in time.
func (p *Pane) place(pos source.Position) safe.Text {
	if len(pos) == 0 {
		return "the beginning"
	}
	last := pos[0]
	for _, x := range pos {
		if x.Max.After(last.Max) {
			last = x
		}
	}
	return safe.Text(fmt.Sprintf("p%d @ ", last.Partition)) + safe.Clean(p.src.Format(last.Ref, last.Offset), 40)
}

// state is the sentence that stands in place of rows.
func (p *Pane) state() (safe.Text, theme.Token) {
	r := p.cur
	if t, ok := p.reconnecting(); ok {
		return t, theme.Warn
	}
	top, bottom := r.win.Edge(window.Top), r.win.Edge(window.Bottom)
	topic := safe.Clean(p.name, 60)
	read := safe.Text(figures.Short(p.cover(r).Looked.Records))
	stopped := (top.State == window.Stopped || bottom.State == window.Stopped) && !r.searching()
	switch {
	case r.err != nil:
		return p.sentence(r.err), theme.Bad
	case !r.opened:
		return "opening " + topic + " at " + p.aim(r.target) + ", " + p.waitsFor() + " · " + p.key(keymap.Stop) + " stops", theme.Dim
	case top.State == window.Failed:
		return p.sentence(top.Err), theme.Bad
	case bottom.State == window.Failed:
		return p.sentence(bottom.Err), theme.Bad
	case r.asks:
		return "this search may read " + p.words(*r.plan) + "; no hit in the first " + read + " records · " + p.key(keymap.Open) + " reads it, " + p.key(keymap.Filter) + " changes the filter, " + p.key(keymap.Back) + " goes back", theme.Warn
	case stopped && r.follow && r.filter.program != nil:
		c := p.cover(r)
		return "no hit in " + read + " read, " + safe.Text(figures.Stop(&c)) + " · waiting for new records · " + p.key(keymap.Up) + " goes on", theme.Dim
	case stopped && r.filter.program == nil:
		return "stopped, " + read + " read · " + p.goesOn(r) + " goes on", theme.Warn
	case stopped && p.sweep != nil && len(p.sweep.edges()) > 0:
		return "stopped, no hit in " + read + " read here · " + p.key(keymap.NextEdge) + " and " + p.key(keymap.PrevEdge) + " go to where hits begin and end", theme.Warn
	case stopped:
		return "stopped, no hit in " + read + " read · " + p.goesOn(r) + " goes on", theme.Warn
	case top.State != window.Ended || bottom.State != window.Ended && !r.follow:
		if times := p.covers(r); times != "" && r.filter.program != nil {
			if r.plan != nil {
				times += " · " + p.words(*r.plan)
			}
			return "no hit yet in " + read + " read, " + times + " · " + p.key(keymap.Stop) + " stops", theme.Dim
		}
		return "nothing yet, " + read + " read · " + p.key(keymap.Stop) + " stops", theme.Dim
	case r.follow && r.filter.program != nil:
		return "no hit in " + read + " read · waiting for new records", theme.Dim
	case r.follow:
		return topic + " has no record yet · waiting for new ones", theme.Dim
	case r.filter.program != nil:
		return p.noHit(r), theme.Plain
	}
	if low, end, ok := p.ends(); ok && end.Minus(low) > 0 {
		return "no record is left in " + topic + ": " + safe.Text(figures.Count(end.Minus(low))) + " offsets are empty · " + p.key(keymap.Follow) + " waits for new ones", theme.Plain
	}
	return "topic " + topic + " is empty · " + p.key(keymap.Follow) + " waits for new records", theme.Plain
}

// goesOn names the keys that go on with what was stopped: one for each side.
func (p *Pane) goesOn(r *reading) safe.Text {
	up, down := p.key(keymap.Up), p.key(keymap.Down)
	switch {
	case r.win.Edge(window.Bottom).State != window.Stopped:
		return up
	case r.win.Edge(window.Top).State != window.Stopped:
		return down
	}
	return up + " or " + down
}

// noHit says that a search has come to its end, and over what.
func (p *Pane) noHit(r *reading) safe.Text {
	looked := p.cover(r).Looked.Records
	read, of := safe.Text(figures.Short(looked)), safe.Clean(p.name, 60)
	if len(r.refs) < len(p.refs) {
		of = p.partitions(r) + " of " + of
	}
	ways := " · " + p.key(keymap.Filter) + " changes the filter, " + p.key(keymap.AllHits) + " shows all rows"
	waits := p.key(keymap.Follow) + " waits for new ones"
	switch b := r.bounds; {
	case b.none():
		return "nothing was read: " + safe.Clean(b.nothing, sentenceMost) + ways
	case (b.floor != nil || b.ceiling != nil) && b.since.IsZero() && b.until.IsZero():
		return "no hit in " + read + " records of " + of + " at the offsets that the filter names" + ways
	case b.floor != nil || b.ceiling != nil:
		return "no hit in " + read + " records of " + of + " in the time that the filter names" + ways
	case looked == 0:
		return "no hit: " + of + " holds no record · " + waits
	case looked == 1:
		return "no hit: the one record of " + of + " was read" + ways + ", " + waits
	}
	return "no hit: all " + read + " records of " + of + " were read" + ways + ", " + waits
}

// aim says where a reading goes.
func (p *Pane) aim(t target) safe.Text {
	switch at, ok := t.at.Instant(); {
	case t.end():
		return "the newest record"
	case t.key.Topic != "":
		return safe.Text(fmt.Sprintf("p%d @ ", t.key.Partition)) + safe.Clean(p.src.Format(t.key.Ref, t.key.Offset), 40)
	case ok:
		return safe.Text(p.clock(at, ".000"))
	}
	return safe.Clean(t.at.String(), 40)
}

// edgeLine draws a line of what stands beyond the last row of a side.
func (p *Pane) edgeLine(s window.Side, n int) string {
	text, look := p.edge(p.cur, s)
	l := p.newLine(nil, p.w)
	if n < len(text) {
		l.space(margin)
		l.put(look, text[n])
	}
	return l.end()
}

// fitEdges gives the sides that failed the lines that their sentences take.
func (p *Pane) fitEdges() {
	for _, r := range p.readings() {
		for _, s := range []window.Side{window.Top, window.Bottom} {
			if e := r.win.Edge(s); e.State == window.Failed {
				text, _ := p.edge(r, s)
				if n := min(len(text), max(1, p.rowLines()/3)); n != e.Lines {
					e.Lines = n
					r.win.SetEdge(s, e)
				}
			}
		}
	}
}

// edge says what stands beyond the last row of a side, in lines.
func (p *Pane) edge(r *reading, s window.Side) ([]safe.Text, theme.Token) {
	e := r.win.Edge(s)
	hits := r.filter.program != nil
	var text, short safe.Text // short: where there is no room for text
	look := theme.Dim
	switch {
	case e.State == window.Failed:
		text, look = p.sentence(e.Err), theme.Bad
	case e.State == window.Stopped && r.asks:
		text, look = "all of it: "+p.words(*r.plan)+" · "+p.key(map[window.Side]keymap.Action{window.Top: keymap.Up, window.Bottom: keymap.Down}[s])+" reads on", theme.Warn
	case e.State == window.Stopped && s == window.Top:
		text, look = "stopped here · "+p.key(keymap.Up)+" goes on", theme.Warn
	case e.State == window.Stopped:
		text, look = "stopped here · "+p.key(keymap.Down)+" goes on", theme.Warn
	case s == window.Top && r.bounds.floor != nil:
		text = "no earlier hit down to " + p.begins(r.bounds) + ", where the filter begins"
		short = "none down to " + p.begins(r.bounds)
	case s == window.Bottom && hits && r.bounds.ceiling != nil && r.bounds.done(s, r.win.At(s)) && !r.bounds.until.After(e.Time):
		until, why := p.finishes(r.bounds)
		text, short = "no further hit up to "+until+", "+why, "none up to "+until
	case s == window.Top && hits:
		text, short = "no earlier hit down to the oldest record", "no earlier hit"
	case s == window.Top:
		text, short = "the oldest record is below", "oldest below"
	default:
		until := safe.Text(p.clock(e.Time, ""))
		text, short = "no further hit up to "+until+", the live end · "+p.key(keymap.Follow)+" waits for new ones", "none up to "+until+" · "+p.key(keymap.Follow)+" waits"
	}
	if e.State == window.Failed {
		return safe.Words(p.dashed(text), max(1, p.w-margin)), look
	}
	if line := p.dashed(text); short == "" || safe.Width(line) <= p.w-margin {
		return []safe.Text{line}, look
	}
	return []safe.Text{p.dashed(short)}, look
}

// dashed puts a sentence between dashes.
func (p *Pane) dashed(t safe.Text) safe.Text {
	dash := safe.Text(strings.Repeat(p.glyphs.Dash, 2))
	return dash + " " + p.say(t) + " " + dash
}

// status is the right end of the title: where the pane is and what it does. What
// tells most has the greatest weight.
func (p *Pane) status() (parts []fact, look theme.Token) {
	r := p.cur
	add := func(weight int, t safe.Text) { parts = append(parts, fact{weight, t}) }
	if p.note != "" {
		add(5, p.note) // a pane that is held by another says by which
	}
	row, total := r.win.Seen()
	hits := r.filter.program != nil && total > 0
	found := safe.Text(figures.Things(r.counted.hits, "hit"))
	if hits && !p.wholeRead(r) {
		found = safe.Text(figures.Count(r.counted.hits) + "+ hits")
	}
	at := safe.Text("row "+figures.Count(row)) + " of " + found
	if r.counted.looked.OverLimit > 0 { // those are rows too, but nobody knows whether they are hits
		at = safe.Text("row "+figures.Count(row)+" of "+figures.Count(total)) + ", " + found
	}
	if p.next != nil && p.next.shown == atRows {
		add(9, "going to "+p.aim(p.next.target))
		return parts, theme.Warn
	}
	if !r.opened {
		return parts, look
	}
	if run := p.sought.run; run != nil {
		add(9, "finding "+which(run.dir))
		return parts, theme.Warn
	}
	if _, _, ok := p.selecting(); ok {
		add(9, p.chosenWords())
		return parts, theme.Accent
	}
	if r.follow {
		if hits {
			add(4, found)
		}
		add(9, "following")
		return parts, theme.Good
	}
	if hits {
		add(4, at)
	}
	if r.asks {
		add(9, "asks first")
		return parts, theme.Warn
	}
	if r.filter.program != nil && r.searching() {
		add(9, "searching")
		return parts, theme.Warn
	}
	n, _ := p.unread()
	if n > 0 {
		look = theme.Warn
	}
	rec, ok := p.Record()
	switch {
	case r.filter.program != nil && n > 0: // they may be hits or not
		add(9, safe.Text("paused +"+figures.Count(n)+" unread"))
	case ok && rec.TimeKind != source.NoTime && !hits:
		if !p.held {
			add(3, p.pausedAt(rec.Time))
		}
		if n > 0 {
			add(9, safe.Text("+"+figures.Count(n)+" new"))
		}
	case n > 0:
		add(9, safe.Text("paused +"+figures.Count(n)+" new"))
	default:
		add(2, "paused")
	}
	return parts, look
}

// pausedAt says where the cursor stands in time, which its row does too: so it gives
// way to the topic's name.
func (p *Pane) pausedAt(t time.Time) safe.Text {
	said := safe.Text("paused at " + p.clock(t, ".000"))
	title := "  " + safe.Clean(p.name, 400) + "  all  " + said
	if safe.Width(title) > p.w {
		return "paused"
	}
	return said
}
