package inspect

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"riffle/keymap"
	"riffle/query"
	"riffle/source"
	"riffle/ui/layout"
	"riffle/ui/safe"
	"riffle/ui/theme"
)

// Config is what a pane draws with.
type Config struct {
	ID     layout.ID
	Theme  *theme.Theme
	Glyphs theme.Glyphs
	Zone   *time.Location
	Now    func() time.Time
	Format func(source.Ref, source.Offset) string // nil: the number
	// Seen tells what the records of the stream have at a path; nil: nobody knows.
	Seen func(path string) (query.Sighting, bool)
	// Keys are what sentences name; zero: the default table.
	Keys keymap.Map
}

// Pane shows one record. It is used by one goroutine.
type Pane struct {
	id     layout.ID
	th     *theme.Theme
	glyphs theme.Glyphs
	zone   *time.Location
	now    func() time.Time
	format func(source.Ref, source.Offset) string
	seen   func(path string) (query.Sighting, bool)
	keys   func(keymap.Action) string

	gen         int // counts the records shown; answers about earlier ones are dropped
	shown       bool
	gone        bool // there was one, and is none any more
	rec         source.Record
	headers     []source.Header
	headersOpen bool
	body        body
	pending     bool            // the value is being looked through beside the screen
	wanted      map[string]bool // paths that the user opened or closed
	field       string          // the path to come back to in the next record

	sought      pattern   // what n and N look for
	said        safe.Text // why the last key did nothing
	found       int       // text and bytes: where it stands that was found last
	namesRoom   int       // cells for the names of headers, in this width
	rows        []row
	cursor, top int
	mode        mode
	wrap        bool  // long values take several lines
	chosen      bool  // somebody said whether they do; else they do where all find room
	starts      []int // text and bytes: where the lines on the screen begin
	w, h        int
}

// New returns a pane without a record.
func New(c Config) *Pane {
	p := &Pane{id: c.ID, th: c.Theme, glyphs: c.Glyphs, zone: c.Zone, now: c.Now, format: c.Format, seen: c.Seen, keys: c.Keys.Namer((*Pane)(nil).Scopes()...)}
	if p.format == nil {
		p.format = func(_ source.Ref, o source.Offset) string { return source.AtRecord(0, o).String()[len("p0@"):] }
	}
	p.wanted, p.field = map[string]bool{}, "$value"
	return p
}

// Init begins nothing: there is no record yet.
func (p *Pane) Init() tea.Cmd { return nil }

// Scopes are the places whose keys hold here.
func (p *Pane) Scopes() []keymap.Scope {
	return []keymap.Scope{keymap.Record, keymap.Value, keymap.Move}
}

// SetZone changes the zone of times.
func (p *Pane) SetZone(z *time.Location) { p.zone = z }

// SetTheme changes how the record looks.
func (p *Pane) SetTheme(t *theme.Theme) { p.th = t }

// Close ends nothing: what runs beside the screen ends by itself.
func (p *Pane) Close() { p.gen++ }

// Resize gives the pane its room.
func (p *Pane) Resize(w, h int) {
	if w == p.w && h == p.h {
		return
	}
	p.w, p.h = max(w, 1), max(h, 0)
	if !p.shown {
		return
	}
	p.build()
	if p.mode != treeMode {
		p.place(p.offsetNow())
	}
}

// bodyHeight is the number of lines between the title and the detail line.
func (p *Pane) bodyHeight() int {
	if p.h < 4 {
		return max(p.h-1, 0)
	}
	return p.h - 2
}

// offset writes the record's offset as its system does.
func (p *Pane) offset(r *source.Record) string { return p.format(r.Ref, r.Offset) }

// Shows tells whether r is the record that is shown.
func (p *Pane) Shows(r *source.Record) bool {
	return p.shown && p.rec.Ref == r.Ref && p.rec.Offset == r.Offset
}

// Record is the record that is shown.
func (p *Pane) Record() (r source.Record, ok bool) { return p.rec, p.shown }

// Clear shows none: there is no record under the cursor any more.
func (p *Pane) Clear() {
	if p.shown {
		p.remember()
		p.gen++
		p.shown, p.gone = false, true
		p.rec, p.headers, p.body, p.rows, p.starts = source.Record{}, nil, body{}, nil, nil
	}
}

// Show shows another record: the same field under the cursor, the same values
// open. It shares r's bytes, which must not change.
func (p *Pane) Show(r *source.Record) tea.Cmd {
	p.remember()
	p.gen++
	p.shown, p.gone, p.rec = true, false, *r
	p.headers = p.headers[:0:0]
	for h := range r.Headers.All() {
		p.headers = append(p.headers, h)
	}
	if said := about(r); said != "" {
		p.take(body{b: []byte(said), kind: text, note: noData[r.Kind]})
		return nil
	}
	if p.pending = len(r.Value) > quick; !p.pending {
		p.take(open(r.Value, p.bodyHeight(), p.wanted))
		return nil
	}
	p.body = glance(r.Value)
	p.rows, p.starts = nil, nil
	p.build()
	to, gen, b, h, wanted := p.id, p.gen, r.Value, p.bodyHeight(), copyOf(p.wanted)
	return func() tea.Msg { return opened{to, gen, open(b, h, wanted)} }
}

func copyOf(m map[string]bool) map[string]bool {
	c := make(map[string]bool, len(m))
	for k, v := range m {
		c[k] = v
	}
	return c
}

// take shows a value that was looked through.
func (p *Pane) take(b body) {
	p.body, p.pending = b, false
	if r := &p.rec; r.Clipped() { // what the bytes look like says nothing about the whole
		p.body.note = "only the beginning is here: " + bytesOf(r.Held()) + " of " + bytesOf(r.Size)
	}
	was := p.cursor
	p.rows = p.rows[:0]
	p.build()
	p.cursor = min(was, len(p.rows)-1)
	p.comeBack()
	p.scroll()
	if p.mode != treeMode {
		p.place(0)
	}
}

// remember keeps what the cursor stands on.
func (p *Pane) remember() {
	if p.shown && !p.pending {
		p.field = p.subject().name
	}
}

// comeBack puts the cursor on the field that it stood on in the last record, or
// as near to it as the record has one.
func (p *Pane) comeBack() {
	if p.field == "" {
		return
	}
	if t := p.body.tree; t != nil && p.field[0] != '$' {
		n := t.reach(p.field)
		p.build()
		p.goToRow(row{kind: nodeRow, node: n})
		return
	}
	for i, r := range p.rows {
		if r.kind != closeRow && r.kind != contRow && p.thing(r).name == p.field {
			p.cursor = i
			return
		}
	}
}

// opened says that a large value was looked through.
type opened struct {
	to   layout.ID
	gen  int
	body body
}

// To is the pane that the message is for.
func (m opened) To() layout.ID { return m.to }

// loaded brings members of a large value.
type loaded struct {
	to   layout.ID
	gen  int
	node *node
	kids []*node
	next int
}

// To is the pane that the message is for.
func (m loaded) To() layout.ID { return m.to }

// Update takes what was found beside the screen.
func (p *Pane) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case opened:
		if msg.gen == p.gen {
			p.take(msg.body)
		}
	case loaded:
		if msg.gen == p.gen {
			p.body.tree.adopt(msg.node, msg.kids, msg.next)
			p.build()
		}
	}
	return nil
}
