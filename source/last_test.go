package source_test

import (
	"context"
	"errors"
	"testing"

	"riffle/source"
)

// blind gives out every third record as one that a filter cannot look into.
type blind struct{ source.Cursor }

func (c blind) Next(ctx context.Context, max int) (source.Batch, error) {
	b, err := c.Cursor.Next(ctx, max)
	for i := range b.Records {
		if b.Records[i].Offset.Lo%3 == 0 {
			b.Records[i].Err = errors.New("nested too deep")
		}
	}
	return b, err
}

// Of the last N matches, a record that nobody could look into took the place of one:
// there were N-1.
func TestTheLastMatchesAreWhatMatches(t *testing.T) {
	v := newRiver(t, 2, 400, shapes["jitter"])
	st := source.NewStream(v.Log, v.refs, source.Options{Wrap: func(c source.Cursor) source.Cursor { return blind{c} }})
	_, end, err := st.Ends(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	known := 0
	for _, k := range v.want {
		if k.Offset.Lo%3 != 0 {
			known++
		}
	}
	for _, n := range []int{1, 5, 77, known, known + 50} {
		from, err := st.Before(t.Context(), end, nil, int64(n), func(source.Batch) {})
		if err != nil {
			t.Fatal(err)
		}
		got, all := 0, 0
		for _, batch := range drain(t, st.Forward(from, end), 100) {
			for _, k := range batch {
				all++
				if k.Offset.Lo%3 != 0 {
					got++
				}
			}
		}
		if got != min(n, known) {
			t.Errorf("the last %d are %d", n, got)
		}
		if n > known && all != len(v.want) {
			t.Errorf("where there are fewer than %d, %d of %d are shown: nothing that nobody could look into may get lost", n, all, len(v.want))
		}
	}
}
