package cli_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	commandLine = regexp.MustCompile(`(?m)^  ([a-z]+)  +[A-Z]`)
	flagLine    = regexp.MustCompile(`(?m)^ +(?:-([a-zA-Z]), )?--([a-z-]+)`)
	riffleLine  = regexp.MustCompile(`(?m)^(?:! |exits \d |exec )?riffle (.*)$`)
)

// A command or a flag that no transcript runs is one whose words nobody has read.
func TestEveryFlagHasATranscript(t *testing.T) {
	scripts, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	var lines [][]string
	for _, name := range scripts {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range riffleLine.FindAllStringSubmatch(string(text), -1) {
			lines = append(lines, strings.Fields(m[1]))
		}
	}
	ran := func(command string, flags ...string) bool {
		return slices.ContainsFunc(lines, func(words []string) bool {
			return (command == "" || slices.Contains(words, command)) &&
				slices.ContainsFunc(words, func(w string) bool { return len(flags) == 0 || slices.Contains(flags, strings.SplitN(w, "=", 2)[0]) })
		})
	}
	top, _, _ := run(t, "--help")
	for _, command := range append([]string{""}, commandNames(top)...) {
		if !ran(command) {
			t.Errorf("no transcript runs riffle %s", command)
		}
		page, _, _ := run(t, strings.Fields(command+" --help")...)
		own, _, _ := strings.Cut(page, "Global Flags:")
		for _, f := range flagLine.FindAllStringSubmatch(own, -1) {
			if f[2] != "help" && !ran(command, "-"+f[1], "--"+f[2]) {
				t.Errorf("no transcript runs riffle %s --%s", command, f[2])
			}
		}
	}
}

func commandNames(page string) (names []string) {
	for _, c := range commandLine.FindAllStringSubmatch(page, -1) {
		names = append(names, c[1])
	}
	return names
}
