package memory_test

import (
	"cmp"
	"context"
	"fmt"
	"testing"
	"time"

	"riffle/source"
	"riffle/source/memory"
	"riffle/source/sourcetest"
)

// shape is how the topics of a fixture hand out their records.
type shape struct {
	batch, page  int
	window, hole int64
}

// fixture lets the suite work on a log of its own.
func fixture(s shape) sourcetest.Fixture {
	log := memory.New()
	producer := int64(0)
	done := func(f func()) error { f(); return nil }
	return sourcetest.Fixture{
		Create: func(_ context.Context, topic string, n int) error {
			return done(func() {
				log.Create(memory.Topic{Name: topic, Partitions: n, Batch: s.batch, Page: s.page, Window: s.window})
			})
		},
		Append: func(_ context.Context, ref source.Ref, records []source.Record) error {
			return done(func() { log.Append(ref, records...) })
		},
		Open: func(context.Context) (source.Source, error) { return log.Open(), nil },
		Trim: func(_ context.Context, ref source.Ref, low source.Offset) error {
			return done(func() { log.Trim(ref, low) })
		},
		Delete: func(_ context.Context, topic string) error { return done(func() { log.Delete(topic) }) },
		Grow:   func(_ context.Context, topic string, n int) error { return done(func() { log.Grow(topic, n) }) },
		Hole: func(ctx context.Context, ref source.Ref) ([]source.Record, error) {
			stats, err := log.Describe(ctx, ref.Topic)
			if err != nil {
				return nil, err
			}
			log.SetEnd(ref, stats[ref.Partition].End.Add(cmp.Or(s.hole, 10_000)))
			return nil, nil
		},
		Corrupt: func(_ context.Context, ref source.Ref) error {
			return done(func() {
				log.Append(ref, source.Record{Kind: source.Corrupt, Err: fmt.Errorf("checksum: %w", source.ErrCorrupt)})
			})
		},
		Transact: func(_ context.Context, ref source.Ref, end source.Txn, records []source.Record) error {
			producer++
			for _, r := range records {
				r.Txn, r.Producer = source.Open, producer
				log.Append(ref, r)
			}
			last := records[len(records)-1].Time
			switch end {
			case source.Committed:
				log.EndTxn(ref, producer, source.CommitMarker, last)
			case source.Aborted:
				log.EndTxn(ref, producer, source.AbortMarker, last)
			}
			return nil
		},
		Commit: func(_ context.Context, group string, at source.Position) error {
			for _, x := range at {
				log.Commit(group, x.Ref, x.Offset)
			}
			return nil
		},
		Outage: func(context.Context) (func(context.Context) error, error) {
			log.Down()
			return func(context.Context) error { return done(log.Up) }, nil
		},
		Late: func(_ context.Context, d time.Duration) error {
			log.Heal()
			if d > 0 {
				log.Inject(memory.Fault{Delay: d})
			}
			return nil
		},
		OpenLimited: func(ctx context.Context, topic string) (source.Source, error) {
			topics, err := log.Topics(ctx)
			var denied []string
			for _, t := range topics {
				if t.Name != topic {
					denied = append(denied, t.Name)
				}
			}
			return log.Open(denied...), err
		},
		State: func(ctx context.Context) (string, error) {
			topics, err := log.Topics(ctx)
			return fmt.Sprint(topics), err
		},
		Without: []string{"OpenStranger"},
		Require: true,
	}
}

func TestConformance(t *testing.T) {
	for name, s := range map[string]shape{
		"as asked":      {},
		"whole batches": {batch: 8},
		"tiny pages":    {page: 3},
		"windows":       {batch: 5, window: 100},
		"one offset":    {window: 1, hole: 200},
	} {
		t.Run(name, func(t *testing.T) {
			sourcetest.Run(t, fixture(s))
		})
	}
}
