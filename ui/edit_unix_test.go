//go:build unix

package ui_test

import "testing"

// Ctrl-x Ctrl-e hands the line to an editor, as in a shell. What it saves comes back;
// when it fails, nothing of what was typed is lost.
func TestTheFilterInAnEditorAndBack(t *testing.T) {
	d, _ := sits(t, `EDITOR="sed -i s/kind/order/"`)
	d.types("f").types("kind = o-97").sees("filter: kind = o-97").presses("C-x").presses("C-e").sees("filter: order = o-97", `order is text "o-97"`)
	d.presses("Enter").sees("▌orders  order = o-97", "no earlier hit", "no further hit").types("qq")
	d.ended(0)

	d, _ = sits(t, `EDITOR=false`)
	d.types("f").types("kind = o-97").sees("filter: kind = o-97").presses("C-x").presses("C-e").sees("filter: kind = o-97", "nothing was changed")
	d.types("8").sees("filter: kind = o-978").lacks("nothing was changed").presses("Escape").lacks("filter:").types("qq")
	d.ended(0)
}
