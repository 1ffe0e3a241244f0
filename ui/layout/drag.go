package layout

// Holds tells whether a cell lies in r.
func (r Rect) Holds(x, y int) bool { return x >= r.X && x < r.X+r.W && y >= r.Y && y < r.Y+r.H }

// Border tells whether a border that can be moved is at a cell, for Place's
// rectangles: the line between two columns, or the first line of a lower part, which
// is the title of a pane.
func (t Tree) Border(r Rect, x, y int) bool {
	found := false
	t.root.borderAt(r, x, y, func(*node, []int, int) { found = true })
	return found
}

// Drag moves the border at (x, y) towards another cell, as far as the least sizes
// allow, and tells how far it went. Without a border there it changes nothing.
func (t Tree) Drag(r Rect, x, y, toX, toY int) (out Tree, dx, dy int) {
	root := t.root.borderAt(r, x, y, func(n *node, sizes []int, i int) {
		by := toY - y
		if n.beside {
			by = toX - x
		}
		shares := n.moved(sizes, i, by)
		n.shares = shares
		moved := n.sizes(n.room(sizes))[i] - sizes[i]
		if n.beside {
			dx = moved
		} else {
			dy = moved
		}
	})
	if root == nil {
		return t, 0, 0
	}
	return Tree{root}, dx, dy
}

// room is a rectangle with the room that the sizes of the parts add up to.
func (n *node) room(sizes []int) Rect {
	sum := 0
	for _, s := range sizes {
		sum += s
	}
	if n.beside {
		return Rect{W: sum + len(sizes) - 1}
	}
	return Rect{H: sum}
}

// borderAt gives a copy of the split whose border is at (x, y), the sizes of its
// parts and the number of the part before the border to change, and returns the
// tree with that copy; nil where there is no border.
func (n *node) borderAt(r Rect, x, y int, change func(n *node, sizes []int, i int)) *node {
	if n == nil || n.id != 0 || !r.Holds(x, y) {
		return nil
	}
	sizes := n.sizes(r)
	part := r
	for i, p := range n.parts {
		if n.beside {
			part.W = sizes[i]
		} else {
			part.H = sizes[i]
		}
		atLine := n.beside && x == part.X+part.W
		atTitle := !n.beside && y == part.Y+part.H
		if (atLine || atTitle) && i < len(n.parts)-1 {
			out := n.with(i, p, n.shares)
			change(out, sizes, i)
			return out
		}
		if q := p.borderAt(part, x, y, change); q != nil {
			return n.with(i, q, n.shares)
		}
		if n.beside {
			part.X += part.W + 1
		} else {
			part.Y += part.H
		}
	}
	return nil
}
