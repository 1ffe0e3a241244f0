package records

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"riffle/source"
	"riffle/ui/safe"
	"riffle/ui/theme"
	"riffle/ui/window"
)

// sentenceMost bounds what an error may say, in cells.
const sentenceMost = 400

// sentence says what an error means here, and what to do.
func (p *Pane) sentence(err error) safe.Text {
	topic := safe.Clean(p.name, 60)
	why := safe.Clean(err.Error(), sentenceMost)
	var trimmed *source.TrimmedError
	switch {
	case errors.Is(err, errStopped):
		return "stopped · Ctrl-r tries again"
	case errors.As(err, &trimmed):
		return "trimmed while reading · g goes to the oldest record · " + why
	case errors.Is(err, source.ErrDenied):
		return "denied: needs Read and Describe on Topic " + topic + " · q goes back · " + why
	case errors.Is(err, source.ErrNotFound):
		return topic + " is not there any more · q goes back to the topics · " + why
	case errors.Is(err, source.ErrAuth):
		return "not logged in · q goes back · " + why
	case errors.Is(err, source.ErrClosed):
		return "the connection was closed · q goes back"
	}
	return "cannot be read · Ctrl-r tries again · " + why
}

// reconnecting says that reading goes on by itself.
func (p *Pane) reconnecting(r *reading) (safe.Text, bool) {
	for _, s := range []window.Side{window.Bottom, window.Top} {
		x := &r.sides[s]
		if x.fault == nil {
			continue
		}
		after, _ := passing(x.fault)
		return safe.Text("reconnecting in "+seconds(after)+", resumes at ") + p.place(r.win.At(s)) + " · " + safe.Clean(x.fault.Error(), 120), true
	}
	if after, ok := passing(r.err); ok {
		return safe.Text("reconnecting in "+seconds(after)+" · ") + safe.Clean(r.err.Error(), 120), true
	}
	return "", false
}

// seconds writes a pause: "2 s", "0.05 s".
func seconds(d time.Duration) string { return strconv.FormatFloat(d.Seconds(), 'f', -1, 64) + " s" }

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
	if t, ok := p.reconnecting(r); ok {
		return t, theme.Warn
	}
	top, bottom := r.win.Edge(window.Top), r.win.Edge(window.Bottom)
	topic := safe.Clean(p.name, 60)
	read := safe.Text(short(r.read()))
	switch {
	case r.err != nil:
		return p.sentence(r.err), theme.Bad
	case !r.opened:
		info := p.src.Info()
		return "opening " + topic + " at " + p.aim(r.target) + ", asking " + safe.Clean(info.Endpoint, 60) + " · Ctrl-c stops", theme.Dim
	case top.State == window.Failed:
		return p.sentence(top.Err), theme.Bad
	case bottom.State == window.Failed:
		return p.sentence(bottom.Err), theme.Bad
	case top.State == window.Stopped || bottom.State == window.Stopped:
		return "stopped, no hit in " + read + " read · k or j goes on", theme.Warn
	case top.State != window.Ended:
		return "nothing yet, " + read + " read · Ctrl-c stops", theme.Dim
	case r.follow && r.filter.program != nil:
		return "no hit in " + read + " read · waiting for new records", theme.Dim
	case r.follow:
		return topic + " has no record yet · waiting for new ones", theme.Dim
	case bottom.State != window.Ended:
		return "nothing yet, " + read + " read · Ctrl-c stops", theme.Dim
	case r.bounds.floor != nil || r.bounds.ceiling != nil:
		return "no hit in " + read + " records of " + topic + " in the time that the filter names · f changes the filter, a shows all rows", theme.Plain
	case r.filter.program != nil:
		return "no hit: all " + read + " records of " + topic + " were read · f changes the filter, a shows all rows, F waits for new ones", theme.Plain
	case p.news.low != nil && window.Distance(p.news.low, p.news.end) > 0:
		return "no record is left in " + topic + ": " + safe.Text(thousands(window.Distance(p.news.low, p.news.end))) + " offsets are empty · F waits for new ones", theme.Plain
	}
	return "topic " + topic + " is empty · F waits for new records", theme.Plain
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

