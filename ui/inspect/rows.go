package inspect

import "riffle/source"

// rowKind tells what a row of the pane shows.
type rowKind uint8

const (
	timeRow    rowKind = iota // when, whose clock, which transaction; only in narrow panes
	keyRow                    // $key
	headersRow                // $headers, with those inside where it is folded
	headerRow                 // one header
	valueRow                  // $value, where it is not a tree: what it is
	nodeRow                   // a value of the tree
	closeRow                  // the bracket that closes an open object
	moreRow                   // members that were not looked up yet
	textRow                   // some bytes of the value as text
	hexRow                    // some bytes of the value as numbers
	restRow                   // how much of the value the rows above leave out
	contRow                   // more of the row above, which is wrapped
)

// row is one row of the pane. Which fields hold something depends on its kind.
type row struct {
	kind     rowKind
	node     *node
	header   int
	from, to int // bytes of the value
}

const (
	// maxText is how many lines of a text, maxHex how many of bytes, stand among the
	// rows. All of them are a key away.
	maxText = 400
	maxHex  = 256
	// hexBytes is how many bytes a line of numbers shows.
	hexBytes = 16
)

// build lists the pane's rows anew, with the cursor on the same thing.
func (p *Pane) build() {
	was := p.at()
	p.namesRoom = p.roomForNames()
	p.rows = p.rows[:0]
	if p.narrow() {
		p.rows = append(p.rows, row{kind: timeRow})
	}
	if p.rec.Kind == source.Data {
		p.rows = append(p.rows, row{kind: keyRow, header: -1}, row{kind: headersRow})
	}
	if p.headersOpen {
		for i := range p.headers {
			p.rows = append(p.rows, row{kind: headerRow, header: i})
		}
	}
	switch {
	case p.body.tree != nil:
		p.rows = p.body.tree.list(p.rows)
	default:
		p.rows = p.listBytes(append(p.rows, row{kind: valueRow}))
	}
	if p.mode == treeMode {
		p.rows = p.wrapped(p.rows)
	}
	p.cursor = min(p.cursor, len(p.rows)-1)
	for i, r := range p.rows {
		if r.same(was) {
			p.cursor = i
			break
		}
	}
	p.scroll()
}

// same tells whether two rows show the same thing, wrapped or not.
func (r row) same(q row) bool {
	r.to, q.to = 0, 0
	return r == q
}

// at is the row under the cursor.
func (p *Pane) at() row {
	if p.cursor < len(p.rows) {
		return p.rows[p.cursor]
	}
	return row{}
}

// list appends the rows of the tree, without calling itself: a tree may be open
// deeper than the stack reaches.
func (t *tree) list(rows []row) []row {
	rows = append(rows, row{kind: nodeRow, node: t.root})
	n, i := t.root, 0
	for n != nil {
		switch {
		case !n.open:
			n, i = n.up, n.index+1
		case i < len(n.kids):
			k := n.kids[i]
			rows = append(rows, row{kind: nodeRow, node: k})
			i++
			if k.open {
				n, i = k, 0
			}
		default:
			if !n.all() {
				rows = append(rows, row{kind: moreRow, node: n})
			}
			if n.holds() && n.doc[n.at] == '{' { // the row that opens an array closes it too: [ 3 ]
				rows = append(rows, row{kind: closeRow, node: n})
			}
			n, i = n.up, n.index+1
		}
	}
	return rows
}

// listBytes appends the rows of a value that is no tree.
func (p *Pane) listBytes(rows []row) []row {
	b, at := p.body.b, 0
	switch p.body.kind {
	case text:
		l := lines{b: b, w: p.w - indent, wrap: true}
		for n := 0; at < len(b) && n < maxText; n++ {
			next := l.next(at)
			rows = append(rows, row{kind: textRow, from: at, to: next})
			at = next
		}
	case framed, binaryBytes:
		for n := 0; at < len(b) && n < maxHex; n++ {
			next := min(at+p.perLine(), len(b))
			rows = append(rows, row{kind: hexRow, from: at, to: next})
			at = next
		}
	}
	if at > 0 && at < len(b) {
		rows = append(rows, row{kind: restRow, from: at, to: len(b)})
	}
	return rows
}

// perLine is how many bytes a line of numbers has room for.
func (p *Pane) perLine() int {
	if p.w < hexWidth {
		return hexBytes / 2
	}
	return hexBytes
}
