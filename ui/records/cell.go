package records

import (
	tea "charm.land/bubbletea/v2"

	"riffle/query"
	"riffle/source"
	"riffle/ui/safe"
	"riffle/ui/theme"
)

// spot is where in a row the cell cursor stands. It is the same for all rows: the
// cursor goes down a column, or down one path inside the values.
type spot struct {
	column string // the path of the column: $ts, $key, order.id, $value
	leaf   string // a path inside the value; "": the whole
}

// The columns that rows begin with.
const (
	onTime      = "$ts"
	onTopic     = "$topic"
	onPartition = "$partition"
	onOffset    = "$offset"
	onKey       = "$key"
	onValue     = "$value"
)

// leafCache holds the leaves of one record's value: going over them, and drawing
// the cell cursor, asks for the same ones again and again.
type leafCache struct {
	ref    source.Ref
	offset source.Offset
	held   int
	list   []query.Leaf
}

// leaves lists the values inside a record's value.
func (p *Pane) leaves(r *source.Record) []query.Leaf {
	c := &p.leafs
	if c.ref != r.Ref || c.offset != r.Offset || c.held != len(r.Value) {
		*c = leafCache{r.Ref, r.Offset, len(r.Value), query.Leaves(r.Value)}
	}
	return c.list
}

// leafAt is the leaf that the cell cursor is on; ok is false where the record has
// none there, or the cursor is not inside of values.
func (p *Pane) leafAt(r *source.Record) (i int, ok bool) {
	if p.spot.column != onValue || p.spot.leaf == "" {
		return 0, false
	}
	for i, l := range p.leaves(r) {
		if l.Path == p.spot.leaf {
			return i, true
		}
	}
	return 0, false
}

// stops are the columns that the cell cursor goes over, from left to right.
func (p *Pane) stops() []string {
	c := &p.rows.columns
	list := []string{onTime}
	for _, s := range []struct {
		path  string
		width int
	}{{onTopic, c.topic}, {onPartition, c.part}, {onOffset, c.offset}} {
		if s.width > 0 {
			list = append(list, s.path)
		}
	}
	if c.shown > 0 {
		for _, f := range p.fields.list {
			list = append(list, f.path)
		}
	}
	if c.value > 0 {
		list = append(list, onValue)
	}
	return list
}

// fieldAt is the column of values that the cell cursor is on; 0 where it is on
// another.
func (p *Pane) fieldAt() int {
	for i, f := range p.fields.list {
		if f.path == p.spot.column {
			return i
		}
	}
	return 0
}

// column is where the cell cursor stands among the stops: at the key, or what
// else comes after the place, until somebody moves it.
func (p *Pane) column(stops []string) int {
	for i, s := range stops {
		if s == p.spot.column {
			return i
		}
	}
	for i, s := range stops {
		if s != onTime && s != onTopic && s != onPartition && s != onOffset {
			return i
		}
	}
	return 0
}

// sideways moves the cell cursor by n cells. Where a value is longer than its
// room, it is scrolled through first.
func (p *Pane) sideways(n int) tea.Cmd {
	for ; n > 0 && p.hint == ""; n-- {
		p.cellRight()
	}
	for ; n < 0 && p.hint == ""; n++ {
		p.cellLeft()
	}
	return p.drive()
}

func (p *Pane) cellRight() {
	stops := p.stops()
	at := p.column(stops)
	r, ok := p.current()
	switch {
	case stops[at] != onValue && at == len(stops)-1:
		p.hint = "this is the last column"
	case stops[at] != onValue:
		p.goToCell(stops[at+1])
	case !ok:
	case p.spot.leaf == "":
		if !p.enter(r, 0) {
			p.scroll(1)
		}
	case p.scrollLeaf(r, 1):
	default:
		i, on := p.leafAt(r)
		if on {
			i++
		}
		if !p.enter(r, i) {
			p.hint = "this is the last value of the record"
		}
	}
}

func (p *Pane) cellLeft() {
	stops := p.stops()
	at := p.column(stops)
	r, ok := p.current()
	inside := stops[at] == onValue && ok
	i, on := 0, false
	if inside {
		i, on = p.leafAt(r)
	}
	switch {
	case inside && p.scrollLeaf(r, -1):
	case inside && on && i > 0:
		p.enter(r, i-1)
	case inside && !on && p.spot.leaf == "" && p.shift > 0:
		p.scroll(-1)
	case at > 0:
		p.goToCell(stops[at-1])
	default:
		p.hint = "this is the first column"
	}
}

// goToCell goes to a column. Values are entered at their first leaf.
func (p *Pane) goToCell(column string) {
	p.spot, p.shift = spot{column: column}, 0
	if r, ok := p.current(); ok && column == onValue {
		p.enter(r, 0)
	}
}

