package records

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"riffle/keymap"
	"riffle/source"
	"riffle/ui/figures"
	"riffle/ui/safe"
	"riffle/ui/theme"
	"riffle/ui/window"
)

// cacheRows bounds the rows kept drawn: some screens of the largest terminal.
const cacheRows = 1024

// rowCache keeps rows as they were drawn. A frame then costs what is new in it.
type rowCache struct {
	columns columns
	of      *reading // whose rows were measured
	need    widest
	met     map[window.ID]struct{} // rows whose values were measured
	drawn   map[drawn]string       // lines, with a newline between two
	older   map[drawn]string       // drawn before; taken over when used again
	look    safe.Look
	scratch []byte
}

// drawn is a row as it was when it was drawn: a transaction ends after its records
// have been shown.
type drawn struct {
	id  window.ID
	txn source.Txn
}

// reset forgets rows that were drawn with other columns.
func (c *rowCache) reset(to columns) {
	c.columns, c.drawn, c.older = to, make(map[drawn]string), nil
	c.look = to.theme.Values()
}

// row returns a row as it is drawn without the cursor, the margin included.
func (p *Pane) row(r window.Row) string {
	c := &p.rows
	id := drawn{id: r.ID()}
	if r.Record != nil {
		id.txn = r.Record.Txn
	}
	if s, ok := c.drawn[id]; ok {
		return s
	}
	s, ok := c.older[id]
	if !ok {
		if s = p.drawRow(r); r.Record != nil {
			s = p.setOff(r.Record, s)
		}
	}
	if len(c.drawn) >= cacheRows {
		c.older, c.drawn = c.drawn, make(map[drawn]string, cacheRows)
	}
	c.drawn[id] = s
	return s
}

// drawRow draws a row behind a margin of two blanks.
func (p *Pane) drawRow(r window.Row) string {
	l := p.newLine(p.rows.scratch[:0], p.w)
	l.space(margin)
	switch {
	case r.Record != nil:
		p.drawRecord(&l, r.Record)
	case r.Hole != nil:
		p.drawPlace(&l, r.Hole.Ref, r.Hole.From)
		l.put(theme.Dim, safe.Text(p.glyphs.Hole+" "+figures.Things(r.Hole.To.Minus(r.Hole.From), "offset")+holeWords[r.Hole.Why]))
	case r.Gap != nil:
		l.put(theme.Warn, p.say(safe.Text(p.glyphs.Hole+" "+figures.Things(r.Gap.Records, "record")+" left out · ")+p.key(keymap.Open)+" opens them"))
	}
	s := l.end()
	p.rows.scratch = l.buf[:0]
	return s + l.below
}

var holeWords = map[source.HoleKind]string{
	source.Compacted: " compacted",
	source.Trimmed:   " gone: retention removed them",
}

func (p *Pane) drawRecord(l *line, r *source.Record) {
	c := &p.rows.columns
	stamp, look := "no time", theme.Dim
	if r.TimeKind != source.NoTime {
		t := r.Time.In(p.zone)
		format := dates[dated(t, p.now().In(p.zone))]
		if c.millis {
			format += ".000"
		}
		stamp, look = t.Format(format), theme.Time
	}
	l.right(look, safe.Text(stamp), c.time)
	if r.Kind != source.Data {
		p.drawWhere(l, r.Ref, r.Offset)
		l.put(theme.Dim, p.event(r))
		return
	}
	p.drawWhere(l, r.Ref, r.Offset)
	p.drawFields(l, r)
	if c.value > 0 {
		p.drawValue(l, r)
	}
}

// drawPlace draws the columns before a row that has no time.
func (p *Pane) drawPlace(l *line, ref source.Ref, at source.Offset) {
	l.fill(l.cells + p.rows.columns.time)
	p.drawWhere(l, ref, at)
}

// drawWhere draws topic, partition and offset.
func (p *Pane) drawWhere(l *line, ref source.Ref, at source.Offset) {
	c := &p.rows.columns
	l.space(gutter)
	if c.topic > 0 {
		from := l.cells
		l.put(theme.Place, safe.Middle(safe.Clean(ref.Topic, 4*keyMost), c.topic))
		l.fill(from + c.topic + gutter)
	}
	if c.part > 0 {
		l.right(theme.Place, safe.Text(strconv.Itoa(int(ref.Partition))), c.part)
		l.space(gutter)
	}
	if c.offset > 0 {
		l.right(theme.Place, safe.Clean(p.src.Format(ref, at), c.offset), c.offset)
		l.space(gutter)
	}
}

// event says what stands at an offset that holds no data.
func (p *Pane) event(r *source.Record) safe.Text {
	dash := safe.Text(strings.Repeat(p.glyphs.Dash, 2))
	id := safe.Text(strconv.FormatInt(r.Producer, 10))
	switch {
	case r.Kind == source.Corrupt:
		why := "unknown reason"
		if r.Err != nil {
			why = reason(r.Err).Error()
		}
		return dash + " " + safe.Text(figures.Things(r.Next.Minus(r.Offset), "offset")) + " cannot be read: " + safe.Clean(why, 200) + " " + dash
	case r.Txn == source.CommitMarker:
		return dash + " txn " + id + " committed " + dash
	case r.Txn == source.AbortMarker:
		return dash + " txn " + id + " aborted " + dash
	}
	return dash + " control record " + dash
}

// reason is why a record cannot be read. Where it stands is not said again: the row
// has room for one of both.
func reason(err error) error {
	for {
		all, ok := err.(interface{ Unwrap() []error })
		if !ok || len(all.Unwrap()) == 0 {
			return err
		}
		err = all.Unwrap()[len(all.Unwrap())-1]
	}
}

