package cli_test

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"riffle/source"
	"riffle/source/kafka/kafkatest"
	"riffle/ui/cli"
)

// place is a record's place in the merged order, as the documentation has it.
type place struct {
	max       int64 // running maximum of the times in the partition; of none, the least
	topic     string
	partition int32
	offset    int64
}

func (p place) compare(q place) int {
	return cmp.Or(cmp.Compare(p.max, q.max), cmp.Compare(p.topic, q.topic),
		cmp.Compare(p.partition, q.partition), cmp.Compare(p.offset, q.offset))
}

// placed are the records of some topics in merged order, worked out from nothing
// but the offset order of each partition.
type placed struct {
	printed
	place
}

// merged reads each partition by itself, markers with it, and sorts.
func merged(t *testing.T, c *kafkatest.Cluster, topics ...kafkatest.Topic) []placed {
	t.Helper()
	var all []placed
	for _, topic := range topics {
		for p := range topic.Partitions {
			at := place{max: -1 << 63, topic: topic.Name, partition: p}
			records, _ := cat(t, c, topic.Name, "--partitions", fmt.Sprint(p), "--markers")
			for i, r := range records {
				if i > 0 && r.Offset <= records[i-1].Offset {
					t.Fatalf("%s p%d: offset %d after %d", topic.Name, p, r.Offset, records[i-1].Offset)
				}
				at.offset = r.Offset
				if r.Time != -1 {
					at.max = max(at.max, r.Time)
				}
				all = append(all, placed{r, at})
			}
		}
	}
	slices.SortFunc(all, func(a, b placed) int { return a.compare(b.place) })
	return all
}

// sameOrder compares records with what should be printed, in this order.
func sameOrder(got []printed, want []placed) error {
	for i := range min(len(got), len(want)) {
		g, w := got[i], want[i]
		if g.Topic != w.Topic || g.String() != w.String() {
			return fmt.Errorf("record %d of %d:\n got %s %s\nwant %s %s", i, len(want), g.Topic, g.Record, w.Topic, w.Record)
		}
	}
	if len(got) != len(want) {
		return fmt.Errorf("%d records, want %d", len(got), len(want))
	}
	return nil
}

func keep(all []placed, f func(placed) bool) []placed {
	return slices.DeleteFunc(slices.Clone(all), func(p placed) bool { return !f(p) })
}

