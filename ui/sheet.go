package ui

import (
	"strings"

	"riffle/keymap"
	"riffle/query"
	"riffle/ui/safe"
	"riffle/ui/theme"
)

// sheet is the keys of a place laid out for a screen: columns by what keys are for,
// below them what moves, what holds anywhere, and the language of filters.
type sheet struct {
	m       *Model
	columns [][]entry
	flows   [][]entry // a heading and the entries that follow it in a line
	cursor  int       // the binding that Enter runs, counted through all entries
	spots   []spot    // where entries were drawn
	from    int       // lines of the sheet above the first one that is seen
}

// spot is where an entry stands: the cells [from, to) of a line of the sheet.
type spot struct {
	line, from, to int
	entry
}

// entry is a cell of the sheet, or a heading.
type entry struct {
	head  string
	cell  keymap.Cell
	first int // the number of its first binding
}

// flowLines is about how many lines the entries below the columns take.
const flowLines = 4

// columnCells is the width of a column at least, labelCells that of its keys.
const columnCells, labelCells = 26, 7

// newSheet lays out the keys that hold in the scopes on room lines, and lists the
// bindings in the order in which the cursor goes through them.
func (m *Model) newSheet(scopes []keymap.Scope, room, cursor int) (*sheet, []keymap.Binding) {
	s := &sheet{m: m, cursor: cursor}
	groups := m.c.Keys.Sheet(scopes...)
	var all []keymap.Binding
	take := func(g keymap.Group) []entry {
		if len(groups[g]) == 0 {
			return nil
		}
		list := []entry{{head: string(g)}}
		for _, c := range groups[g] {
			list = append(list, entry{cell: c, first: len(all)})
			all = append(all, c.Bindings...)
		}
		return list
	}
	var columns [][]entry
	longest := 0
	for _, g := range []keymap.Group{keymap.ToFind, keymap.ToSee, keymap.ToTake} {
		if list := take(g); list != nil {
			columns = append(columns, list)
			longest = max(longest, len(list))
		}
	}
	s.columns = columns
	if n := max(m.w/columnCells, 1); n < len(columns) || longest > room-flowLines {
		s.columns = poured(columns, min(n, len(columns)))
	}
	for _, g := range []keymap.Group{keymap.ToMove, keymap.Anywhere} {
		if list := take(g); list != nil {
			s.flows = append(s.flows, list)
		}
	}
	return s, all
}

// poured are the entries in n columns of the same height, the groups one after the
// other.
func poured(groups [][]entry, n int) [][]entry {
	var all []entry
	for _, g := range groups {
		all = append(all, g...)
	}
	height := (len(all) + n - 1) / n
	var columns [][]entry
	for len(all) > 0 {
		k := min(height, len(all))
		columns, all = append(columns, all[:k]), all[k:]
	}
	return columns
}

// lines draws the sheet on room lines: what does not fit is scrolled to by the
// cursor, and of the filters as much comes as there is room for, the first needed first.
func (s *sheet) lines(room int) []string {
	lines, at := s.drawColumns()
	for _, f := range s.flows {
		more, row := s.drawFlow(f, len(lines))
		if row >= 0 {
			at = len(lines) + row
		}
		lines = append(lines, more...)
	}
	rule := s.m.c.Theme.Paint(theme.Dim, strings.Repeat(s.m.c.Glyphs.Dash, s.m.w))
	card := s.drawCard()
	spare := max(room-len(lines), 0)
	if spare > len(card) {
		lines = append(lines, rule)
	}
	lines = append(lines, card[:min(spare, len(card))]...)
	s.from = max(min(at-room/2, len(lines)-room), 0)
	lines = lines[s.from:min(s.from+room, len(lines))]
	for len(lines) < room {
		lines = append(lines, strings.Repeat(" ", s.m.w))
	}
	return lines
}

// drawColumns draws the columns beside each other, and tells the line of the cursor.
func (s *sheet) drawColumns() (lines []string, at int) {
	height := 0
	for _, c := range s.columns {
		height = max(height, len(c))
	}
	for y := range height {
		var b strings.Builder
		left := s.m.w
		for i, c := range s.columns {
			w := min(s.m.w/len(s.columns), left)
			if i == len(s.columns)-1 {
				w = left
			}
			left -= w
			if y >= len(c) {
				b.WriteString(strings.Repeat(" ", w))
				continue
			}
			if c[y].holds(s.cursor) {
				at = y
			}
			s.spots = append(s.spots, spot{y, s.m.w - left - w, s.m.w - left, c[y]})
			b.WriteString(s.draw(c[y], w))
		}
		lines = append(lines, b.String())
	}
	return lines, at
}

