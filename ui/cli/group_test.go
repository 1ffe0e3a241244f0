package cli_test

import (
	"context"
	"strconv"
	"strings"
	"testing"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"

	"riffle/source/kafka/kafkatest"
)

// A consumer of Kafka's own kind reads half of a topic and commits; what it has not read
// is then what --from group:NAME reads, record by record, and --to the rest. Asking makes
// no group and moves none.
func TestAGroupOfARealConsumer(t *testing.T) {
	c := kafkatest.Shared(t)
	topic := kafkatest.Plain(t, c, "group-orders", 3, 300)
	read := consumed(t, c, topic.Name, "group-billing", 120)
	admin := kadm.NewClient(c.Client(t))
	before := groupsOf(t, admin)
	for i, flags := range [][]string{{"--to", "group:group-billing"}, {"--from", "group:group-billing"}, {"--from", "group:group-billing", "--reverse"}} {
		records, _ := cat(t, c, append([]string{topic.Name}, flags...)...)
		if want := []int{read, 300 - read, 300 - read}[i]; len(records) != want {
			t.Errorf("%v: %d records, want %d", flags, len(records), want)
		}
	}
	o := riffle(t, "count", topic.Name, "-b", c.Bootstrap(), "--from", "group:group-biling")
	if o.code != 2 || !strings.Contains(o.stderr, "did you mean group-billing?") {
		t.Errorf("exit code %d: %s", o.code, o.stderr)
	}
	if after := groupsOf(t, admin); after != before {
		t.Errorf("groups before:\n%s\nafter:\n%s", before, after)
	}
}

// Who may not see a group is told so, and not that there is none.
func TestAGroupThatMayNotBeSeen(t *testing.T) {
	c := kafkatest.Shared(t)
	topic := kafkatest.Plain(t, c, "group-secret", 1, 10)
	consumed(t, c, topic.Name, "group-of-others", 5)
	c.Allow(t, "reader", topic.Name)
	sasl := strings.Fields("-b " + c.Addr(kafkatest.SASL, 1) + login("SASL_PLAINTEXT", "PLAIN", "reader", "reader-secret"))
	o := riffle(t, append([]string{"count", topic.Name, "--from", "group:group-of-others"}, sasl...)...)
	for _, want := range []string{"this user lacks the ACL DESCRIBE on group group-of-others", "ask for the permission"} {
		if o.code != 2 || !strings.Contains(o.stderr, want) {
			t.Errorf("exit code %d, no %q in:\n%s", o.code, want, o.stderr)
		}
	}
}

// consumed reads at least n records of a topic as a member of a group, commits, and
// leaves. It returns how many that were.
func consumed(t *testing.T, c *kafkatest.Cluster, topic, group string, n int) (read int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), soon)
	defer cancel()
	member := c.Client(t, kgo.ConsumerGroup(group), kgo.ConsumeTopics(topic), kgo.DisableAutoCommit(),
		kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()))
	for read < n {
		f := member.PollRecords(ctx, n)
		if err := f.Err(); err != nil {
			t.Fatal(err)
		}
		read += f.NumRecords()
		if err := member.CommitRecords(ctx, f.Records()...); err != nil {
			t.Fatal(err)
		}
	}
	if err := member.LeaveGroupContext(ctx); err != nil {
		t.Fatal(err)
	}
	member.Close()
	return read
}

// groupsOf is where all groups stand.
func groupsOf(t *testing.T, admin *kadm.Client) string {
	t.Helper()
	list, err := admin.ListGroups(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var text []string
	for _, g := range list.Groups() {
		offsets, err := admin.FetchOffsets(t.Context(), g)
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range offsets.Sorted() {
			text = append(text, g+" "+o.Topic+" "+strconv.Itoa(int(o.Partition))+" "+strconv.FormatInt(o.At, 10))
		}
	}
	return strings.Join(text, "\n")
}
