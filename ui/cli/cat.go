package cli

import (
	"bufio"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"riffle/query"
	"riffle/source"
)

// catFlags are what the command line of cat says.
type catFlags struct {
	from, to  string
	last      int64
	follow    bool
	where     string
	most      int64
	reverse   bool
	stats     string
	output    string
	markers   bool
	isolation string
	given     func(flag string) bool
}

func (a App) cat(c *common) *cobra.Command {
	var f catFlags
	cmd := &cobra.Command{
		Use:   "cat TOPIC…",
		Short: "Print records, merged by time, and end at the end",
		Example: "  riffle cat orders --last 10 -o table\n" +
			"  riffle cat orders payments --from 14:20 --to 14:35 --where 'order.id = o-77121'\n" +
			"  riffle cat orders --follow -o raw | grep timeout",
		Args: someTopic,
		RunE: func(cmd *cobra.Command, topics []string) error {
			f.given = cmd.Flags().Changed
			return a.runCat(cmd.Context(), c, f, topics)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.from, "from", "start", "begin at this place: `AT` (14:20, -15m, p3@88123, end-500, 50%; see riffle help seek)")
	flags.StringVar(&f.to, "to", "end", "stop before this place: `AT`")
	flags.Int64Var(&f.last, "last", 0, "only the last `N` records that match, of those between from and to")
	flags.BoolVar(&f.reverse, "reverse", false, "newest first: the exact mirror image")
	flags.BoolVar(&f.follow, "follow", false, "go on with new records, never skipping one")
	flags.StringVar(&f.where, "where", "", "only records that match this `filter` (see riffle help filter)")
	flags.Int64VarP(&f.most, "records", "n", 0, "stop after `N` records")
	flags.StringVarP(&f.output, "output", "o", "json", "`format`: json (one object a line), raw (values only) or table (for people)")
	flags.StringVar(&f.stats, "stats", "text", "`form` of the coverage on stderr: text or json")
	flags.BoolVar(&f.markers, "markers", false, "print transaction markers too")
	flags.StringVar(&f.isolation, "isolation", "all", "`level`: all, or committed (what a read_committed consumer would see)")
	c.partitionsFlag(cmd)
	cmd.ValidArgsFunction = a.completeTopics(c)
	return cmd
}

func (a App) runCat(ctx context.Context, c *common, f catFlags, topics []string) error {
	now := a.now(c)
	partitions, err := parsePartitions(c.partitions)
	if err != nil {
		return err
	}
	from, err := place("from", f.from, now)
	if err != nil {
		return err
	}
	to, err := place("to", f.to, now)
	if err != nil {
		return err
	}
	if err := f.check(to); err != nil {
		return err
	}
	program, err := query.Compile(f.where, a.settings(c))
	if err != nil {
		return err
	}
	write, err := a.format(f.output, now.Location())
	if err != nil {
		return err
	}
	report := newReport(a.Err, a.ErrTerminal)
	report.asJSON = f.stats == "json"
	src, err := a.Connect(ctx, c.Connection)
	if err != nil {
		return err
	}
	defer src.Close()
	parts, err := refs(ctx, src, topics, partitions)
	if err != nil {
		return err
	}
	for _, at := range []source.At{from, to} {
		if len(parts) > 1 && strings.HasPrefix(at.String(), "@") {
			return fmt.Errorf("place %q: %d partitions are read; say whose offset it is, as in p%d%s", at, len(parts), parts[0].Partition, at)
		}
	}
	bounds := program.Bounds()
	parts = slices.DeleteFunc(parts, func(r source.Ref) bool { return !bounds.Covers(r) })
	if len(parts) == 0 {
		fmt.Fprintln(a.Err, "nothing was read: no partition can hold a match; 0 matched; complete")
		return errNothing
	}
	p := &printer{out: bufio.NewWriterSize(a.Out, 64<<10), write: write, reverse: f.reverse, report: report}
	read := &scan{
		stream: source.NewStream(src, parts, source.Options{
			Wrap:      wrap(program, f.markers),
			Want:      source.Want{Role: source.Scan, Contains: program.Contains()},
			Committed: f.isolation == "committed",
		}),
		from: from, to: to, dir: source.Forward, since: bounds.Since, last: f.last, most: f.most, follow: f.follow,
		committed: f.isolation == "committed", take: p.print, flush: p.out.Flush, report: report,
	}
	if f.reverse {
		read.dir = source.Backward
	}
	read.coverage.Filtered = !program.Empty()
	return read.run(ctx)
}

// check finds what the flags of one command line cannot mean.
func (f *catFlags) check(to source.At) error {
	switch {
	case f.isolation != "all" && f.isolation != "committed":
		return fmt.Errorf("isolation %q: it is all or committed", f.isolation)
	case f.given("records") && f.most < 1:
		return fmt.Errorf("-n %d: it must be 1 or more", f.most)
	case f.given("last") && f.last < 1:
		return fmt.Errorf("--last %d: it must be 1 or more", f.last)
	case f.stats != "text" && f.stats != "json":
		return fmt.Errorf("--stats %q: it is text or json", f.stats)
	case f.follow && f.reverse:
		return fmt.Errorf("--follow goes on with new records, --reverse begins with the newest: leave out one of them")
	case f.follow && !to.End():
		return fmt.Errorf("--follow goes on without an end: leave out --to %s, or --follow", to)
	}
	return nil
}

// wrap drops markers, unless they are asked for, and what the filter does.
func wrap(program *query.Program, markers bool) func(source.Cursor) source.Cursor {
	return func(c source.Cursor) source.Cursor {
		if !markers {
			c = &unmarked{c}
		}
		if program.Empty() {
			return c
		}
		return program.Filter(c)
	}
}

// unmarked drops the markers of transactions.
type unmarked struct{ source.Cursor }

func (u *unmarked) Next(ctx context.Context, max int) (source.Batch, error) {
	b, err := u.Cursor.Next(ctx, max)
	kept := b.Records[:0]
	for i := range b.Records {
		if b.Records[i].Kind != source.Marker {
			kept = append(kept, b.Records[i])
		}
	}
	b.Records = kept
	return b, err
}
