// Package records is the stream pane: the records of one or more topics in one
// order, to scroll, seek, filter and follow. It is what people look at all night.
//
// A [Pane] is told actions and asynchronous messages and draws lines; it never
// reads in between. Everything that waits is a command (pull.go) which brings one
// message, and the pane decides with each message what to read next (drive). So
// keys are answered at once whatever the broker does, a pane that is satisfied or
// hidden reads nothing, and stopping is the end of a context.
//
// What is on the screen is a reading: a window over the stream from a place on,
// under a filter. Seeking and filtering begin another reading, which takes over
// when it has something to show. Messages carry the generation of the reader that
// sent them, so answers to old questions fall through.
//
// The order of a paused pane is the merged order of package source; a pane that
// follows shows records as they arrive, and pausing puts them into order around
// the row under the cursor; hits stay as they arrived.
//
// # Example
//
//	p := records.New(records.Config{ID: 1, Source: src, Refs: topic.Refs(), Theme: th, Glyphs: g})
//	p.Resize(80, 20)
//	cmd := p.Init()                         // run it, hand its message to Update, and so on
//	cmd, _ = p.Do(keymap.Follow, 0)
//	fmt.Println(strings.Join(p.View(true), "\n"))
package records

import (
	"context"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"riffle/keymap"
	"riffle/query"
	"riffle/source"
	"riffle/ui/layout"
	"riffle/ui/safe"
	"riffle/ui/theme"
	"riffle/ui/window"
)

// Config is what a pane begins with.
type Config struct {
	ID      layout.ID
	Source  source.Source
	Refs    []source.Ref
	At      source.At // zero: at the newest record
	Filter  string    // what Program was compiled from
	Program *query.Program
	Follow  bool
	Theme   *theme.Theme
	Glyphs  theme.Glyphs
	Zone    *time.Location   // nil: local
	Now     func() time.Time // nil: the clock
	Limit   window.Limit     // zero: about 8 MB
	Columns []string         // paths of columns; none: the usual ones
	Keys    keymap.Map       // that sentences name; zero: the default table
	Ask     int64            // bytes above which a search asks before it reads them; 0: 10 GB

	open func([]source.Ref, source.Options) stream
}

// stream is what a pane uses of a [source.Stream].
type stream interface {
	Ends(ctx context.Context) (low, end source.Position, err error)
	Resolve(ctx context.Context, at source.At, here source.Ref) (source.Position, error)
	Past(ctx context.Context, t time.Time) (source.Position, error)
	PositionOf(ctx context.Context, k source.Key) (source.Position, error)
	Standing(ctx context.Context, group string) (source.Standing, error)
	Forward(from, to source.Position) source.Cursor
	Across(ctx context.Context, at source.Offset) (source.Position, error)
	Clock(ctx context.Context) (source.TimeKind, error)
	Backward(from, to source.Position) source.Cursor
	Tail(ctx context.Context, from source.Position) (source.Cursor, error)
	Timeline(times []time.Time, earlier source.Timeline) source.Timeline
	Glimpse(ctx context.Context, from, to source.Position, most int) ([]source.Record, error)
	Extent(ctx context.Context, from, to source.Position) (source.Extent, error)
}

// Pane is a stream on the screen. Its methods are called by one goroutine.
type Pane struct {
	id     layout.ID
	src    source.Source
	refs   []source.Ref
	name   string
	theme  *theme.Theme
	glyphs theme.Glyphs
	zone   *time.Location
	now    func() time.Time
	limit  window.Limit
	most   int64 // bytes that a search reads without asking
	keys   func(keymap.Action) string
	open   func([]source.Ref, source.Options) stream

	ctx    context.Context // ends with the pane
	cancel context.CancelFunc
	gens   int
	w, h   int
	hidden bool
	beside bool
	pace   time.Duration
	note   safe.Text
	held   bool // note says where in time it stands

	cur     *reading // on the screen
	next    *reading // not yet
	asked   filter   // the filter that "all" hides
	aside   *reading // the hits that it hides; nothing is read for it
	sought  sought
	sweep   *sweep // where hits begin and end; nil: nobody asked
	history []Mark
	news    news
	seek    int       // counts seeks that wait for more of their kind
	failure safe.Text // what went wrong, until something else is asked for
	hint    safe.Text // why the last key did nothing
	wrap    bool      // values take several lines
	shift   int       // cells that values are scrolled to the side
	spot    spot      // where in a row the cell cursor stands
	fields  *fields   // the columns of values
	chosen  *selection
	leafs   leafCache
	whole   *source.Record // the record under the cursor, where the window holds its beginning
	rows    rowCache
	seen    query.Seen // of the pane's topics
	over    overview
	preview preview
}

