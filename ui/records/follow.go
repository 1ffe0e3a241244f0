package records

import (
	"context"
	"errors"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"riffle/source"
	"riffle/ui/layout"
	"riffle/ui/window"
)

const (
	listenEvery  = 2 * time.Second  // how often a paused pane looks at the live end
	behindMost   = 2 * time.Second  // how long a tail may be behind before it jumps to the end
	behindHits   = 15 * time.Second // and with a filter, where jumping may leave out hits
	followInside = 4096             // unread records up to which it is better to read on than to jump to the end
)

// news is what is known of the live end.
type news struct {
	low, end source.Position
	base     source.Position // the end when the pane was paused: later records are new
	out      bool            // somebody is looking
	fault    error           // why the last look failed, if that is expected to pass
}

// ends are the ends of the partitions that the reading on the screen is of, as far
// as they were looked up.
func (p *Pane) ends() (low, end source.Position, ok bool) { return p.endsOf(p.cur) }

// endsOf are those that a reading is of.
func (p *Pane) endsOf(r *reading) (low, end source.Position, ok bool) {
	return p.news.low.Among(r.refs), p.news.end.Among(r.refs), p.news.end != nil
}

// with is a position with the places of some of its partitions replaced.
func with(pos, some source.Position) source.Position {
	if len(some) >= len(pos) {
		return some
	}
	pos = slices.Clone(pos)
	for i, j := 0, 0; i < len(pos) && j < len(some); i++ {
		if pos[i].Ref == some[j].Ref {
			pos[i] = some[j]
			j++
		}
	}
	return pos
}

// Follow shows new records as they arrive, from where the window ends. If that is
// not the live end, it goes there first: what is there stands in the merged order.
func (p *Pane) Follow() tea.Cmd {
	p.seek++ // a seek that still waits is overtaken
	if p.cur.follow {
		return nil
	}
	drop := p.dropNext()
	r := p.cur
	if !p.atLiveEnd(r) {
		p.remember()
		return tea.Batch(drop, p.travel(atEnd(), r.filter, true, atRows))
	}
	p.failure = ""
	r.follow, r.behind, r.rate, r.passed = true, time.Time{}, source.Rate{}, source.Rate{}
	end := r.sides[window.Bottom].end()
	r.win.SetEdge(window.Bottom, window.Edge{})
	p.toLast(r)
	return tea.Batch(drop, end, p.drive())
}

// atLiveEnd tells whether following can go on from the last row of r. A tail brings
// what is older than its beginning one partition after the other, so nothing may
// lie between; but with a filter a little may, since finding the hits again could
// be a long search.
func (p *Pane) atLiveEnd(r *reading) bool {
	reached := r.win.Edge(window.Bottom).State == window.Ended
	_, end, ok := p.endsOf(r)
	if !ok || !r.opened {
		return reached
	}
	between := end.Minus(r.win.At(window.Bottom))
	return between == 0 || reached && r.filter.program != nil && between <= followInside
}

// Pause stops following. The records that arrived are put into the merged order
// around the cursor; the rows stay where they are until that is ready. Hits stay
// in the order of arrival: finding the earlier ones again could be a long search.
func (p *Pane) Pause() tea.Cmd {
	r := p.cur
	if p.next != nil && p.next.follow {
		return p.dropNext()
	}
	if !r.follow {
		return nil
	}
	if r.caughtUp() {
		r.newest = p.now()
	}
	r.follow, r.jumping = false, false
	r.explained = someHits // what came meanwhile may tell more
	end := r.sides[window.Bottom].end()
	if p.news.base != nil {
		p.news.base = with(p.news.base, r.win.At(window.Bottom))
	}
	key, ok := p.nearest()
	// A row for records left out must stay, so that it can be opened.
	if !ok || !r.arrived || r.left > 0 || r.filter.program != nil {
		return tea.Batch(end, p.drive())
	}
	return tea.Batch(end, p.travel(target{key: key, line: r.win.Line()}, r.filter, false, atReady))
}

