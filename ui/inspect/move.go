package inspect

import tea "charm.land/bubbletea/v2"

// scroll keeps the cursor on the screen.
func (p *Pane) scroll() {
	h := max(p.bodyHeight(), 1)
	p.cursor = max(min(p.cursor, len(p.rows)-1), 0)
	p.top = max(min(p.top, p.cursor, len(p.rows)-h), 0)
	p.top = max(p.top, p.cursor-h+1)
}

// move goes by so many rows, and asks for members when it comes near those that
// were not looked up.
func (p *Pane) move(by int) tea.Cmd {
	if p.mode != treeMode {
		p.movePlain(by)
		return nil
	}
	p.cursor += by
	p.scroll()
	return p.fill()
}

// edge goes to the first or the last row.
func (p *Pane) edge(last bool) tea.Cmd {
	switch {
	case p.mode != treeMode && last:
		p.endPlain()
	case p.mode != treeMode:
		p.place(0)
	case last:
		return p.move(len(p.rows))
	default:
		return p.move(-len(p.rows))
	}
	return nil
}

// goTo puts the cursor on row n, counted from 1, or the n-th line of bytes.
func (p *Pane) goTo(n int) tea.Cmd {
	if p.mode == treeMode {
		return p.move(n - 1 - p.cursor)
	}
	p.place(0)
	p.movePlain(n - 1)
	return nil
}

// fill looks up members that are about to come onto the screen.
func (p *Pane) fill() tea.Cmd {
	last := min(p.top+2*p.bodyHeight(), len(p.rows))
	for _, r := range p.rows[p.top:last] {
		if r.kind == moreRow && !r.node.loading && !p.body.tree.full() {
			return p.load(r.node)
		}
	}
	return nil
}

// load looks up further members of n: at once where that is quick, else beside
// the screen.
func (p *Pane) load(n *node) tea.Cmd {
	t := p.body.tree
	if n.size() <= quick {
		kids, next := t.members(n)
		t.adopt(n, kids, next)
		p.build()
		return nil
	}
	n.loading = true
	to, gen, large := p.id, p.gen, t.large
	seen := *n // members reads the node while the screen goes on
	return func() tea.Msg {
		kids, next := (&tree{large: large}).members(&seen)
		for _, k := range kids {
			k.up = n
		}
		return loaded{to, gen, n, kids, next}
	}
}

// unfold opens what is under the cursor, or goes into it.
func (p *Pane) unfold() tea.Cmd {
	switch r := p.at(); {
	case r.kind == headersRow && !p.headersOpen && len(p.headers) > 0:
		p.headersOpen = true
		p.build()
	case r.kind == headersRow:
		return p.move(1)
	case r.kind == nodeRow && p.body.tree.folds(r.node) && !r.node.open:
		return p.openNode(r.node)
	case r.kind == nodeRow && p.body.tree.folds(r.node):
		return p.move(1)
	}
	return nil
}

func (p *Pane) openNode(n *node) tea.Cmd {
	n.open = true
	p.want(n, true)
	if n.next == 0 {
		if cmd := p.load(n); cmd != nil {
			p.build()
			return cmd
		}
	}
	if n.inside() != direct && len(n.kids) == 1 && n.kids[0].holds() && !n.kids[0].open {
		return p.openNode(n.kids[0]) // one key for what is inside of a string
	}
	p.build()
	return p.fill()
}

// fold closes what is under the cursor, or goes to what it is part of.
func (p *Pane) fold() tea.Cmd {
	r := p.at()
	switch {
	case r.kind == headersRow && p.headersOpen, r.kind == headerRow:
		p.headersOpen = false
		p.goToRow(row{kind: headersRow})
		p.build()
	case r.node == nil:
	case r.kind == nodeRow && r.node.open && r.node.up != nil:
		r.node.open = false
		p.want(r.node, false)
		p.build()
	case r.kind == nodeRow && r.node.up != nil:
		p.goToRow(row{kind: nodeRow, node: r.node.up})
	case r.kind != nodeRow:
		p.goToRow(row{kind: nodeRow, node: r.node})
	}
	p.scroll()
	return nil
}

// goToRow puts the cursor on r.
func (p *Pane) goToRow(r row) {
	for i := range p.rows {
		if p.rows[i].same(r) {
			p.cursor = i
			return
		}
	}
}

// want keeps that the user opened or closed n, for the records to come.
func (p *Pane) want(n *node, open bool) {
	if path, ok := n.path(); ok {
		p.wanted[path] = open
	}
}

// foldAll closes everything, or opens everything again as far as that is quick.
func (p *Pane) foldAll() tea.Cmd {
	t := p.body.tree
	if t == nil {
		return nil
	}
	clear(p.wanted)
	folded := true
	for _, k := range t.root.kids {
		folded = folded && !k.open
	}
	if folded {
		t.unfold(manyRows, quick, nil)
	} else {
		p.leave()
		t.foldAll()
	}
	p.build()
	return nil
}

// manyRows is how many rows are opened at once.
const manyRows = 2000

// leave moves the cursor out to the top level, which stays.
func (p *Pane) leave() {
	n := p.at().node
	if n == nil || n.up == nil {
		return
	}
	for n.depth > 1 {
		n = n.up
	}
	p.goToRow(row{kind: nodeRow, node: n})
}

// setMode shows the tree, or the bytes of what is under the cursor.
func (p *Pane) setMode(m mode) {
	if p.mode == m {
		m = treeMode
	}
	p.mode = m
	p.wrap, p.chosen = m == textMode, false
	p.build()
	if m != treeMode {
		p.place(p.start())
	}
}

// start is where the thing under the cursor begins among the bytes shown.
func (p *Pane) start() int {
	r := p.at()
	switch {
	case r.node == nil || r.node.up == nil:
		return 0
	case p.mode == hexMode:
		return r.node.at / p.perLine() * p.perLine()
	}
	return r.node.at
}
