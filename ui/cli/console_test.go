package cli_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"riffle/source/kafka/kafkatest"
)

// byPartition are the records of each partition in the order they were printed,
// partition after partition, as the console is compared.
func byPartition(records []printed) []kafkatest.Record {
	out := make([]kafkatest.Record, len(records))
	for i, r := range records {
		out[i] = r.Record
	}
	slices.SortStableFunc(out, func(a, b kafkatest.Record) int { return int(a.Partition) - int(b.Partition) })
	return out
}

var isolation = map[kafkatest.Isolation]string{kafkatest.Uncommitted: "all", kafkatest.Committed: "committed"}

// asTheConsole compares what riffle cat prints of a topic with what Kafka's own
// console consumer prints: places, times and their kind, keys, values, headers.
func asTheConsole(t *testing.T, c *kafkatest.Cluster, topic string, levels ...kafkatest.Isolation) {
	t.Helper()
	var want []kafkatest.Record
	for _, level := range []kafkatest.Isolation{kafkatest.Uncommitted, kafkatest.Committed} {
		if slices.Contains(levels, level) || want == nil {
			want = c.Console(t, topic, level)
		}
		if len(want) == 0 {
			t.Fatalf("%s: the console prints nothing", level)
		}
		got, coverage := cat(t, c, topic, "--isolation", isolation[level])
		if err := kafkatest.Same(byPartition(got), want); err != nil {
			t.Errorf("%s: %v", level, err)
		}
		if !strings.Contains(coverage, "complete to the end") && !strings.Contains(coverage, "complete to the first open transaction") {
			t.Errorf("%s: %s", level, coverage)
		}
		t.Logf("%s: %d records, %s", level, len(got), strings.TrimSpace(coverage))
	}
}

func compressed(codec string) func(testing.TB, *kafkatest.Cluster, string) kafkatest.Topic {
	return func(t testing.TB, c *kafkatest.Cluster, topic string) kafkatest.Topic {
		return kafkatest.Compressed(t, c, topic, codec, 3, 600)
	}
}

// Internal topics come first: what the other tests do is written there.
func TestCatPrintsInternalTopicsAsTheConsole(t *testing.T) {
	c := kafkatest.Shared(t)
	work := kafkatest.Plain(t, c, "console-work", 2, 10)
	offsets := kafkatest.ConsumerOffsets(t, c, "console-group", work)
	states := kafkatest.TransactionState(t, c, "console-state")
	for _, topic := range []string{offsets.Name, states.Name} {
		t.Run(topic, func(t *testing.T) { asTheConsole(t, c, topic) })
	}
}

func TestCatPrintsAsTheConsole(t *testing.T) {
	both := []kafkatest.Isolation{kafkatest.Uncommitted, kafkatest.Committed}
	for _, tt := range []struct {
		name   string
		make   func(testing.TB, *kafkatest.Cluster, string) kafkatest.Topic
		levels []kafkatest.Isolation // those that differ
	}{
		{"plain", compressed("none"), nil},
		{"gzip", compressed("gzip"), nil},
		{"snappy", compressed("snappy"), nil},
		{"lz4", compressed("lz4"), nil},
		{"zstd", compressed("zstd"), nil},
		{"transactions", kafkatest.Transactions, both},
		{"compacted", kafkatest.Compacted, both},
		{"tombstones", kafkatest.Tombstones, nil},
		{"truncated", kafkatest.Truncated, nil},
		{"append-time", func(t testing.TB, c *kafkatest.Cluster, n string) kafkatest.Topic {
			return kafkatest.AppendTime(t, c, n, 60)
		}, nil},
		{"odd", kafkatest.Odd, nil},
		{"oddly-timed", kafkatest.OddlyTimed, nil},
		{"large", func(t testing.TB, c *kafkatest.Cluster, n string) kafkatest.Topic {
			return kafkatest.Large(t, c, n, 12<<20)
		}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := kafkatest.Shared(t)
			topic := tt.make(t, c, "console-"+tt.name)
			asTheConsole(t, c, topic.Name, tt.levels...)
		})
	}
}

// Each record is called what became of its transaction; markers are there when
// they are asked for, with offsets of their own.
func TestCatTellsTransactions(t *testing.T) {
	c := kafkatest.Shared(t)
	topic := kafkatest.Transactions(t, c, "fates")
	words := map[kafkatest.Fate]string{kafkatest.NoTransaction: "plain", kafkatest.WasCommitted: "committed", kafkatest.WasAborted: "aborted", kafkatest.LeftOpen: "open"}
	fate := map[string]string{}
	for _, w := range topic.Written {
		fate[fmt.Sprint(w.Partition, "@", w.Offset)] = words[w.Fate]
	}
	plain, _ := cat(t, c, topic.Name)
	marked, _ := cat(t, c, topic.Name, "--markers")
	markers := map[string]int{}
	for _, r := range marked {
		where := fmt.Sprint(r.Partition, "@", r.Offset)
		want, written := fate[where]
		switch {
		case !written:
			markers[r.Txn]++
		case r.Txn != want:
			t.Errorf("%s is called %s, not %s", where, r.Txn, want)
		}
	}
	if len(plain) != len(topic.Written) || len(marked) != len(plain)+markers["commit"]+markers["abort"] {
		t.Errorf("%d records, %d with the markers %v; %d were written", len(plain), len(marked), markers, len(topic.Written))
	}
	if markers["commit"] < 3 || markers["abort"] < 3 {
		t.Errorf("markers %v", markers)
	}
}
