package records

import (
	"time"
)

// tallyMost bounds the buckets of a tally.
const tallyMost = 4096

// tally counts hits by their time, in memory that does not grow with them: where
// there are too many buckets, each becomes twice as wide. The zero tally is empty.
type tally struct {
	step    int64 // milliseconds in a bucket, a power of two; 0 before the first hit
	buckets map[int64]int64
}

// add counts n hits at an instant.
func (t *tally) add(at time.Time, n int64) {
	if t.step == 0 {
		t.step, t.buckets = 1, make(map[int64]int64)
	}
	t.buckets[floorDiv(at.UnixMilli(), t.step)] += n
	for len(t.buckets) > tallyMost {
		wider := make(map[int64]int64, len(t.buckets)/2)
		for b, n := range t.buckets {
			wider[floorDiv(b, 2)] += n
		}
		t.step, t.buckets = 2*t.step, wider
	}
}

// counts tells how many hits lie in each of n equal parts of [from, to). Hits of a
// bucket count where its middle lies.
func (t *tally) counts(from, to time.Time, n int) []int64 {
	out := make([]int64, n)
	first, span := from.UnixMilli(), to.Sub(from).Milliseconds()
	if span <= 0 || n == 0 {
		return out
	}
	for b, hits := range t.buckets {
		at := b*t.step + t.step/2 - first
		if at >= 0 && at < span {
			out[min(int(float64(at)/float64(span)*float64(n)), n-1)] += hits
		}
	}
	return out
}

// total is how many hits were counted.
func (t *tally) total() (n int64) {
	for _, hits := range t.buckets {
		n += hits
	}
	return n
}

// floorDiv divides, rounding down: times before 1970 have negative buckets.
func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}
