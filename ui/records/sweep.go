package records

import (
	"context"
	"errors"
	"maps"
	"math"
	"slices"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"

	"riffle/keymap"
	"riffle/query"
	"riffle/source"
	"riffle/ui/figures"
	"riffle/ui/layout"
	"riffle/ui/safe"
	"riffle/ui/window"
)

// sweep looks over all of the stream for where hits begin and where they end: at
// some places first, then, asked again, at everything. It runs beside the reading;
// what it found stays until the filter changes.
type sweep struct {
	filter filter
	exact  bool
	agreed bool   // to read very much
	before *sweep // whose answer stands if this one is stopped
	gen    int
	cancel context.CancelFunc
	notes  *notes
	began  time.Time
	much   *Plan // it waits for somebody to agree
	outcome
}

// outcome is what a sweep has found so far.
type outcome struct {
	hits    hits
	samples []source.Share // in which it looked, as long as only samples are taken
	found   query.Found
	done    bool
	err     error
}

// notes are what a sweep writes down while it runs, and the pane reads now and then.
type notes struct {
	mu    sync.Mutex
	fresh chan struct{} // something was written
	outcome
}

// write changes the notes.
func (n *notes) write(f func(*notes)) {
	n.mu.Lock()
	f(n)
	n.mu.Unlock()
	select {
	case n.fresh <- struct{}{}:
	default:
	}
}

// sweepMsg is what a sweep has found so far.
type sweepMsg struct {
	id  layout.ID
	gen int
	outcome
}

// To is the pane that the message is for.
func (m sweepMsg) To() layout.ID { return m.id }

// sweepFrame is the time between two messages: what is drawn of it is coarse.
const sweepFrame = 100 * time.Millisecond

// Bisect looks where hits begin and end: samples first, everything when it is asked
// again. No answer gives way to a weaker one.
func (p *Pane) Bisect() tea.Cmd {
	f := p.hitsOf()
	old := p.sweep
	switch {
	case f.program == nil:
		p.hint = p.key(keymap.Bisect) + " shows where hits begin and end: " + p.key(keymap.Filter) + " sets the filter first"
		return nil
	case old != nil && old.filter == f && !old.done:
		p.hint = "it looks already · " + p.key(keymap.Stop) + " stops"
		return nil
	case p.cur.filter.program == nil:
		p.hint = p.key(keymap.Bisect) + " shows where hits begin and end: " + p.key(keymap.AllHits) + " brings the filter back first"
		return nil
	}
	s := &sweep{filter: f}
	if old != nil && old.filter == f && old.err == nil {
		s.exact, s.agreed, s.before = true, old.much != nil, old
		if s.agreed {
			s.before = old.before
		}
		s.outcome, old.before = outcome{hits: old.hits, samples: old.samples, found: old.found}, nil // until it has found something itself
	}
	return p.sendOut(s, p.searchFor(s))
}

// searchFor is how a sweep finds out.
func (p *Pane) searchFor(s *sweep) search {
	below, known := p.below()
	if r := p.cur; r.filter == s.filter && !r.follow && p.complete(r) && (!known || below == 0) && len(r.win.At(window.Top)) > 0 {
		return tell(p.src, r, p.cover(r))
	}
	refs := refsFor(p.refs, s.filter.program)
	most := p.most
	if s.agreed || !s.exact {
		most = math.MaxInt64
	}
	return lookOver(p.open(refs, source.Options{}), p.src, refs, s.filter.program, s.exact, most)
}

// hitsOf is the filter that tells hits: the one in force, or the one that all rows
// hide.
func (p *Pane) hitsOf() filter {
	if p.cur.filter.program == nil {
		return p.asked
	}
	return p.cur.filter
}

// search looks for begin and end in a goroutine of its own, and notes what it finds
// meanwhile.
type search func(ctx context.Context, n *notes) (query.Found, error)

