package config

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"riffle/keymap"
)

// load reads a file that says text.
func load(t *testing.T, text string) (*File, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "config.toml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return Load(path, false)
}

func TestWhatAFileSays(t *testing.T) {
	f, err := load(t, "\ufefftheme = 'light' # as my terminal\r\ntruecolor = true\nmouse = false\nutc = true\nhistory = false\n"+
		"max_rate = \"20MB\"\ncluster = \"my prod\"\n"+
		"[keys]\nstream.filter = [\"x\", \"Ctrl-x f\"]\nzoom = \"z z\"\n"+
		"[keys.record]\nfold-all = []\n"+
		"[filters]\nerrors = 'status >= 500'\n"+
		"[clusters.\"my prod\"]\nbrokers = [\"a:9092\", \"b:9092\"]\n\"security.protocol\" = \"SASL_SSL\"\nsasl = { username = \"me\", password = \"p=\\\"w\" }\nretries = 3\n"+
		"[clusters.local]\nbrokers = \"localhost\"\n")
	if err != nil {
		t.Fatal(err)
	}
	if f.Theme != "light" || !f.Truecolor || f.Mouse != Off || !f.UTC || f.History || f.MaxRate.Value != "20MB" || f.Cluster.Value != "my prod" {
		t.Errorf("options: %+v", f)
	}
	if a, _ := f.Keys.Lookup("ctrl+x f", keymap.Stream, keymap.Move); a != keymap.Filter {
		t.Errorf("Ctrl-x f is %q", a)
	}
	if a, _ := f.Keys.Lookup("f", keymap.Stream, keymap.Move); a != "" {
		t.Errorf("f is %q still", a)
	}
	if len(f.Filters) != 1 || f.Filters[0].Name.Value != "errors" || f.Filters[0].Text.Value != "status >= 500" || f.Filters[0].Text.Line != 14 {
		t.Errorf("filters: %+v", f.Filters)
	}
	c, ok := f.Named("my prod")
	if !ok || strings.Join(c.Brokers, " ") != "a:9092 b:9092" {
		t.Errorf("clusters: %+v", f.Clusters)
	}
	want := "security.protocol=SASL_SSL sasl.username=me sasl.password=p=\"w retries=3"
	if got := strings.Join(c.Settings(), " "); got != want {
		t.Errorf("settings %s, want %s", got, want)
	}
	if c, ok := f.Named("local"); !ok || c.Brokers[0] != "localhost" {
		t.Error("a cluster of which only one broker is named is not there")
	}
}

