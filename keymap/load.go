package keymap

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Row is what a user wants an action's keys to be.
type Row struct {
	Name string   // of an action, behind the place and a dot where it is bound in one only: "zoom", "stream.filter"
	Keys []string // as [Label] or the table writes them: "f", "Ctrl-w h", "ctrl+w h", "PgDn"; none takes them away
}

// Fault is what is wrong with a [Row].
type Fault struct {
	Row   int // its index
	Key   int // of its key; -1: its name
	Msg   string
	Hint  string   // what to do; "" for nothing
	Names []string // those of which one may have been meant; nil where that is not what is wrong
}

// With is the table with the rows' keys in the place of the table's own. Rows with
// faults change nothing. Faults are listed by row.
func (m Map) With(rows []Row) (Map, []Fault) {
	l := loading{Map: Map{slices.Clone(m.bindings)}, from: map[place]origin{}, given: map[int]bool{}}
	for i, r := range rows {
		l.row(i, r)
	}
	for i := range l.bindings {
		l.clashes(l.bindings[i])
	}
	slices.SortStableFunc(l.faults, func(a, b Fault) int {
		if a.Row != b.Row {
			return a.Row - b.Row
		}
		return a.Key - b.Key
	})
	if len(l.faults) > 0 {
		return m, l.faults
	}
	return l.Map, nil
}

// loading is a table that is being changed.
type loading struct {
	Map
	from   map[place]origin // of the keys that rows have set
	given  map[int]bool     // the bindings that have their keys from a row
	faults []Fault
}

// place is a key of an action in a scope, and origin the row that put it there.
type place struct {
	scope  Scope
	action Action
	key    string
}

type origin struct{ row, key int }

func (l *loading) fault(at origin, msg, hint string, names ...string) {
	l.faults = append(l.faults, Fault{Row: at.row, Key: at.key, Msg: msg, Hint: hint, Names: names})
}

// row puts the keys of one row into the table.
func (l *loading) row(i int, r Row) {
	at := origin{i, -1}
	scope, action, dotted := strings.Cut(r.Name, ".")
	if !dotted {
		scope, action = "", r.Name
	}
	a := Action(action)
	switch {
	case scope != "" && !slices.Contains(Scopes(), Scope(scope)):
		l.fault(at, "there is no place "+scope, "", qualified(Scopes(), a)...)
		return
	case a.Help() == "":
		l.fault(at, "there is no action "+action, "", names(Scope(scope))...)
		return
	case a == Stop || a == Cancel:
		l.fault(at, action+" keeps its key: there must always be a way out", "")
		return
	}
	keys := l.keys(i, r.Keys)
	for _, b := range l.rowsOf(at, Scope(scope), a) {
		if l.given[b] {
			l.fault(at, fmt.Sprintf("%s.%s has its keys already", l.bindings[b].Scope, a), "take one of them out")
			continue
		}
		l.give(i, b, keys)
	}
}

// qualified are the names of an action in places.
func qualified(scopes []Scope, a Action) []string {
	var all []string
	for _, s := range scopes {
		all = append(all, string(s)+"."+string(a))
	}
	return all
}

// names are those of all actions, in a place if one is named.
func names(s Scope) []string {
	var all []string
	for _, a := range Actions() {
		if s != "" {
			all = append(all, string(s)+"."+string(a))
		} else {
			all = append(all, string(a))
		}
	}
	return all
}

// rowsOf are the indexes of the bindings that a name means. An action that has
// none in this place gets one, if it means something there.
func (l *loading) rowsOf(at origin, scope Scope, a Action) []int {
	var found []int
	var elsewhere []Scope
	for i, b := range l.bindings {
		switch {
		case b.Action != a:
		case scope == "" || b.Scope == scope:
			found = append(found, i)
		default:
			elsewhere = append(elsewhere, b.Scope)
		}
	}
	if len(found) > 0 {
		return found
	}
	known := func(other Scope) bool { return together(scope, other) }
	if len(elsewhere) > 0 && !slices.ContainsFunc(elsewhere, known) {
		l.fault(at, fmt.Sprintf("%s does nothing in %s", a, scope), "it is "+strings.Join(qualified(elsewhere, a), ", "))
		return nil
	}
	if scope == "" {
		scope = Everywhere
	}
	l.bindings = append(l.bindings, Binding{Scope: scope, Action: a, Help: a.Help()})
	return []int{len(l.bindings) - 1}
}

// keys are the keys of a row as the table writes them.
func (l *loading) keys(row int, written []string) []string {
	var out []string
	for i, w := range written {
		k, why := parse(w)
		switch {
		case why != "":
			l.fault(origin{row, i}, why, "")
		case slices.Contains(out, k):
			l.fault(origin{row, i}, Label(k)+" stands here twice", "")
		}
		out = append(out, k)
	}
	return out
}

// give sets the keys of a binding, and remembers the row of those that are new.
func (l *loading) give(row, binding int, keys []string) {
	b := &l.bindings[binding]
	for i, k := range keys {
		if !slices.Contains(b.Keys, k) {
			l.from[place{b.Scope, b.Action, k}] = origin{row, i}
		}
	}
	b.Keys = keys
	l.given[binding] = true
}