// enter goes to leaf i of the record's value, if there is one.
func (p *Pane) enter(r *source.Record, i int) bool {
	list := p.leaves(r)
	if i >= len(list) {
		return false
	}
	p.spot = spot{column: onValue, leaf: list[i].Path}
	p.reveal(r)
	return true
}

// current is the record under the cursor as the window holds it, if it holds data.
func (p *Pane) current() (*source.Record, bool) {
	row, ok := p.cur.win.Current()
	if !ok || row.Record == nil || row.Record.Kind != source.Data {
		return nil, false
	}
	return row.Record, true
}

// Cell is what is under the cell cursor: a column of the record, or a value inside
// of its value. ok is false where the row holds no data.
func (p *Pane) Cell() (c query.Cell, ok bool) {
	r, ok := p.current()
	if !ok {
		return c, false
	}
	if whole, ok := p.Record(); ok {
		r = whole
	}
	if i, on := p.leafAt(r); on {
		return p.leaves(r)[i].Cell(r), true
	}
	path := p.stops()[p.column(p.stops())]
	if path == onValue && p.spot.leaf != "" {
		path = p.spot.leaf
	}
	column, err := query.CompileColumn(path)
	if err != nil {
		return c, false
	}
	return query.CellOf(r, column), true
}

// leafCells are the cells that a leaf takes in its value drawn on one line, from
// its name on, from its value on, and to its end.
func (p *Pane) leafCells(r *source.Record, l query.Leaf) (name, from, to int) {
	cells := func(end int) int {
		out, n := safe.JSON(p.rows.scratch[:0], r.Value[:end], 1<<20, safe.Look{})
		p.rows.scratch = out[:0]
		return n
	}
	return cells(l.Name), cells(l.From), cells(l.To)
}

// valueCells is how many cells of a value are seen.
func (p *Pane) valueCells(r *source.Record) int {
	c := &p.rows.columns
	return max(1, c.value-safe.Width(leadOf(r).text)+(c.lines-1)*(c.width-c.time-gutter))
}

// reveal scrolls values so that the leaf under the cell cursor is seen, its name
// too where there is room.
func (p *Pane) reveal(r *source.Record) {
	i, ok := p.leafAt(r)
	if !ok {
		return
	}
	name, from, to := p.leafCells(r, p.leaves(r)[i])
	room := p.valueCells(r)
	switch {
	case name >= p.shift && to <= p.shift+room:
	case to <= room:
		p.shift = 0
	case to-name > room:
		p.shift = min(name, from)
	default:
		p.shift = max(0, min(name, to-room+room/4))
	}
}

// scrollLeaf scrolls through a leaf that is longer than its room, by half of what
// is seen. It tells whether there was anything to scroll to.
func (p *Pane) scrollLeaf(r *source.Record, by int) bool {
	i, ok := p.leafAt(r)
	if !ok {
		return false
	}
	name, _, to := p.leafCells(r, p.leaves(r)[i])
	room := p.valueCells(r)
	was := p.shift
	switch {
	case to-name <= room:
	case by > 0 && to > p.shift+room:
		p.shift = min(p.shift+max(1, room/2), to-room)
	case by < 0 && name < p.shift:
		p.shift = max(p.shift-max(1, room/2), name)
	}
	return p.shift != was
}

// markCell puts the cell under the cell cursor into the look of a cursor. lines are
// those of the row, drawn.
func (p *Pane) markCell(r *source.Record, lines []string) {
	c := &p.rows.columns
	path := p.stops()[p.column(p.stops())]
	at := margin
	type slot struct {
		path  string
		width int
	}
	slots := []slot{{onTime, c.time}, {onTopic, c.topic}, {onPartition, c.part}, {onOffset, c.offset}}
	for i := c.from; i < c.from+c.shown; i++ {
		slots = append(slots, slot{p.fields.list[i].path, c.fields[i].cells})
	}
	for _, s := range slots {
		if s.width == 0 {
			continue
		}
		if s.path == path {
			lines[0] = p.theme.Band(theme.Cursor, lines[0], at, at+s.width)
			return
		}
		at += s.width + gutter
	}
	from, to := 0, p.valueCells(r)
	if i, ok := p.leafAt(r); ok {
		_, from, to = p.leafCells(r, p.leaves(r)[i])
		from, to = from-c.shift, to-c.shift
	} else if p.spot.leaf != "" {
		return // this record has no such value
	}
	at += safe.Width(leadOf(r).text)
	under := margin + c.time + gutter
	for i := range lines {
		left := at
		if i > 0 {
			left = under
		}
		lines[i] = p.theme.Band(theme.Cursor, lines[i], left+max(from, 0), left+min(to, p.w-left))
		from, to = from-(p.w-left), to-(p.w-left)
	}
}
