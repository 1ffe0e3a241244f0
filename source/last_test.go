package source_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"testing"
	"time"

	"riffle/source"
	"riffle/source/memory"
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

// reading calls a cursor and adds up what was looked at, unless looked is nil.
func reading(t *testing.T, looked *source.Count) func(source.Cursor, int) (source.Batch, error) {
	return func(c source.Cursor, most int) (source.Batch, error) {
		b, err := c.Next(t.Context(), most)
		if looked != nil {
			looked.Add(b.Looked)
		}
		return b, err
	}
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
		from, err := st.Before(end, nil, int64(n), reading(t, nil))
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

// rare lets every nth record of a partition pass.
type rare struct {
	source.Cursor
	nth uint64
}

func (c rare) Next(ctx context.Context, max int) (source.Batch, error) {
	b, err := c.Cursor.Next(ctx, max)
	b.Records = slices.DeleteFunc(slices.Clone(b.Records), func(r source.Record) bool { return r.Offset.Lo%c.nth != 0 })
	return b, err
}

// What was found behind rare matches had taken the search of a megabyte, and was read
// once more to give it out in order.
func TestTheLastMatchesAreReadOnce(t *testing.T) {
	for _, nth := range []uint64{1, 3, 40} {
		v := newRiver(t, 6, 2000, shapes["jitter"])
		wrap := func(c source.Cursor) source.Cursor { return rare{c, nth} }
		st := source.NewStream(v.Log, v.refs, source.Options{Wrap: wrap})
		_, end, err := st.Ends(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		var want []source.Key
		for _, k := range v.want {
			if k.Offset.Lo%nth == 0 {
				want = append(want, k)
			}
		}
		for _, n := range []int{1, 20, len(want), len(want) + 5} {
			var looked source.Count
			from, c, err := st.Last(end, nil, int64(n), reading(t, &looked))
			if err != nil {
				t.Fatal(err)
			}
			before := v.Cost().Calls[memory.Read]
			got := slices.Concat(drain(t, c, 100)...)
			if again := v.Cost().Calls[memory.Read] - before; again != 0 {
				t.Errorf("1 in %d, the last %d: %d pages were read again", nth, n, again)
			}
			name := fmt.Sprintf("1 in %d, the last %d", nth, n)
			same(t, name, got, want[max(0, len(want)-n):])
			same(t, name+" read forward", slices.Concat(drain(t, st.Forward(from, end), 100)...), got)
			if behind := int64(len(v.want)); looked.Records > 3*behind {
				t.Errorf("1 in %d, the last %d: looked at %d of %d", nth, n, looked.Records, behind)
			}
		}
	}
}

// What does not fit in memory is read again, and a read_committed read is, since only
// that tells where it ends.
func TestTheLastOfLargeRecordsAreReadAgain(t *testing.T) {
	const large = 40
	log := memory.New(memory.Topic{Name: "large", Partitions: 1})
	ref := source.Ref{Topic: "large"}
	for i := range large {
		log.Append(ref, source.Record{Offset: source.OffsetOf(int64(i)), Time: noon.Add(time.Duration(i) * time.Second), TimeKind: source.CreateTime, Value: bytes.Repeat([]byte{'x'}, 1<<20)})
	}
	for _, tt := range []struct {
		n         int64
		committed bool
		again     bool
	}{{5, false, false}, {5, true, true}, {large, false, true}} {
		st := source.NewStream(log, []source.Ref{ref}, source.Options{Committed: tt.committed, Wrap: func(c source.Cursor) source.Cursor { return rare{c, 1} }})
		_, end, err := st.Ends(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		_, c, err := st.Last(end, nil, tt.n, reading(t, nil))
		if err != nil {
			t.Fatal(err)
		}
		before := log.Cost().Calls[memory.Read]
		got := 0
		for _, b := range drain(t, c, 10) {
			got += len(b)
		}
		if again := log.Cost().Calls[memory.Read] > before; got != int(tt.n) || again != tt.again {
			t.Errorf("the last %d, committed %t: %d records, read again %t", tt.n, tt.committed, got, again)
		}
	}
}

// What was found on the way back came at once, however much was asked for: up to 24 MB.
// Whoever stops in the middle has looked at what he got, and can go on from there.
func TestTheLastComeAsManyAsAreAskedFor(t *testing.T) {
	v := newRiver(t, 6, 500, shapes["jitter"])
	for _, nth := range []uint64{1, 3} {
		st := source.NewStream(v.Log, v.refs, source.Options{Wrap: func(c source.Cursor) source.Cursor { return rare{c, nth} }})
		_, end, err := st.Ends(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		from, c, err := st.Last(end, nil, 300, reading(t, nil))
		if err != nil {
			t.Fatal(err)
		}
		all := slices.Concat(drain(t, st.Forward(from, end), 100)...)
		cover, n := source.Cover(from, end, source.Forward), 0
		for {
			b, err := c.Next(t.Context(), 7)
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			n += len(b.Records)
			if len(b.Records) > 7 || b.Looked.Records != int64(len(b.Records)) {
				t.Fatalf("%d records of 7 that were asked for, looked at %d", len(b.Records), b.Looked.Records)
			}
			same(t, "what follows", slices.Concat(drain(t, st.Forward(b.At, end), 100)...), all[n:])
			cover.Add(b, source.Forward, noon)
		}
		whole := source.Cover(from, end, source.Forward)
		_, c, err = st.Last(end, nil, 300, reading(t, nil))
		if err != nil {
			t.Fatal(err)
		}
		b, err := c.Next(t.Context(), 1000)
		if err != nil {
			t.Fatal(err)
		}
		whole.Add(b, source.Forward, noon)
		if n != 300 || cover.Looked != whole.Looked || cover.Holes != whole.Holes || !slices.Equal(cover.Parts, whole.Parts) {
			t.Errorf("%d records in parts cover\n%+v, at once\n%+v", n, cover, whole)
		}
	}
}
