package ui_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"riffle/keymap"
	"riffle/query"
	"riffle/source"
	"riffle/ui/prompt"
)

// What the README says of keys, filters and places comes from where the program
// has it. After a change, RIFFLE_UPDATE=1 go test ./ui -run README writes it anew.
func TestTheREADMEIsFresh(t *testing.T) {
	path := filepath.Join(house, "README.md")
	old, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	text := string(old)
	for name, want := range map[string]string{"places": places(), "filters": filters(), "keys": keymap.Default().Markdown(), "prompts": prompts()} {
		begin := fmt.Sprintf("<!-- %s: written by the tests, see ui/readme_test.go -->\n", name)
		before, rest, ok := strings.Cut(text, begin)
		_, after, closed := strings.Cut(rest, "<!-- end -->")
		if !ok || !closed {
			t.Fatalf("the README has no place for %s", name)
		}
		text = before + begin + "\n" + strings.TrimSpace(want) + "\n\n<!-- end -->" + after
	}
	if text == string(old) {
		return
	}
	if os.Getenv("RIFFLE_UPDATE") == "" {
		t.Fatal("the README is stale: RIFFLE_UPDATE=1 go test ./ui -run README writes it anew")
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// The README promises exactly two commands that need nothing but Go.
func TestTheREADMENamesItsTwoCommands(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(house, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, command := range []string{"\ngo run . demo\n", "\ngo test ./...\n"} {
		if strings.Count(string(text), command) != 1 {
			t.Errorf("the README does not name %q once", strings.TrimSpace(command))
		}
	}
}

func places() string {
	var b strings.Builder
	b.WriteString("| place | where |\n|---|---|\n")
	for _, row := range source.AtHelp() {
		for i, text := range strings.Split(row[0], "  ") {
			if i > 0 {
				b.WriteString(" ")
			} else {
				b.WriteString("| ")
			}
			fmt.Fprintf(&b, "`%s`", text)
		}
		fmt.Fprintf(&b, " | %s |\n", row[1])
	}
	return b.String()
}

func prompts() string {
	var b strings.Builder
	b.WriteString("| in a prompt | |\n|---|---|\n")
	for _, row := range prompt.Help() {
		keys := strings.Split(row[0], "  ")
		fmt.Fprintf(&b, "| `%s` | %s |\n", strings.Join(keys, "` `"), row[1])
	}
	return b.String()
}

func filters() string { return "```\n" + strings.TrimSpace(query.Reference()) + "\n```" }
