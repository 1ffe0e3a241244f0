package demo

import (
	"math"
	"math/rand/v2"
	"time"
)

// story is the plot: what happens when. All times lie in the 24 hours before end.
type story struct {
	seed   int64
	begin  time.Time
	deploy time.Time   // shipping 2.4.1 goes out
	cries  []time.Time // when the baby cried
	end    time.Time   // the present
}

func newStory(seed int64, now time.Time) story {
	end := now.Truncate(time.Second)
	s := story{seed: seed, begin: end.Add(-24 * time.Hour), deploy: end.Add(-42 * time.Minute).Truncate(time.Minute), end: end}
	for _, ago := range []time.Duration{21*time.Hour + 13*time.Minute, 16*time.Hour + 40*time.Minute, 9*time.Hour + 5*time.Minute, 4*time.Hour + 51*time.Minute, 17 * time.Minute} {
		s.cries = append(s.cries, end.Add(-ago))
	}
	return s
}

// dice returns the random numbers of one chapter. Chapters do not disturb each
// other: one more customer does not change what the nursery heard.
func (s story) dice(chapter uint64) *rand.Rand {
	return rand.New(rand.NewPCG(uint64(s.seed), chapter))
}

// The chapters.
const (
	shopChapter uint64 = iota + 1
	nurseryChapter
	clicksChapter
	customersChapter
	oddChapter
	liveChapter
	paymentsChapter
)

// busy is how many orders a second the shop gets at a time of day: few at night,
// most in the evening.
func busy(t time.Time) float64 {
	hour := float64(t.Hour()) + float64(t.Minute())/60
	return 0.16 * (1.05 - math.Cos((hour-8)/24*2*math.Pi)*0.5 - math.Cos((hour-20)/24*2*math.Pi)*-0.5)
}

// event is a record before it is written.
type event struct {
	topic     string
	partition int32
	time      time.Time
	key       []byte
	value     []byte
	headers   []header
	poison    bool // the new shipping cannot read it
}

type header struct {
	name  string
	value []byte
}

// partitionOf spreads keys over partitions as a producer does: the same key always
// lands in the same one (FNV-1a).
func partitionOf(key []byte, n int32) int32 {
	h := uint32(2166136261)
	for _, b := range key {
		h = (h ^ uint32(b)) * 16777619
	}
	return int32(h % uint32(n))
}
