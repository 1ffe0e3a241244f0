package records

import "riffle/keymap"

// Unable says why an action would do nothing now; "" where it would do something.
func (p *Pane) Unable(a keymap.Action) string {
	switch a {
	case keymap.AllHits, keymap.Bisect:
		if p.cur.filter.program == nil && p.asked.program == nil {
			return "no filter yet"
		}
		if a == keymap.Bisect && p.cur.filter.program == nil {
			return "the filter is off"
		}
	case keymap.Open:
		if row, ok := p.cur.win.Current(); ok && row.Gap == nil && row.Record == nil || !ok && p.cur.opened {
			return "no record under the cursor"
		}
	}
	return ""
}
