package main

import (
	"bytes"
	"cmp"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"slices"
	"unicode/utf8"

	uv "github.com/charmbracelet/ultraviolet"
)

// A cell in pixels, at twice the size at which pictures are shown.
const (
	cellW = 18
	cellH = 38
	edge  = 2 * cellW // around the screen
)

// picture draws a screen.
func picture(s screen, f *fonts) *image.RGBA {
	p := &pen{image.NewRGBA(image.Rect(0, 0, s.w*cellW+2*edge, s.h*cellH+2*edge)), f}
	p.fill(p.Bounds(), ground)
	for y := range s.h {
		for x := range s.w {
			p.cell(s.cells[y*s.w+x], x, y, s.cursor == uv.Pos(x, y))
		}
	}
	return p.RGBA
}

// pen draws into a picture.
type pen struct {
	*image.RGBA
	fonts *fonts
}

func (p *pen) fill(r image.Rectangle, c color.RGBA) {
	draw.Draw(p, r, image.NewUniform(c), image.Point{}, draw.Src)
}

// cell draws one cell of the screen; the cursor stands on it as a block.
func (p *pen) cell(c uv.Cell, x, y int, cursor bool) {
	if c.Width == 0 {
		return // the second half of a wide one
	}
	l := lookOf(c.Style)
	if cursor {
		l.ink, l.ground = ground, ink
	}
	box := image.Rect(0, 0, cellW*c.Width, cellH).Add(image.Pt(edge+x*cellW, edge+y*cellH))
	if l.ground != ground {
		p.fill(box, l.ground)
	}
	if l.underline {
		p.fill(image.Rect(box.Min.X, box.Max.Y-6, box.Max.X, box.Max.Y-4), l.ink)
	}
	r, _ := utf8.DecodeRuneInString(c.Content)
	if r == ' ' || r == utf8.RuneError || p.shape(r, box, l) {
		return
	}
	for _, r := range c.Content { // marks stand upon the letter
		p.glyph(r, box, l)
	}
}

// glyph draws a letter. Its edges have few shades: nobody sees more, and the file
// is half as large.
func (p *pen) glyph(r rune, box image.Rectangle, l look) {
	g := p.fonts.glyph(r, l.bold)
	for y := range g.h {
		for x := range g.w {
			if n := int(g.cover[y*g.w+x]); n > 0 {
				at := box.Min.Add(g.at).Add(image.Pt(x, y))
				p.SetRGBA(at.X, at.Y, mix(p.RGBAAt(at.X, at.Y), l.ink, n*256/shades))
			}
		}
	}
}

// encode writes a picture as a PNG with a palette.
func encode(img *image.RGBA) ([]byte, error) {
	var b bytes.Buffer
	err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&b, paletted(img))
	if err != nil {
		return nil, fmt.Errorf("writing a picture: %w", err)
	}
	return b.Bytes(), nil
}

// paletted gives a picture the 256 colours that it uses most; others become the
// nearest of them.
func paletted(img *image.RGBA) *image.Paletted {
	count := map[color.RGBA]int{}
	for i := 0; i < len(img.Pix); i += 4 {
		count[color.RGBA{img.Pix[i], img.Pix[i+1], img.Pix[i+2], img.Pix[i+3]}]++
	}
	used := make([]color.RGBA, 0, len(count))
	for c := range count {
		used = append(used, c)
	}
	slices.SortFunc(used, func(a, b color.RGBA) int {
		return cmp.Or(count[b]-count[a], int(a.R)-int(b.R), int(a.G)-int(b.G), int(a.B)-int(b.B))
	})
	var colours color.Palette
	for _, c := range used[:min(len(used), 256)] {
		colours = append(colours, c)
	}
	index := map[color.RGBA]uint8{}
	for _, c := range used {
		index[c] = uint8(colours.Index(c))
	}
	out := image.NewPaletted(img.Bounds(), colours)
	for i := range out.Pix {
		out.Pix[i] = index[color.RGBA{img.Pix[4*i], img.Pix[4*i+1], img.Pix[4*i+2], img.Pix[4*i+3]}]
	}
	return out
}
