package ui

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"riffle/keymap"
	"riffle/query"
	"riffle/source"
	"riffle/ui/prompt"
	"riffle/ui/recall"
	"riffle/ui/safe"
	"riffle/ui/theme"
)

// palette is every action by its name, in a list that typing narrows. It says of
// those that would do nothing why, and takes whole lines too: ":14:20", ":q",
// ":filter type = Buy".
type palette struct {
	*question
	offers []offer
	at     int // the one that Enter runs; -1: none
	top    int // the first one that is seen
	line   int // of the screen on which that one was drawn
}

// offer is a line that can be run.
type offer struct {
	line  string // as it would be typed
	keys  string // that do the same; "" for none
	words string // what it does
	off   string // why it would do nothing; "" where it does something
}

// askCommand asks for any action by its name, or a place.
func (m *Model) askCommand() tea.Cmd {
	p := &palette{}
	p.question = &question{
		Prompt: prompt.New("command", "", nil),
		read:   func(m *Model, q *question) tea.Cmd { p.find(m); return nil },
		accept: func(m *Model, _ *question) (tea.Cmd, bool) { return p.run(m) },
		arrows: func(m *Model, a keymap.Action) tea.Cmd { p.move(m, a); return nil },
	}
	m.over = p
	p.Completes(func(text string, at int) prompt.Offers { return p.complete(m, at) })
	return p.changed(m)
}

// mostRecent is how many lines that were run before are offered.
const mostRecent = 3

// find offers what the text may mean.
func (p *palette) find(m *Model) {
	text := strings.TrimSpace(p.Text())
	p.at, p.top = 0, 0
	p.offers = m.offers(text)
	if text == "" {
		p.at = -1 // nothing runs that was not asked for
	}
	p.explain(m)
}

// offers are the lines that a text may mean, the best first.
func (m *Model) offers(text string) []offer {
	var here, off, first []offer
	a, arg := keymap.Parse(text)
	exact := a != "" && (a != keymap.Seek || arg != text)
	if exact {
		first = append(first, m.offer(a, text))
	} else if _, err := source.ParseAt(text, m.present()); err == nil && text != "" {
		first = append(first, offer{line: text, words: "go there: " + m.placeWords(text), off: m.unable(keymap.Seek)})
	}
	if text == "" {
		lines := m.memory.History(recall.Command)
		for _, line := range slices.Backward(lines[max(len(lines)-mostRecent, 0):]) {
			first = append(first, offer{line: line, words: "run before"})
		}
	}
	if exact && arg != "" {
		return first
	}
	found := keymap.Search(text)
	if text == "" {
		found = m.nearest(found)
	}
	for _, found := range found {
		switch o := m.offer(found, string(found)); {
		case exact && found == a:
		case o.off == "":
			here = append(here, o)
		default:
			off = append(off, o)
		}
	}
	return slices.Concat(first, here, off)
}

// nearest puts the actions of this place first, and leaves out the one that is
// being carried out.
func (m *Model) nearest(all []keymap.Action) []keymap.Action {
	far := map[keymap.Action]int{}
	for _, b := range m.c.Keys.Bindings(m.scopes()...) {
		if b.Scope != keymap.Move {
			far[b.Action] = -1
		}
	}
	for _, b := range m.c.Keys.Bindings(keymap.Move) {
		if far[b.Action] == 0 {
			far[b.Action] = 1
		}
	}
	all = slices.DeleteFunc(all, func(a keymap.Action) bool { return a == keymap.Command })
	slices.SortStableFunc(all, func(a, b keymap.Action) int { return far[a] - far[b] })
	return all
}

// offer is an action, written as line.
func (m *Model) offer(a keymap.Action, line string) offer {
	o := offer{line: line, words: a.Help(), off: m.unable(a)}
	if key := m.c.Keys.KeyOf(a, m.scopes()...); key != "" {
		o.keys = keymap.Label(key)
	}
	return o
}

// explain says what Enter would do, or what is wrong with the text.
func (p *palette) explain(m *Model) {
	p.why = nil
	text := strings.TrimSpace(p.Text())
	switch {
	case len(p.offers) == 0 && strings.ContainsAny(text[:1], "@-0123456789"):
		m.readPlace(p.question, text)
	case len(p.offers) == 0:
		p.wrong(0, len(p.Text()), "no action has that in its name or its words, and it is no place such as 14:20")
	case p.at < 0:
		p.Say("any part of a name · also 14:20  @88123  filter type = Buy · Tab writes it out")
	case p.offers[p.at].off != "":
		p.Say("cannot  " + p.offers[p.at].line + ": " + p.offers[p.at].off)
	default:
		p.readLine(m, p.offers[p.at].line)
	}
}

