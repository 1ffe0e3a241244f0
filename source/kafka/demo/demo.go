// Package demo is an in-process Kafka cluster with a story to explore: what a
// newcomer opens first, and what screenshots and tests look at.
//
// The cluster is franz-go's kfake, which speaks the real protocol on a loopback
// port, so the explorer reads it as it reads any cluster. Nothing else of riffle
// may use this package: it can write, and riffle only reads.
//
// The story is that of a small shop over the last 24 hours. Orders (Buy,
// Cancelled) are paid, then shipped, related by order.id. 42 minutes before
// the present a new version of the shipping service goes out. It cannot read
// the orders of one partner, whose total is a text: where the old version put such
// a message into orders.dlq and went on, the new one is stuck on it, partition by
// partition, and shipments dwindle. Beside it a baby monitor: nursery.sound has
// one reading a second and so shows what led to a cry; nursery.alerts, the old
// kind of event, only tells that the baby cried.
//
//	c, err := demo.Start(demo.Config{Seed: 1, Now: time.Now})
//	defer c.Close()
//	src, err := kafka.Open(ctx, kafka.Config{Brokers: []string{c.Addr()}})
package demo

import (
	"context"
	"fmt"
	"net"
	"time"

	"github.com/twmb/franz-go/pkg/kfake"

	"riffle/source"
)

// Config says which story is told.
type Config struct {
	Seed int64            // the same seed tells the same story, to the byte
	Port int              // of the loopback address; 0: any free one
	Now  func() time.Time // the present: the story's history ends there
	Net  Net              // where the cluster is; nil: on loopback
}

// Net is a network: where the cluster answers, and the way that it is told its story.
type Net interface {
	Listen(network, address string) (net.Listener, error)
	DialContext(ctx context.Context, network, address string) (net.Conn, error)
}

// Cluster is a running cluster. Its story goes on until Close.
type Cluster struct {
	kafka *kfake.Cluster
	conn  *conn
	story story
	stop  chan struct{}
	done  chan struct{}

	orders   int             // the number of the last order of the history
	refunds  int             // that were booked so far
	sequence map[int32]int32 // of the transactional producer, by partition of payments
}

// compacted is the topic of which only the last record of each key is kept.
const compacted = "customers"

// topics are the streams of the story, with their partitions and configuration.
var topics = []struct {
	name       string
	partitions int32
	config     map[string]string
}{
	{compacted, 3, map[string]string{"cleanup.policy": "compact", "retention.ms": "-1", "delete.retention.ms": "315360000000"}},
	{"inventory", 2, nil},
	{"nursery.alerts", 1, map[string]string{"retention.ms": "-1"}},
	{"nursery.sound", 1, map[string]string{"retention.ms": "172800000"}},
	{"orders", 6, nil},
	{"orders.dlq", 1, map[string]string{"retention.ms": "2592000000"}},
	{"payments", 3, nil},
	{"scanner.frames", 1, nil},
	{"shipments", 3, nil},
	{"web.clicks", 4, map[string]string{"retention.ms": "3600000"}},
}

// Start tells the history and lets the story go on at about 50 records a second.
// It returns when the whole history can be read.
func Start(c Config) (*Cluster, error) {
	if c.Net == nil {
		c.Net = &loopback{}
	}
	options := []kfake.Opt{kfake.NumBrokers(1), kfake.ClusterID("riffle-demo"), kfake.ListenFn(c.Net.Listen)}
	if c.Port > 0 {
		options = append(options, kfake.Ports(c.Port))
	}
	k, err := kfake.NewCluster(options...)
	if err != nil {
		return nil, fmt.Errorf("starting the demo cluster: %w", err)
	}
	d := &Cluster{kafka: k, story: newStory(c.Seed, c.Now()), stop: make(chan struct{}), done: make(chan struct{})}
	if err := d.tell(c.Net); err != nil {
		k.Close()
		return nil, fmt.Errorf("telling the demo's story: %w", err)
	}
	source.Go(func() { d.live(c.Now) }, func(error) { close(d.done) })
	return d, nil
}

// tell creates the topics and writes the history.
func (d *Cluster) tell(n Net) error {
	for _, t := range topics {
		if err := d.kafka.CreateTopic(t.name, t.partitions, t.config); err != nil {
			return err
		}
	}
	h, err := newHistory(d.story)
	if err != nil {
		return err
	}
	if d.conn, err = dial(n, d.Addr()); err != nil {
		return err
	}
	d.orders = h.orders
	// Compaction also applies retention, and by the broker's own clock: a story of
	// another day would be gone. So it comes before there is anything to lose.
	if err := h.write(d.conn, func(topic string) bool { return topic == compacted }); err != nil {
		return err
	}
	d.kafka.Compact()
	if err := h.write(d.conn, func(topic string) bool { return topic != compacted }); err != nil {
		return err
	}
	if err := d.payments(d.story.end, 3); err != nil {
		return err
	}
	return d.commitGroups(h)
}

// Addr is where the cluster answers: host:port on loopback.
func (d *Cluster) Addr() string { return d.kafka.ListenAddrs()[0] }

// Close ends the story and the cluster.
func (d *Cluster) Close() {
	close(d.stop)
	<-d.done
	d.conn.Close()
	d.kafka.Close()
}
