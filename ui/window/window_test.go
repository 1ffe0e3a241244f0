package window_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"riffle/source"
	"riffle/ui/window"
)

// river is a stream in a slice: the plain model that windows are held against.
type river []source.Record

// number is the place of a record in the model.
func number(r *source.Record) int { return int(r.Max.Sub(dawn) / time.Second) }

var dawn = time.Date(2026, 11, 23, 6, 0, 0, 0, time.UTC)

// flow makes n records over three partitions, in merged order.
func flow(n int) river {
	r := make(river, n)
	var next [3]int64
	for i := range r {
		p := (i * 7 / 3) % 3
		r[i] = source.Record{
			Ref:    source.Ref{Topic: "orders", Partition: int32(p)},
			Offset: source.OffsetOf(next[p]), Next: source.OffsetOf(next[p] + 1),
			Max: dawn.Add(time.Duration(i) * time.Second), Size: 100,
		}
		next[p]++
	}
	return r
}

// at is the position before record i.
func (r river) at(i int) source.Position {
	pos := make(source.Position, 3)
	for p := range pos {
		pos[p].Ref = source.Ref{Topic: "orders", Partition: int32(p)}
	}
	for left, j := 3, i-1; left > 0 && j >= 0; j-- { // the last record of each partition
		if x := r[j]; pos[x.Partition].Offset == (source.Offset{}) {
			pos[x.Partition].Offset = x.Next
			left--
		}
	}
	return pos
}

// index is the inverse of at.
func (r river) index(pos source.Position) int {
	n := 0
	for _, p := range pos {
		n += int(p.Offset.Lo)
	}
	return n
}

// load reads up to n records on a side, as a cursor that was opened there would.
func (r river) load(w *window.Window, s window.Side, n int, now time.Time) {
	at := r.index(w.At(s))
	if s == window.Top {
		from := max(0, at-n)
		if from == at {
			w.SetEdge(s, window.Edge{State: window.Ended, Time: now, Lines: 1})
			return
		}
		w.Prepend(source.Batch{Records: slices.Clone(r[from:at]), At: r.at(from)})
		return
	}
	to := min(len(r), at+n)
	if to == at {
		w.SetEdge(s, window.Edge{State: window.Ended, Time: now, Lines: 1})
		return
	}
	w.Append(source.Batch{Records: slices.Clone(r[at:to]), At: r.at(to)})
}

// fill loads until nothing is missing.
func (r river) fill(w *window.Window) {
	for _, s := range []window.Side{window.Top, window.Bottom} {
		for w.Need(s) > 0 {
			r.load(w, s, 1+w.Need(s)/2, dawn)
		}
	}
}

// screen lists what stands on the lines, as offsets in the model; -1 is a line
// without a row.
func screen(w *window.Window, height int) []int {
	lines := make([]int, height)
	for i := range lines {
		lines[i] = -1
		if row, ok := w.Row(w.Top() + i); ok {
			lines[i] = number(row.Record)
		}
	}
	return lines
}

func TestOpensAtTheNewestRecordAndFillsUpwards(t *testing.T) {
	r := flow(100)
	w := window.New(window.Limit{Rows: 1000, Bytes: 1 << 20}, window.Start{At: r.at(100), Row: -1, Line: 9})
	w.SetEdge(window.Bottom, window.Edge{State: window.Ended})
	w.Resize(10)
	r.load(w, window.Top, 3, dawn)
	if got, want := screen(w, 10), []int{-1, -1, -1, -1, -1, -1, -1, 97, 98, 99}; !slices.Equal(got, want) {
		t.Fatalf("after the first batch: %v, want %v", got, want)
	}
	r.fill(w)
	if got, want := screen(w, 10), []int{90, 91, 92, 93, 94, 95, 96, 97, 98, 99}; !slices.Equal(got, want) {
		t.Fatalf("filled: %v, want %v", got, want)
	}
	if row, total := w.Seen(); row != total {
		t.Fatalf("the cursor is on row %d of %d, not on the newest", row, total)
	}
}

func TestAShortStreamStandsAtTheTopOfTheScreen(t *testing.T) {
	r := flow(3)
	w := window.New(window.Limit{Rows: 1000, Bytes: 1 << 20}, window.Start{At: r.at(3), Row: -1, Line: 9})
	w.SetEdge(window.Bottom, window.Edge{State: window.Ended, Lines: 1})
	w.Resize(10)
	r.fill(w)
	// One line above the rows says that they are the oldest.
	if got, want := screen(w, 5), []int{-1, 0, 1, 2, -1}; !slices.Equal(got, want) {
		t.Fatalf("%v, want %v", got, want)
	}
}

