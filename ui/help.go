package ui

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"riffle/keymap"
	"riffle/ui/figures"
	"riffle/ui/layout"
	"riffle/ui/prompt"
	"riffle/ui/safe"
	"riffle/ui/theme"
)

// keyList is the keys of a place on one sheet. Typing searches them, or those of
// all places, in a list with all their words.
type keyList struct {
	*prompt.Prompt
	scopes []keymap.Scope // of the place that it was opened in
	all    bool
	cursor int
	rows   []keymap.Binding // in the order of the cursor
}

// help shows the keys that hold here.
func (m *Model) help() tea.Cmd {
	k := &keyList{Prompt: prompt.New("keys", "", nil), scopes: m.scopes()}
	k.find(m)
	m.over = k
	return nil
}

// onSheet tells whether the sheet is shown, not the list.
func (k *keyList) onSheet() bool { return !k.all && k.Text() == "" }

// room is the part of the screen that the keys have, without the title.
func (k *keyList) room(m *Model) layout.Rect {
	a := m.area()
	return layout.Rect{Y: a.Y + 1, W: a.W, H: a.H - 1}
}

// find lists the bindings that hold what was typed, in a key, the words or the name.
func (k *keyList) find(m *Model) {
	if k.onSheet() {
		_, k.rows = m.newSheet(k.scopes, k.room(m).H, 0)
		k.cursor = max(min(k.cursor, len(k.rows)-1), 0)
		return
	}
	places := append(slices.Clip(k.scopes), keymap.Everywhere)
	if k.all {
		places = keymap.Scopes()
	}
	words := strings.Fields(strings.ToLower(k.Text()))
	k.rows = nil
	for _, place := range places {
		for _, b := range m.c.Keys.Bindings(place) {
			if !k.all {
				b.Keys = slices.DeleteFunc(b.Keys, func(key string) bool {
					a, _ := m.c.Keys.Lookup(key, k.scopes...)
					return a != b.Action // it means something else here
				})
			}
			if len(b.Keys) > 0 && holds(b, words) {
				k.rows = append(k.rows, b)
			}
		}
	}
	k.cursor = max(min(k.cursor, len(k.rows)-1), 0)
}

func holds(b keymap.Binding, words []string) bool {
	text := strings.ToLower(b.Help + " " + string(b.Action) + " " + b.Labels())
	for _, w := range words {
		if !strings.Contains(text, w) {
			return false
		}
	}
	return true
}

func (k *keyList) press(m *Model, name, text string) tea.Cmd {
	switch name {
	case "enter":
		return k.run(m)
	case "esc":
		m.over = nil
		return nil
	case "q", "?":
		if k.Text() == "" {
			m.over = nil
			return nil
		}
	case "tab":
		k.all = !k.all
		k.cursor = 0
		k.find(m)
		return nil
	case "up", "down", "left", "right":
		k.move(m, name)
		return nil
	}
	if k.Key(name, text) == prompt.Changed {
		k.cursor = 0
		k.find(m)
	}
	return nil
}

// run does what the key under the cursor does, or says why that would be nothing.
func (k *keyList) run(m *Model) tea.Cmd {
	m.over = nil
	if k.cursor >= len(k.rows) {
		return nil
	}
	a := k.rows[k.cursor].Action
	if why := m.unable(a); why != "" {
		m.say(theme.Dim, string(a)+": "+why)
		return nil
	}
	return m.do(a, 0)
}

// move moves the cursor: through the list, or between its columns.
func (k *keyList) move(m *Model, name string) {
	rows, _ := k.grid(m)
	to := k.cursor
	sheet := k.onSheet()
	switch name {
	case "up":
		to--
	case "down":
		to++
	case "left", "right":
		step := map[string]int{"left": -1, "right": 1}[name]
		if to += step * rows; sheet {
			s, _ := m.newSheet(k.scopes, k.room(m).H, k.cursor)
			to = s.aside(step)
		}
	}
	k.cursor = max(min(to, len(k.rows)-1), 0)
}

// point puts the cursor on the keys at a place of the screen; where it is there
// already, they are pressed.
func (k *keyList) point(m *Model, x, y int) tea.Cmd {
	room := k.room(m)
	to, ok := k.listed(m, x, y-room.Y-1)
	if k.onSheet() {
		s, _ := m.newSheet(k.scopes, room.H, k.cursor)
		s.lines(room.H)
		to, ok = s.under(x, y-room.Y)
	}
	switch {
	case !ok:
		return nil
	case to == k.cursor:
		return k.run(m)
	}
	k.cursor = to
	return nil
}

