package main

import (
	"bytes"
	"image"
	"image/png"
	"os"
	"slices"
	"testing"
)

// largest is what one picture may take: people read the README over slow links too.
const largest = 200_000

func find(t *testing.T, name string) script {
	t.Helper()
	all, err := scripts()
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(all, func(s script) bool { return s.name == name })
	if i < 0 {
		t.Fatalf("there is no script %s.keys", name)
	}
	return all[i]
}

// The picture in the README shows what riffle shows today, and making it again
// makes the same bytes.
func TestTheReadmesPictureIsFresh(t *testing.T) {
	s := find(t, "riffle")
	one, err := shoot(s)
	if err != nil {
		t.Fatal(err)
	}
	two, err := shoot(s)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(one, two) {
		t.Error("two runs make two pictures")
	}
	kept, err := os.ReadFile("riffle.png")
	if err != nil {
		t.Fatal(err)
	}
	// Another release of Go may pack the same picture into other bytes.
	if !bytes.Equal(one, kept) && !slices.Equal(pixels(t, one), pixels(t, kept)) {
		t.Error("riffle.png shows an older screen: run go generate ./screenshots, and look at the pictures")
	}
}

func pixels(t *testing.T, picture []byte) []uint8 {
	t.Helper()
	img, err := png.Decode(bytes.NewReader(picture))
	if err != nil {
		t.Fatal(err)
	}
	p, ok := img.(*image.Paletted)
	if !ok {
		t.Fatalf("the picture is %T, without a palette", img)
	}
	out := slices.Clone(p.Pix)
	for _, c := range p.Palette {
		r, g, b, _ := c.RGBA()
		out = append(out, uint8(r>>8), uint8(g>>8), uint8(b>>8))
	}
	return out
}

func TestEveryScriptHasItsPicture(t *testing.T) {
	all, err := scripts()
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 4 {
		t.Errorf("only %d scripts", len(all))
	}
	for _, s := range all {
		info, err := os.Stat(s.name + ".png")
		if err != nil {
			t.Error(err)
		} else if info.Size() > largest {
			t.Errorf("%s.png has %d bytes", s.name, info.Size())
		}
	}
}

func TestFaultsInScriptsAreToldWithTheirLine(t *testing.T) {
	if _, err := parse("x", "# nothing\npress j\n"); err == nil || err.Error() != "x.keys:2: press: the size of the terminal comes first" {
		t.Errorf("a script without a size: %v", err)
	}
	for text, want := range map[string]string{
		"size 80 24\njump":             `x.keys:2: jump: there is no such step`,
		"size 80 24\n\npress j hyper":  `x.keys:3: press: no key is called "hyper"`,
		"size 80 24\npress x*j":        `x.keys:2: press: no key is called "x*j"`,
		"size 80 24\n# keys\npress 2*": `x.keys:3: press: no key is called "2*"`,
	} {
		s, err := parse("x", text)
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		keys, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.play(&stage{keys: keys}); err == nil || err.Error() != want {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
		keys.Close()
	}
}