// readLine says how a line is understood.
func (p *palette) readLine(m *Model, line string) {
	a, arg := keymap.Parse(line)
	from := strings.LastIndex(p.Text(), arg) // where the argument stands, if it was typed
	var bad *query.Error
	_, err := strconv.Atoi(arg)
	switch {
	case a == keymap.Seek && arg != "":
		m.readPlace(p.question, arg)
	case arg == "":
		p.Say("does  " + a.Help())
	case a == keymap.Filter:
		program, err := query.Compile(arg, m.querySettings())
		if errors.As(err, &bad) && from >= 0 {
			p.wrong(from+bad.Col, bad.Len, bad.Msg)
		} else if err == nil {
			p.Say("does  filter: " + program.Reads())
		}
	case a == keymap.PickTopic:
		p.Say("does  open " + arg + " in this pane, or the topics with that in their names")
	case err != nil && from >= 0:
		p.wrong(from, len(arg), string(a)+" takes nothing but a number")
	default:
		p.Say(fmt.Sprintf("does  %s: %s, with %s", a, a.Help(), arg))
	}
}

// run does what the chosen line says; it stays open where that is nothing.
func (p *palette) run(m *Model) (tea.Cmd, bool) {
	switch {
	case p.at < 0 || strings.TrimSpace(p.Text()) == "" && len(p.offers) == 0:
		m.over = nil
		return nil, true
	case p.why != nil || len(p.offers) == 0:
		return nil, false
	}
	o := p.offers[p.at]
	if o.off != "" {
		p.Fault(0, len(p.Text()), o.line+": "+o.off)
		return nil, false
	}
	m.over = nil
	return tea.Batch(m.remember(recall.Command, o.line), m.run(keymap.Parse(o.line))), true
}

// move chooses another offer.
func (p *palette) move(m *Model, a keymap.Action) {
	by := map[keymap.Action]int{keymap.Up: -1, keymap.Down: 1, keymap.PageUp: -p.height(m), keymap.PageDown: p.height(m)}[a]
	p.at = max(min(p.at+by, len(p.offers)-1), min(0, len(p.offers)-1))
	p.explain(m)
}

// point chooses the offer on a line of the screen; the one that is chosen already
// runs.
func (p *palette) point(m *Model, _, y int) tea.Cmd {
	i := p.top + y - p.line
	switch {
	case p.Listing() || y < p.line || y >= p.line+p.height(m) || i >= len(p.offers):
		return nil
	case i == p.at:
		return p.press(m, "enter", "")
	}
	p.at = i
	p.explain(m)
	return nil
}

func (p *palette) press(m *Model, name, text string) tea.Cmd {
	if _, _, ok := p.argument(); name == "tab" && !ok {
		if p.at = max(p.at, 0); p.at < len(p.offers) {
			p.Set(p.offers[p.at].line + " ")
			p.find(m)
		}
		return nil
	}
	return p.question.press(m, name, text)
}

// mostOffers is how many offers are seen at once.
const mostOffers = 12

// height is the number of offers that there is room for: it does not depend on how
// many there are, so that nothing jumps while one types.
func (p *palette) height(m *Model) int { return max(min(mostOffers, m.area().H-4), 1) }

// draw puts the offers above the prompt.
func (p *palette) draw(m *Model, frame []string) *tea.Cursor {
	cursor := p.question.draw(m, frame)
	if p.Listing() {
		return cursor
	}
	n := p.height(m)
	p.top = scrolled(p.top, p.at, n, len(p.offers))
	at := max(cursor.Y-n-1, 0)
	p.line = at + 1
	th := m.c.Theme
	said := fmt.Sprintf(" ACTIONS  %d of %d", len(p.offers), len(keymap.Actions()))
	frame[at] = th.Paint(theme.Strong, string(safe.Pad(safe.Clean(said, m.w), m.w)))
	for i := range n {
		line := strings.Repeat(" ", m.w)
		if k := p.top + i; k < len(p.offers) {
			line = p.offers[k].draw(m, k == p.at)
		}
		frame[at+1+i] = line
	}
	return cursor
}

// nameCells is the width of an action's name in the list, keyCells that of its keys.
const nameCells = 18

// draw is one offer: what it is called, its keys, and what it does or why not.
func (o offer) draw(m *Model, chosen bool) string {
	th, lead := m.c.Theme, " "
	if chosen {
		lead = th.Paint(theme.Accent, m.c.Glyphs.Focus)
	}
	name, words := nameCells, safe.Clean(o.words, maxNotice)
	if o.keys == "" {
		name += keyCells // a line of its own, or an action without a key
	}
	if o.off != "" {
		words = "not here: " + safe.Clean(o.off, maxNotice)
	}
	left := safe.Pad(safe.Clean(o.line, name-1), name)
	if o.keys != "" {
		left += safe.Pad(safe.Clean(o.keys, keyCells-1), keyCells)
	}
	rest := safe.Pad(words, max(m.w-1-safe.Width(left), 0))
	if o.off != "" {
		return lead + th.Paint(theme.Dim, string(left+rest))
	}
	return lead + th.Paint(theme.Key, string(left)) + string(rest)
}
