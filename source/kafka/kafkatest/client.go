package kafkatest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"
)

// Client returns a franz-go client of the Plaintext listeners, to write with. Each
// record goes to the partition it names. It is closed when the test ends.
func (c *Cluster) Client(t testing.TB, opts ...kgo.Opt) *kgo.Client {
	t.Helper()
	cl, err := newClient(append([]kgo.Opt{kgo.SeedBrokers(c.seeds()...)}, opts...)...)
	if err != nil {
		t.Fatalf("kafkatest: %v", err)
	}
	t.Cleanup(cl.Close)
	return cl
}

// Admin returns a franz-go administrator's client. It is closed when the test ends.
func (c *Cluster) Admin(t testing.TB) *kadm.Client {
	t.Helper()
	return kadm.NewClient(c.Client(t))
}

func (c *Cluster) seeds() []string {
	var addrs []string
	for _, n := range c.nodes {
		addrs = append(addrs, n.addr(Plaintext))
	}
	return addrs
}

// newClient makes a client that tries again soon and lets everything pass that
// the brokers do.
func newClient(opts ...kgo.Opt) (*kgo.Client, error) {
	cl, err := kgo.NewClient(append([]kgo.Opt{
		kgo.RecordPartitioner(kgo.ManualPartitioner()),
		kgo.ProducerBatchMaxBytes(64 << 20),
		kgo.MaxBufferedBytes(128 << 20),
		kgo.ProducerBatchCompression(kgo.NoCompression()),
		kgo.MetadataMinAge(20 * time.Millisecond),
		kgo.RetryBackoffFn(func(int) time.Duration { return 20 * time.Millisecond }),
		kgo.RequestRetries(1000),
	}, opts...)...)
	if err != nil {
		return nil, fmt.Errorf("make a client: %w", err)
	}
	return cl, nil
}

// CreateTopic makes a topic and waits until its partitions have leaders. configs
// are pairs of a key and a value.
func (c *Cluster) CreateTopic(t testing.TB, topic string, partitions int32, configs ...string) {
	t.Helper()
	ctx, cancel := deadline(t)
	defer cancel()
	m := map[string]*string{}
	for i := 0; i+1 < len(configs); i += 2 {
		m[configs[i]] = kadm.StringPtr(configs[i+1])
	}
	adm := c.admin()
	if _, err := adm.CreateTopic(ctx, partitions, int16(min(len(c.nodes), 3)), m, topic); err != nil {
		t.Fatalf("kafkatest: create topic %s: %v", topic, err)
	}
	await(t, "leaders of "+topic, func() bool {
		list, err := adm.ListTopics(ctx, topic)
		if err != nil || list.Error() != nil || len(list[topic].Partitions) != int(partitions) {
			return false
		}
		for _, p := range list[topic].Partitions {
			if p.Err != nil || p.Leader < 0 {
				return false
			}
		}
		return true
	})
}

// Topics returns the names of all topics, internal ones included.
func (c *Cluster) Topics(t testing.TB) []string {
	t.Helper()
	ctx, cancel := deadline(t)
	defer cancel()
	list, err := c.admin().ListTopicsWithInternal(ctx)
	if err != nil {
		t.Fatalf("kafkatest: list topics: %v", err)
	}
	return list.Names()
}

// Write writes records, each to the partition it names, in batches as the
// client sees fit, and returns them with the offsets that they got.
func (c *Cluster) Write(t testing.TB, records ...*kgo.Record) []Record {
	t.Helper()
	return write(t, c.Client(t), records...)
}

func deadline(t testing.TB) (context.Context, context.CancelFunc) {
	return context.WithTimeout(t.Context(), callTime)
}

// await asks again and again until the answer is yes.
func await(t testing.TB, what string, yes func() bool) {
	t.Helper()
	end := time.Now().Add(callTime)
	for !yes() {
		if time.Now().After(end) {
			t.Fatalf("kafkatest: waited %v for %s", callTime, what)
		}
		select {
		case <-t.Context().Done():
			t.Fatalf("kafkatest: the test ended while waiting for %s", what)
		case <-time.After(20 * time.Millisecond):
		}
	}
}
