package window

import (
	"time"

	"riffle/source"
)

// State tells whether there is more on one side of a window.
type State uint8

// The states of a side.
const (
	More    State = iota // there may be more
	Ended                // nothing: the oldest record at the top, the live end at the bottom
	Stopped              // somebody stopped the reading; there may be more
	Failed               // it could not be read, see Err
)

// Edge is what is known of the end of one side.
type Edge struct {
	State State
	Time  time.Time // when the end was looked for: nothing later can have been seen
	Err   error     // why reading failed
	Lines int       // lines that are drawn beyond the last row of this side: they scroll with the rows
}

// Edge returns what is known of a side.
func (w *Window) Edge(s Side) Edge { return w.edges[s] }

// SetEdge changes what is known of a side.
func (w *Window) SetEdge(s Side, e Edge) {
	w.edges[s] = e
	w.settle()
}

// At returns the position from which reading goes on at a side. It changes with
// every batch, and goes back when rows leave on this side.
func (w *Window) At(s Side) source.Position { return w.at[s] }

// Cuts returns how often rows left on a side. A cursor that was opened before the
// last time stands at the wrong place.
func (w *Window) Cuts(s Side) int { return w.cuts[s] }

// Append adds what was read forward from the bottom.
func (w *Window) Append(b source.Batch) {
	rows, bytes := makeRows(b)
	w.extend(Bottom, rows, bytes, b.At)
}

// Prepend adds what was read backward from the top.
func (w *Window) Prepend(b source.Batch) {
	rows, bytes := makeRows(b)
	w.extend(Top, rows, bytes, b.At)
}

// AppendGap adds a stretch that was left out at the bottom, as a row of its own.
func (w *Window) AppendGap(g Gap) {
	w.extend(Bottom, []Row{{Gap: &g}}, recordCost, g.To)
}

// extend adds rows on a side, which reaches to at from now on.
func (w *Window) extend(s Side, rows []Row, bytes int, at source.Position) {
	rows = w.joinEdge(s, rows)
	from := w.at[s]
	if at == nil {
		at = from
	}
	w.at[s] = at
	c := w.outermost(s)
	switch {
	case c != nil && len(c.rows)+len(rows) <= chunkRows && c.bytes+bytes <= w.limit.Bytes/chunkShare:
	case len(rows) == 0 && c == nil:
		w.settle()
		return
	case len(rows) > 0:
		c = w.addChunk(s, from)
	}
	if s == Bottom {
		c.rows = append(c.rows, rows...)
		c.to = at
	} else {
		c.rows = append(rows, c.rows...)
		c.from = at
		c.first -= len(rows)
		w.first -= len(rows)
	}
	c.bytes += bytes
	w.bytes += bytes
	w.count += len(rows)
	w.seen[Top] = min(w.seen[Top], w.first)
	w.seen[Bottom] = max(w.seen[Bottom], w.first+w.count)
	w.settle()
	w.evict()
}

// outermost returns the last chunk of a side, nil if there is none.
func (w *Window) outermost(s Side) *chunk {
	switch {
	case len(w.chunks) == 0:
		return nil
	case s == Top:
		return w.chunks[0]
	}
	return w.chunks[len(w.chunks)-1]
}

func (w *Window) addChunk(s Side, at source.Position) *chunk {
	c := &chunk{from: at, to: at, first: w.first}
	if s == Top {
		w.chunks = append([]*chunk{c}, w.chunks...)
		return c
	}
	c.first = w.first + w.count
	w.chunks = append(w.chunks, c)
	return c
}

// evict lets go of chunks that are further than some screens from the visible
// rows, the furthest first, until the window is within its limit.
func (w *Window) evict() {
	for w.count > w.limit.Rows || w.bytes > w.limit.Bytes {
		if len(w.chunks) < 2 {
			return
		}
		up, down := w.chunks[0], w.chunks[len(w.chunks)-1]
		above := w.top - (up.first + len(up.rows))
		below := down.first - (w.top + w.height)
		switch keep := screens * w.height; {
		case above > keep && above >= below:
			w.drop(Top)
		case below > keep:
			w.drop(Bottom)
		default:
			return
		}
	}
}

// drop lets go of the outermost chunk of a side.
func (w *Window) drop(s Side) {
	c := w.outermost(s)
	if s == Top {
		w.chunks[0] = nil
		w.chunks = w.chunks[1:]
		w.first += len(c.rows)
		w.at[Top] = c.to
	} else {
		w.chunks = w.chunks[:len(w.chunks)-1]
		w.at[Bottom] = c.from
	}
	w.count -= len(c.rows)
	w.bytes -= c.bytes
	w.cuts[s]++
	w.edges[s] = Edge{}
}

// Need returns how many rows are missing on a side: for the screen, for two more
// beyond it, and for what a key is waiting for. It is 0 where there are no more.
func (w *Window) Need(s Side) int {
	if w.edges[s].State != More {
		return 0
	}
	want := screens * w.height
	if s == Top {
		return max(0, want-(w.top-w.first)-min(w.debt.rows, 0))
	}
	return max(0, want+w.top+w.height-(w.first+w.count)+max(w.debt.rows, 0))
}

// Reach returns how many rows are held beyond the screen on a side.
func (w *Window) Reach(s Side) int {
	if s == Top {
		return w.top - w.first
	}
	return w.first + w.count - (w.top + w.height)
}
