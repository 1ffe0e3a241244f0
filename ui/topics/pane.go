package topics

import (
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"riffle/keymap"
	"riffle/source"
	"riffle/ui/layout"
	"riffle/ui/theme"
)

// Config is what a list begins with.
type Config struct {
	ID      layout.ID
	Source  source.Source
	Address string         // what is being connected to, for the time until it answers
	Current string         // the topic under the cursor at first, "" for the first one
	Known   []source.Topic // shown until the list is there; nil if nobody asked yet
	Theme   *theme.Theme
	Keys    keymap.Map // that sentences name; zero: the default table
	Glyphs  theme.Glyphs
	Zone    *time.Location
	Now     func() time.Time
}

// entry is one topic with what is known of it.
type entry struct {
	source.Topic
	lower   string // the name, for narrowing without case
	records int64
	newest  time.Time // zero: no record, or none with a time
	keep    source.Retention
	err     error
	pace    int64     // records of the last minute
	day     []int64   // records of the last 24 hours, in bars; nil: not asked for
	counted bool      // records holds
	dated   bool      // newest and keep hold
	paced   bool      // pace holds
	drawn   bool      // day holds
	seen    time.Time // when the facts of a row on the screen were asked for
	alone   bool      // a request for several topics failed because of one: ask for it alone
}

// Pane is the list. It is used by one goroutine.
type Pane struct {
	id      layout.ID
	src     source.Source
	address string
	th      *theme.Theme
	glyphs  theme.Glyphs
	key     func(keymap.Action) string
	zone    *time.Location
	now     func() time.Time

	gen      int // counts loads of the list; answers about earlier ones are dropped
	loading  bool
	err      error // why there is no list
	all      []entry
	shown    []int // places in all
	cursor   int   // place in shown
	top      int
	ahead    int    // rows that the cursor was moved before there was a list
	current  string // the name under the cursor, through reloads and narrowing
	longest  int    // cells of the longest name in all
	marked   map[string]bool
	narrow   string
	order    order
	internal bool
	hidden   bool
	asking   bool  // a request for facts is under way
	fault    error // why facts are asked for again
	resting  bool  // rows out of sight wait for their turn
	w, h     int
}

// New returns a list that was not asked for yet.
func New(c Config) *Pane {
	p := &Pane{
		id: c.ID, src: c.Source, address: c.Address, current: c.Current, th: c.Theme, glyphs: c.Glyphs,
		zone: c.Zone, now: c.Now, key: c.Keys.Namer((*Pane)(nil).Scopes()...), marked: map[string]bool{},
	}
	p.take(c.Known)
	return p
}

// Init asks for the names.
func (p *Pane) Init() tea.Cmd { return p.Refresh() }

// Scopes are the places whose keys hold here.
func (p *Pane) Scopes() []keymap.Scope { return []keymap.Scope{keymap.Topics, keymap.Move} }

// SetZone changes the zone of times.
func (p *Pane) SetZone(z *time.Location) { p.zone = z }

// SetTheme changes how the list looks.
func (p *Pane) SetTheme(t *theme.Theme) { p.th = t }

// Close drops what is still to come.
func (p *Pane) Close() { p.gen++ }

// Resize gives the list its room.
func (p *Pane) Resize(w, h int) {
	p.w, p.h = max(w, 1), max(h, 0)
	p.scroll()
}

// Hide tells whether the list cannot be seen: then it asks for nothing. It
// returns the command that goes on.
func (p *Pane) Hide(hidden bool) tea.Cmd {
	if p.hidden = hidden; !hidden {
		p.fade() // who comes back wants to know what is, not what was
	}
	return p.ask()
}

// Topics are all topics, once the list is there.
func (p *Pane) Topics() (list []source.Topic, ok bool) {
	if p.all == nil {
		return nil, false
	}
	for _, e := range p.all {
		list = append(list, e.Topic)
	}
	return list, true
}

// Err is why there is no list, nil while it is on its way.
func (p *Pane) Err() error { return p.err }

// Selected are the marked topics, or else the one under the cursor.
func (p *Pane) Selected() []source.Topic {
	var list []source.Topic
	for _, e := range p.all {
		if p.marked[e.Name] {
			list = append(list, e.Topic)
		}
	}
	if len(list) == 0 && p.cursor < len(p.shown) {
		list = append(list, p.all[p.shown[p.cursor]].Topic)
	}
	return list
}

// Marked is how many topics are marked.
func (p *Pane) Marked() int { return len(p.marked) }

// Unmark takes all marks away, after the marked topics were opened.
func (p *Pane) Unmark() { clear(p.marked) }

// Narrowed is the text that names must hold.
func (p *Pane) Narrowed() string { return p.narrow }

// Narrow shows only the topics whose names hold each word of text, in any case.
// With no text it shows all, the cursor still on the topic that was found.
func (p *Pane) Narrow(text string) tea.Cmd {
	if text == "" && p.cursor < len(p.shown) {
		p.current = p.all[p.shown[p.cursor]].Name
	}
	p.narrow = text
	if _, ok := slices.BinarySearchFunc(p.all, text, byName); ok { // a whole name means that topic, not a longer one
		p.current = text
	}
	p.filter()
	return p.ask()
}

// filter lists the rows anew, with the cursor on the same topic.
func (p *Pane) filter() {
	words := strings.Fields(strings.ToLower(p.narrow))
	p.shown = p.shown[:0]
	for i := range p.all {
		e := &p.all[i]
		if e.Internal && !p.internal || !holds(e.lower, words) {
			continue
		}
		p.shown = append(p.shown, i)
	}
	p.sort()
	p.scroll()
}

func holds(name string, words []string) bool {
	for _, w := range words {
		if !strings.Contains(name, w) {
			return false
		}
	}
	return true
}

// move puts the cursor on row i. Before there is a list, it keeps i for then.
func (p *Pane) move(i int) tea.Cmd {
	if p.all == nil {
		p.ahead = max(i, 0)
		return nil
	}
	p.cursor = max(min(i, len(p.shown)-1), 0)
	if p.cursor < len(p.shown) {
		p.current = p.all[p.shown[p.cursor]].Name
	}
	p.scroll()
	p.fade()
	return p.ask()
}

// scroll keeps the cursor on the screen.
func (p *Pane) scroll() {
	h := max(p.listHeight(), 1)
	p.cursor = max(min(p.cursor, len(p.shown)-1), 0)
	p.top = max(min(p.top, p.cursor, len(p.shown)-h), 0)
	p.top = max(p.top, p.cursor-h+1)
}

// mark marks the topic under the cursor, or takes its mark away, and goes on to
// the next.
func (p *Pane) mark() tea.Cmd {
	if p.cursor >= len(p.shown) {
		return nil
	}
	name := p.all[p.shown[p.cursor]].Name
	if p.marked[name] {
		delete(p.marked, name)
	} else {
		p.marked[name] = true
	}
	return p.move(p.cursor + 1)
}

// hiddenInternal counts the internal topics that are not shown.
func (p *Pane) hiddenInternal() (n int) {
	for i := range p.all {
		if p.all[i].Internal && !p.internal {
			n++
		}
	}
	return n
}
