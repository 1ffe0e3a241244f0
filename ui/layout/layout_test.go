package layout

import (
	"slices"
	"strconv"
	"strings"
	"testing"
)

// small is a screen on which every cell can be drawn here: a pane of it is at least 20×3.
var small = Rect{X: 0, Y: 0, W: 64, H: 12}

// draw fills each pane with its number and each line with │.
func draw(t *testing.T, tree Tree, r Rect) string {
	t.Helper()
	grid := make([][]rune, r.H)
	for y := range grid {
		grid[y] = []rune(strings.Repeat(" ", r.W))
	}
	fill := func(part Rect, c rune) {
		for y := part.Y; y < part.Y+part.H; y++ {
			for x := part.X; x < part.X+part.W; x++ {
				if cell := &grid[y-r.Y][x-r.X]; *cell == ' ' {
					*cell = c
				} else {
					t.Fatalf("cell %d,%d belongs to both %c and %c", x, y, *cell, c)
				}
			}
		}
	}
	for id, part := range tree.Place(r) {
		fill(part, rune('0'+id))
	}
	for _, line := range tree.Lines(r) {
		fill(line, '│')
	}
	var out strings.Builder
	for _, row := range grid {
		if strings.ContainsRune(string(row), ' ') {
			t.Fatalf("a cell belongs to nobody: %q", string(row))
		}
		out.WriteString(short(string(row)) + "\n")
	}
	return out.String()
}

// short writes runs of a sign as the sign and its length: "1×31 │ 2×32".
func short(row string) string {
	var out []string
	runes := []rune(row)
	for i := 0; i < len(runes); {
		j := i
		for j < len(runes) && runes[j] == runes[i] {
			j++
		}
		if s := string(runes[i]); runes[i] == '│' {
			out = append(out, s)
		} else {
			out = append(out, s+"×"+strconv.Itoa(j-i))
		}
		i = j
	}
	return strings.Join(out, " ")
}

// rows says a drawing of equal rows: rows(3, "1×64").
func rows(parts ...any) string {
	var out strings.Builder
	for i := 0; i < len(parts); i += 2 {
		out.WriteString(strings.Repeat(parts[i+1].(string)+"\n", parts[i].(int)))
	}
	return out.String()
}

func TestPlace(t *testing.T) {
	for _, c := range []struct {
		name string
		tree Tree
		want string
	}{
		{"one", New(1), rows(12, "1×64")},
		{"beside", New(1).Split(1, 2, true), rows(12, "1×32 │ 2×31")},
		{"below", New(1).Split(1, 2, false), rows(6, "1×64", 6, "2×64")},
		{"right one split", New(1).Split(1, 2, true).Split(2, 3, false),
			rows(6, "1×32 │ 2×31", 6, "1×32 │ 3×31")},
		{"lower one split", New(1).Split(1, 2, false).Split(2, 3, true),
			rows(6, "1×64", 6, "2×32 │ 3×31")},
		{"a column in a column takes half of it", New(1).Split(1, 2, false).Split(2, 3, false),
			rows(6, "1×64", 3, "2×64", 3, "3×64")},
		{"third column: nobody below the least", New(1).Split(1, 2, true).Split(2, 3, true),
			rows(12, "1×22 │ 2×20 │ 3×20")},
		{"equal columns", New(1).Split(1, 2, true).Split(2, 3, true).Equal(),
			rows(12, "1×21 │ 2×20 │ 3×21")},
		{"equal counts the panes along", New(1).Split(1, 2, false).Split(2, 3, true).Split(1, 4, false).Equal(),
			rows(4, "1×64", 4, "4×64", 4, "2×32 │ 3×31")},
		{"split of one that is not there", New(1).Split(7, 2, true), rows(12, "1×64")},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := draw(t, c.tree, small); got != c.want {
				t.Errorf("got\n%swant\n%s", got, c.want)
			}
		})
	}
}

func TestRectanglesKeepTheirOrigin(t *testing.T) {
	r := Rect{X: 5, Y: 2, W: 64, H: 12}
	got := New(1).Split(1, 2, true).Place(r)
	if got[1] != (Rect{5, 2, 32, 12}) || got[2] != (Rect{38, 2, 31, 12}) {
		t.Errorf("got %v", got)
	}
}

