package kafkatest

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
)

// Kill ends a node at once, as a power cut would (SIGKILL).
func (c *Cluster) Kill(t testing.TB, node int) {
	t.Helper()
	c.end(t, node, (*process).kill)
}

// Terminate ends a node in good order (SIGTERM): with several nodes it hands its
// partitions over first.
func (c *Cluster) Terminate(t testing.TB, node int) {
	t.Helper()
	c.end(t, node, (*process).terminate)
}

func (c *Cluster) end(t testing.TB, node int, signal func(*process) error) {
	t.Helper()
	p := c.nodes[node-1].proc
	if err := signal(p); err != nil {
		t.Fatalf("kafkatest: end node %d: %v", node, err)
	}
	select {
	case <-p.done:
	case <-time.After(callTime):
		t.Fatalf("kafkatest: node %d does not end:\n%s", node, c.Log(node))
	}
	if err := c.tellKeeper(); err != nil {
		t.Fatalf("kafkatest: end node %d: %v", node, err)
	}
}

// Restart starts a node that has ended, on the same addresses and with the same
// data, and waits until it answers and all running nodes know each other.
func (c *Cluster) Restart(t testing.TB, node int) {
	t.Helper()
	n := c.nodes[node-1]
	if n.proc.running() {
		t.Fatalf("kafkatest: restart node %d: it is running", node)
	}
	if err := c.runNode(n); err != nil {
		t.Fatalf("kafkatest: restart node %d: %v", node, err)
	}
	if err := c.awaitReady(); err != nil {
		t.Fatalf("kafkatest: restart node %d: %v", node, err)
	}
}

// Freeze stops a node in its tracks (SIGSTOP): its connections stay open and
// nothing answers. The node is thawed when the test ends.
func (c *Cluster) Freeze(t testing.TB, node int) {
	t.Helper()
	if err := c.nodes[node-1].proc.freeze(); err != nil {
		t.Fatalf("kafkatest: freeze node %d: %v", node, err)
	}
	t.Cleanup(func() { c.Thaw(t, node) })
}

// Thaw lets a frozen node go on (SIGCONT).
func (c *Cluster) Thaw(t testing.TB, node int) {
	t.Helper()
	if err := c.nodes[node-1].proc.thaw(); err != nil {
		t.Fatalf("kafkatest: thaw node %d: %v", node, err)
	}
}

// Leader returns the node that leads a partition.
func (c *Cluster) Leader(t testing.TB, topic string, partition int32) int {
	t.Helper()
	ctx, cancel := deadline(t)
	defer cancel()
	return int(c.partition(ctx, t, c.admin(), topic, partition).Leader)
}

// MoveLeader makes a node that has a replica of a partition its leader, and waits
// until every running node says so.
func (c *Cluster) MoveLeader(t testing.TB, topic string, partition int32, node int) {
	t.Helper()
	ctx, cancel := deadline(t)
	defer cancel()
	adm, to := c.admin(), int32(node)

	replicas := c.partition(ctx, t, adm, topic, partition).Replicas
	if !slices.Contains(replicas, to) {
		t.Fatalf("kafkatest: move leader of %s p%d: node %d has no replica (they are on %v)", topic, partition, node, replicas)
	}
	order := append([]int32{to}, slices.DeleteFunc(slices.Clone(replicas), func(r int32) bool { return r == to })...)
	var req kadm.AlterPartitionAssignmentsReq
	req.Assign(topic, partition, order)
	if res, err := adm.AlterPartitionAssignments(ctx, req); err != nil || res.Error() != nil {
		t.Fatalf("kafkatest: move leader of %s p%d: %v %v", topic, partition, err, res.Error())
	}
	await(t, "the new leader", func() bool {
		set := kadm.TopicsSet{}
		set.Add(topic, partition)
		_, _ = adm.ElectLeaders(ctx, kadm.ElectPreferredReplica, set)
		return c.partition(ctx, t, adm, topic, partition).Leader == to
	})
	for _, n := range c.nodes {
		if n.proc.running() {
			await(t, "the new leader to be known everywhere", func() bool { return n.leader(ctx, topic, partition) == to })
		}
	}
}

// leader is who leads a partition, as far as the node knows; -1 if it does not.
func (n *node) leader(ctx context.Context, topic string, partition int32) int32 {
	res, err := n.describe(ctx, topic)
	if err != nil {
		return -1
	}
	for _, rt := range res.Topics {
		for _, p := range rt.Partitions {
			if p.Partition == partition {
				return p.Leader
			}
		}
	}
	return -1
}

// partition is one partition as the brokers describe it.
func (c *Cluster) partition(ctx context.Context, t testing.TB, adm *kadm.Client, topic string, partition int32) kadm.PartitionDetail {
	t.Helper()
	list, err := adm.ListTopicsWithInternal(ctx, topic)
	if err == nil {
		err = list.Error()
	}
	if err != nil {
		t.Fatalf("kafkatest: describe %s: %v", topic, err)
	}
	p, ok := list[topic].Partitions[partition]
	if !ok {
		t.Fatalf("kafkatest: %s has no partition %d", topic, partition)
	}
	return p
}
