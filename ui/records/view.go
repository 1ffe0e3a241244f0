package records

import (
	"strings"

	"riffle/keymap"
	"riffle/source"
	"riffle/ui/figures"
	"riffle/ui/safe"
	"riffle/ui/theme"
	"riffle/ui/window"
)

// Heights from which parts are drawn: rows are what people come for.
const (
	coverageFrom = 3
	headerFrom   = 6
)

// rowLines is how many lines are left for rows.
func (p *Pane) rowLines() int {
	n := p.h - 1
	if p.h >= coverageFrom {
		n -= max(1, len(p.failed())) + len(p.sweepLines())
	}
	if p.h >= headerFrom {
		n--
	}
	return max(n-p.stripLines(), 1)
}

// View draws exactly h lines of exactly w cells.
func (p *Pane) View(focus bool) []string {
	if p.h < 1 || p.w < 1 {
		return nil
	}
	lines := make([]string, 0, p.h)
	lines = append(lines, p.title(focus))
	if p.h >= headerFrom {
		lines = append(lines, p.header())
	}
	if p.h > 1 {
		lines = p.appendRows(lines, focus)
	}
	lines = append(lines, p.strips()...)
	if p.h >= coverageFrom {
		foot := p.foot()
		if p.failure == "" {
			lines = lines[:len(lines)-(len(foot)-1)]
		}
		lines = p.appendSweep(append(lines, foot...))
	}
	return lines
}

func (p *Pane) appendRows(lines []string, focus bool) []string {
	w, n := p.cur.win, p.rowLines()
	if w.Len() == 0 {
		return p.appendState(lines, n)
	}
	end := len(lines) + n
	for i := w.Top(); len(lines) < end; i++ {
		row, ok := w.Row(i)
		switch {
		case ok && i == w.Cursor():
			from := len(lines)
			lines = append(lines, p.cursorRow(row, focus)...)
			lines[from] = p.chosenRow(i, lines[from])
		case ok:
			lines = appendLines(lines, p.chosenRow(i, p.shown(row)))
		case i < w.First() && i >= w.First()-w.Edge(window.Top).Lines:
			lines = append(lines, p.edgeLine(window.Top, i-w.First()+w.Edge(window.Top).Lines))
		case i > w.Last() && i <= w.Last()+w.Edge(window.Bottom).Lines:
			lines = append(lines, p.edgeLine(window.Bottom, i-w.Last()-1))
		default:
			lines = append(lines, p.blank())
		}
	}
	return lines[:end] // the last row may have more lines than there is room for
}

// appendLines adds the lines of a row.
func appendLines(lines []string, row string) []string {
	for {
		line, rest, more := strings.Cut(row, "\n")
		if lines = append(lines, line); !more {
			return lines
		}
		row = rest
	}
}

// cursorRow draws the row under the cursor: the same row with a sign in its margin
// and, where keys go to this pane, the cell under the cell cursor.
func (p *Pane) cursorRow(r window.Row, focus bool) []string {
	lines := appendLines(nil, p.shown(r))
	// At rest in a pane that follows, it would be drawn and taken away with every row.
	resting := p.cur.follow && p.spot == (spot{})
	if focus && !resting && r.Record != nil && r.Record.Kind == source.Data {
		p.markCell(r.Record, lines)
	}
	sign := p.glyphs.Linked
	if focus {
		sign = p.glyphs.Focus
	}
	lines[0] = p.theme.Paint(theme.Accent, sign) + lines[0][1:]
	return lines
}

func (p *Pane) blank() string { return strings.Repeat(" ", p.w) }

// appendState draws a sentence in place of rows.
func (p *Pane) appendState(lines []string, n int) []string {
	text, look := p.state()
	wrapped, why := p.wrapState(text), p.whyLines()
	for len(why) > 0 && len(wrapped)+1+len(why) > n { // what is wrong goes before the keys
		i := strings.LastIndex(string(text), " · ")
		if i < 0 {
			break
		}
		text = text[:i]
		wrapped = p.wrapState(text)
	}
	at := n / 3
	if len(why) > 0 {
		at = max(0, min(at, n-len(wrapped)-1-len(why)))
	}
	for i := range n {
		l := p.newLine(nil, p.w)
		switch j := i - at; {
		case j < 0:
		case j < len(wrapped):
			l.space(margin)
			l.put(look, wrapped[j])
		case j > len(wrapped) && j-len(wrapped)-1 < len(why):
			l.space(margin)
			p.appendWhy(&l, why[j-len(wrapped)-1])
		}
		lines = append(lines, l.end())
	}
	return lines
}

