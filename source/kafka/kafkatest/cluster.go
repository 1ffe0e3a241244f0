package kafkatest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

const (
	startTime = 90 * time.Second // for a cluster, on a machine with other work
	callTime  = 60 * time.Second // for one step of a test
)

// Cluster is a running Kafka. Nodes are numbered from 1, as Kafka numbers them.
// It is safe for concurrent use, restarting nodes aside.
type Cluster struct {
	in    *installation
	set   settings
	dir   string
	nodes []*node
	keep  *keeper
	proxy *proxyTurn
	own   *kgo.Client // for what the cluster asks itself
}

// Start runs a cluster for one test, and stops it when the test ends. It returns
// when all nodes answer. The test is skipped, or fails, if Kafka cannot be had.
func Start(t testing.TB, opts ...Option) *Cluster {
	t.Helper()
	in, err := install()
	if err != nil {
		fail(t, err)
	}
	c, err := start(in, settle(opts))
	if err != nil {
		fail(t, err)
	}
	t.Cleanup(func() {
		if err := c.stop(); err != nil {
			t.Errorf("kafkatest: %v", err)
		}
	})
	return c
}

// start tries again with other ports where another process was quicker to take one.
func start(in *installation, s settings) (*Cluster, error) {
	for attempt := 1; ; attempt++ {
		c, err := startOnce(in, s)
		if err == nil {
			return c, nil
		}
		if c == nil {
			return nil, fmt.Errorf("start Kafka: %w", err)
		}
		taken := slices.ContainsFunc(c.nodes, (*node).taken)
		if err := errors.Join(err, c.stop()); !taken || attempt == 3 {
			return nil, fmt.Errorf("start Kafka: %w", err)
		}
	}
}

// startOnce returns the cluster along with the error once there is something to stop.
func startOnce(in *installation, s settings) (*Cluster, error) {
	dir, err := os.MkdirTemp("", "riffle-kafka-")
	if err != nil {
		return nil, err
	}
	c := &Cluster{in: in, set: s, dir: dir, proxy: newProxyTurn()}
	if c.keep, err = newKeeper(dir); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	if err := c.layOut(); err != nil {
		return c, err
	}
	if err := c.connect(); err != nil {
		return c, err
	}
	for _, n := range c.nodes {
		if err := c.runNode(n); err != nil {
			return c, err
		}
	}
	if err := c.awaitReady(); err != nil {
		return c, err
	}
	return c, c.makeSCRAM()
}

// layOut chooses ports and writes the directories of the nodes.
func (c *Cluster) layOut() error {
	ls := append([]Listener{Plaintext, proxied}, c.set.listeners...)
	per := len(ls) + 2
	ports, err := freePorts(per * c.set.nodes)
	if err != nil {
		return err
	}
	if err := writeCerts(c.dir); err != nil {
		return err
	}
	for id := 1; id <= c.set.nodes; id++ {
		own := ports[(id-1)*per : id*per]
		n := &node{id: id, dir: filepath.Join(c.dir, fmt.Sprintf("node-%d", id)), ports: map[Listener]int{}, proxy: own[0], controller: own[1]}
		for i, l := range ls {
			n.ports[l] = own[2+i]
		}
		c.nodes = append(c.nodes, n)
	}
	cluster := newID()
	for _, n := range c.nodes {
		if err := n.write(c.in, c.set, c.nodes, cluster, c.dir); err != nil {
			return fmt.Errorf("write node %d: %w", n.id, err)
		}
	}
	return nil
}

// connect makes the clients that the cluster itself uses. They dial when needed.
func (c *Cluster) connect() (err error) {
	for _, n := range c.nodes {
		if n.client, err = newClient(kgo.SeedBrokers(n.addr(Plaintext)), kgo.RequestRetries(0)); err != nil {
			return err
		}
	}
	c.own, err = newClient(kgo.SeedBrokers(c.seeds()...))
	return err
}

// runNode starts a node's process and tells the keeper of it.
func (c *Cluster) runNode(n *node) error {
	if err := n.run(c.in, c.set); err != nil {
		return err
	}
	return c.tellKeeper()
}

// tellKeeper names the processes that run now.
func (c *Cluster) tellKeeper() error {
	var procs []*process
	for _, n := range c.nodes {
		procs = append(procs, n.proc)
	}
	return c.keep.watch(procs)
}

// awaitReady waits until every node that runs is a broker its cluster knows.
func (c *Cluster) awaitReady() error {
	deadline := time.Now().Add(startTime)
	for _, n := range c.nodes {
		if !n.proc.running() {
			continue
		}
		if err := n.awaitPort(deadline); err != nil {
			return err
		}
		if err := c.awaitBroker(n, deadline); err != nil {
			return fmt.Errorf("node %d does not answer: %w\n%s", n.id, err, n.logTail())
		}
	}
	return nil
}

// awaitBroker waits until a node says itself that it and all others that run
// have joined the cluster.
func (c *Cluster) awaitBroker(n *node, deadline time.Time) error {
	ctx, cancel := context.WithDeadline(context.Background(), deadline)
	defer cancel()
	for {
		res, err := n.describe(ctx)
		if err == nil && c.allJoined(res.Brokers) {
			return nil
		}
		select {
		case <-ctx.Done():
			return errors.Join(ctx.Err(), err)
		case <-n.proc.done:
			return errors.New("it has ended")
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// admin is the cluster's own administrator's client.
func (c *Cluster) admin() *kadm.Client { return kadm.NewClient(c.own) }

func (c *Cluster) allJoined(brokers []kmsg.MetadataResponseBroker) bool {
	for _, n := range c.nodes {
		is := func(b kmsg.MetadataResponseBroker) bool { return int(b.NodeID) == n.id }
		if n.proc.running() && !slices.ContainsFunc(brokers, is) {
			return false
		}
	}
	return true
}

// stop kills the nodes and removes their directory.
func (c *Cluster) stop() error {
	var errs []error
	if c.own != nil {
		c.own.Close()
	}
	for _, n := range c.nodes {
		if n.client != nil {
			n.client.Close()
		}
		if n.proc != nil {
			errs = append(errs, n.proc.kill())
			<-n.proc.done
		}
	}
	return errors.Join(append(errs, c.keep.close())...)
}

// Broker returns the address of a node's Plaintext listener. It stays the same when
// the node is restarted.
func (c *Cluster) Broker(node int) string { return c.nodes[node-1].addr(Plaintext) }

// Addr returns the address of a node's listener. It stays the same when the node
// is restarted.
func (c *Cluster) Addr(l Listener, node int) string { return c.nodes[node-1].addr(l) }

// Bootstrap returns the addresses of all nodes' Plaintext listeners, with commas
// between them, as Kafka's clients take them.
func (c *Cluster) Bootstrap() string { return c.BootstrapOf(Plaintext) }

// BootstrapOf returns the addresses of all nodes' listeners of one kind.
func (c *Cluster) BootstrapOf(l Listener) string {
	var addrs []string
	for _, n := range c.nodes {
		addrs = append(addrs, n.addr(l))
	}
	return strings.Join(addrs, ",")
}

// Log returns the last lines that a node wrote.
func (c *Cluster) Log(node int) string { return c.nodes[node-1].logTail() }
