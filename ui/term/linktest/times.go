package linktest

import (
	"fmt"
	"slices"
	"time"
)

// Times are how long things took.
type Times []time.Duration

// Percent is the time within which p % of them lie, 0 where there are none.
func (t Times) Percent(p int) time.Duration {
	if len(t) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(t))
	return sorted[min(len(sorted)*p/100, len(sorted)-1)]
}

func (t Times) String() string {
	ms := func(p int) float64 { return float64(t.Percent(p).Microseconds()) / 1000 }
	return fmt.Sprintf("p50 %.1f ms, p90 %.1f, p99 %.1f, longest %.1f (%d)", ms(50), ms(90), ms(99), ms(100), len(t))
}