// drawValue draws the value in what is left of the line, and below it where values
// are wrapped.
func (p *Pane) drawValue(l *line, r *source.Record) {
	lead := leadOf(r)
	l.put(lead.look, lead.text)
	v := r.Value
	c := &p.rows.columns
	if _, data, ok := source.SchemaID(v); ok {
		v = data
	}
	switch {
	case r.Value == nil:
		l.put(theme.Dim, safe.Text(p.glyphs.Null))
	case len(r.Value) == 0:
		l.put(theme.Dim, `""`)
	case p.drawInteger(l, r):
	case c.lines > 1:
		under := margin + c.time + gutter // the times stay a column of their own
		l.wrap(under, safe.JSONLines(v, c.shift, l.room(), l.w-under, c.lines, p.look(r)))
	default:
		var n int
		l.buf, n = safe.JSONFrom(l.buf, v, c.shift, l.room(), p.look(r))
		l.cells += n
		if n == 0 && c.shift > 0 {
			l.put(theme.Dim, safe.Text(p.glyphs.More))
		}
	}
}

// drawInteger draws a value that is a number in binary; drawn is false for any other.
func (p *Pane) drawInteger(l *line, r *source.Record) (drawn bool) {
	n, _, ok := source.Integer(r.Value)
	if !ok {
		return false
	}
	look := theme.Number
	if r.Txn == source.Aborted {
		look = theme.Dim
	}
	l.put(look, safe.Text(strconv.FormatInt(n, 10)))
	return true
}

// lead is what is said of a record before its value.
type lead struct {
	text safe.Text
	look theme.Token
}

func leadOf(r *source.Record) lead {
	l := lead{look: theme.Warn}
	switch r.Txn {
	case source.Aborted:
		l = lead{"aborted ", theme.Bad}
	case source.Open:
		l.text = "open txn "
	}
	if r.Unknown() {
		l.text += "not filtered, too large or deep  "
	}
	if id, _, ok := source.SchemaID(r.Value); ok {
		l.text += safe.Text("schema id " + strconv.FormatUint(uint64(id), 10) + ", not decoded yet  ")
	}
	return l
}

// look is what the value of a record is painted with: one that was aborted never
// counted.
func (p *Pane) look(r *source.Record) safe.Look {
	if r.Txn != source.Aborted {
		return p.rows.look
	}
	dim := p.theme.On(theme.Dim)
	return safe.Look{Key: dim, String: dim, Number: dim, Word: dim, Escape: p.rows.look.Escape, Off: p.rows.look.Off}
}

// line is one line of the screen while it is drawn: exactly w cells in the end.
type line struct {
	buf   []byte
	cells int
	w     int
	theme *theme.Theme
	below string // the lines that follow, each behind a newline
}

func (p *Pane) newLine(buf []byte, w int) line {
	if buf == nil {
		buf = make([]byte, 0, 2*max(w, 0))
	}
	return line{buf: buf, w: w, theme: p.theme}
}

// room is how many cells are left.
func (l *line) room() int { return max(0, l.w-l.cells) }

// put adds text in a look, as far as there is room.
func (l *line) put(look theme.Token, t safe.Text) {
	n := safe.Width(t)
	if n > l.room() {
		t = safe.Pad(t, l.room())
		n = l.room()
	}
	if n == 0 {
		return
	}
	if on := l.theme.On(look); on != "" {
		l.buf = append(l.buf, on...)
		l.buf = append(l.buf, t...)
		l.buf = append(l.buf, l.theme.Off()...)
	} else {
		l.buf = append(l.buf, t...)
	}
	l.cells += n
}

// raw adds what is styled already and known to have n cells.
func (l *line) raw(s string, n int) {
	if n <= l.room() {
		l.buf = append(l.buf, s...)
		l.cells += n
	}
}

// right adds text at the right end of a column of w cells.
func (l *line) right(look theme.Token, t safe.Text, w int) {
	l.space(w - safe.Width(t))
	l.put(look, t)
}

// outside adds bytes from outside in at most w cells; "…" says that there is more.
func (l *line) outside(look theme.Token, src []byte, w int) {
	w = min(w, l.room())
	on, off := l.theme.On(look), l.theme.Off()
	l.buf = append(l.buf, on...)
	begin := len(l.buf)
	buf, n, read := safe.Take(l.buf, src, w, l.theme.On(theme.Escape), off+on)
	if read < len(src) && w > 0 {
		buf, n, _ = safe.Take(buf[:begin], src, w-1, l.theme.On(theme.Escape), off+on)
		buf = utf8.AppendRune(buf, '…')
		n++
	}
	l.buf = append(buf, off...)
	l.cells += n
}

// wrap adds the lines of a value: the first fills this one, the others stand
// below it, under the cell from.
func (l *line) wrap(from int, lines []string) {
	if len(lines) == 0 {
		return
	}
	l.raw(lines[0], l.room())
	var b strings.Builder
	for _, s := range lines[1:] {
		b.WriteByte('\n')
		b.WriteString(strings.Repeat(" ", from))
		b.WriteString(s)
	}
	l.below = b.String()
}

// space adds n blanks, fill as many as bring the line to a cell.
func (l *line) space(n int) { l.fill(l.cells + n) }

func (l *line) fill(to int) {
	for to = min(to, l.w); l.cells < to; l.cells++ {
		l.buf = append(l.buf, ' ')
	}
}

// end fills the line and returns it.
func (l *line) end() string {
	l.fill(l.w)
	return string(l.buf)
}
