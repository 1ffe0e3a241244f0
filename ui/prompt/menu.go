package prompt

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"riffle/ui/safe"
	"riffle/ui/theme"
)

// Offer is one way to go on with what is being typed.
type Offer struct {
	Text  string // what is written
	Note  string // what it is
	Right string // a figure at the end of its line: a share
	Rank  int    // how well it fits what was typed: 0, it begins with it; up to 2, a part of it does
}

// Offers are the ways to go on at a place of the text.
type Offers struct {
	From, To int    // the bytes that an offer takes the place of
	Title    string // what is offered, above the list
	After    string // what is written behind an offer that is taken: " ", or ""
	List     []Offer
}

// Completer offers ways to go on at a byte of a text.
type Completer func(text string, at int) Offers

// Completes makes Tab offer what c knows.
func (p *Prompt) Completes(c Completer) { p.completer = c }

// Listing tells whether offers are listed.
func (p *Prompt) Listing() bool { return p.menu != nil }

// menu is the list of offers while it is open.
type menu struct {
	Offers
	on    int  // the offer that Enter takes
	top   int  // the first that is seen
	moved bool // somebody chose
}

// cursor is where the cursor stands, in bytes.
func (p *Prompt) cursor() int { return len(string(p.text[:p.at])) }

// complete answers Tab: a single offer is taken, of several what they have in
// common, and they are listed.
func (p *Prompt) complete() Event {
	if p.completer == nil {
		return Ignored
	}
	o := p.completer(p.Text(), p.cursor())
	typed := p.Text()[o.From:p.cursor()]
	if best, ok := o.single(typed); ok {
		p.take(o, best)
		return Changed
	}
	p.menu = &menu{Offers: o}
	if common := o.common(); len(common) > len(typed) && p.cursor() == o.To {
		p.replace(o.From, o.To, oneLine(common))
		p.offer()
		return Changed
	}
	return Moved
}

// single is the offer that there is no doubt about: the only one, or the only one
// that fits best.
func (o Offers) single(typed string) (best Offer, ok bool) {
	if len(o.List) == 1 {
		return o.List[0], true
	}
	n := 0
	for _, x := range o.List {
		switch {
		case n == 0 || x.Rank < best.Rank:
			best, n = x, 1
		case x.Rank == best.Rank:
			n++
		}
	}
	return best, n == 1 && best.Rank <= surest && typed != ""
}

// surest is up to which rank an offer is taken without asking.
const surest = 2

// common is what all offers that begin with what was typed begin with.
func (o Offers) common() string {
	common, first := "", true
	for _, x := range o.List {
		switch {
		case x.Rank > 0:
		case first:
			common, first = x.Text, false
		default:
			n := 0
			for n < min(len(common), len(x.Text)) && common[n] == x.Text[n] {
				n++
			}
			common = common[:n]
		}
	}
	for !utf8.ValidString(common) {
		common = common[:len(common)-1]
	}
	return common
}

// offer asks again for the text as it is now. A list of nothing closes, and so does
// one that was about another word.
func (p *Prompt) offer() {
	if p.menu == nil {
		return
	}
	o := p.completer(p.Text(), p.cursor())
	if len(o.List) == 0 || o.From != p.menu.From {
		p.menu = nil
		return
	}
	p.menu = &menu{Offers: o}
}

// take writes an offer in the place of what was typed of it.
func (p *Prompt) take(o Offers, x Offer) {
	p.menu = nil
	after := o.After
	rest := p.Text()[o.To:]
	if after != "" && strings.HasPrefix(rest, after) {
		p.replace(o.From, o.To, oneLine(x.Text))
		p.at += utf8.RuneCountInString(after)
	} else {
		p.replace(o.From, o.To, oneLine(x.Text)+after)
	}
	if after == " " {
		p.spaced = string(p.text[:p.at])
	}
}

// spacedBy tells whether text is the space that somebody types out of habit where an
// offer that was taken has left one already.
func (p *Prompt) spacedBy(text string) bool {
	if text != " " || p.spaced == "" || p.spaced != string(p.text[:p.at]) {
		return false
	}
	p.spaced = ""
	return true
}

// replace puts a text in the place of the bytes [from, to) and the cursor behind it.
func (p *Prompt) replace(from, to int, text string) {
	whole := p.Text()
	head := whole[:from] + text
	if len(head)+len(whole)-to > maxText {
		return
	}
	p.text = []rune(head + whole[to:])
	p.at = utf8.RuneCountInString(head)
}

