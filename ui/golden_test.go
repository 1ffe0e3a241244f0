package ui

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// sizes are those at which every pane and every state is kept.
var sizes = [][2]int{{80, 24}, {120, 40}, {200, 60}}

// scene is a screen that is kept in testdata, cell by cell: how one comes there.
type scene struct {
	name string
	come func(t *testing.T, w, h int) *session
}

// keys are scenes in a shop of a thousand orders: the keys lead there from the
// list of topics.
func keys(name string, press func(s *session)) scene {
	return scene{name, func(t *testing.T, w, h int) *session {
		s := sit(t, shop(1000), w, h).settle()
		press(s)
		return s
	}}
}

// orders are scenes of the stream of orders.
func orders(name string, press func(s *session)) scene {
	return keys(name, func(s *session) { s.press("enter"); press(s) })
}

// TestGolden compares screens with those that are kept. After a change that is
// meant, RIFFLE_UPDATE=1 go test ./ui -run Golden writes them anew: read the
// difference.
func TestGolden(t *testing.T) {
	kept := map[string]bool{}
	for _, list := range [][]scene{listScenes, streamScenes, recordScenes, asideScenes, overlayScenes, stateScenes} {
		for _, x := range list {
			if kept[x.name+".txt"] {
				t.Errorf("two scenes are called %q", x.name)
			}
			kept[x.name+".txt"] = true
			t.Run(x.name, func(t *testing.T) { x.compare(t) })
		}
	}
	files, err := os.ReadDir("testdata")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if strings.HasSuffix(f.Name(), ".txt") && !kept[f.Name()] {
			t.Errorf("testdata/%s belongs to no scene", f.Name())
		}
	}
}

// loaded says how much was read ahead, which depends on which side of the screen
// was first to be filled.
var loaded = regexp.MustCompile(`[\d,]+ read · [\d:]+–[\d:]+ whole`)

// compare plays the scene at each size and compares what is shown.
func (x scene) compare(t *testing.T) {
	var got strings.Builder
	for _, size := range sizes {
		story(t, func(t *testing.T) {
			s := x.come(t, size[0], size[1])
			fmt.Fprintf(&got, "-- %d×%d --\n", size[0], size[1])
			for _, l := range s.screen() {
				got.WriteString(loaded.ReplaceAllString(strings.TrimRight(l, " "), "… read, … whole") + "\n")
			}
		})
	}
	path := filepath.Join("testdata", x.name+".txt")
	if os.Getenv("RIFFLE_UPDATE") != "" {
		if err := os.WriteFile(path, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got.String() != string(want) {
		t.Errorf("%s is not what is shown:\n%s", path, different(string(want), got.String()))
	}
}

// different lists the lines that are not the same.
func different(want, got string) string {
	var out strings.Builder
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range max(len(w), len(g)) {
		a, b := "", ""
		if i < len(w) {
			a = w[i]
		}
		if i < len(g) {
			b = g[i]
		}
		if a != b {
			fmt.Fprintf(&out, "%d: want %s\n   not  %s\n", i+1, a, b)
		}
	}
	return out.String()
}
