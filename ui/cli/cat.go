package cli

import (
	"bufio"
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"riffle/query"
	"riffle/source"
)

// catFlags are what the command line of cat says.
type catFlags struct {
	selection
	last      int64
	follow    bool
	most      int64
	reverse   bool
	output    string
	columns   string
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
			"  riffle cat orders --select '$ts,order.id,order.total' -o csv > orders.csv\n" +
			"  riffle cat orders --follow -o raw | grep timeout",
		Args: someTopic,
		RunE: func(cmd *cobra.Command, topics []string) error {
			f.given = cmd.Flags().Changed
			return a.runCat(cmd.Context(), c, &f, topics)
		},
	}
	f.flags(cmd, c)
	flags := cmd.Flags()
	flags.Int64Var(&f.last, "last", 0, "only the last `N` records that match, of those between from and to")
	flags.BoolVar(&f.reverse, "reverse", false, "newest first: the exact mirror image")
	flags.BoolVar(&f.follow, "follow", false, "go on with new records, never skipping one")
	flags.Int64VarP(&f.most, "records", "n", 0, "stop after `N` records")
	flags.StringVarP(&f.output, "output", "o", "json", "`format`: json (one object a line), raw (values only), table (for people) or csv")
	flags.StringVar(&f.columns, "select", "", "only these `columns`: paths and fields, as in $ts,$key,order.id,items.#")
	flags.BoolVar(&f.markers, "markers", false, "print transaction markers too")
	flags.StringVar(&f.isolation, "isolation", "all", "`level`: all, or committed (what a read_committed consumer would see)")
	cmd.ValidArgsFunction = a.completeTopics(c)
	return cmd
}

func (a App) runCat(ctx context.Context, c *common, f *catFlags, topics []string) error {
	now := a.now(c)
	if err := f.read(now, a.settings(c)); err != nil {
		return err
	}
	if err := f.check(f.to); err != nil {
		return err
	}
	columns, err := chosen(f.columns)
	if err != nil {
		return err
	}
	format, err := a.format(f.output, columns.list, now.Location())
	if err != nil {
		return err
	}
	on, err := a.find(ctx, c, &f.selection, topics)
	if err != nil {
		return err
	}
	defer on.src.Close()
	p := &printer{out: bufio.NewWriterSize(a.Out, 64<<10), format: format, reverse: f.reverse, report: on.report}
	s := f.scan(on, source.Options{Wrap: wrap(f.program, f.markers), Committed: f.isolation == "committed"})
	s.last, s.most, s.follow, s.flush = f.last, f.most, f.follow, p.flush
	s.take = func(records []source.Record) error {
		columns.look(records)
		return p.print(records)
	}
	s.missed = columns.missed
	if f.reverse { // the last ones come first
		s.dir, s.last = source.Backward, 0
		s.most = least(f.most, f.last)
	}
	return s.run(ctx)
}

// least is the smaller of two limits, of which 0 is none.
func least(a, b int64) int64 {
	if a == 0 || b > 0 && b < a {
		return b
	}
	return a
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

// unmarked drops the markers of transactions: they are not even looked at.
type unmarked struct{ source.Cursor }

func (u *unmarked) Next(ctx context.Context, most int) (source.Batch, error) {
	b, err := u.Cursor.Next(ctx, most)
	kept := b.Records[:0]
	for i := range b.Records {
		if b.Records[i].Kind != source.Marker {
			kept = append(kept, b.Records[i])
		}
	}
	b.Looked.Records = max(0, b.Looked.Records-int64(len(b.Records)-len(kept)))
	b.Records = kept
	return b, err
}
