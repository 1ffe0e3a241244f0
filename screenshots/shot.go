package screenshots

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"image/png"
)

// shot is what a script makes: one picture, or those of a film.
type shot struct {
	pictures []*image.Paletted
	delays   []int // of a film: how long each is seen, in hundredths of a second
}

// shoot plays a script. It has to run in a bubble.
func shoot(s script) (shot, error) {
	st, err := open(s.w, s.h)
	if err != nil {
		return shot{}, err
	}
	defer st.close()
	var f film
	if err := s.play(st, &f); err != nil {
		return shot{}, err
	}
	g := still
	if s.film {
		g = moving
	}
	fonts, err := loadFonts(g)
	if err != nil {
		return shot{}, err
	}
	if s.film {
		return animate(&f, fonts)
	}
	img, err := picture(st.screen(), fonts)
	if err != nil {
		return shot{}, err
	}
	return shot{pictures: []*image.Paletted{paletteOf(256, img).paint(img)}}, nil
}

// encode writes a picture as a PNG, a film as a GIF that begins anew when it ends.
func (s shot) encode() ([]byte, error) {
	var b bytes.Buffer
	var err error
	if s.delays == nil {
		err = (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&b, s.pictures[0])
	} else {
		first := s.pictures[0]
		err = gif.EncodeAll(&b, &gif.GIF{
			Image: s.pictures, Delay: s.delays, Disposal: bytes.Repeat([]byte{gif.DisposalNone}, len(s.delays)),
			Config: image.Config{ColorModel: first.Palette, Width: first.Rect.Dx(), Height: first.Rect.Dy()},
		})
	}
	if err != nil {
		return nil, fmt.Errorf("writing a picture: %w", err)
	}
	return b.Bytes(), nil
}

// decode reads a picture or a film.
func decode(data []byte) (shot, error) {
	if bytes.HasPrefix(data, []byte("GIF")) {
		film, err := gif.DecodeAll(bytes.NewReader(data))
		if err != nil {
			return shot{}, fmt.Errorf("reading a film: %w", err)
		}
		return shot{film.Image, film.Delay}, nil
	}
	img, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		return shot{}, fmt.Errorf("reading a picture: %w", err)
	}
	p, ok := img.(*image.Paletted)
	if !ok {
		return shot{}, fmt.Errorf("reading a picture: it is %T, without a palette", img)
	}
	return shot{pictures: []*image.Paletted{p}}, nil
}

// equal tells whether two shots look the same, however they are packed: another
// release of Go may do that in another way.
func (s shot) equal(t shot) bool {
	if len(s.pictures) != len(t.pictures) || len(s.delays) != len(t.delays) {
		return false
	}
	for i, p := range s.pictures {
		q := t.pictures[i]
		if p.Rect != q.Rect || !bytes.Equal(p.Pix, q.Pix) || s.delays != nil && s.delays[i] != t.delays[i] {
			return false
		}
		for n := range min(len(p.Palette), len(q.Palette)) { // a GIF has a power of two
			if color.NRGBAModel.Convert(p.Palette[n]) != color.NRGBAModel.Convert(q.Palette[n]) {
				return false
			}
		}
	}
	return true
}
