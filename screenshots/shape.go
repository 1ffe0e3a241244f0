package main

import "image"

// shape draws lines, blocks and arrows as rectangles, so that they join from cell
// to cell. It returns false for a sign that the font draws.
func (p *pen) shape(r rune, box image.Rectangle, l look) bool {
	w, h := box.Dx(), box.Dy()
	fill := func(x0, y0, x1, y1 int) {
		p.fill(image.Rect(x0, y0, x1, y1).Add(box.Min), l.ink)
	}
	switch {
	case r == '─':
		fill(0, h/2-1, w, h/2+1)
	case r == '│':
		fill(w/2-1, 0, w/2+1, h)
	case r == '▌':
		fill(0, 0, w/3, h)
	case r >= '▁' && r <= '█':
		fill(0, h-h*int(r-'▁'+1)/8, w, h)
	case r == '⇄': // which the font lacks
		for i := range 5 {
			fill(w-4-i, h/2-5-i, w-2-i, h/2-3+i)
			fill(2+i, h/2+5-i, 4+i, h/2+7+i)
		}
		fill(2, h/2-5, w-3, h/2-3)
		fill(3, h/2+5, w-2, h/2+7)
	default:
		return false
	}
	return true
}
