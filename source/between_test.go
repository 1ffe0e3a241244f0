package source_test

import (
	"io"
	"math/rand/v2"
	"slices"
	"testing"

	"riffle/source"
	"riffle/source/memory"
)

// somewhere bounds each partition for itself, as conditions on the offset do.
func somewhere(t *testing.T, r *rand.Rand, st *source.Stream) (from, to source.Position) {
	t.Helper()
	across := func() source.Position {
		pos, err := st.Across(t.Context(), source.OffsetOf(int64(r.IntN(1100))))
		if err != nil {
			t.Fatal(err)
		}
		return pos
	}
	a, b := across(), across()
	low, end, err := st.Ends(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for i := range a { // and not the same offset everywhere
		if r.IntN(4) == 0 {
			a[i], b[i] = low[i], end[i]
		}
	}
	return source.Furthest(source.Backward, a, b), source.Furthest(source.Forward, a, b)
}

// Bounds that are no cut of the order, as offsets are, show their records in it all
// the same, whichever way they are read, and nothing else is touched.
func TestReadingBetweenOffsetsOfEachPartition(t *testing.T) {
	for name, s := range shapes {
		t.Run(name, func(t *testing.T) {
			v := newRiver(t, 4, 900, s)
			st := source.NewStream(v.Log, v.refs, source.Options{})
			r := rand.New(rand.NewPCG(5, 6))
			for range 12 {
				from, to := somewhere(t, r, st)
				want := slices.DeleteFunc(slices.Clone(v.want), func(k source.Key) bool {
					return k.Offset.Less(from[k.Partition].Offset) || !k.Offset.Less(to[k.Partition].Offset)
				})
				same(t, "forward", slices.Concat(drain(t, st.Forward(from, to), 100)...), want)
				v.ResetCost()
				same(t, "backward", backwards(drain(t, st.Backward(to, from), 60)), want)
				if n, most := v.Cost().Records, 4*int64(len(want))+1000; n > most {
					t.Errorf("%d records were read for %d", n, len(want))
				}
			}
		})
	}
}

// The floor of a backward read is where it ends: a reader of its own that changed the
// positions it was given, to end them there, raced with the slice that was read ahead.
func TestAReadBackwardEndsAtItsFloorAndKeepsItsPositions(t *testing.T) {
	v := newRiver(t, 4, 900, shapes["jitter"])
	st := source.NewStream(v.Log, v.refs, source.Options{})
	for _, limit := range []int{1, 20, 300, 5000} {
		from, to := somewhere(t, rand.New(rand.NewPCG(7, uint64(limit))), st)
		was := [2]source.Position{slices.Clone(from), slices.Clone(to)}
		c := st.Backward(to, from)
		var given, copies []source.Position
		for {
			b, err := c.Next(t.Context(), limit)
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			given, copies = append(given, b.At), append(copies, slices.Clone(b.At))
		}
		if err := c.Close(); err != nil {
			t.Fatal(err)
		}
		for i := range given {
			if !slices.Equal(given[i], copies[i]) {
				t.Errorf("batches of %d: position %d changed after it was given, from %v to %v", limit, i, copies[i], given[i])
			}
		}
		last := given[len(given)-1]
		for i := range from {
			if want := source.Furthest(source.Backward, from, to)[i].Offset; last[i].Offset != want {
				t.Errorf("batches of %d: p%d ends at %d, want %d", limit, i, last[i].Offset.Lo, want.Lo)
			}
		}
		if !slices.Equal(from, was[0]) || !slices.Equal(to, was[1]) {
			t.Errorf("batches of %d: the bounds were changed", limit)
		}
	}
}

// Where nothing stands between the bounds nothing is read.
func TestReadingBetweenBoundsThatHoldNothing(t *testing.T) {
	v := newRiver(t, 3, 200, shapes["steady"])
	st := source.NewStream(v.Log, v.refs, source.Options{})
	at, err := st.Across(t.Context(), source.OffsetOf(100))
	if err != nil {
		t.Fatal(err)
	}
	beyond, err := st.Across(t.Context(), source.OffsetOf(99_999))
	if err != nil {
		t.Fatal(err)
	}
	v.ResetCost()
	for name, c := range map[string]source.Cursor{
		"forward": st.Forward(at, at), "backward": st.Backward(at, at), "upside down": st.Backward(at, beyond), "beyond the end": st.Forward(beyond, beyond),
	} {
		if got := slices.Concat(drain(t, c, 10)...); len(got) > 0 {
			t.Errorf("%s: %d records", name, len(got))
		}
	}
	if n := v.Cost().Calls[memory.Read]; n > 0 {
		t.Errorf("%d reads", n)
	}
}
