// Package cli is riffle's command line. Its commands that need no screen drain the
// same streams through the same filters as the panes do, so a script and the person
// at the keyboard see the same records in the same order. What opens the screen is
// handed in ([App]): nothing here knows a terminal library or a driver.
//
// What it prints is a contract: data only on stdout, one coverage line on stderr,
// JSON lines whose fields keep their names, and the exit codes of [Run]. Where
// stderr is a terminal, how far a read is stands there until then.
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

	ErrTerminal bool      // Err is a terminal: it shows how far a read is
	In          io.Reader // what a person types; nil where nobody can be asked
}

// Connection says which cluster to read and how.
type Connection struct {
	Brokers    []string  // host:port
	Properties []string  // key=value, as librdkafka and the Java clients spell them
	MaxRate    int64     // bytes a second that scans may take from the cluster; 0: no limit
	Name       string    // of the cluster, as the configuration has it; ""
	Log        io.Writer // is told of connections and requests; nil: nobody is
}

// View says what the screen shows first.
type View struct {
	Topics     []string // none: the list of topics
	Partitions []int32  // none: all
	From       source.At
	Where      string
	Follow     bool
	Columns    string // as [query.ParseColumns] reads it; "": as they were last
	Beside     bool   // several topics stand beside each other, not below
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
	fmt.Fprintln(app.Err, clean(sentence(err)))
	return exitFailed
}

// common are the flags that every command has.
type common struct {
	Connection
	partitions string
	utc        bool
	noColor    bool
	yes        bool
	maxRate    string
	cluster    string
	log        string
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
	flags.StringVarP(&c.cluster, "cluster", "c", "", "the cluster that the configuration has under this `name`: [clusters.NAME]")
	flags.StringVar(&c.log, "log", "", "append connections, requests and errors to this `file`, never what records hold")
	flags.StringVar(&c.maxRate, "max-rate", "", "scans take at most so many bytes a second from the cluster: `20MB`")
	flags.BoolVar(&c.yes, "yes", false, "agree to a scan above 10 GB")
	flags.BoolVar(&c.utc, "utc", false, "read and write times in UTC instead of local time")
	flags.BoolVar(&c.noColor, "no-color", os.Getenv("NO_COLOR") != "", "no colours")
	root.SetFlagErrorFunc(flagError)
	root.SetVersionTemplate("riffle {{.Version}}\n")
	root.SetHelpCommand(help())
	root.CompletionOptions.DisableDefaultCmd = true
	root.AddCommand(a.cat(&c), a.count(&c), a.bisect(&c), a.topics(&c), a.open(&c), a.demo(&c), a.keys(&c), a.config(), a.completion(), a.version())
	return root
}

// partitionsFlag is for the commands that read records.
func (c *common) partitionsFlag(cmd *cobra.Command) {
	cmd.Flags().StringVar(&c.partitions, "partitions", "", "only these partitions: `0,3-5`")
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
