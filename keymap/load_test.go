package keymap

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestUsersKeysTakeThePlaceOfTheTables(t *testing.T) {
	for _, c := range []struct {
		name, keys string // a row, its keys separated by commas
		scope      Scope
		press      string
		want       Action
	}{
		{"stream.filter", "x,Ctrl-x f", Stream, "x", Filter},
		{"stream.filter", "x,Ctrl-x f", Stream, "ctrl+x f", Filter},
		{"stream.filter", "x", Stream, "f", ""},
		{"filter", "x", Stream, "x", Filter},
		{"open", "e", Topics, "e", Open},
		{"open", "e", Record, "e", Open},
		{"quit", "Q", Stream, "Q", Quit},
		{"stream.zoom", "z", Stream, "z", Zoom},
		{"stream.zoom", "z", Record, "z", FoldAll},
		{"zoom", "", Stream, "Z", ""},
		{"move.page-down", "PgDn", Stream, "pgdown", PageDown},
		{"move.page-down", "space", Topics, "space", Mark}, // as the table has it itself
		{"swap", "''", Stream, "' '", Swap},
		{"previous-pane", "Shift-Tab", Stream, "shift+tab", PrevPane},
		{"zoom", "é", Stream, "é", Zoom},
	} {
		row := Row{Name: c.name}
		if c.keys != "" {
			row.Keys = strings.Split(c.keys, ",")
		}
		m, faults := Default().With([]Row{row})
		if len(faults) > 0 {
			t.Errorf("%s = %s: %+v", c.name, c.keys, faults)
			continue
		}
		if a, _ := m.Lookup(c.press, c.scope, Move); a != c.want {
			t.Errorf("%s = %s: %s in %s is %q, want %q", c.name, c.keys, c.press, c.scope, a, c.want)
		}
	}
	if a, _ := Default().Lookup("f", Stream); a != Filter {
		t.Error("the table itself was changed")
	}
}

func TestWhatIsWrongWithUsersKeys(t *testing.T) {
	for _, c := range []struct {
		rows string // rows separated by semicolons, keys by commas
		want string // row, key, message
	}{
		{"filtr=x", "0 -1 there is no action filtr"},
		{"strem.filter=x", "0 -1 there is no place strem"},
		{"topics.filter=x", "0 -1 filter does nothing in topics"},
		{"stop=x", "0 -1 stop keeps its key: there must always be a way out"},
		{"zoom=Ctrl-c", "0 0 Ctrl-c keeps its meaning: there must always be a way out"},
		{"zoom=W,Ctrl-b", "0 1 Ctrl-b belongs to screen and tmux: it never arrives there"},
		{"zoom=Ctrl-i", "0 0 Ctrl-i and Tab are the same to a terminal"},
		{"zoom=alt+x", "0 0 Alt never arrives over a slow link: it looks like Esc and a key"},
		{"zoom=f12", "0 0 F12 does not arrive from every terminal"},
		{"zoom=7", "0 0 7 begins a number, as in 12g"},
		{"zoom=O", "0 0 O is a part of what arrow keys send: over a slow link it would be pressed by them"},
		{"zoom=ctrl+pgup", "0 0 ctrl+pgup does not arrive from every terminal: Ctrl goes with one letter"},
		{"zoom=shift+x", "0 0 shift+x: write the capital letter instead"},
		{"zoom=Prnt", `0 0 there is no key Prnt: write "f", "G", "Ctrl-f", "Ctrl-w h", "Enter", "Space", "PgDn"`},
		{"zoom=\x00", "0 0 there is no key \x00: write \"f\", \"G\", \"Ctrl-f\", \"Ctrl-w h\", \"Enter\", \"Space\", \"PgDn\""},
		{"zoom=W,W", "0 1 W stands here twice"},
		{"stream.filter=a", "0 0 a is stream.all-hits already"},
		{"stream.filter=d", "0 0 d is move.half-page-down already"},
		{"zoom=f", "0 0 f is stream.filter already"},
		{"stream.filter=Ctrl-w", "0 0 Ctrl-w and Ctrl-w h (everywhere.focus-left) cannot both be keys: one begins the other"},
		{"stream.filter=x;stream.follow=x", "1 0 x is stream.filter already"},
		{"filter=x;stream.filter=y", "1 -1 stream.filter has its keys already"},
	} {
		var rows []Row
		for text := range strings.SplitSeq(c.rows, ";") {
			name, keys, _ := strings.Cut(text, "=")
			rows = append(rows, Row{name, strings.Split(keys, ",")})
		}
		m, faults := Default().With(rows)
		if len(faults) == 0 {
			t.Errorf("%s: nothing is wrong", c.rows)
			continue
		}
		if got := fmt.Sprint(faults[0].Row, faults[0].Key, " ", faults[0].Msg); strings.ReplaceAll(got, "  ", " ") != c.want {
			t.Errorf("%s:\n%s\nwant\n%s", c.rows, got, c.want)
		}
		if m.Text() != Default().Text() {
			t.Errorf("%s: the table was changed all the same", c.rows)
		}
	}
}

func TestKeysCanBeSwapped(t *testing.T) {
	m, faults := Default().With([]Row{{"stream.filter", []string{"t"}}, {"stream.seek", []string{"f"}}})
	if a, _ := m.Lookup("t", Stream); len(faults) > 0 || a != Filter {
		t.Errorf("t is %q, %v", a, faults)
	}
}

// Every key of the table can be written by the user, as the table and as the list
// of keys write it: so it obeys the rules that users' keys obey.
func TestTheTableIsWrittenAsUsersWriteIt(t *testing.T) {
	for _, b := range Default().bindings {
		if b.Action == Stop || b.Action == Cancel {
			continue
		}
		var labels []string
		for _, k := range b.Keys {
			labels = append(labels, Label(k))
		}
		for _, keys := range [][]string{b.Keys, labels} {
			m, faults := Default().With([]Row{{string(b.Scope) + "." + string(b.Action), keys}})
			if len(faults) > 0 {
				t.Errorf("%s.%s = %q: %+v", b.Scope, b.Action, keys, faults)
			} else if m.Text() != Default().Text() {
				t.Errorf("%s.%s = %q is another table", b.Scope, b.Action, keys)
			}
		}
	}
}

func TestEveryScopeIsInAPlace(t *testing.T) {
	for _, s := range Scopes() {
		if s != Everywhere && !slices.ContainsFunc(places(), func(p []Scope) bool { return slices.Contains(p, s) }) {
			t.Errorf("%s holds nowhere", s)
		}
	}
}
