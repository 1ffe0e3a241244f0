package partitions

import (
	"cmp"
	"context"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"riffle/keymap"
	"riffle/source"
	"riffle/ui/layout"
	"riffle/ui/theme"
)

// Config is what a pane begins with.
type Config struct {
	ID     layout.ID
	Source source.Source
	Refs   []source.Ref // of one or more topics
	Theme  *theme.Theme
	Keys   keymap.Map // that sentences name; zero: the default table
	Glyphs theme.Glyphs
	Zone   *time.Location
	Now    func() time.Time
}

// entry is one partition with what is known of it.
type entry struct {
	source.Stats
	counted bool
	minute  int64   // records of the last minute
	day     []int64 // of the last 24 hours, in bars
	paced   bool
	newest  time.Time
	dated   bool
	place   source.Placement
	placed  bool
}

// Pane is the list of partitions. It is used by one goroutine.
type Pane struct {
	c      Config
	keys   func(keymap.Action) string
	ctx    context.Context
	cancel context.CancelFunc
	gen    int
	rows   []entry
	topics []string
	err    error
	order  order
	cursor int
	top    int
	w, h   int
}

// order is what the list is sorted by.
type order int

const (
	byNumber order = iota
	byRecords
	byPace
	orders // how many there are
)

func (o order) String() string { return [...]string{"number", "records", "rate"}[o] }

// New returns a pane that has asked for nothing yet.
func New(c Config) *Pane {
	p := &Pane{c: c, keys: c.Keys.Namer((*Pane)(nil).Scopes()...)}
	p.ctx, p.cancel = context.WithCancel(context.Background())
	refs := slices.Clone(c.Refs)
	slices.SortFunc(refs, source.Ref.Compare)
	p.topics = source.Topics(refs)
	for _, r := range refs {
		p.rows = append(p.rows, entry{Stats: source.Stats{Ref: r}})
	}
	return p
}

// Init asks for everything.
func (p *Pane) Init() tea.Cmd { return p.refresh() }

// Scopes are the places whose keys hold here.
func (p *Pane) Scopes() []keymap.Scope { return []keymap.Scope{keymap.Partitions, keymap.Move} }

// SetZone changes the zone of times.
func (p *Pane) SetZone(z *time.Location) { p.c.Zone = z }

// SetTheme changes how it looks.
func (p *Pane) SetTheme(t *theme.Theme) { p.c.Theme = t }

// Close ends what it asks for.
func (p *Pane) Close() { p.cancel() }

// Resize gives it its room.
func (p *Pane) Resize(w, h int) {
	p.w, p.h = max(w, 1), max(h, 0)
	p.scroll()
}

// Selected is the partition under the cursor.
func (p *Pane) Selected() (source.Ref, bool) {
	if p.cursor >= len(p.rows) {
		return source.Ref{}, false
	}
	return p.rows[p.cursor].Ref, true
}

// Do carries out an action; n is the number typed before it.
func (p *Pane) Do(a keymap.Action, n int) (cmd tea.Cmd, done bool) {
	times, page := max(n, 1), max(p.listHeight()-1, 1)
	switch a {
	case keymap.Down:
		p.move(p.cursor + times)
	case keymap.Up:
		p.move(p.cursor - times)
	case keymap.PageDown:
		p.move(p.cursor + times*page)
	case keymap.PageUp:
		p.move(p.cursor - times*page)
	case keymap.HalfDown:
		p.move(p.cursor + times*max(page/2, 1))
	case keymap.HalfUp:
		p.move(p.cursor - times*max(page/2, 1))
	case keymap.First:
		p.move(times - 1)
	case keymap.Last:
		p.move(cmp.Or(n, len(p.rows)) - 1)
	case keymap.Percent:
		p.move((len(p.rows) - 1) * min(n, 100) / 100)
	case keymap.Sort:
		p.order = (p.order + 1) % orders
		p.sort()
	case keymap.Refresh:
		return p.refresh(), true
	default:
		return nil, false
	}
	return nil, true
}

// move puts the cursor on a row.
func (p *Pane) move(i int) {
	p.cursor = max(min(i, len(p.rows)-1), 0)
	p.scroll()
}

// scroll keeps the cursor on the screen.
func (p *Pane) scroll() {
	h := max(p.listHeight(), 1)
	p.top = max(min(p.top, p.cursor, len(p.rows)-h), p.cursor-h+1, 0)
}

// sort puts the rows in order, the cursor still on its partition.
func (p *Pane) sort() {
	at, _ := p.Selected()
	slices.SortFunc(p.rows, func(a, b entry) int {
		switch {
		case p.order == byRecords && a.Records() != b.Records():
			return cmp.Compare(b.Records(), a.Records())
		case p.order == byPace && a.minute != b.minute:
			return cmp.Compare(b.minute, a.minute)
		}
		return a.Ref.Compare(b.Ref)
	})
	p.move(slices.IndexFunc(p.rows, func(e entry) bool { return e.Ref == at }))
}
