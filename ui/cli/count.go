package cli

import (
	"context"
	"fmt"
	"sync"

	"github.com/spf13/cobra"

	"riffle/query"
	"riffle/source"
	"riffle/ui/figures"
	"riffle/ui/jsonl"
	"riffle/ui/safe"
)

// countFlags are what the command line of count says.
type countFlags struct {
	selection
	by     string
	given  bool // by was
	top    int
	output string
}

func (a App) count(c *common) *cobra.Command {
	var f countFlags
	cmd := &cobra.Command{
		Use:   "count TOPIC…",
		Short: "Count records, or the values that a path has",
		Long: "count counts records or, with --by, the values that a path has. Values are counted exactly as long as they fit\n" +
			"in " + figures.Bytes(query.TallyMemory) + ", some 180,000 of usual length; beyond, the frequent ones are kept and each count says by how much it\n" +
			"may be too high (over, in JSON; distinct is then a lower bound). Records that have no such value are told apart:\n" +
			"missing, not JSON (not_json, a part of missing), an empty list (empty), which is there but has no value, too\n" +
			"large to look into (unknown). What was counted before an end that came too early, Ctrl-c or a cluster that\n" +
			"went away, is printed, too: the exit code is then not 0.",
		Example: "  riffle count orders --from -1h --where 'status >= 500'\n" +
			"  riffle count orders --by type --top 5\n" +
			"  riffle count orders --by '$partition' -o json",
		Args: someTopic,
		RunE: func(cmd *cobra.Command, topics []string) error {
			f.given = cmd.Flags().Changed("by")
			return a.runCount(cmd.Context(), c, &f, topics)
		},
	}
	f.flags(cmd, c)
	flags := cmd.Flags()
	flags.StringVar(&f.by, "by", "", "count the values of this `path`: type, order.id, items.#.sku, $key")
	flags.IntVar(&f.top, "top", 20, "show the `N` most frequent values")
	answerFlag(cmd, &f.output)
	cmd.ValidArgsFunction = a.completeTopics(c)
	return cmd
}

func (a App) runCount(ctx context.Context, c *common, f *countFlags, topics []string) error {
	if err := f.read(a.now(c), a.settings(c)); err != nil {
		return err
	}
	if err := checkAnswer(f.output); err != nil {
		return err
	}
	if f.top < 1 {
		return fmt.Errorf("--top %d: it must be 1 or more", f.top)
	}
	counted := &counter{}
	if f.given {
		column, err := query.CompileColumn(f.by)
		if err != nil {
			return &columnError{err}
		}
		counted.column, counted.tally = column, query.NewTally(column, query.TallyMemory)
	}
	on, err := a.find(ctx, c, &f.selection, topics)
	if err != nil {
		return err
	}
	defer on.src.Close()
	kept := wrap(f.program, false)
	s := f.scan(on, source.Options{Wrap: func(c source.Cursor) source.Cursor { return &counting{kept(c), counted} }})
	s.take = func([]source.Record) error { return nil }
	s.matched, s.missed = counted.matched, counted.missed
	err = s.run(ctx)
	if err == nil || err == errNothing || s.coverage.Looked.Records > 0 { // what was counted before an early end is worth having
		if written := a.writeCount(f, counted); written != nil {
			return written
		}
	}
	return err
}

// counter counts what several partitions have, read at once. Nothing is put in
// order for it, and nothing waits in a merge.
type counter struct {
	column *query.Column
	tally  *query.Tally // of the column; nil: only how many
	mu     sync.Mutex
	n      int64
}

func (c *counter) matched() int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.n
}

// missed returns the column if none of the records had it.
func (c *counter) missed() []*query.Column {
	if c.tally == nil {
		return nil
	}
	if sum := c.tally.Sum(1); sum.Records == 0 || sum.Missing < sum.Records {
		return nil
	}
	return []*query.Column{c.column}
}

// counting counts the records of one partition and keeps none.
type counting struct {
	source.Cursor
	counter *counter
}

