package safe

import (
	"slices"
	"testing"
)

func TestSentencesBreakBetweenWords(t *testing.T) {
	for _, c := range []struct {
		text  Text
		w     int
		lines []Text
	}{
		{"", 10, []Text{""}},
		{"no hit", 10, []Text{"no hit"}},
		{"no further hit up to now", 10, []Text{"no further", "hit up to", "now"}},
		{"abcdefghij", 4, []Text{"abcd", "efgh", "ij"}},
		{"大阪大阪", 4, []Text{"大阪", "大阪"}},
		{"大", 1, []Text{"大"}}, // better than nothing
	} {
		if got := Words(c.text, c.w); !slices.Equal(got, c.lines) {
			t.Errorf("%q in %d cells: %q, want %q", c.text, c.w, got, c.lines)
		}
	}
}
