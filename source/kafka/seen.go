package kafka

import "sync"

// seen is what reading a partition has told about it. All of it is a guess about
// what comes next, used for sizes and for saving questions, never for answers.
type seen struct {
	backoff backoff

	mu       sync.Mutex
	low, end int64   // -1: unknown
	stable   int64   // last stable offset, -1: unknown
	newest   int64   // the largest record time in milliseconds, -1: none
	largest  int     // bytes of the largest batch
	weight   float64 // wire bytes for each offset, 0: unknown
	density  float64 // records for each offset, 0: unknown
}

func newSeen() *seen { return &seen{low: -1, end: -1, stable: -1, newest: -1} }

// bounds notes where the partition begins, ends and is settled; -1 is unknown.
func (s *seen) bounds(low, end, stable int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if low >= 0 {
		s.low = low
	}
	if end < s.end { // made anew: nothing of what was seen holds
		s.newest, s.stable = -1, -1
	}
	s.end = end
	if stable >= 0 {
		s.stable = stable
	}
}

// page notes the size of what was read: n records in [from, to), wire bytes long,
// of which the newest has that time.
func (s *seen) page(from, to int64, n int, wire int, newest int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.newest = max(s.newest, newest)
	if to <= from {
		return
	}
	mix := func(old, now float64) float64 {
		if old == 0 {
			return now
		}
		return (old + now) / 2
	}
	s.weight = mix(s.weight, float64(wire)/float64(to-from))
	s.density = mix(s.density, float64(n)/float64(to-from))
}

// batch notes the size of a batch.
func (s *seen) batch(size int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.largest = max(s.largest, size)
}

// holds tells whether the partition is known to have a record of that time or
// later; any record at all, for the special times.
func (s *seen) holds(time int64) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.newest >= max(time, 0)
}

// unsettled tells whether at is likely to lie among open transactions.
func (s *seen) unsettled(at int64) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.stable >= 0 && s.stable < s.end && at >= s.stable
}

// lowest returns the lowest offset known, or 0.
func (s *seen) lowest() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return max(s.low, 0)
}

// window returns how many offsets hold about so many records and bytes; 0 is no wish.
func (s *seen) window(records, bytes int) int64 {
	const fallback = 400 // offsets, when nothing was read yet
	s.mu.Lock()
	defer s.mu.Unlock()
	w := float64(fallback)
	if records > 0 {
		w = float64(records)
		if s.density > 0 {
			w = min(w/s.density*1.05, w*1000)
		}
	}
	if bytes > 0 && s.weight > 0 {
		if most := float64(bytes) / s.weight; most < w || records == 0 {
			w = most
		}
	}
	return max(int64(w), 1)
}

// limit returns how many bytes to ask for to get so many offsets: a little more
// than they are likely to take, and never less than a batch. A limit below the
// next batch would starve the partition whenever it does not stand first.
func (s *seen) limit(offsets int64, bytes int) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	const slack, guessed = 16 << 10, 4 << 10 // guessed: bytes of an offset
	least, most := minFetch, maxFetch
	switch {
	case bytes > 0 && bytes < minFetch:
		least, most = bytes, bytes
	case bytes > 0:
		most = bytes + slack
	}
	n := least
	if s.weight > 0 && offsets > 0 {
		n = int(min(float64(offsets)*s.weight*1.3, maxFetch)) + slack
	} else if bytes > 0 {
		n = most
		if offsets > 0 { // nothing was read yet
			n = int(min(float64(offsets)*guessed+slack, float64(most)))
		}
	}
	return min(max(min(n, most), least, s.largest+s.largest/10), maxFetch)
}
