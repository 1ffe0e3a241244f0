package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"riffle/source"
)

// maxPartition bounds a range of partitions that a typing error made.
const maxPartition = 1_000_000

// parsePartitions reads "0,3-5"; empty means all, nil.
func parsePartitions(text string) ([]int32, error) {
	if text == "" {
		return nil, nil
	}
	var out []int32
	for item := range strings.SplitSeq(text, ",") {
		from, to, isRange := strings.Cut(strings.TrimSpace(item), "-")
		if !isRange {
			to = from
		}
		lo, err := strconv.ParseInt(from, 10, 32)
		hi, err2 := strconv.ParseInt(to, 10, 32)
		if err != nil || err2 != nil || lo < 0 || hi < lo || hi > maxPartition {
			return nil, fmt.Errorf("partitions %q: write numbers and ranges such as 0,3-5", text)
		}
		for p := lo; p <= hi; p++ {
			out = append(out, int32(p))
		}
	}
	return out, nil
}

// refs finds the partitions of some topics, checking every name first. A topic that
// this user may not see is in no list; asked by its name, the cluster says so.
func refs(ctx context.Context, src source.Source, topics []string, partitions []int32) ([]source.Ref, error) {
	list, err := src.Topics(ctx)
	if err != nil {
		return nil, err
	}
	var out []source.Ref
	for _, name := range topics {
		i := slices.IndexFunc(list, func(t source.Topic) bool { return t.Name == name })
		if i < 0 {
			if _, err := src.Describe(ctx, name); errors.Is(err, source.ErrDenied) {
				return nil, err
			}
			return nil, &unknownTopic{name: name, cluster: src.Info().Endpoint, near: source.Like(name, source.Names(list))}
		}
		t := list[i]
		if t.Err != nil {
			return nil, t.Err
		}
		for _, p := range partitions {
			if !slices.Contains(t.Partitions, p) {
				return nil, noPartition(t, p)
			}
		}
		for _, r := range t.Refs() {
			if len(partitions) == 0 || slices.Contains(partitions, r.Partition) {
				out = append(out, r)
			}
		}
	}
	return out, nil
}

// noPartition says which partitions there are instead.
func noPartition(t source.Topic, p int32) error {
	if n := len(t.Partitions); n > 1 {
		return fmt.Errorf("topic %s has no partition %d: it has 0 to %d", t.Name, p, t.Partitions[n-1])
	}
	return fmt.Errorf("topic %s has no partition %d: it has only 0", t.Name, p)
}

// unknownTopic says that there is no topic of that name, and what the user may
// have meant.
type unknownTopic struct {
	name    string
	cluster string // an address of it
	near    []string
}

func (e *unknownTopic) Error() string {
	return fmt.Sprintf("there is no topic %q on %s", e.name, e.cluster)
}

// Unwrap makes it one of the source's errors.
func (e *unknownTopic) Unwrap() error { return source.ErrNotFound }

// completeTopics completes the names of topics on the command line.
func (a App) completeTopics(c *common) cobra.CompletionFunc {
	return func(cmd *cobra.Command, _ []string, begun string) ([]string, cobra.ShellCompDirective) {
		src, err := a.Connect(cmd.Context(), c.Connection)
		if err != nil {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		defer src.Close()
		list, _ := src.Topics(cmd.Context())
		var names []string
		for _, t := range list {
			if strings.HasPrefix(t.Name, begun) {
				names = append(names, t.Name)
			}
		}
		return names, cobra.ShellCompDirectiveNoFileComp
	}
}
