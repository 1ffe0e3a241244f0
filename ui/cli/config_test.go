package cli_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"riffle/keymap"
	"riffle/source"
	"riffle/ui/cli"
)

// configured carries out a command line with a configuration file, and tells what
// the screen would have been opened with.
func configured(t *testing.T, path string, env map[string]string, args ...string) (stdout, stderr string, view cli.View, code int) {
	t.Helper()
	var out, err bytes.Buffer
	app := cli.App{
		Connect: func(context.Context, cli.Connection) (source.Source, error) { return shop().Open(), nil },
		Explore: func(_ context.Context, _ cli.Connection, v cli.View) error { view = v; return nil },
		Verify: func(to cli.Connection) error {
			for _, p := range to.Properties {
				if strings.HasPrefix(p, "sasl.passwrd=") {
					return errors.New("setting sasl.passwrd is not known")
				}
			}
			return nil
		},
		Env: func(name string) string {
			if name == "RIFFLE_CONFIG" {
				return path
			}
			return env[name]
		},
		Out: &out, Err: &err, Terminal: true, Now: func() time.Time { return noon },
	}
	code = cli.Run(t.Context(), app, args)
	return out.String(), err.String(), view, code
}

func write(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "config.toml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestTheConfigurationHolds(t *testing.T) {
	path := write(t, "utc = true\ntheme = \"light\"\n[keys]\nstream.filter = \"x\"\n")
	_, _, view, code := configured(t, path, nil, "open", "orders")
	if code != 0 || !view.UTC || view.Config.Theme != "light" {
		t.Errorf("%d, %+v", code, view)
	}
	if a, _ := view.Config.Keys.Lookup("x", keymap.Stream); a != keymap.Filter {
		t.Errorf("x is %q", a)
	}
	if _, _, view, _ = configured(t, path, nil, "open", "orders", "--utc=false"); view.UTC {
		t.Error("a flag does not go before the file")
	}
	if out, _, _, _ := configured(t, path, nil, "keys"); !strings.Contains(out, "  x                       filter; empty shows all") {
		t.Errorf("riffle keys prints another table:\n%s", out)
	}
}

func TestWhatIsWrongWithTheConfigurationEndsEveryCommandButTheOnesAboutIt(t *testing.T) {
	path := write(t, "[keys]\nstream.filtr = \"x\"\n")
	for _, args := range []string{"", "open orders", "cat orders", "topics", "keys", "config check", "config show"} {
		_, said, _, code := configured(t, path, nil, strings.Fields(args)...)
		want := path + ":2: there is no action filtr; did you mean stream.filter?\n    2 | stream.filtr = \"x\"\n      | ^^^^^^^^^^^^\n"
		if code != 2 || said != "riffle: "+want {
			t.Errorf("%s: %d\n%s", args, code, said)
		}
	}
	for _, args := range []string{"config path", "version", "help", "help filter", "completion bash"} {
		if _, said, _, code := configured(t, path, nil, strings.Fields(args)...); code != 0 {
			t.Errorf("%s: %d\n%s", args, code, said)
		}
	}
}

func TestConfigCheckLooksAtFiltersAndClustersToo(t *testing.T) {
	path := write(t, "cluster = \"prd\"\n[filters]\nerrors = \"status >= \"\n[clusters.prod]\nsasl.passwrd = \"x\"\n")
	_, said, _, code := configured(t, path, nil, "config", "check")
	for _, want := range []string{
		":1: there is no section [clusters.prd]\n    1 | cluster = \"prd\"\n      |           ^^^^^\n",
		":3: ", "    3 | errors = \"status >= \"\n      |                     ^\n",
		":5: setting sasl.passwrd is not known\n    5 | sasl.passwrd = \"x\"\n      | ^^^^^^^^^^^^\n",
	} {
		if code != 2 || !strings.Contains(said, want) {
			t.Errorf("%d, lacks %q:\n%s", code, want, said)
		}
	}
	path = write(t, "[filters]\nerrors = 'status >= 500'\n[clusters.prod]\nbrokers = 'a'\n[keys]\nzoom = 'W'\n")
	if out, said, _, code := configured(t, path, nil, "config", "check"); code != 0 || !strings.Contains(out, "is right: 1 cluster, 1 filter, keys of 1 action changed") {
		t.Errorf("%d\n%s%s", code, out, said)
	}
}

