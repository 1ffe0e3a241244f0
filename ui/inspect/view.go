package inspect

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"riffle/keymap"
	"riffle/source"
	"riffle/ui/safe"
	"riffle/ui/theme"
)

const (
	// indent is where the first column of rows begins.
	indent = 2
	// nameCells is the room for $key and $headers.
	nameCells = 10
	// wide is the width from which the title has room for the time.
	wide = 72
	// hexWidth is the room that sixteen bytes as numbers and letters take.
	hexWidth = 78
)

// narrow tells whether the time has a row of its own.
func (p *Pane) narrow() bool { return p.w < wide }

// View draws the pane: a title, the rows, and below them what the cursor is on.
func (p *Pane) View(focus bool) []string {
	out := make([]string, 0, p.h)
	if p.h > 0 {
		out = append(out, p.title(focus))
	}
	for i := range p.bodyHeight() {
		switch {
		case p.mode != treeMode:
			out = append(out, p.marked(p.plainLine(i)))
		case p.top+i < len(p.rows):
			out = append(out, p.marked(p.row(p.top+i, focus)))
		default:
			out = append(out, p.line().String())
		}
	}
	if len(out) < p.h {
		out = append(out, p.detail())
	}
	return out
}

func (p *Pane) line() *line {
	return &line{left: p.w, th: p.th, buf: make([]byte, 0, 2*max(p.w, 0))}
}

func (p *Pane) title(focus bool) string {
	l := p.line()
	k, mark := theme.Plain, safe.Text(" ")
	if focus {
		k, mark = theme.Strong, safe.Text(p.glyphs.Focus)
	}
	l.put(theme.Accent, mark)
	l.put(k, "record  ")
	r := &p.rec
	if !p.shown {
		said := safe.Text("waiting for the first one")
		if p.gone {
			said = "none is left in the stream"
		}
		l.put(theme.Dim, said)
		return l.String()
	}
	place := safe.Text(fmt.Sprintf("p%d @ %s", r.Partition, safe.Clean(p.offset(r), p.w)))
	size := safe.Text(bytesOf(r.Size))
	if p.narrow() {
		room := l.left - safe.Width(place) - safe.Width(size) - 3
		if room > 8 {
			l.put(k, safe.Middle(safe.Clean(r.Topic, len(r.Topic)+1), room)+" ")
		}
		l.put(theme.Place, place)
		l.right(theme.Dim, size+" ")
		return l.String()
	}
	right := p.when() + " · " + size + txn(" · ", r) + " "
	if topic := safe.Clean(r.Topic, len(r.Topic)+1) + " "; p.mode == treeMode && r.Topic != "" && safe.Width(topic+place+right)+3 <= l.left {
		l.put(k, topic)
	}
	l.put(theme.Place, place)
	if p.mode != treeMode {
		l.put(theme.Warn, safe.Text("  "+p.mode.String()+" of ")+safe.Clean(p.subject().of, 40))
	}
	l.right(theme.Dim, right)
	return l.String()
}

// when is the record's time and whose clock that was, with the date unless it is
// today.
func (p *Pane) when() safe.Text {
	r := &p.rec
	if r.TimeKind == source.NoTime {
		return "no time"
	}
	t := r.Time.In(p.zone)
	format := "15:04:05.000"
	if now := p.now().In(p.zone); t.Format(time.DateOnly) != now.Format(time.DateOnly) {
		format = "Mon 2 Jan 15:04:05.000"
		if t.Year() != now.Year() {
			format = "2006-01-02 15:04:05.000"
		}
	}
	clock := map[source.TimeKind]string{source.CreateTime: "CreateTime", source.AppendTime: "LogAppendTime"}[r.TimeKind]
	return safe.Text(t.Format(format) + " " + clock)
}

// txn says what became of the record's transaction, behind a separator; nothing
// for a record that was written outside of one.
func txn(between safe.Text, r *source.Record) safe.Text {
	switch r.Txn {
	case source.Plain:
		return ""
	case source.CommitMarker, source.AbortMarker:
		return between + "marker"
	}
	return between + safe.Text(r.Txn.String())
}

func (p *Pane) row(i int, focus bool) string {
	l, r := p.line(), p.rows[i]
	here := focus && i == p.cursor
	switch r.kind {
	case timeRow:
		p.named(l, here, "$ts")
		l.put(theme.Time, p.when()+txn(", ", &p.rec))
	case keyRow:
		p.named(l, here, "$key")
		p.value(l, p.key(), r.to)
	case headersRow:
		p.headersLine(l, here)
	case headerRow:
		p.mark(l, here, 2*indent)
		l.put(theme.Key, safe.Pad(p.headerName(r.header), p.headerRoom(r.header)))
		p.value(l, p.header(r.header), r.to)
	case contRow:
		p.contLine(l, r, here)
	case valueRow:
		p.named(l, here, "$value")
		p.valueLine(l)
	case nodeRow:
		p.nodeLine(l, r, here)
	case closeRow:
		p.mark(l, here, p.column(r.node)+indent)
		l.put(theme.Dim, "}")
	case moreRow:
		p.mark(l, here, p.column(r.node)+indent)
		l.put(theme.Dim, p.more(r.node))
	case textRow:
		p.mark(l, here, indent)
		l.bytes(theme.Plain, lines{b: p.body.b[:r.to], w: p.w - indent, wrap: true}.part(r.from), l.left)
	case hexRow:
		p.mark(l, here, indent)
		hexLine(l, p.body.b[r.from:r.to], r.from, p.perLine())
	case restRow:
		p.mark(l, here, indent)
		l.put(theme.Dim, safe.Text("⋯ "+bytesOf(r.to-r.from)+" more: "+p.bytesWith()))
	}
	return l.String()
}

