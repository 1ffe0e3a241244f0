package inspect

import (
	"fmt"

	"riffle/ui/safe"
	"riffle/ui/theme"
)

// column is where the fold mark of n stands. Deep values do not run out of the
// pane: beyond half of it they stand below each other.
func (p *Pane) column(n *node) int {
	return indent + min(indent*n.depth, max(p.w/2, 0))
}

func (p *Pane) nodeLine(l *line, r row, here bool) {
	n := r.node
	p.mark(l, here, p.column(n))
	l.put(theme.Dim, p.foldMark(n))
	if n.up != nil {
		l.put(theme.Key, safe.Pad(n.label(maxName), n.up.labelRoom()))
	}
	value := n.bytes()
	switch {
	case n.loading:
		l.put(theme.Dim, safe.Text(bytesOf(n.size())+": being looked through"))
	case n.holds() && n.open && value[0] == '{':
		l.put(theme.Dim, "{")
	case n.holds() && n.open:
		l.put(theme.Dim, p.elements(n))
	case n.holds():
		p.folded(l, n, value)
	case n.open: // a string: what it says stands below
		l.put(theme.Dim, safe.Text(inWords[n.within]+", "+bytesOf(n.size()-len(`""`))))
	case n.plain && r.to == 0:
		l.bytes(theme.Plain, value, l.left-1)
	case r.to > 0:
		l.bytes(theme.String, value[:r.to], l.left)
	case n.up != nil && string(value) == "null": // a whole value of these four letters is no tombstone
		l.put(theme.Dim, safe.Text(p.glyphs.Null+" null"))
	default:
		l.json(value)
	}
	if n.up == nil {
		l.right(theme.Dim, safe.Text(p.body.note+" "))
	}
}

// inWords says what a string is that holds something.
var inWords = [...]string{fromString: "json in a string", fromBase64: "base64"}

// foldMark is what stands before a value that can be opened or closed.
func (p *Pane) foldMark(n *node) safe.Text {
	switch {
	case !p.body.tree.folds(n):
		return "  "
	case n.open:
		return "▾ "
	}
	return "▸ "
}

// folded shows a closed value: the number of its members, and its beginning.
func (p *Pane) folded(l *line, n *node, value []byte) {
	if value[0] == '[' {
		l.put(theme.Dim, p.elements(n)+"   ")
		value = value[1 : len(value)-1]
	}
	l.json(value)
}

// elements is the number of elements of an array, or its size where counting
// would take long.
func (p *Pane) elements(n *node) safe.Text {
	if count, ok := p.body.tree.count(n); ok {
		return safe.Text(fmt.Sprintf("[ %d ]", count))
	}
	return safe.Text("[ " + bytesOf(n.size()) + " ]")
}

// more says that members are left, and how to get at them.
func (p *Pane) more(n *node) safe.Text {
	left := bytesOf(n.end - n.next)
	if p.body.tree.full() {
		return safe.Text("⋯ " + left + " more, too many for a tree: " + p.bytesWith())
	}
	return safe.Text("⋯ " + left + " more")
}
