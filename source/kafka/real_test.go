package kafka_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"

	"riffle/source"
	"riffle/source/kafka"
	"riffle/source/kafka/kafkatest"
	"riffle/source/sourcetest"
)

func TestMain(m *testing.M) {
	kafkatest.Main(m, kafkatest.Authorizer(),
		kafkatest.Listen(kafkatest.SASL, kafkatest.TLS, kafkatest.MTLS, kafkatest.SASLTLS),
		kafkatest.Users(kafkatest.User{Name: "reader", Password: "reader-secret"}, kafkatest.User{Name: "nobody", Password: "nobody-secret"}))
}

// openReal opens the driver on a real Kafka, by the settings that users write.
func openReal(ctx context.Context, addr string, settings ...string) (*kafka.Kafka, error) {
	c, err := kafka.Configure([]string{addr}, settings)
	if err != nil {
		return nil, err
	}
	return kafka.Open(ctx, c)
}

func login(protocol, mechanism, user, password string) []string {
	return []string{"security.protocol=" + protocol, "sasl.mechanism=" + mechanism, "sasl.username=" + user, "sasl.password=" + password}
}

// onReal is a fake in front of a real Kafka: the same hands, another cluster.
func onReal(t testing.TB, c *kafkatest.Cluster) *fake {
	forever, created, anyTime := "-1", "CreateTime", "9223372036854775807"
	f := &fake{writer: c.Client(t, kgo.ProducerLinger(0)), configs: map[string]*string{
		"retention.ms": &forever, "message.timestamp.type": &created,
		"message.timestamp.before.max.ms": &anyTime, "message.timestamp.after.max.ms": &anyTime,
	}}
	f.admin = kadm.NewClient(f.writer)
	return f
}

func TestConformanceOfRealKafka(t *testing.T) {
	c := kafkatest.Shared(t)
	f := onReal(t, c)
	opened := func(k *kafka.Kafka, err error) (source.Source, error) {
		if err != nil {
			return nil, err
		}
		return k, nil
	}
	sourcetest.Run(t, sourcetest.Fixture{
		Prefix: "conformance-",
		Create: f.create, Append: f.append, Trim: f.trim, Delete: f.delete, Grow: f.grow, State: f.state, Commit: f.commit,
		Open: func(ctx context.Context) (source.Source, error) {
			return opened(kafka.Open(ctx, kafka.Config{Brokers: []string{c.Bootstrap()}, Dial: f.net.dial}))
		},
		OpenLimited: func(ctx context.Context, topic string) (source.Source, error) {
			c.Allow(t, "reader", topic)
			return opened(openReal(ctx, c.Addr(kafkatest.SASL, 1), login("SASL_PLAINTEXT", "SCRAM-SHA-256", "reader", "reader-secret")...))
		},
		OpenStranger: func(ctx context.Context) (source.Source, error) {
			return opened(openReal(ctx, c.Addr(kafkatest.SASL, 1), login("SASL_PLAINTEXT", "PLAIN", "reader", "guess")...))
		},
		Transact: func(ctx context.Context, ref source.Ref, end source.Txn, records []source.Record) error {
			w := c.Client(t, kgo.TransactionalID(fmt.Sprintf("txn-%d", time.Now().UnixNano())))
			return transact(ctx, w, ref, end, records)
		},
		Outage: func(context.Context) (func(context.Context) error, error) {
			f.net.cut()
			return func(context.Context) error { f.net.restore(); return nil }, nil
		},
		Late:    func(_ context.Context, d time.Duration) error { f.net.late.Store(int64(d)); return nil },
		Without: []string{"Hole", "Corrupt"}, // TestAwkwardLogs has them
		Require: true,
	})
}

// readAll reads a topic's data records, each partition from end to end.
func readAll(t testing.TB, k *kafka.Kafka, topic string, dir source.Dir, want source.Want) []kafkatest.Record {
	t.Helper()
	stats, err := k.Describe(t.Context(), topic)
	if err != nil {
		t.Fatal(err)
	}
	var all []kafkatest.Record
	for _, s := range stats {
		var part []kafkatest.Record
		at := s.Low
		if dir == source.Backward {
			at = s.End
		}
		for edge := false; !edge; {
			p, err := k.Read(t.Context(), s.Ref, at, dir, want)
			if err != nil {
				t.Fatalf("read %s p%d at %d: %v", topic, s.Partition, at.Lo, err)
			}
			var page []kafkatest.Record
			for i := range p.Records {
				r := p.Records[i].Clone()
				beyond := dir == source.Forward && r.Offset.Less(at) || dir == source.Backward && !r.Offset.Less(at)
				if r.Kind == source.Data && !beyond {
					page = append(page, testRecord(r))
				}
			}
			if dir == source.Forward {
				part, at = append(part, page...), p.To
			} else {
				part, at = append(page, part...), p.From
			}
			edge = p.Edge
			p.Release()
		}
		all = append(all, part...)
	}
	return all
}

