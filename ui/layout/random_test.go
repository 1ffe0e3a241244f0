package layout

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// Whatever is done to it, a tree covers its rectangle exactly, keeps every pane
// above the least size where there is room, and never changes an older tree.
func TestRandomTrees(t *testing.T) {
	for seed := range uint64(80) {
		rng := rand.New(rand.NewPCG(seed, 1))
		r := Rect{X: rng.IntN(5), Y: rng.IntN(5), W: 1 + rng.IntN(240), H: 1 + rng.IntN(80)}
		tree, next := New(1), ID(2)
		for range 40 {
			ids := tree.IDs()
			id := ids[rng.IntN(len(ids))]
			old, before := tree, draw(t, tree, r)
			switch rng.IntN(6) {
			case 0, 1:
				if len(ids) < 9 {
					tree = tree.Split(id, next, rng.IntN(2) == 0)
					next++
				}
			case 2:
				tree, _ = tree.Close(id)
			case 3, 4:
				tree = tree.Resize(r, id, rng.IntN(2) == 0, rng.IntN(21)-10)
			case 5:
				tree = tree.Equal()
			}
			if draw(t, old, r) != before {
				t.Fatalf("seed %d: an older tree has changed", seed)
			}
			draw(t, tree, r)
			flat(t, tree.root)
			for id, part := range tree.Place(r) {
				if tree.Fits(r) && (part.W < MinWidth || part.H < MinHeight) {
					t.Fatalf("seed %d: pane %d is %dx%d on %dx%d", seed, id, part.W, part.H, r.W, r.H)
				}
			}
			linked(t, tree, r)
		}
	}
}

// flat checks that no split stands in a split of its own direction.
func flat(t *testing.T, n *node) {
	t.Helper()
	if n.id == 0 && len(n.parts) < 2 {
		t.Fatal("a split of one part")
	}
	for i, p := range n.parts {
		if p.id == 0 && p.beside == n.beside {
			t.Fatal("a row in a row")
		}
		if n.shares[i] < 1 {
			t.Fatal("a part without a share")
		}
		flat(t, p)
	}
}

// linked checks that every pane can be reached with the direction keys where all are visible.
func linked(t *testing.T, tree Tree, r Rect) {
	t.Helper()
	if !tree.Fits(r) {
		return
	}
	reached := []ID{tree.IDs()[0]}
	for i := 0; i < len(reached); i++ {
		for _, d := range []Dir{Left, Down, Up, Right} {
			if id := tree.Neighbour(r, reached[i], d); id != 0 && !slices.Contains(reached, id) {
				reached = append(reached, id)
			}
		}
	}
	if len(reached) != len(tree.IDs()) {
		t.Fatalf("from %v only %v can be reached", tree.IDs(), reached)
	}
}
