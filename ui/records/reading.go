package records

import (
	"context"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"riffle/query"
	"riffle/source"
	"riffle/ui/window"
)

// filter is the condition that a reading is under, with the text that it was
// written as. The zero filter keeps everything.
type filter struct {
	text    string
	program *query.Program
}

// filterOf makes a filter of a program; one that keeps everything is none.
func filterOf(program *query.Program, text string) filter {
	if program == nil || program.Empty() {
		return filter{text: text}
	}
	return filter{text, program}
}

// same tells whether two filters keep the same records: of one that was written again,
// times that are relative may have moved on.
func (f filter) same(g filter) bool {
	return f.program != nil && g.program != nil && f.text == g.text && f.program.String() == g.program.String()
}

// side is what happens at one end of a window. Its reader is out (a command or a
// message has it), parked, or there is none.
type side struct {
	gen    int // of the reader; messages of others are stale
	out    bool
	parked *reader
	cancel context.CancelFunc
	cuts   int       // of the window's side when the reader was opened
	began  time.Time // when it was opened: what it finds to be the end is no newer
	fault  error     // expected to pass: reading goes on after a while
	again  time.Time
	reach  source.Position // the furthest place ever read; re-reading counts nothing twice
}

// reading is one way through the stream: from a place, under a filter. Going
// elsewhere, or asking for something else, is another reading.
type reading struct {
	filter filter
	refs   []source.Ref // those of the pane's that the filter may find something in
	stream stream
	win    *window.Window
	sides  [2]side
	target target
	shown  when

	at     source.Position // the place, once found
	bounds bounds
	gen    int                // of the command that finds it
	cancel context.CancelFunc // of that command
	opened bool
	err    error // why the place was not found
	again  time.Time

	follow  bool
	arrived bool  // rows stand in the order of arrival
	left    int64 // records that were left out; a row stands for each stretch
	behind  time.Time
	jumping bool
	rate    source.Rate // of what is shown
	passed  source.Rate // of all that came by, what the filter left out included
	cooling bool        // somebody will look whether the flow has ended

	landed    bool      // it was looked whether the record that was asked for is there
	stands    *standing // where the consumer group stands that it sets out from; nil: from none
	measured  bool      // the ends were asked for, to tell how far a search is
	counted   counted
	plan      *Plan // what it has to read at most; nil while nobody knows, and without a filter
	planning  bool  // somebody finds out
	agreed    bool  // to read it though it is very much
	asks      bool  // it waits for that
	began     time.Time
	wondered  bool        // somebody asks why it found nothing, while it goes on
	explained answer      // of which somebody asks, or has told, why it is so
	whys      explanation // what was told
	paid      int64       // bytes from the servers when the screen was full last
	oldest    bool        // everything before the place was read
	newest    time.Time   // the live end, or the bound of the filter, was reached at this instant
	last      time.Time   // the last record that was read forward, in the merged order
	hits      hits        // what was found, by time
	earlier   []looked    // what readings before it found under the same filter
	latest    time.Time   // the largest time that reading came by
}

// when says at which moment a reading takes the place of the one on the screen.
type when uint8

const (
	atOnce  when = iota
	atRows       // with its first rows: what was there stays until then
	atReady      // when a screen is full on both sides: nothing is seen of the change
)

// target is the place that a reading sets out for.
type target struct {
	at   source.At
	here source.Ref
	key  source.Key      // if Ref is set: the record with that key
	pos  source.Position // if set: nothing has to be found
	row  int             // 0: the cursor goes to the first record there; -1: to the last before
	line int
}

func (t target) end() bool { return t.pos == nil && t.key.Topic == "" && t.at.End() }

// bottom is a line further down than any screen: the last one.
const bottom = 1 << 20

// atEnd is the newest record, on the last line of the screen.
func atEnd() target { return target{at: source.AtEnd(), row: -1, line: bottom} }

