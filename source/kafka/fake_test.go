package kafka_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/segmentio/kafka-go/sasl/plain"
	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
	kgoplain "github.com/twmb/franz-go/pkg/sasl/plain"

	"riffle/source"
	"riffle/source/kafka"
)

// fake is an in-process cluster with users, a writer, and a network between it and
// the driver that can be cut and slowed down.
type fake struct {
	secure  bool
	configs map[string]*string // of new topics
	cluster *kfake.Cluster
	writer  *kgo.Client
	admin   *kadm.Client
	net     network
}

const adminUser, adminPassword = "admin", "secret"

// newFake starts a cluster that lets everybody in.
func newFake(t testing.TB, opts ...kfake.Opt) *fake {
	t.Helper()
	return startFake(t, &fake{}, opts...)
}

// newSecureFake starts a cluster with users.
func newSecureFake(t testing.TB, opts ...kfake.Opt) *fake {
	t.Helper()
	return startFake(t, &fake{secure: true}, append([]kfake.Opt{
		kfake.EnableSASL(), kfake.EnableACLs(), kfake.Superuser("PLAIN", adminUser, adminPassword),
		kfake.User("PLAIN", "limited", "limited"),
	}, opts...)...)
}

func startFake(t testing.TB, f *fake, opts ...kfake.Opt) *fake {
	t.Helper()
	cluster, err := kfake.NewCluster(opts...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(cluster.Close)
	f.cluster = cluster
	f.writer = f.client(t)
	f.admin = kadm.NewClient(f.writer)
	return f
}

// client opens a client that writes.
func (f *fake) client(t testing.TB, opts ...kgo.Opt) *kgo.Client {
	t.Helper()
	opts = append(opts,
		kgo.SeedBrokers(f.cluster.ListenAddrs()...), kgo.RecordPartitioner(kgo.ManualPartitioner()), kgo.ProducerLinger(0), kgo.DisableClientMetrics())
	if f.secure {
		opts = append(opts, kgo.SASL(kgoplain.Auth{User: adminUser, Pass: adminPassword}.AsMechanism()))
	}
	c, err := kgo.NewClient(opts...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

func (f *fake) config(user, password string) kafka.Config {
	c := kafka.Config{Brokers: f.cluster.ListenAddrs(), Dial: f.net.dial}
	if f.secure {
		c.SASL = plain.Mechanism{Username: user, Password: password}
	}
	return c
}

func (f *fake) open(t testing.TB) *kafka.Kafka {
	t.Helper()
	k, err := kafka.Open(t.Context(), f.config(adminUser, adminPassword))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = k.Close() })
	return k
}

func (f *fake) create(ctx context.Context, topic string, partitions int) error {
	r, err := f.admin.CreateTopic(ctx, int32(partitions), -1, f.configs, topic)
	for errors.Is(err, kerr.InvalidReplicationFactor) && ctx.Err() == nil { // the machine is so busy that the node was fenced
		r, err = f.admin.CreateTopic(ctx, int32(partitions), -1, f.configs, topic)
	}
	if err = errors.Join(err, r.Err); err != nil {
		return err
	}
	return f.await(ctx, topic, partitions)
}

func (f *fake) append(ctx context.Context, ref source.Ref, records []source.Record) error {
	if slices.ContainsFunc(records, func(r source.Record) bool { return r.Time.Year() > 2200 }) {
		return f.appendRaw(ctx, ref, records)
	}
	return f.writer.ProduceSync(ctx, kgoRecords(ref, records)...).FirstErr()
}

func kgoRecords(ref source.Ref, records []source.Record) []*kgo.Record {
	var list []*kgo.Record
	for _, r := range records {
		k := &kgo.Record{Topic: ref.Topic, Partition: ref.Partition, Timestamp: r.Time, Key: r.Key, Value: r.Value}
		for h := range r.Headers.All() {
			k.Headers = append(k.Headers, kgo.RecordHeader{Key: h.Name, Value: h.Value})
		}
		list = append(list, k)
	}
	return list
}

// transact writes records in a transaction and ends it, or leaves it open.
func transact(ctx context.Context, c *kgo.Client, ref source.Ref, end source.Txn, records []source.Record) error {
	if err := c.BeginTransaction(); err != nil {
		return err
	}
	if err := c.ProduceSync(ctx, kgoRecords(ref, records)...).FirstErr(); err != nil || end == source.Open {
		return err
	}
	admin := kadm.NewClient(c)
	ends := func() int64 {
		o, _ := admin.ListEndOffsets(ctx, ref.Topic)
		return o[ref.Topic][ref.Partition].Offset
	}
	before := ends()
	err := c.EndTransaction(ctx, kgo.TransactionEndTry(end == source.Committed))
	for err == nil && ends() == before { // brokers write the marker later
		err = ctx.Err()
	}
	return err
}

func (f *fake) trim(ctx context.Context, ref source.Ref, low source.Offset) error {
	var o kadm.Offsets
	o.Add(kadm.Offset{Topic: ref.Topic, Partition: ref.Partition, At: int64(low.Lo)})
	_, err := f.admin.DeleteRecords(ctx, o)
	return err
}

func (f *fake) delete(ctx context.Context, topic string) error {
	f.writer.PurgeTopicsFromClient(topic)
	r, err := f.admin.DeleteTopic(ctx, topic)
	return errors.Join(err, r.Err)
}

func (f *fake) grow(ctx context.Context, topic string, n int) error {
	r, err := f.admin.UpdatePartitions(ctx, n, topic)
	if err = errors.Join(err, r.Error()); err != nil {
		return err
	}
	return f.await(ctx, topic, n)
}

// await waits until all partitions of a topic have leaders.
func (f *fake) await(ctx context.Context, topic string, n int) error {
	for ctx.Err() == nil {
		meta, err := f.admin.Metadata(ctx, topic)
		if err == nil && len(meta.Topics[topic].Partitions) == n && meta.Topics[topic].Partitions[int32(n-1)].Leader >= 0 {
			return nil
		}
	}
	return ctx.Err()
}

// allow lets the limited user describe and read one topic.
func (f *fake) allow(ctx context.Context, topic string) error {
	b := kadm.NewACLs().Allow("User:limited").AllowHosts("*").Topics(topic).
		Operations(kmsg.ACLOperationRead, kmsg.ACLOperationDescribe, kmsg.ACLOperationDescribeConfigs).
		ResourcePatternType(kmsg.ACLResourcePatternTypeLiteral)
	_, err := f.admin.CreateACLs(ctx, b)
	return err
}

// commit says where a group stands.
func (f *fake) commit(ctx context.Context, group string, at source.Position) error {
	var o kadm.Offsets
	for _, x := range at {
		o.Add(kadm.Offset{Topic: x.Topic, Partition: x.Partition, At: int64(x.Offset.Lo), LeaderEpoch: -1})
	}
	r, err := f.admin.CommitOffsets(ctx, group, o)
	return errors.Join(err, r.Error())
}

func (f *fake) state(ctx context.Context) (string, error) {
	topics, err := f.admin.ListTopics(ctx)
	if err != nil {
		return "", err
	}
	groups, err := f.admin.ListGroups(ctx)
	return fmt.Sprint(topics.Names(), groups.Groups()), err
}

// network is what lies between the driver and the brokers.
type network struct {
	late  atomic.Int64 // nanoseconds
	dials atomic.Int64

	mu    sync.Mutex
	down  bool
	conns []net.Conn
}

func (n *network) dial(ctx context.Context, kind, addr string) (net.Conn, error) {
	n.dials.Add(1)
	c, err := new(net.Dialer).DialContext(ctx, kind, addr)
	if err != nil {
		return nil, err
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.down {
		_ = c.Close()
		return nil, &net.OpError{Op: "dial", Net: kind, Err: errors.New("connection refused")}
	}
	n.conns = append(n.conns, c)
	return &lateConn{c, n}, nil
}

// cut ends all connections and refuses new ones until restore.
func (n *network) cut() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.down = true
	for _, c := range n.conns {
		_ = c.Close()
	}
	n.conns = nil
}

func (n *network) restore() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.down = false
}

// lateConn delays what comes.
type lateConn struct {
	net.Conn
	n *network
}

func (c *lateConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if d := c.n.late.Load(); d > 0 {
		<-time.After(time.Duration(d))
	}
	return n, err
}

// requests counts what the driver sends, by key and client id.
func (f *fake) requests() *requestCount {
	r := &requestCount{}
	f.cluster.Control(func(q kmsg.Request) (kmsg.Response, error, bool) {
		f.cluster.KeepControl()
		r.mu.Lock()
		defer r.mu.Unlock()
		r.keys = append(r.keys, q.Key())
		return nil, nil, false
	})
	return r
}

type requestCount struct {
	mu   sync.Mutex
	keys []int16
}

func (r *requestCount) reset() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.keys = nil
}

func (r *requestCount) of(key int16) (n int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, k := range r.keys {
		if k == key {
			n++
		}
	}
	return n
}

func (r *requestCount) all() []int16 {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Compact(slices.Sorted(slices.Values(r.keys)))
}
