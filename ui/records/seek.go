package records

import (
	"slices"
	"strconv"
	"time"

	tea "charm.land/bubbletea/v2"

	"riffle/keymap"
	"riffle/query"
	"riffle/source"
	"riffle/ui/layout"
	"riffle/ui/window"
)

// seekPause is how long a linked pane waits for a further instant: the cursor of
// the other pane may be on the move.
const seekPause = 80 * time.Millisecond

// historyMost bounds the way back.
const historyMost = 100

// Mark is a place, a filter, whether the pane followed, and its columns: one step
// of the way back. It is a value.
type Mark struct {
	target target
	filter filter
	asked  filter // the one that all rows hid
	follow bool
	fields *fields
	still  bool // only the columns were others
}

// Mark returns where the pane is.
func (p *Pane) Mark() Mark {
	r, t := p.cur, p.here()
	if key, ok := p.nearest(); ok && !r.follow { // the newest of that moment, not of the moment of coming back
		t = target{key: key, line: r.win.Line()}
	}
	return Mark{target: t, filter: r.filter, asked: p.asked, follow: r.follow, fields: p.fields}
}

// Trail is the way here: the places that Back would go to, and this one last.
func (p *Pane) Trail() []Mark { return append(slices.Clone(p.history), p.Mark()) }

// here is the place under the cursor: the newest record stays the newest.
func (p *Pane) here() target {
	r := p.cur
	key, ok := p.nearest()
	switch {
	case r.follow || ok && r.win.Edge(window.Bottom).State == window.Ended && r.win.Cursor() == r.win.Last():
		return atEnd()
	case !ok:
		return r.target
	}
	return target{key: key, line: r.win.Line()}
}

// nearest is the order of the record under the cursor, or of the next one where a
// row of another kind stands there.
func (p *Pane) nearest() (source.Key, bool) {
	w := p.cur.win
	for d := range w.Len() {
		for _, i := range []int{w.Cursor() + d, w.Cursor() - d} {
			if row, ok := w.Row(i); ok && row.Record != nil {
				return row.Record.Order(), true
			}
		}
	}
	return source.Key{}, false
}

// Return goes to where a mark was made.
func (p *Pane) Return(m Mark) tea.Cmd {
	if p.arrange(m.fields); m.still {
		return p.drive()
	}
	p.asked = m.asked
	w := atRows
	if m.filter.text != p.cur.filter.text {
		w = atOnce
	}
	return p.travel(m.target, m.filter, m.follow, w)
}

// back returns to the place before the last jump; there may be none.
func (p *Pane) back() (cmd tea.Cmd, ok bool) {
	n := len(p.history)
	if n == 0 {
		return nil, false
	}
	m := p.history[n-1]
	p.history = p.history[:n-1]
	return p.Return(m), true
}

// swapPlace goes to the place before the last jump, and remembers this one for
// the next time; there may be none.
func (p *Pane) swapPlace() (cmd tea.Cmd, ok bool) {
	n := len(p.history)
	if n == 0 {
		return nil, false
	}
	m := p.history[n-1]
	p.history[n-1] = p.Mark()
	p.history[n-1].still = m.still
	return p.Return(m), true
}

// remember makes this place one to come back to.
func (p *Pane) remember() {
	if len(p.history) == historyMost {
		p.history = append(p.history[:0], p.history[1:]...)
	}
	p.history = append(p.history, p.Mark())
}

// Seek goes to a place, paused. What is on the screen stays until the first rows
// of the new place are there.
func (p *Pane) Seek(at source.At) tea.Cmd {
	p.hint = ""
	p.remember()
	if at.End() {
		return p.goTo(atEnd(), atRows)
	}
	return p.goTo(target{at: at, here: p.Place().Ref, line: -1}, atRows)
}

// goTo reads on at another place under the same filter.
func (p *Pane) goTo(t target, w when) tea.Cmd { return p.travel(t, p.acting().filter, false, w) }

// travel begins another reading.
func (p *Pane) travel(t target, f filter, follow bool, w when) tea.Cmd {
	p.failure = ""
	p.seek++ // a seek that still waits is overtaken
	drop := tea.Batch(p.dropNext(), p.stopFinding())
	r := p.newReading(t, f, follow, w)
	r.earlier = p.lookedAt(f)
	if w == atOnce || !p.cur.opened {
		drop = tea.Batch(drop, p.cur.end())
		p.cur = r
	} else {
		p.next = r
	}
	return tea.Batch(drop, p.lookFor(r, 0), p.drive())
}

