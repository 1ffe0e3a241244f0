package source_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"riffle/source"
	"riffle/source/memory"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// river is a log with the shape that a test asks for, and the order its records
// must come in.
type river struct {
	*memory.Log
	refs []source.Ref
	want []source.Key
}

// shape gives the time of record i of partition p.
type shape func(r *rand.Rand, p, i int) time.Time

// shapes are logs that a merge by time may get wrong.
var shapes = map[string]shape{
	"steady": func(r *rand.Rand, p, i int) time.Time {
		return noon.Add(time.Duration(i*10+p) * time.Millisecond)
	},
	"jitter": func(r *rand.Rand, p, i int) time.Time {
		return noon.Add(time.Duration(i*10+r.IntN(500)) * time.Millisecond)
	},
	"one instant": func(r *rand.Rand, p, i int) time.Time { return noon },
	"bursts": func(r *rand.Rand, p, i int) time.Time {
		return noon.Add(time.Duration(i/150) * time.Hour)
	},
	"gaps of months": func(r *rand.Rand, p, i int) time.Time {
		return noon.Add(time.Duration(i/7) * 30 * 24 * time.Hour)
	},
	"backfill and a clock that jumps": func(r *rand.Rand, p, i int) time.Time {
		switch {
		case i > 200 && i < 400 && p == 1:
			return noon.Add(-24*time.Hour + time.Duration(i)*time.Millisecond)
		case i == 350 && p == 2:
			return noon.Add(10 * time.Minute)
		}
		return noon.Add(time.Duration(i*20+r.IntN(100)) * time.Millisecond)
	},
	"ten years ahead": func(r *rand.Rand, p, i int) time.Time {
		if p == 0 && i == 100 {
			return noon.AddDate(10, 0, 0)
		}
		return noon.Add(time.Duration(i) * time.Second)
	},
	"the year 9999, and 1970": func(r *rand.Rand, p, i int) time.Time {
		if p == 0 && i%200 == 100 {
			return time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC)
		}
		if p == 1 {
			return time.UnixMilli(int64(i))
		}
		return noon.Add(time.Duration(i) * time.Second)
	},
	"one loud partition": func(r *rand.Rand, p, i int) time.Time {
		if p == 0 {
			return noon.Add(time.Duration(i) * time.Millisecond)
		}
		return noon.Add(time.Duration(i) * time.Minute)
	},
	"no times": func(r *rand.Rand, p, i int) time.Time { return time.Time{} },
	"no times but for a few": func(r *rand.Rand, p, i int) time.Time {
		if p == 0 && i >= 130 {
			return noon.Add(time.Duration(i) * time.Second)
		}
		return time.Time{}
	},
}

func newRiver(t testing.TB, partitions, records int, s shape) *river {
	t.Helper()
	v := &river{Log: memory.New(memory.Topic{Name: "orders", Partitions: partitions, Batch: 7})}
	r := rand.New(rand.NewPCG(1, 2))
	for p := range partitions {
		ref := source.Ref{Topic: "orders", Partition: int32(p)}
		v.refs = append(v.refs, ref)
		n := records
		if p == partitions-1 && partitions > 2 {
			n = 0 // one partition is empty
		}
		var top time.Time
		next := uint64(0)
		for i := range n {
			if r.IntN(20) == 0 {
				next += uint64(r.IntN(9)) // compaction leaves holes
			}
			at := s(r, p, i)
			if at.After(top) {
				top = at
			}
			kind := source.CreateTime
			if at.IsZero() {
				kind = source.NoTime
			}
			v.Append(ref, source.Record{Offset: source.Offset{Lo: next}, Time: at, TimeKind: kind, Value: fmt.Appendf(nil, "%d", i)})
			v.want = append(v.want, source.Key{Max: top, Ref: ref, Offset: source.Offset{Lo: next}})
			next++
		}
	}
	slices.SortFunc(v.want, source.Key.Compare)
	return v
}

// drain reads a cursor to its end, n records at a time.
func drain(t testing.TB, c source.Cursor, n int) (batches [][]source.Key) {
	t.Helper()
	defer c.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	for {
		b, err := c.Next(ctx, n)
		if err == io.EOF {
			return batches
		}
		if err != nil {
			t.Fatal(err)
		}
		var keys []source.Key
		for i := range b.Records {
			keys = append(keys, b.Records[i].Order())
		}
		batches = append(batches, keys)
	}
}