// toLast puts the cursor on the newest row. In a pane beside another one rows stay
// where they are as long as there is room below, and then go up by half of the screen:
// a terminal can scroll whole lines only, so every step of such a pane is drawn cell by
// cell, 3 kB for a row that takes 150 bytes. Rows that stand still are read better, too.
// Where they come too fast for that, the newest stands at the bottom.
func (p *Pane) toLast(r *reading) {
	if r.win.Len() == 0 {
		return
	}
	top, half := r.win.Top(), p.rowLines()/2
	if !p.beside || r.rate.PerSec > float64(half) {
		r.win.Put(r.win.Last(), bottom)
		return
	}
	r.win.Put(r.win.Last(), -1)
	if r.win.Top() != top {
		r.win.Put(r.win.Last(), half)
	}
}

// tailed notes what a tail brought.
func (p *Pane) tailed(r *reading, b source.Batch, now time.Time) {
	r.arrived = r.arrived || len(b.Records) > 0
	r.rate.Add(int64(len(b.Records)), now)
	r.passed.Add(max(b.Looked.Records, int64(len(b.Records))), now)
	p.toLast(r)
	switch {
	case b.Live || b.At == nil:
		r.behind = time.Time{}
	case r.behind.IsZero():
		r.behind = now
	}
}

// coolAfter is how long nothing comes before a rate is looked at again: it must
// not stay on the screen when the flow has ended.
const coolAfter = 2 * time.Second

// coolMsg says that it is time to look at a rate.
type coolMsg struct {
	id layout.ID
	of *reading
}

// To is the pane that the message is for.
func (m coolMsg) To() layout.ID { return m.id }

// watch returns the command that looks at the rate of r after a while, if nobody
// does yet.
func (p *Pane) watch(r *reading) tea.Cmd {
	if r.cooling || !r.follow || r.passed.PerSec == 0 {
		return nil
	}
	r.cooling = true
	ctx, m := p.ctx, coolMsg{p.id, r}
	return func() tea.Msg {
		_ = source.Wait(ctx, coolAfter)
		return unless(ctx, m)
	}
}

// cool brings the rates down where nothing came. At zero it is done: then nothing
// is drawn until something comes.
func (p *Pane) cool(m coolMsg) tea.Cmd {
	m.of.cooling = false
	m.of.rate.Add(0, p.now())
	m.of.passed.Add(0, p.now())
	return p.watch(m.of)
}

// caughtUp tells whether a tail shows all that there is.
func (r *reading) caughtUp() bool { return r.follow && r.opened && r.behind.IsZero() }

// keepUp looks at the live end if the tail has been behind it for long.
func (p *Pane) keepUp(r *reading) tea.Cmd {
	most := behindMost
	if r.filter.program != nil {
		most = behindHits
	}
	if r.jumping || r.behind.IsZero() || p.now().Sub(r.behind) < most {
		return p.watch(r)
	}
	r.jumping = true
	return tea.Batch(p.watch(r), p.askEnds(r.stream, 0, r.sides[window.Bottom].gen))
}

// listen looks at the live end now and then while the pane is paused: that says
// how many records are new without reading them.
func (p *Pane) listen() tea.Cmd {
	if p.news.out || p.hidden || !p.cur.opened || p.cur.follow {
		return nil
	}
	p.news.out = true
	after := listenEvery
	if _, _, ok := p.ends(); !ok && p.cur.filter.program != nil && !p.cur.measured {
		after, p.cur.measured = 0, true // a search says how far it is
	}
	s := p.cur.stream
	if p.news.end == nil { // the others count too when the filter goes
		s = p.open(p.refs, source.Options{})
	}
	return p.askEnds(s, after, 0)
}

// endsMsg is an answer about the ends of the stream.
type endsMsg struct {
	id       layout.ID
	gen      int // of the tail that is behind; 0 for a pane that listens
	low, end source.Position
	err      error
}

// To is the pane that the message is for.
func (m endsMsg) To() layout.ID { return m.id }

// Err is why it failed, nil where it did not.
func (m endsMsg) Err() error { return m.err }

func (p *Pane) askEnds(s stream, after time.Duration, gen int) tea.Cmd {
	m, ctx := endsMsg{id: p.id, gen: gen}, p.ctx
	return func() tea.Msg {
		_ = source.Wait(ctx, after)
		if ctx.Err() != nil {
			return nil
		}
		ask, cancel := context.WithTimeout(ctx, 10*time.Second)
		defer cancel()
		m.low, m.end, m.err = s.Ends(ask)
		if ctx.Err() == nil && ask.Err() != nil {
			m.err = &source.TransientError{Err: errors.New("no answer about the live end for 10 s"), After: listenEvery}
		}
		return m
	}
}

