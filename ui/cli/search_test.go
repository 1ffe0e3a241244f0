package cli_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"riffle/source/kafka/kafkatest"
)

// outages writes a day of records, one every ten seconds; from one place to another
// they fail. Records are wide: what is small as a whole is not sampled.
func outages(t *testing.T, c *kafkatest.Cluster, topic string, n int, failing ...[2]int) {
	t.Helper()
	c.CreateTopic(t, topic, 4)
	var records []*kgo.Record
	for i := range n {
		status := 200
		for _, f := range failing {
			if i >= f[0] && i < f[1] {
				status = 500
			}
		}
		records = append(records, &kgo.Record{Topic: topic, Partition: int32(i % 4), Timestamp: kafkatest.Epoch().Add(time.Duration(i) * 10 * time.Second),
			Value: fmt.Appendf(nil, `{"status":%d,"pad":%q}`, status, strings.Repeat("x", 4000))})
	}
	cl := c.Client(t, kgo.ProducerBatchMaxBytes(32<<10), kgo.ProducerBatchCompression(kgo.NoCompression()), kgo.RecordPartitioner(kgo.ManualPartitioner()))
	for part := range slices.Chunk(records, 2000) {
		if err := cl.ProduceSync(t.Context(), part...).FirstErr(); err != nil {
			t.Fatal(err)
		}
	}
}

// On a real Kafka: two outages are found from samples, and exactly; and counted.
func TestBisectAndCountOnKafka(t *testing.T) {
	c := kafkatest.Shared(t)
	outages(t, c, "search-outages", 8640, [2]int{1000, 2000}, [2]int{6000, 8000})
	stamp := func(i int) string {
		return kafkatest.Epoch().Add(time.Duration(i) * 10 * time.Second).Format("2006-01-02 15:04:05.000")
	}
	want := fmt.Sprintf("matches begin: first %s\nmatches end:   last  %s\nmatches begin: first %s\nmatches end:   last  %s, none since\n",
		stamp(1000), stamp(1999), stamp(6000), stamp(7999))
	for _, exact := range []bool{false, true} {
		want := want
		if !exact { // each line says so
			want = strings.ReplaceAll(want, "\n", "; sampled\n")
		}
		line := []string{"bisect", "-b", c.Bootstrap(), "--utc", "search-outages", "--where", "status = 500", fmt.Sprintf("--exact=%t", exact)}
		o := riffle(t, line...)
		if o.code != 0 || o.stdout != want {
			t.Errorf("%v: exit code %d\n%swant\n%s%s", line, o.code, o.stdout, want, o.stderr)
		}
		t.Log(o.stderr)
	}
	o := riffle(t, "count", "-b", c.Bootstrap(), "search-outages", "--by", "status")
	if o.code != 0 || !strings.Contains(o.stdout, "5,640    65.3 %  200") || !strings.Contains(o.stdout, "3,000    34.7 %  500") {
		t.Errorf("exit code %d\n%s%s", o.code, o.stdout, o.stderr)
	}
	if o := riffle(t, "count", "-b", c.Bootstrap(), "search-outages", "--where", "status = 500"); o.stdout != "3000\n" {
		t.Errorf("%s%s", o.stdout, o.stderr)
	}
}

// Newest first is the mirror image of oldest first, whatever the topic: times that
// jitter, transactions, places that cut it.
func TestReverseIsTheMirrorImage(t *testing.T) {
	c := kafkatest.Shared(t)
	shaken := kafkatest.Shaken(t, c, "mirror-shaken", 4, 2000, 7)
	txns := kafkatest.Transactions(t, c, "mirror-txn")
	for _, args := range []string{
		shaken.Name, txns.Name, txns.Name + " --markers", txns.Name + " --isolation committed", shaken.Name + " " + txns.Name,
		shaken.Name + " --from p1@37 --to p2@300", shaken.Name + " --where n>500 --to p2@300", shaken.Name + " --from end-100", shaken.Name + " --last 77",
	} {
		line := append([]string{"cat", "-b", c.Bootstrap()}, strings.Fields(args)...)
		forward, backward := riffle(t, line...), riffle(t, append(line, "--reverse")...)
		want := strings.SplitAfter(forward.stdout, "\n")
		want = want[:len(want)-1]
		slices.Reverse(want)
		if forward.code != 0 || backward.code != 0 || backward.stdout != strings.Join(want, "") || len(want) == 0 {
			t.Errorf("%s: %d records forward, %d backward\n%s%s", args, len(want), strings.Count(backward.stdout, "\n"), forward.stderr, backward.stderr)
		}
	}
}

