package screenshots

import (
	"image"
	"image/color"
	"time"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

// moving is how large a film is drawn. In a GIF nothing is half clear, so corners
// are not round.
var moving = grid{w: 10, h: 21, font: 50. / 3, baseline: 16, edge: 16, shades: 6}

// How long a moment of a film is seen, unless the script says otherwise.
const (
	perLetter = 50 * time.Millisecond // as fast as it is typed
	perKey    = 250 * time.Millisecond
)

// film is what was seen on the way.
type film struct {
	words  string // below the screen
	key    string // the one that was pressed last
	frames []frame
}

// frame is a moment of a film.
type frame struct {
	screen
	shown time.Duration
}

// show shows a screen, from the first time that a script asks for it.
func (f *film) show(s screen, d time.Duration) {
	f.frames = append(f.frames, frame{f.titled(s), d})
}

// pressed shows what a key did.
func (f *film) pressed(s screen, key string) {
	f.key = key
	f.goOn(s, perKey)
}

// typed shows what a letter did.
func (f *film) typed(s screen) {
	f.key = ""
	f.goOn(s, perLetter)
}

// goOn shows a screen where the film has begun.
func (f *film) goOn(s screen, d time.Duration) {
	if len(f.frames) > 0 {
		f.show(s, d)
	}
}

// titled is a screen with the words and the key below it.
func (f *film) titled(s screen) screen {
	rows := make([]uv.Cell, 2*s.w)
	for i := range rows {
		rows[i] = uv.EmptyCell
	}
	write := func(x int, text string, style uv.Style) {
		for _, r := range text {
			rows[s.w+x] = uv.Cell{Content: string(r), Width: 1, Style: style}
			x++
		}
	}
	write(1, f.words, uv.Style{Attrs: uv.AttrBold})
	if f.key != "" {
		label := " " + f.key + " "
		write(s.w-1-len([]rune(label)), label, uv.Style{Fg: ansi.Magenta, Attrs: uv.AttrBold | uv.AttrReverse})
	}
	s.cells = append(s.cells, rows...)
	s.h += 2
	return s
}

// animate draws a film. Each picture but the first is only what changes.
func animate(f *film, fonts *fonts) (shot, error) {
	var pictures []*image.RGBA
	for _, fr := range f.frames {
		p, err := picture(fr.screen, fonts)
		if err != nil {
			return shot{}, err
		}
		pictures = append(pictures, p)
	}
	colours := paletteOf(255, pictures...)
	clear := uint8(len(colours.palette)) // stands where nothing changes
	colours.palette = append(colours.palette, color.RGBA{})
	var out shot
	var before *image.Paletted
	for i, p := range pictures {
		now := colours.paint(p)
		change := now
		if before != nil {
			change = changed(before, now, clear)
		}
		hundredths := int(f.frames[i].shown / (10 * time.Millisecond))
		if change == nil {
			out.delays[len(out.delays)-1] += hundredths
		} else {
			out.pictures, out.delays = append(out.pictures, change), append(out.delays, hundredths)
		}
		before = now
	}
	return out, nil
}

// changed is the part of a picture that is not as before, nil for nothing.
//
//go:norace
func changed(before, now *image.Paletted, clear uint8) *image.Paletted {
	var box image.Rectangle
	for i := range now.Pix {
		if now.Pix[i] != before.Pix[i] {
			x, y := i%now.Stride, i/now.Stride
			box = box.Union(image.Rect(x, y, x+1, y+1))
		}
	}
	if box.Empty() {
		return nil
	}
	out := image.NewPaletted(box, now.Palette)
	for y := box.Min.Y; y < box.Max.Y; y++ {
		for x := box.Min.X; x < box.Max.X; x++ {
			i := now.PixOffset(x, y)
			out.Pix[out.PixOffset(x, y)] = now.Pix[i]
			if now.Pix[i] == before.Pix[i] {
				out.Pix[out.PixOffset(x, y)] = clear
			}
		}
	}
	return out
}