func TestKeysWorkBeforeTheDataIsThere(t *testing.T) {
	r := flow(100)
	w := window.New(window.Limit{Rows: 1000, Bytes: 1 << 20}, window.Start{At: r.at(50), Row: 0, Line: 3})
	w.Resize(10)
	w.Move(20, true)
	w.Move(-1, false) // the other way: the first movement is not owed any more
	w.Move(-1, false)
	if !w.Waiting() {
		t.Fatal("nothing waits")
	}
	r.fill(w)
	if row, _ := w.Current(); r.index(w.At(window.Top))+w.Cursor()-w.First() != 48 {
		t.Fatalf("the cursor is on %v", row.Record.Offset)
	}
}

func TestAFailedSideIsOwedNothing(t *testing.T) {
	w := window.New(window.Limit{Rows: 10, Bytes: 1 << 20}, window.Start{Row: 0})
	w.Resize(5)
	w.Move(-3, false)
	w.SetEdge(window.Top, window.Edge{State: window.Failed, Err: source.ErrDenied})
	if w.Waiting() || w.Need(window.Top) != 0 {
		t.Fatal("a movement waits for rows that will not come")
	}
}

// TestHoldsWhatThePlainModelHolds scrolls at random through a stream that is far
// larger than the window. The rows on the screen must be those of the model, in
// order and none twice, and loading and letting go must not move any of them.
func TestHoldsWhatThePlainModelHolds(t *testing.T) {
	r := flow(6000)
	for seed := range uint64(20) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			rnd := rand.New(rand.NewPCG(seed, 1))
			height := 2 + rnd.IntN(30)
			from := rnd.IntN(len(r) + 1)
			limit := window.Limit{Rows: 100 + rnd.IntN(600), Bytes: 1 << 20}
			w := window.New(limit, window.Start{At: r.at(from), Row: 0, Line: rnd.IntN(height)})
			w.Resize(height)
			r.fill(w)
			cursor := min(from, len(r)-1)
			for step := range 200 {
				move := rnd.IntN(2*height) - height
				if rnd.IntN(10) == 0 {
					move *= 20
				}
				switch rnd.IntN(12) {
				case 0:
					height = 2 + rnd.IntN(30)
					w.Resize(height)
				default:
					w.Move(move, rnd.IntN(2) == 0)
					cursor = min(max(cursor+move, 0), len(r)-1)
				}
				for _, s := range []window.Side{window.Top, window.Bottom} {
					for w.Need(s) > 0 {
						before, waited := screen(w, height), w.Waiting()
						r.load(w, s, 1+rnd.IntN(200), dawn)
						if after := screen(w, height); !waited && w.Edge(s).State == window.More {
							agree(t, before, after)
						}
					}
				}
				check(t, r, w, step, cursor, limit, height)
			}
		})
	}
}

// agree fails if a row that was on the screen is on another line.
func agree(t *testing.T, before, after []int) {
	t.Helper()
	for i, x := range before {
		if x >= 0 && after[i] != x {
			t.Fatalf("rows moved:\n%v\n%v", before, after)
		}
	}
}

func check(t *testing.T, r river, w *window.Window, step, cursor int, limit window.Limit, height int) {
	t.Helper()
	at := r.index(w.At(window.Top))
	if end := r.index(w.At(window.Bottom)); end-at != w.Len() {
		t.Fatalf("step %d: the window says that it covers %d…%d, and holds %d rows", step, at, end, w.Len())
	}
	for i := range w.Len() {
		row, ok := w.Row(w.First() + i)
		if want := r[at+i]; !ok || row.Record.Ref != want.Ref || row.Record.Offset != want.Offset {
			t.Fatalf("step %d: row %d is %v, want %v", step, i, row.Record, want)
		}
	}
	if got := at + w.Cursor() - w.First(); got != cursor {
		t.Fatalf("step %d: the cursor is on %d, want %d", step, got, cursor)
	}
	if line := w.Line(); line < 0 || line >= height {
		t.Fatalf("step %d: the cursor is on line %d of %d", step, line, height)
	}
	if most := limit.Rows + 5*height + 2*400; w.Len() > most {
		t.Fatalf("step %d: %d rows held, want at most %d", step, w.Len(), most)
	}
}

func TestRowsThatLeftKeepTheirNumbers(t *testing.T) {
	r := flow(5000)
	w := window.New(window.Limit{Rows: 600, Bytes: 1 << 20}, window.Start{At: r.at(0), Row: 0})
	w.Resize(20)
	r.fill(w)
	for w.Last() < 4000 {
		w.Move(20, true)
		r.fill(w)
	}
	if w.Cuts(window.Top) == 0 {
		t.Fatal("nothing left at the top")
	}
	for w.First() > 0 {
		w.Move(-20, true)
		r.fill(w)
	}
	if w.First() != 0 || w.Cuts(window.Bottom) == 0 {
		t.Fatalf("the oldest row has the number %d", w.First())
	}
}

