package sourcetest

import (
	"bytes"
	"context"
	"fmt"

	"riffle/source"
)

// pageCases read pages in both directions.
func pageCases() []testCase {
	return []testCase{
		{"forward", "", func(ctx context.Context, e *env) error { return checkWalk(ctx, e, source.Forward) }},
		{"backward", "", func(ctx context.Context, e *env) error { return checkWalk(ctx, e, source.Backward) }},
		{"seams", "", checkSeams},
		{"back from a page", "", checkBack},
		{"large record", "", checkLarge},
		{"small limits", "", checkSmall},
		{"literals", "", checkContains},
		{"what sticks out", "", checkOutside},
		{"bytes of pages", "", checkOwnership},
	}
}

// checkWalk reads the whole log in pages of several sizes.
func checkWalk(ctx context.Context, e *env, dir source.Dir) error {
	src, ref, err := e.log(ctx, 300)
	if err != nil {
		return err
	}
	low, end, err := ends(ctx, src, ref)
	if err != nil {
		return err
	}
	edge := end
	if dir == source.Backward {
		edge = low
	}
	for _, n := range []int{1, 7, 50, 1000} {
		got, reached, err := walk(ctx, src, ref, dir, source.Want{Records: n})
		if err != nil {
			return fmt.Errorf("pages of %d: %w", n, err)
		}
		if err := compare(data(got), e.want(ref)); err != nil {
			return fmt.Errorf("pages of %d: %w", n, err)
		}
		if reached != edge {
			return fmt.Errorf("pages of %d: the edge is at %d, want %d of [%d, %d)", n, reached.Lo, edge.Lo, low.Lo, end.Lo)
		}
	}
	return nil
}

// checkSeams reads in both directions from the same boundary: together it is the
// whole log, at every boundary.
func checkSeams(ctx context.Context, e *env) error {
	src, ref, err := e.log(ctx, 120)
	if err != nil {
		return err
	}
	all, end, err := walk(ctx, src, ref, source.Forward, source.Want{})
	if err != nil {
		return err
	}
	boundaries := []source.Offset{end}
	for i := 0; i < len(all); i += 7 {
		boundaries = append(boundaries, all[i].Offset, all[i].Offset.Next())
	}
	for _, at := range boundaries {
		before, _, err := walkFrom(ctx, src, ref, at, source.Backward, source.Want{Records: 16})
		if err != nil {
			return err
		}
		after, _, err := walkFrom(ctx, src, ref, at, source.Forward, source.Want{Records: 16})
		if err != nil {
			return err
		}
		if err := compare(data(append(before, after...)), e.want(ref)); err != nil {
			return fmt.Errorf("meeting at %d: %w", at.Lo, err)
		}
	}
	return nil
}

// checkBack reads a page forward, then backward from where it ends.
func checkBack(ctx context.Context, e *env) error {
	src, ref, err := e.log(ctx, 150)
	if err != nil {
		return err
	}
	all, _, err := walk(ctx, src, ref, source.Forward, source.Want{})
	if err != nil {
		return err
	}
	for i := 0; i < len(all); i += 13 {
		at, want := all[i].Offset, source.Want{Records: 10}
		p, err := read(ctx, src, ref, at, source.Forward, want)
		if err != nil {
			return err
		}
		forth, to := cut(p, at, p.To), p.To
		p.Release()
		if len(forth) == 0 || forth[0].Offset != at {
			return fmt.Errorf("page from %d does not begin with that record", at.Lo)
		}
		p, err = read(ctx, src, ref, to, source.Backward, source.Want{Records: len(forth)})
		if err != nil {
			return err
		}
		back := cut(p, at, to)
		whole := !at.Less(p.From)
		p.Release()
		if len(back) > len(forth) || len(back) == 0 || whole && len(back) != len(forth) {
			return fmt.Errorf("%d records from %d to %d, backward %d", len(forth), at.Lo, to.Lo, len(back))
		}
		if err := compare(back, forth[len(forth)-len(back):]); err != nil {
			return fmt.Errorf("backward from %d: %w", to.Lo, err)
		}
	}
	return nil
}

// checkLarge reads a record that is larger than what a page is wanted to hold.
func checkLarge(ctx context.Context, e *env) error {
	large := source.Record{Time: epoch, Key: []byte("large"), Value: bytes.Repeat([]byte("0123456789"), 30_000)}
	return e.roundTrip(ctx, source.Want{Records: 10, Bytes: 1000}, append(numbered(0, 3), large, numberedOne(4), large)...)
}

