package records

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"riffle/source"
	"riffle/ui/layout"
	"riffle/ui/strip"
	"riffle/ui/window"
)

const (
	stripPause   = 150 * time.Millisecond // before the first question: the cursor may be on the move
	stripEvery   = 2 * time.Second        // how often the live end of a strip is looked at, at most
	stripAgain   = 10 * time.Second       // after an answer that was none
	stripFlight  = 400                    // lookups in one flight: a third of a second of a broker
	stripMost    = 1000                   // lookups for one strip; then it stays as coarse as it is
	stripPartsTo = 250                    // partitions up to which nobody has to ask for it
)

// overview is the strip below the rows: how many records there are around the
// cursor, from offsets alone. It asks when the screen misses nothing, and gives up
// as soon as the cursor goes elsewhere. Nothing waits for it.
type overview struct {
	shown  span // on the screen
	next   span // on its way
	gen    int  // of the question under way; 0: none
	cancel context.CancelFunc
	stream stream
	end    source.Position // the live end that shown knows of
	asked  time.Time
	failed bool // the last question had no answer
}

// span is a stretch of time with what is in it.
type span struct {
	axis   strip.Axis // without cells: there is none
	line   source.Timeline
	counts []int64 // of line
	fine   bool    // line gets no better
}

// on tells whether there is one.
func (s span) on() bool { return s.axis.Cells > 0 }

// fitted is s in another number of cells: until the strip comes that was asked for
// after the pane changed its width.
func (s span) fitted(cells int) span {
	was := s.axis.Cells
	if !s.on() || cells == was || cells < 1 {
		return s
	}
	f := s
	f.axis.Cells, f.axis.Step = cells, s.axis.Step*time.Duration(was)/time.Duration(cells)
	f.counts = fit(s.counts, cells)
	return f
}

// fit brings counts into another number of cells.
func fit(counts []int64, cells int) []int64 {
	was := len(counts)
	if was == cells {
		return counts
	}
	fitted := make([]int64, cells)
	for i := range fitted { // in parts of a cell, of which each old one has as many as there are new ones
		from, upto := i*was, (i+1)*was
		fitted[i] = strip.Unknown
		for j := from / cells; j*cells < upto; j++ {
			if n := counts[j]; n != strip.Unknown {
				part := min(upto, (j+1)*cells) - max(from, j*cells)
				fitted[i] = max(fitted[i], 0) + n*int64(part)
			}
		}
		if n := fitted[i]; n > 0 {
			fitted[i] = (n + int64(cells) - 1) / int64(cells)
		}
	}
	return fitted
}

// barsMsg brings a strip that is finer than the one before.
type barsMsg struct {
	id   layout.ID
	gen  int
	line source.Timeline
	err  error
}

// To is the pane that the message is for.
func (m barsMsg) To() layout.ID { return m.id }

// Err is why it failed, nil where it did not.
func (m barsMsg) Err() error { return m.err }

// survey asks for the strip, or for more of it.
func (p *Pane) survey() tea.Cmd {
	o := &p.over
	waits := !p.cur.opened || !o.shown.on() && p.cur.searching() && p.cur.win.Len() == 0
	if p.stripLines() == 0 || p.hidden || waits || len(p.refs) > stripPartsTo {
		return nil
	}
	if axis, ok := p.stretch(); ok {
		p.surveyOf(axis)
	}
	if o.gen != 0 || !o.next.on() {
		return nil
	}
	after := stripPause
	if o.next.line.Asked() > 0 {
		after = 0
	}
	ctx, cancel := context.WithCancel(p.ctx)
	o.gen, o.cancel = p.nextGen(), cancel
	m, line := barsMsg{id: p.id, gen: o.gen}, o.next.line
	return func() tea.Msg {
		_ = source.Wait(ctx, after)
		if ctx.Err() == nil {
			m.line, m.err = line.Refine(ctx, stripFlight)
		}
		return unless(ctx, m)
	}
}

// surveyOf sets out for a stretch of time, unless it is known or on its way.
func (p *Pane) surveyOf(axis strip.Axis) {
	o := &p.over
	switch {
	case o.next.on() && o.next.axis == axis:
		return
	case o.failed && p.now().Sub(o.asked) < stripAgain:
		return
	case o.shown.axis == axis && o.shown.fine && !p.grown():
		o.giveUp()
		return
	}
	o.giveUp()
	if o.stream == nil {
		o.stream = p.open(p.refs, source.Options{})
	}
	o.end, o.asked, o.failed = p.liveEnd(), p.now(), false
	o.next = span{axis: axis, line: o.stream.Timeline(axis.Times(), o.shown.line)}
	p.land()
}

// giveUp ends the question under way.
func (o *overview) giveUp() {
	if o.cancel != nil {
		o.cancel()
	}
	o.gen, o.cancel, o.next = 0, nil, span{}
}

// liveEnd is where the records end, as far as the pane has heard.
func (p *Pane) liveEnd() source.Position {
	if p.cur.follow {
		return p.cur.win.At(window.Bottom)
	}
	return p.news.end
}

// grown tells whether records came that the strip does not know of.
func (p *Pane) grown() bool {
	o, end := &p.over, p.liveEnd()
	if p.now().Sub(o.asked) < stripEvery || len(end) == 0 {
		return false
	}
	return len(end) != len(o.end) || end.Minus(o.end) > 0
}

// refine takes an answer.
func (p *Pane) refine(m barsMsg) {
	o := &p.over
	if m.gen != o.gen {
		return
	}
	o.gen = 0
	if m.err != nil { // what is wrong with the cluster is said elsewhere
		o.next, o.failed = span{}, true
		return
	}
	o.next.line = m.line
	p.land()
}

// land shows what is on its way as soon as it is better than what is shown.
func (p *Pane) land() {
	o := &p.over
	line := o.next.line
	o.next.fine = line.Done() || line.Begun() && line.Asked() >= stripMost
	if o.next.fine || line.Begun() && o.shown.axis != o.next.axis {
		o.shown = o.next
		o.shown.counts = line.Counts(nil)
	}
	if o.next.fine {
		o.next = span{}
	}
}
