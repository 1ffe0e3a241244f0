package inspect

import (
	tea "charm.land/bubbletea/v2"

	"riffle/keymap"
	"riffle/source"
)

// Do carries out an action; n is the number typed before it.
func (p *Pane) Do(a keymap.Action, n int) (cmd tea.Cmd, done bool) {
	if !p.shown {
		return nil, false
	}
	p.said = ""
	if cmd, done = p.scrollBy(a, n); done {
		return cmd, true
	}
	switch a {
	case keymap.Unfold, keymap.Right:
		return p.unfold(), true
	case keymap.Open:
		if _, _, ok := p.Origin(); ok {
			return nil, false // of another stream
		}
		return p.toggle(), true
	case keymap.Fold, keymap.Left:
		return p.fold(), true
	case keymap.FindNewer:
		return p.findNext(1), true
	case keymap.FindOlder:
		return p.findNext(-1), true
	case keymap.FoldAll:
		return p.foldAll(), true
	case keymap.Raw:
		p.setMode(textMode)
		return nil, true
	case keymap.Hex:
		p.setMode(hexMode)
		return nil, true
	case keymap.Wrap:
		p.turnWrap()
		return nil, true
	}
	return nil, false
}

// toggle opens what is closed and closes what is open; a value that is cut is shown
// whole, as are the others, and cut again.
func (p *Pane) toggle() tea.Cmd {
	r := p.at()
	switch {
	case r.kind == headersRow && p.headersOpen || r.kind == nodeRow && r.node.open:
		return p.fold()
	case p.Cut() || r.kind == contRow || p.inLines():
		p.turnWrap()
		return nil
	}
	return p.unfold()
}

// Origin is where the record was first, where the cursor is on a header that tells
// it together with others, see [source.Record.Origin].
func (p *Pane) Origin() (ref source.Ref, at source.Offset, ok bool) {
	if r := p.at(); p.shown && p.mode == treeMode && r.kind == headerRow {
		return p.rec.Origin(p.headers[r.header].Name)
	}
	return ref, at, false
}

// turnWrap wraps values, or cuts them again, at the same place.
func (p *Pane) turnWrap() {
	p.wrap, p.chosen = !p.wrap, true
	p.build()
	p.place(p.offsetNow())
}

// Cut tells whether the value under the cursor is longer than its line and shown
// in part only.
func (p *Pane) Cut() bool {
	return p.shown && p.mode == treeMode && !p.wrap && p.tooLong(p.at())
}

// inLines tells whether the value under the cursor takes several lines.
func (p *Pane) inLines() bool { return p.mode == treeMode && p.wrap && p.tooLong(p.at()) }

// Folded tells whether what is under the cursor can be unfolded.
func (p *Pane) Folded() bool {
	if !p.shown || p.mode != treeMode {
		return false
	}
	r := p.at()
	return r.kind == headersRow && !p.headersOpen && len(p.headers) > 0 ||
		r.kind == nodeRow && p.body.tree.folds(r.node) && !r.node.open
}

// scrollBy carries out what moves the cursor.
func (p *Pane) scrollBy(a keymap.Action, n int) (cmd tea.Cmd, done bool) {
	times, page := max(n, 1), max(p.bodyHeight()-1, 1)
	switch a {
	case keymap.Down:
		return p.move(times), true
	case keymap.Up:
		return p.move(-times), true
	case keymap.PageDown:
		return p.move(times * page), true
	case keymap.PageUp:
		return p.move(-times * page), true
	case keymap.HalfDown:
		return p.move(times * max(page/2, 1)), true
	case keymap.HalfUp:
		return p.move(-times * max(page/2, 1)), true
	case keymap.First, keymap.Last:
		if n > 0 {
			return p.goTo(n), true
		}
		return p.edge(a == keymap.Last), true
	case keymap.Percent:
		return p.share(min(n, 100)), true
	}
	return nil, false
}

// share goes to where n percent lie before.
func (p *Pane) share(n int) tea.Cmd {
	if p.mode == treeMode {
		return p.goTo(1 + (len(p.rows)-1)*n/100)
	}
	b := p.subject().b
	if at := p.before(b, len(b)*n/100+1); at < len(b) {
		p.place(at)
	}
	return nil
}
