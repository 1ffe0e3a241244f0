package records

import (
	"context"
	"errors"
	"io"
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

// finding is a search for a match beyond the rows held, one way. It is a stream of
// its own under both conditions, so all partitions are read in parallel, backward
// in slices that grow, and nothing is kept but the match.
type finding struct {
	*reader
	filter filter
	agreed bool       // to read very much
	left   int        // the match wanted, counted from here on
	last   source.Key // the match before it, if there was one
	of     *reading
	row    window.ID // under the cursor when it began

	out    bool // a command, or a message, has the reader
	cancel context.CancelFunc
	began  time.Time
	from   source.Position // about: a large record is searched again as a whole
	at     source.Position
	cover  source.Coverage
	fault  error
	again  time.Time
}

// findBeyond begins to search beyond the window, or goes on where that was stopped.
// Where whole is set, it begins at that record, which the window holds in part.
func (p *Pane) findBeyond(f filter, dir source.Dir, left int, whole *source.Record) tea.Cmd {
	r := p.cur
	run := &finding{
		reader: &reader{id: p.id, dir: dir},
		filter: f, left: left, of: r, began: p.now(), from: r.win.At(sideOf(dir)),
	}
	if e := r.win.Edge(sideOf(dir)); e.State == window.Ended && whole == nil {
		run.began = e.Time
		return p.foundNone(run, r.bounds)
	}
	if row, ok := r.win.Current(); ok {
		run.row = row.ID()
	}
	if cut := p.sought.cut; cut != nil && cut.of == r && cut.dir == dir && cut.row == run.row {
		run.from, run.agreed, whole = cut.at, cut.agreed, nil
	}
	p.sought.cut = nil
	p.setOut(run, whole)
	p.sought.run = run
	return nil
}

func sideOf(d source.Dir) window.Side {
	if d == source.Backward {
		return window.Top
	}
	return window.Bottom
}

// setOut tells the reader of a finding what it is to open.
func (p *Pane) setOut(run *finding, whole *source.Record) {
	r, rd := run.of, run.reader
	refs := refsFor(r.refs, run.filter.program)
	run.from = run.from.Among(refs)
	run.at, run.cover = run.from, p.toCover(run.from, rd.dir, r.bounds)
	rd.gen = p.nextGen()
	rd.ctx, run.cancel = context.WithCancel(p.ctx)
	st, rows, from, outer, program, dir := p.open(refs, run.options()), r.stream, run.from, r.bounds, run.filter.program, rd.dir
	most, agreed := p.most, run.agreed
	rd.open = func(ctx context.Context) (source.Cursor, error) {
		b, err := boundsOf(ctx, st, refs, program)
		if err != nil {
			return nil, err
		}
		if whole != nil {
			key := whole.Order()
			if dir == source.Backward {
				key.Offset = whole.Next
			}
			if from, err = rows.PositionOf(ctx, key); err != nil {
				return nil, err
			}
			from = from.Among(refs)
		}
		b = b.and(outer, refs)
		rd.bounds = b
		from = b.clamp(from)
		if b.none() || b.done(sideOf(dir), from) {
			return nothing{}, nil
		}
		if !agreed {
			if err := rd.afford(ctx, st, b, from, most); err != nil {
				return nil, err
			}
		}
		if dir == source.Backward {
			return st.Backward(from, b.floor), nil
		}
		return st.Forward(from, b.ceiling), nil
	}
}

// afford asks first where very much may have to be read.
func (r *reader) afford(ctx context.Context, st stream, b bounds, from source.Position, most int64) error {
	low, end, err := st.Ends(ctx)
	if err != nil {
		return err
	}
	if r.dir == source.Backward {
		return afford(ctx, st, b.clamp(low), from, most)
	}
	return afford(ctx, st, from, b.clamp(end), most)
}

// options read records that satisfy the filter of the pane and the one that is
// looked for. Those that are not known to satisfy the latter are none.
func (run *finding) options() source.Options {
	shown, wanted := run.of.filter.program, run.filter.program
	o := source.Options{Want: source.Want{Role: source.Scan, Contains: wanted.Contains()}, Clip: clipBytes}
	if shown != nil {
		o.Want.Contains = append(o.Want.Contains, shown.Contains()...)
	}
	o.Wrap = func(c source.Cursor) source.Cursor {
		if shown != nil {
			c = shown.Filter(c)
		}
		return &certain{wanted.Filter(c), wanted}
	}
	return o
}

// certain leaves out the records that a filter keeps because it cannot look into
// them.
type certain struct {
	source.Cursor
	program *query.Program
}

func (c *certain) Next(ctx context.Context, most int) (source.Batch, error) {
	b, err := c.Cursor.Next(ctx, most)
	kept := b.Records[:0]
	for _, r := range b.Records {
		if r.Err != nil {
			if _, over := c.program.Test(&r); over != nil {
				continue
			}
		}
		kept = append(kept, r)
	}
	b.Records = kept
	return b, err
}

// nothing is a cursor over a range that can hold no match.
type nothing struct{}

func (nothing) Next(context.Context, int) (source.Batch, error) { return source.Batch{}, io.EOF }
func (nothing) Close() error                                    { return nil }

// end gives the search up; what its reader holds is closed by the command.
func (run *finding) end() tea.Cmd {
	run.cancel()
	if run.out {
		return nil // it closes itself
	}
	return run.pull(0, 0)
}

// driveFinding sends the reader of a search out.
func (p *Pane) driveFinding() tea.Cmd {
	run := p.sought.run
	if run == nil || run.out || p.hidden {
		return nil
	}
	run.out = true
	var after time.Duration
	if run.fault != nil {
		after = max(0, run.again.Sub(p.now()))
	}
	return run.pull(run.left, after)
}

// searched takes what a search has read.
func (p *Pane) searched(m batchMsg) tea.Cmd {
	run := p.sought.run
	run.out, run.fault = false, nil
	run.cover.Add(m.batch, run.dir, p.now())
	if m.batch.At != nil {
		run.at = m.batch.At
	}
	if n := len(m.batch.Records); n > 0 {
		run.last = nth(m.batch.Records, min(run.left, n), run.dir).Order()
		run.left -= min(run.left, n)
	}
	after, passes := passing(m.err)
	var much *tooMuch
	switch {
	case errors.As(m.err, &much):
		p.sought.run, p.sought.cut, run.agreed = nil, run, true
		run.cancel()
		p.hint = "beyond: " + p.words(much.plan) + " · " + p.key(findWith[run.dir]) + " again reads it"
	case run.left == 0 || ended(m.err) && run.last.Topic != "":
		stop := p.stopFinding()
		return tea.Batch(stop, p.goFound(run))
	case ended(m.err):
		p.sought.run = nil
		run.cancel()
		return p.foundNone(run, run.bounds)
	case passes:
		run.fault, run.again = m.err, p.now().Add(after)
	case m.err != nil:
		p.sought.run = nil
		run.cancel()
		p.failure = "cannot look for " + run.what() + " · " + whyOf(m.err)
	}
	return nil
}

// nth is the nth of some records in a direction, from 1.
func nth(found []source.Record, n int, dir source.Dir) *source.Record {
	if dir == source.Backward {
		return &found[len(found)-n]
	}
	return &found[n-1]
}

// goFound puts the cursor on the record that was found.
func (p *Pane) goFound(run *finding) tea.Cmd {
	key := run.last
	if i, ok := p.cur.win.Find(window.ID{Ref: key.Ref, Offset: key.Offset}); ok {
		p.cur.win.Put(i, -1)
		return nil
	}
	return p.travel(target{key: key, line: -1}, p.cur.filter, false, atRows)
}

// foundNone says how far there is no match, and which key looks the other way.
func (p *Pane) foundNone(run *finding, b bounds) tea.Cmd {
	p.hint = "no " + which(run.dir) + " match of " + run.what()
	if p.cur.filter.program != nil {
		p.hint += " among the hits"
	}
	newer := run.dir == source.Forward
	switch {
	case b.none():
		p.hint += ": no record here can match, by its partition, topic, offset or time"
		return nil
	case newer && b.ceiling != nil:
		until, why := p.finishes(b)
		p.hint += " up to " + until + ", " + why + " · " + p.key(keymap.FindOlder) + " older"
		return nil
	case newer:
		p.hint += " up to " + safe.Text(p.clock(run.began, "")) + ", the live end · " + p.key(keymap.FindOlder) + " older"
		return nil
	case b.floor != nil:
		p.hint += " down to " + p.begins(b) + ", where the filter begins · " + p.key(keymap.FindNewer) + " newer"
		return nil
	}
	m, src, refs, ctx := oldestMsg{id: p.id, lead: p.hint + " down to "}, p.src, run.of.refs, p.ctx
	p.hint = m.lead + "the oldest record · " + p.key(keymap.FindNewer) + " newer"
	m.said = p.hint
	return func() tea.Msg {
		m.time = oldest(ctx, src, refs)
		return unless(ctx, m)
	}
}

// oldestMsg brings the time of the oldest record, to be put into what was said.
type oldestMsg struct {
	id         layout.ID
	lead, said safe.Text
	time       time.Time // zero: nobody knows
}

// To is the pane that the message is for.
func (m oldestMsg) To() layout.ID { return m.id }

// sayOldest adds the time, if what was said still stands there.
func (p *Pane) sayOldest(m oldestMsg) {
	if p.hint == m.said && !m.time.IsZero() {
		p.hint = m.lead + safe.Text(p.clock(m.time, "")) + ", the oldest record · " + p.key(keymap.FindNewer) + " newer"
	}
}

// oldest looks up the time of the oldest record that has one: one flight.
func oldest(ctx context.Context, src source.Source, refs []source.Ref) (t time.Time) {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	lookups := make([]source.Lookup, len(refs))
	for i, r := range refs {
		lookups[i] = source.Lookup{Ref: r, Time: time.UnixMilli(1)}
	}
	found, err := src.OffsetsAt(ctx, lookups)
	if err != nil {
		return t
	}
	for _, f := range found {
		if f.OK && f.Err == nil && (t.IsZero() || f.Time.Before(t)) {
			t = f.Time
		}
	}
	return t
}

// stopByHand ends a search so that the same key goes on with it.
func (p *Pane) stopByHand() (cmd tea.Cmd, ok bool) {
	run := p.sought.run
	if run == nil {
		p.sought.owed = 0
		return nil, false
	}
	cmd = p.stopFinding()
	p.sought.cut = run
	p.hint = "stopped: no " + which(run.dir) + " match in " + safe.Text(figures.Short(run.cover.Looked.Records)) + " read"
	if t := earliest(run.at, run.from); run.dir == source.Backward && !t.IsZero() {
		p.hint += ", down to " + safe.Text(p.clock(t, ""))
	}
	p.hint += " · " + p.key(findWith[run.dir]) + " goes on"
	return cmd, true
}

var findWith = map[source.Dir]keymap.Action{source.Backward: keymap.FindOlder, source.Forward: keymap.FindNewer}

// what is looked for, in a sentence.
func (run *finding) what() safe.Text { return safe.Clean(run.filter.text, 30) }

// searchFacts are the parts of the coverage line while a search runs.
func (p *Pane) searchFacts(run *finding) (facts []fact) {
	c := &run.cover
	for _, f := range []fact{
		{10, "finding " + which(run.dir) + " " + p.share(c)},
		{5, safe.Text(figures.Short(c.Looked.Records) + " read")},
		{9, taken(c)}, {7, left(c)}, {8, p.key(keymap.Stop) + " stops"},
	} {
		if f.text != "" {
			facts = append(facts, f)
		}
	}
	return facts
}

// toCover is the coverage of reading from a place on, one way, to the end that is
// known. Where none is, the share of the way cannot be told.
func (p *Pane) toCover(from source.Position, dir source.Dir, b bounds) source.Coverage {
	low, end, _ := p.ends()
	if low != nil {
		low, end = b.clamp(low).Among(from.Refs()), b.clamp(end).Among(from.Refs())
	}
	switch {
	case dir == source.Forward:
		return source.Cover(from, end, dir)
	case low == nil:
		return source.Cover(from, nil, source.Forward)
	}
	return source.Cover(low, from, dir)
}

// earliest is an instant from which on all was read, between two positions of
// which from is the older one: every record with that time, or a later one.
func earliest(from, to source.Position) (t time.Time) {
	for i, x := range from {
		// A partition that was not read has nothing there.
		if x.Offset.Less(to[i].Offset) && !x.Max.IsZero() && (t.IsZero() || x.Max.Before(t)) {
			t = x.Max
		}
	}
	return t
}