// dropNext gives up a reading that is not on the screen yet.
func (p *Pane) dropNext() tea.Cmd {
	if p.next == nil {
		return nil
	}
	cmd := p.next.end()
	p.next = nil
	return cmd
}

// ready tells whether a reading can take over the screen.
func (r *reading) ready() bool {
	w := r.win
	top, bottom := w.Edge(window.Top).State, w.Edge(window.Bottom).State
	if top != window.More && (bottom != window.More || r.follow) {
		return true
	}
	if r.shown == atReady {
		return (top != window.More || w.Reach(window.Top) >= 0) && (bottom != window.More || w.Reach(window.Bottom) >= 0)
	}
	if r.follow && r.filter.program == nil {
		return w.First() < 0 // what arrives must not be seen before the newest page
	}
	return w.Len() > 0 || r.filter.program != nil
}

// swap shows the reading that was prepared.
func (p *Pane) swap() tea.Cmd {
	old, r := p.cur, p.next
	p.cur, p.next = r, nil
	if row, ok := old.win.Current(); ok && r.shown == atReady {
		if i, ok := r.win.Find(row.ID()); ok {
			r.win.Put(i, old.win.Line())
		}
	}
	return old.end()
}

// acting is the reading that keys mean: the one that a seek is on its way to.
func (p *Pane) acting() *reading {
	if p.next != nil && p.next.shown == atRows {
		return p.next
	}
	return p.cur
}

// SeekTime goes to an instant that another pane is at. Inside of what is held
// only the cursor moves; otherwise it waits a little, and the latest wins.
func (p *Pane) SeekTime(t time.Time) tea.Cmd {
	p.seek++
	pause := p.Pause()
	if row, ok := p.cur.win.FindTime(t); ok && p.acting() == p.cur {
		p.cur.win.Put(row, -1)
		return tea.Batch(pause, p.drive())
	}
	m := seekMsg{id: p.id, seek: p.seek, time: t.Add(time.Millisecond)} // the last record of that millisecond
	ctx := p.ctx
	return tea.Batch(pause, func() tea.Msg {
		_ = source.Wait(ctx, seekPause)
		return m
	})
}

// stepTime goes a while on, or back if negative, counted from the place that
// the last step set out for.
func (p *Pane) stepTime(d time.Duration) tea.Cmd {
	from, ok := p.acting().target.at.Instant()
	if key, found := p.nearest(); p.acting() == p.cur || !ok {
		if !found {
			return nil
		}
		from = key.Max
	}
	t := from.Add(d)
	p.remember()
	pause := p.Pause()
	row := 0
	if d < 0 { // the last record up to then: else a quiet hour would hold the cursor
		row, t = -1, t.Add(time.Millisecond)
	}
	if i, ok := p.cur.win.FindTime(t.Add(-time.Millisecond)); ok && p.acting() == p.cur {
		p.cur.win.Put(i+row+1, -1)
		return tea.Batch(pause, p.drive())
	}
	return tea.Batch(pause, p.goTo(target{at: source.AtTime(t), row: row, line: -1}, atRows))
}

// toOffset goes to an offset in the partition under the cursor.
func (p *Pane) toOffset(n int) tea.Cmd {
	at, err := source.ParseAt("@"+strconv.Itoa(n), p.now())
	if err != nil {
		return nil
	}
	return p.Seek(at)
}

// toOldest goes to the oldest record, toNewest to the newest; there, it follows.
func (p *Pane) toOldest() tea.Cmd {
	p.remember()
	pause := p.Pause()
	if w := p.cur.win; p.acting() == p.cur && w.Len() > 0 && w.Edge(window.Top).State == window.Ended {
		w.Put(w.First(), -1)
		return tea.Batch(pause, p.drive())
	}
	return tea.Batch(pause, p.goTo(target{at: source.AtStart()}, atRows))
}

