package source_test

import (
	"io"
	"slices"
	"testing"

	"riffle/source"
)

// Batches that are lent hold what their records said until the next call: memory is
// handed on to later ones, never too early.
func TestLentBatchesHoldUntilTheNextCall(t *testing.T) {
	for name, s := range shapes {
		t.Run(name, func(t *testing.T) {
			v := newRiver(t, 5, 900, s)
			own := source.NewStream(v.Log, v.refs, source.Options{Want: source.Want{Role: source.Scan}})
			lent := source.NewStream(v.Log, v.refs, source.Options{Want: source.Want{Role: source.Scan}, Lend: true})
			low, end, err := own.Ends(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for _, limit := range []int{1, 33, 5000} {
				want, got := told(t, own.Forward(low, end), limit), told(t, lent.Forward(low, end), limit)
				if len(want) != len(v.want) || !slices.Equal(got, want) {
					t.Errorf("batches of %d: %d lent records, %d owned, are not the same", limit, len(got), len(want))
				}
			}
		})
	}
}

// told is what the records of a cursor say, while they may be looked at.
func told(t *testing.T, c source.Cursor, limit int) (all []string) {
	t.Helper()
	defer c.Close()
	for {
		b, err := c.Next(t.Context(), limit)
		if err == io.EOF {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		for i := range b.Records {
			all = append(all, string(b.Records[i].Value))
		}
	}
}
