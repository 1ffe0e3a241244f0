package records

import (
	"slices"
	"strings"

	"riffle/query"
	"riffle/source"
	"riffle/ui/safe"
	"riffle/ui/theme"
	"riffle/ui/window"
)

const (
	fieldsMost = 16 // columns that somebody chose; more are left out
	fieldMost  = 40 // cells of one: a UUID, with a word before it
	fieldFair  = 16 // to which one shrinks before something else goes
	fieldLeast = 10 // to which one shrinks before other columns of values go
	sideRoom   = 28 // cells from which the value stands behind columns that were chosen
)

// field is a column that shows a value of each record.
type field struct {
	column *query.Column
	path   string
	title  safe.Text
}

// fields are the columns between the place of a row and its value. The list is
// never changed, only replaced.
type fields struct {
	list   []field
	chosen bool // by somebody; else the key, with the value behind it
	value  bool // the value was chosen too
}

// usual are the columns that a stream has before anybody chooses.
func usual() *fields {
	f, _ := fieldsOf([]string{onKey})
	f.chosen, f.value = false, true
	return f
}

// fieldsOf makes columns of paths. Time, topic, partition and offset stand in every
// row anyway. The error is of the first path that is none.
func fieldsOf(paths []string) (*fields, error) {
	f := &fields{chosen: true}
	for _, path := range paths {
		switch path {
		case onTime, onTopic, onPartition, onOffset:
			continue
		case onValue:
			f.value = true
			continue
		}
		column, err := query.CompileColumn(path)
		if err != nil {
			return nil, err
		}
		if len(f.list) < fieldsMost {
			f.list = append(f.list, field{column: column, path: column.String()})
		}
	}
	for i := range f.list {
		f.list[i].title = f.titleOf(i)
	}
	return f, nil
}

// titleOf is the last segment of a path, where that says enough.
func (f *fields) titleOf(i int) safe.Text {
	path := f.list[i].path
	if path == onKey {
		return "KEY"
	}
	short := last(path)
	same := func(other field) bool { return last(other.path) == short }
	if len(short) < 3 || strings.ContainsAny(short, `"#()`) || slices.ContainsFunc(f.list[:i], same) || slices.ContainsFunc(f.list[i+1:], same) {
		short = path
	}
	return safe.Clean(short, 200)
}

func last(path string) string { return path[strings.LastIndexByte(path, '.')+1:] }

// Columns are the paths of the columns that were chosen, none for the usual ones.
func (p *Pane) Columns() []string {
	if !p.fields.chosen {
		return nil
	}
	var list []string
	for _, f := range p.fields.list {
		list = append(list, f.path)
	}
	if p.fields.value {
		list = append(list, onValue)
	}
	return list
}

// SetColumns chooses the columns by their paths; none: the usual ones. What they
// were before is a place to come back to, unless nothing changes.
func (p *Pane) SetColumns(paths []string) error {
	if slices.Equal(p.Columns(), paths) {
		return nil
	}
	p.remember()
	p.history[len(p.history)-1].still = true
	err := p.ShowColumns(paths)
	if err != nil {
		p.history = p.history[:len(p.history)-1]
	}
	return err
}

// ShowColumns is SetColumns without a way back: a choice that is being made.
func (p *Pane) ShowColumns(paths []string) error {
	f := usual()
	if len(paths) > 0 {
		var err error
		if f, err = fieldsOf(paths); err != nil {
			return err
		}
	}
	p.arrange(f)
	return nil
}

// arrange lays rows out by other columns.
func (p *Pane) arrange(f *fields) {
	if p.fields == f {
		return
	}
	p.fields, p.shift = f, 0
	p.rows.need.fields, p.rows.met = [fieldsMost]breadth{}, nil
	p.measure()
}

// breadth is what the values of a column needed so far.
type breadth struct {
	cells         int
	numbers, text bool // there are some
}

// right tells whether the column stands at its right edge: numbers are compared by
// their ends.
func (w breadth) right() bool { return w.numbers && !w.text }