// sendOut sends a sweep out.
func (p *Pane) sendOut(s *sweep, look search) tea.Cmd {
	p.endSweep()
	ctx, cancel := context.WithCancel(p.ctx)
	s.cancel, s.gen, s.began = cancel, p.nextGen(), p.now()
	n := &notes{fresh: make(chan struct{}, 1)}
	s.notes, p.sweep = n, s
	source.Go(func() {
		found, err := look(ctx, n)
		n.write(func(n *notes) { n.found, n.done, n.err = found, true, err })
	}, func(err error) { n.write(func(n *notes) { n.done, n.err = true, err }) })
	return tea.Batch(p.readNotes(s, 0), p.drive())
}

// tell is the search where the rows are all hits: nothing is read for it.
func tell(src source.Source, r *reading, c source.Coverage) search {
	var times []time.Time
	for i := r.win.First(); i <= r.win.Last(); i++ {
		if row, _ := r.win.Row(i); row.Record != nil && !row.Record.Unknown() {
			times = append(times, row.Record.Max)
		}
	}
	b := query.Bisect{Source: src, Program: r.filter.program, From: r.win.At(window.Top), To: r.win.At(window.Bottom)}
	return func(ctx context.Context, n *notes) (query.Found, error) {
		n.write(func(n *notes) {
			for _, t := range times {
				n.hits.add(t)
			}
		})
		return b.Tell(ctx, times, c)
	}
}

// lookOver is the search that reads. Where reading all takes more than most bytes the
// error says so.
func lookOver(st stream, src source.Source, refs []source.Ref, program *query.Program, exact bool, most int64) search {
	return func(ctx context.Context, n *notes) (query.Found, error) {
		var search *query.Bisect
		err := source.Persist(ctx, patience, func() (err error) {
			search, err = searchOf(ctx, st, src, refs, program, most)
			return err
		}, nil)
		if err != nil || search == nil {
			return query.Found{}, err
		}
		search.Observe = func(step query.Step) {
			n.write(func(n *notes) {
				for _, t := range step.Hits {
					n.hits.add(t)
				}
				if step.Looked.Done() > 0 {
					n.samples = append(n.samples, step.Looked)
				}
				n.found.Probes, n.found.Coverage = step.Probes, step.Found.Clone()
			})
		}
		if exact {
			return search.Scan(ctx)
		}
		return search.Sample(ctx)
	}
}

// searchOf is the search between the bounds of a filter; nil where nothing can match.
func searchOf(ctx context.Context, st stream, src source.Source, refs []source.Ref, program *query.Program, most int64) (*query.Bisect, error) {
	b, err := boundsOf(ctx, st, refs, program)
	if err != nil || b.none() {
		return nil, err
	}
	low, end, err := st.Ends(ctx)
	if err != nil {
		return nil, err
	}
	s := &query.Bisect{Source: src, Program: program, From: b.clamp(low), To: b.clamp(end)}
	return s, afford(ctx, st, s.From, s.To, most)
}

// readNotes returns the command that reads what is new.
func (p *Pane) readNotes(s *sweep, after time.Duration) tea.Cmd {
	m, n, ctx := sweepMsg{id: p.id, gen: s.gen}, s.notes, p.ctx
	return func() tea.Msg {
		select {
		case <-n.fresh:
		case <-ctx.Done():
			return nil
		}
		n.mu.Lock()
		done := n.done
		n.mu.Unlock()
		if !done {
			_ = source.Wait(ctx, after)
		}
		n.mu.Lock()
		defer n.mu.Unlock()
		m.outcome = n.outcome
		m.hits.counts = maps.Clone(n.hits.counts)
		return unless(ctx, m)
	}
}

// swept takes what a sweep has found.
func (p *Pane) swept(m sweepMsg) tea.Cmd {
	s := p.sweep
	if s == nil || s.gen != m.gen {
		return nil
	}
	much := (*tooMuch)(nil)
	switch {
	case errors.As(m.err, &much):
		s.much, s.done = &much.plan, true
	case m.done && errors.Is(m.err, context.Canceled) && s.before != nil:
		p.sweep = s.before
		p.hint = "stopped after " + safe.Text(figures.Short(m.found.Looked.Records)) + " read: what was known before stands"
	default:
		s.outcome = m.outcome
		if !m.done && s.before != nil { // nothing better is known yet
			s.found.Spans = s.before.found.Spans
		}
	}
	if m.done {
		s.cancel()
		return nil
	}
	return p.readNotes(s, sweepFrame)
}