// wrapState breaks a sentence that stands in place of rows into lines.
func (p *Pane) wrapState(text safe.Text) []safe.Text {
	return safe.Words(p.say(text), max(1, p.w-2*margin))
}

// topicLeast is how many cells of a topic's name stay while words of the status can go.
const topicLeast = 12

// title draws what the pane shows, and at which place it is.
func (p *Pane) title(focus bool) string {
	l := p.newLine(nil, p.w)
	name := theme.Plain
	if focus {
		l.put(theme.Accent, safe.Text(p.glyphs.Focus))
		name = theme.Strong
	} else {
		l.space(1)
	}
	text := safe.Text("all")
	if f := p.cur.filter; f.text != "" {
		text = safe.Clean(f.text, p.w)
	}
	status, look := p.status()
	topic := safe.Clean(p.name, 400)
	// The filter is never cut while anything else can be: first the topic loses its
	// middle, then the status words, the most important one last. One that is cut by a
	// third and more all the same leaves them room.
	if 2*safe.Width(safe.Clean(p.cur.filter.text, 2*p.w)) > 3*l.room() {
		for len(status) > 1 {
			status = withoutLeast(status)
		}
		text = safe.Clean(p.cur.filter.text, max(1, l.room()-2-min(safe.Width(topic), topicLeast)-width(status)))
	}
	room := l.room() - safe.Width(text) - 2
	for least := topicLeast; len(status) > 0; status = withoutLeast(status) {
		if len(status) == 1 {
			least = 1
		}
		if room-min(safe.Width(topic), least) >= width(status) {
			break
		}
	}
	l.put(name, safe.Middle(topic, max(1, room-width(status))))
	l.space(2)
	l.put(theme.Plain, text)
	if len(status) > 0 {
		l.fill(p.w - width(status) + 2)
		for i, s := range status {
			if i > 0 {
				l.put(theme.Dim, p.say(" · "))
			}
			l.put(look, s.text)
		}
	}
	return l.end()
}

// width is what parts of a status take, with two cells before it.
func width(parts []fact) int { return 2 + max(0, factsWidth(parts)) }

// header names the columns.
func (p *Pane) header() string {
	c := &p.rows.columns
	l := p.newLine(nil, p.w)
	l.space(margin)
	at := l.cells
	l.put(theme.Dim, "TIME")
	l.fill(at + c.time + gutter)
	if c.topic > 0 {
		at = l.cells
		l.put(theme.Dim, "TOPIC")
		l.fill(at + c.topic + gutter)
	}
	if c.part > 0 {
		l.right(theme.Dim, "P", c.part)
		l.space(gutter)
	}
	if c.offset > 0 {
		l.right(theme.Dim, "OFFSET", c.offset)
		l.space(gutter)
	}
	for i := c.from; i < c.from+c.shown; i++ {
		w, title := c.fields[i], safe.Middle(c.set.list[i].title, c.fields[i].cells)
		if w.right {
			l.right(theme.Dim, title, w.cells)
			l.space(gutter)
			continue
		}
		at = l.cells
		l.put(theme.Dim, title)
		l.fill(at + w.cells + gutter)
	}
	if hidden := len(c.set.list) - c.shown; hidden > 0 && c.set.chosen {
		l.put(theme.Warn, safe.Text("+"+figures.Count(int64(hidden))))
	}
	if c.value == 0 {
		return l.end()
	}
	l.put(theme.Dim, "VALUE")
	if p.spot.leaf != "" {
		l.put(theme.Key, "  "+safe.Clean(p.spot.leaf, p.w))
	}
	if c.shift > 0 {
		l.put(theme.Dim, safe.Text("  from cell "+figures.Count(int64(c.shift+1))))
	}
	return l.end()
}

// say gives a sentence the signs that the terminal can show.
func (p *Pane) say(t safe.Text) safe.Text {
	if p.glyphs.Dot == "·" {
		return t
	}
	return safe.Text(strings.NewReplacer("·", p.glyphs.Dot, "–", "-").Replace(string(t)))
}

// key is what a sentence calls the key of an action.
func (p *Pane) key(a keymap.Action) safe.Text { return safe.Text(p.keys(a)) }