// Where the brokers give the times, an upper bound of time is where reading ends.
func TestABoundOfTimeIsExactWhereBrokersGiveTheTimes(t *testing.T) {
	c := kafkatest.Shared(t)
	topic := kafkatest.AppendTime(t, c, "bounded-append", 200)
	bound := topic.Written[120].Time
	want := 0
	for _, r := range topic.Written {
		if r.Time < bound {
			want++
		}
	}
	filter := "$ts < " + time.UnixMilli(bound).UTC().Format("2006-01-02T15:04:05.000Z")
	o := riffle(t, "cat", "-b", c.Bootstrap(), topic.Name, "--where", filter)
	looked := fmt.Sprintf("looked at %d records", want)
	if got := strings.Count(o.stdout, "\n"); got != want || want == 0 || !strings.Contains(o.stderr, looked) || !strings.Contains(o.stderr, ", where the filter ends") {
		t.Errorf("%s prints %d records, want %d:\n%s", filter, got, want, o.stderr)
	}
}

// A record that a filter cannot look into counted as a match, here and not on the
// screen. Where its row cannot say so it looked like one.
func TestARecordTooLargeToLookIntoIsNoMatch(t *testing.T) {
	c := kafkatest.Shared(t)
	c.CreateTopic(t, "search-deep", 1)
	deep := strings.Repeat("[", 20_000) + strings.Repeat("]", 20_000)
	c.Write(t, &kgo.Record{Topic: "search-deep", Value: []byte(`{"n":1}`)}, &kgo.Record{Topic: "search-deep", Value: []byte(`{"list":` + deep + `,"n":2}`)})
	for _, tt := range []struct {
		line   string
		code   int
		stdout string
	}{
		{"count search-deep --where n=99", 1, "0\n"},
		{"count search-deep --where n=1", 0, "1\n"},
		{"bisect search-deep --where n=99", 1, ""},
	} {
		args := strings.Fields(tt.line)
		o := riffle(t, append(args, "-b", c.Bootstrap())...)
		if o.code != tt.code || o.stdout != tt.stdout || !strings.Contains(o.stderr, "1 too large to look into") {
			t.Errorf("%s: exit code %d\n%s%s", tt.line, o.code, o.stdout, o.stderr)
		}
	}
	for _, tt := range []struct {
		args           string
		stdout, stderr string // stdout begins so
	}{
		{"", `{"topic":"search-deep","partition":0,"offset":1,`, ""},
		{"-o json --select $offset,n", `{"$offset":1,"error":"`, ""},
		{"-o csv --select $offset", "$offset\r\n\x00", "left out search-deep p0@1: "},
		{"-o raw", "\x00", "left out search-deep p0@1: "},
		{"-o table", "\x00", "-o json shows it"},
	} {
		o := riffle(t, append(strings.Fields("cat search-deep --where n=99 -b "+c.Bootstrap()), strings.Fields(tt.args)...)...)
		if !strings.HasPrefix(o.stdout+"\x00", tt.stdout) || o.code != 1 || !strings.Contains(o.stderr, tt.stderr) || !strings.Contains(o.stderr, "0 matched; 1 too large to look into") {
			t.Errorf("%s: exit code %d\n%.80s\n%s", tt.args, o.code, o.stdout, o.stderr)
		}
	}
	if o := riffle(t, strings.Fields("cat search-deep --reverse -n 1 --where n<9 -o raw -b "+c.Bootstrap())...); o.stdout != "{\"n\":1}\n" {
		t.Errorf("it took the place of a match: %.80s", o.stdout)
	}
}
