package ui

import "riffle/ui/layout"

// borders is where the user has put the border between the streams and a record
// beside or below them; 0: where it usually is.
type borders struct{ left, index int }

const (
	// recordWidth and recordHeight are the least room of a record beside or below.
	recordWidth, recordHeight = 30, 6
)

// beside is the width of the streams, of w, where a record stands beside them.
func (s borders) beside(w int) int {
	left := w * 3 / 5
	if s.left > 0 {
		left = s.left
	}
	return max(min(left, w-1-recordWidth), layout.MinWidth)
}

// above is the height of the stream, of h, where its record stands below.
func (s borders) above(h int) int {
	index := max(indexHeight, h/4-2)
	if s.index > 0 {
		index = s.index
	}
	return max(min(index, h-recordHeight), indexHeight)
}

// between tells whether the border between the streams and the record is at a cell.
func (p placing) between(x, y int) bool {
	switch {
	case p.record.W == 0:
		return false
	case p.record.X > 0:
		return x == p.record.X-1 && y >= p.record.Y && y < p.record.Y+p.record.H
	}
	return y == p.record.Y && len(p.slots) > 0
}

// shareRecord puts that border at a cell, as far as there is room.
func (m *Model) shareRecord(p placing, x, y int) {
	a := m.area()
	if p.record.X > 0 {
		m.borders.left = max(x, 1)
		m.borders.left = m.borders.beside(a.W)
		return
	}
	m.borders.index = max(y-a.Y, 1)
	m.borders.index = m.borders.above(a.H)
}
