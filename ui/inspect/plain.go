package inspect

import (
	"fmt"

	"riffle/ui/safe"
	"riffle/ui/theme"
)

// mode is how the pane shows what it shows.
type mode uint8

const (
	treeMode mode = iota
	textMode      // the bytes of one thing as text
	hexMode       // the same as numbers
)

func (m mode) String() string { return [...]string{"tree", "text", "bytes"}[m] }

// thing is what the cursor stands on.
type thing struct {
	name string // as the filter language calls it
	note string
	of   string // what its bytes are
	b    []byte
}

// subject is what the cursor stands on; where text or bytes are shown, what they
// belong to.
func (p *Pane) subject() thing {
	if !p.shown {
		return thing{}
	}
	t := p.thing(p.at())
	if t.of == "" {
		t.of, t.b = "$value", p.rec.Value
	}
	return t
}

// thing is what a row shows.
func (p *Pane) thing(r row) thing {
	switch r.kind {
	case timeRow:
		return thing{name: "$ts", note: "time"}
	case keyRow:
		return thing{name: "$key", note: p.key().note, of: "$key", b: p.rec.Key}
	case headersRow:
		return thing{name: "$headers", note: fmt.Sprintf("%d, in the order of the record", len(p.headers))}
	case headerRow, contRow:
		if r.node != nil {
			return p.nodeThing(r.node)
		}
		if r.header < 0 {
			return p.thing(row{kind: keyRow})
		}
		h := p.headers[r.header]
		return thing{name: headerPath(h.Name), note: p.header(r.header).note, of: headerPath(h.Name), b: h.Value}
	case nodeRow, closeRow, moreRow:
		return p.nodeThing(r.node)
	}
	return thing{name: "$value", note: p.body.note}
}

func (p *Pane) nodeThing(n *node) thing {
	if n.up == nil {
		return thing{name: "$value", note: p.body.note}
	}
	path, ok := n.path()
	if !ok {
		path = fmt.Sprintf("%d levels deep", n.depth)
	}
	if n.plain {
		return thing{name: path, note: noteOf(n.doc) + ", from base64", of: path, b: n.doc}
	}
	t := thing{name: path}
	if home := n.home(); home != nil {
		t.of, t.b = path, home.doc
	}
	kind := map[byte]string{'{': "object", '[': "array", '"': "text", 't': "true or false", 'f': "true or false", 'n': "null"}[n.doc[n.at]]
	if kind == "" {
		kind = "number"
	}
	t.note = kind + ", " + bytesOf(n.size())
	return t
}

// plainLine draws line i of the text or the bytes.
func (p *Pane) plainLine(i int) string {
	l := p.line()
	b := p.subject().b
	if i >= len(p.starts) || p.starts[i] >= len(b) {
		if i == 0 {
			l.put(theme.Dim, safe.Text("  "+noteOf(b)))
		}
		return l.String()
	}
	at := p.starts[i]
	if p.mode == hexMode {
		l.space(indent)
		hexLine(l, b[at:min(at+p.perLine(), len(b))], at, p.perLine())
		return l.String()
	}
	l.bytes(theme.Plain, p.lines(b).part(at), l.left-1)
	return l.String()
}

// lines cuts b as the text mode shows it. One cell is left for … .
func (p *Pane) lines(b []byte) lines { return lines{b: b, w: max(p.w-1, 1), wrap: p.wrap} }

// place lists where the lines on the screen begin, from offset on.
func (p *Pane) place(offset int) {
	p.starts = p.starts[:0]
	if p.mode == treeMode {
		return
	}
	b := p.subject().b
	for at := max(offset, 0); len(p.starts) < p.bodyHeight() && at < len(b); {
		p.starts = append(p.starts, at)
		at = p.after(b, at)
	}
}

// after is where the next line of the text or the bytes begins.
func (p *Pane) after(b []byte, at int) int {
	if p.mode == hexMode {
		return at + p.perLine()
	}
	return p.lines(b).next(at)
}

// before is where the line before begins.
func (p *Pane) before(b []byte, at int) int {
	if p.mode == hexMode {
		return max(at-p.perLine(), 0)
	}
	return p.lines(b).prev(at)
}

// offsetNow is the first byte on the screen.
func (p *Pane) offsetNow() int {
	if len(p.starts) == 0 {
		return 0
	}
	return p.starts[0]
}

// movePlain scrolls by so many lines, but not beyond the last ones.
func (p *Pane) movePlain(by int) {
	b, at := p.subject().b, p.offsetNow()
	end := at // of the screen that begins at at
	for range p.bodyHeight() {
		if end < len(b) {
			end = p.after(b, end)
		}
	}
	for ; by > 0 && end < len(b); by-- {
		at, end = p.after(b, at), p.after(b, end)
	}
	for ; by < 0 && at > 0; by++ {
		at = p.before(b, at)
	}
	p.place(at)
}

// endPlain shows the last lines.
func (p *Pane) endPlain() {
	b := p.subject().b
	at := len(b)
	if p.mode == hexMode {
		at = (len(b) + p.perLine() - 1) / p.perLine() * p.perLine()
	}
	for range p.bodyHeight() {
		at = p.before(b, at)
	}
	p.place(at)
}

// hexLine draws an offset, bytes as numbers, and the same as letters.
func hexLine(l *line, b []byte, at, per int) {
	l.put(theme.Place, safe.Text(fmt.Sprintf("%08x ", at)))
	for i := range per {
		if i%8 == 0 {
			l.space(1)
		}
		if i < len(b) {
			l.put(theme.Plain, safe.Text(fmt.Sprintf("%02x ", b[i])))
			continue
		}
		l.space(3)
	}
	l.space(1)
	letters := make([]byte, len(b))
	for i, c := range b {
		letters[i] = '.'
		if c >= 0x20 && c < 0x7f {
			letters[i] = c
		}
	}
	l.put(theme.String, safe.Text(letters))
}