func same(t testing.TB, what string, got, want []source.Key) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%s: %d records, want %d", what, len(got), len(want))
	}
	for i := range min(len(got), len(want)) {
		if got[i].Compare(want[i]) != 0 {
			t.Fatalf("%s: record %d is %v, want %v", what, i, got[i], want[i])
		}
	}
}

func backwards(batches [][]source.Key) []source.Key {
	slices.Reverse(batches)
	return slices.Concat(batches...)
}

// Reading a topic backward shows the mirror image of reading it forward, and
// both show what a sort of the whole topic would, whatever the clocks did.
func TestBothDirectionsShowOneOrder(t *testing.T) {
	for name, s := range shapes {
		for _, partitions := range []int{1, 6, 70} {
			t.Run(fmt.Sprintf("%s/%d", name, partitions), func(t *testing.T) {
				v := newRiver(t, partitions, 4000/partitions+150, s)
				for _, src := range []source.Source{v.Log, source.Cached(v.Log, 1<<20)} {
					st := source.NewStream(src, v.refs, source.Options{})
					low, end, err := st.Ends(t.Context())
					if err != nil {
						t.Fatal(err)
					}
					same(t, "forward", slices.Concat(drain(t, st.Forward(low, end), 100)...), v.want)
					same(t, "forward to the live end", slices.Concat(drain(t, st.Forward(low, nil), 33)...), v.want)
					same(t, "backward", backwards(drain(t, st.Backward(end, nil), 50)), v.want)
				}
			})
		}
	}
}

// From any place, backward and forward meet without a seam, however the place
// was named.
func TestDirectionsMeetWithoutASeam(t *testing.T) {
	for name, s := range shapes {
		t.Run(name, func(t *testing.T) {
			v := newRiver(t, 5, 900, s)
			st := source.NewStream(source.Cached(v.Log, 1<<20), v.refs, source.Options{})
			r := rand.New(rand.NewPCG(3, 4))
			for range 20 {
				k := v.want[r.IntN(len(v.want))]
				ats := []source.At{source.AtRecord(k.Partition, k.Offset), source.AtShare(r.Float64())}
				if !k.Max.IsZero() {
					ats = append(ats, source.AtTime(k.Max))
				}
				for _, at := range ats {
					pos, err := st.Resolve(t.Context(), at, k.Ref)
					if err != nil {
						t.Fatalf("%v: %v", at, err)
					}
					before := backwards(drain(t, st.Backward(pos, nil), 100))
					after := slices.Concat(drain(t, st.Forward(pos, nil), 100)...)
					same(t, at.String(), append(before, after...), v.want)
				}
				pos, err := st.PositionOf(t.Context(), k)
				if err != nil {
					t.Fatal(err)
				}
				after := slices.Concat(drain(t, st.Forward(pos, nil), 100)...)
				if len(after) == 0 || after[0] != k {
					t.Fatalf("the position of %v begins with %v", k, after[:min(1, len(after))])
				}
			}
		})
	}
}

// An offset names the record itself also where earlier clocks ran ahead.
func TestAnOffsetOfAMergedStreamIsThatRecord(t *testing.T) {
	for name, s := range shapes {
		t.Run(name, func(t *testing.T) {
			v := newRiver(t, 4, 600, s)
			st := source.NewStream(v.Log, v.refs, source.Options{})
			for i := 0; i < len(v.want); i += 97 {
				k := v.want[i]
				pos, err := st.Resolve(t.Context(), source.AtRecord(k.Partition, k.Offset), source.Ref{})
				if err != nil {
					t.Fatal(err)
				}
				after := slices.Concat(drain(t, st.Forward(pos, nil), 50)...)
				same(t, "from the record on", after, v.want[i:])
			}
		})
	}
}

func TestCountingBackFromTheEnd(t *testing.T) {
	v := newRiver(t, 4, 600, shapes["jitter"])
	st := source.NewStream(v.Log, v.refs, source.Options{})
	for _, n := range []int{1, 2, 99, 500, 1799, 1800, 5000} {
		at, err := source.ParseAt(fmt.Sprintf("end-%d", n), noon)
		if err != nil {
			t.Fatal(err)
		}
		pos, err := st.Resolve(t.Context(), at, source.Ref{})
		if err != nil {
			t.Fatal(err)
		}
		same(t, at.String(), slices.Concat(drain(t, st.Forward(pos, nil), 100)...), v.want[max(0, len(v.want)-n):])
	}
}

