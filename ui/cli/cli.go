// Package cli holds riffle's commands that need no screen. They drain the same
// streams through the same filters as the panes do, so a script and the person at
// the keyboard see the same records in the same order.
//
// What it prints is a contract: data only on stdout, one coverage line on stderr,
// JSON lines whose fields keep their names, and the exit codes of [Run].
//
//	os.Exit(cli.Run(ctx, cli.App{Connect: connect, Explore: explore, ...}, os.Args[1:]))
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"riffle/query"
	"riffle/source"
	"riffle/ui/config"
)

// App is what the commands need from the program around them. main names the
// drivers; the commands only know the interface.
type App struct {
	// Connect opens the source that the common flags name.
	Connect func(ctx context.Context, to Connection) (source.Source, error)
	// Explore opens the screen and returns when its user quits.
	Explore func(ctx context.Context, to Connection, v View) error
	// Demo opens the screen on an in-process cluster.
	Demo func(ctx context.Context, d Demo, v View) error

	// Verify says what is wrong with a connection, as far as that can be told without
	// connecting. nil: nothing can be told.
	Verify func(to Connection) error

	Env      func(string) string // os.Getenv; nil for nothing set
	Version  string
	Out, Err io.Writer
	Terminal bool // Out is a terminal: what goes there is made safe to show
	Now      func() time.Time

	ErrTerminal bool // Err is a terminal: it shows how far a read is
}

// Connection says which cluster to read and how.
type Connection struct {
	Brokers    []string // host:port
	Properties []string // key=value, as librdkafka and the Java clients spell them
}

// View says what the screen shows first.
type View struct {
	Topics     []string // none: the list of topics
	Partitions []int32  // none: all
	From       source.At
	Where      string
	Follow     bool
	Beside     bool // several topics stand beside each other, not below
	UTC        bool
	NoColor    bool
	Config     *config.File // never nil
}

// Demo says which in-process cluster to start.
type Demo struct {
	Seed int64
	Port int  // 0: any free port
	Hold bool // no screen: only keep it up
}

// The exit codes: part of the contract.
const (
	exitDone    = 0   // something matched, or nothing was asked to
	exitNothing = 1   // complete, and nothing matched
	exitFailed  = 2   // an error, or incomplete
	exitStopped = 130 // Ctrl-c
	exitPipe    = 141 // whoever read the output has gone
)

// errNothing says that a complete read matched nothing.
var errNothing = errors.New("nothing matched")

// Run carries out the command line args and returns the exit code.
func Run(ctx context.Context, app App, args []string) int {
	root := app.root()
	root.SetArgs(args)
	root.SetOut(app.Out)
	root.SetErr(app.Err)
	err := root.ExecuteContext(ctx)
	var signalled interface{ ExitCode() int } // the screen was ended by a signal
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, errNothing):
		return exitNothing
	case errors.Is(err, context.Canceled) && ctx.Err() != nil:
		return exitStopped
	case errors.As(err, &signalled):
		return signalled.ExitCode()
	case errors.Is(err, syscall.EPIPE): // where SIGPIPE is ignored; else it has ended the process
		return exitPipe
	}
	fmt.Fprintln(app.Err, clean(Sentence(err)))
	return exitFailed
}

// common are the flags that every command has.
type common struct {
	Connection
	partitions string
	utc        bool
	noColor    bool
	file       *config.File // what config.toml says
}

// settings are what a filter on this command line may depend on.
func (a App) settings(c *common) query.Settings {
	return query.Settings{Now: a.now(c), Saved: c.file.Saved()}
}

// view is what the common flags and the configuration say of the screen.
func (c *common) view() View { return View{UTC: c.utc, NoColor: c.noColor, Config: c.file} }

// now is the present in the zone that times are read and written in.
func (a App) now(c *common) time.Time {
	if c.utc {
		return a.Now().UTC()
	}
	return a.Now().Local()
}

