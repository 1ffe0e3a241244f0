package ui

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"riffle/keymap"
)

// Keys can be given away in config.toml, so no sentence may hold one: it is asked
// for with the action. Prompts have keys of their own, Enter, Esc, Tab, which stay.
func TestNoSentenceNamesAKeyItself(t *testing.T) {
	verbs := `(again|asks|begins|changes|copies|draws|finds|follows|goes|hides|lists|looks|narrows|newer|older|opens|pauses|quits|reads|scrolls|sets|shows|splits|stops|tries|waits|filters?|shows?)\b`
	key := regexp.MustCompile(`(^|· |, |: |; | or | and )([a-zA-Z/%+*|<>]|Ctrl-[a-z]|Backspace|BkSp) ` + verbs)
	inPane := regexp.MustCompile(`(^|· |, )Enter ` + verbs)
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() && (d.Name() == "cli" || d.Name() == "config") {
			return fs.SkipDir
		}
		if filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, path, nil, 0)
		if err != nil {
			return err
		}
		dir := filepath.Dir(path)
		pane := dir != "." && dir != "prompt"
		ast.Inspect(file, func(n ast.Node) bool {
			lit, ok := n.(*ast.BasicLit)
			if !ok || lit.Kind != token.STRING {
				return true
			}
			text := strings.Trim(lit.Value, "\"`")
			if found := key.FindString(text); found != "" || pane && inPane.MatchString(text) {
				t.Errorf("%s: a key is written into %s", set.Position(lit.Pos()), lit.Value)
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Whoever has other keys reads of these.
func TestSentencesNameTheKeysInForce(t *testing.T) {
	story(t, func(t *testing.T) {
		other, faults := keymap.Default().With([]keymap.Row{{Name: "stream.filter", Keys: []string{"X"}}, {Name: "all-hits", Keys: []string{"Q"}}})
		if len(faults) > 0 {
			t.Fatal(faults)
		}
		s := sit(t, shop(1000), 80, 24, func(c *Config) { c.Keys = other }).settle()
		s.press("enter", "X").types("nowhere-to-be-found").press("enter").sees("X changes the filter, Q")
	})
}
