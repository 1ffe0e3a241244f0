package cli_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"riffle/source"
	"riffle/source/memory"
	"riffle/ui/cli"
)

// Every command, every flag and every error, as a person sees them: the scripts
// lie in testdata. What a script shows of a command is all that it printed.
//
//	exits 1 riffle cat orders --where type=Sold
//
// runs a command that has to end with that code.
func TestTranscripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:           "testdata",
		UpdateScripts: os.Getenv("RIFFLE_UPDATE") == "1",
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": func(ts *testscript.TestScript, _ bool, args []string) {
				code, err := strconv.Atoi(args[0])
				ts.Check(err)
				exits(ts, code, args[2:])
			},
		},
		Setup: func(e *testscript.Env) error {
			e.Setenv("RIFFLE_CONFIG", e.WorkDir+"/config.toml")
			return os.WriteFile(e.WorkDir+"/config.toml", []byte("utc = true\n"), 0o600)
		},
	})
}

// exits runs riffle, which has to end with that code.
func exits(ts *testscript.TestScript, code int, args []string) {
	err := ts.Exec("riffle", args...)
	got := 0
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		got = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != code {
		ts.Fatalf("riffle %s: exit code %d, want %d", strings.Join(args, " "), got, code)
	}
}

// transcribed is the program that transcripts run: on the shop in memory, at an
// hour past noon. TERMINAL=1 gives it a terminal, with somebody who types.
func transcribed() {
	app := cli.App{
		Connect: func(_ context.Context, to cli.Connection) (source.Source, error) {
			if to.Log != nil {
				fmt.Fprintln(to.Log, "connected to", to.Brokers)
			}
			if len(to.Brokers) > 0 || to.Name != "" {
				fmt.Fprintf(os.Stderr, "[connects to %s %v with %v]\n", to.Name, to.Brokers, to.Properties)
			}
			return source.Throttled(heavy{town().Open("audit")}, to.MaxRate), nil
		},
		Explore: func(_ context.Context, to cli.Connection, v cli.View) error {
			fmt.Printf("explore %s%v topics %v partitions %v from %s where %q columns %q follow %t beside %t utc %t%s\n",
				to.Name, to.Brokers, v.Topics, v.Partitions, v.From, v.Where, v.Columns, v.Follow, v.Beside, v.UTC,
				map[bool]string{true: " without colours"}[v.NoColor])
			return nil
		},
		Demo: func(_ context.Context, d cli.Demo, _ cli.View) error {
			fmt.Printf("demo seed %d port %d hold %t\n", d.Seed, d.Port, d.Hold)
			return nil
		},
		Env: os.Getenv, Version: "1.2.3", Out: os.Stdout, Err: os.Stderr, Now: func() time.Time { return noon.Add(time.Hour) },
	}
	if os.Getenv("TERMINAL") == "1" {
		app.ErrTerminal, app.In = true, os.Stdin
	}
	os.Exit(cli.Run(context.Background(), app, os.Args[1:]))
}

// town is the shop, and a topic that had an outage, too large to be read whole where
// samples do and of text at its end, one that is huge, one with empty lists, one with a record
// that is nested too deep, one whose oldest records retention has removed, and one with a
// record that is dated an hour ahead.
func town() *memory.Log {
	log := shop()
	log.Create(memory.Topic{Name: "outage", Partitions: 2, Batch: 20})
	log.Create(memory.Topic{Name: "huge", Partitions: 1})
	var calm [2][]source.Record
	pad := strings.Repeat("x", 900)
	for i := range 20_000 {
		status := 200
		if i >= 7_200 && i < 9_000 {
			status = 500
		}
		calm[i%2] = append(calm[i%2], source.Record{Time: noon.Add(-6*time.Hour + time.Duration(i)*time.Second), Value: fmt.Appendf(nil, `{"status":%d,"pad":%q}`, status, pad)})
		if i >= 19_000 && i%10 < 2 {
			calm[i%2][i/2].Value = []byte("plain status text " + pad)
		}
	}
	for p := range calm {
		log.Append(source.Ref{Topic: "outage", Partition: int32(p)}, calm[p]...)
	}
	for i := range 2000 {
		log.Append(source.Ref{Topic: "huge"}, source.Record{Time: noon.Add(time.Duration(i) * time.Second), Value: fmt.Appendf(nil, `{"n":%d}`, i)})
	}
	log.Create(memory.Topic{Name: "carts", Partitions: 1})
	for _, v := range []string{`{"items":[{"sku":"B2"}]}`, `{"items":[]}`, `{"items":[{"qty":2}]}`, `{}`} {
		log.Append(source.Ref{Topic: "carts"}, source.Record{Time: noon, Value: []byte(v)})
	}
	log.Create(memory.Topic{Name: "deep", Partitions: 1})
	for _, v := range []string{`{"a":1}`, `{"a":` + strings.Repeat("[", 20_000) + strings.Repeat("]", 20_000) + `}`} {
		log.Append(source.Ref{Topic: "deep"}, source.Record{Time: noon, Value: []byte(v)})
	}
	log.Create(memory.Topic{Name: "worn", Partitions: 2, Batch: 7})
	for i := range 80 {
		log.Append(source.Ref{Topic: "worn", Partition: int32(i % 2)}, source.Record{Time: noon.Add(time.Duration(i) * time.Second), Value: fmt.Appendf(nil, `{"n":%d}`, i)})
	}
	log.Create(memory.Topic{Name: "ahead", Partitions: 1, Batch: 10})
	for i := range 1000 {
		at := noon.Add(time.Duration(i) * time.Second)
		if i == 100 {
			at = at.Add(time.Hour)
		}
		log.Append(source.Ref{Topic: "ahead"}, source.Record{Time: at, Value: fmt.Appendf(nil, `{"n":%d}`, i)})
	}
	log.Trim(source.Ref{Topic: "worn"}, source.OffsetOf(20))
	for group, at := range map[string][]int64{"billing": {4, 2}, "shipping": {0}, "late": {900, 5}} {
		for p, o := range at {
			log.Commit(group, source.Ref{Topic: "orders", Partition: int32(p)}, source.OffsetOf(o))
		}
	}
	log.Commit("worn-out", source.Ref{Topic: "worn"}, source.OffsetOf(5))
	log.Commit("worn-out", source.Ref{Topic: "worn", Partition: 1}, source.OffsetOf(39))
	return log
}

// heavy makes the records of huge weigh ten megabytes each.
type heavy struct{ source.Source }

func (h heavy) Read(ctx context.Context, ref source.Ref, at source.Offset, dir source.Dir, want source.Want) (source.Page, error) {
	page, err := h.Source.Read(ctx, ref, at, dir, want)
	if ref.Topic == "huge" {
		page.Looked.Wire = 10_000_000 * int64(len(page.Records))
	}
	return page, err
}
