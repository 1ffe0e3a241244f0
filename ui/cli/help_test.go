package cli_test

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"riffle/query"
	"riffle/source"
	"riffle/ui/cli"
)

// Each page names what the command takes, with the common flags.
func TestHelp(t *testing.T) {
	common := "--brokers host:port,... | -b, | -X, --property key=value | --utc | --no-color | $RIFFLE_BROKERS | "
	for args, want := range map[string]string{
		"--help":            common + "cat  | completion  | demo  | help  | keys  | open  | topics  | version  | It only reads",
		"help":              common + "cat  | open  | topics",
		"help cat":          "cat TOPIC… | --from AT",
		"cat --help":        common + "cat TOPIC… | --from AT | --to AT | --last N | --follow | --where filter | -n, --records N | -o, --output format | json (one object a line), raw (values only), table (for people) or csv | --markers | --isolation level | --partitions 0,3-5 | riffle help seek | riffle help filter | Examples:",
		"topics --help":     common + "topics [PATTERN] | -o, --output format | --internal",
		"open --help":       common + "open TOPIC… | --from AT | --to AT | --where filter | --follow | --layout how | --partitions",
		"demo --help":       "--seed number | --port port | --hold",
		"keys --help":       "keys",
		"completion --help": "completion SHELL | source <(riffle completion bash)",
		"help seek":         "start | end-500 | 50% | 14:20 | -15m | p3@88123 | --utc",
		"help filter":       query.Reference(),
	} {
		out, said, code := run(t, strings.Fields(args)...)
		if code != 0 || said != "" {
			t.Errorf("%s: exit code %d, %q", args, code, said)
		}
		for w := range strings.SplitSeq(want, " | ") {
			if args == "help filter" {
				w = want
			}
			if !strings.Contains(out, w) {
				t.Errorf("%s does not say %q:\n%s", args, w, out)
			}
		}
		for line := range strings.Lines(out) {
			if strings.Contains(line, "strconv") || strings.Contains(line, "stringArray") || strings.Count(line, "`") == 1 {
				t.Errorf("%s: %s", args, line)
			}
		}
	}
	for _, args := range []string{"version", "--version", "-v"} {
		if out, _, code := run(t, args); out != "riffle 1.2.3\n" || code != 0 {
			t.Errorf("%s: %d %q", args, code, out)
		}
	}
	for _, shell := range []string{"bash", "fish", "powershell", "zsh"} {
		if out, _, code := run(t, "completion", shell); code != 0 || !strings.Contains(out, "__complete") {
			t.Errorf("%s: %d %.80q", shell, code, out)
		}
	}
	if out, _, _ := run(t, "__complete", "cat", "pay"); !strings.Contains(out, "payments\n") || strings.Contains(out, "orders") {
		t.Errorf("completion of a topic's name: %q", out)
	}
}

// What the command line says arrives at the screen.
func TestOpenAndDemo(t *testing.T) {
	var view cli.View
	var demo cli.Demo
	var out bytes.Buffer
	app := cli.App{
		Explore: func(_ context.Context, _ cli.Connection, v cli.View) error { view = v; return nil },
		Demo:    func(_ context.Context, d cli.Demo, _ cli.View) error { demo = d; return nil },
		Out:     &out, Err: &out, Now: func() time.Time { return noon.Add(time.Hour) },
	}
	open := func(args string, code int) {
		t.Helper()
		view = cli.View{}
		out.Reset()
		if got := cli.Run(t.Context(), app, append(strings.Fields(args), "--utc")); got != code {
			t.Fatalf("%s: exit code %d: %s", args, got, out.String())
		}
	}
	open("open orders payments --from 12:30 --layout v --partitions 0,2-3 --where type=Buy --follow --no-color", 0)
	if from, _ := view.From.Instant(); !from.Equal(noon.Add(30*time.Minute)) || strings.Join(view.Topics, " ") != "orders payments" ||
		len(view.Partitions) != 3 || view.Where != "type=Buy" || !view.Follow || !view.Beside || !view.UTC || !view.NoColor {
		t.Errorf("%+v", view)
	}
	open("open orders --to 12:30 --where a=1", 0)
	if view.Where != "a=1 and $ts < 2026-11-23T12:30:00.000Z" {
		t.Errorf("the end became the filter %q", view.Where)
	}
	p, err := query.Compile(view.Where, query.Settings{Now: noon})
	if err != nil || !p.Bounds().Until.Equal(noon.Add(30*time.Minute)) {
		t.Errorf("it is read as a bound of %v: %v", p, err)
	}
	open("open orders", 0)
	if view.From != (source.AtEnd()) || view.Where != "" || view.Beside {
		t.Errorf("%+v", view)
	}
	for _, bad := range []string{"open", "open orders --to never", "open orders --from never", "open orders --where x=", "open orders --layout z", "open orders --partitions x", "demo orders", "demo --seed x"} {
		open(bad, 2)
	}
	open("demo --seed 7 --port 9999 --hold", 0)
	if demo != (cli.Demo{Seed: 7, Port: 9999, Hold: true}) {
		t.Errorf("%+v", demo)
	}
}
