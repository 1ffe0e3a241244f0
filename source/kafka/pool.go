package kafka

import (
	"math/bits"
	"sync"
)

// Buffers come in powers of two from 4 KiB to 4 MiB. Larger ones hold single
// records of that size, too rare to keep.
const (
	minClass = 12
	maxClass = 22
)

// bufferPool lends byte buffers. A buffer that is never given back is the garbage
// collector's.
type bufferPool struct {
	classes [maxClass - minClass + 1]sync.Pool
}

// get returns n bytes of any content.
func (p *bufferPool) get(n int) []byte {
	if n > 1<<maxClass {
		return make([]byte, n)
	}
	class := max(bits.Len(uint(max(n, 1)-1)), minClass)
	if b, ok := p.classes[class-minClass].Get().(*[]byte); ok {
		return (*b)[:n]
	}
	return make([]byte, n, 1<<class)
}

// put takes back what get gave. Of other buffers it takes none.
func (p *bufferPool) put(b []byte) {
	class := bits.Len(uint(cap(b))) - 1
	if class < minClass || class > maxClass || cap(b) != 1<<class {
		return
	}
	p.classes[class-minClass].Put(&b)
}

// arena packs what batches inflate to, one after the other, into few buffers:
// their sizes are known only afterwards, and by then a buffer each would be mostly
// air.
type arena struct {
	pool    *bufferPool
	chunk   int      // bytes of a new buffer, unless more is asked for
	buffers [][]byte // in use
	free    []byte   // the rest of the last one, with length 0
}

// space returns an empty slice with room for n bytes, never nil. It is given again
// and again until keep is called.
func (a *arena) space(n int) []byte {
	if cap(a.free) < n || a.free == nil {
		b := a.pool.get(max(n, a.chunk))
		a.buffers = append(a.buffers, b)
		a.free = b[:0]
	}
	return a.free[:0:n]
}

// keep makes the first n bytes of the last space stay.
func (a *arena) keep(n int) { a.free = a.free[n:n:cap(a.free)] }

// release gives all buffers back.
func (a *arena) release() {
	for i, b := range a.buffers {
		a.pool.put(b)
		a.buffers[i] = nil
	}
	a.buffers, a.free = a.buffers[:0], nil
}