func TestWhatIsWrongIsSaidWithItsLineAndCaret(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"utc = true\nthem = 1", "2: there is no option them; did you mean theme?\n    2 | them = 1\n      | ^^^^"},
		{"[key]\na = 1", "1: there is no section [key]; did you mean keys?\n    1 | [key]\n      |  ^^^"},
		{"key.a = 1\nkey.b = 1", "1: there is no section [key]; did you mean keys?\n    1 | key.a = 1\n      | ^^^"},
		{"[theme]", "1: theme is an option, not a section; write theme = … above the first [section]\n    1 | [theme]\n      |  ^^^^^"},
		{"keys = 1", "1: keys is a section; write [keys] in a line of its own\n    1 | keys = 1\n      | ^^^^"},
		{`utc = "yes"`, "1: utc is true or false, without quotes\n    1 | utc = \"yes\"\n      |       ^^^^^"},
		{"mouse = 1", "1: mouse is true, false or \"auto\"\n    1 | mouse = 1\n      |         ^"},
		{"max_rate = 20", "1: max_rate is a text, in quotes\n    1 | max_rate = 20\n      |            ^^"},
		{"theme = 'pink'", "1: theme is one of auto, dark, light, mono, in quotes\n    1 | theme = 'pink'\n      |         ^^^^^^"},
		{"utc = true\n\nutc = true", "3: utc is set already, in line 1; take one of them out\n    3 | utc = true\n      | ^^^"},
		{"[keys]\n[keys]", "2: [keys] is there already, in line 1; put both together\n    2 | [keys]\n      |  ^^^^"},
		{"[[clusters.a]]", "1: [[clusters.a]] is a list of tables; write [NAME] with one pair of brackets\n    1 | [[clusters.a]]\n      |   ^^^^^^^^^^"},
		{"[keys]\nstream.filtr = \"x\"", "2: there is no action filtr; did you mean stream.filter?\n    2 | stream.filtr = \"x\"\n      | ^^^^^^^^^^^^"},
		{"[keys]\ntheme = \"dark\"", "2: there is no action theme; options stand above the first [section]\n    2 | theme = \"dark\"\n      | ^^^^^"},
		{"[keys]\nstream.filter = [\"x\", \"Ctrl-z\"]", "2: Ctrl-z is a signal to the program\n    2 | stream.filter = [\"x\", \"Ctrl-z\"]\n      |                       ^^^^^^^^"},
		{"[keys]\nstream.filter = 1", "2: keys are texts; write stream.filter = \"f\", or [\"f\", \"&\"] for several, or [] for none\n    2 | stream.filter = 1\n      |                 ^"},
		{"[filters]\n\"a b\" = 'x'", "2: the name of a filter has letters, digits, - and _ only\n    2 | \"a b\" = 'x'\n      | ^^^^^"},
		{"[clusters]\na = 1", "2: clusters.a is a section; write [clusters.a] in a line of its own\n    2 | a = 1\n      | ^"},
		{"[clusters.a]\nbrokers = []", "2: brokers is a list of texts; write brokers = [\"HOST:9092\", \"HOST:9092\"]\n    2 | brokers = []\n      | ^^^^^^^"},
		{"[clusters.a]\nx = [1]", "2: x is a text, a number, true or false\n    2 | x = [1]\n      | ^"},
		{"utc =", "1: this is not TOML: expected value, not end of input; texts stand in quotes: name = \"value\"\n    1 | utc =\n      |     ^"},
		{"[clusters.a]\nsasl.password = \"hunter2", "2: this is not TOML: unterminated basic string\n    2 | sasl.password = ********\n      |                 ^^^^^^^^"},
		{"\x1b]0;x\x07 = 1", "1: this is not TOML: invalid character at start of key: U+001B\n    1 | ␛]0;x␇ = 1\n      | ^"},
	} {
		f, err := load(t, c.text)
		wrong := f.Doubtful // a saved filter stops nobody
		if !errors.As(err, &wrong) && len(wrong) == 0 {
			t.Errorf("%q: %v", c.text, err)
			continue
		}
		_, got, _ := strings.Cut(wrong.Picture(), "config.toml:")
		if got != c.want {
			t.Errorf("%q:\n%s\nwant\n%s", c.text, got, c.want)
		}
	}
}

func TestAllThatIsWrongIsSaidAtOnce(t *testing.T) {
	_, err := load(t, "[keys]\nzoom = \"F5\"\n[filter]\n[clusters.a]\nbrokers = 1\n")
	var wrong Errors
	if !errors.As(err, &wrong) || len(wrong) != 3 || wrong[0].Line != 2 || wrong[2].Line != 5 {
		t.Errorf("%v", err)
	}
}

func TestLongLinesAreCutAroundTheCaret(t *testing.T) {
	_, err := load(t, "[clusters.a]\nsasl = { username = \""+strings.Repeat("日", 5000)+"\", mechanism = [1] }")
	var wrong Errors
	if !errors.As(err, &wrong) {
		t.Fatal(err)
	}
	for line := range strings.SplitSeq(wrong.Picture(), "\n") {
		if len([]rune(line)) > 120+len(wrong[0].Path) {
			t.Errorf("%d characters: %s", len([]rune(line)), line)
		}
	}
}

func TestPathsFollowTheEnvironment(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("paths of Unix")
	}
	for _, c := range []struct {
		env, want string
		named     bool
	}{
		{"RIFFLE_CONFIG=/a/b.toml HOME=/h", "/a/b.toml", true},
		{"XDG_CONFIG_HOME=/x HOME=/h", "/x/riffle/config.toml", false},
		{"XDG_CONFIG_HOME=x HOME=/h", "/h/.config/riffle/config.toml", false},
		{"HOME=/h", "/h/.config/riffle/config.toml", false},
		{"", "", false},
	} {
		path, named := Path(func(name string) string {
			for _, kv := range strings.Fields(c.env) {
				if k, v, _ := strings.Cut(kv, "="); k == name {
					return v
				}
			}
			return ""
		})
		if path != c.want || named != c.named {
			t.Errorf("%s: %q %v", c.env, path, named)
		}
	}
}

func TestAFileThatIsNotThereIsWrongOnlyWhenNamed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "config.toml")
	if f, err := Load(path, false); err != nil || f.Theme != "auto" {
		t.Errorf("%+v, %v", f, err)
	}
	if _, err := Load(path, true); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("named: %v", err)
	}
}

