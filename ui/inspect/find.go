package inspect

import (
	"bytes"
	"unicode"

	tea "charm.land/bubbletea/v2"

	"riffle/keymap"
	"riffle/ui/safe"
	"riffle/ui/theme"
)

// pattern is a text that is looked for. Its case counts only where it has capitals.
type pattern struct {
	text []byte
	fold bool
}

func patternOf(text string) pattern {
	p := pattern{text: []byte(text), fold: true}
	for _, r := range text {
		if unicode.IsUpper(r) {
			p.fold = false
		}
	}
	return p
}

// next is where the pattern stands first in b from i on, -1 where it does not.
func (p pattern) next(b []byte, i int) int {
	if i > len(b) || len(p.text) == 0 {
		return -1
	}
	if !p.fold {
		if n := bytes.Index(b[i:], p.text); n >= 0 {
			return i + n
		}
		return -1
	}
	low, up := p.text[0], p.text[0]
	if low >= 'a' && low <= 'z' {
		up -= 'a' - 'A'
	}
	// Where each spelling of the first letter stands next: either is looked for only
	// when it was passed, so a rare one does not cost the whole way each time.
	at := [2]int{-1, -1}
	for letter := [2]byte{low, up}; i <= len(b)-len(p.text); i++ {
		for k := range at {
			if at[k] < i {
				if at[k] = len(b); low != up || k == 0 {
					if n := bytes.IndexByte(b[i:], letter[k]); n >= 0 {
						at[k] = i + n
					}
				}
			}
		}
		if i = min(at[0], at[1]); i > len(b)-len(p.text) {
			break
		}
		if bytes.EqualFold(b[i:i+len(p.text)], p.text) {
			return i
		}
	}
	return -1
}

// last is where the pattern stands last in b before i, -1 where it does not.
func (p pattern) last(b []byte, i int) int {
	const step = 64 << 10
	for hi := min(i, len(b)); hi > 0; {
		lo := max(hi-step, 0)
		found := -1
		window := b[:min(len(b), hi+len(p.text)-1)]
		for at := p.next(window, lo); at >= 0 && at < hi; at = p.next(window, at+1) {
			found = at
		}
		if found >= 0 {
			return found
		}
		hi = lo
	}
	return -1
}

// marks are all places of the pattern in a line of the screen.
func (p pattern) marks(text []byte) (parts [][2]int) {
	for at := p.next(text, 0); at >= 0; at = p.next(text, at+len(p.text)) {
		parts = append(parts, [2]int{at, at + len(p.text)})
	}
	return parts
}

// Find goes to the next place of a text in the record: in its key, its headers, the
// names and values of its value. An empty text forgets the last one.
func (p *Pane) Find(text string) tea.Cmd {
	p.sought, p.found = patternOf(text), -1
	return p.findNext(1)
}

// Sought is what was looked for last.
func (p *Pane) Sought() string { return string(p.sought.text) }

// findNext goes to the next place, or the one before; behind the last one it begins
// again.
func (p *Pane) findNext(dir int) tea.Cmd {
	switch {
	case len(p.sought.text) == 0:
		p.said = "nothing to look for yet in this record"
		return nil
	case p.mode != treeMode || p.pending:
		p.findPlain(dir)
		return nil
	case p.findHere(dir):
		return p.fill()
	}
	parts := len(p.headers) + 2
	for i, here := 1, p.part(); i <= parts; i++ {
		if p.findIn((here+dir*i+parts)%parts, dir) {
			return p.fill()
		}
	}
	p.said = "“" + safe.Clean(p.Sought(), 40) + "” is not in this record"
	return nil
}

// part is where the cursor is: 0 in the key, then the headers, the last one the value.
func (p *Pane) part() int {
	switch r := p.at(); {
	case r.kind == timeRow, r.kind == keyRow, r.kind == headersRow, r.kind == contRow && r.node == nil && r.header < 0:
		return 0
	case r.kind == headerRow, r.kind == contRow && r.node == nil:
		return 1 + r.header
	}
	return len(p.headers) + 1
}