// listed is the row of the list at a place below its prompt.
func (k *keyList) listed(m *Model, x, y int) (i int, ok bool) {
	rows, columns := k.grid(m)
	i = k.cursor/(rows*columns)*rows*columns + min(x/(m.w/columns), columns-1)*rows + y
	return i, y >= 0 && y < rows && i < len(k.rows)
}

func (k *keyList) paste(m *Model, text string) tea.Cmd {
	k.Paste(text)
	k.find(m)
	return nil
}

func (k *keyList) again(*Model) tea.Cmd { return nil }

// keyCells and helpCells are the widths of a column of the list.
const keyCells, helpCells = 12, 28

// grid is the number of rows and columns of the list that there is room for.
func (k *keyList) grid(m *Model) (rows, columns int) {
	return max(k.room(m).H-1, 1), max(m.w/(keyCells+helpCells), 1)
}

// draw covers the panes.
func (k *keyList) draw(m *Model, frame []string) *tea.Cursor {
	room := k.room(m)
	where := "here: " + string(k.scopes[0])
	if k.all {
		where = "all places"
	}
	frame[room.Y-1] = k.title(m, where)
	last := len(frame) - 1
	if k.onSheet() {
		s, _ := m.newSheet(k.scopes, room.H, k.cursor)
		copy(frame[room.Y:], s.lines(room.H))
		if m.footed() {
			frame[last] = m.bar(" ↑↓ choose  Enter run  Tab all places  Esc close", "riffle help filter ")
		}
		return nil
	}
	lines, x := k.View(m.w, m.c.Theme)
	frame[room.Y] = lines[0]
	k.drawList(m, frame[room.Y+1:room.Y+room.H])
	if m.footed() {
		rows, columns := k.grid(m)
		frame[last] = m.bar(k.below(k.cursor/(rows*columns)*rows*columns, rows*columns), "riffle help filter ")
	}
	return tea.NewCursor(x, room.Y)
}

// title is what stands above the keys.
func (k *keyList) title(m *Model, where string) string {
	tab := "Tab: all places"
	if k.all {
		tab = "Tab: only here"
	}
	left := safe.Text(" KEYS  ") + safe.Clean(where, m.w)
	right := safe.Text("type to search, Enter runs it · " + tab + " · Esc ")
	if safe.Width(left)+safe.Width(right)+2 > m.w {
		right = safe.Text(tab + " · Esc ")
	}
	room := max(m.w-safe.Width(right), 0)
	left = safe.Pad(left, room-1) + " "
	return m.c.Theme.Paint(theme.Strong, string(safe.Pad(left, room))) + string(safe.Pad(right, m.w-room))
}

// drawList draws what was found, in columns.
func (k *keyList) drawList(m *Model, out []string) {
	rows, columns := k.grid(m)
	from := k.cursor / (rows * columns) * rows * columns
	for y := range out {
		var b strings.Builder
		left := m.w
		for c := range columns {
			if i := from + c*rows + y; y < rows && i < len(k.rows) {
				w := min(m.w/columns, left)
				b.WriteString(k.entry(m, i, w))
				left -= w
			}
		}
		b.WriteString(strings.Repeat(" ", left))
		out[y] = b.String()
	}
}

// entry draws one binding in w cells.
func (k *keyList) entry(m *Model, i, w int) string {
	b, th := k.rows[i], m.c.Theme
	lead := " "
	if i == k.cursor {
		lead = th.Paint(theme.Accent, m.c.Glyphs.Focus)
	}
	label := keymap.Cell{Bindings: []keymap.Binding{b}}.Label(keyCells - 2)
	keys := safe.Pad(safe.Clean(label, keyCells-1), keyCells-1)
	return lead + th.Paint(theme.Key, string(keys)) + string(safe.Pad(safe.Text(b.Help), max(w-keyCells, 0)))
}

// below says how the list goes on.
func (k *keyList) below(from, shown int) safe.Text {
	if rest := len(k.rows) - from - shown; rest > 0 {
		return safe.Text(" " + figures.Things(rest, "more key") + " below")
	}
	if len(k.rows) == 0 {
		return " no key does that · Tab looks in all places"
	}
	return safe.Text(" " + figures.Things(len(k.rows), "key"))
}