// Times jitter, an hour of old records arrives at once, a clock runs ahead for a
// moment; beside it stand a topic with transactions and one with times that are
// none. Whatever is asked for, it comes in the one order of all.
func TestCatSpans(t *testing.T) {
	c := kafkatest.Shared(t)
	shaken := kafkatest.Shaken(t, c, "span-shaken", 4, 2000, 11)
	txns := kafkatest.Transactions(t, c, "span-txn")
	odd := kafkatest.OddlyTimed(t, c, "span-odd")
	all := merged(t, c, shaken, txns, odd)
	one := keep(all, func(p placed) bool { return p.Topic == shaken.Name })
	at := func(partition int32, offset int64) int {
		return slices.IndexFunc(one, func(p placed) bool { return p.Partition == partition && p.Offset == offset })
	}
	noon := kafkatest.Epoch().Add(time.Minute)
	until := noon.Add(30 * time.Second)
	since := keep(one, func(p placed) bool { return p.max >= noon.UnixMilli() })
	number := func(p placed) (n int) {
		var doc struct{ N int }
		if err := json.Unmarshal(p.Value, &doc); err != nil {
			t.Fatal(err)
		}
		return doc.N
	}
	late := keep(one, func(p placed) bool { return number(p) > 1500 })
	stamp := func(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000") }
	for _, tt := range []struct {
		args string
		want []placed
		says string
	}{
		{"span-shaken", one, "complete to the end"},
		{"span-shaken span-txn span-odd --markers", all, "complete to the end"},
		{"span-odd span-shaken span-txn", keep(all, func(p placed) bool { return p.Txn != "commit" && p.Txn != "abort" }), ""},
		{"span-shaken --partitions 0,2-3", keep(one, func(p placed) bool { return p.Partition != 1 }), "in 3 partitions"},
		{"span-shaken --from " + stamp(noon), since, ""},
		{"span-shaken --to " + stamp(noon), one[:len(one)-len(since)], "complete to " + stamp(noon)},
		{"span-shaken --from " + stamp(noon) + " --to " + stamp(until), keep(since, func(p placed) bool { return p.max < until.UnixMilli() }), ""},
		{"span-shaken --from p1@37", one[at(1, 37):], ""},
		{"span-shaken --from p1@37 --to p2@300", one[at(1, 37):at(2, 300)], "complete to p2@300"},
		{"span-shaken --partitions 3 --from @100 --to @110", keep(one, func(p placed) bool { return p.Partition == 3 && p.Offset >= 100 && p.Offset < 110 }), "in 1 partition,"},
		{"span-shaken --from end-100", one[len(one)-100:], ""},
		{"span-shaken --last 100", one[len(one)-100:], ""},
		{"span-shaken --last 5000", one, ""},
		{"span-shaken --last 9 --to p2@300", one[at(2, 300)-9 : at(2, 300)], ""},
		{"span-shaken --last 5000 --from p1@37 --to p2@300", one[at(1, 37):at(2, 300)], ""},
		{"span-shaken --last 5 --where n>500 --to p2@300", last(keep(one[:at(2, 300)], func(p placed) bool { return number(p) > 500 }), 5), "5 matched"},
		{"span-shaken -n 7", one[:7], "stopped after 7 records"},
		{"span-shaken -n 7 --from p1@37", one[at(1, 37):][:7], ""},
		{"span-shaken --where n>1500", late, fmt.Sprintf("%d matched; complete to the end", len(late))},
		{"span-shaken --where n>1500 -n 3", late[:3], ""},
		{"span-shaken --where n>1500 --last 11", late[len(late)-11:], ""},
		{"span-txn --isolation committed", keep(all, func(p placed) bool {
			return p.Topic == txns.Name && slices.ContainsFunc(txns.Visible(kafkatest.Committed), func(r kafkatest.Record) bool {
				return r.Partition == p.Partition && r.Offset == p.Offset
			})
		}), "complete to the first open transaction of span-txn p0"},
	} {
		t.Run(tt.args, func(t *testing.T) {
			got, coverage := cat(t, c, strings.Fields(tt.args)...)
			if len(tt.want) == 0 {
				t.Fatal("nothing is wanted: this would show nothing")
			}
			if err := sameOrder(got, tt.want); err != nil {
				t.Error(err)
			}
			if !strings.Contains(coverage, tt.says) {
				t.Errorf("it says %q, not %q", coverage, tt.says)
			}
		})
	}
	half, _ := cat(t, c, "span-shaken", "--from", "50%")
	if err := sameOrder(half, last(one, len(half))); err != nil || len(half) < len(one)*49/100 || len(half) > len(one)*51/100 {
		t.Errorf("from 50%% on there are %d of %d records; %v", len(half), len(one), err)
	}
}

func last[T any](all []T, n int) []T { return all[max(len(all)-n, 0):] }

func TestCatFormats(t *testing.T) {
	c := kafkatest.Shared(t)
	topic := kafkatest.Odd(t, c, "format-odd")
	raw := riffle(t, "cat", "-b", c.Bootstrap(), topic.Name, "-o", "raw")
	var want bytes.Buffer
	for _, w := range topic.Written {
		want.Write(append(bytes.Clone(w.Value), '\n'))
	}
	if raw.stdout != want.String() {
		t.Errorf("raw:\n got %q\nwant %q", raw.stdout, want.String())
	}
	table := riffle(t, "cat", "-b", c.Bootstrap(), "--utc", topic.Name, "-o", "table")
	rows := strings.Split(strings.TrimSuffix(table.stdout, "\n"), "\n")
	if len(rows) != len(topic.Written) {
		t.Fatalf("%d rows for %d records:\n%s", len(rows), len(topic.Written), table.stdout)
	}
	for i, row := range rows {
		w := topic.Written[i]
		if want := time.UnixMilli(w.Time).UTC().Format("2006-01-02 15:04:05.000"); !strings.HasPrefix(row, want) {
			t.Errorf("row %d: %q, want the time %s", i, row, want)
		}
		if w.Value == nil && !strings.HasSuffix(row, "∅") || w.Value != nil && len(w.Value) == 0 && !strings.HasSuffix(row, `""`) {
			t.Errorf("row %d: %q tells no null from empty", i, row)
		}
	}
	for _, f := range []string{"raw", "table"} {
		var out, report bytes.Buffer
		app := realApp(&out, &report)
		app.Terminal = true
		if code := cli.Run(t.Context(), app, []string{"cat", "-b", c.Bootstrap(), topic.Name, "-o", f}); code != 0 {
			t.Fatalf("%s: exit code %d", f, code)
		}
		for _, b := range out.Bytes() {
			if b < 0x20 && b != '\n' || b == 0x7f {
				t.Errorf("%s: byte %#x reached the terminal", f, b)
			}
		}
	}
}

// lines is an output that can be waited for.
type lines struct {
	mu   sync.Mutex
	text bytes.Buffer
	more chan struct{}
}

func (l *lines) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	select {
	case l.more <- struct{}{}:
	default:
	}
	return l.text.Write(b)
}