func TestAPasswordThatOthersCanReadIsWarnedOf(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("permissions of Unix")
	}
	path := filepath.Join(t.TempDir(), "config.toml")
	for _, c := range []struct {
		text string
		mode os.FileMode
		warn bool
	}{
		{"[clusters.a]\nsasl.password = \"x\"", 0o644, true},
		{"[clusters.a]\nsasl.password = \"x\"", 0o600, false},
		{"[clusters.a]\nsasl.username = \"x\"", 0o644, false},
	} {
		if err := os.WriteFile(path, []byte(c.text), c.mode); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, c.mode); err != nil {
			t.Fatal(err)
		}
		f, err := Load(path, true)
		if err != nil || (len(f.Warnings()) > 0) != c.warn {
			t.Errorf("%s %o: %q, %v", c.text, c.mode, f.Warnings(), err)
		}
	}
}

// What show prints is a file that says the same, but for its passwords.
func TestWhatIsShownCanBeReadAgain(t *testing.T) {
	f, err := load(t, "mouse = true\n[keys]\nzoom = ['W', 'Ctrl-x \"']\n[filters]\nerrors = 'a = \"x\\y\"'\n[clusters.\"my prod\"]\nbrokers = 'a'\nsasl.password = 'hunter2'\n")
	if err != nil {
		t.Fatal(err)
	}
	shown := f.Show()
	if strings.Contains(shown, "hunter2") {
		t.Errorf("a password is shown:\n%s", shown)
	}
	again, err := load(t, shown)
	if err != nil {
		t.Fatalf("%v\n%s", err, shown)
	}
	if len(again.Filters) != 1 || again.Filters[0].Text.Value != f.Filters[0].Text.Value || again.Mouse != On || again.Rebound() != 1 {
		t.Errorf("it says something else:\n%s", shown)
	}
}

func TestTheTemplateCanBeReadWithItsCommentsAndWithout(t *testing.T) {
	if _, err := load(t, Template()); err != nil {
		t.Error(err)
	}
	var open []string
	for line := range strings.SplitSeq(Template(), "\n") {
		if rest, ok := strings.CutPrefix(line, "# "); ok && strings.ContainsAny(rest, "=[") {
			open = append(open, rest)
		}
	}
	if f, err := load(t, strings.Join(open, "\n")); err != nil || len(f.Clusters) != 1 || f.Rebound() != 2 {
		t.Errorf("%v\n%s", err, strings.Join(open, "\n"))
	}
}

func TestEveryOptionAndSectionIsTaken(t *testing.T) {
	for _, name := range Options() {
		if option(name) == nil {
			t.Errorf("nothing takes the option %s", name)
		}
		if f := Defaults(); f.value(name) == "" {
			t.Errorf("%s is not shown", name)
		}
	}
	for _, name := range Sections() {
		if section(name) == nil {
			t.Errorf("nothing takes the section %s", name)
		}
	}
}

// Whatever the file holds, reading it ends, errors point into it, and what is
// shown of it is harmless and can be read again.
func FuzzLoad(f *testing.F) {
	f.Add(Template())
	f.Add("theme = 'dark'\n[keys]\nstream.filter = ['x', \"Ctrl-x f\"]\nzoom = 'z'\n[filters]\na = 'b'\n[clusters.\"a b\"]\nbrokers = ['x']\nsasl = { password = 1e3, y = [[1], {a = 2}] }")
	f.Add("a = \"\"\"\nx\n\"\"\"\n[[b]]\nc = 1979-05-27T07:32:00Z")
	f.Add("[keys]\nzoom=''\nstop='x'\n''=''\n'.'='a'\n\"\\u0000\"='\\u001b'")
	f.Fuzz(func(t *testing.T, text string) {
		file, wrong := parse("c", []byte(text))
		for _, e := range wrong {
			if e.Line < 1 || e.Line > len(file.lines) || e.Col < 0 || e.Col > len(file.lines[e.Line-1]) {
				t.Errorf("%v points to %+v", e, e.Pos)
			}
		}
		if strings.ContainsAny(wrong.Picture(), "\x1b\x07\x00") {
			t.Errorf("not harmless: %q", wrong.Picture())
		}
		if len(wrong) > 0 {
			return
		}
		if _, wrong := parse("c", []byte(file.Show())); len(wrong) > 0 {
			t.Errorf("%v of\n%s", wrong, file.Show())
		}
	})
}
