package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"riffle/query"
	"riffle/source"
)

// openFlags are what the command line of open says.
type openFlags struct {
	view             View
	from, to, layout string
}

// open is the explorer on some topics.
func (a App) open(c *common) *cobra.Command {
	var f openFlags
	cmd := &cobra.Command{
		Use:   "open TOPIC…",
		Short: "Open the explorer on these topics",
		Example: "  riffle open orders --columns type,order.id,order.total\n" +
			"  riffle open orders payments --layout v --from 14:20 --where 'type = Shipped'",
		Args: someTopic,
		RunE: func(cmd *cobra.Command, topics []string) error {
			f.view.Topics = topics
			return a.runOpen(cmd.Context(), c, &f)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.from, "from", "end", "open at this place: `AT` (see riffle help seek)")
	flags.StringVar(&f.to, "to", "end", "read no further than this place: `AT`")
	flags.StringVar(&f.view.Where, "where", "", "show only records that match this `filter` (see riffle help filter)")
	flags.StringVar(&f.view.Columns, "columns", "", "show these `columns`: paths and fields, as in type,order.id,$headers.retry")
	flags.BoolVar(&f.view.Follow, "follow", false, "follow the live end")
	flags.StringVar(&f.layout, "layout", "s", "`how` several topics stand: v (beside each other) or s (below each other)")
	c.partitionsFlag(cmd)
	cmd.ValidArgsFunction = a.completeTopics(c)
	return cmd
}

func (a App) runOpen(ctx context.Context, c *common, f *openFlags) (err error) {
	v := &f.view
	if v.Partitions, err = parsePartitions(c.partitions); err != nil {
		return err
	}
	if v.From, err = place("from", f.from, a.now(c)); err != nil {
		return err
	}
	if _, err := query.Compile(v.Where, a.settings(c)); err != nil {
		return err
	}
	if v.Columns != "" {
		if _, err := query.ParseColumns(v.Columns); err != nil {
			return &columnError{err}
		}
	}
	if f.layout != "v" && f.layout != "s" {
		return fmt.Errorf("layout %q: it is v (beside each other) or s (below each other)", f.layout)
	}
	if v.Where, err = a.until(ctx, c, f); err != nil {
		return err
	}
	v.Beside = f.layout == "v"
	v.UTC, v.NoColor, v.Config = c.utc, c.noColor, c.file
	return a.Explore(ctx, c.Connection, *v)
}

// until adds an end to a filter: on the screen it can be seen there, and changed.
func (a App) until(ctx context.Context, c *common, f *openFlags) (string, error) {
	at, err := place("to", f.to, a.now(c))
	if err != nil || at.End() {
		return f.view.Where, err
	}
	var end string
	if t, ok := at.Instant(); ok {
		end = "$ts < " + t.Format("2006-01-02T15:04:05.000Z07:00")
	} else if end, err = a.before(ctx, c, f, at); err != nil {
		return "", err
	}
	return query.And(f.view.Where, end, a.settings(c)), nil
}

// boundedParts is how many partitions a filter may name one by one to end at a
// place that is no time.
const boundedParts = 32

// before is the condition that holds for what lies before a place.
func (a App) before(ctx context.Context, c *common, f *openFlags, at source.At) (string, error) {
	src, err := a.Connect(ctx, c.Connection)
	if err != nil {
		return "", err
	}
	defer src.Close()
	parts, err := refs(ctx, src, f.view.Topics, f.view.Partitions)
	if err != nil {
		return "", err
	}
	if len(parts) > boundedParts {
		return "", fmt.Errorf("--to %s: with %d partitions the explorer can end only at a time; riffle cat ends anywhere", at, len(parts))
	}
	if err := whose(parts, at); err != nil {
		return "", err
	}
	s := source.NewStream(src, parts, source.Options{})
	pos, err := s.Resolve(ctx, at, s.Refs()[0])
	if err != nil {
		return "", err
	}
	if len(pos) == 1 {
		return fmt.Sprintf("$offset < %d", pos[0].Offset.Lo), nil
	}
	var ends []string
	for _, p := range pos {
		topic := ""
		if len(f.view.Topics) > 1 {
			topic = query.Pick("$topic", p.Topic) + " and "
		}
		ends = append(ends, fmt.Sprintf("%s$partition = %d and $offset < %d", topic, p.Partition, p.Offset.Lo))
	}
	return strings.Join(ends, " or "), nil
}

// whose refuses an offset that does not say of which partition it is, where there
// are several.
func whose(parts []source.Ref, at source.At) error {
	if len(parts) > 1 && strings.HasPrefix(at.String(), "@") {
		return fmt.Errorf("place %q: %d partitions are read; say whose offset it is, as in p%d%s", at, len(parts), parts[0].Partition, at)
	}
	return nil
}
