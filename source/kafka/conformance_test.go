package kafka_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"

	"riffle/source"
	"riffle/source/kafka"
	"riffle/source/sourcetest"
)

// TestConformance runs the suite on an in-process cluster of three brokers. Holes
// and corrupt batches cannot be written there; the real Kafka has them.
func TestConformance(t *testing.T) {
	f := newSecureFake(t, kfake.NumBrokers(3))
	open := func(ctx context.Context, user, password string) (source.Source, error) {
		k, err := kafka.Open(ctx, f.config(user, password))
		if err != nil {
			return nil, err
		}
		return k, nil
	}
	sourcetest.Run(t, sourcetest.Fixture{
		Create: f.create, Append: f.append, Trim: f.trim, Delete: f.delete, Grow: f.grow, State: f.state, Commit: f.commit,
		Open: func(ctx context.Context) (source.Source, error) { return open(ctx, adminUser, adminPassword) },
		OpenLimited: func(ctx context.Context, topic string) (source.Source, error) {
			if err := f.allow(ctx, topic); err != nil {
				return nil, err
			}
			return open(ctx, "limited", "limited")
		},
		OpenStranger: func(ctx context.Context) (source.Source, error) { return open(ctx, adminUser, "wrong") },
		Transact: func(ctx context.Context, ref source.Ref, end source.Txn, records []source.Record) error {
			c := f.client(t, kgo.TransactionalID(fmt.Sprintf("txn-%d", time.Now().UnixNano())))
			return transact(ctx, c, ref, end, records)
		},
		Outage: func(context.Context) (func(context.Context) error, error) {
			f.net.cut()
			return func(context.Context) error { f.net.restore(); return nil }, nil
		},
		Late:    func(_ context.Context, d time.Duration) error { f.net.late.Store(int64(d)); return nil },
		Without: []string{"Hole", "Corrupt"},
		Require: true,
	})
}
