package window

import (
	"testing"

	"riffle/source"
)

// tall gives every third row three lines.
func tall(r Row) int {
	if r.Record != nil && r.Record.Offset.Lo%3 == 0 {
		return 3
	}
	return 1
}

// shown fails unless the cursor's lines are all on the screen, and it is full as
// far as there are rows.
func shown(t *testing.T, w *Window) {
	t.Helper()
	if w.Cursor() < w.Top() || w.span(w.Top(), w.Cursor()+1) > w.height {
		t.Fatalf("the cursor on row %d is not whole on the screen from row %d on", w.Cursor(), w.Top())
	}
	last := w.span(w.Top(), w.Last()+1)
	if e := w.Edge(Bottom); e.State == Ended && last+e.Lines < w.height && w.of(w.Top()-1) <= w.height-last-e.Lines && w.Top() > w.First() {
		t.Fatalf("from row %d on there are %d lines, of a screen of %d", w.Top(), last, w.height)
	}
}

// rows appends records of one partition with offsets [from, to).
func rows(from, to int) source.Batch {
	var b source.Batch
	for i := from; i < to; i++ {
		b.Records = append(b.Records, source.Record{Offset: source.OffsetOf(int64(i)), Next: source.OffsetOf(int64(i) + 1)})
	}
	b.At = source.Position{{Offset: source.OffsetOf(int64(to))}}
	return b
}

func TestRowsOfSeveralLinesKeepTheCursorWholeOnTheScreen(t *testing.T) {
	w := New(Limit{Rows: 8192, Bytes: 8 << 20}, Start{At: source.Position{{}}})
	w.Resize(10)
	w.SetEdge(Top, Edge{State: Ended, Lines: 1})
	w.Append(rows(0, 100))
	w.SetEdge(Bottom, Edge{State: Ended, Lines: 1})
	w.Measure(tall)
	for _, step := range []int{1, -1} {
		for range 120 {
			w.Move(step, false)
			shown(t, w)
		}
	}
	if w.Top() != -1 || w.Cursor() != 0 {
		t.Fatalf("at the oldest row the screen begins with row %d, not with the edge", w.Top())
	}
	for range 60 {
		w.Move(max(w.Page()-1, 1), true)
		shown(t, w)
	}
	if w.Cursor() != 99 {
		t.Fatalf("paging down ends on row %d", w.Cursor())
	}
	w.Put(50, 4)
	if w.Line() > 4 || w.Line() < 2 {
		t.Fatalf("row 50 stands on line %d", w.Line())
	}
	for _, height := range []int{3, 30, 10} {
		w.Resize(height)
		shown(t, w)
	}
	line := w.Line()
	w.Measure(nil)
	if w.Cursor() != 50 || w.Line() != line {
		t.Fatalf("with rows of one line, row %d is on line %d, not row 50 on line %d", w.Cursor(), w.Line(), line)
	}
}

func TestPageIsWhatFitsOnTheScreen(t *testing.T) {
	w := New(Limit{Rows: 8192, Bytes: 8 << 20}, Start{At: source.Position{{}}})
	w.Resize(10)
	w.Append(rows(0, 100))
	if w.Page() != 10 {
		t.Fatalf("%d rows of one line on 10 lines", w.Page())
	}
	w.Measure(tall)
	if w.Put(0, 0); w.Page() != 6 { // 3 1 1 3 1 1
		t.Fatalf("%d rows on 10 lines", w.Page())
	}
}

// A window that opens at its end fills the screen with rows of several lines too.
func TestOpeningAtTheEndWithRowsOfSeveralLines(t *testing.T) {
	w := New(Limit{Rows: 8192, Bytes: 8 << 20}, Start{At: source.Position{{Offset: source.OffsetOf(100)}}, Row: -1, Line: 100})
	w.Measure(tall)
	w.Resize(10)
	w.SetEdge(Bottom, Edge{State: Ended})
	w.Prepend(rows(40, 100))
	if r, _ := w.Current(); r.Record.Offset.Lo != 99 {
		t.Fatalf("the cursor is on record %d", r.Record.Offset.Lo)
	}
	shown(t, w)
}