// New returns a pane that reads nothing before [Pane.Init].
func New(c Config) *Pane {
	p := &Pane{
		id: c.ID, src: c.Source, theme: c.Theme, glyphs: c.Glyphs,
		zone: c.Zone, now: c.Now, limit: c.Limit, open: c.open,
	}
	p.keys = c.Keys.Namer(p.Scopes()...)
	if p.zone == nil {
		p.zone = time.Local
	}
	if p.now == nil {
		p.now = time.Now
	}
	if p.limit == (window.Limit{}) {
		p.limit = window.Limit{Rows: 8192, Bytes: 8 << 20}
	}
	if p.open == nil {
		p.open = func(refs []source.Ref, o source.Options) stream { return source.NewStream(c.Source, refs, o) }
	}
	var err error
	if p.fields, err = fieldsOf(c.Columns); err != nil || len(c.Columns) == 0 {
		p.fields = usual()
	}
	if p.most = c.Ask; p.most == 0 {
		p.most = source.Large
	}
	p.refs = slices.Clone(c.Refs)
	slices.SortFunc(p.refs, source.Ref.Compare)
	p.refs = slices.Compact(p.refs)
	p.name = topicNames(p.refs)
	p.expect()
	p.ctx, p.cancel = context.WithCancel(context.Background())
	t := target{at: c.At, line: -1}
	if c.At.End() || c.Follow {
		t = atEnd()
	}
	p.cur = p.newReading(t, filterOf(c.Program, c.Filter), c.Follow, atOnce)
	return p
}

// newReading makes a reading that has not asked for its place yet.
func (p *Pane) newReading(t target, f filter, follow bool, w when) *reading {
	o := source.Options{Want: source.Want{Role: source.Interactive}, Clip: clipBytes}
	r := &reading{filter: f, refs: p.refs, target: t, follow: follow, shown: w, began: p.now()}
	if f.program != nil {
		o.Wrap = f.program.Filter
		o.Want.Contains = f.program.Contains()
		o.Want.Role = source.Scan
		r.refs = refsFor(p.refs, f.program)
	}
	r.stream = p.open(r.refs, o)
	r.win = window.New(p.limit, window.Start{Row: t.row, Line: t.line})
	r.win.Resize(p.rowLines())
	if p.rows.columns.lines > 1 {
		r.win.Measure(p.height)
	}
	return r
}

func (p *Pane) nextGen() int {
	p.gens++
	return p.gens
}

// Init begins to read.
func (p *Pane) Init() tea.Cmd {
	return tea.Batch(p.lookFor(p.cur, 0), p.watchStep(p.cur, stepFirst))
}

// Scopes are the places whose keys hold here.
func (p *Pane) Scopes() []keymap.Scope {
	scopes := []keymap.Scope{keymap.Stream, keymap.Value, keymap.Move}
	if _, _, ok := p.selecting(); ok {
		scopes = append([]keymap.Scope{keymap.Selection}, scopes...)
	}
	return scopes
}

// Title is the pane's name in sentences.
func (p *Pane) Title() string { return string(safe.Clean(p.name, 60)) }

// Resize gives the pane its room, the title line included.
func (p *Pane) Resize(w, h int) {
	p.w, p.h = w, h
	p.fit()
	p.measure()
}

// SetBeside tells whether the pane is narrower than the screen.
func (p *Pane) SetBeside(beside bool) { p.beside = beside }

// SetPace tells how long it is at least between two frames of data. Over a slow link
// that is long: then a pane that follows brings as much at once.
func (p *Pane) SetPace(d time.Duration) { p.pace = d }

// fit gives the windows the lines that are left for rows.
func (p *Pane) fit() {
	for _, r := range p.readings() {
		r.win.Resize(p.rowLines())
	}
	p.fitEdges()
}

// SetZone changes the time zone that times are shown in.
func (p *Pane) SetZone(z *time.Location) {
	p.zone = z
	p.measure()
}

// SetTheme changes how the stream looks.
func (p *Pane) SetTheme(t *theme.Theme) {
	p.theme = t
	p.measure()
}

// SetNote shows a word of the screen around the pane in its title, such as the
// pane that it is linked to. Empty: none. held tells that the word says where in time
// the pane stands, so that nothing else has to.
func (p *Pane) SetNote(note safe.Text, held bool) { p.note, p.held = note, held }

// Hide tells whether the pane is out of sight. Then it reads nothing; what it had
// begun goes on when it is seen again.
func (p *Pane) Hide(hidden bool) tea.Cmd {
	p.hidden = hidden
	return p.drive()
}

// Close ends everything the pane does.
func (p *Pane) Close() {
	p.cancel()
	for _, r := range p.readings() {
		if cmd := r.end(); cmd != nil {
			source.Go(func() { finish(cmd()) }, func(error) {})
		}
	}
}

// finish runs the commands in a message of commands: they close cursors.
func finish(m tea.Msg) {
	if batch, ok := m.(tea.BatchMsg); ok {
		for _, cmd := range batch {
			finish(cmd())
		}
	}
}