func (p *Pane) toNewest() tea.Cmd {
	w := p.cur.win
	reached := w.Edge(window.Bottom).State == window.Ended
	below, known := p.below()
	end := reached && below == 0 || known && below == 0 && w.Waiting()
	switch {
	case p.cur.follow:
		return nil
	case p.next != nil && p.next.shown == atRows && p.next.target.end():
		return p.Follow()
	case p.acting() != p.cur:
	case end && (w.Cursor() == w.Last() || w.Len() == 0):
		return p.Follow()
	case reached && below <= followInside:
		p.remember()
		w.Put(w.Last(), -1)
		w.SetEdge(window.Bottom, window.Edge{}) // what arrived since is read on
		w.Move(followInside, false)
		return p.drive()
	}
	p.remember()
	return p.goTo(atEnd(), atRows)
}

// Filter reads under another condition from the place where the cursor is. A nil
// program shows all records. Under the same condition it goes on with what was found.
func (p *Pane) Filter(program *query.Program, text string) tea.Cmd {
	switch f := filterOf(program, text); {
	case f.same(p.cur.filter) && (p.cur.asks || p.cur.scanning()):
		return nil
	case f.same(p.cur.filter):
		return p.refresh()
	case p.cur.filter.program == nil && f.same(p.asked):
		return p.toggle()
	}
	p.remember()
	p.asked, p.aside = filter{}, nil
	return p.refilter(filterOf(program, text))
}

func (p *Pane) refilter(f filter) tea.Cmd {
	t, follow := p.here(), p.cur.follow
	if key, ok := p.nearest(); ok && p.cur.filter.program != nil && !follow {
		t = target{key: key, line: p.cur.win.Line()} // the last hit is not the newest record
	}
	if p.next != nil && p.next.shown == atRows {
		t = p.next.target
	}
	return p.travel(t, f, follow, atOnce)
}

// toggle shows all records around the cursor, or the hits again.
func (p *Pane) toggle() tea.Cmd {
	f := p.asked
	if p.cur.filter.program == nil && f.program == nil {
		p.hint = "no filter to turn off · " + p.key(keymap.Filter) + " sets one"
		return nil
	}
	p.remember()
	p.asked = p.cur.filter
	if f.program != nil && p.cur.filter.program != nil {
		f = filter{}
	}
	if cmd, ok := p.takeBack(f); ok {
		return cmd
	}
	old := p.cur
	cmd := p.refilter(f)
	if p.aside = nil; old.filter.program != nil && !old.follow {
		p.aside = old
	}
	return cmd
}

// takeBack shows hits again that all rows have hidden, if they were looked for where
// the cursor is: to find them once more could be a long search.
func (p *Pane) takeBack(f filter) (cmd tea.Cmd, ok bool) {
	r := p.aside
	if r == nil || f.program == nil || r.filter != f || !r.opened || p.cur.follow || p.acting() != p.cur {
		return nil, false
	}
	key, moved := p.nearest() // where no row has come, nobody has moved
	if moved && !r.holds(key) {
		return nil, false
	}
	p.seek++
	p.failure = ""
	drop := tea.Batch(p.dropNext(), p.stopFinding(), p.cur.end())
	p.cur, p.aside = r, nil
	p.fit()
	p.measure()
	if moved && r.win.Len() > 0 {
		r.win.Put(r.closest(key), -1)
	}
	return tea.Batch(drop, p.drive()), true
}

// holds tells whether all hits around a place are rows of the window.
func (r *reading) holds(key source.Key) bool {
	if _, ok := r.win.FindTime(key.Max); ok {
		return true
	}
	from, to := r.win.At(window.Top), r.win.At(window.Bottom)
	end := r.win.Edge(window.Bottom).State == window.Ended
	i := slices.Index(r.refs, key.Ref)
	if i < 0 { // the filter finds nothing in that partition
		t := earliest(from, to)
		return end && !t.IsZero() && !key.Max.Before(t)
	}
	return !key.Offset.Less(from[i].Offset) && (end || key.Offset.Less(to[i].Offset))
}

// closest is the row of a place, or the last one before it.
func (r *reading) closest(key source.Key) int {
	if row, ok := r.win.Find(window.ID{Ref: key.Ref, Offset: key.Offset}); ok {
		return row
	}
	if row, ok := r.win.FindTime(key.Max); ok {
		return row
	}
	if last, _ := r.win.Row(r.win.Last()); last.Record != nil && !last.Record.Max.After(key.Max) {
		return r.win.Last()
	}
	return r.win.First()
}

// seekMsg says that no further instant came.
type seekMsg struct {
	id   layout.ID
	seek int
	time time.Time
}

// To is the pane that the message is for.
func (m seekMsg) To() layout.ID { return m.id }
