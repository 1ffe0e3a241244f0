package window

// Measure tells how many lines a row takes, from 1 to the height of the screen;
// nil: one. It is called again whenever that has changed for rows held. The cursor
// stays on its line as far as that can be.
func (w *Window) Measure(lines func(Row) int) {
	line := w.Line()
	w.lines = lines
	if w.placed {
		w.top = w.above(w.cursor, line)
	}
	w.clamp()
}

// Page returns how many rows fit on the screen from its first line on, at least one.
func (w *Window) Page() int {
	if w.lines == nil {
		return w.height
	}
	n := 0
	for left := w.height; left > 0; n++ {
		left -= w.of(w.top + n)
		if left < 0 {
			break
		}
	}
	return max(n, 1)
}

// of is how many lines the row with a number takes; one that is not held takes one.
func (w *Window) of(i int) int {
	if w.lines == nil {
		return 1
	}
	if r, ok := w.Row(i); ok {
		return max(1, w.lines(r))
	}
	return 1
}

// span counts the lines of the rows [from, to), as far as they matter: beyond the
// height of the screen it is not exact.
func (w *Window) span(from, to int) int {
	if w.lines == nil {
		return to - from
	}
	n := 0
	for i := from; i < to && n <= w.height; i++ {
		n += w.of(i)
	}
	if from > to {
		n = to - from
	}
	return n
}

// above returns the first of the rows before row i that fit into n lines.
func (w *Window) above(i, n int) int {
	if w.lines == nil {
		return i - n
	}
	for n > 0 {
		h := w.of(i - 1)
		if h > n {
			break
		}
		n -= h
		i--
	}
	return i
}
