package kafkatest

import (
	"slices"
	"testing"
)

// What a recipe says it wrote is what Kafka's own console consumer reads.
func TestConsoleReadsWhatRecipesWrote(t *testing.T) {
	both := []Isolation{Uncommitted, Committed}
	one := both[:1]
	for _, tt := range []struct {
		name   string
		make   func(testing.TB, *Cluster, string) Topic
		levels []Isolation
	}{
		{"plain", func(t testing.TB, c *Cluster, n string) Topic { return Plain(t, c, n, 6, 1000) }, one},
		{"gzip", codec("gzip"), one},
		{"snappy", codec("snappy"), one},
		{"lz4", codec("lz4"), one},
		{"zstd", codec("zstd"), one},
		{"transactions", Transactions, both},
		{"compacted", Compacted, both},
		{"tombstones", Tombstones, one},
		{"truncated", Truncated, one},
		{"append-time", func(t testing.TB, c *Cluster, n string) Topic { return AppendTime(t, c, n, 60) }, one},
		{"odd", Odd, one},
		{"oddly-timed", OddlyTimed, one},
		{"shaken", func(t testing.TB, c *Cluster, n string) Topic { return Shaken(t, c, n, 4, 2000, 7) }, one},
		{"large", func(t testing.TB, c *Cluster, n string) Topic { return Large(t, c, n, 12<<20) }, one},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := Shared(t)
			topic := tt.make(t, c, "recipe-"+tt.name)
			for _, level := range tt.levels {
				if err := Same(c.Console(t, topic.Name, level), topic.Visible(level)); err != nil {
					t.Errorf("%s: %v", level, err)
				}
			}
		})
	}
}

func codec(name string) func(testing.TB, *Cluster, string) Topic {
	return func(t testing.TB, c *Cluster, topic string) Topic { return Compressed(t, c, topic, name, 3, 600) }
}

func TestCompressedBatchesAreCompressed(t *testing.T) {
	c := Shared(t)
	for _, name := range Codecs() {
		topic := Compressed(t, c, "codec-"+name, name, 1, 100)
		batches := c.Batches(t, topic.Name, 0)
		if len(batches) < 2 {
			t.Errorf("%s: %d batches, want several", name, len(batches))
		}
		for _, b := range batches {
			if b.Codec() != name || b.Records < 2 {
				t.Errorf("%s: a batch of %d records, codec %s", name, b.Records, b.Codec())
			}
		}
	}
}

func TestTransactionsEndInEveryWay(t *testing.T) {
	c := Shared(t)
	topic := Transactions(t, c, "txn")
	fates := map[Fate]int{}
	for _, w := range topic.Written {
		fates[w.Fate]++
	}
	for _, f := range []Fate{NoTransaction, WasCommitted, WasAborted, LeftOpen} {
		if fates[f] == 0 {
			t.Errorf("no record has fate %d", f)
		}
	}
	markers := 0
	for _, b := range c.Batches(t, topic.Name, 0) {
		if b.Control() {
			markers++
		}
	}
	if markers != 4 {
		t.Errorf("%d markers in partition 0, want 4: the fifth transaction is open", markers)
	}
	if all, stable := topic.Visible(Uncommitted), topic.Visible(Committed); len(stable) == 0 || len(stable) >= len(all) {
		t.Errorf("committed shows %d of %d records", len(stable), len(all))
	}
}

func TestCompactionLeavesEmptyBatchesAtTheHead(t *testing.T) {
	c := Shared(t)
	topic := Compacted(t, c, "compaction")
	batches := c.Batches(t, topic.Name, 0)
	for i, b := range batches[:EmptyBatches] {
		if b.Records != 0 || b.Last < b.First || i > 0 && b.First != batches[i-1].Last+1 {
			t.Errorf("batch %d: %d records at [%d, %d]", i, b.Records, b.First, b.Last)
		}
	}
	if first := topic.Written[0].Offset; first <= batches[EmptyBatches-1].Last {
		t.Errorf("the first record stands at %d, inside the empty batches", first)
	}
}

func TestTombstonesAreKept(t *testing.T) {
	deleted := 0
	for _, w := range Tombstones(t, Shared(t), "deleted").Written {
		if w.Value == nil {
			deleted++
		}
	}
	if deleted != 2 {
		t.Errorf("%d tombstones are left, want 2: that of a was written over", deleted)
	}
}

func TestInternalTopics(t *testing.T) {
	c := Shared(t)
	topic := Plain(t, c, "watched", 3, 30)
	offsets := ConsumerOffsets(t, c, "watchers", topic)
	got := c.Console(t, offsets.Name, Uncommitted)
	if len(got) == 0 {
		t.Errorf("%s is empty", offsets.Name)
	}
	state := TransactionState(t, c, "stateful")
	if got := c.Console(t, state.Name, Uncommitted); len(got) == 0 {
		t.Errorf("%s is empty", state.Name)
	}
	if !slices.Contains(c.Topics(t), "__transaction_state") {
		t.Error("Topics leaves out the internal ones")
	}
}

func TestShakenTimesRunBackwards(t *testing.T) {
	topic := Shaken(t, Shared(t), "shaken", 3, 3000, 1)
	back, jump := 0, false
	last := map[int32]int64{}
	for _, w := range topic.Written {
		if w.Time < last[w.Partition] {
			back++
		}
		jump = jump || w.Time > Epoch().AddDate(0, 0, 1).UnixMilli()
		last[w.Partition] = max(last[w.Partition], w.Time)
	}
	if back < 100 || !jump {
		t.Errorf("%d times run backwards, clock jump: %v", back, jump)
	}
}

func TestHostileSizes(t *testing.T) {
	c := Shared(t)
	bomb := Bomb(t, c, "bomb", 300<<20)
	batches := c.Batches(t, bomb.Name, 0)
	if len(batches) != 3 || batches[1].Size > 100_000 {
		t.Errorf("the bomb takes %+v", batches)
	}
	big := Large(t, c, "very-large", 50_000_000)
	if n := c.Batches(t, big.Name, 0)[1].Size; n < 50_000_000 {
		t.Errorf("the large record takes %d bytes", n)
	}
}

func TestWideTopic(t *testing.T) {
	topic := Wide(t, Shared(t), "wide", 1000)
	if len(topic.Written) != 10 || topic.Written[9].Partition != 900 {
		t.Errorf("%d records, the last %v", len(topic.Written), topic.Written[len(topic.Written)-1])
	}
}