func TestHolesAndGapsStandWhereTheyAre(t *testing.T) {
	r := flow(9)
	rest := slices.DeleteFunc(slices.Clone(r), func(x source.Record) bool { return x.Partition == 1 && x.Offset.Lo == 1 })
	hole := source.Hole{Ref: source.Ref{Topic: "orders", Partition: 1}, From: source.OffsetOf(1), To: source.OffsetOf(2)}
	w := window.New(window.Limit{Rows: 100, Bytes: 1 << 20}, window.Start{At: r.at(0)})
	w.Resize(20)
	w.Append(source.Batch{Records: rest, Holes: []source.Hole{hole}, At: r.at(9)})
	i, ok := w.Find(window.Row{Hole: &hole}.ID())
	if !ok {
		t.Fatal("the hole has no row")
	}
	if next, _ := w.Row(i + 1); next.Record.Partition != 1 || next.Record.Offset != hole.To {
		t.Fatalf("behind the hole stands %v", next.Record)
	}
	end := r.at(9)
	for p := range end {
		end[p].Offset = end[p].Offset.Add(100)
	}
	w.AppendGap(window.NewGap(w.At(window.Bottom), end))
	if row, _ := w.Row(w.Last()); row.Gap == nil || row.Gap.Records != 300 {
		t.Fatalf("the last row is %+v, want a gap of 300 records", row)
	}
	if got := w.At(window.Bottom); end.Minus(got) != 0 {
		t.Fatal("reading would go on inside the gap")
	}
}

func TestFindTime(t *testing.T) {
	r := flow(100)
	w := window.New(window.Limit{Rows: 1000, Bytes: 1 << 20}, window.Start{At: r.at(50), Row: 0})
	w.Resize(5)
	r.fill(w)
	for _, c := range []struct {
		at   int
		ok   bool
		name string
	}{
		{52, true, "inside"}, {0, false, "above what is held"}, {99, false, "below what is held"},
	} {
		row, ok := w.FindTime(r[c.at].Max)
		if ok != c.ok || ok && r.index(w.At(window.Top))+row-w.First() != c.at {
			t.Errorf("%s: row %d, %v", c.name, row, ok)
		}
	}
}

// A hole comes in the pieces in which the stream was read; it is one row.
func TestPiecesOfAHoleAreOneRow(t *testing.T) {
	ref := source.Ref{Topic: "orders"}
	piece := func(from, to int64) source.Hole {
		return source.Hole{Ref: ref, From: source.OffsetOf(from), To: source.OffsetOf(to)}
	}
	at := func(o int64) source.Position { return source.Position{{Ref: ref, Offset: source.OffsetOf(o)}} }
	w := window.New(window.Limit{Rows: 100, Bytes: 1 << 20}, window.Start{})
	w.Resize(10)
	w.Begin(at(50))
	w.Append(source.Batch{Holes: []source.Hole{piece(60, 70), piece(50, 60)}, At: at(70)})
	w.Append(source.Batch{Holes: []source.Hole{piece(70, 80)}, Records: []source.Record{{Ref: ref, Offset: source.OffsetOf(80)}}, At: at(81)})
	w.Prepend(source.Batch{Holes: []source.Hole{piece(40, 50)}, At: at(40)})
	w.Append(source.Batch{Holes: []source.Hole{piece(81, 90)}, At: at(90)})
	var got []string
	for i := w.First(); i <= w.Last(); i++ {
		if row, _ := w.Row(i); row.Hole != nil {
			got = append(got, fmt.Sprintf("%d…%d", row.Hole.From.Lo, row.Hole.To.Lo))
		}
	}
	if want := []string{"40…80", "81…90"}; !slices.Equal(got, want) {
		t.Fatalf("%v, want %v", got, want)
	}
}

// Regression: when a screen grew, all the new lines went to the rows above the
// cursor, and newer rows below it stayed out of sight.
func TestAScreenThatGrowsShowsMoreOnBothSides(t *testing.T) {
	for cursor, want := range map[int]int{50: 14, 97: 16, 99: 18} { // the line it stands on then
		r := flow(100)
		w := window.New(window.Limit{Rows: 1000, Bytes: 1 << 20}, window.Start{At: r.at(cursor), Row: 0, Line: 8})
		w.Resize(9)
		r.fill(w)
		w.Put(w.Cursor(), 8)
		w.Resize(20)
		r.fill(w)
		if got := w.Line(); got != want {
			t.Errorf("row %d stands on line %d, want %d", cursor, got, want)
		}
	}
}