// edgeLine draws what stands beyond the last row of a side.
func (p *Pane) edgeLine(s window.Side) string {
	r := p.cur
	e := r.win.Edge(s)
	hits := r.filter.program != nil
	var text safe.Text
	look := theme.Dim
	switch {
	case e.State == window.Failed:
		text, look = p.sentence(e.Err), theme.Bad
	case e.State == window.Stopped && s == window.Top:
		text, look = "stopped here · k goes on", theme.Warn
	case e.State == window.Stopped:
		text, look = "stopped here · j goes on", theme.Warn
	case s == window.Top && r.bounds.floor != nil:
		text = safe.Text("no earlier hit down to " + p.clock(r.bounds.since, "") + ", where the filter begins")
	case s == window.Bottom && hits && r.bounds.ceiling != nil && r.bounds.done(s, r.win.At(s)):
		text = safe.Text("no further hit up to " + p.clock(r.bounds.until, "") + ", 5 min after the filter ends")
	case s == window.Top && hits:
		text = "no earlier hit down to the oldest record"
	case s == window.Top:
		text = "the oldest record is below"
	default:
		text = safe.Text("no further hit up to " + p.clock(e.Time, "") + ", the live end · F waits for new ones")
	}
	dash := safe.Text(strings.Repeat(p.glyphs.Dash, 2))
	l := p.newLine(nil, p.w)
	l.space(margin)
	l.put(look, dash+" "+p.say(text)+" "+dash)
	return l.end()
}

// status is the right end of the title: where the pane is and what it does, the
// most important word first.
func (p *Pane) status() (parts []safe.Text, look theme.Token) {
	r := p.cur
	if p.note != "" {
		parts = append(parts, p.note)
	}
	row, total := r.win.Seen()
	hits := r.filter.program != nil && total > 0
	if p.next != nil && p.next.shown == atRows {
		return append(parts, "going to "+p.aim(p.next.target)), theme.Warn
	}
	if !r.opened {
		return parts, look
	}
	if r.follow {
		if hits {
			parts = append(parts, safe.Text(thousands(int64(total))+" hits"))
		}
		return append(parts, "following"), theme.Good
	}
	if hits {
		parts = append(parts, safe.Text("row "+thousands(int64(row))+" of "+thousands(int64(total))+" hits"))
	}
	n, known := p.unread()
	if n > 0 {
		look = theme.Warn
	}
	rec, ok := p.Record()
	switch {
	case hits && known:
		parts = append(parts, safe.Text("paused +"+thousands(n)+" new"))
	case ok && rec.TimeKind != source.NoTime && known:
		parts = append(parts, safe.Text("paused at "+p.clock(rec.Time, ".000")), safe.Text("+"+thousands(n)+" new"))
	case known:
		parts = append(parts, safe.Text("paused +"+thousands(n)+" new"))
	default:
		parts = append(parts, "paused")
	}
	return parts, look
}

// covered is the coverage line: what was read for what is shown, never a guess.
func (p *Pane) covered() (parts []safe.Text, look theme.Token) {
	r := p.cur
	if t, ok := p.reconnecting(r); ok {
		return []safe.Text{t}, theme.Warn
	}
	_, total := r.win.Seen()
	n := r.looked
	hits := r.filter.program != nil
	switch {
	case hits && r.follow && r.rate.settled:
		parts = append(parts, safe.Text(perSecond(r.rate)+" hits/s"))
	case r.follow && r.rate.settled:
		parts = append(parts, safe.Text(perSecond(r.rate)+"/s"))
	}
	if hits {
		parts = append(parts, safe.Text(thousands(int64(total))+" hits in "+short(r.read())+" read"))
	} else {
		parts = append(parts, safe.Text(short(r.read())+" read"))
	}
	if hits && r.scanning() {
		parts = append(parts, p.progress(r))
	}
	parts = append(parts, p.partitions(r))
	switch {
	case n.NotJSON == 0:
	case n.Parsed == n.Records:
		parts = append(parts, safe.Text(thousands(n.NotJSON)+" not JSON"))
	default:
		parts = append(parts, safe.Text(thousands(n.NotJSON)+" of "+short(n.Parsed)+" parsed not JSON"))
	}
	switch {
	case r.follow && r.left > 0:
		parts = append(parts, safe.Text(thousands(r.left)+" left out"))
	case r.follow:
		parts = append(parts, "nothing skipped")
	}
	return append(parts, safe.Text(bytes(n.Bytes))), theme.Dim
}

// partitions says how many of the partitions what is shown is made from.
func (p *Pane) partitions(r *reading) safe.Text {
	n := len(p.refs)
	if !r.opened {
		n = 0
	}
	return safe.Text(fmt.Sprintf("%d/%d parts", n, len(p.refs)))
}

// progress says how far a search is.
func (p *Pane) progress(r *reading) safe.Text {
	text := "scanning " + p.glyphs.More
	if low, end := p.news.low, p.news.end; low != nil {
		if all := window.Distance(low, end); all > 0 {
			text += fmt.Sprintf(" %d %%", min(100, 100*window.Distance(r.covers())/all))
		}
	}
	if r.speed.perSec > 0 {
		text += " · " + bytes(int64(r.speed.perSec)) + "/s"
	}
	return safe.Text(text)
}
