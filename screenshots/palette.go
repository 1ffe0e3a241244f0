package screenshots

import (
	"image/color"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

// The colours of the terminal. riffle names the 16 colours only, so a picture
// looks as calm as the palette of the terminal it is taken in.
var (
	ground  = rgb(0x1b1d29)
	ink     = rgb(0xcfd5ea)
	sixteen = [16]color.RGBA{
		rgb(0x3a3e52), rgb(0xf07f95), rgb(0x9fd8a0), rgb(0xeecb91), rgb(0x7ea9f2), rgb(0xc6a4f5), rgb(0x86d3ce), rgb(0xc3c9de),
		rgb(0x343849), rgb(0xf6a0b1), rgb(0xb8e6b4), rgb(0xf4dcb0), rgb(0x93b9fa), rgb(0xd7bdfa), rgb(0xa5e2dc), rgb(0xdfe4f5),
	}
)

// faintness is how much of the ground shows through faint ink, of 256.
const faintness = 118

func rgb(hex uint32) color.RGBA {
	return color.RGBA{uint8(hex >> 16), uint8(hex >> 8), uint8(hex), 0xff}
}

// look is what a cell is drawn with.
type look struct {
	ink, ground     color.RGBA
	bold, underline bool
}

// lookOf turns a cell's style into colours.
func lookOf(s uv.Style) look {
	l := look{
		ink: paint(s.Fg, ink), ground: paint(s.Bg, ground),
		bold: s.Attrs&uv.AttrBold != 0, underline: s.Underline != ansi.UnderlineNone,
	}
	if s.Attrs&uv.AttrReverse != 0 {
		l.ink, l.ground = l.ground, l.ink
	}
	if s.Attrs&uv.AttrFaint != 0 {
		l.ink = mix(l.ink, l.ground, faintness)
	}
	return l
}

// paint is the colour that a style names, or else the usual one.
func paint(c color.Color, usual color.RGBA) color.RGBA {
	switch c := c.(type) {
	case nil:
		return usual
	case ansi.BasicColor:
		return sixteen[c&15]
	}
	r, g, b, _ := c.RGBA()
	return color.RGBA{uint8(r >> 8), uint8(g >> 8), uint8(b >> 8), 0xff}
}

// mix lets of 256 parts n be of b.
func mix(a, b color.RGBA, n int) color.RGBA {
	m := func(a, b uint8) uint8 { return uint8((int(a)*(256-n) + int(b)*n + 128) / 256) }
	return color.RGBA{m(a.R, b.R), m(a.G, b.G), m(a.B, b.B), 0xff}
}
