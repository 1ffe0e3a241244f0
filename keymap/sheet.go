package keymap

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"
)

// Group is what keys are for, as the sheet of keys has them together.
type Group string

// The groups.
const (
	ToFind   Group = "FIND"
	ToSee    Group = "SEE"
	ToTake   Group = "TAKE"
	ToMove   Group = "MOVE"
	Anywhere Group = "ANY"
)

// Cell is one entry of the sheet: bindings that belong together, in few words.
type Cell struct {
	Bindings []Binding // one at least
	Words    string
}

// Sheet is the keys that hold in a place, by group: the bindings of the scopes and
// of [Everywhere], without those whose keys mean something else there.
func (m Map) Sheet(scopes ...Scope) map[Group][]Cell {
	sheet := map[Group][]Cell{}
	last := Group("") // of the row above
	for _, b := range m.rows(append(slices.Clip(scopes), Everywhere)) {
		b.Keys = m.holding(b, scopes)
		group := cmp.Or(b.Group, b.group())
		if b.With && last != "" {
			group = last
		}
		if !b.With || last == "" {
			sheet[group] = append(sheet[group], Cell{Words: cmp.Or(b.Brief, b.Help)})
		}
		last = group
		if len(b.Keys) > 0 {
			c := &sheet[group][len(sheet[group])-1]
			c.Bindings = append(c.Bindings, b)
		}
	}
	for g, cells := range sheet {
		sheet[g] = slices.DeleteFunc(cells, func(c Cell) bool { return len(c.Bindings) == 0 })
	}
	return sheet
}

// holding are the keys of a binding that mean it in a place.
func (m Map) holding(b Binding, scopes []Scope) []string {
	var keys []string
	for _, k := range b.Keys {
		if a, _ := m.Lookup(k, scopes...); a == b.Action {
			keys = append(keys, k)
		}
	}
	return keys
}

// group is that of a row which names none.
func (b Binding) group() Group {
	switch b.Scope {
	case Move:
		return ToMove
	case Everywhere:
		return Anywhere
	}
	return ToSee
}

// Label writes as many keys of a cell as have room in w characters.
func (c Cell) Label(w int) string { return strings.Join(c.Labels(w), " ") }

// Labels are the keys of a cell as people write them, as many as have room in w
// characters with a space between two: all keys of one binding, or the first of
// each. A first key that they share is written once.
func (c Cell) Labels(w int) []string {
	keys := c.Bindings[0].Keys
	if len(c.Bindings) > 1 {
		keys = nil
		for _, b := range c.Bindings {
			keys = append(keys, b.Keys[0])
		}
	}
	labels := []string{Label(keys[0])}
	lead, _, sequence := strings.Cut(keys[0], " ")
	used := utf8.RuneCountInString(labels[0])
	for _, k := range keys[1:] {
		next := Label(k)
		if rest, same := strings.CutPrefix(k, lead+" "); same && sequence && utf8.RuneCountInString(lead) > 1 {
			next = Label(rest) // Ctrl-w h j k l
		}
		if used += 1 + utf8.RuneCountInString(next); used > w {
			break
		}
		labels = append(labels, next)
	}
	return labels
}
