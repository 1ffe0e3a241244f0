package screenshots

import (
	_ "embed" // the fonts
	"fmt"
	"image"
	"image/draw"

	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// JetBrains Mono, under the SIL Open Font License (font/OFL.txt).
var (
	//go:embed font/JetBrainsMono-Regular.ttf
	regular []byte
	//go:embed font/JetBrainsMono-Bold.ttf
	bold []byte
)

// fonts draws letters, each once.
type fonts struct {
	grid
	parsed [2]*sfnt.Font // regular and bold
	faces  [2]font.Face
	drawn  map[letter]*glyph
}

type letter struct {
	r    rune
	bold bool
}

// glyph is a letter as it stands in a cell.
type glyph struct {
	at    image.Point // from the corner of the cell
	w, h  int
	cover []uint8 // 0 to the grid's shades
}

func loadFonts(g grid) (*fonts, error) {
	f := &fonts{grid: g, drawn: map[letter]*glyph{}}
	for i, data := range [][]byte{regular, bold} {
		var err error
		if f.parsed[i], err = opentype.Parse(data); err != nil {
			return nil, fmt.Errorf("reading a font: %w", err)
		}
		if f.faces[i], err = opentype.NewFace(f.parsed[i], &opentype.FaceOptions{Size: g.font, DPI: 72}); err != nil {
			return nil, fmt.Errorf("reading a font: %w", err)
		}
	}
	return f, nil
}

// glyph draws a letter.
func (f *fonts) glyph(r rune, bold bool) (*glyph, error) {
	key := letter{r, bold}
	if g := f.drawn[key]; g != nil {
		return g, nil
	}
	i := 0
	if bold {
		i = 1
	}
	if n, err := f.parsed[i].GlyphIndex(nil, r); err != nil || n == 0 {
		return nil, fmt.Errorf("the font has no %q", r)
	}
	g := &glyph{}
	box, mask, from, _, _ := f.faces[i].Glyph(fixed.P(0, f.baseline), r)
	if mask != nil {
		cover := image.NewAlpha(image.Rect(0, 0, box.Dx(), box.Dy()))
		draw.Draw(cover, cover.Bounds(), mask, from, draw.Src)
		g.at, g.w, g.h, g.cover = box.Min, box.Dx(), box.Dy(), cover.Pix
		for i, a := range g.cover {
			g.cover[i] = uint8((int(a)*f.shades + 127) / 255)
		}
	}
	f.drawn[key] = g
	return g, nil
}
