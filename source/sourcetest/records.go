package sourcetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"riffle/source"
)

// recordCases read records that are unlike the others.
func recordCases() []testCase {
	return []testCase{
		{"binary", "", checkBinary},
		{"headers", "", checkHeaders},
		{"skewed clocks", "", checkSkew},
		{"corrupt", "Corrupt", checkCorrupt},
		{"hole", "Hole", checkHole},
		{"format", "", checkFormat},
	}
}

// checkBinary reads keys and values of any bytes, and tells null from empty.
func checkBinary(ctx context.Context, e *env) error {
	every := make([]byte, 256)
	for i := range every {
		every[i] = byte(i)
	}
	fields := [][]byte{nil, {}, {0}, []byte("\xff\xfe\x80"), []byte("a\x00b"), every, []byte("\x1b]0;title\x07"), bytes.Repeat([]byte{0}, 1000)}
	var records []source.Record
	for i, key := range fields {
		for k, value := range fields {
			records = append(records, source.Record{Time: epoch.Add(time.Duration(i*10+k) * time.Second), Key: key, Value: value})
		}
	}
	return e.roundTrip(ctx, source.Want{Records: 5}, records...)
}

// checkHeaders reads headers in order, doubles and null values included.
func checkHeaders(ctx context.Context, e *env) error {
	lists := [][]source.Header{
		nil,
		{{Name: "a", Value: []byte("1")}},
		{{Name: "a", Value: []byte("1")}, {Name: "b"}, {Name: "a", Value: []byte("2")}, {Name: "a", Value: []byte{}}},
		{{Name: "", Value: []byte("no name")}, {Name: "bytes", Value: []byte{0, 255, 27}}},
	}
	var records []source.Record
	for i, list := range lists {
		r := numberedOne(i)
		r.Headers = source.MakeHeaders(list...)
		records = append(records, r)
	}
	if err := e.roundTrip(ctx, source.Want{}, records...); err != nil {
		return err
	}
	for i, r := range records {
		got := slices.Collect(r.Headers.All())
		if !slices.EqualFunc(got, lists[i], func(a, b source.Header) bool { return a.Name == b.Name && same(a.Value, b.Value) }) {
			return fmt.Errorf("headers %d: %q, want %q", i, got, lists[i])
		}
	}
	return nil
}

// checkSkew reads times that no right clock gives.
func checkSkew(ctx context.Context, e *env) error {
	records := numbered(0, 6)
	records[1].Time = time.UnixMilli(1)
	records[3].Time = time.Date(9999, 12, 31, 23, 59, 59, 999_000_000, time.UTC)
	records[5].Time = time.Date(1970, 1, 1, 0, 0, 1, 0, time.UTC)
	return e.roundTrip(ctx, source.Want{Records: 2}, records...)
}

// checkCorrupt reads past what cannot be read: it is one record with an error,
// and all before and after it is there.
func checkCorrupt(ctx context.Context, e *env) error {
	src, err := e.source(ctx)
	if err != nil {
		return err
	}
	list, err := e.topic(ctx, 1)
	if err != nil {
		return err
	}
	ref := list[0]
	for i := range 3 {
		if err := e.write(ctx, ref, numbered(i*10, 10)...); err != nil {
			return err
		}
		if i < 2 {
			if err := e.Corrupt(ctx, ref); err != nil {
				return fmt.Errorf("append what is corrupt: %w", err)
			}
		}
	}
	for _, dir := range []source.Dir{source.Forward, source.Backward} {
		for _, n := range []int{1, 7, 100} {
			got, _, err := walk(ctx, src, ref, dir, source.Want{Records: n})
			if err != nil {
				return err
			}
			bad := 0
			for i := range got {
				if got[i].Kind == source.Corrupt {
					bad++
					if !errors.Is(got[i].Err, source.ErrCorrupt) {
						return fmt.Errorf("corrupt record: %w", unlike(got[i].Err, "ErrCorrupt"))
					}
				}
			}
			if bad < 2 {
				return fmt.Errorf("direction %+d, pages of %d: %d corrupt records, want 2", dir, n, bad)
			}
			if err := compare(data(got), e.want(ref)); err != nil {
				return fmt.Errorf("direction %+d, pages of %d: %w", dir, n, err)
			}
		}
	}
	return nil
}

// checkHole reads over a long stretch of offsets without records, and stops at it.
func checkHole(ctx context.Context, e *env) error {
	src, err := e.source(ctx)
	if err != nil {
		return err
	}
	list, err := e.topic(ctx, 1)
	if err != nil {
		return err
	}
	ref := list[0]
	if err := e.write(ctx, ref, numbered(0, 10)...); err != nil {
		return err
	}
	left, err := e.Hole(ctx, ref)
	if err != nil {
		return fmt.Errorf("make a hole: %w", err)
	}
	e.remember(ref, left...)
	if err := e.reread(ctx, src, ref, source.Want{Records: 5}); err != nil {
		return fmt.Errorf("hole at the end: %w", err)
	}
	if err := e.write(ctx, ref, numbered(10, 10)...); err != nil {
		return err
	}
	low, end, err := ends(ctx, src, ref)
	if err != nil {
		return err
	}
	if n := len(e.want(ref)); end.Minus(low) < int64(10*n) {
		return fmt.Errorf("the fixture made no long hole: %d offsets for %d records", end.Minus(low), n)
	}
	return e.reread(ctx, src, ref, source.Want{Records: 5})
}

// checkFormat writes offsets as users know them: differently where they differ.
func checkFormat(ctx context.Context, e *env) error {
	src, ref, err := e.log(ctx, 20)
	if err != nil {
		return err
	}
	got, end, err := walk(ctx, src, ref, source.Forward, source.Want{})
	if err != nil {
		return err
	}
	seen := map[string]source.Offset{}
	offsets := []source.Offset{end}
	for _, r := range got {
		offsets = append(offsets, r.Offset)
	}
	for _, o := range offsets {
		text := src.Format(ref, o)
		if was, ok := seen[text]; ok || text == "" {
			return fmt.Errorf("offsets %v and %v are both %q", was, o, text)
		}
		if src.Info().Dense && text != strconv.FormatUint(o.Lo, 10) {
			return fmt.Errorf("offset %d is written %q", o.Lo, text)
		}
		seen[text] = o
	}
	return nil
}
