package prompt

import (
	"strings"
	"unicode/utf8"

	"riffle/ui/safe"
	"riffle/ui/theme"
)

// View draws the line and below it what is said about it, each exactly w cells,
// and tells in which cell of the first line the cursor stands. There are more than
// two lines only where what is said does not fit on one.
func (p *Prompt) View(w int, th *theme.Theme) (lines []string, cursor int) {
	label := safe.Clean(" "+p.heading()+": ", max(w/2, 0))
	left := safe.Width(label)
	room := max(w-left-1, 1)
	from := p.scroll(room)
	text := safe.Clean(string(p.text[from:]), room)
	cursor = left + p.cells(from, p.at)
	lines = append(lines, th.Paint(theme.Strong, string(label))+string(safe.Pad(text, max(w-left, 0))))
	if p.err == nil {
		for _, said := range p.said(w - 1) {
			lines = append(lines, th.Paint(theme.Dim, string(safe.Pad(" "+said, w))))
		}
	} else {
		lines = append(lines, p.faulty(w, left, from, th)...)
	}
	return lines, min(cursor, max(w-1, 0))
}

// linesMost is how many lines one sentence below the text takes.
const linesMost = 2

// wrapped is a sentence on a few lines of w cells.
func wrapped(text string, w int) []safe.Text {
	lines := safe.Words(safe.Clean(text, linesMost*max(w, 1)), max(w, 1))
	return lines[:min(len(lines), linesMost)]
}

// said is the note and the facts, on lines of w cells.
func (p *Prompt) said(w int) []safe.Text {
	lines := wrapped(p.note, w)
	for _, text := range p.facts {
		fact, last := safe.Clean(text, w), &lines[len(lines)-1]
		if joined := *last + " · " + fact; safe.Width(joined) <= w {
			*last = joined
			continue
		}
		lines = append(lines, fact)
	}
	return lines
}

// scroll is the first rune to be drawn so that the cursor is seen.
func (p *Prompt) scroll(room int) int {
	from := max(p.at-room, 0) // a cell or more for each rune, so none before it has room
	for from < p.at && p.cells(from, p.at) >= room {
		from++
	}
	return from
}

// cells is the width of the runes in [from, to).
func (p *Prompt) cells(from, to int) int {
	return safe.Width(safe.Clean(string(p.text[from:to]), maxText))
}

// faulty draws the marks below the text, and the error behind them, before them,
// or below.
func (p *Prompt) faulty(w, left, from int, th *theme.Theme) []string {
	at, wide := p.caret(left, from, w)
	marks := safe.Text(strings.Repeat("^", wide))
	text := safe.Clean(p.err.text, linesMost*w)
	bad := func(from int, t safe.Text) string {
		space := strings.Repeat(" ", max(w-from-safe.Width(t), 0))
		return strings.Repeat(" ", from) + th.Paint(theme.Bad, string(t)) + space
	}
	switch n := safe.Width(text); {
	case n <= w-at-wide-1:
		return []string{bad(at, marks+" "+text)}
	case n <= at-2:
		return []string{bad(1, safe.Pad(text, at-1)+marks)}
	}
	lines := []string{bad(at, marks)}
	for _, line := range wrapped(p.err.text, w-1) {
		lines = append(lines, bad(1, line))
	}
	return lines
}

// caret is where the marks of the fault begin and how wide they are.
func (p *Prompt) caret(left, from, w int) (at, wide int) {
	begin, end := p.runes(p.err.col), p.runes(p.err.col+p.err.width)
	at = left + p.cells(from, max(begin, from))
	wide = max(p.cells(max(begin, from), max(end, from)), 1)
	at = min(at, max(w-1, 0))
	return at, min(wide, max(w-at, 1))
}

// runes turns a number of bytes of the text into a number of runes.
func (p *Prompt) runes(bytes int) int {
	n := 0
	for _, r := range p.text {
		if bytes <= 0 {
			break
		}
		bytes -= utf8.RuneLen(r)
		n++
	}
	return n
}