func (c *counting) Next(ctx context.Context, max int) (source.Batch, error) {
	b, err := c.Cursor.Next(ctx, max)
	if c.counter.tally != nil {
		c.counter.tally.Add(b.Records)
	}
	c.counter.mu.Lock()
	for i := range b.Records {
		if !b.Records[i].Unknown() {
			c.counter.n++
		}
	}
	c.counter.mu.Unlock()
	b.Records = nil
	return b, err
}

// writeCount writes what was counted.
func (a App) writeCount(f *countFlags, n *counter) error {
	var out []byte
	switch {
	case n.tally == nil && f.output == "json":
		out = fmt.Appendf(nil, "{\"count\":%d}\n", n.matched())
	case n.tally == nil:
		out = fmt.Appendf(nil, "%d\n", n.matched())
	case f.output == "json":
		out = tallyJSON(n.tally.Sum(f.top))
	default:
		out = tallyTable(f.by, n.tally.Sum(f.top))
	}
	_, err := a.Out.Write(out)
	return err
}

// kindNames are the words for kinds in JSON lines.
var kindNames = [...]string{query.Text: "text", query.String: "string", query.Number: "number", query.Bool: "bool",
	query.Null: "null", query.Object: "object", query.Array: "array", query.Instant: "time"}

// tallyJSON writes a line for each value, then one for all of them.
func tallyJSON(s query.Sum) (dst []byte) {
	for _, v := range s.Top {
		dst = append(dst, `{"value":`...)
		switch v.Kind {
		case query.Number, query.Bool, query.Null:
			dst = append(dst, v.Text...)
		default:
			dst = jsonl.Text(dst, []byte(v.Text))
		}
		dst = fmt.Appendf(dst, `,"kind":%q,"cut":%t,"count":%d,"over":%d}`+"\n", kindNames[v.Kind], v.Cut, v.Count, v.Over)
	}
	return fmt.Appendf(dst, `{"records":%d,"missing":%d,"empty":%d,"not_json":%d,"unknown":%d,"several":%d,"distinct":%d,"exact":%t,"floor":%d}`+"\n",
		s.Records, s.Missing, s.Empty, s.NotJSON, s.Unknown, s.Arrays, s.Distinct, s.Exact, s.Floor)
}

// tallyTable writes a table for people. Values stand as a filter reads them.
func tallyTable(by string, s query.Sum) (dst []byte) {
	row := func(n, over int64, value string) {
		count := figures.Count(n)
		if over > 0 {
			count = "≤ " + count
		}
		share := "-"
		if s.Records > 0 {
			share = fmt.Sprintf("%.1f %%", 100*float64(n)/float64(s.Records))
		}
		dst = fmt.Appendf(dst, "%14s  %8s  %s\n", count, share, safe.Clean(value, maxSaid))
	}
	dst = fmt.Appendf(nil, "%14s  %8s  %s\n", "RECORDS", "SHARE", safe.Clean(by, maxSaid))
	rest := s.Records - s.Missing - s.Empty - s.Unknown
	for _, v := range s.Top {
		row(v.Count, v.Over, v.Literal())
		rest -= v.Count
	}
	if s.Arrays == 0 && rest > 0 {
		row(rest, 0, "(other values)")
	}
	if n := s.Missing - s.NotJSON; n > 0 {
		row(n, 0, "(missing)")
	}
	if s.Empty > 0 {
		row(s.Empty, 0, "(empty list)")
	}
	if s.NotJSON > 0 {
		row(s.NotJSON, 0, "(not JSON)")
	}
	if s.Unknown > 0 {
		row(s.Unknown, 0, "(too large to look into)")
	}
	return append(dst, tallyNote(s)...)
}

// tallyNote says how exact the table is.
func tallyNote(s query.Sum) string {
	switch {
	case !s.Exact:
		return fmt.Sprintf("≤: more than %s values, too many for the %s of the tally; such a count is at most %s too high, and no value that is not here is more frequent than that\n",
			figures.Count(s.Distinct), figures.Bytes(query.TallyMemory), figures.Count(s.Floor))
	case s.Arrays > 0:
		return fmt.Sprintf("several values in %s: shares add up to more than 100 %%\n", figures.Things(s.Arrays, "record"))
	}
	return ""
}
