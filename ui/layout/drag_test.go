package layout

import (
	"strings"
	"testing"
)

func TestBordersAreDragged(t *testing.T) {
	tree := New(1).Split(1, 2, true).Split(2, 3, false).Split(3, 4, true)
	r := Rect{Y: 1, W: 101, H: 30} // 1│2 above 3│4
	for _, c := range []struct {
		name       string
		x, y       int
		toX, toY   int
		dx, dy     int
		pane       ID
		want       Rect
		isNoBorder bool
	}{
		{"the line", 50, 5, 60, 9, 9, 0, 1, Rect{X: 0, Y: 1, W: 59, H: 30}, false},
		{"the line, beyond what is there", 50, 5, -40, 5, -30, 0, 1, Rect{X: 0, Y: 1, W: 20, H: 30}, false},
		{"a title", 70, 16, 0, 20, 0, 4, 2, Rect{X: 51, Y: 1, W: 50, H: 19}, false},
		{"a title, too far up", 70, 16, 70, 0, 0, -12, 2, Rect{X: 51, Y: 1, W: 50, H: 3}, false},
		{"the inner line", 76, 20, 78, 20, 2, 0, 3, Rect{X: 51, Y: 16, W: 27, H: 15}, false},
		{"the first title", 3, 1, 3, 5, 0, 0, 1, Rect{X: 0, Y: 1, W: 50, H: 30}, true},
		{"a row", 60, 5, 70, 9, 0, 0, 1, Rect{X: 0, Y: 1, W: 50, H: 30}, true},
		{"outside", 500, 5, 70, 9, 0, 0, 1, Rect{X: 0, Y: 1, W: 50, H: 30}, true},
	} {
		if tree.Border(r, c.x, c.y) == c.isNoBorder {
			t.Errorf("%s: a border: %v", c.name, c.isNoBorder)
		}
		out, dx, dy := tree.Drag(r, c.x, c.y, c.toX, c.toY)
		if got := out.Place(r)[c.pane]; got != c.want || dx != c.dx || dy != c.dy {
			t.Errorf("%s: moved %d, %d; pane %d is %+v, want %+v", c.name, dx, dy, c.pane, got, c.want)
		}
	}
	if got := tree.Place(r)[1]; got.W != 50 {
		t.Error("the tree itself was changed")
	}
}

// Whatever is dragged anywhere, every cell belongs to one pane, and none is lost.
func FuzzDrag(f *testing.F) {
	f.Add("vsvs", 50, 5, 60, 9)
	f.Add("ssvv", 0, 16, -100, 1<<30)
	f.Fuzz(func(t *testing.T, splits string, x, y, toX, toY int) {
		tree := New(1)
		for i, c := range []byte(splits[:min(len(splits), 12)]) {
			tree = tree.Split(ID(int(c)%(i+1)+1), ID(i+2), c%2 == 0)
		}
		r := Rect{Y: 1, W: 120, H: 40}
		out, _, _ := tree.Drag(r, x, y, toX, toY)
		places, cells := out.Place(r), 0
		for _, p := range places {
			cells += p.W * p.H
		}
		for _, l := range out.Lines(r) {
			cells += l.W * l.H
		}
		if len(places) != len(tree.IDs()) || cells != r.W*r.H {
			t.Errorf("%s: %d panes, %d cells", strings.ToUpper(splits), len(places), cells)
		}
	})
}
