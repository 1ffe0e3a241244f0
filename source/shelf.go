package source

import (
	"slices"
	"sync"
)

// shelf keeps the memory of batches whose reader is done with them, for the next
// ones: somebody who prints a topic would otherwise leave all of it to the garbage
// collector. A nil shelf keeps nothing, and batches own their bytes.
type shelf struct {
	mu   sync.Mutex
	free []lent
}

// lent is the memory of a batch: its records, and the bytes that they are made of.
type lent struct {
	records []Record
	bytes   []byte
}

// lentMost is the size above which memory is not kept: one huge record would hold it.
const lentMost = 16 << 20

// take returns memory for that many bytes; never nil, since an empty value is not
// null.
func (s *shelf) take(size int) (l lent) {
	if s == nil {
		return lent{bytes: make([]byte, 0, size)}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := len(s.free) - 1; i >= 0; i-- {
		if l = s.free[i]; cap(l.bytes) >= size {
			s.free = slices.Delete(s.free, i, i+1)
			return l
		}
	}
	if n := len(s.free); n > 0 { // too small, as others of its size will be: it makes room
		l, s.free = s.free[n-1], s.free[:n-1]
	}
	l.bytes = make([]byte, 0, size+size/4)
	return l
}

// put gives memory back, of which nothing may be used any more.
func (s *shelf) put(all []lent) {
	if s == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, l := range all {
		if n := cap(l.bytes); n > 0 && n <= lentMost {
			s.free = append(s.free, lent{l.records[:0], l.bytes[:0]})
		}
	}
}

// own copies the bytes of records, which belong to a page, into one buffer: of each
// field the first clip bytes, where clip is not 0. The records are changed.
func (s *shelf) own(records []Record, clip int) lent {
	if len(records) == 0 {
		return lent{}
	}
	size := 0
	for i := range records {
		if clip > 0 {
			records[i].Clip(clip)
		}
		size += records[i].Held()
	}
	l := s.take(size)
	if cap(l.records) < len(records) {
		l.records = make([]Record, 0, len(records))
	}
	for i := range records {
		var r Record
		r, l.bytes = records[i].cloneInto(l.bytes)
		l.records = append(l.records, r)
	}
	return l
}