// readings are those that are under way, the one on the screen first.
func (p *Pane) readings() []*reading {
	if p.next == nil {
		return []*reading{p.cur}
	}
	return []*reading{p.cur, p.next}
}

// openedMsg tells where the place is that a reading set out for.
type openedMsg struct {
	id           layout.ID
	gen          int
	at, low, end source.Position
	stands       *standing // where the consumer group stands that was asked for; nil: none was
	bounds       bounds
	err          error
}

// To is the pane that the message is for.
func (m openedMsg) To() layout.ID { return m.id }

// Err is why it failed, nil where it did not.
func (m openedMsg) Err() error { return m.err }

// Update takes a message of one of the pane's commands.
func (p *Pane) Update(msg tea.Msg) tea.Cmd {
	var cmd tea.Cmd
	switch m := msg.(type) {
	case openedMsg:
		cmd = p.begin(m)
	case batchMsg:
		cmd = p.receive(m)
	case sweepMsg:
		cmd = p.swept(m)
	case stepMsg:
		cmd = p.step(m)
	case whyMsg:
		p.wonder(m)
	case planMsg:
		cmd = p.planned(m)
	case oldestMsg:
		p.sayOldest(m)
	case endsMsg:
		cmd = p.hear(m)
	case seekMsg:
		if m.seek == p.seek {
			cmd = p.goTo(target{at: source.AtTime(m.time), row: -1, line: -1}, atRows)
		}
	case wholeMsg:
		p.keep(m)
	case barsMsg:
		p.refine(m)
	case coolMsg:
		cmd = p.cool(m)
	}
	return tea.Batch(cmd, p.resumeFinding(), p.drive())
}

// begin starts reading from the place that was found.
func (p *Pane) begin(m openedMsg) tea.Cmd {
	i := -1
	for j, r := range p.readings() {
		if r.gen == m.gen {
			i = j
		}
	}
	if i < 0 {
		return nil
	}
	r := p.readings()[i]
	if m.err != nil {
		return p.notFound(r, m.err)
	}
	r.gen, r.err, r.opened = 0, nil, true
	r.at, r.bounds, r.stands = m.at, m.bounds, m.stands
	if !r.follow {
		r.at = r.bounds.clamp(m.at)
	}
	r.win.Begin(r.at)
	if len(m.end) == len(p.refs) {
		p.news.low, p.news.end, p.news.base = m.low, m.end, m.end
		p.expectOffsets(m.end)
	}
	if r.bounds.none() {
		for _, s := range []window.Side{window.Top, window.Bottom} {
			r.win.SetEdge(s, r.edge(s, window.Edge{State: window.Ended, Time: p.now()}))
		}
		return nil
	}
	// The end that was just looked up has nothing behind it.
	if !r.follow && (m.end != nil || r.bounds.done(window.Bottom, r.at)) {
		r.ended(window.Bottom, p.now())
	}
	if r.bounds.done(window.Top, r.at) {
		r.ended(window.Top, p.now())
	}
	return p.askPlan(r)
}

// notFound deals with a place that could not be found.
func (p *Pane) notFound(r *reading, err error) tea.Cmd {
	if after, ok := passing(err); ok {
		r.err, r.again = err, p.now().Add(after)
		return p.lookFor(r, after)
	}
	if r == p.next { // stay where we are
		p.next = nil
		p.failure = "cannot go to " + p.aim(r.target) + " · " + whyOf(err)
		return r.end()
	}
	r.gen, r.err = 0, err
	return nil
}

// receive adds a batch to the reading that asked for it.
func (p *Pane) receive(m batchMsg) tea.Cmd {
	if run := p.sought.run; run != nil && run.gen == m.gen {
		return p.searched(m)
	}
	for _, r := range p.readings() {
		for s := range r.sides {
			if r.sides[s].gen != m.gen {
				continue
			}
			p.take(r, window.Side(s), m)
			if r == p.next && r.ready() {
				return p.swap()
			}
			if r.follow && s == int(window.Bottom) {
				return p.keepUp(r)
			}
			return p.holdBack(r)
		}
	}
	if m.reader == nil {
		return nil
	}
	return m.reader.pull(0, 0) // nobody waits for it: its context has ended, so it closes
}

// drive sends out what should be read now. It is called after everything that
// may change that.
func (p *Pane) drive() tea.Cmd {
	p.keepSweep()
	p.showMatch()
	p.arrive()
	p.fit() // what went wrong takes lines
	var cmds []tea.Cmd
	if p.next == nil {
		cmds = p.driveReading(p.cur)
	} else {
		cmds = p.driveReading(p.next)
	}
	cmds = append(cmds, p.listen(), p.fetchWhole(), p.driveFinding(), p.askWhy(p.cur), p.survey())
	p.measure()
	return tea.Batch(cmds...)
}
