package records

import (
	"context"
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"

	"riffle/source"
	"riffle/ui/figures"
	"riffle/ui/layout"
	"riffle/ui/safe"
	"riffle/ui/window"
)

// finding is a search for a match beyond the rows held, one way, from the end of
// the window on. It is a stream of its own under both conditions, so all
// partitions are read in parallel and nothing is kept but the match.
type finding struct {
	filter filter
	dir    source.Dir
	left   int // the match wanted, counted from here
	of     *reading
	row    window.ID // under the cursor when it began

	reader
	out    bool // a command, or a message, has the reader
	parked *reader
	cancel context.CancelFunc
	began  time.Time
	from   source.Position
	at     source.Position
	looked source.Count
	speed  rate
	fault  error
	again  time.Time
}

// findBeyond begins to search beyond the window, or goes on where that was stopped.
func (p *Pane) findBeyond(f filter, dir source.Dir, left int) tea.Cmd {
	r := p.cur
	side := sideOf(dir)
	if e := r.win.Edge(side); e.State == window.Ended {
		return p.foundNone(r.filter.program != nil || side == window.Top, dir, nil)
	}
	run := &finding{filter: f, dir: dir, left: left, of: r, from: among(r.win.At(side), r.refs), began: p.now()}
	if row, ok := r.win.Current(); ok {
		run.row = row.ID()
	}
	if cut := p.sought.cut; cut != nil && cut.of == r && cut.dir == dir && cut.row == run.row {
		run.from, run.looked = cut.at, cut.looked
	}
	p.sought.cut = nil
	run.at = run.from
	ctx, cancel := context.WithCancel(p.ctx)
	run.cancel = cancel
	run.parked = p.newSearcher(run, ctx)
	p.sought.run = run
	return nil
}

func sideOf(d source.Dir) window.Side {
	if d == source.Backward {
		return window.Top
	}
	return window.Bottom
}

// newSearcher is the reader of a finding.
func (p *Pane) newSearcher(run *finding, ctx context.Context) *reader {
	r := run.of
	refs := refsFor(r.refs, run.filter.program)
	st, from := p.open(refs, run.options(r.filter)), among(run.from, refs)
	rd := &reader{id: p.id, gen: p.nextGen(), ctx: ctx, dir: run.dir}
	run.gen = rd.gen
	outer, program, dir := r.bounds, run.filter.program, run.dir
	rd.open = func(ctx context.Context) (source.Cursor, error) {
		b, err := boundsOf(ctx, st, refs, program)
		if err != nil {
			return nil, err
		}
		b = b.within(outer, refs)
		rd.bounds = b
		if b.none {
			return nothing{}, nil
		}
		if dir == source.Backward {
			return st.Backward(b.clamp(from)), nil
		}
		return st.Forward(b.clamp(from), b.ceiling), nil
	}
	return rd
}