// endSweep forgets a sweep, and ends it if it runs.
func (p *Pane) endSweep() {
	if p.sweep != nil && p.sweep.cancel != nil {
		p.sweep.cancel()
	}
	p.sweep = nil
}

// sweeping tells whether a sweep runs.
func (p *Pane) sweeping() bool { return p.sweep != nil && !p.sweep.done }

// stopSweep ends a sweep that runs; what it found so far stays.
func (p *Pane) stopSweep() bool {
	if !p.sweeping() {
		return false
	}
	p.sweep.cancel()
	return true
}

// told is the sweep that the screen tells of: nil where there is none, or where all rows
// hide the filter that its answer belongs to. One that runs can be stopped, so it is told.
func (p *Pane) told() *sweep {
	if s := p.sweep; s != nil && (s.filter == p.cur.filter || !s.done) {
		return s
	}
	return nil
}

// keepSweep forgets a sweep of another filter.
func (p *Pane) keepSweep() {
	if p.sweep != nil && p.sweep.filter != p.hitsOf() {
		p.endSweep()
	}
}

// looked is what a sweep found and where, and what the one before it did.
func (s *sweep) looked() []looked {
	all := []looked{{s.found.Parts, s.hits}}
	if s.found.Sampled {
		all[0].parts = s.samples
	}
	if s.before != nil {
		all = append(all, s.before.looked()...)
	}
	return all
}

// edges are the instants at which hits begin or end, in order.
func (s *sweep) edges() (list []time.Time) {
	for _, x := range s.found.Spans {
		if !x.After.IsZero() {
			list = append(list, x.First)
		}
		if !x.Before.IsZero() {
			list = append(list, x.Last)
		}
	}
	return list
}

// holds tells whether a row is of an instant.
func (p *Pane) holds(row int, t time.Time) bool {
	r, ok := p.cur.win.Row(row)
	return ok && r.Record != nil && r.Record.Max.Equal(t)
}

// toEdge goes to the nth place from here at which hits begin or end.
func (p *Pane) toEdge(dir source.Dir, n int) tea.Cmd {
	if p.sweep == nil {
		p.hint = "nobody looked where hits begin and end · " + p.key(keymap.Bisect) + " looks"
		return nil
	}
	key, _ := p.nearest()
	if at, ok := p.acting().target.at.Instant(); ok && p.acting() != p.cur {
		key.Max = at
	}
	edges := p.sweep.edges()
	if dir == source.Backward {
		slices.Reverse(edges)
	}
	for _, t := range edges {
		if t.Compare(key.Max) != int(dir) {
			continue
		}
		if n--; n == 0 {
			if row, ok := p.cur.win.FindTime(t); ok && p.acting() == p.cur && p.holds(row, t) {
				p.remember()
				p.cur.win.Put(row, -1)
				return p.drive()
			}
			return p.Seek(source.AtTime(t))
		}
	}
	p.hint = p.noEdge(dir)
	return nil
}

// noEdge says that nothing begins or ends any more in a direction.
func (p *Pane) noEdge(dir source.Dir) safe.Text {
	verb, way := safe.Text("begin or end"), map[source.Dir]safe.Text{source.Backward: "before", source.Forward: "after"}[dir]
	more := safe.Text("")
	switch spans := p.sweep.found.Spans; {
	case len(spans) == 0:
	case dir == source.Forward && spans[len(spans)-1].Before.IsZero():
		verb, more = "end", " · "+p.key(keymap.Last)+" goes to the end"
	case dir == source.Backward && spans[0].After.IsZero():
		verb, more = "begin", " · "+p.key(keymap.First)+" goes to the oldest"
	}
	return "hits do not " + verb + " " + way + " this, as far as is known" + more
}
