// Package keymap holds the keys as data.
//
// One table says which key does what and in which words, place by place. What
// carries a key out, the footer, the list of keys, the README and `riffle keys` all
// read it, so they cannot disagree; with keys of the user's own ([Map.With]) it is
// another table, and they all follow. It imports nothing else of riffle: tests and
// the command line read it without a terminal. Panes never see a key, only an
// [Action].
//
//	m := keymap.Default()
//	m.Lookup("G", keymap.Stream, keymap.Move)      // Last, false
//	m.Lookup("ctrl+w", keymap.Stream, keymap.Move) // "", true: the first of two keys
//	m.Lookup("ctrl+w h", keymap.Stream)            // FocusLeft, false
package keymap

import (
	"cmp"
	"slices"
	"strings"
)

// Scope is the place in which a binding holds; [Everywhere] is looked up last.
type Scope string

// The places.
const (
	Everywhere Scope = "everywhere"
	Move       Scope = "move" // lists, streams, records: whatever scrolls
	Topics     Scope = "topics"
	Stream     Scope = "stream"
	Record     Scope = "record"
	Value      Scope = "value"     // in a row or a record
	Selection  Scope = "selection" // while rows of a stream are selected: before all others
	Partitions Scope = "partitions"
	Detail     Scope = "topic"
	Overview   Scope = "timeline"
)

// Scopes lists all places, the special ones first.
func Scopes() []Scope {
	return []Scope{Topics, Stream, Selection, Record, Value, Overview, Partitions, Detail, Move, Everywhere}
}

// places lists which scopes hold together, one list for each kind of pane;
// [Everywhere] holds with all of them.
func places() [][]Scope {
	return [][]Scope{{Topics, Move}, {Stream, Value, Move}, {Record, Value, Move}, {Selection}, {Overview}, {Partitions, Move}, {Detail, Move}}
}

// Binding is one row of the table: the only place where a key, what it does and
// its words stand.
type Binding struct {
	Scope  Scope
	Action Action
	Keys   []string // as bubbletea writes them: "j", "ctrl+w h" (a sequence), "enter"
	Help   string   // what it does, at most 28 characters: "filter"
	Footer int      // its rank in the footer of its place; below 0: before all others; 0: only in the list of keys
	Short  string   // its words in the footer, for all rows of the same rank: "all/hits"
	Group  Group    // where it stands in the sheet of keys; "" for [ToMove] or [Anywhere], by its scope
	Brief  string   // its words there, at most 18 characters; "" for Help
	With   bool     // there it stands beside the row above, whose words are for both
}

// Map is a table of bindings in force. It is immutable.
type Map struct{ bindings []Binding }

// newMap takes the words that a row does not give from its action.
func newMap(rows []Binding) Map {
	for i := range rows {
		rows[i].Help = cmp.Or(rows[i].Help, rows[i].Action.Help())
	}
	return Map{bindings: rows}
}

// Lookup finds the action of the keys pressed so far ("ctrl+w h"), in the scopes
// in turn, then [Everywhere]. more: keys is the beginning of a longer sequence. The
// first scope that knows the keys decides.
func (m Map) Lookup(keys string, scopes ...Scope) (a Action, more bool) {
	for _, s := range append(slices.Clip(scopes), Everywhere) {
		for _, b := range m.bindings {
			if b.Scope != s {
				continue
			}
			for _, k := range b.Keys {
				if k == keys {
					return b.Action, false
				}
				more = more || strings.HasPrefix(k, keys+" ")
			}
		}
		if more {
			return "", true
		}
	}
	return "", false
}

// Bindings returns the rows of the scopes, in table order. The caller owns them.
func (m Map) Bindings(scopes ...Scope) []Binding {
	rows := m.rows(scopes)
	for i := range rows {
		rows[i].Keys = slices.Clone(rows[i].Keys)
	}
	return rows
}

// KeyOf is the first key of an action in the scopes, else in [Everywhere], else in
// any other; "" where it has none.
func (m Map) KeyOf(a Action, scopes ...Scope) string {
	best, rank := "", -1
	for _, b := range m.bindings {
		if b.Action != a || len(b.Keys) == 0 {
			continue
		}
		is := 0
		switch {
		case slices.Contains(scopes, b.Scope):
			is = 2
		case b.Scope == Everywhere:
			is = 1
		}
		if is > rank {
			best, rank = b.Keys[0], is
		}
	}
	return best
}

// Namer returns what sentences call the key of an action: the first one in the scopes,
// else in any other place, as people write it; ":" and the name of an action that has
// none. So no sentence names a key that the user has given away. The zero Map stands
// for [Default].
func (m Map) Namer(scopes ...Scope) func(Action) string {
	if m.bindings == nil {
		m = Default()
	}
	return func(a Action) string {
		if key := m.KeyOf(a, scopes...); key != "" {
			return Label(key)
		}
		return ":" + string(a)
	}
}

// rows are the bindings of the scopes, which share their keys with the table: every
// frame asks for a footer, and copying the keys for it was most of what it cost.
func (m Map) rows(scopes []Scope) []Binding {
	var rows []Binding
	for _, b := range m.bindings {
		if slices.Contains(scopes, b.Scope) {
			rows = append(rows, b)
		}
	}
	return rows
}

// Hint is one entry of the footer.
type Hint struct {
	Action Action // that of its first row
	Scope  Scope  // likewise
	Keys   string // as people write them: ", ."
	Words  string // "min"
}

// Footer returns the hints of the scopes and of [Everywhere], by rank. Rows of one
// rank make one hint. Where they do not all fit, leave out before the last two: one
// leads out, the other to all that are left out.
func (m Map) Footer(scopes ...Scope) []Hint {
	rows := m.rows(append(slices.Clip(scopes), Everywhere))
	rows = slices.DeleteFunc(rows, func(b Binding) bool { return b.Footer == 0 || len(b.Keys) == 0 })
	slices.SortStableFunc(rows, func(a, b Binding) int { return cmp.Compare(a.Footer, b.Footer) })
	var hints []Hint
	for i, b := range rows {
		if i > 0 && rows[i-1].Footer == b.Footer {
			hints[len(hints)-1].Keys += " " + Label(b.Keys[0])
			continue
		}
		hints = append(hints, Hint{Action: b.Action, Scope: b.Scope, Keys: Label(b.Keys[0]), Words: cmp.Or(b.Short, b.Help)})
	}
	return hints
}

// Parse reads what was typed behind ":". "q" and the names of actions are
// themselves, with the rest of the line as arg; anything else is a place to seek:
// "14:20", "@88123". An empty line is no action.
func Parse(line string) (a Action, arg string) {
	line = strings.TrimSpace(line)
	if line == "" {
		return "", ""
	}
	name, rest, _ := strings.Cut(line, " ")
	rest = strings.TrimSpace(rest)
	if name == "q" {
		return Leave, rest
	}
	if Action(name).Help() != "" {
		return Action(name), rest
	}
	return Seek, line
}
