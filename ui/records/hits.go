package records

import (
	"time"

	"riffle/ui/strip"
)

// hits counts what was found by time, in bounded memory: where too many different
// times come, it counts more coarsely.
type hits struct {
	step   time.Duration // 0: nothing was found yet
	counts map[int64]int64
}

// hitsMost bounds how many counts are kept.
const hitsMost = 4096

func (h *hits) add(t time.Time) {
	if h.counts == nil {
		h.step, h.counts = time.Second, map[int64]int64{}
	}
	h.counts[t.UnixNano()/int64(h.step)]++
	for len(h.counts) > hitsMost {
		coarse := make(map[int64]int64, hitsMost)
		for at, n := range h.counts {
			coarse[at>>1] += n
		}
		h.step, h.counts = 2*h.step, coarse
	}
}

// along counts the hits in each cell of an axis. Of hits that were counted more
// coarsely, the middle decides.
func (h *hits) along(a strip.Axis) []int64 {
	counts := make([]int64, a.Cells)
	for at, n := range h.counts {
		middle := time.Unix(0, at*int64(h.step)+int64(h.step)/2)
		if h.step < a.Step {
			middle = time.Unix(0, at*int64(h.step))
		}
		if i, ok := a.Cell(middle); ok {
			counts[i] += n
		}
	}
	return counts
}
