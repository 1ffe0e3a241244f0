package ui

import (
	"slices"

	"riffle/keymap"
	"riffle/ui/layout"
	"riffle/ui/safe"
)

// able is a pane that knows of actions of its own that would do nothing now.
type able interface {
	// Unable says why an action would do nothing, as "needs …" or "no … yet"; ""
	// where it would do something, or is not the pane's.
	Unable(a keymap.Action) string
}

// unable says why an action would do nothing now; "" where it would do something.
func (m *Model) unable(a keymap.Action) string {
	if why := m.misplaced(a); why != "" {
		return why
	}
	return m.idle(a)
}

// idle says why an action of this place would do nothing now.
func (m *Model) idle(a keymap.Action) string {
	for _, p := range append([]Pane{m.front()}, m.others()...) {
		if p, knows := p.(able); knows {
			if why := p.Unable(a); why != "" {
				return why
			}
		}
	}
	alone := len(m.slots) == 1 && m.record == nil
	s := m.current()
	switch a {
	case keymap.NextPane, keymap.PrevPane, keymap.Zoom:
		if alone {
			return "this is the only pane"
		}
	case keymap.Wider, keymap.Slimmer, keymap.Taller, keymap.Shorter, keymap.Equal:
		if alone {
			return "this is the only pane"
		}
	case keymap.FocusLeft, keymap.FocusDown, keymap.FocusUp, keymap.FocusRight:
		return m.noNeighbour(a)
	case keymap.Sync:
		if len(m.slots) == 1 {
			return "needs a second pane"
		}
	case keymap.ClosePane:
		if s.stream == nil && alone {
			return "this is the last pane"
		}
	case keymap.PickTopic:
		if s.listed() {
			return "this is the list of topics"
		}
	case keymap.Only, keymap.Without, keymap.CopyValue, keymap.CopyKey, keymap.CopyPath, keymap.CopyHeaders,
		keymap.CopyPlace, keymap.CopyRecord, keymap.CopyFile:
		if c, ok := m.front().(celled); ok {
			if _, there := c.Cell(); !there {
				return "no value under the cursor"
			}
		}
	}
	return ""
}

// misplaced says what an action is for that is of no use in this place.
func (m *Model) misplaced(a keymap.Action) string {
	places := append(m.scopes(), keymap.Everywhere)
	for _, p := range m.others() {
		places = append(places, p.Scopes()...)
	}
	var where []keymap.Scope
	for _, b := range m.c.Keys.Bindings(keymap.Scopes()...) {
		if b.Action == a {
			where = append(where, b.Scope)
		}
	}
	if len(where) == 0 || slices.ContainsFunc(where, func(s keymap.Scope) bool { return slices.Contains(places, s) }) {
		return ""
	}
	return m.needs(where)
}

// needs says which place an action waits for, and the key that leads there; where
// are the places that know it.
func (m *Model) needs(where []keymap.Scope) string {
	key := m.c.Keys.Namer(keymap.Stream)
	for _, place := range []struct {
		scope keymap.Scope
		words string
	}{
		{keymap.Topics, "works in the list of topics"},
		{keymap.Stream, "needs a stream"},
		{keymap.Value, "needs a value of a stream"},
		{keymap.Record, "needs an open record"},
		{keymap.Selection, "needs selected rows: " + key(keymap.Select) + " in a stream"},
		{keymap.Overview, "needs the timeline: " + key(keymap.Timeline) + " in a stream"},
		{keymap.Partitions, "needs the partitions: " + key(keymap.Parts) + " in a stream"},
	} {
		if slices.Contains(where, place.scope) {
			return place.words
		}
	}
	return "needs a stream"
}

// idleKey says that a key does nothing here, or where it does something, and what.
func (m *Model) idleKey(name string) string {
	label := string(safe.Clean(keymap.Label(name), 20))
	for _, place := range []struct {
		scope keymap.Scope
		is    string
	}{{keymap.Stream, "a stream"}, {keymap.Topics, "the list of topics"}, {keymap.Record, "a record"}, {keymap.Value, "a value"}, {keymap.Overview, "a timeline"}} {
		for _, b := range m.c.Keys.Bindings(place.scope) {
			if slices.Contains(b.Keys, name) {
				return label + " is for " + place.is + ": " + b.Help
			}
		}
	}
	return label + " does nothing here"
}

// others are the panes that go with the one in focus: an open record and its
// stream are told what the one does not know.
func (m *Model) others() []Pane {
	s := m.current()
	if m.record == nil || m.record.of != m.focus || s.listed() {
		return nil
	}
	if m.record.focus {
		return []Pane{s.stream}
	}
	return []Pane{m.record}
}

// noNeighbour says that there is no pane in a direction.
func (m *Model) noNeighbour(a keymap.Action) string {
	d := map[keymap.Action]layout.Dir{keymap.FocusLeft: layout.Left, keymap.FocusDown: layout.Down, keymap.FocusUp: layout.Up, keymap.FocusRight: layout.Right}[a]
	if _, _, ok := m.neighbour(d); !ok {
		return "there is no pane"
	}
	return ""
}