// lookFor returns the command that finds the place of r, after a pause.
func (p *Pane) lookFor(r *reading, after time.Duration) tea.Cmd {
	ctx, cancel := context.WithCancel(p.ctx)
	r.gen, r.cancel = p.nextGen(), cancel
	m := openedMsg{id: p.id, gen: r.gen}
	t, s, refs, program := r.target.among(r.refs), r.stream, r.refs, r.filter.program
	return func() tea.Msg {
		_ = source.Wait(ctx, after)
		if m.bounds, m.err = boundsOf(ctx, s, refs, program); m.err != nil {
			return unless(ctx, m)
		}
		group, ofGroup := t.at.Group()
		switch {
		case t.pos != nil:
			m.at = t.pos
		case t.key.Topic != "":
			m.at, m.err = s.PositionOf(ctx, t.key)
		case t.end():
			m.low, m.end, m.err = s.Ends(ctx)
			m.at = m.end
		case ofGroup:
			m.at, m.stands, m.err = standingOf(ctx, s, group)
		default:
			m.at, m.err = s.Resolve(ctx, t.at, t.here)
		}
		return unless(ctx, m)
	}
}

// among names the same place where not all partitions are read: what stands in
// another one is found by its time.
func (t target) among(refs []source.Ref) target {
	switch {
	case len(t.pos) > len(refs):
		t.pos = t.pos.Among(refs)
	case t.pos != nil && len(t.pos) < len(refs):
		return atEnd()
	case t.key.Topic == "" || slices.Contains(refs, t.key.Ref):
	case t.key.Max.IsZero():
		t.key, t.at = source.Key{}, source.AtStart()
	default:
		t.key, t.at = source.Key{}, source.AtTime(t.key.Max)
	}
	if !slices.Contains(refs, t.here) {
		t.here = refs[0]
	}
	return t
}

// unless drops a message that nobody waits for any more.
func unless(ctx context.Context, m tea.Msg) tea.Msg {
	if ctx.Err() != nil {
		return nil
	}
	return m
}

// driveReading sends out the readers of the sides on which rows are missing.
func (p *Pane) driveReading(r *reading) []tea.Cmd {
	if !r.opened {
		return nil
	}
	var cmds []tea.Cmd
	for _, s := range []window.Side{window.Bottom, window.Top} {
		x := &r.sides[s]
		if x.gen != 0 && x.cuts != r.win.Cuts(s) {
			cmds = append(cmds, x.end()) // it stands where rows have left
		}
		want := r.want(s)
		if x.out || want == 0 || p.hidden || r.planning && !p.free(r) {
			continue
		}
		reader := x.parked
		if x.parked = nil; reader == nil {
			reader = p.newReader(r, s)
		}
		var after time.Duration
		if x.fault != nil {
			after = max(0, x.again.Sub(p.now()))
			r.counted.rest()
		}
		x.out = true
		reader.pace = p.pace
		cmds = append(cmds, reader.pull(want, after))
	}
	if r.want(window.Top) == 0 && r.want(window.Bottom) == 0 {
		r.paid = r.counted.looked.Wire
	}
	if !r.sides[window.Top].out && !r.sides[window.Bottom].out {
		r.counted.rest()
	}
	return cmds
}

// want returns how many records to ask for on a side: 0 where enough are there.
func (r *reading) want(s window.Side) int {
	if s == window.Bottom && r.follow {
		return tailMost
	}
	n := r.win.Need(s)
	if n == 0 {
		return 0
	}
	return min(max(n, pageLeast), pageMost)
}

// newReader opens nothing yet: its first command does.
func (p *Pane) newReader(r *reading, s window.Side) *reader {
	ctx, cancel := context.WithCancel(p.ctx)
	x := &r.sides[s]
	x.gen, x.cancel, x.cuts, x.began = p.nextGen(), cancel, r.win.Cuts(s), p.now()
	from, st := r.win.At(s), r.stream
	rd := &reader{id: p.id, gen: x.gen, ctx: ctx, dir: source.Forward, bounds: r.bounds}
	switch {
	case s == window.Top:
		rd.dir = source.Backward
		floor := r.bounds.floor
		rd.open = func(context.Context) (source.Cursor, error) { return st.Backward(from, floor), nil }
	case r.follow:
		rd.tail = true
		rd.open = func(ctx context.Context) (source.Cursor, error) { return st.Tail(ctx, from) }
	default:
		to := r.bounds.ceiling
		rd.open = func(context.Context) (source.Cursor, error) { return st.Forward(from, to), nil }
	}
	return rd
}

