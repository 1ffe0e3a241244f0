// Package window holds the part of a stream that a pane shows, and a little more
// on both sides. It is pure: it reads nothing and knows no terminal.
//
// A stream has no length that a screen could hold, so a Window keeps a bounded
// run of rows without a break. Rows come in at the bottom ([Window.Append]) and
// at the top ([Window.Prepend]); above the [Limit] whole chunks leave on the side
// that is further from the screen. Of every chunk the window knows the positions
// at which it begins and ends, so what left can be read again from there.
//
// Rows are counted from the place where the window was opened: the first row at
// or after it is 0, the one before it is -1. Those numbers never change while
// rows arrive above or leave, so neither does what is on the screen: the cursor
// stays on its record. Inside another window, or another reading of the same
// stream, a row is found by its [ID], never by its number.
//
// # Example
//
//	w := window.New(window.Limit{Rows: 8192, Bytes: 8 << 20}, window.Start{At: end, Row: -1, Line: 20})
//	w.SetEdge(window.Bottom, window.Edge{State: window.Ended})
//	w.Resize(21)
//	for w.Need(window.Top) > 0 {
//		b, err := backward.Next(ctx, w.Need(window.Top))
//		...                      // io.EOF: w.SetEdge(window.Top, window.Edge{State: window.Ended})
//		w.Prepend(b)
//	}
//	w.Move(-1, false)                // one row up
package window

import "riffle/source"

// Side is one end of a window.
type Side int

// The two sides: older rows are at the top.
const (
	Top Side = iota
	Bottom
)

// Limit bounds what a window holds. Rows within two screens of the visible ones
// are kept in any case.
type Limit struct {
	Rows  int
	Bytes int // of keys, values and headers, and what a record costs besides
}

// Start is the place where a window opens.
type Start struct {
	At   source.Position
	Row  int // the row that the cursor wants: 0, the first at or after At, or -1, the last before it
	Line int // the line of the screen on which that row shall stand, from 0; beyond the screen: the last; negative: a third down
}

// screens is how many screens of rows are kept ready on each side of the visible
// ones: one page key is then answered at once while the next is being read.
const screens = 2

// Window is a run of rows, a cursor on one of them, and a screen of a certain
// height that shows the cursor. It is used by one goroutine at a time.
type Window struct {
	limit  Limit
	chunks []*chunk
	bytes  int
	edges  [2]Edge
	at     [2]source.Position // where reading goes on, on each side
	cuts   [2]int             // how often that place was moved back by letting go of rows
	first  int                // number of the first row
	count  int                // rows held
	seen   [2]int             // the lowest number ever held, and one above the highest
	start  Start
	placed bool // the wanted row was reached, or somebody moved
	debt   debt
	cursor int
	top    int // number of the row on the first line
	height int
	lines  func(Row) int // how many lines a row takes; nil: one
}

// debt is a movement that waits for rows to arrive.
type debt struct {
	rows   int
	scroll bool
}

// New opens an empty window at a place.
func New(l Limit, s Start) *Window {
	return &Window{limit: l, start: s, at: [2]source.Position{s.At, s.At}, cursor: s.Row}
}

// Begin gives an empty window the place that was not known when it was opened.
func (w *Window) Begin(at source.Position) { w.at = [2]source.Position{at, at} }

// line is the line on which the wanted row shall stand.
func (w *Window) line() int {
	if w.start.Line < 0 {
		return w.height / 3
	}
	return min(w.start.Line, w.height-1)
}

// Resize tells the height of the screen in lines.
func (w *Window) Resize(height int) {
	if height = max(height, 1); height == w.height {
		return
	}
	bottom := w.placed && w.height > 0 && w.span(w.top, w.cursor+1) == w.height
	grown := max(height-w.height, 0)
	w.height = height
	switch {
	case bottom: // new room is for rows on both sides
		w.top = w.above(w.cursor+1, height-min(grown/2, w.span(w.cursor+1, w.Last()+1)+w.edges[Bottom].Lines))
	case !w.placed:
		w.top = w.above(w.start.Row, w.line())
	}
	w.clamp()
}

// Len returns the number of rows held.
func (w *Window) Len() int { return w.count }

// Bytes returns what the rows held cost in memory.
func (w *Window) Bytes() int { return w.bytes }

// First and Last return the numbers of the first and the last row held. Where
// there is none, Last is below First.
func (w *Window) First() int { return w.first }

// Last returns the number of the last row held.
func (w *Window) Last() int { return w.first + w.count - 1 }

// Top returns the number of the row that stands on the first line of the screen.
// There may be no such row yet.
func (w *Window) Top() int { return w.top }

// Cursor returns the number of the row under the cursor.
func (w *Window) Cursor() int { return w.cursor }

// Current returns the row under the cursor.
func (w *Window) Current() (Row, bool) { return w.Row(w.cursor) }

// Row returns the row with a number.
func (w *Window) Row(i int) (Row, bool) {
	if i < w.first || i >= w.first+w.count {
		return Row{}, false
	}
	lo, hi := 0, len(w.chunks)-1
	for lo < hi {
		mid := (lo + hi + 1) / 2
		if w.chunks[mid].first <= i {
			lo = mid
		} else {
			hi = mid - 1
		}
	}
	c := w.chunks[lo]
	return c.rows[i-c.first], true
}

// Seen tells how many rows were found so far, those that left included, and the
// place of the cursor's row among them, from 1.
func (w *Window) Seen() (row, total int) {
	return w.cursor - w.seen[Top] + 1, w.seen[Bottom] - w.seen[Top]
}

// Find returns the number of the row with that id.
func (w *Window) Find(id ID) (int, bool) {
	return w.search(func(r Row) bool { return r.ID() == id })
}

// search returns the first row that is wanted, from the top.
func (w *Window) search(wanted func(Row) bool) (int, bool) {
	for _, c := range w.chunks {
		for i, r := range c.rows {
			if wanted(r) {
				return c.first + i, true
			}
		}
	}
	return 0, false
}
