package kafka_test

import (
	"sync"
	"testing"
	"time"

	"riffle/source"
	"riffle/source/kafka/kafkatest"
)

// A round trip of 100 ms is what people have who look at a cluster from afar.
func TestFewRoundTrips(t *testing.T) {
	c := kafkatest.Shared(t)
	kafkatest.Plain(t, c, "afar", 6, 600)
	proxy := c.Proxy(t)
	proxy.Delay(50 * time.Millisecond)
	began := time.Now()
	step := func(name string, most int) {
		t.Helper()
		trips := int((time.Since(began) + 30*time.Millisecond) / (100 * time.Millisecond))
		t.Logf("%s: %v", name, time.Since(began))
		if trips > most {
			t.Errorf("%s took %d round trips, want at most %d", name, trips, most)
		}
		began = time.Now()
	}
	k, err := openReal(t.Context(), proxy.Bootstrap())
	if err != nil {
		t.Fatal(err)
	}
	defer k.Close()
	step("connect", 2)
	stats, err := k.Describe(t.Context(), "afar")
	if err != nil {
		t.Fatal(err)
	}
	step("describe", 1)
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
	step("last page of six partitions", 1)
	if _, err := k.OffsetsAt(t.Context(), []source.Lookup{{Ref: stats[0].Ref, Time: time.Now()}}); err != nil {
		t.Error(err)
	}
	step("a time", 1)
}
