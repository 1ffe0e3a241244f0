package main

import (
	_ "embed" // the fonts
	"fmt"
	"image"

	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

// JetBrains Mono, under the SIL Open Font License (font/OFL.txt).
var (
	//go:embed font/JetBrainsMono-Regular.ttf
	regular []byte
	//go:embed font/JetBrainsMono-Bold.ttf
	bold []byte
)

const (
	// fontSize is the size in pixels at which a letter is as wide as a cell.
	fontSize = 30
	// baseline is where letters stand in a cell.
	baseline = 29
	// shades are the steps from nothing to full cover at the edge of a letter.
	shades = 12
)

// fonts draws letters, each once.
type fonts struct {
	faces [2]font.Face // regular and bold
	drawn map[letter]*glyph
}

type letter struct {
	r    rune
	bold bool
}

// glyph is a letter as it stands in a cell.
type glyph struct {
	at    image.Point // from the corner of the cell
	w, h  int
	cover []uint8 // 0 to shades
}

func loadFonts() (*fonts, error) {
	f := &fonts{drawn: map[letter]*glyph{}}
	for i, data := range [][]byte{regular, bold} {
		parsed, err := opentype.Parse(data)
		if err != nil {
			return nil, fmt.Errorf("reading a font: %w", err)
		}
		if f.faces[i], err = opentype.NewFace(parsed, &opentype.FaceOptions{Size: fontSize, DPI: 72}); err != nil {
			return nil, fmt.Errorf("reading a font: %w", err)
		}
	}
	return f, nil
}

// glyph draws a letter. What the font does not have is an empty box.
func (f *fonts) glyph(r rune, bold bool) *glyph {
	key := letter{r, bold}
	if g := f.drawn[key]; g != nil {
		return g
	}
	face := f.faces[0]
	if bold {
		face = f.faces[1]
	}
	g := &glyph{}
	box, mask, from, _, _ := face.Glyph(fixed.P(0, baseline), r)
	if mask != nil {
		g.at, g.w, g.h = box.Min, box.Dx(), box.Dy()
		for y := range g.h {
			for x := range g.w {
				_, _, _, a := mask.At(from.X+x, from.Y+y).RGBA()
				g.cover = append(g.cover, uint8((a*shades+0x7fff)/0xffff))
			}
		}
	}
	f.drawn[key] = g
	return g
}
