package window

// RowAt is the row that is drawn on a line of the screen, counted from 0; ok is
// false where there is none.
func (w *Window) RowAt(line int) (row int, ok bool) {
	if line < 0 || line >= w.height {
		return 0, false
	}
	row = w.top
	for left := line; left >= w.of(row); row++ {
		left -= w.of(row)
	}
	_, ok = w.Row(row)
	return row, ok
}
