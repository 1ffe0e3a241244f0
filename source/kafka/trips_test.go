package kafka_test

import (
	"sync"
	"testing"
	"time"

	"riffle/source"
	"riffle/source/kafka/kafkatest"
)

// A round trip of 100 ms is what people have who look at a cluster from afar.
// The best of three journeys counts: once, on a busy machine, a step of one
// trip took the time of two.
func TestFewRoundTrips(t *testing.T) {
	c := kafkatest.Shared(t)
	kafkatest.Plain(t, c, "afar", 6, 600)
	proxy := c.Proxy(t)
	proxy.Delay(50 * time.Millisecond)
	best := journey(t, proxy.Bootstrap())
	for range 2 {
		for i, s := range journey(t, proxy.Bootstrap()) {
			best[i].took = min(best[i].took, s.took)
		}
	}
	for _, s := range best {
		t.Logf("%s: %v", s.name, s.took)
		if trips := int((s.took + 30*time.Millisecond) / (100 * time.Millisecond)); trips > s.most {
			t.Errorf("%s took %d round trips, want at most %d", s.name, trips, s.most)
		}
	}
}

type step struct {
	name string
	most int // round trips
	took time.Duration
}

// journey connects, opens a topic at its end and asks for a time.
func journey(t *testing.T, bootstrap string) []step {
	t.Helper()
	var steps []step
	began := time.Now()
	done := func(name string, most int) {
		steps = append(steps, step{name, most, time.Since(began)})
		began = time.Now()
	}
	k, err := openReal(t.Context(), bootstrap)
	if err != nil {
		t.Fatal(err)
	}
	defer k.Close()
	done("connect", 2)
	stats, err := k.Describe(t.Context(), "afar")
	if err != nil {
		t.Fatal(err)
	}
	done("describe", 1)
	var all sync.WaitGroup
	for _, s := range stats {
		all.Go(func() {
			p, err := k.Read(t.Context(), s.Ref, s.End, source.Backward, source.Want{Records: 50})
			if err != nil || len(p.Records) == 0 {
				t.Errorf("%v: %d records, %v", s.Ref, len(p.Records), err)
			}
		})
	}
	all.Wait()
	done("last page of six partitions", 1)
	if _, err := k.OffsetsAt(t.Context(), []source.Lookup{{Ref: stats[0].Ref, Time: time.Now()}}); err != nil {
		t.Error(err)
	}
	done("a time", 1)
	return steps
}
