package keymap

import (
	"slices"
	"testing"
)

func TestActionsAreFoundByPartsOfTheirNamesAndWords(t *testing.T) {
	for _, c := range []struct {
		text string
		want []Action // the first ones, in order
	}{
		{"zoom", []Action{Zoom}},
		{"split", []Action{SplitBeside, SplitBelow}},
		{"copy", []Action{CopyRows, CopyName, CopyValue, CopyKey}},
		{"spb", []Action{SplitBelow, SplitBeside}},
		{"sb", []Action{SplitBelow, SplitBeside}},
		{"beside", []Action{SplitBeside}},
		{"hb", []Action{HourBack}},
		{"hex", []Action{Hex}},
		{"bytes", []Action{Hex}},
		{"foll", []Action{Follow}},
		{"pause", []Action{Follow}},
		{"pane left", []Action{FocusLeft}},
		{"ZONE", []Action{Zone}},
		{"utc", []Action{Zone}},
		{"fltr", []Action{Filter}},
		{"xyzzy", nil},
	} {
		got := Search(c.text)
		if c.want == nil && len(got) > 0 || len(got) < len(c.want) || !slices.Equal(got[:len(c.want)], c.want) {
			t.Errorf("%s finds %v, want %v", c.text, got, c.want)
		}
	}
	if got := Search(" "); !slices.Equal(got, Actions()) {
		t.Errorf("an empty text finds %v", got)
	}
}
