package ui

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"riffle/query"
	"riffle/ui/prompt"
	"riffle/ui/safe"
	"riffle/ui/theme"
)

// chooser chooses the columns of a stream, which shows each choice at once.
// Typing searches the paths that were seen, or names one that was not.
type chooser struct {
	*prompt.Prompt
	st     *stream
	before []string // to go back to
	chosen []string
	rows   []choice
	cursor int
	from   int // the first row that is seen
}

// choice is a path that can be a column.
type choice struct {
	path string
	on   bool
	seen query.Sighting // without a type: never seen
}

const (
	choices  = 300 // paths that are listed
	proposed = 4   // columns that are proposed
)

// chooseColumns opens the chooser on the path under the cursor. In a record, it
// makes the value under the cursor a column, or takes that column away.
func (m *Model) chooseColumns() tea.Cmd {
	st := m.streamInFocus()
	if st == nil {
		return nil
	}
	cell := query.Cell{}
	if pane, ok := m.front().(celled); ok {
		cell, _ = pane.Cell()
	}
	if m.recordInFocus() != nil {
		return m.toggleColumn(st, cell.Path)
	}
	k := &chooser{Prompt: prompt.New("path", "", nil), st: st, before: st.Columns()}
	k.chosen = slices.Clone(k.before)
	k.list()
	if !strings.HasPrefix(cell.Path, "$") { // the key is where the cursor stands before anybody moved it
		k.cursor = max(slices.IndexFunc(k.rows, func(c choice) bool { return c.path == cell.Path }), 0)
	}
	m.over = k
	return nil
}

// toggleColumn makes a path a column, or takes it away.
func (m *Model) toggleColumn(st *stream, path string) tea.Cmd {
	if path == "" {
		m.say(theme.Dim, "there is no value under the cursor")
		return nil
	}
	paths := toggled(st.Columns(), path)
	said := "column " + path + " is shown · again takes it away"
	if !slices.Contains(paths, path) {
		said = "column " + path + " is gone"
	}
	m.say(theme.Plain, said)
	return m.setColumns(st, paths)
}

// setColumns gives a stream its columns, one step of the way back.
func (m *Model) setColumns(st *stream, paths []string) tea.Cmd {
	if err := st.SetColumns(paths); err != nil {
		m.say(theme.Bad, err.Error())
		return nil
	}
	return m.rememberColumns(st, paths)
}

func toggled(paths []string, path string) []string {
	if i := slices.Index(paths, path); i >= 0 {
		return slices.Delete(slices.Clone(paths), i, i+1)
	}
	return append(slices.Clone(paths), path)
}

// list lists what can be chosen: what is chosen already, in its order, then what
// was seen, then what was typed.
func (k *chooser) list() {
	typed := strings.TrimSpace(k.Text())
	seen := k.st.Seen()
	k.rows = k.rows[:0]
	for _, path := range k.chosen {
		if strings.Contains(strings.ToLower(path), strings.ToLower(typed)) {
			s, _ := seen.Look(path)
			k.rows = append(k.rows, choice{path, true, s})
		}
	}
	known := func(path string) bool {
		return slices.ContainsFunc(k.rows, func(c choice) bool { return c.path == path })
	}
	for _, s := range seen.Paths(typed, choices) {
		if !known(s.Path) {
			k.rows = append(k.rows, choice{s.Path, false, s})
		}
	}
	if whole := "$value"; !known(whole) && strings.Contains(whole, typed) {
		k.rows = append(k.rows, choice{path: whole})
	}
	if _, err := query.CompileColumn(typed); err == nil && !known(typed) {
		k.rows = append(k.rows, choice{path: typed})
	}
	k.cursor = max(min(k.cursor, len(k.rows)-1), 0)
	k.Say("")
}

// show lets the stream show what is chosen now.
func (k *chooser) show(m *Model) {
	if err := k.st.ShowColumns(k.chosen); err != nil {
		m.say(theme.Bad, err.Error())
	}
}

func (k *chooser) press(m *Model, name, text string) tea.Cmd {
	switch name {
	case "esc":
		m.over, k.chosen = nil, k.before
		k.show(m)
		return nil
	case "enter":
		if k.Text() == "" {
			return k.keep(m)
		}
		k.toggle(m)
	case "space":
		k.toggle(m)
	case "tab":
		k.propose(m)
	case "<", ">":
		k.shift(m, map[string]int{"<": -1, ">": 1}[name])
	case "up", "down", "ctrl+p", "ctrl+n", "pgup", "pgdown":
		by := map[string]int{"up": -1, "ctrl+p": -1, "down": 1, "ctrl+n": 1, "pgup": -k.height(m), "pgdown": k.height(m)}[name]
		k.cursor = max(min(k.cursor+by, len(k.rows)-1), 0)
	default:
		if k.Key(name, text) == prompt.Changed {
			k.cursor = 0
			k.list()
		}
	}
	return nil
}

// keep closes the chooser. What was before is one step back.
func (k *chooser) keep(m *Model) tea.Cmd {
	m.over = nil
	if err := k.st.ShowColumns(k.before); err != nil {
		return nil
	}
	return m.setColumns(k.st, k.chosen)
}