// clashes finds the keys of b that rows have set and that something else has in the
// same place.
func (l *loading) clashes(b Binding) {
	for _, k := range b.Keys {
		at, new := l.from[place{b.Scope, b.Action, k}]
		if !new {
			continue
		}
		for _, other := range l.bindings {
			if other.Scope == b.Scope && other.Action == b.Action || !together(b.Scope, other.Scope) {
				continue
			}
			for _, o := range other.Keys {
				later, alsoNew := l.from[place{other.Scope, other.Action, o}]
				if !overlap(k, o) || alsoNew && (later.row > at.row) {
					continue
				}
				name := string(other.Scope) + "." + string(other.Action)
				said := Label(k) + " is " + name + " already"
				if o != k {
					said = fmt.Sprintf("%s and %s (%s) cannot both be keys: one begins the other", Label(k), Label(o), name)
				}
				l.fault(at, said, "take another key, or give "+name+" another one")
			}
		}
	}
}

// overlap tells whether two keys cannot be told apart: they are the same, or one
// is the beginning of the other.
func overlap(a, b string) bool {
	return a == b || strings.HasPrefix(a, b+" ") || strings.HasPrefix(b, a+" ")
}

// together tells whether bindings of two scopes hold in one place.
func together(a, b Scope) bool {
	if a == b || a == Everywhere || b == Everywhere {
		return true
	}
	return slices.ContainsFunc(places(), func(p []Scope) bool { return slices.Contains(p, a) && slices.Contains(p, b) })
}

// parse reads a key or a sequence of keys as people write them, and gives it as
// the table does. why is what is wrong with it, or empty.
func parse(text string) (keys, why string) {
	parts := strings.Fields(text)
	if pair := []rune(text); len(parts) == 1 && len(pair) == 2 && !named(text) {
		parts = []string{string(pair[:1]), string(pair[1:])} // yk, as the list of keys writes it
	}
	if len(parts) == 0 {
		if text == " " {
			return "space", ""
		}
		return "", "a key is missing: \"f\", \"Ctrl-w h\", \"PgDn\""
	}
	for i, p := range parts {
		k, why := one(p)
		if why == "" {
			why = never(k, i == 0)
		}
		if why != "" {
			return "", why
		}
		parts[i] = k
	}
	return strings.Join(parts, " "), ""
}

// named tells whether two letters are the name of one key.
func named(two string) bool {
	low := strings.ToLower(two)
	return low == "up" || low[0] == 'f' && low[1] >= '0' && low[1] <= '9'
}

// one reads one key.
func one(text string) (key, why string) {
	if r, n := utf8.DecodeRuneInString(text); n == len(text) && unicode.IsGraphic(r) {
		return text, ""
	}
	low := strings.ToLower(text)
	if strings.HasPrefix(low, "f") && strings.Trim(low[1:], "0123456789") == "" {
		return "", strings.ToUpper(text) + " does not arrive from every terminal"
	}
	for _, mod := range []string{"ctrl+", "ctrl-", "c-"} {
		if base, ok := strings.CutPrefix(low, mod); ok && base != "" {
			if utf8.RuneCountInString(base) == 1 {
				return "ctrl+" + base, ""
			}
			return "", text + " does not arrive from every terminal: Ctrl goes with one letter"
		}
	}
	switch low {
	case "enter", "return":
		return "enter", ""
	case "space", "tab", "backspace", "up", "down", "left", "right", "home", "end", "esc", "insert", "delete":
		return low, ""
	case "bksp":
		return "backspace", ""
	case "escape":
		return "esc", ""
	case "pgdn", "pgdown", "pagedown":
		return "pgdown", ""
	case "pgup", "pageup":
		return "pgup", ""
	case "s-tab", "shift+tab", "shift-tab":
		return "shift+tab", ""
	}
	if strings.HasPrefix(low, "alt") || strings.HasPrefix(low, "m-") {
		return "", "Alt never arrives over a slow link: it looks like Esc and a key"
	}
	if strings.HasPrefix(low, "shift") || strings.HasPrefix(low, "s-") {
		return "", text + ": write the capital letter instead"
	}
	return "", "there is no key " + text + ": write \"f\", \"G\", \"Ctrl-f\", \"Ctrl-w h\", \"Enter\", \"Space\", \"PgDn\""
}

// never says why a key is never bound, "" for one that can be. first: no other
// key stands before it.
func never(key string, first bool) string {
	switch key {
	case "ctrl+a", "ctrl+b":
		return Label(key) + " belongs to screen and tmux: it never arrives there"
	case "ctrl+s", "ctrl+q":
		return Label(key) + " stops and starts the terminal's output: it may never arrive"
	case "ctrl+z", `ctrl+\`:
		return Label(key) + " is a signal to the program"
	case "ctrl+h", "ctrl+i", "ctrl+j", "ctrl+m", "ctrl+[":
		names := map[string]string{"ctrl+h": "Backspace", "ctrl+i": "Tab", "ctrl+j": "Enter", "ctrl+m": "Enter", "ctrl+[": "Esc"}
		return Label(key) + " and " + names[key] + " are the same to a terminal"
	case "ctrl+t":
		return "Ctrl-t opens a tab in a terminal that is a browser"
	case "ctrl+c", "esc":
		return Label(key) + " keeps its meaning: there must always be a way out"
	case "[", "O":
		return key + " is a part of what arrow keys send: over a slow link it would be pressed by them"
	}
	if first && len(key) == 1 && key[0] >= '0' && key[0] <= '9' {
		return key + " begins a number, as in 12g"
	}
	return ""
}
