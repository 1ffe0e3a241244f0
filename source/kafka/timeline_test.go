package kafka_test

import (
	"testing"
	"time"

	"riffle/source"
	"riffle/source/kafka"
	"riffle/source/kafka/kafkatest"
)

// Sixty bars of six partitions are one flight on a connection of their own: a key
// that is pressed meanwhile reads on the other.
func TestATimelineTakesOneFlight(t *testing.T) {
	c := kafkatest.Shared(t)
	kafkatest.Compressed(t, c, "afar-timeline", "lz4", 6, 12_000) // one every 10 ms
	d := awayFrom(t, c)
	k := kafka.New(kafka.Config{Brokers: []string{d.proxy.Bootstrap()}})
	defer k.Close()
	s := source.NewStream(k, source.Topic{Name: "afar-timeline", Partitions: []int32{0, 1, 2, 3, 4, 5}}.Refs(), source.Options{})
	minutes := make([]time.Time, 61)
	for i := range minutes {
		minutes[i] = kafkatest.Epoch().Add(time.Duration(i) * 2 * time.Second)
	}
	times := minutes
	draw := func() (n int64) {
		line := s.Timeline(times, source.Timeline{})
		for !line.Done() {
			var err error
			if line, err = line.Refine(t.Context(), 400); err != nil {
				t.Fatal(err)
			}
		}
		for i, c := range line.Counts(nil) {
			if n += c; c != 200 {
				t.Errorf("bar %d has %d records, want 200", i, c)
			}
		}
		return n
	}
	draw() // connects
	if n := draw(); n != 12_000 {
		t.Errorf("%d records in all, want 12,000", n)
	}
	d.waits("60 bars of 6 partitions", 3, func() { draw() })
	times = times[:1]
	idle := fastest(func() { draw() })
	times = minutes
	far := fastest(func() { draw() })
	d.proxy.Delay(0)
	near := fastest(func() { draw() })
	t.Logf("%v, an idle round trip takes %v; without the line %v", far, idle, near)
	// Busy machines make the broker slower; then riffle must at least add nothing.
	if most := idle + max(150*time.Millisecond, 2*near); far > most {
		t.Errorf("60 bars of 6 partitions took %v, want at most %v", far, most)
	}
}

// fastest is how long f takes at best.
func fastest(f func()) time.Duration {
	best := time.Hour
	for range 5 {
		began := time.Now()
		f()
		best = min(best, time.Since(began))
	}
	return best.Round(time.Millisecond)
}