func TestCloseGivesTheRoomToTheSibling(t *testing.T) {
	three := New(1).Split(1, 2, true).Split(2, 3, false)
	for _, c := range []struct {
		name string
		tree Tree
		id   ID
		want string
	}{
		{"upper right", three, 2, rows(12, "1×32 │ 3×31")},
		{"lower right", three, 3, rows(12, "1×32 │ 2×31")},
		{"left", three, 1, rows(6, "2×64", 6, "3×64")},
		{"the nested row joins the outer one", New(1).Split(1, 2, true).Split(2, 3, false).Split(3, 4, true), 2,
			rows(12, "1×22 │ 3×20 │ 4×20")},
	} {
		t.Run(c.name, func(t *testing.T) {
			before := draw(t, c.tree, small)
			got, ok := c.tree.Close(c.id)
			if drawn := draw(t, got, small); !ok || drawn != c.want {
				t.Errorf("%v, got\n%swant\n%s", ok, drawn, c.want)
			}
			if draw(t, c.tree, small) != before {
				t.Error("the old tree has changed")
			}
		})
	}
	if _, ok := New(1).Close(1); ok {
		t.Error("the last pane was closed")
	}
	if _, ok := three.Close(9); ok {
		t.Error("a pane that is not there was closed")
	}
}

func TestResize(t *testing.T) {
	two := New(1).Split(1, 2, true)
	three := two.Split(2, 3, false)
	for _, c := range []struct {
		name       string
		tree       Tree
		id         ID
		horizontal bool
		by         int
		want       string
	}{
		{"wider", two, 1, true, 4, rows(12, "1×36 │ 2×27")},
		{"slimmer", two, 1, true, -4, rows(12, "1×28 │ 2×35")},
		{"the last one moves the border before it", two, 2, true, 4, rows(12, "1×28 │ 2×35")},
		{"not below the least", two, 1, true, 99, rows(12, "1×43 │ 2×20")},
		{"its own least too", two, 1, true, -99, rows(12, "1×20 │ 2×43")},
		{"higher", three, 2, false, 2, rows(8, "1×32 │ 2×31", 4, "1×32 │ 3×31")},
		{"a nested pane moves the outer border", three, 3, true, 5, rows(6, "1×27 │ 2×36", 6, "1×27 │ 3×36")},
		{"no split of that direction", two, 1, false, 5, rows(12, "1×32 │ 2×31")},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := draw(t, c.tree.Resize(small, c.id, c.horizontal, c.by), small); got != c.want {
				t.Errorf("got\n%swant\n%s", got, c.want)
			}
		})
	}
}

func TestSizesFollowTheScreen(t *testing.T) {
	tree := New(1).Split(1, 2, true).Resize(small, 1, true, 8) // 40 and 23 of 63
	if got := tree.Place(Rect{W: 127, H: 12}); got[1].W != 80 || got[2].W != 46 {
		t.Errorf("twice the room gives %d and %d", got[1].W, got[2].W)
	}
	if got := tree.Place(small); got[1].W != 40 {
		t.Errorf("back at the old size it is %d wide", got[1].W)
	}
}

func TestNeighbours(t *testing.T) {
	// 1 1 2 2
	// 3 3 2 2
	// 3 3 4 4
	tree := New(1).Split(1, 2, true).Split(1, 3, false).Split(2, 4, false).
		Resize(small, 1, false, -2).Resize(small, 2, false, 2)
	for _, c := range []struct {
		from ID
		to   map[Dir]ID
	}{
		{1, map[Dir]ID{Left: 0, Down: 3, Up: 0, Right: 2}},
		{2, map[Dir]ID{Left: 1, Down: 4, Up: 0, Right: 0}},
		{3, map[Dir]ID{Left: 0, Down: 0, Up: 1, Right: 2}},
		{4, map[Dir]ID{Left: 3, Down: 0, Up: 2, Right: 0}},
		{9, map[Dir]ID{Left: 0, Down: 0, Up: 0, Right: 0}},
	} {
		for d, want := range c.to {
			if got := tree.Neighbour(small, c.from, d); got != want {
				t.Errorf("from %d in direction %d: %d, want %d", c.from, d, got, want)
			}
		}
	}
}

func TestNextCyclesInReadingOrder(t *testing.T) {
	tree := New(1).Split(1, 2, true).Split(1, 3, false)
	if got := tree.IDs(); !slices.Equal(got, []ID{1, 3, 2}) {
		t.Fatalf("order %v", got)
	}
	for _, c := range []struct {
		from ID
		step int
		want ID
	}{{1, 1, 3}, {3, 1, 2}, {2, 1, 1}, {1, -1, 2}, {9, 1, 0}} {
		if got := tree.Next(c.from, c.step); got != c.want {
			t.Errorf("next of %d by %d is %d, want %d", c.from, c.step, got, c.want)
		}
	}
}
