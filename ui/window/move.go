package window

import "time"

// Move moves the cursor by rows, down if positive. With scroll the screen moves
// along, as page keys do. What the rows held do not allow is done when more
// arrive, unless there are none on that side or a key goes the other way.
func (w *Window) Move(rows int, scroll bool) {
	if owed := w.debt.rows; owed != 0 && (owed < 0) == (rows < 0) {
		// A held key must not run on for long after it was let go.
		most := max(rows, -rows, 4*screens*w.height)
		rows = min(max(rows+owed, -most), most)
	}
	w.placed = w.placed || w.count > 0
	w.debt = debt{rows, scroll}
	w.settle()
}

// Put moves the cursor to the row with a number; line is the line of the screen on
// which it shall stand, negative for the least scrolling.
func (w *Window) Put(row, line int) {
	w.placed, w.debt = true, debt{}
	w.cursor = row
	if line >= 0 {
		w.top = w.above(row, line)
	}
	w.clamp()
}

// Line returns the line of the screen on which the cursor stands, from 0.
func (w *Window) Line() int { return w.span(w.top, w.cursor) }

// Rest forgets a movement that waits for rows.
func (w *Window) Rest() { w.debt = debt{} }

// Waiting tells whether a movement waits for rows to arrive.
func (w *Window) Waiting() bool { return w.debt.rows != 0 }

// FindTime returns the last row whose running maximum of time is not after t. ok
// is false if that row might lie outside of the window.
func (w *Window) FindTime(t time.Time) (row int, ok bool) {
	found := false
	later := false
	for _, c := range w.chunks {
		for i, r := range c.rows {
			switch {
			case r.Record == nil:
			case r.Record.Max.After(t):
				later = true
			default:
				row, found = c.first+i, true
			}
		}
	}
	switch {
	case w.count == 0 || !later && w.edges[Bottom].State != Ended:
		return 0, false
	case !found:
		return w.first, w.edges[Top].State == Ended
	}
	return row, true
}

// settle brings the cursor to the row that it wants, as far as rows are there.
func (w *Window) settle() {
	if w.count > 0 && !w.placed {
		w.cursor = w.start.Row
		w.top = w.above(w.start.Row, w.line())
		w.placed = w.start.Row >= w.first && w.start.Row <= w.Last() ||
			w.start.Row > w.Last() && w.edges[Bottom].State != More ||
			w.start.Row < w.first && w.edges[Top].State != More
	}
	w.pay()
	w.clamp()
}

// pay carries out the waiting movement as far as rows are there.
func (w *Window) pay() {
	d := w.debt
	if d.rows == 0 || w.count > 0 && !w.placed {
		return
	}
	step := 0
	if w.count > 0 {
		step = min(max(d.rows, w.first-w.cursor), w.Last()-w.cursor)
	}
	w.cursor += step
	if d.scroll {
		w.top += step
	}
	w.debt.rows -= step
	side := Bottom
	if d.rows < 0 {
		side = Top
	}
	// At an end nothing will come, and a movement the other way is not owed.
	if e := w.edges[side].State; e != More && e != Stopped || (w.debt.rows < 0) != (d.rows < 0) {
		w.debt.rows = 0
	}
}

// clamp keeps the cursor on a row and on the screen, and the screen full where
// there is nothing beyond the rows.
func (w *Window) clamp() {
	if w.count == 0 || w.height == 0 {
		return
	}
	last := w.Last()
	w.cursor = min(max(w.cursor, w.first), last)
	if w.placed {
		w.top = min(w.top, w.cursor)
		if w.span(w.top, w.cursor+1) > w.height {
			w.top = min(w.above(w.cursor+1, w.height), w.cursor)
		}
	}
	top, bottom := w.edges[Top], w.edges[Bottom]
	if bottom.State != More {
		full := w.above(last+1, w.height-bottom.Lines)
		w.top = min(w.top, full)
		if w.cursor == last {
			w.top = max(w.top, min(full, w.cursor))
		}
	}
	if top.State != More {
		begin := w.first - top.Lines
		w.top = max(w.top, begin)
		if w.cursor == w.first && w.cursor-begin < w.height {
			w.top = min(w.top, begin)
		}
	}
}
