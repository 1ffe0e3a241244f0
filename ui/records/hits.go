package records

import (
	"math"
	"slices"
	"time"

	"riffle/source"
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

// looked is what was found in some offsets of each partition: those of Low and High.
type looked struct {
	parts []source.Share
	hits  hits
}

// earlierMost bounds how many readings the strip of hits remembers.
const earlierMost = 20

// lookedAt is what was found up to now under a filter, for the reading that comes
// next: going to the other end must not wipe out what is known of this one.
func (p *Pane) lookedAt(f filter) []looked {
	r := p.cur
	if f.program == nil || r.filter.program != f.program || !r.opened {
		return nil
	}
	now := looked{p.shares(r), r.hits}
	all := slices.DeleteFunc(slices.Clone(r.earlier), now.covers)
	all = append(all, now)
	return all[max(0, len(all)-earlierMost):]
}

// covers tells whether another reading of the same partitions found nothing that this
// one has not found.
func (l looked) covers(x looked) bool {
	for i, s := range x.parts {
		if s.Done() > 0 && (s.Low.Less(l.parts[i].Low) || l.parts[i].High.Less(s.High)) {
			return false
		}
	}
	return true
}

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

// ends are the times of the first and the last hit, as closely as they are counted;
// none where nothing was found.
func (h *hits) ends() (list []time.Time) {
	if len(h.counts) == 0 {
		return nil
	}
	first, last := int64(math.MaxInt64), int64(math.MinInt64)
	for at := range h.counts {
		first, last = min(first, at), max(last, at)
	}
	return []time.Time{time.Unix(0, first*int64(h.step)), time.Unix(0, last*int64(h.step))}
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