// end gives up a side's reader. A parked one is closed by the command returned;
// one that is out closes itself.
func (x *side) end() tea.Cmd {
	if x.cancel != nil {
		x.cancel()
	}
	parked := x.parked
	x.gen, x.out, x.parked, x.cancel, x.fault = 0, false, nil, nil, nil
	if parked == nil {
		return nil
	}
	return parked.pull(0, 0)
}

// end gives up all that a reading has under way.
func (r *reading) end() tea.Cmd {
	if r.cancel != nil {
		r.cancel()
	}
	r.gen = 0
	r.counted.rest()
	return tea.Batch(r.sides[window.Top].end(), r.sides[window.Bottom].end())
}

// take adds what was read to the window.
func (p *Pane) take(r *reading, s window.Side, m batchMsg) {
	x, now := &r.sides[s], p.now()
	x.out, x.parked, x.fault = false, m.reader, nil
	if m.reader == nil {
		x.gen = 0
	}
	if m.batch.At != nil {
		p.count(r, s, m.batch)
		p.learn(r, m.batch.Records)
		if r.filter.program != nil {
			m.batch.Holes = nil // between hits, everything is a hole
		}
		if s == window.Top {
			r.win.Prepend(m.batch)
		} else {
			r.win.Append(m.batch)
		}
		if n := len(m.batch.Records); n > 0 && s == window.Bottom && !r.follow {
			r.last = m.batch.Records[n-1].Max
		}
	}
	if r.follow && s == window.Bottom {
		r.decide(m.batch.Ended)
		p.tailed(r, m.batch, now)
	}
	after, passes := passing(m.err)
	switch {
	case ended(m.err):
		r.ended(s, x.began)
	case m.err == nil:
	case passes:
		x.fault, x.again = m.err, now.Add(after)
	default:
		r.win.SetEdge(s, r.edge(s, window.Edge{State: window.Failed, Time: now, Err: m.err}))
	}
}

// ended notes that there is nothing more on a side. t is when the live end was
// asked for.
func (r *reading) ended(s window.Side, t time.Time) {
	r.win.SetEdge(s, r.edge(s, window.Edge{State: window.Ended, Time: t}))
	switch {
	case s == window.Top:
		r.oldest = r.oldest || r.bounds.floor == nil
	case r.bounds.ceiling == nil || !r.bounds.done(s, r.win.At(s)) || r.bounds.until.After(t): // the live end
		r.newest = t
	case r.bounds.until.After(r.newest):
		r.newest = r.bounds.until
	}
}

// edge gives the end of a side the lines that it is drawn with.
func (r *reading) edge(s window.Side, e window.Edge) window.Edge {
	if e.State != window.More && (r.filter.program != nil || s == window.Top || e.State != window.Ended) {
		e.Lines = 1
	}
	return e
}

// reach is the stretch of the stream that was read so far, what has left the
// window included.
func (r *reading) reach() (from, to source.Position) {
	from, to = r.sides[window.Top].reach, r.sides[window.Bottom].reach
	if from == nil {
		from = r.at
	}
	if to == nil {
		to = r.at
	}
	return from, to
}

// scanning tells whether a reading is on its way to rows that somebody waits for.
func (r *reading) scanning() bool {
	for s := range r.sides {
		if x := &r.sides[s]; x.out && !(r.follow && s == int(window.Bottom)) {
			return true
		}
	}
	return r.gen != 0 && !r.opened
}

// searching tells whether it is rows of the screen that are missing, or of a
// movement. Otherwise a scan only reads ahead.
func (r *reading) searching() bool {
	if !r.scanning() {
		return false
	}
	for _, s := range []window.Side{window.Top, window.Bottom} {
		if r.win.Edge(s).State == window.More && !(r.follow && s == window.Bottom) && r.win.Reach(s) < 0 {
			return true
		}
	}
	return r.win.Waiting() || !r.opened
}