// await waits until so many lines are there, and returns them.
func (l *lines) await(t *testing.T, n int) string {
	t.Helper()
	end := time.After(soon)
	for {
		l.mu.Lock()
		text := l.text.String()
		l.mu.Unlock()
		if strings.Count(text, "\n") >= n {
			return text
		}
		select {
		case <-l.more:
		case <-end:
			t.Fatalf("%d lines after %v, want %d:\n%s", strings.Count(text, "\n"), soon, n, text)
		}
	}
}

// following runs cat --follow until stop, which returns its exit code.
func following(t *testing.T, args ...string) (out *lines, stop func() int) {
	t.Helper()
	out = &lines{more: make(chan struct{}, 1)}
	ctx, cancel := context.WithCancel(t.Context())
	code := make(chan int, 1)
	source.Go(func() { code <- cli.Run(ctx, realApp(out, io.Discard), append([]string{"cat", "--follow"}, args...)) },
		func(err error) { t.Error(err); code <- -1 })
	t.Cleanup(cancel)
	return out, func() int {
		cancel()
		select {
		case c := <-code:
			return c
		case <-time.After(soon):
			t.Fatal("cat --follow does not stop")
			return -1
		}
	}
}

// What is there and what comes after: every record once, none skipped.
func TestCatFollows(t *testing.T) {
	c := kafkatest.Shared(t)
	topic := kafkatest.Plain(t, c, "follow-plain", 3, 300)
	out, stop := following(t, "-b", c.Bootstrap(), topic.Name)
	out.await(t, 300)
	written := byPartition(readLines(t, out.await(t, 300)))
	cl := c.Client(t)
	for round := range 5 {
		var rs []*kgo.Record
		for i := range 60 {
			rs = append(rs, &kgo.Record{Topic: topic.Name, Partition: int32(i % 3), Value: fmt.Appendf(nil, "live %d %d", round, i)})
		}
		if err := cl.ProduceSync(t.Context(), rs...).FirstErr(); err != nil {
			t.Fatal(err)
		}
		for _, r := range rs {
			written = append(written, kafkatest.Record{Partition: r.Partition, Offset: r.Offset, Time: r.Timestamp.UnixMilli(), TimeType: kafkatest.CreateTime, Value: r.Value})
		}
	}
	got := byPartition(readLines(t, out.await(t, 600)))
	slices.SortStableFunc(written, func(a, b kafkatest.Record) int { return int(a.Partition) - int(b.Partition) })
	if err := kafkatest.Same(got, written); err != nil {
		t.Error(err)
	}
	if code := stop(); code != 130 {
		t.Errorf("exit code %d after Ctrl-c, want 130", code)
	}
	if o := riffle(t, "cat", "-b", c.Bootstrap(), topic.Name, "--follow", "-n", "450"); o.code != 0 || strings.Count(o.stdout, "\n") != 450 {
		t.Errorf("-n 450: exit code %d, %d lines", o.code, strings.Count(o.stdout, "\n"))
	}
}

// A follower that wants only what was committed dropped the records of a
// transaction that was open when they arrived, which is all of them.
func TestCatFollowsWhatIsCommitted(t *testing.T) {
	c := kafkatest.Shared(t)
	c.CreateTopic(t, "follow-txn", 1)
	plain := c.Client(t)
	txn := c.Client(t, kgo.TransactionalID("follow-txn"))
	say := func(cl *kgo.Client, value string) {
		t.Helper()
		if err := cl.ProduceSync(t.Context(), &kgo.Record{Topic: "follow-txn", Value: []byte(value)}).FirstErr(); err != nil {
			t.Fatal(err)
		}
	}
	begin := func() {
		t.Helper()
		if err := txn.BeginTransaction(); err != nil {
			t.Fatal(err)
		}
	}
	end := func(how kgo.TransactionEndTry) {
		t.Helper()
		if err := txn.EndTransaction(t.Context(), how); err != nil {
			t.Fatal(err)
		}
	}
	say(plain, "before")
	begin()
	say(txn, "open at the start")
	out, stop := following(t, "-b", c.Bootstrap(), "follow-txn", "--isolation", "committed", "-o", "raw")
	out.await(t, 1)
	end(kgo.TryCommit)
	out.await(t, 2)
	begin()
	say(txn, "aborted")
	end(kgo.TryAbort)
	begin()
	say(txn, "committed 1")
	say(plain, "between")
	say(txn, "committed 2")
	end(kgo.TryCommit)
	say(plain, "last")
	want := "before\nopen at the start\ncommitted 1\nbetween\ncommitted 2\nlast\n"
	if got := out.await(t, 6); got != want {
		t.Errorf("it prints\n%swant\n%s", got, want)
	}
	if code := stop(); code != 130 {
		t.Errorf("exit code %d", code)
	}
}