// checkSmall reads with limits below any record: pages still get on.
func checkSmall(ctx context.Context, e *env) error {
	return e.roundTrip(ctx, source.Want{Records: 1, Bytes: 1}, numbered(0, 60)...)
}

// roundTrip writes records into a topic of their own and reads them back, both ways.
func (e *env) roundTrip(ctx context.Context, want source.Want, records ...source.Record) error {
	src, err := e.source(ctx)
	if err != nil {
		return err
	}
	list, err := e.topic(ctx, 1)
	if err != nil {
		return err
	}
	if err := e.write(ctx, list[0], records...); err != nil {
		return err
	}
	return e.reread(ctx, src, list[0], want)
}

// reread reads a partition both ways and compares its data with what was written.
func (e *env) reread(ctx context.Context, src source.Source, ref source.Ref, want source.Want) error {
	for _, dir := range []source.Dir{source.Forward, source.Backward} {
		got, _, err := walk(ctx, src, ref, dir, want)
		if err == nil {
			err = compare(data(got), e.want(ref))
		}
		if err != nil {
			return fmt.Errorf("direction %+d: %w", dir, err)
		}
	}
	return nil
}

// checkContains reads with literals: a driver may leave out what lacks them, and
// nothing else, and the pages still cover what they left out.
func checkContains(ctx context.Context, e *env) error {
	records := numbered(0, 200)
	for i, value := range map[int]string{3: `{"a":"rare one"}`, 90: `rare`, 91: `a \u0072are one`, 199: `{"x":"rare`} {
		records[i].Value = []byte(value)
	}
	records[120].Key = []byte("rare key")
	src, err := e.source(ctx)
	if err != nil {
		return err
	}
	list, err := e.topic(ctx, 1)
	if err != nil {
		return err
	}
	if err := e.write(ctx, list[0], records...); err != nil {
		return err
	}
	literal := []byte("rare")
	var wanted []source.Record
	for _, r := range records {
		if bytes.Contains(r.Value, literal) || bytes.Contains(r.Key, literal) || bytes.IndexByte(r.Value, '\\') >= 0 {
			wanted = append(wanted, r)
		}
	}
	for _, dir := range []source.Dir{source.Forward, source.Backward} {
		got, _, err := walk(ctx, src, list[0], dir, source.Want{Records: 30, Contains: [][]byte{literal}})
		if err != nil {
			return err
		}
		var kept []source.Record
		for _, r := range got {
			if bytes.Contains(r.Value, literal) || bytes.Contains(r.Key, literal) || bytes.IndexByte(r.Value, '\\') >= 0 {
				kept = append(kept, r)
			}
		}
		if err := compare(kept, wanted); err != nil {
			return fmt.Errorf("direction %+d: %w", dir, err)
		}
	}
	return checkLeftOut(ctx, src, list[0], source.Want{Records: 30, Contains: [][]byte{literal}})
}

// checkLeftOut reads a page: its largest time is that of all records it covers.
func checkLeftOut(ctx context.Context, src source.Source, ref source.Ref, want source.Want) error {
	all, _, err := walk(ctx, src, ref, source.Forward, source.Want{})
	if err != nil {
		return err
	}
	p, err := read(ctx, src, ref, all[0].Offset, source.Forward, want)
	if err != nil {
		return err
	}
	defer p.Release()
	for i := range all {
		if all[i].Offset.Less(p.To) && all[i].Time.After(p.Max) {
			return fmt.Errorf("page up to %d covers a record of %v, but its largest time is %v", p.To.Lo, all[i].Time, p.Max)
		}
	}
	return nil
}

// checkOwnership keeps a page while others are read and given back.
func checkOwnership(ctx context.Context, e *env) error {
	src, ref, err := e.log(ctx, 200)
	if err != nil {
		return err
	}
	low, _, err := ends(ctx, src, ref)
	if err != nil {
		return err
	}
	p, err := read(ctx, src, ref, low, source.Forward, source.Want{Records: 50})
	if err != nil {
		return err
	}
	defer p.Release()
	n := len(data(cut(p, low, p.To)))
	for range 10 {
		if _, _, err := walk(ctx, src, ref, source.Backward, source.Want{Records: 20}); err != nil {
			return err
		}
	}
	if n == 0 {
		return fmt.Errorf("first page holds no record")
	}
	return compare(data(cut(p, low, p.To)), e.want(ref)[:n])
}