func (a App) root() *cobra.Command {
	c := common{file: config.Defaults()}
	root := &cobra.Command{
		Use:   "riffle",
		Short: "Explore event streams in the terminal: list, scroll, seek, filter, follow. It only reads.",
		Long: "riffle explores event streams (Apache Kafka) in the terminal: it lists topics, scrolls both ways\n" +
			"through their records, seeks by time or offset, filters by JSON path, and follows live tails\n" +
			"side by side. It only reads: nothing it does can change a cluster.",
		Args:              noCommand,
		SilenceErrors:     true,
		SilenceUsage:      true,
		Version:           a.Version,
		PersistentPreRunE: a.configure(&c),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.Explore(cmd.Context(), c.Connection, c.view())
		},
	}
	flags := root.PersistentFlags()
	flags.StringSliceVarP(&c.Brokers, "brokers", "b", nil, "where the cluster answers, `host:port,...` (default $RIFFLE_BROKERS, else localhost:9092)")
	flags.StringArrayVarP(&c.Properties, "property", "X", nil, "a librdkafka or Java client property, `key=value`; may be given again")
	flags.BoolVar(&c.utc, "utc", false, "read and write times in UTC instead of local time")
	flags.BoolVar(&c.noColor, "no-color", os.Getenv("NO_COLOR") != "", "no colours")
	root.SetFlagErrorFunc(flagError)
	root.SetVersionTemplate("riffle {{.Version}}\n")
	root.SetHelpCommand(help())
	root.CompletionOptions.DisableDefaultCmd = true
	root.AddCommand(a.cat(&c), a.topics(&c), a.open(&c), a.demo(&c), a.keys(&c), a.config(), a.completion(), a.version())
	return root
}

// partitionsFlag is for the commands that read records.
func (c *common) partitionsFlag(cmd *cobra.Command) {
	cmd.Flags().StringVar(&c.partitions, "partitions", "", "only these partitions: `0,3-5`")
}

// open is the explorer on some topics.
func (a App) open(c *common) *cobra.Command {
	var v View
	var from, to, layout string
	cmd := &cobra.Command{
		Use:   "open TOPIC…",
		Short: "Open the explorer on these topics",
		Example: "  riffle open orders\n" +
			"  riffle open orders payments --layout v --from 14:20 --where 'type = Shipped'",
		Args: someTopic,
		RunE: func(cmd *cobra.Command, topics []string) (err error) {
			if v.Partitions, err = parsePartitions(c.partitions); err != nil {
				return err
			}
			if v.From, err = place("from", from, a.now(c)); err != nil {
				return err
			}
			if _, err := query.Compile(v.Where, a.settings(c)); err != nil {
				return err
			}
			if v.Where, err = until(v.Where, to, a.now(c)); err != nil {
				return err
			}
			if layout != "v" && layout != "s" {
				return fmt.Errorf("layout %q: it is v (beside each other) or s (below each other)", layout)
			}
			v.Topics, v.Beside = topics, layout == "v"
			v.UTC, v.NoColor, v.Config = c.utc, c.noColor, c.file
			return a.Explore(cmd.Context(), c.Connection, v)
		},
	}
	cmd.Flags().StringVar(&from, "from", "end", "open at this place: `AT` (see riffle help seek)")
	cmd.Flags().StringVar(&to, "to", "end", "read no further than this time: `AT`")
	cmd.Flags().StringVar(&v.Where, "where", "", "show only records that match this `filter` (see riffle help filter)")
	cmd.Flags().BoolVar(&v.Follow, "follow", false, "follow the live end")
	cmd.Flags().StringVar(&layout, "layout", "s", "`how` several topics stand: v (beside each other) or s (below each other)")
	c.partitionsFlag(cmd)
	cmd.ValidArgsFunction = a.completeTopics(c)
	return cmd
}

// until adds an end to a filter: on the screen it can be seen there, and changed.
func until(where, to string, now time.Time) (string, error) {
	at, err := place("to", to, now)
	if err != nil || at.End() {
		return where, err
	}
	t, ok := at.Instant()
	if !ok {
		return "", fmt.Errorf("--to %q: the explorer can end only at a time; riffle cat ends anywhere", to)
	}
	end := "$ts < " + t.Format("2006-01-02T15:04:05.000Z07:00")
	if where == "" {
		return end, nil
	}
	return "(" + where + ") and " + end, nil
}

func (a App) demo(c *common) *cobra.Command {
	d := Demo{}
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Explore an in-process cluster that tells the story of a small shop",
		Args:  nothing,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.Demo(cmd.Context(), d, c.view())
		},
	}
	cmd.Flags().Int64Var(&d.Seed, "seed", 1, "the same `number` tells the same story")
	cmd.Flags().IntVar(&d.Port, "port", 0, "listen on this `port` (default any free one)")
	cmd.Flags().BoolVar(&d.Hold, "hold", false, "no screen: keep the cluster up for other programs until Ctrl-c")
	return cmd
}

func (a App) version() *cobra.Command {
	return &cobra.Command{
		Use:         "version",
		Short:       "Print the version",
		Annotations: map[string]string{unconfigured: "yes"},
		Args:        nothing,
		Run:         func(*cobra.Command, []string) { fmt.Fprintln(a.Out, "riffle", a.Version) },
	}
}
