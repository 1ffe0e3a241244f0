package screenshots

import (
	"cmp"
	"encoding/binary"
	"image"
	"image/color"
	"image/draw"
	"slices"
	"unicode/utf8"

	uv "github.com/charmbracelet/ultraviolet"
)

// grid is how large a screen is drawn, in pixels.
type grid struct {
	w, h     int     // a cell
	font     float64 // the size at which a letter is as wide as a cell
	baseline int     // where letters stand in a cell
	edge     int     // around the screen
	round    int     // the radius of its corners
	shades   int     // steps from nothing to full cover at the edge of a letter
}

// still is twice the size at which pictures are shown: most screens are as fine.
// Nobody sees more shades, and the file is half as large.
var still = grid{w: 18, h: 38, font: 30, baseline: 29, edge: 36, round: 20, shades: 12}

// picture draws a screen.
func picture(s screen, f *fonts) (*image.RGBA, error) {
	p := &pen{image.NewRGBA(image.Rect(0, 0, s.w*f.w+2*f.edge, s.h*f.h+2*f.edge)), f}
	p.fill(p.Bounds(), ground)
	for y := range s.h {
		for x := range s.w {
			if err := p.cell(s.cells[y*s.w+x], x, y, s.cursor == uv.Pos(x, y)); err != nil {
				return nil, err
			}
		}
	}
	p.corners()
	return p.RGBA, nil
}

// pen draws into a picture.
type pen struct {
	*image.RGBA
	fonts *fonts
}

func (p *pen) fill(r image.Rectangle, c color.RGBA) {
	draw.Draw(p.RGBA, r, image.NewUniform(c), image.Point{}, draw.Src)
}

// cell draws one cell of the screen; the cursor stands on it as a block.
func (p *pen) cell(c uv.Cell, x, y int, cursor bool) error {
	if c.Width == 0 {
		return nil // the second half of a wide one
	}
	l := lookOf(c.Style)
	if cursor {
		l.ink, l.ground = ground, ink
	}
	f := p.fonts
	box := image.Rect(0, 0, f.w*c.Width, f.h).Add(image.Pt(f.edge+x*f.w, f.edge+y*f.h))
	if l.ground != ground {
		p.fill(box, l.ground)
	}
	if l.underline {
		p.fill(image.Rect(box.Min.X, box.Max.Y-3*p.thin(), box.Max.X, box.Max.Y-2*p.thin()), l.ink)
	}
	r, _ := utf8.DecodeRuneInString(c.Content)
	if r == ' ' || r == utf8.RuneError || p.shape(r, box, l) {
		return nil
	}
	for _, r := range c.Content { // marks stand upon the letter
		if err := p.glyph(r, box, l); err != nil {
			return err
		}
	}
	return nil
}

// thin is how wide a line is.
func (p *pen) thin() int { return max(1, p.fonts.w/9) }

func (p *pen) glyph(r rune, box image.Rectangle, l look) error {
	g, err := p.fonts.glyph(r, l.bold)
	if err != nil {
		return err
	}
	for y := range g.h {
		for x := range g.w {
			if n := int(g.cover[y*g.w+x]); n > 0 {
				at := box.Min.Add(g.at).Add(image.Pt(x, y))
				p.SetRGBA(at.X, at.Y, mix(p.RGBAAt(at.X, at.Y), l.ink, n*256/p.fonts.shades))
			}
		}
	}
	return nil
}

// corners rounds the corners of the picture: what is cut off is clear.
func (p *pen) corners() {
	const parts = 4 // of a pixel, each way
	r, b := p.fonts.round, p.Bounds()
	for y := range r {
		for x := range r {
			in := 0
			for i := range parts * parts {
				dx, dy := 2*parts*(r-x)-2*(i%parts)-1, 2*parts*(r-y)-2*(i/parts)-1
				if dx*dx+dy*dy <= 4*parts*parts*r*r {
					in++
				}
			}
			c := mix(color.RGBA{}, ground, in*256/(parts*parts))
			c.A = uint8(in * 255 / (parts * parts))
			for _, at := range []image.Point{{x, y}, {b.Max.X - 1 - x, y}, {x, b.Max.Y - 1 - y}, {b.Max.X - 1 - x, b.Max.Y - 1 - y}} {
				p.SetRGBA(at.X, at.Y, c)
			}
		}
	}
}

// colours are those of pictures, each with its number.
type colours struct {
	palette color.Palette
	number  map[color.RGBA]uint8
}

// paletteOf gives pictures the most colours that they use most; others become the
// nearest of them.
func paletteOf(most int, imgs ...*image.RGBA) colours {
	count := map[color.RGBA]int{}
	for _, img := range imgs {
		runs(img, func(c color.RGBA, from, to int) { count[c] += to - from })
	}
	used := make([]color.RGBA, 0, len(count))
	for c := range count {
		used = append(used, c)
	}
	slices.SortFunc(used, func(a, b color.RGBA) int {
		return cmp.Or(count[b]-count[a], int(a.R)-int(b.R), int(a.G)-int(b.G), int(a.B)-int(b.B), int(a.A)-int(b.A))
	})
	p := colours{number: map[color.RGBA]uint8{}}
	for _, c := range used[:min(len(used), most)] {
		p.palette = append(p.palette, c)
	}
	for _, c := range used {
		p.number[c] = uint8(p.palette.Index(c))
	}
	return p
}

// paint is a picture in these colours.
func (p colours) paint(img *image.RGBA) *image.Paletted {
	out := image.NewPaletted(img.Bounds(), p.palette)
	runs(img, func(c color.RGBA, from, to int) { set(out.Pix[from:to], p.number[c]) })
	return out
}

//go:norace
func set(pixels []uint8, n uint8) {
	for i := range pixels {
		pixels[i] = n
	}
}

// runs calls f for each run of pixels of one colour. Here and where else all pixels
// are looked at, by one goroutine, the race detector would take most of the time.
//
//go:norace
func runs(img *image.RGBA, f func(c color.RGBA, from, to int)) {
	for i, n := 0, len(img.Pix)/4; i < n; {
		p, j := img.Pix[4*i:4*i+4], i+1
		for one := binary.LittleEndian.Uint32(p); j < n && binary.LittleEndian.Uint32(img.Pix[4*j:]) == one; {
			j++
		}
		f(color.RGBA{p[0], p[1], p[2], p[3]}, i, j)
		i = j
	}
}
