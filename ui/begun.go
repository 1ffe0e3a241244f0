package ui

import (
	"slices"
	"strings"

	"riffle/keymap"
	"riffle/ui/safe"
)

// begun are the keys that may follow those pressed so far, as many as fit in w
// cells: "y … copy:  y value  k key  p path". What their words begin with in common
// is said once.
func (m *Model) begun(w int) safe.Text {
	var ways []way
	for _, scope := range append(slices.Clone(m.scopes()), keymap.Everywhere) {
		for _, b := range m.c.Keys.Bindings(scope) {
			for _, k := range b.Keys {
				rest, ok := strings.CutPrefix(k, m.keys.keys+" ")
				if ok && !slices.ContainsFunc(ways, func(other way) bool { return other.words == b.Help }) {
					ways = append(ways, way{keymap.Label(rest), b.Help})
				}
			}
		}
	}
	line := safe.Text(" " + m.keys.count + keymap.Label(m.keys.keys) + " …")
	about := common(ways)
	if about != "" {
		line += safe.Text(" " + strings.TrimSuffix(strings.TrimSpace(about), " the") + ":")
	}
	for _, way := range ways {
		next := safe.Text("  " + way.key + " " + strings.TrimPrefix(way.words, about))
		if safe.Width(line)+safe.Width(next) > w {
			break
		}
		line += next
	}
	return line
}

// way is a key that may follow, and what it would do.
type way struct{ key, words string }

// common is the words that all ways begin with, and the space behind them; "" for
// one way alone.
func common(ways []way) string {
	if len(ways) < 2 {
		return ""
	}
	head := ways[0].words
	for _, w := range ways {
		for !strings.HasPrefix(w.words, head) {
			head = head[:strings.LastIndexByte(strings.TrimSuffix(head, " "), ' ')+1]
		}
	}
	return head
}
