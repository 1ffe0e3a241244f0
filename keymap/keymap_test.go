package keymap

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
)

// panes are the places by the scope that is special to each.
var panes = func() map[string][]Scope {
	all := map[string][]Scope{}
	for _, p := range places() {
		all[string(p[0])] = p
	}
	return all
}()

func TestLookup(t *testing.T) {
	for _, c := range []struct {
		pane, keys string
		want       Action
		more       bool
	}{
		{"stream", "j", Down, false},
		{"stream", "G", Last, false},
		{"stream", "space", PageDown, false},
		{"topics", "space", Mark, false},
		{"stream", "S", Sync, false},
		{"topics", "S", Sort, false},
		{"stream", "h", Left, false},
		{"record", "h", Fold, false},
		{"record", "t", "", false},
		{"record", "?", Help, false},
		{"stream", "ctrl+w", "", true},
		{"stream", "ctrl+w h", FocusLeft, false},
		{"stream", "ctrl+w x", "", false},
		{"stream", "'", "", true},
		{"stream", "' '", Swap, false},
		{"stream", "ctrl", "", false},
		{"stream", "", "", false},
	} {
		if got, more := Default().Lookup(c.keys, panes[c.pane]...); got != c.want || more != c.more {
			t.Errorf("%s: %q is %q, %v; want %q, %v", c.pane, c.keys, got, more, c.want, c.more)
		}
	}
}

func TestActionsHaveUniqueNamesAndWords(t *testing.T) {
	name := regexp.MustCompile(`^[a-z]+(-[a-z]+)*$`)
	seen := map[Action]bool{}
	for _, a := range Actions() {
		if seen[a] {
			t.Errorf("%s stands twice", a)
		}
		seen[a] = true
		if !name.MatchString(string(a)) {
			t.Errorf("%q is no name for a config file", a)
		}
		if n := utf8.RuneCountInString(a.Help()); n == 0 || n > 28 {
			t.Errorf("%s is explained in %d characters: %q", a, n, a.Help())
		}
	}
	keyless := []Action{Quit, Suspend} // q leads there, it must not be one key away; Ctrl-z is not bound
	for _, a := range Actions() {
		bound := slices.ContainsFunc(Default().bindings, func(b Binding) bool { return b.Action == a })
		if bound == slices.Contains(keyless, a) {
			t.Errorf("%s: has a key: %v", a, bound)
		}
	}
}

func TestEveryRowIsWhole(t *testing.T) {
	for _, b := range Default().bindings {
		if len(b.Keys) == 0 || !slices.Contains(Scopes(), b.Scope) || b.Action.Help() == "" {
			t.Errorf("%+v is not whole", b)
		}
		if n := utf8.RuneCountInString(b.Help); n == 0 || n > 28 {
			t.Errorf("%s in %s: %d characters of help", b.Action, b.Scope, n)
		}
		if b.Short != "" && b.Footer == 0 {
			t.Errorf("%s in %s has words for a footer in which it does not stand", b.Action, b.Scope)
		}
	}
}

// A key of a pane may hide one of what scrolls, but only where that is meant.
func TestKeysDoNotConflict(t *testing.T) {
	meant := map[string]string{"topics": "space", "stream": "%", "record": "% h left l right"}
	for pane, scopes := range panes {
		owner := map[string]Binding{}
		for _, scope := range append(slices.Clone(scopes), Everywhere) {
			for _, b := range Default().Bindings(scope) {
				for _, k := range b.Keys {
					other, taken := owner[k]
					if taken && (other.Scope == b.Scope || !slices.Contains(strings.Fields(meant[pane]), k)) {
						t.Errorf("%s: %q is both %s and %s", pane, k, other.Action, b.Action)
					}
					if !taken {
						owner[k] = b
					}
				}
			}
		}
		for k := range owner {
			for long := range owner {
				if strings.HasPrefix(long, k+" ") {
					t.Errorf("%s: %q is also the beginning of %q", pane, k, long)
				}
			}
		}
	}
}

func TestKeysThatNeverArriveAreNotBound(t *testing.T) {
	never := regexp.MustCompile(`^(ctrl\+[basqzth\\mij\[]|.*alt\+.*|.*(super|meta|hyper)\+.*|f[0-9]+|[0-9]|\[|O)$`)
	for _, b := range Default().bindings {
		for _, k := range b.Keys {
			for _, one := range strings.Split(k, " ") {
				if never.MatchString(one) {
					t.Errorf("%s is bound to %q", b.Action, k)
				}
			}
		}
	}
}

// A misspelt key would never be found: the terminal library would call it something else.
func TestKeysAreSpeltAsTheTerminalLibraryDoes(t *testing.T) {
	special := map[string]tea.KeyPressMsg{
		"enter":     {Code: tea.KeyEnter},
		"tab":       {Code: tea.KeyTab},
		"shift+tab": {Code: tea.KeyTab, Mod: tea.ModShift},
		"esc":       {Code: tea.KeyEscape},
		"backspace": {Code: tea.KeyBackspace},
		"space":     {Code: tea.KeySpace, Text: " "},
		"up":        {Code: tea.KeyUp},
		"down":      {Code: tea.KeyDown},
		"left":      {Code: tea.KeyLeft},
		"right":     {Code: tea.KeyRight},
		"pgup":      {Code: tea.KeyPgUp},
		"pgdown":    {Code: tea.KeyPgDown},
		"home":      {Code: tea.KeyHome},
		"end":       {Code: tea.KeyEnd},
	}
	for _, b := range Default().bindings {
		for _, keys := range b.Keys {
			for _, k := range strings.Split(keys, " ") {
				msg, ok := special[k]
				if base, found := strings.CutPrefix(k, "ctrl+"); found && len(base) == 1 {
					msg, ok = tea.KeyPressMsg{Code: rune(base[0]), Mod: tea.ModCtrl}, true
				} else if len(k) == 1 {
					msg, ok = tea.KeyPressMsg{Code: rune(k[0]), Text: k}, true
				}
				if !ok || msg.String() != k {
					t.Errorf("%s: %q is no key (%q)", b.Action, k, msg.String())
				}
			}
		}
	}
}

func TestCommands(t *testing.T) {
	for _, c := range []struct {
		line string
		want Action
		arg  string
	}{
		{"zoom", Zoom, ""},
		{" filter type = Shipped ", Filter, "type = Shipped"},
		{"q", Leave, ""},
		{"quit", Quit, ""},
		{"14:20", Seek, "14:20"},
		{"@88123", Seek, "@88123"},
		{"seek 23 Nov 14:20", Seek, "23 Nov 14:20"},
		{"", "", ""},
	} {
		if a, arg := Parse(c.line); a != c.want || arg != c.arg {
			t.Errorf(":%s is %q %q, want %q %q", c.line, a, arg, c.want, c.arg)
		}
	}
}
