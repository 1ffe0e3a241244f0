package ui

import (
	"fmt"
	"slices"

	"riffle/keymap"
	"riffle/ui/safe"
)

// mostHints is how many keys the footer names beside the way out and the way to
// all others: more would be read by nobody.
const mostHints = 7

// hints are the keys that matter now, as many as fit in w cells: those of this place
// that would do something, with the words for what they would do. The last two,
// which lead out and to all the others, stay.
func (m *Model) hints(w int) safe.Text {
	all := m.c.Keys.Footer(m.scopes()...)
	chosen := slices.Contains(m.scopes(), keymap.Selection) // then y means the rows
	all = slices.DeleteFunc(all, func(h keymap.Hint) bool { return m.idle(h.Action) != "" || chosen && h.Scope == keymap.Value })
	if len(all) == 0 {
		return ""
	}
	stay := max(len(all)-2, 0)
	last := safe.Text("")
	for i, h := range all[stay:] {
		if i > 0 {
			last += "  "
		}
		last += m.hint(h)
	}
	line := safe.Text(" ")
	for i, h := range m.ranked(all[:stay]) {
		word := m.hint(h)
		if i == mostHints || safe.Width(line)+safe.Width(word)+2+safe.Width(last) >= w {
			break
		}
		line += word + "  "
	}
	return line + last
}

// ranked puts what matters most first: stopping what runs, seeing a
// value that is cut, and what can be done with the value that the cursor was put on.
func (m *Model) ranked(hints []keymap.Hint) []keymap.Hint {
	var first []keymap.Hint
	if st := m.streamInFocus(); st != nil && st.Busy() {
		first = append(first, keymap.Hint{Action: keymap.Stop, Keys: m.keyOf(keymap.Stop), Words: "stop"})
	}
	if r := m.recordInFocus(); r != nil {
		if r.Cut() {
			first = append(first, keymap.Hint{Action: keymap.Wrap, Keys: m.keyOf(keymap.Open), Words: "in full"})
		}
		if _, _, ok := r.Origin(); ok {
			first = append(first, keymap.Hint{Action: keymap.Open, Keys: m.keyOf(keymap.Open), Words: "the original"})
		}
	}
	if m.onValue() {
		for i, h := range hints {
			if h.Scope == keymap.Value {
				rest := slices.Concat(hints[:i:i], hints[i:])
				slices.SortStableFunc(rest, func(a, b keymap.Hint) int { return rankOf(a) - rankOf(b) })
				return append(first, rest...)
			}
		}
	}
	if st := m.streamInFocus(); st != nil && len(m.slots) > 1 && m.front() == Pane(st) {
		slices.SortStableFunc(hints, func(a, b keymap.Hint) int { return betweenPanes(a) - betweenPanes(b) })
	}
	return append(first, hints...)
}

// betweenPanes puts first what several streams beside each other are for.
func betweenPanes(h keymap.Hint) int {
	order := []keymap.Action{keymap.NextPane, keymap.Zoom, keymap.Sync, keymap.Follow, keymap.Filter, keymap.Open}
	if i := slices.Index(order, h.Action); i >= 0 {
		return i
	}
	return len(order)
}

// rankOf puts the hints for a value before the others.
func rankOf(h keymap.Hint) int {
	if h.Scope == keymap.Value {
		return 0
	}
	return 1
}

// onValue tells whether the cursor of a stream was put on a part of a value.
func (m *Model) onValue() bool {
	st := m.streamInFocus()
	if st == nil || m.front() != Pane(st) {
		return false
	}
	c, ok := st.Cell()
	return ok && c.Path != "" && c.Path[0] != '$'
}

// hint is an entry of the footer in the words for what its key would do now.
func (m *Model) hint(h keymap.Hint) safe.Text {
	s := m.current()
	switch h.Action {
	case keymap.Leave:
		h.Words = m.levelUp()
	case keymap.Follow:
		if st := m.streamInFocus(); st != nil && st.Following() {
			h.Words = "pause"
		}
		if n := len(m.slots); m.linked && n > 1 {
			h.Words += map[bool]string{true: " both", false: " all"}[n == 2]
		}
	case keymap.Fold:
		if r := m.recordInFocus(); r != nil && r.Folded() {
			h.Keys, h.Words = m.keyOf(keymap.Open), "unfold"
		}
	case keymap.Sync:
		if m.linked {
			h.Words = "unlink"
		}
	case keymap.Zoom:
		if m.zoomed {
			h.Words = "unzoom"
		}
	case keymap.Open:
		if s.listed() {
			if n := s.list.Marked(); n > 1 {
				h.Words = fmt.Sprintf("open %d as one", n)
			}
		}
	}
	return safe.Text(h.Keys + " " + h.Words)
}

// levelUp is what one level up means here.
func (m *Model) levelUp() string {
	s := m.current()
	switch {
	case s.aside != nil, m.record != nil && m.record.of == m.focus, s.choose && s.stream != nil:
		return "back"
	case len(m.slots) > 1:
		return "close"
	case s.stream == nil:
		return "quit"
	}
	return "back"
}
