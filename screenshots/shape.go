package screenshots

import "image"

// shape draws lines, blocks and arrows as rectangles, so that they join from cell
// to cell. It returns false for a sign that the font draws.
func (p *pen) shape(r rune, box image.Rectangle, l look) bool {
	w, h, t := box.Dx(), box.Dy(), p.thin()
	fill := func(x0, y0, x1, y1 int) {
		p.fill(image.Rect(x0, y0, x1, y1).Add(box.Min), l.ink)
	}
	switch {
	case r == '─':
		fill(0, (h-t)/2, w, (h-t)/2+t)
	case r == '│':
		fill((w-t)/2, 0, (w-t)/2+t, h)
	case r == '▌':
		fill(0, 0, w/3, h)
	case r > '█' && r <= '▏':
		fill(0, 0, w*int('▏'+1-r)/8, h)
	case r >= '▁' && r <= '█':
		fill(0, h-h*int(r-'▁'+1)/8, w, h)
	case r == '⇄': // which the font lacks
		tip := w * 5 / 18
		up, down := h/2-tip, h/2+tip
		for i := range tip {
			fill(w-2-t-i, up-i, w-2-i, up+t+i)
			fill(2+i, down-i, 2+t+i, down+t+i)
		}
		fill(2, up, w-3, up+t)
		fill(3, down, w-2, down+t)
	default:
		return false
	}
	return true
}