// holds tells whether a binding is one of the entry's.
func (e entry) holds(binding int) bool {
	return e.head == "" && binding >= e.first && binding < e.first+len(e.cell.Bindings)
}

// draw draws an entry in w cells.
func (s *sheet) draw(e entry, w int) string {
	if e.head != "" {
		return s.m.c.Theme.Paint(theme.Strong, string(safe.Pad(safe.Text(" "+e.head), w)))
	}
	keys, used := s.keys(e, labelCells-1)
	words := safe.Pad(safe.Clean(e.cell.Words, max(w-labelCells-1, 0)), max(w-labelCells-1, 0))
	return s.lead(e) + keys + strings.Repeat(" ", max(labelCells-used, 1)) + string(words)
}

// lead stands before an entry: a mark where the cursor is in it.
func (s *sheet) lead(e entry) string {
	if e.holds(s.cursor) {
		return s.m.c.Theme.Paint(theme.Accent, s.m.c.Glyphs.Focus)
	}
	return " "
}

// keys draws the keys of an entry, the one under the cursor reversed, and tells how
// many cells they take.
func (s *sheet) keys(e entry, room int) (text string, used int) {
	th := s.m.c.Theme
	for i, label := range e.cell.Labels(room) {
		if i > 0 {
			text, used = text+" ", used+1
		}
		look := theme.Key
		if len(e.cell.Bindings) > 1 && e.first+i == s.cursor {
			look = theme.Cursor
		}
		clean := safe.Clean(label, room)
		text, used = text+th.Paint(look, string(clean)), used+safe.Width(clean)
	}
	return text, used
}

// flowIndent is where the entries of a flow begin.
const flowIndent = 8

// drawFlow draws a heading and its entries one after the other, on as many lines as
// it takes, which follow above lines; row is that of the cursor, -1 for none.
func (s *sheet) drawFlow(flow []entry, above int) (lines []string, row int) {
	row = -1
	head := string(safe.Pad(safe.Text(" "+flow[0].head), flowIndent-1))
	line, used := s.m.c.Theme.Paint(theme.Strong, head), flowIndent-1
	end := func() { lines = append(lines, line+strings.Repeat(" ", max(s.m.w-used, 0))) }
	for i, e := range flow[1:] {
		keys, n := s.keys(e, s.m.w-flowIndent)
		words := safe.Clean(" "+e.cell.Words, max(s.m.w-flowIndent-1-n, 0))
		n += 1 + safe.Width(words)
		gap := "  "
		if i == 0 {
			gap = ""
		}
		if used+len(gap)+n > s.m.w && used >= flowIndent {
			end()
			line, used, gap = strings.Repeat(" ", flowIndent-1), flowIndent-1, ""
		}
		if e.holds(s.cursor) {
			row = len(lines)
		}
		line += gap + s.lead(e) + keys + string(words)
		used += len(gap) + n
		s.spots = append(s.spots, spot{above + len(lines), used - n, used, e})
	}
	end()
	return lines, row
}

// drawCard is the language of filters in brief.
func (s *sheet) drawCard() []string {
	var lines []string
	head := safe.Text(" FILTER ")
	for _, c := range query.Card() {
		what := safe.Pad(safe.Text(c[0]), 16)
		room := s.m.w - flowIndent - safe.Width(what)
		if room < len(c[1]) {
			return nil
		}
		lines = append(lines, s.m.c.Theme.Paint(theme.Strong, string(head))+s.m.c.Theme.Paint(theme.Dim, string(what))+string(safe.Pad(safe.Text(c[1]), room)))
		head = safe.Text(strings.Repeat(" ", flowIndent))
	}
	return lines
}

// under is the binding that was drawn at a place: the one under the cursor, if that
// is in the same entry, else its first.
func (s *sheet) under(x, y int) (binding int, ok bool) {
	for _, p := range s.spots {
		if p.head != "" || p.line != y+s.from || x < p.from || x >= p.to {
			continue
		}
		if p.holds(s.cursor) {
			return s.cursor, true
		}
		return p.first, true
	}
	return 0, false
}

// aside is the binding in the next or previous column that is nearest to the
// cursor; the cursor itself where there is none.
func (s *sheet) aside(step int) int {
	for x, c := range s.columns {
		for y, e := range c {
			if !e.holds(s.cursor) {
				continue
			}
			if x+step < 0 || x+step >= len(s.columns) {
				return s.cursor
			}
			next := s.columns[x+step]
			for at := min(y, len(next)-1); at >= 0; at-- {
				if next[at].head == "" {
					return next[at].first
				}
			}
			return next[min(1, len(next)-1)].first
		}
	}
	return s.cursor + step
}