// meet notes what the values of a record need.
func (p *Pane) meet(r *source.Record) {
	id := window.Row{Record: r}.ID()
	if _, known := p.rows.met[id]; known || r.Kind != source.Data {
		return
	}
	if p.rows.met == nil || len(p.rows.met) >= 4*cacheRows {
		p.rows.met = make(map[window.ID]struct{})
	}
	p.rows.met[id] = struct{}{}
	for i, f := range p.fields.list {
		need := &p.rows.need.fields[i]
		raw, kind, ok := f.column.Value(r)
		if ok && kind != query.Null {
			need.numbers = need.numbers || kind == query.Number
			need.text = need.text || kind != query.Number
		}
		if most := f.most(); need.cells < most {
			l := p.newLine(p.rows.scratch[:0], most)
			p.drawField(&l, r, raw, kind, ok, theme.Plain)
			need.cells = max(need.cells, l.cells)
			p.rows.scratch = l.buf[:0]
		}
	}
}

// most is how wide a column becomes.
func (f field) most() int {
	if f.path == onKey {
		return keyMost
	}
	return fieldMost
}

// look is what text in the column is painted with.
func (f field) look(r *source.Record) theme.Token {
	switch {
	case r.Txn == source.Aborted:
		return theme.Dim
	case f.path == onKey:
		return theme.Key
	}
	return theme.Plain
}

// drawFields draws the values that were chosen.
func (p *Pane) drawFields(l *line, r *source.Record) {
	c := &p.rows.columns
	for i := c.from; i < c.from+c.shown; i++ {
		f, w := p.fields.list[i], c.fields[i]
		cell := p.newLine(nil, w.cells)
		if c.value == 0 && i == c.from { // there is no value to say it before
			lead := leadOf(r)
			cell.put(lead.look, lead.text)
		}
		raw, kind, ok := f.column.Value(r)
		p.drawField(&cell, r, raw, kind, ok, f.look(r))
		if w.right {
			l.space(w.cells - cell.cells)
		}
		from := l.cells
		l.buf, l.cells = append(l.buf, cell.buf...), l.cells+cell.cells
		if !w.right {
			l.fill(from + w.cells)
		}
		l.space(gutter)
	}
}

// drawField draws one value. Where there is none, nothing stands.
func (p *Pane) drawField(l *line, r *source.Record, raw []byte, kind query.Kind, ok bool, look theme.Token) {
	switch {
	case !ok:
	case kind == query.Null:
		l.put(theme.Dim, safe.Text(p.glyphs.Null))
	case kind == query.Object || kind == query.Array:
		if r.Txn == source.Aborted {
			l.outside(theme.Dim, raw, l.room())
			return
		}
		l.document(raw, p.rows.look)
	case kind == query.Bool && look != theme.Dim:
		l.outside(theme.Word, raw, l.room())
	default:
		text := query.Cell{Raw: raw, Kind: kind}.Text()
		if len(text) == 0 {
			l.put(theme.Dim, `""`)
			return
		}
		l.outside(look, text, l.room())
	}
}

// document adds JSON, as far as there is room.
func (l *line) document(raw []byte, look safe.Look) {
	begin := len(l.buf)
	buf, n := safe.JSON(l.buf, raw, l.room()+1, look)
	if n > l.room() {
		buf, n = safe.JSON(buf[:begin], raw, l.room()-1, look)
		buf = append(buf, "…"...)
		n++
	}
	l.buf, l.cells = buf, l.cells+n
}

// fieldWidth is how a column of values is drawn.
type fieldWidth struct {
	cells int
	right bool
}

// enough tells whether the value has its room, or, where it was not chosen, whether
// all columns fit.
func (c *columns) enough() bool {
	if c.set.value {
		return c.rest() >= valueRoom
	}
	return c.rest() >= -gutter // none behind the last column
}

// squeeze makes the widest columns of values slimmer, down to some cells.
func (c *columns) squeeze(to int) {
	for !c.enough() {
		wide := -1
		for i := c.from; i < c.from+c.shown; i++ {
			if w := c.fields[i].cells; w > to && (wide < 0 || w > c.fields[wide].cells) {
				wide = i
			}
		}
		if wide < 0 {
			return
		}
		c.fields[wide].cells--
	}
}

// drop leaves columns of values out until the others fit: those on the right, but
// not the one with the cell cursor. from is the first one that was seen before.
func (c *columns) drop(cursor, from int) {
	all := c.shown
	c.from = min(from, cursor)
	c.shown = all - c.from
	for !c.enough() && c.shown > 1 {
		if cursor >= c.from+c.shown-1 {
			c.from++
		}
		c.shown--
	}
	for c.from > 0 { // there may be room again
		c.from--
		c.shown++
		if !c.enough() {
			c.from++
			c.shown--
			return
		}
	}
}
