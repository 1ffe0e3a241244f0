package records

import (
	"context"
	"errors"
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"

	"riffle/query"
	"riffle/source"
	"riffle/ui/figures"
	"riffle/ui/layout"
	"riffle/ui/safe"
	"riffle/ui/window"
)

const (
	// graceShare is the part of that which a search may read before it asks, and
	// screenShare what it may read where the hits so far promise to fill the screen
	// with that: hits that are common are not asked for.
	graceShare, screenShare = 1000, 100
	// planLeast is how many offsets a search must be after for a plan to be made.
	planLeast = 10_000
)

// Plan is what a search under a filter has to read at most. It ends earlier where
// the screen is full.
type Plan struct {
	source.Extent
	Of   int  // partitions of the pane
	None bool // nothing can match
}

// words are the plan in a sentence.
func (p *Pane) words(n Plan) safe.Text {
	if n.None {
		return "nothing to read"
	}
	return safe.Text(figures.Extent(n.Extent, n.Of, func(t time.Time) string { return p.clock(t, "") }))
}

// Short is the plan for a line below a prompt: "12 parts ≈ 0.4 GB".
func (n Plan) Short() string {
	if n.None {
		return "nothing to read"
	}
	return fmt.Sprintf("%s ≈ %s", figures.Things(n.Partitions, "part"), figures.Bytes(n.Bytes))
}

// PlanKey is the same for filters that have to read the same.
func (p *Pane) PlanKey(program *query.Program) string {
	b := program.Bounds()
	key := fmt.Sprint(b.Empty, b.From, b.To, b.Since.UnixMilli(), b.Until.UnixMilli())
	for _, r := range p.refs {
		if b.Covers(r) {
			key += fmt.Sprint(" ", r)
		}
	}
	return key
}

// Plan returns what finds out what a filter would have to read, for a command to
// run: some flights, and a page of some partitions.
func (p *Pane) Plan(program *query.Program) func(context.Context) (Plan, error) {
	refs := refsFor(p.refs, program)
	st, of := p.open(refs, source.Options{}), len(p.refs)
	return func(ctx context.Context) (Plan, error) {
		b, err := boundsOf(ctx, st, refs, program)
		if err != nil {
			return Plan{}, err
		}
		return planOf(ctx, st, b, of, 0)
	}
}

// planOf is the plan of reading all of a stream within bounds. Where fewer than
// least offsets have to be read it does not look: reading them takes no longer.
func planOf(ctx context.Context, s stream, b bounds, of int, least int64) (n Plan, err error) {
	n.Of = of
	if n.None = b.none(); n.None {
		return n, nil
	}
	low, end, err := s.Ends(ctx)
	if err != nil {
		return n, err
	}
	from, to := b.clamp(low), b.clamp(end)
	if to.Minus(from) < least {
		return n, errSmall
	}
	n.Extent, err = s.Extent(ctx, from, to)
	return n, err
}

var errSmall = errors.New("too little to plan")

// planMsg tells what a search has to read.
type planMsg struct {
	id   layout.ID
	of   *reading
	plan Plan
	err  error
}

// To is the pane that the message is for.
func (m planMsg) To() layout.ID { return m.id }

// Err is why it failed, nil where it did not.
func (m planMsg) Err() error { return m.err }

// askPlan finds out what a search has to read, while it runs already.
func (p *Pane) askPlan(r *reading) tea.Cmd {
	if r.filter.program == nil || r.bounds.none() {
		return nil
	}
	r.planning = true
	m, ctx, s, b, of := planMsg{id: p.id, of: r}, p.ctx, r.stream, r.bounds, len(p.refs)
	return func() tea.Msg {
		ask, cancel := context.WithTimeout(ctx, 10*time.Second)
		defer cancel()
		m.plan, m.err = planOf(ask, s, b, of, planLeast)
		return unless(ctx, m)
	}
}

// planned takes the plan; where there is none a search is not held back.
func (p *Pane) planned(m planMsg) tea.Cmd {
	m.of.planning = false
	if m.err != nil {
		return nil
	}
	m.of.plan = &m.plan
	return p.holdBack(m.of)
}

// free tells whether a search may read on without having been agreed to.
func (p *Pane) free(r *reading) bool {
	spent := r.counted.looked.Wire - r.paid
	switch {
	case r.agreed, r.follow, spent <= p.most/graceShare:
		return true
	case r.counted.hits == 0:
		return false
	}
	missing := r.win.Need(window.Top) + r.win.Need(window.Bottom)
	perHit := float64(r.counted.looked.Wire) / float64(r.counted.hits)
	return float64(spent)+perHit*float64(missing) <= float64(p.most/screenShare)
}

// holdBack stops a search that may read very much, once the part is read that is
// free, until somebody agrees.
func (p *Pane) holdBack(r *reading) tea.Cmd {
	if r.plan == nil || r.plan.Bytes <= p.most || r.asks || p.free(r) {
		return nil
	}
	r.asks = true
	var cmds []tea.Cmd
	for _, s := range []window.Side{window.Top, window.Bottom} {
		if r.win.Edge(s).State == window.More {
			cmds = append(cmds, r.sides[s].end())
			r.win.SetEdge(s, r.edge(s, window.Edge{State: window.Stopped, Time: p.now()}))
		}
	}
	r.win.Rest()
	return tea.Batch(cmds...)
}

// agree lets a search that asked go on.
func (r *reading) agree() { r.agreed, r.asks = r.agreed || r.asks, false }

// tooMuch says that a search for a match would have to read very much.
type tooMuch struct{ plan Plan }

func (e *tooMuch) Error() string { return "reads " + e.plan.Short() }

// afford returns an error where reading from one position to another would take
// more than most bytes. Few offsets are not even looked at.
func afford(ctx context.Context, s stream, from, to source.Position, most int64) error {
	const perOffset = 100_000 // bytes: records that are larger on average are rare
	if to.Minus(from) < most/perOffset {
		return nil
	}
	e, err := s.Extent(ctx, from, to)
	if err != nil || e.Bytes <= most {
		return err
	}
	return &tooMuch{Plan{Extent: e, Of: len(from)}}
}