// toggle chooses the row under the cursor, or not any more.
func (k *chooser) toggle(m *Model) {
	if k.cursor >= len(k.rows) {
		return
	}
	path := k.rows[k.cursor].path
	k.chosen = toggled(k.chosen, path)
	k.show(m)
	if k.Text() != "" {
		k.Prompt = prompt.New("path", "", nil)
	}
	k.list()
	k.cursor = max(slices.IndexFunc(k.rows, func(c choice) bool { return c.path == path }), 0)
}

// propose chooses the paths that tell most.
func (k *chooser) propose(m *Model) {
	paths := k.st.Seen().Telling(proposed)
	if len(paths) == 0 {
		k.Say("nothing was seen yet that makes a column")
		return
	}
	k.chosen = paths
	k.show(m)
	k.cursor = 0
	k.list()
}

// shift moves the column under the cursor among those that are chosen.
func (k *chooser) shift(m *Model, by int) {
	if k.cursor >= len(k.rows) {
		return
	}
	path := k.rows[k.cursor].path
	from := slices.Index(k.chosen, path)
	if to := from + by; from >= 0 && to >= 0 && to < len(k.chosen) {
		k.chosen[from], k.chosen[to] = k.chosen[to], k.chosen[from]
		k.show(m)
		k.list()
		k.cursor = max(slices.IndexFunc(k.rows, func(c choice) bool { return c.path == path }), 0)
	}
}

func (k *chooser) paste(_ *Model, text string) tea.Cmd {
	k.Paste(text)
	k.list()
	return nil
}

func (k *chooser) again(m *Model) tea.Cmd {
	k.show(m)
	return nil
}

// height is the number of rows that there is room for, below rows of the stream
// that show what a choice does.
func (k *chooser) height(m *Model) int { return max(min(len(k.rows), m.area().H/2, 16), 3) }

// lines says where the list stands: below two lines from top on.
func (k *chooser) lines(m *Model) (top, rows int) {
	rows = k.height(m)
	return max(m.h-1-rows-2, 0), rows
}

// point puts the cursor on a path; the one under it is chosen, or not any more.
func (k *chooser) point(m *Model, _, y int) tea.Cmd {
	top, rows := k.lines(m)
	i := k.from + y - top - 2
	switch {
	case y < top+2 || y >= top+2+rows || i >= len(k.rows):
		return nil
	case i == k.cursor:
		k.toggle(m)
		return nil
	}
	k.cursor = i
	return nil
}

// draw covers the lower part of the screen.
func (k *chooser) draw(m *Model, frame []string) *tea.Cursor {
	th := m.c.Theme
	lines, x := k.View(m.w, th)
	top, rows := k.lines(m)
	k.from = scrolled(k.from, k.cursor, rows, len(k.rows))
	title := safe.Text(" COLUMNS  ")
	if len(k.chosen) == 0 {
		title += "key and value, as none is chosen"
	} else {
		title += safe.Clean(strings.Join(k.chosen, " "), m.w)
	}
	frame[top] = m.bar(safe.Pad(title, m.w), "")
	frame[top+1] = lines[0]
	name := 12
	for _, c := range k.rows[k.from:min(k.from+rows, len(k.rows))] {
		name = max(name, safe.Width(safe.Clean(c.path, m.w/2)))
	}
	for y := range rows {
		line := strings.Repeat(" ", m.w)
		if i := k.from + y; i < len(k.rows) {
			line = k.row(m, i, name)
		}
		if at := top + 2 + y; at < len(frame)-1 {
			frame[at] = line
		}
	}
	frame[len(frame)-1] = m.bar(" ↑↓ choose  Space on/off  < > order  Tab proposed  Enter keep  Esc undo", safe.Text(k.below(k.from+rows)))
	return tea.NewCursor(x, top+1)
}

// below says how many more there are.
func (k *chooser) below(shown int) string {
	if n := len(k.rows) - shown; n > 0 {
		return fmt.Sprintf("%d more ", n)
	}
	return ""
}

// row draws a path with what was seen of it.
func (k *chooser) row(m *Model, i, name int) string {
	c, th := k.rows[i], m.c.Theme
	lead, box := " ", "[ ] "
	if i == k.cursor {
		lead = th.Paint(theme.Accent, m.c.Glyphs.Focus)
	}
	look := theme.Plain
	if c.on {
		box, look = "[x] ", theme.Strong
	}
	path := safe.Pad(safe.Middle(safe.Clean(c.path, len(c.path)+1), name), name)
	return lead + th.Paint(look, box+string(path)) + th.Paint(theme.Dim, string(safe.Pad(sighted(c), max(m.w-5-name, 0))))
}

// sighted is what was seen at a path: its type, how often it is there, a value.
func sighted(c choice) safe.Text {
	switch s := c.seen; {
	case len(s.Types) > 0:
		example := ""
		if len(s.Values) > 0 {
			example = cmp.Or(s.Values[0].Text, `""`)
		}
		return safe.Text(fmt.Sprintf("  %-7s %3.0f %%  ", s.Type(), 100*s.Share())) + safe.Clean(example, 100)
	case c.path == "$value":
		return "  the whole value, behind the others"
	}
	return "  not seen here yet"
}
