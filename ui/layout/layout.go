// Package layout turns a tree of splits into rectangles.
//
// It is pure: a [Tree] knows how the room is shared, not how large the screen is or
// what stands in a pane, so every answer can be checked by drawing it. Trees are
// values; each change gives a new one. Zoom and focus belong to the caller: a zoomed
// pane simply gets the whole rectangle.
//
//	t := layout.New(1).Split(1, 2, true).Split(2, 3, false)
//	t.Place(layout.Rect{W: 120, H: 40})
//
//	11111111│22222222
//	11111111│22222222
//	11111111│33333333
//	11111111│33333333
package layout

import "slices"

// ID names a pane for its whole life. 0 is none.
type ID int

// Rect is a part of the screen in cells.
type Rect struct{ X, Y, W, H int }

// Panes never get less than this while the room allows it: a title and two rows,
// and a time with a bit of a value.
const (
	MinWidth  = 20
	MinHeight = 3
)

// Tree is the split tree. Methods return a new tree; the old one stays as it was.
// The zero Tree has no pane.
type Tree struct{ root *node }

// node is a pane, or a row or column of nodes. It is never written to once it is in a tree.
type node struct {
	id     ID      // of a pane; 0 for a split
	beside bool    // a split: its parts stand beside each other, else below
	parts  []*node // a split: two or more, none of them a split of the same direction
	shares []int   // a split: what each part gets of the room, in proportion
}

// share is what a part begins with. It is large so that moving a border by one cell is exact.
const share = 1 << 16

// Dir is a direction on the screen.
type Dir int

// The directions.
const (
	Left Dir = iota
	Down
	Up
	Right
)

// New is a tree of one pane.
func New(id ID) Tree { return Tree{&node{id: id}} }

// Split divides at's room in two and puts id beside (right of a vertical line) or
// below it. Without a pane at it returns the tree as it is.
func (t Tree) Split(at, id ID, beside bool) Tree {
	return Tree{t.root.split(at, id, beside)}
}

func (n *node) split(at, id ID, beside bool) *node {
	if n == nil {
		return nil
	}
	if n.id != 0 {
		if n.id != at {
			return n
		}
		return &node{beside: beside, parts: []*node{n, {id: id}}, shares: []int{share, share}}
	}
	out := &node{beside: n.beside}
	for i, p := range n.parts {
		out.add(p.split(at, id, beside), n.shares[i])
	}
	return out
}

// add appends a part with its room. A part that splits in the same direction is
// taken apart: its parts share the room as they did.
func (n *node) add(p *node, room int) {
	if p.id != 0 || p.beside != n.beside {
		n.parts, n.shares = append(n.parts, p), append(n.shares, room)
		return
	}
	total := 0
	for _, s := range p.shares {
		total += s
	}
	for i, q := range p.parts {
		n.parts, n.shares = append(n.parts, q), append(n.shares, max(1, room*p.shares[i]/total))
	}
}

// Close takes id out; its neighbours in the same row or column get the room. ok is
// false for the last pane and for one that is not there.
func (t Tree) Close(id ID) (out Tree, ok bool) {
	if t.root == nil || t.root.id != 0 || !t.root.has(id) {
		return t, false
	}
	return Tree{t.root.without(id)}, true
}

// without is the node that is left of n, nil for the pane itself.
func (n *node) without(id ID) *node {
	if n.id == id {
		return nil
	}
	if n.id != 0 {
		return n
	}
	out := &node{beside: n.beside}
	freed := 0
	for i, p := range n.parts {
		switch q := p.without(id); {
		case q != nil:
			out.add(q, n.shares[i])
		case i > 0: // the one before was the sibling: it gets the room
			out.shares[len(out.shares)-1] += n.shares[i]
		default:
			freed = n.shares[i]
		}
	}
	out.shares[0] += freed
	if len(out.parts) == 1 {
		return out.parts[0]
	}
	return out
}

// has reports whether a pane is below n.
func (n *node) has(id ID) bool { return slices.Contains(n.ids(nil), id) }

// IDs lists the panes in reading order.
func (t Tree) IDs() []ID { return t.root.ids(nil) }

func (n *node) ids(out []ID) []ID {
	if n == nil {
		return out
	}
	if n.id != 0 {
		return append(out, n.id)
	}
	for _, p := range n.parts {
		out = p.ids(out)
	}
	return out
}

// Next cycles through the panes in reading order: step +1 or -1. It is 0 where id is not there.
func (t Tree) Next(id ID, step int) ID {
	ids := t.IDs()
	i := slices.Index(ids, id)
	if i < 0 {
		return 0
	}
	n := len(ids)
	return ids[((i+step)%n+n)%n]
}

// Equal gives all panes the same share: a part with three panes along its
// direction gets three times the room of one with one.
func (t Tree) Equal() Tree { return Tree{t.root.equal()} }

func (n *node) equal() *node {
	if n == nil || n.id != 0 {
		return n
	}
	out := &node{beside: n.beside}
	for _, p := range n.parts {
		out.parts = append(out.parts, p.equal())
		out.shares = append(out.shares, share*p.along(n.beside))
	}
	return out
}

// along is the number of panes that n has one after the other in a direction.
func (n *node) along(beside bool) int {
	if n.id != 0 {
		return 1
	}
	count := 0
	for _, p := range n.parts {
		if n.beside == beside {
			count += p.along(beside)
		} else {
			count = max(count, p.along(beside))
		}
	}
	return count
}