func testRecord(r source.Record) kafkatest.Record {
	out := kafkatest.Record{
		Partition: r.Partition, Offset: int64(r.Offset.Lo), Key: r.Key, Value: r.Value, Time: r.Time.UnixMilli(),
	}
	switch r.TimeKind {
	case source.AppendTime:
		out.TimeType = kafkatest.LogAppendTime
	case source.NoTime: // Kafka has no word for it but this time
		out.TimeType, out.Time = kafkatest.CreateTime, -1
	default:
		out.TimeType = kafkatest.CreateTime
	}
	for h := range r.Headers.All() {
		out.Headers = append(out.Headers, kafkatest.Header{Name: h.Name, Value: h.Value})
	}
	return out
}

// TestAwkwardLogs reads what Kafka makes of logs in practice, whole, both ways, in
// large and in the smallest pages.
func TestAwkwardLogs(t *testing.T) {
	c := kafkatest.Shared(t)
	k, err := openReal(t.Context(), c.Bootstrap())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = k.Close() })
	for name, recipe := range map[string]func(string) kafkatest.Topic{
		"plain":        func(topic string) kafkatest.Topic { return kafkatest.Plain(t, c, topic, 3, 400) },
		"compressed":   func(topic string) kafkatest.Topic { return kafkatest.Compressed(t, c, topic, "zstd", 3, 400) },
		"compacted":    func(topic string) kafkatest.Topic { return kafkatest.Compacted(t, c, topic) },
		"tombstones":   func(topic string) kafkatest.Topic { return kafkatest.Tombstones(t, c, topic) },
		"truncated":    func(topic string) kafkatest.Topic { return kafkatest.Truncated(t, c, topic) },
		"transactions": func(topic string) kafkatest.Topic { return kafkatest.Transactions(t, c, topic) },
		"large":        func(topic string) kafkatest.Topic { return kafkatest.Large(t, c, topic, 12<<20) },
		"odd":          func(topic string) kafkatest.Topic { return kafkatest.Odd(t, c, topic) },
		"odd times":    func(topic string) kafkatest.Topic { return kafkatest.OddlyTimed(t, c, topic) },
	} {
		t.Run(name, func(t *testing.T) {
			topic := recipe("awkward-" + fmt.Sprintf("%x", name))
			for _, dir := range []source.Dir{source.Forward, source.Backward} {
				for _, want := range []source.Want{{}, {Records: 1, Bytes: 1}, {Records: 50}, {Role: source.Scan}} {
					got := readAll(t, k, topic.Name, dir, want)
					if err := kafkatest.Same(got, topic.Visible(kafkatest.Uncommitted)); err != nil {
						t.Errorf("direction %+d, %d records a page: %v", dir, want.Records, err)
					}
				}
			}
		})
	}
}

func TestMistypedTopicIsNotCreated(t *testing.T) {
	c := kafkatest.Shared(t)
	k, err := openReal(t.Context(), c.Bootstrap())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = k.Close() })
	typo := source.Ref{Topic: "ordres"}
	_, read := k.Read(t.Context(), typo, source.Offset{}, source.Forward, source.Want{})
	_, describe := k.Describe(t.Context(), typo.Topic)
	_, tail := k.Tail(t.Context(), source.Position{{Ref: typo}})
	_, keep := k.Retention(t.Context(), typo.Topic)
	found, at := k.OffsetsAt(t.Context(), []source.Lookup{{Ref: typo}})
	for _, err := range []error{read, describe, tail, errors.Join(at, found[0].Err)} {
		if !errors.Is(err, source.ErrNotFound) {
			t.Errorf("error %v, want ErrNotFound", err)
		}
	}
	if keep != nil {
		t.Errorf("retention: %v", keep)
	}
	for _, name := range c.Topics(t) {
		if name == typo.Topic {
			t.Error("looking at a topic that is not there has created it")
		}
	}
}
