package ui

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// golden compares the screen, cell by cell, with the one that is kept under a name
// in testdata. After a change that is meant, RIFFLE_UPDATE=1 go test ./ui -run Golden
// writes them anew: read the difference.
func (s *session) golden(name string) *session {
	s.t.Helper()
	s.settle()
	lines := s.screen()
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	got := strings.Join(lines, "\n") + "\n"
	path := filepath.Join("testdata", name+".txt")
	if os.Getenv("RIFFLE_UPDATE") != "" {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			s.t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			s.t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		s.t.Fatal(err)
	}
	if got != string(want) {
		s.t.Errorf("%s is not what is shown:\n%s", path, got)
	}
	return s
}

func TestGoldenValues(t *testing.T) {
	for _, size := range [][2]int{{80, 24}, {120, 40}, {200, 60}} {
		story(t, func(t *testing.T) {
			w, h := size[0], size[1]
			name := func(what string) string { return fmt.Sprintf("%s-%dx%d", what, w, h) }
			s := sit(t, shop(1000), w, h).settle().press("enter").press("c").golden(name("columns-chosen"))
			s.press("tab", "enter").press("l").golden(name("columns"))
			s.press("%").golden(name("shares")).press("esc")
			s.press("V", "k", "k").golden(name("selection")).press("esc")
			s.press("enter").press("j", "j", "j").golden(name("record"))
			s.press("y").golden(name("copy"))
		})
	}
}