// hear takes an answer about the ends.
func (p *Pane) hear(m endsMsg) tea.Cmd {
	if m.gen == 0 {
		p.news.out = false
	}
	p.news.fault = nil
	if m.err != nil {
		p.cur.jumping = false
		if _, ok := passing(m.err); ok && m.gen == 0 {
			p.news.fault = &source.TransientError{Err: m.err, After: listenEvery} // by then it looks again
		}
		if errors.Is(m.err, source.ErrNotFound) {
			p.failure = p.sentence(m.err)
		}
		return nil
	}
	p.news.low, p.news.end = with(p.news.low, m.low), with(p.news.end, m.end)
	p.expectOffsets(m.end)
	if p.news.base == nil {
		p.news.base = p.news.end
	}
	if m.gen == 0 {
		return nil
	}
	return p.jump(m)
}

// jump leaves out what the tail could not keep up with, if that is worth it.
func (p *Pane) jump(m endsMsg) tea.Cmd {
	r := p.cur
	x := &r.sides[window.Bottom]
	if x.gen != m.gen || !r.follow {
		return nil
	}
	r.jumping, r.behind = false, time.Time{}
	g := window.NewGap(r.win.At(window.Bottom), m.end.Among(r.refs))
	if g.Records <= max(followInside, int64(r.rate.PerSec)) {
		return nil // less than a second: it is only never quite there
	}
	end := x.end()
	r.arrived, r.left = true, r.left+g.Records
	r.win.AppendGap(g)
	p.toLast(r)
	return end
}

// openGap reads what a row says was left out, paused.
func (p *Pane) openGap() (cmd tea.Cmd, ok bool) {
	row, ok := p.cur.win.Current()
	if !ok || row.Gap == nil {
		return nil, false
	}
	p.remember()
	return tea.Batch(p.Pause(), p.goTo(target{pos: row.Gap.From, line: -1}, atRows)), true
}

// unread counts the records that are newer than what was read, and than the
// moment of pausing: an upper bound. ok is false while nobody looked.
func (p *Pane) unread() (n int64, ok bool) {
	_, ends, ok := p.ends()
	if !ok || !p.cur.opened || !p.src.Info().Dense {
		return 0, false
	}
	_, reach := p.cur.reach()
	for i, x := range p.news.base.Among(p.cur.refs) {
		from := x.Offset
		if from.Less(reach[i].Offset) {
			from = reach[i].Offset
		}
		n += ends[i].Offset.Minus(from)
	}
	return n, true
}

// below counts the records behind the last row of the window, up to where a filter
// ends: an upper bound. ok is false while nobody looked.
func (p *Pane) below() (n int64, ok bool) {
	r := p.cur
	_, end, ok := p.ends()
	if !ok || !r.opened || !p.src.Info().Dense {
		return 0, false
	}
	return r.bounds.clamp(end).Minus(r.win.At(window.Bottom)), true
}

// Stop ends what runs, at once. Moving on goes on with it.
func (p *Pane) Stop() tea.Cmd {
	if cmd, ok := p.stopByHand(); ok {
		return tea.Batch(cmd, p.drive())
	}
	if p.stopSweep() {
		return nil
	}
	if p.next != nil {
		return tea.Batch(p.dropNext(), p.drive())
	}
	r := p.cur
	if !r.scanning() {
		return p.Pause()
	}
	if !r.opened {
		cmd := r.end()
		r.err = errStopped
		return cmd
	}
	r.win.Rest()
	var cmds []tea.Cmd
	for _, s := range []window.Side{window.Top, window.Bottom} {
		if x := &r.sides[s]; x.out && !(r.follow && s == window.Bottom) {
			cmds = append(cmds, x.end())
			r.win.SetEdge(s, r.edge(s, window.Edge{State: window.Stopped, Time: p.now()}))
		}
	}
	return tea.Batch(append(cmds, p.drive())...)
}

var errStopped = errors.New("stopped")
