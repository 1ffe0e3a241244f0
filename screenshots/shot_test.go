package screenshots

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
)

// What the pictures may take, in bytes: people read the README over slow links too.
const (
	largestPicture = 200_000
	largestFilm    = 700_000
)

// The pictures in the README show what riffle shows today. RIFFLE_UPDATE=1 writes
// them anew: look at them.
func TestPicturesAreFresh(t *testing.T) {
	all, err := scripts()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range all {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			var made shot
			synctest.Test(t, func(t *testing.T) {
				var err error
				if made, err = shoot(s); err != nil {
					t.Fatal(err)
				}
			})
			if os.Getenv("RIFFLE_UPDATE") != "" {
				data, err := made.encode()
				if err == nil {
					err = os.WriteFile(s.file(), data, 0o644)
				}
				if err != nil {
					t.Fatal(err)
				}
			}
			data, err := os.ReadFile(s.file())
			if err != nil {
				t.Fatal(err)
			}
			kept, err := decode(data)
			if err != nil {
				t.Fatal(err)
			}
			if !made.equal(kept) {
				t.Errorf("%s shows an older screen: run go generate ./screenshots, and look at the pictures", s.file())
			}
			if most := map[bool]int{false: largestPicture, true: largestFilm}[s.film]; len(data) > most {
				t.Errorf("%s has %d bytes", s.file(), len(data))
			}
		})
	}
}

// Each picture has a script, and stands in the README with words for those who
// cannot see it.
func TestTheReadmeShowsEachPicture(t *testing.T) {
	all, err := scripts()
	if err != nil {
		t.Fatal(err)
	}
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, s := range all {
		names = append(names, s.file())
		_, before, _ := strings.Cut(string(readme), "![")
		if !strings.Contains(before, "](screenshots/"+s.file()+")") {
			t.Errorf("the README does not show %s", s.file())
		}
	}
	kept, err := filepath.Glob("*.[gp][in][fg]")
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range kept {
		if !slices.Contains(names, k) {
			t.Errorf("%s has no script", k)
		}
	}
}

func TestFaultsInScriptsAreToldWithTheirLine(t *testing.T) {
	if _, err := parse("x", "# nothing\npress j\n"); err == nil || err.Error() != "x.keys:2: press: the size of the terminal comes first" {
		t.Errorf("a script without a size: %v", err)
	}
	for text, want := range map[string]string{
		"size 80 24\njump":             `x.keys:2: jump: there is no such step`,
		"size 80 24\n\npress hyper":    `x.keys:3: press: no key is called "hyper"`,
		"size 80 24\npress x*j":        `x.keys:2: press: no key is called "x*j"`,
		"size 80 24\n# keys\npress 2*": `x.keys:3: press: no key is called ""`,
		"size 80 24\nshow long":        `x.keys:2: show: time: invalid duration "long"`,
	} {
		s, err := parse("x", text)
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		if err := s.play(nil, nil); err == nil || err.Error() != want {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}
