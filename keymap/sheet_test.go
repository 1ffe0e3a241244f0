package keymap

import (
	"slices"
	"testing"
	"unicode/utf8"
)

func TestTheSheetHoldsEveryKeyOfItsPlaceOnce(t *testing.T) {
	for name, scopes := range panes {
		seen := map[string]int{}
		for _, cells := range Default().Sheet(scopes...) {
			for _, c := range cells {
				if n := utf8.RuneCountInString(c.Words); n == 0 || n > 28 {
					t.Errorf("%s: %q has %d characters", name, c.Words, n)
				}
				for _, b := range c.Bindings {
					for _, k := range b.Keys {
						seen[k]++
						if a, _ := Default().Lookup(k, scopes...); a != b.Action {
							t.Errorf("%s: %q is not %s there", name, k, b.Action)
						}
					}
				}
			}
		}
		for _, b := range Default().Bindings(append(slices.Clip(scopes), Everywhere)...) {
			for _, k := range b.Keys {
				if seen[k] != 1 {
					t.Errorf("%s: %q stands %d times", name, k, seen[k])
				}
			}
		}
	}
}

func TestBriefWordsAreBrief(t *testing.T) {
	for _, b := range Default().bindings {
		if n := utf8.RuneCountInString(b.Brief); n > 18 {
			t.Errorf("%s in %s: %d characters: %q", b.Action, b.Scope, n, b.Brief)
		}
		if b.With && b.Brief != "" {
			t.Errorf("%s in %s has words of its own and those of the row above", b.Action, b.Scope)
		}
		if !slices.Contains([]Group{ToFind, ToSee, ToTake, ToMove, Anywhere, ""}, b.Group) {
			t.Errorf("%s in %s: there is no group %s", b.Action, b.Scope, b.Group)
		}
	}
}

func TestCellsWriteTheirKeysShort(t *testing.T) {
	sheet := Default().Sheet(Stream, Value, Move)
	for _, c := range []struct {
		group Group
		words string
		room  int
		want  string
	}{
		{ToFind, "minute back / on", 8, ", ."},
		{ToFind, "find; newer, older", 8, "/ n N"},
		{ToFind, "filter; Up: before", 8, "f &"},
		{ToMove, "focus", 30, "Ctrl-w h j k l"},
		{ToMove, "focus", 8, "Ctrl-w h"},
		{ToTake, "key, path, headers", 8, "yk yp yh"},
		{ToMove, "page", 8, "Space b"},
	} {
		i := slices.IndexFunc(sheet[c.group], func(x Cell) bool { return x.Words == c.words })
		if i < 0 {
			t.Errorf("there is no %q", c.words)
			continue
		}
		if got := sheet[c.group][i].Label(c.room); got != c.want {
			t.Errorf("%s: %q, want %q", c.words, got, c.want)
		}
	}
}
