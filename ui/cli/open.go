package cli

import (
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"riffle/query"
)

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
