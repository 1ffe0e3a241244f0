// Package panetest looks at what a pane draws, for the tests of panes.
//
// A pane that draws a line too many, or a cell too few, moves all that stands beside it;
// so whoever reads a pane here has its size checked as well.
//
//	text := panetest.Text(t, p.View(true), 80, 24)
//	panetest.Sees(t, text, "orders", "↓ 33 more")
package panetest

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
)

// Text is what lines show, without colours and without the spaces behind each line. It
// ends the test unless they are h lines of w cells.
func Text(t testing.TB, lines []string, w, h int) string {
	t.Helper()
	if len(lines) != h {
		t.Fatalf("%d lines, want %d", len(lines), h)
	}
	text := make([]string, h)
	for i, l := range lines {
		if n := ansi.StringWidthWc(l); n != w {
			t.Fatalf("line %d has %d cells, want %d: %q", i, n, w, l)
		}
		text[i] = strings.TrimRight(ansi.Strip(l), " ")
	}
	return strings.Join(text, "\n")
}

// Sees ends the test unless all of the words stand in the text.
func Sees(t testing.TB, text string, words ...string) {
	t.Helper()
	for _, w := range words {
		if !strings.Contains(text, w) {
			t.Fatalf("%q is not there:\n%s", w, text)
		}
	}
}

// Lacks ends the test if any of the words stands in the text.
func Lacks(t testing.TB, text string, words ...string) {
	t.Helper()
	for _, w := range words {
		if strings.Contains(text, w) {
			t.Fatalf("%q is there:\n%s", w, text)
		}
	}
}
