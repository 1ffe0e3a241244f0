package records

import (
	"testing"
	"time"
)

func TestATallyCountsInBoundedMemory(t *testing.T) {
	var y tally
	begin := time.Date(1969, 12, 31, 0, 0, 0, 0, time.UTC)
	const n = 100_000
	for i := range n { // every hit in a bucket of its own, over two days and 1970
		y.add(begin.Add(time.Duration(i)*1728*time.Millisecond), 1)
	}
	if len(y.buckets) > tallyMost || y.total() != n {
		t.Fatalf("%d buckets, %d hits", len(y.buckets), y.total())
	}
	for i, c := range y.counts(begin, begin.Add(48*time.Hour), 48) {
		if c < n/48-200 || c > n/48+200 {
			t.Errorf("hour %d: %d hits, want about %d", i, c, n/48)
		}
	}
	if c := y.counts(begin, begin, 8); c[0] != 0 {
		t.Error("hits in no time")
	}
}
