package keymap

import (
	"fmt"
	"strings"
	"testing"
)

func TestLabels(t *testing.T) {
	for keys, want := range map[string]string{
		"j": "j", "G": "G", "enter": "Enter", "space": "Space", "pgdown": "PgDn", "shift+tab": "S-Tab",
		"ctrl+c": "Ctrl-c", "ctrl+w h": "Ctrl-w h", "ctrl+w left": "Ctrl-w Left", "' '": "''", `\`: `\`,
	} {
		if got := Label(keys); got != want {
			t.Errorf("%q is written %q, want %q", keys, got, want)
		}
	}
}

func TestFooterJoinsRowsOfOneRank(t *testing.T) {
	var got []string
	for _, h := range Default().Footer(Stream, Move) {
		got = append(got, fmt.Sprint(h.Keys, " ", h.Words))
	}
	want := "f filter|a all/hits|t time|, . min|F follow|Enter record|v s split|S link|B begin/end|Tab pane|Z zoom|q back|? keys"
	if s := strings.Join(got, "|"); s != want {
		t.Errorf("got  %s\nwant %s", s, want)
	}
}

func TestTablesHoldEveryBindingOnce(t *testing.T) {
	m := Default()
	for _, b := range m.bindings {
		row := fmt.Sprintf("| %s | `:%s` |\n", b.Help, b.Action)
		if !strings.Contains(m.Markdown(), row) {
			t.Errorf("the README lacks %s", row)
		}
		if !strings.Contains(m.Text(), b.Labels()) {
			t.Errorf("riffle keys lacks %s", b.Labels())
		}
	}
	if got, want := strings.Count(m.Markdown(), "\n"), len(m.bindings)+2; got != want {
		t.Errorf("the README's table has %d lines, want %d", got, want)
	}
}

func TestCallersOwnTheRows(t *testing.T) {
	m := Default()
	m.Bindings(Stream)[0].Keys[0] = "changed"
	if a, _ := m.Lookup("changed", Stream); a != "" {
		t.Error("a caller changed the table")
	}
}