// menuKey is what keys do while the list is open; ok is false for those that go on
// with the text.
func (p *Prompt) menuKey(name string) (e Event, ok bool) {
	m := p.menu
	move := 0
	if name == "tab" && len(m.List) == 1 {
		name = "enter" // there is no next one
	}
	switch name {
	case "tab", "down", "ctrl+n":
		move = 1
	case "shift+tab", "up", "ctrl+p":
		move = -1
	case "pgdown":
		m.on = min(m.on+menuRows, len(m.List)-1)
		return Moved, true
	case "pgup":
		m.on = max(m.on-menuRows, 0)
		return Moved, true
	case "enter":
		if len(m.List) == 0 {
			break
		}
		p.take(m.Offers, m.List[m.on])
		return Changed, true
	case "space", "=", "<", ">", "!", "~", ",", ")":
		if p.meant() {
			p.take(m.Offers, m.List[m.on])
			return Changed, name == "space"
		}
	case "esc":
		p.closed, p.menu = m, nil
		return Moved, true
	}
	if n := len(m.List); move != 0 && n > 0 {
		m.on, m.moved = (m.on+move+n)%n, true
		return Moved, true
	}
	return Ignored, false
}

// meant tells whether whoever types on, past the word, means the offer that is
// chosen: not where what was typed is an offer itself, or nothing was.
func (p *Prompt) meant() bool {
	m := p.menu
	typed := p.Text()[m.From:p.cursor()]
	if m.After == "" || len(m.List) == 0 || typed == "" && !m.moved {
		return false
	}
	return m.moved || !slices.ContainsFunc(m.List, func(x Offer) bool { return x.Text == typed })
}

// menuRows is how many offers are seen at once, where there is room.
const menuRows = 8

// Menu draws the list of offers in at most h lines of exactly w cells; none where
// it is closed.
func (p *Prompt) Menu(w, h int, th *theme.Theme, g theme.Glyphs) []string {
	m := p.menu
	if m == nil || h < 2 {
		return nil
	}
	rows := min(menuRows, h-1, len(m.List))
	m.top = min(max(m.top, m.on-rows+1), m.on, max(len(m.List)-rows, 0))
	title := safe.Clean(m.Title, w)
	keys := safe.Text("Tab next  Enter takes  Esc closes ")
	if len(m.List) == 0 {
		title, keys = safe.Clean("nothing to offer here", w), ""
	}
	lines := []string{m.rule(title, keys, w, th, g)}
	text, note := m.widths(w)
	for i := m.top; i < m.top+rows; i++ {
		lines = append(lines, m.line(i, text, note, w, th, g))
	}
	return lines
}

// rule is the line above the offers.
func (m *menu) rule(title, keys safe.Text, w int, th *theme.Theme, g theme.Glyphs) string {
	dash := safe.Text(g.Dash)
	left := dash + " " + title + " "
	if more := len(m.List) - menuRows; more > 0 {
		left += safe.Text(g.Dot) + " " + safe.Clean(place(m.on, len(m.List)), w) + " "
	}
	if safe.Width(left)+safe.Width(keys)+3 > w {
		keys = ""
	}
	if keys != "" {
		keys = " " + keys
	}
	fill := max(w-safe.Width(left)-safe.Width(keys), 0)
	return th.Paint(theme.Dim, string(safe.Pad(left+safe.Text(strings.Repeat(string(dash), fill))+keys, w)))
}

// widths are the columns of texts and notes.
func (m *menu) widths(w int) (text, note int) {
	right := 0
	for _, x := range m.List {
		text = max(text, safe.Width(safe.Clean(x.Text, w)))
		note = max(note, safe.Width(safe.Clean(x.Note, w)))
		if x.Right != "" {
			right = 2 + rightMost
		}
	}
	text = min(text, max((w-menuMargin)*3/5, 8))
	note = min(note, max(w-menuMargin-text-2-right, 0))
	return text, note
}

// menuMargin are the cells before an offer: the mark and a blank.
const menuMargin = 2

func (m *menu) line(i, text, note, w int, th *theme.Theme, g theme.Glyphs) string {
	x := m.List[i]
	name := safe.Pad(safe.Middle(safe.Clean(strings.TrimSpace(x.Text), maxText), text), text)
	about := safe.Pad(safe.Clean(x.Note, note), note)
	right := safe.Clean(x.Right, w)
	about = "  " + about
	if right != "" && menuMargin+text+safe.Width(about)+2+rightMost <= w {
		about += "  " + safe.Text(strings.Repeat(" ", max(rightMost-safe.Width(right), 0))) + right
	}
	pad := strings.Repeat(" ", max(w-menuMargin-text-safe.Width(about), 0))
	if i == m.on {
		return th.Paint(theme.Accent, g.Focus) + " " + th.Paint(theme.Cursor, string(name)) + th.Paint(theme.Dim, string(about)) + pad
	}
	return "  " + string(name) + th.Paint(theme.Dim, string(about)) + pad
}

// rightMost is the width of a figure: "100 %".
const rightMost = 5

// place says which of many offers is chosen.
func place(i, n int) string { return strconv.Itoa(i+1) + " of " + strconv.Itoa(n) }
