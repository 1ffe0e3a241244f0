package cli

import (
	"context"
	"fmt"
	"github.com/spf13/cobra"
	"path"
	"strings"

	"riffle/source"
	"riffle/ui/figures"
	"riffle/ui/jsonl"
	"riffle/ui/safe"
)

func (a App) topics(c *common) *cobra.Command {
	var output string
	var internal bool
	cmd := &cobra.Command{
		Use:   "topics [PATTERN]",
		Short: "List topics; the pattern is part of a name, or has * and ?",
		Args:  atMostOne,
		RunE: func(cmd *cobra.Command, args []string) error {
			pattern := ""
			if len(args) > 0 {
				pattern = args[0]
			}
			if err := checkAnswer(output); err != nil {
				return err
			}
			return a.listTopics(cmd.Context(), c, pattern, internal, output == "json")
		},
	}
	answerFlag(cmd, &output)
	cmd.Flags().BoolVar(&internal, "internal", false, "list the system's own topics too")
	return cmd
}

// matches tells whether a topic's name fits a pattern.
func matches(name, pattern string) bool {
	if !strings.ContainsAny(pattern, "*?[") {
		return strings.Contains(strings.ToLower(name), strings.ToLower(pattern))
	}
	ok, _ := path.Match(pattern, name)
	return ok
}

func (a App) listTopics(ctx context.Context, c *common, pattern string, internal, asJSON bool) error {
	src, err := a.Connect(ctx, c.Connection)
	if err != nil {
		return err
	}
	defer src.Close()
	list, err := src.Topics(ctx)
	if err != nil {
		return err
	}
	var shown []source.Topic
	var readable []string
	for _, t := range list {
		if matches(t.Name, pattern) && (internal || !t.Internal) {
			shown = append(shown, t)
			if t.Err == nil {
				readable = append(readable, t.Name)
			}
		}
	}
	counts := map[string]*topicCount{}
	if len(readable) > 0 {
		stats, err := src.Describe(ctx, readable...)
		if err != nil {
			return err
		}
		counts = countRecords(stats)
	}
	if !asJSON {
		fmt.Fprintf(a.Out, "%-40s %5s %16s\n", "TOPIC", "PART", "RECORDS")
	}
	for _, t := range shown {
		n := counts[t.Name]
		if n == nil {
			n = &topicCount{err: t.Err}
		}
		if asJSON {
			fmt.Fprint(a.Out, string(safe.Escape(nil, n.appendJSON(nil, t))))
		} else {
			fmt.Fprintln(a.Out, n.row(t))
		}
	}
	if len(shown) == 0 && pattern != "" {
		fmt.Fprintf(a.Err, "none of %s topics fits %q\n", figures.Count(len(list)), pattern)
		return errNothing
	}
	return nil
}

// topicCount adds up a topic's partitions.
type topicCount struct {
	records int64
	err     error
}

func countRecords(stats []source.Stats) map[string]*topicCount {
	out := map[string]*topicCount{}
	for _, s := range stats {
		n := out[s.Topic]
		if n == nil {
			n = &topicCount{}
			out[s.Topic] = n
		}
		n.records += s.Records()
		if s.Err != nil {
			n.err = s.Err
		}
	}
	return out
}

func (n *topicCount) row(t source.Topic) string {
	name := string(safe.Pad(safe.Clean(t.Name, 250), max(40, len(t.Name))))
	if n.err != nil {
		return fmt.Sprintf("%s %5d %s", name, len(t.Partitions), safe.Clean(n.err.Error(), 200))
	}
	return fmt.Sprintf("%s %5d %16s", name, len(t.Partitions), figures.Count(n.records))
}

func (n *topicCount) appendJSON(dst []byte, t source.Topic) []byte {
	dst = append(dst, `{"topic":`...)
	dst = jsonl.Text(dst, []byte(t.Name))
	dst = fmt.Appendf(dst, `,"partitions":%d,"internal":%t`, len(t.Partitions), t.Internal)
	if n.err != nil {
		dst = append(dst, `,"error":`...)
		dst = jsonl.Text(dst, []byte(n.err.Error()))
	} else {
		dst = fmt.Appendf(dst, `,"records":%d`, n.records)
	}
	return append(dst, '}', '\n')
}
