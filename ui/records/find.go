package records

import (
	tea "charm.land/bubbletea/v2"

	"riffle/keymap"
	"riffle/query"
	"riffle/source"
	"riffle/ui/safe"
	"riffle/ui/window"
)

// sought is what n and N look for among the rows that are shown: nothing is hidden.
// The rows held are looked at first; beyond them a finding reads on (beyond.go).
type sought struct {
	filter filter
	run    *finding   // reads on beyond the window; nil: none
	cut    *finding   // was stopped, and can go on from where it was
	again  bool       // the last key looked for the same: one step of the way back is enough
	dir    source.Dir // of the last search; 0: none yet
	show   bool       // the value that matched is to be seen, once the cursor is on it
	owed   int        // matches to find once a jump has arrived
	owes   source.Dir // and in which direction
}

// Find goes to the next record that satisfies a condition, text being what it was
// written as: towards newer records (Forward), older ones (Backward), or, where dir
// is 0, towards older ones at the end of the stream and newer ones elsewhere. Other
// rows stay. An empty condition forgets the last one.
func (p *Pane) Find(program *query.Program, text string, dir source.Dir) tea.Cmd {
	stop := p.stopFinding()
	p.hint, p.sought = "", sought{filter: filterOf(program, text)}
	p.measure()
	if p.sought.filter.program == nil {
		return tea.Batch(stop, p.drive())
	}
	if dir == 0 {
		dir = p.outwards()
	}
	return tea.Batch(stop, p.findNext(dir, 1))
}

// FindSame is Find that goes on in its direction where it is told the same again.
func (p *Pane) FindSame(program *query.Program, text string) tea.Cmd {
	if text != p.FindText() || p.sought.dir == 0 {
		return p.Find(program, text, 0)
	}
	p.hint = ""
	return p.findNext(p.sought.dir, 1)
}

// FindText is what was looked for last, "" for nothing.
func (p *Pane) FindText() string { return p.sought.filter.text }

// outwards is the direction in which a search begins.
func (p *Pane) outwards() source.Dir {
	r := p.cur
	if t := p.acting().target; p.acting() != r && t.end() {
		return source.Backward
	}
	if r.follow || r.win.Len() == 0 && r.target.end() ||
		r.win.Edge(window.Bottom).State == window.Ended && r.win.Cursor() == r.win.Last() {
		return source.Backward
	}
	return source.Forward
}

// looksFor is the condition that matches on the screen are set off by: what was
// looked for, or, where all rows are shown, the filter that they hide.
func (p *Pane) looksFor() filter {
	if p.sought.filter.program == nil && p.cur.filter.program == nil {
		return p.asked
	}
	return p.sought.filter
}

// findNext goes to the nth match from the cursor in a direction.
func (p *Pane) findNext(dir source.Dir, n int) tea.Cmd {
	f := p.looksFor()
	switch {
	case f.program != nil:
	case p.cur.filter.program != nil && p.cur.win.Len() == 0:
		p.hint = "there is no hit to go to · " + p.key(keymap.Filter) + " changes the filter"
		return nil
	case p.cur.filter.program != nil:
		p.hint = "every row is a hit · " + p.key(keymap.Find) + " finds among them"
		return nil
	default:
		p.hint = "nothing to look for yet · " + p.key(keymap.Find) + " asks for a text or a condition"
		return nil
	}
	p.sought.dir = dir
	if run := p.sought.run; run != nil && run.dir == dir { // typed ahead
		run.left += n
		return nil
	}
	stop := p.stopFinding()
	if p.next != nil && p.next.shown == atRows || !p.cur.opened {
		p.sought.owed, p.sought.owes = n, dir
		return stop
	}
	pause := p.Pause()
	if !p.sought.again {
		p.remember()
	}
	p.sought.again, p.sought.show = true, true
	left, whole := p.inWindow(f, dir, n)
	if left == 0 {
		return tea.Batch(stop, pause, p.drive())
	}
	return tea.Batch(stop, pause, p.findBeyond(f, dir, left, whole), p.drive())
}

// inWindow moves the cursor to the nth match among the rows held, as far as there
// are so many, and returns how many are missing. It stops at a record of which the
// window holds only the beginning: that has to be read again.
func (p *Pane) inWindow(f filter, dir source.Dir, n int) (left int, whole *source.Record) {
	w := p.cur.win
	for i := w.Cursor() + int(dir); n > 0 && i >= w.First() && i <= w.Last(); i += int(dir) {
		row, _ := w.Row(i)
		switch {
		case row.Record == nil:
		case row.Record.Clipped():
			return n, row.Record
		case matches(f, row.Record):
			w.Put(i, -1)
			n--
		}
	}
	return n, nil
}

// showMatch puts the cell cursor on the value that matched, where a text tells which
// one it is: a long value is scrolled to it.
func (p *Pane) showMatch() {
	r, ok := p.current()
	if !p.sought.show || !ok || p.sought.run != nil || p.next != nil {
		return
	}
	p.sought.show = false
	f := p.looksFor()
	if f.program == nil || !f.program.InValue() || !matches(f, r) {
		return
	}
	for i, l := range p.leaves(r) {
		if len(f.program.Marks(r.Value[l.From:l.To])) > 0 {
			p.enter(r, i)
			return
		}
	}
}

// matches tells whether a record is known to satisfy a filter. One that is over
// the filter's limits is not known to.
func matches(f filter, r *source.Record) bool {
	ok, err := f.program.Test(r)
	return ok && err == nil
}

// resumeFinding does what was typed while a jump was on its way.
func (p *Pane) resumeFinding() tea.Cmd {
	n, dir := p.sought.owed, p.sought.owes
	if n == 0 || p.next != nil && p.next.shown == atRows || !p.cur.opened || p.cur.win.Len() == 0 {
		return nil
	}
	p.sought.owed = 0
	return p.findNext(dir, n)
}

// stopFinding gives up a search beyond the window, if one runs.
func (p *Pane) stopFinding() tea.Cmd {
	run := p.sought.run
	p.sought.run, p.sought.owed = nil, 0
	if run == nil {
		return nil
	}
	return run.end()
}

// which names a direction: "older".
func which(d source.Dir) safe.Text {
	if d == source.Backward {
		return "older"
	}
	return "newer"
}

// dismiss gives up a selection, or what a sweep has said. What runs goes on.
func (p *Pane) dismiss() (cmd tea.Cmd, done bool) {
	if p.Unselect() {
		return nil, true
	}
	if p.told() == nil || p.sweeping() {
		return nil, false
	}
	p.endSweep()
	return p.drive(), true
}
