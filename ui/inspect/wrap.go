package inspect

import (
	"riffle/ui/safe"
	"riffle/ui/theme"
)

// maxWrap is how many lines one value takes at most where it is wrapped. The
// whole of it is in the text.
const maxWrap = 100

// wrapped wraps rows where somebody asked for it, or where nobody did and all of them
// have room: a value that is cut above empty lines helps no one.
func (p *Pane) wrapped(rows []row) []row {
	if !p.chosen {
		p.wrap = len(rows) <= p.bodyHeight() // else it need not be tried
	}
	if !p.wrap {
		return rows
	}
	all := p.wrapRows(rows)
	if !p.chosen && len(all) > p.bodyHeight() {
		p.wrap = false
		return rows
	}
	return all
}

// wrapRows puts rows behind those whose value does not fit, with what is left.
func (p *Pane) wrapRows(rows []row) []row {
	out := make([]row, 0, len(rows))
	for _, r := range rows {
		if !p.tooLong(r) {
			out = append(out, r)
			continue
		}
		b, column := p.wraps(r)
		width := p.w - column - 1
		l := lines{b: b, w: width, wrap: true}
		r.to = l.next(0)
		out = append(out, r)
		for at, n := r.to, 1; at < len(b) && n < maxWrap; n++ {
			next := l.next(at)
			out = append(out, row{kind: contRow, node: r.node, header: r.header, from: at, to: next})
			at = next
		}
	}
	return out
}

// tooLong tells whether the value of r does not fit in its line.
func (p *Pane) tooLong(r row) bool {
	b, column := p.wraps(r)
	width := p.w - column - 1
	return width >= 8 && len(b) > width
}

// wraps is the text of r that may be wrapped, and the column that it begins in.
func (p *Pane) wraps(r row) (b []byte, column int) {
	switch r.kind {
	case keyRow:
		return p.rec.Key, indent + nameCells
	case headerRow:
		h := p.headers[r.header]
		return h.Value, 2*indent + p.headerRoom(r.header)
	case nodeRow:
		n := r.node
		if n.holds() || n.open {
			return nil, 0
		}
		column = p.column(n) + indent
		if n.up != nil {
			column += n.up.labelRoom()
		}
		return n.bytes(), column
	}
	return nil, 0
}

// contLine draws a further line of a wrapped value.
func (p *Pane) contLine(l *line, r row, here bool) {
	of := row{kind: headerRow, header: r.header}
	look := theme.Plain
	switch {
	case r.node != nil:
		of, look = row{kind: nodeRow, node: r.node}, theme.String
	case r.header < 0:
		of = row{kind: keyRow}
	}
	b, column := p.wraps(of)
	p.mark(l, here, column)
	l.bytes(look, b[r.from:r.to], l.left)
}

// headerName is the cleaned name of a header, not wider than half the pane.
func (p *Pane) headerName(i int) safe.Text {
	name := p.headers[i].Name
	return safe.Middle(safe.Clean(name, len(name)+1), max(p.w/2, 1))
}

// headerRoom is the room that the name of header i takes: that of all, or what it
// needs.
func (p *Pane) headerRoom(i int) int {
	return max(p.namesRoom, safe.Width(p.headerName(i))+1)
}

// roomForNames is the room that the names of headers take: that of the longest one,
// so that the values stand below each other; a name that leaves them too little
// stands out.
func (p *Pane) roomForNames() int {
	room := nameCells
	for i := range p.headers[:min(len(p.headers), 100)] {
		if w := safe.Width(p.headerName(i)) + 2; w <= p.w*2/5 {
			room = max(room, w)
		}
	}
	return room
}

// labelRoom is the room that the names of n's members take.
func (n *node) labelRoom() int { return max(n.nameRoom+2, 4) }