// A filter that was saved once is the same word everywhere, also in another one.
func TestSavedFilters(t *testing.T) {
	path := write(t, "[filters]\nshipped = 'type = Shipped'\ndear = '@shipped and order.total > 600'\nround = '@round or x = 1'\n")
	out, said, _, code := configured(t, path, nil, "cat", "orders", "-o", "raw", "--where", "@dear and order.total < 800", "--utc")
	if code != 0 || strings.Count(out, "Shipped") != 1 || !strings.Contains(out, "700.50") {
		t.Errorf("%d\n%s%s", code, out, said)
	}
	if _, said, _, code := configured(t, path, nil, "cat", "orders", "--where", "@deer"); code != 2 || !strings.Contains(said, "did you mean @dear?") {
		t.Errorf("%d\n%s", code, said)
	}
	if _, said, _, code := configured(t, path, nil, "config", "check"); code != 2 || !strings.Contains(said, ":4: ") || strings.Contains(said, ":3: ") || !strings.Contains(said, "contains itself") {
		t.Errorf("%d\n%s", code, said)
	}
	_, _, view, code := configured(t, path, nil, "open", "orders", "--where", "@dear")
	if code != 0 || view.Where != "@dear" || view.Config.Saved()["shipped"] != "type = Shipped" {
		t.Errorf("%d, %+v", code, view)
	}
}

// Somebody saved a filter wrongly. At 02:40 that keeps nobody from reading a topic
// without it; it is told where it is used, and by config check.
func TestAWrongSavedFilterIsAnErrorOnlyWhereItIsUsed(t *testing.T) {
	for wrong, cause := range map[string]string{
		"late = 5":                   ":3: a filter is a text, in quotes",
		"\"too late\" = 'a = 1'":     ":3: the name of a filter has letters, digits, - and _ only",
		"late = 'a = 1'\nlate = 'b'": ":4: filters.late is set already, in line 3; take one of them out",
		"late = 'status >= '":        ":3: a value is missing after >=",
	} {
		path := write(t, "[filters]\nshipped = 'type = Shipped'\n"+wrong+"\n")
		out, said, _, code := configured(t, path, nil, "cat", "orders", "-o", "raw", "--where", "@shipped")
		if code != 0 || strings.Count(out, "Shipped") != 5 || strings.Contains(said, "^") || strings.Count(said, "\n") > 2 {
			t.Errorf("%s: not used, and %d\n%s%s", wrong, code, out, said)
		}
		if _, said, _, code := configured(t, path, nil, "config", "check"); code != 2 || !strings.Contains(said, cause) {
			t.Errorf("%s: config check says %d\n%s", wrong, code, said)
		}
		if _, said, _, code := configured(t, path, nil, "config", "show"); code != 0 {
			t.Errorf("%s: config show says %d\n%s", wrong, code, said)
		}
		if strings.Contains(wrong, "'b'") || strings.Contains(wrong, "too") { // the first one holds; no filter can name it
			continue
		}
		if _, said, _, code := configured(t, path, nil, "cat", "orders", "--where", "@late"); code != 2 || !strings.Contains(said, "@late") {
			t.Errorf("%s: used, and %d\n%s", wrong, code, said)
		}
	}
}

func TestConfigEditBeginsAFileThatOnlyItsOwnerCanRead(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("an editor of Unix")
	}
	path := filepath.Join(t.TempDir(), "new", "config.toml")
	out, said, _, code := configured(t, path, map[string]string{"EDITOR": "grep -c theme"}, "config", "edit")
	info, err := os.Stat(path)
	if code != 0 || err != nil || info.Mode().Perm() != 0o600 || !strings.Contains(out, "is right") {
		t.Errorf("%d %v %v\n%s%s", code, info, err, out, said)
	}
	for _, c := range []struct{ editor, want string }{
		{"no-such-editor-here", "running the editor no-such-editor-here: "},
		{"no-such-editor-here", "; set EDITOR, or edit "},
		{"false", "running the editor false: exit status 1"},
	} {
		if _, said, _, code := configured(t, path, map[string]string{"VISUAL": c.editor}, "config", "edit"); code != 2 || !strings.Contains(said, c.want) {
			t.Errorf("%s: %d %s", c.editor, code, said)
		}
	}
}

func TestConfigWithoutAHomeOrAFile(t *testing.T) {
	if _, said, _, code := configured(t, "", nil, "config", "path"); code != 2 || !strings.Contains(said, "set RIFFLE_CONFIG") {
		t.Errorf("%d %s", code, said)
	}
	gone := filepath.Join(t.TempDir(), "gone.toml")
	if _, said, _, code := configured(t, gone, nil, "topics"); code != 2 || !strings.Contains(said, "riffle config edit makes it") {
		t.Errorf("%d %s", code, said)
	}
	if out, _, _, code := configured(t, gone, nil, "config", "check"); code != 0 || !strings.Contains(out, "is not there") {
		t.Errorf("%d %s", code, out)
	}
	if _, said, _, code := configured(t, gone, nil, "config", "chek"); code != 2 || !strings.Contains(said, "it is path, check, show or edit") {
		t.Errorf("%d %s", code, said)
	}
}
