package records

import (
	"context"
	"errors"
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
	followInside = 4096             // unread records up to which following goes on from the last row
)

// news is what is known of the live end.
type news struct {
	low, end source.Position
	base     source.Position // the end when the pane was paused: later records are new
	out      bool            // somebody is looking
}

// Follow shows new records as they arrive, from where the window ends. If that is
// far from the live end, it goes there first.
func (p *Pane) Follow() tea.Cmd {
	if p.cur.follow {
		return nil
	}
	drop := p.dropNext()
	r := p.cur
	near := r.win.Edge(window.Bottom).State == window.Ended
	if p.news.end != nil && r.opened {
		near = window.Distance(r.win.At(window.Bottom), p.news.end) <= followInside &&
			(near || r.win.Edge(window.Bottom).State == window.More)
	}
	if !near {
		p.remember()
		return tea.Batch(drop, p.travel(atEnd(), r.filter, true, atRows))
	}
	p.failure = ""
	r.follow, r.behind, r.rate = true, time.Time{}, rate{}
	end := r.sides[window.Bottom].end()
	r.win.SetEdge(window.Bottom, window.Edge{})
	r.toLast()
	return tea.Batch(drop, end, p.drive())
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
	r.follow, r.jumping = false, false
	end := r.sides[window.Bottom].end()
	p.news.base = r.win.At(window.Bottom)
	key, ok := p.nearest()
	// A row for records left out must stay, so that it can be opened.
	if !ok || !r.arrived || r.gap || r.filter.program != nil {
		return tea.Batch(end, p.drive())
	}
	return tea.Batch(end, p.travel(target{key: key, line: r.win.Line()}, r.filter, false, atReady))
}

// toLast puts the cursor on the newest row.
func (r *reading) toLast() {
	if r.win.Len() > 0 {
		r.win.Put(r.win.Last(), bottom)
	}
}

// tailed notes what a tail brought.
func (r *reading) tailed(b source.Batch, now time.Time) {
	r.arrived = r.arrived || len(b.Records) > 0
	r.rate.add(int64(len(b.Records)), now)
	r.toLast()
	switch {
	case b.Live || b.At == nil:
		r.behind = time.Time{}
	case r.behind.IsZero():
		r.behind = now
	}
}

// keepUp looks at the live end if the tail has been behind it for long.
func (p *Pane) keepUp(r *reading) tea.Cmd {
	most := behindMost
	if r.filter.program != nil {
		most = behindHits
	}
	if r.jumping || r.behind.IsZero() || p.now().Sub(r.behind) < most {
		return nil
	}
	r.jumping = true
	return p.askEnds(r.stream, 0, r.sides[window.Bottom].gen)
}

// listen looks at the live end now and then while the pane is paused: that says
// how many records are new without reading them.
func (p *Pane) listen() tea.Cmd {
	if p.news.out || p.hidden || !p.cur.opened || p.cur.follow {
		return nil
	}
	p.news.out = true
	return p.askEnds(p.cur.stream, listenEvery, 0)
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

func (p *Pane) askEnds(s stream, after time.Duration, gen int) tea.Cmd {
	m, ctx := endsMsg{id: p.id, gen: gen}, p.ctx
	return func() tea.Msg {
		rest(ctx, after)
		if ctx.Err() != nil {
			return nil
		}
		ask, cancel := context.WithTimeout(ctx, 10*time.Second)
		defer cancel()
		m.low, m.end, m.err = s.Ends(ask)
		return m
	}
}

// hear takes an answer about the ends.
func (p *Pane) hear(m endsMsg) tea.Cmd {
	if m.gen == 0 {
		p.news.out = false
	}
	if m.err != nil {
		p.cur.jumping = false
		if errors.Is(m.err, source.ErrNotFound) {
			p.failure = p.sentence(m.err)
		}
		return nil
	}
	p.news.low, p.news.end = m.low, m.end
	if p.news.base == nil {
		p.news.base = m.end
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
	g := window.NewGap(r.win.At(window.Bottom), m.end)
	if g.Records <= max(followInside, int64(r.rate.perSec)) {
		return nil // less than a second: it is only never quite there
	}
	end := x.end()
	r.gap, r.arrived, r.left = true, true, r.left+g.Records
	r.win.AppendGap(g)
	r.toLast()
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
	if p.news.end == nil || p.news.base == nil || !p.src.Info().Dense {
		return 0, false
	}
	reach := p.cur.sides[window.Bottom].reach
	for i, end := range p.news.end {
		from := p.news.base[i].Offset
		if reach != nil && from.Less(reach[i].Offset) {
			from = reach[i].Offset
		}
		n += end.Offset.Minus(from)
	}
	return n, true
}

// Stop ends what runs, at once. Moving on goes on with it.
func (p *Pane) Stop() tea.Cmd {
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
	return tea.Batch(cmds...)
}

var errStopped = errors.New("stopped")