// findIn goes to the first place in a part of the record, or the last one.
func (p *Pane) findIn(part, dir int) bool {
	switch {
	case part == 0:
		if p.sought.next(p.key().sought(), 0) < 0 {
			return false
		}
		p.goToRow(row{kind: keyRow, header: -1})
	case part <= len(p.headers):
		h := p.headers[part-1]
		if p.sought.next([]byte(h.Name), 0) < 0 && p.sought.next(p.header(part-1).sought(), 0) < 0 {
			return false
		}
		p.headersOpen = true
		p.build()
		p.goToRow(row{kind: headerRow, header: part - 1})
	case dir > 0:
		return p.goToByte(p.sought.next(p.body.b, 0))
	default:
		return p.goToByte(p.sought.last(p.body.b, len(p.body.b)))
	}
	p.scroll()
	return true
}

// findHere goes on inside the value, if the cursor is there.
func (p *Pane) findHere(dir int) bool {
	if p.part() != len(p.headers)+1 {
		return false
	}
	from, to := p.extent()
	if dir > 0 {
		return p.goToByte(p.sought.next(p.body.b, to))
	}
	return p.goToByte(p.sought.last(p.body.b, from))
}

// extent is what of the value the row under the cursor shows: a place in it was
// found already.
func (p *Pane) extent() (from, to int) {
	r := p.at()
	switch n := r.node; {
	case r.kind == textRow, r.kind == hexRow, r.kind == restRow:
		return r.from, r.to
	case n == nil:
		return 0, 0
	default:
		for n.home() != nil {
			n = n.home().up
		}
		from, to = n.from, n.end
		switch {
		case r.kind == closeRow, r.kind == moreRow:
			from = n.end - 1
		case n.holds():
			to = n.at + 1
		}
		return from, to
	}
}

// goToByte puts the cursor on what stands at a byte of the value, opening what it is
// in.
func (p *Pane) goToByte(at int) bool {
	if at < 0 {
		return false
	}
	t := p.body.tree
	if t == nil {
		for i, r := range p.rows {
			if (r.kind == textRow || r.kind == hexRow || r.kind == restRow) && at < r.to && at >= r.from {
				p.cursor = i
			}
		}
		p.scroll()
		return true
	}
	n := t.root
	for n.holds() && at > n.at && at < n.end-1 {
		k := t.over(n, at)
		if k == nil {
			p.said = safe.Text("too deep inside for a tree: " + p.keys(keymap.Raw) + " shows the text")
			break
		}
		if n.open = true; at < k.at {
			n = k
			break
		}
		n = k
	}
	p.build()
	p.goToRow(row{kind: nodeRow, node: n})
	p.scroll()
	return true
}

// over is the member of n that a byte belongs to, with its name. Members are looked
// up as far as that; nil where there are too many.
func (t *tree) over(n *node, at int) *node {
	for {
		for _, k := range n.kids {
			if at < k.end {
				return k
			}
		}
		if n.next < 0 || t.full() {
			return nil
		}
		kids, next := t.members(n)
		t.adopt(n, kids, next)
	}
}

// findPlain scrolls the text or the bytes to the next place.
func (p *Pane) findPlain(dir int) {
	b, at := p.subject().b, p.offsetNow()
	if len(p.starts) > 0 && p.found >= at && p.found < p.after(b, at) { // in the line at the top
		at = p.found
		if dir > 0 {
			at++
		}
	}
	if dir > 0 {
		at = p.sought.next(b, at)
	} else {
		at = p.sought.last(b, at)
	}
	if p.found = at; at < 0 {
		p.said = "“" + safe.Clean(p.Sought(), 40) + "” is not there any further"
		return
	}
	if p.mode == hexMode {
		p.place(at / p.perLine() * p.perLine())
		return
	}
	p.place(p.lines(b).prev(at + 1))
}

// marked sets off what is looked for in a line that was drawn.
func (p *Pane) marked(line string) string {
	if len(p.sought.text) == 0 {
		return line
	}
	return p.th.Mark(theme.Hit, line, indent, p.sought.marks)
}