// mark moves to a column, with the cursor before it.
func (p *Pane) mark(l *line, here bool, column int) {
	l.space(column - 1)
	if here {
		l.put(theme.Accent, safe.Text(p.glyphs.Focus))
		return
	}
	l.space(1)
}

// named begins a row that is not part of the tree.
func (p *Pane) named(l *line, here bool, name safe.Text) {
	p.mark(l, here, indent)
	l.put(theme.Key, safe.Pad(name, nameCells))
}

// value draws the bytes of a key or header, and what they are; of a wrapped one
// the first part, up to byte to.
func (p *Pane) value(l *line, x plain, to int) {
	b, note := x.b, x.note
	switch {
	case x.digits != "":
		l.put(theme.Number, safe.Text(x.digits))
		l.right(theme.Dim, safe.Text("  "+note+" "))
		return
	case to > 0:
		l.bytes(theme.Plain, b[:to], l.left)
		return
	case b == nil:
		l.put(theme.Dim, safe.Text(p.glyphs.Null+" null"))
		return
	case len(b) == 0:
		l.put(theme.Dim, `""`)
		return
	}
	room := l.left
	switch n := len(note) + 2; {
	case len(b) > l.left-n && len(b) < l.left: // it fits where the note gives way
		note = ""
	case n < l.left/2:
		room = l.left - n
	}
	if l.bytes(theme.Plain, b, room-1) {
		l.put(theme.Dim, "…")
	}
	l.right(theme.Dim, safe.Text(note+" "))
}

// headersLine shows the number of headers, and as many as fit where they are folded.
func (p *Pane) headersLine(l *line, here bool) {
	p.named(l, here, "$headers")
	l.put(theme.Number, safe.Pad(safe.Text(strconv.Itoa(len(p.headers))), 4))
	if p.headersOpen || len(p.headers) == 0 {
		return
	}
	const sign = 3 // cells of what says that there is more inside
	for i, h := range p.headers[:min(len(p.headers), 20)] {
		if l.left < sign+4 {
			break
		}
		l.put(theme.Key, safe.Clean(h.Name, l.left-sign-1)+" ")
		if x := p.header(i); x.digits != "" {
			l.put(theme.Number, safe.Clean(x.digits, max(l.left-sign, 0)))
		} else if l.bytes(theme.Plain, h.Value, max(l.left-sign-1, 0)) {
			l.put(theme.Dim, "…")
		}
		l.space(max(min(2, l.left-sign), 0))
	}
	l.right(theme.Dim, "▸ ")
}

// valueLine says what a value that is no tree is.
func (p *Pane) valueLine(l *line) {
	switch {
	case p.pending:
		l.put(theme.Dim, safe.Text(bytesOf(len(p.rec.Value))+": being looked through"))
	case p.body.kind == null:
		l.put(theme.Dim, safe.Text(p.glyphs.Null+" null"))
		if p.rec.Key != nil {
			l.put(theme.Dim, ": a tombstone, it deletes its key where the topic is compacted")
		}
	case p.body.kind == empty:
		l.put(theme.Dim, `""  empty`)
	default:
		l.put(theme.Warn, safe.Text(p.body.note))
	}
}

// detail is the last line: the path under the cursor and what stands there.
func (p *Pane) detail() string {
	l := p.line()
	if p.said != "" {
		l.put(theme.Warn, " "+p.said)
		return l.String()
	}
	s := p.subject()
	l.put(theme.Strong, " "+safe.Clean(s.name, max(p.w*2/3, 1)))
	note, others := s.note, p.others()
	if others != "" {
		note, _, _ = strings.Cut(note, ", ") // what others have says more than its size
	}
	l.put(theme.Dim, whole(safe.Text("   "+note)+others, l.left))
	return l.String()
}

// whole leaves out the last facts of a line until the others have room.
func whole(facts safe.Text, room int) safe.Text {
	for safe.Width(facts) > room {
		i := strings.LastIndex(string(facts), " · ")
		if i < 0 {
			break
		}
		facts = facts[:i]
	}
	return facts
}

// bytesWith names the keys that show a value as it came.
func (p *Pane) bytesWith() string {
	return p.keys(keymap.Raw) + " text, " + p.keys(keymap.Hex) + " bytes"
}
