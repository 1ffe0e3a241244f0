// Command riffle explores event streams in the terminal. It only reads.
//
// This file puts the program together: it is the only one that names drivers.
package main

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"strings"
	"syscall"
	"time"

	"github.com/charmbracelet/x/term"

	"riffle/source"
	"riffle/source/kafka"
	"riffle/source/kafka/demo"
	"riffle/ui"
	"riffle/ui/cli"
	"riffle/ui/recall"
	"riffle/ui/theme"
)

const (
	// cacheBytes is what pages already read may fill. With what is being inflated
	// and what the windows hold, riffle stays under 150 MB.
	cacheBytes = 24 << 20
	// memoryLimit makes the garbage collector work harder before memory runs away:
	// the backstop behind the fixed shares.
	memoryLimit = 256 << 20
	// garbagePercent is how much garbage may lie beside what is in use. That is mostly
	// bytes of records, which cost the collector nothing to look at, so it may come
	// twice as often as usual.
	garbagePercent = 50
)

func main() {
	debug.SetMemoryLimit(memoryLimit)
	debug.SetGCPercent(garbagePercent)
	ctx, _ := signal.NotifyContext(context.Background(), os.Interrupt)
	var in io.Reader // whom a question can be put to
	if term.IsTerminal(os.Stdin.Fd()) {
		in = os.Stdin
	}
	os.Exit(cli.Run(ctx, cli.App{
		Connect:  connect,
		Explore:  explore,
		Demo:     runDemo,
		Verify:   func(to cli.Connection) error { _, _, err := configure(to); return err },
		Env:      os.Getenv,
		Version:  version(),
		Out:      os.Stdout,
		Err:      os.Stderr,
		Terminal: term.IsTerminal(os.Stdout.Fd()),
		Now:      time.Now,

		In:          in,
		ErrTerminal: term.IsTerminal(os.Stderr.Fd()),
	}, os.Args[1:]))
}

// configure finds the cluster that the flags, else the environment, name. Without
// either it is the one that Kafka's own examples use.
func configure(to cli.Connection) (c kafka.Config, named bool, err error) {
	brokers := to.Brokers
	if len(brokers) == 0 {
		brokers = strings.FieldsFunc(os.Getenv("RIFFLE_BROKERS"), func(r rune) bool { return r == ',' || r == ' ' })
	}
	named = len(brokers) > 0
	for _, p := range to.Properties {
		named = named || strings.HasPrefix(p, "bootstrap.servers") || strings.HasPrefix(p, "metadata.broker.list")
	}
	if !named {
		brokers = []string{"localhost:9092"}
	}
	c, err = kafka.Configure(brokers, to.Properties)
	if to.Log != nil {
		c.Log = slog.New(slog.NewTextHandler(to.Log, nil))
	}
	return c, named, err
}

// errNoCluster says why localhost was tried, and what to do.
var errNoCluster = errors.New("no cluster is named, and none answers on localhost:9092\n" +
	"  -b HOST:9092 or $RIFFLE_BROKERS names one; riffle demo needs none")

// connect opens the cluster that the flags name.
func connect(ctx context.Context, to cli.Connection) (source.Source, error) {
	c, named, err := configure(to)
	if err != nil {
		return nil, err
	}
	if named {
		return source.Throttled(kafka.New(c), to.MaxRate), nil
	}
	src, err := kafka.Open(ctx, c)
	if errors.Is(err, syscall.ECONNREFUSED) {
		return nil, errNoCluster
	}
	if err != nil {
		return nil, err
	}
	return source.Throttled(src, to.MaxRate), nil
}

// explore opens the screen. Nobody waits for the cluster to see it, unless no
// cluster was named and it has to be found out whether there is one.
func explore(ctx context.Context, to cli.Connection, v cli.View) error {
	c, _, err := configure(to)
	if err != nil {
		return err
	}
	src, err := connect(ctx, to)
	if err == errNoCluster && term.IsTerminal(os.Stdin.Fd()) {
		if offerDemo() {
			return runDemo(ctx, cli.Demo{Seed: 1}, v)
		}
		return nil
	}
	if err != nil {
		return err
	}
	defer src.Close()
	var kept *recall.File
	if v.Config.History {
		kept = recall.In(recall.Dir(os.Getenv, runtime.GOOS))
	}
	return show(ctx, src, cmp.Or(to.Name, strings.Join(c.Brokers, ",")), v, kept)
}

// offerDemo says how to connect, and asks whether the demo will do.
func offerDemo() bool {
	fmt.Print("No cluster is named, and none answers on localhost:9092.\n\n" +
		"  riffle -b HOST:9092                     connects to your own\n" +
		"  riffle -b HOST:9093 -X security.protocol=SASL_SSL -X sasl.mechanism=PLAIN \\\n" +
		"         -X sasl.username=NAME -X sasl.password=SECRET\n" +
		"  riffle demo                             is a small shop to look round in\n\n" +
		"Open the demo now? [y/N] ")
	answer, _ := bufio.NewReader(os.Stdin).ReadString('\n')
	return strings.HasPrefix(strings.ToLower(strings.TrimSpace(answer)), "y")
}

// runDemo starts the in-process cluster and opens the screen on it.
func runDemo(ctx context.Context, d cli.Demo, v cli.View) error {
	cluster, err := demo.Start(demo.Config{Seed: d.Seed, Port: d.Port, Now: time.Now})
	if err != nil {
		return err
	}
	defer cluster.Close()
	if d.Hold {
		fmt.Printf("the demo cluster answers on %s until Ctrl-c\n", cluster.Addr())
		<-ctx.Done()
		return nil
	}
	src := kafka.New(kafka.Config{Brokers: []string{cluster.Addr()}})
	defer src.Close()
	return show(ctx, src, "demo", v, nil)
}

// show runs the screen on a source. What is typed is kept in a file, if there is one.
func show(ctx context.Context, src source.Source, name string, v cli.View, kept *recall.File) error {
	c := ui.Config{
		Source: source.Cached(src, cacheBytes), Cluster: name, Address: src.Info().Endpoint,
		Keys: v.Config.Keys, Filters: v.Config.Saved(), Recall: kept, Beside: v.Beside, UTC: v.UTC, Truecolor: v.Config.Truecolor,
		Mouse: v.Config.Mouse.Holds(os.Getenv("TMUX") == ""),
	}
	switch name := theme.Name(v.Config.Theme); {
	case v.NoColor, name == theme.Mono:
		c.Theme = theme.New(theme.Mono, false)
	case name != "auto":
		c.Theme = theme.New(name, v.Config.Truecolor)
	}
	for _, topic := range v.Topics {
		c.Open = append(c.Open, ui.Opening{Topics: []string{topic}, Partitions: v.Partitions, At: v.From, Filter: v.Where, Follow: v.Follow, Columns: v.Columns})
	}
	return ui.Run(ctx, c)
}

// version is that of the module, as the build recorded it.
func version() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}
