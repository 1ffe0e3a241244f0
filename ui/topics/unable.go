package topics

import "riffle/keymap"

// Unable says why an action would do nothing now; "" where it would do something.
func (p *Pane) Unable(a keymap.Action) string {
	switch a {
	case keymap.Open, keymap.SplitBeside, keymap.SplitBelow, keymap.Mark, keymap.CopyName:
		if p.all != nil && len(p.shown) == 0 {
			return "no topic in the list"
		}
	case keymap.Left, keymap.Right:
		return "works in a stream or record"
	}
	return ""
}
