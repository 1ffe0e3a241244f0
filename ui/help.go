package ui

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"riffle/keymap"
	"riffle/ui/figures"
	"riffle/ui/prompt"
	"riffle/ui/safe"
	"riffle/ui/theme"
)

// keyList is the list of keys: those of this place, or of all. Typing searches it.
type keyList struct {
	*prompt.Prompt
	scopes []keymap.Scope // of the place that it was opened in
	all    bool
	cursor int
	rows   []keymap.Binding
}

// help shows the keys that hold here.
func (m *Model) help() tea.Cmd {
	k := &keyList{Prompt: prompt.New("keys", "", nil), scopes: m.scopes()}
	k.find(m)
	m.over = k
	return nil
}

// find lists the bindings that hold what was typed, in a key, the words or the name.
func (k *keyList) find(m *Model) {
	places := append(append([]keymap.Scope{}, k.scopes...), keymap.Everywhere)
	if k.all {
		places = keymap.Scopes()
	}
	words := strings.Fields(strings.ToLower(k.Text()))
	k.rows = k.rows[:0]
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
	rows, _ := k.grid(m)
	switch name {
	case "enter":
		m.over = nil
		if k.cursor < len(k.rows) {
			return m.do(k.rows[k.cursor].Action, 0)
		}
		return nil
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
		k.find(m)
		return nil
	case "up", "down", "left", "right":
		by := map[string]int{"up": -1, "down": 1, "left": -rows, "right": rows}[name]
		k.cursor = max(min(k.cursor+by, len(k.rows)-1), 0)
		return nil
	}
	if k.Key(name, text) == prompt.Changed {
		k.cursor = 0
		k.find(m)
	}
	return nil
}

func (k *keyList) paste(m *Model, text string) tea.Cmd {
	k.Paste(text)
	k.find(m)
	return nil
}

func (k *keyList) again(*Model) tea.Cmd { return nil }

// keyCells and helpCells are the widths of a column of the list.
const keyCells, helpCells = 12, 28

// grid is the number of rows and columns that there is room for.
func (k *keyList) grid(m *Model) (rows, columns int) {
	return max(m.h-m.area().Y-3, 1), max(m.w/(keyCells+helpCells), 1)
}

// draw covers the panes with the list, in columns.
func (k *keyList) draw(m *Model, frame []string) *tea.Cursor {
	th := m.c.Theme
	where := "here"
	if k.all {
		where = "all places"
	}
	hint := safe.Text("  type to search · Enter runs · Tab " + map[bool]string{false: "all places", true: "only here"}[k.all] + " · Esc ")
	lines, x := k.View(m.w, th)
	top := m.area().Y
	frame[top] = th.Paint(theme.Strong, string(safe.Pad(safe.Text(" KEYS  "+where)+hint, m.w)))
	frame[top+1] = lines[0]
	rows, columns := k.grid(m)
	from := k.cursor / (rows * columns) * rows * columns
	for y := range rows {
		var b strings.Builder
		left := m.w
		for c := range columns {
			if i := from + c*rows + y; i < len(k.rows) {
				w := min(m.w/columns, left)
				b.WriteString(k.entry(m, i, w))
				left -= w
			}
		}
		b.WriteString(strings.Repeat(" ", left))
		if at := top + 2 + y; at < len(frame)-1 {
			frame[at] = b.String()
		}
	}
	frame[len(frame)-1] = m.bar(k.below(from, rows*columns), "riffle help filter ")
	return tea.NewCursor(x, top+1)
}

// entry draws one binding in w cells.
func (k *keyList) entry(m *Model, i, w int) string {
	b, th := k.rows[i], m.c.Theme
	lead := " "
	if i == k.cursor {
		lead = th.Paint(theme.Accent, m.c.Glyphs.Focus)
	}
	keys := safe.Pad(keysOf(b), keyCells-1)
	return lead + th.Paint(theme.Key, string(keys)) + string(safe.Pad(safe.Text(b.Help), max(w-keyCells, 0)))
}

// keysOf are as many of a binding's keys as have room.
func keysOf(b keymap.Binding) safe.Text {
	line := safe.Text("")
	for _, k := range b.Keys {
		more := line + safe.Text(keymap.Label(k))
		if safe.Width(more) > keyCells-2 && line != "" {
			break
		}
		line = more + "  "
	}
	return line
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
