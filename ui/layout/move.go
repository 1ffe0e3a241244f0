package layout

// Neighbour is the pane next to id in a direction (0: none), for Place's
// rectangles. Of several, it is the one that shares the longest edge with id, and of
// equal ones the first in reading order.
func (t Tree) Neighbour(r Rect, id ID, d Dir) ID {
	places := t.Place(r)
	from, ok := places[id]
	if !ok {
		return 0
	}
	best, longest := ID(0), 0
	for _, other := range t.IDs() {
		if edge := shared(from, places[other], d); edge > longest {
			best, longest = other, edge
		}
	}
	return best
}

// shared is the length of the edge at which b touches a in a direction. Columns touch across their line.
func shared(a, b Rect, d Dir) int {
	switch {
	case d == Left && b.X+b.W+1 == a.X, d == Right && a.X+a.W+1 == b.X:
		return min(a.Y+a.H, b.Y+b.H) - max(a.Y, b.Y)
	case d == Up && b.Y+b.H == a.Y, d == Down && a.Y+a.H == b.Y:
		return min(a.X+a.W, b.X+b.W) - max(a.X, b.X)
	}
	return 0
}

// Resize makes id by cells wider (horizontal) or higher, smaller where by is
// negative, by moving the border behind it, or the one before where it is the last.
// It moves as far as the least sizes allow. A pane that is in no split of that
// direction keeps its size.
func (t Tree) Resize(r Rect, id ID, horizontal bool, by int) Tree {
	n, _ := t.root.resize(r, id, horizontal, by)
	return Tree{n}
}

// resize returns n with the border moved, and whether one was. The split nearest to the pane is asked first.
func (n *node) resize(r Rect, id ID, horizontal bool, by int) (out *node, done bool) {
	if n == nil || n.id != 0 {
		return n, false
	}
	sizes := n.sizes(r)
	for i, p := range n.parts {
		part := n.partRect(r, sizes, i)
		if !p.has(id) {
			continue
		}
		q, done := p.resize(part, id, horizontal, by)
		if done {
			return n.with(i, q, n.shares), true
		}
		if n.beside != horizontal {
			return n, false
		}
		return n.with(i, p, n.moved(sizes, i, by)), true
	}
	return n, false
}

// partRect is the rectangle of the i-th part. Only its size matters to resize.
func (n *node) partRect(r Rect, sizes []int, i int) Rect {
	if n.beside {
		r.W = sizes[i]
	} else {
		r.H = sizes[i]
	}
	return r
}

// with is n with another i-th part and other shares.
func (n *node) with(i int, p *node, shares []int) *node {
	parts := append([]*node(nil), n.parts...)
	parts[i] = p
	return &node{beside: n.beside, parts: parts, shares: shares}
}

// moved gives the i-th part by cells of its neighbour behind, or of the one before
// for the last. The shares become the sizes themselves, so that what is on the
// screen is what is remembered.
func (n *node) moved(sizes []int, i, by int) []int {
	j := i + 1
	if j == len(sizes) {
		j = i - 1
	}
	by = min(by, max(sizes[j]-n.parts[j].least(n.beside), 0))
	by = max(by, -max(sizes[i]-n.parts[i].least(n.beside), 0))
	if by == 0 {
		return n.shares
	}
	shares := make([]int, len(sizes))
	for k, s := range sizes {
		shares[k] = max(s, 1) * share
	}
	shares[i] += by * share
	shares[j] -= by * share
	return shares
}
