package records

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"riffle/keymap"
	"riffle/query"
	"riffle/source"
	"riffle/ui/window"
)

// Do carries out an action. n is the number typed before it, 0 for none.
func (p *Pane) Do(a keymap.Action, n int) (cmd tea.Cmd, done bool) {
	p.hint, p.sought.again = "", p.sought.again && (a == keymap.FindNewer || a == keymap.FindOlder)
	times := max(n, 1)
	page := max(p.cur.win.Page()-1, 1)
	half := max(p.cur.win.Page()/2, 1)
	switch a {
	case keymap.Down, keymap.NextRecord:
		return p.move(times, false), true
	case keymap.Up, keymap.PrevRecord:
		return p.move(-times, false), true
	case keymap.PageDown:
		return p.move(times*page, true), true
	case keymap.PageUp:
		return p.move(-times*page, true), true
	case keymap.HalfDown:
		return p.move(times*half, true), true
	case keymap.HalfUp:
		return p.move(-times*half, true), true
	case keymap.First:
		if n > 0 {
			return p.toOffset(n), true
		}
		return p.toOldest(), true
	case keymap.Last:
		if n > 0 {
			return p.toOffset(n), true
		}
		return p.toNewest(), true
	case keymap.Percent:
		if n == 0 { // the oldest record is not what a bare key asks for
			p.hint = "type a number first: 50%"
			return nil, true
		}
		return p.Seek(source.AtShare(float64(n) / 100)), true
	case keymap.Follow:
		if p.cur.follow {
			return p.Pause(), true
		}
		return p.Follow(), true
	case keymap.FindNewer:
		return p.findNext(source.Forward, times), true
	case keymap.FindOlder:
		return p.findNext(source.Backward, times), true
	case keymap.Bisect:
		return p.Bisect(), true
	case keymap.NextEdge:
		return p.toEdge(source.Forward, times), true
	case keymap.PrevEdge:
		return p.toEdge(source.Backward, times), true
	case keymap.AllHits:
		return p.toggle(), true
	case keymap.MinuteBack:
		return p.stepTime(-time.Duration(times) * time.Minute), true
	case keymap.MinuteOn:
		return p.stepTime(time.Duration(times) * time.Minute), true
	case keymap.HourBack:
		return p.stepTime(-time.Duration(times) * time.Hour), true
	case keymap.HourOn:
		return p.stepTime(time.Duration(times) * time.Hour), true
	case keymap.Open:
		if p.cur.asks && p.cur.win.Len() == 0 {
			return p.refresh(), true
		}
		return p.openGap()
	case keymap.Back:
		return p.back()
	case keymap.Swap:
		return p.swapPlace()
	case keymap.Left:
		return p.sideways(-times), true
	case keymap.Right:
		return p.sideways(times), true
	case keymap.Select:
		return p.toggleSelect(), true
	case keymap.Cancel:
		return p.dismiss()
	case keymap.Wrap:
		p.toggleWrap()
		return p.drive(), true
	case keymap.Refresh:
		return p.refresh(), true
	}
	return nil, false
}

// move moves the cursor. Moving up pauses a pane that follows; moving beyond what
// was stopped, or was the live end, reads on.
func (p *Pane) move(rows int, scroll bool) tea.Cmd {
	r := p.acting()
	if r.follow && rows > 0 {
		p.hint = "at the live end, following · " + p.key(keymap.Up) + " or " + p.key(keymap.Follow) + " pauses"
		return nil
	}
	side := window.Bottom
	if rows < 0 {
		side = window.Top
	}
	below, _ := p.below()
	if e := r.win.Edge(side); e.State == window.Ended && side == window.Bottom && below > 0 && r.win.Cursor()+rows > r.win.Last() {
		r.win.SetEdge(side, window.Edge{})
	}
	if e := r.win.Edge(side); e.State == window.Ended && side == window.Bottom && e.Lines == 0 && r.win.Cursor() == r.win.Last() {
		p.hint = "the live end · " + p.key(keymap.Follow) + " follows"
	}
	r.win.Move(rows, scroll)
	if r.win.Edge(side).State == window.Stopped && (r.win.Waiting() || r.win.Len() == 0) {
		r.agree()
		r.win.SetEdge(side, window.Edge{})
	}
	if r.follow {
		return tea.Batch(p.Pause(), p.drive())
	}
	return p.drive()
}

// refresh reads again what failed, was stopped, or may have grown.
func (p *Pane) refresh() tea.Cmd {
	r := p.cur
	p.failure = ""
	r.agree()
	if r.err != nil {
		r.err = nil
		return p.lookFor(r, 0)
	}
	for _, s := range []window.Side{window.Top, window.Bottom} {
		if e := r.win.Edge(s); e.State != window.More && !(s == window.Top && e.State == window.Ended) {
			r.win.SetEdge(s, window.Edge{})
		}
	}
	return p.drive()
}

// Instant is the time of the record under the cursor, for panes linked to this
// one. It is the zero time where there is none.
func (p *Pane) Instant() time.Time {
	r, ok := p.Record()
	switch {
	case !ok:
		return time.Time{}
	case r.TimeKind == source.NoTime:
		return r.Max
	}
	return r.Time
}

// Place is the record under the cursor in the merged order; the zero Key where
// there is none, but for a partition of the stream.
func (p *Pane) Place() source.Key {
	if key, ok := p.nearest(); ok {
		return key
	}
	return source.Key{Ref: p.cur.refs[0]}
}

// FilterText is what the filter was written as, "" for all records.
func (p *Pane) FilterText() string { return p.cur.filter.text }

// Wanted is what the filter in force was written as, or the one that all rows hide; ""
// where there is neither.
func (p *Pane) Wanted() string { return p.hitsOf().text }

// Program is the filter of what is shown, nil for none.
func (p *Pane) Program() *query.Program { return p.cur.filter.program }

// Following tells whether new records are shown as they arrive.
func (p *Pane) Following() bool { return p.cur.follow }

// Busy tells whether a search runs: what was found would be lost with the pane.
// Reading ahead, a jump without a filter and following are over in moments, or
// can be begun again.
func (p *Pane) Busy() bool {
	if p.sought.run != nil || p.sweeping() {
		return true
	}
	for _, r := range p.readings() {
		if r.filter.program != nil && r.scanning() {
			return true
		}
	}
	return false
}

// Running tells whether there is anything that [Pane.Stop] would end before it is
// done: a search, a jump, the first answer, reading ahead.
func (p *Pane) Running() bool {
	return p.sought.run != nil || p.sweeping() || p.next != nil && p.next.shown == atRows || p.cur.scanning()
}