// Half of a topic without times was all of it: its end.
func TestAShareOfRecordsWithoutTimes(t *testing.T) {
	for _, name := range []string{"no times", "no times but for a few"} {
		v := newRiver(t, 4, 600, shapes[name])
		st := source.NewStream(v.Log, v.refs, source.Options{})
		pos, err := st.Resolve(t.Context(), source.AtShare(0.5), v.refs[0])
		if err != nil {
			t.Fatal(err)
		}
		got := slices.Concat(drain(t, st.Forward(pos, nil), 100)...)
		same(t, name, got, v.want[len(v.want)-len(got):])
		if half := len(v.want) / 2; len(got) < half*9/10 || len(got) > half*11/10 {
			t.Errorf("%s: %d of %d records follow", name, len(got), len(v.want))
		}
	}
}

// odd keeps every record whose value is an odd number.
type odd struct{ source.Cursor }

func (o odd) Next(ctx context.Context, max int) (source.Batch, error) {
	b, err := o.Cursor.Next(ctx, max)
	b.Records = slices.DeleteFunc(slices.Clone(b.Records), func(r source.Record) bool {
		return r.Value[len(r.Value)-1]%2 == 0
	})
	return b, err
}

func TestAFilterKeepsTheOrder(t *testing.T) {
	v := newRiver(t, 6, 700, shapes["jitter"])
	all := source.NewStream(v.Log, v.refs, source.Options{})
	st := source.NewStream(v.Log, v.refs, source.Options{Wrap: func(c source.Cursor) source.Cursor { return odd{c} }})
	low, end, err := all.Ends(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	got := slices.Concat(drain(t, st.Forward(low, end), 100)...)
	same(t, "backward", backwards(drain(t, st.Backward(end, nil), 100)), got)
	kept := map[source.Key]bool{}
	for _, k := range got {
		kept[k] = true
	}
	same(t, "forward", slices.DeleteFunc(slices.Clone(v.want), func(k source.Key) bool { return !kept[k] }), got)
	if len(got) < len(v.want)/3 || len(got) > len(v.want)*2/3 {
		t.Errorf("%d of %d records are odd", len(got), len(v.want))
	}
}

// flaky fails every third read, as a cluster does whose leaders move.
type flaky struct {
	source.Source
	reads, failed atomic.Int64
}

func (f *flaky) Read(ctx context.Context, ref source.Ref, at source.Offset, dir source.Dir, w source.Want) (source.Page, error) {
	if f.reads.Add(1)%3 == 0 {
		f.failed.Add(1)
		return source.Page{}, &source.TransientError{Err: source.ErrUnreachable}
	}
	w.Records = min(w.Records, 40)
	return f.Source.Read(ctx, ref, at, dir, w)
}

// A cluster that goes away and comes back loses and repeats nothing.
func TestInterruptionsLoseNothing(t *testing.T) {
	v := newRiver(t, 4, 500, shapes["jitter"])
	src := &flaky{Source: v.Log}
	st := source.NewStream(src, v.refs, source.Options{})
	low, end, err := st.Ends(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for what, c := range map[string]source.Cursor{"forward": st.Forward(low, end), "backward": st.Backward(end, nil)} {
		src.failed.Store(0)
		p := &patient{Cursor: c}
		got := drain(t, p, 60)
		if what == "backward" {
			slices.Reverse(got)
		}
		same(t, what, slices.Concat(got...), v.want)
		if src.failed.Load() == 0 || p.again == 0 {
			t.Errorf("%s: no read failed: the test shows nothing", what)
		}
	}
}

// patient calls Next again after errors that pass.
type patient struct {
	source.Cursor
	again int
}

func (p *patient) Next(ctx context.Context, max int) (source.Batch, error) {
	for {
		b, err := p.Cursor.Next(ctx, max)
		var transient *source.TransientError
		if !errors.As(err, &transient) {
			return b, err
		}
		p.again++
	}
}
