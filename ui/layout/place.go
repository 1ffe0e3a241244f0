package layout

// Place gives every pane its rectangle inside r. Columns are separated by one cell
// (the line); rows are not: a pane's title line separates it. Panes never get less
// than [MinWidth] and [MinHeight] while r allows it; where it does not, the last
// ones are left with what remains, down to nothing.
func (t Tree) Place(r Rect) map[ID]Rect {
	places := make(map[ID]Rect)
	t.root.place(r, func(id ID, r Rect) { places[id] = r }, func(Rect) {})
	return places
}

// Lines are the vertical separators, one cell wide, for Place's rectangles.
func (t Tree) Lines(r Rect) []Rect {
	var lines []Rect
	t.root.place(r, func(ID, Rect) {}, func(line Rect) { lines = append(lines, line) })
	return lines
}

// place walks the tree and tells every pane and every line its rectangle.
func (n *node) place(r Rect, pane func(ID, Rect), line func(Rect)) {
	if n == nil {
		return
	}
	if n.id != 0 {
		pane(n.id, r)
		return
	}
	for i, size := range n.sizes(r) {
		part := r
		if !n.beside {
			part.H = size
			r.Y, r.H = r.Y+size, r.H-size
		} else {
			if i > 0 && r.W > 0 {
				line(Rect{X: r.X, Y: r.Y, W: 1, H: r.H})
				r.X, r.W = r.X+1, r.W-1
			}
			part.X, part.W = r.X, size
			r.X, r.W = r.X+size, r.W-size
		}
		n.parts[i].place(part, pane, line)
	}
}

// Fits reports whether r has room for the least size of every pane.
func (t Tree) Fits(r Rect) bool {
	return t.root == nil || t.root.least(true) <= r.W && t.root.least(false) <= r.H
}

// sizes shares the room of r, without the lines, among the parts of a split.
func (n *node) sizes(r Rect) []int {
	room := r.H
	if n.beside {
		room = r.W - (len(n.parts) - 1)
	}
	least := make([]int, len(n.parts))
	for i, p := range n.parts {
		least[i] = p.least(n.beside)
	}
	return divide(max(room, 0), n.shares, least)
}

// least is the room that n needs in a direction.
func (n *node) least(beside bool) int {
	if n.id != 0 {
		if beside {
			return MinWidth
		}
		return MinHeight
	}
	sum, most := 0, 0
	for _, p := range n.parts {
		k := p.least(beside)
		sum, most = sum+k, max(most, k)
	}
	if n.beside != beside {
		return most
	}
	if beside {
		sum += len(n.parts) - 1
	}
	return sum
}

// divide shares room in proportion, but so that nobody is below its least while
// there is enough for all. Without enough, the first get theirs.
func divide(room int, shares, least []int) []int {
	sizes := make([]int, len(shares))
	need := 0
	for _, k := range least {
		need += k
	}
	if need >= room {
		for i, k := range least {
			sizes[i] = min(k, room)
			room -= sizes[i]
		}
		return sizes
	}
	// Those whose share is below their least get the least; the others share the rest. That can push
	// another one below, so it goes on until nobody is.
	fixed := make([]bool, len(shares))
	for changed := true; changed; {
		changed = false
		rest, total := room, 0
		for i := range shares {
			if fixed[i] {
				rest -= least[i]
			} else {
				total += shares[i]
			}
		}
		given, taken := 0, 0
		for i := range shares {
			if fixed[i] {
				sizes[i] = least[i]
				continue
			}
			// Rounding the running sum, not each part, makes the parts add up to the whole.
			taken += shares[i]
			upto := (rest*taken + total/2) / total
			sizes[i], given = upto-given, upto
		}
		for i := range shares {
			if !fixed[i] && sizes[i] < least[i] {
				fixed[i], changed = true, true
			}
		}
	}
	return sizes
}
