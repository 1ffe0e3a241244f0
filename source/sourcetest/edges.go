package sourcetest

import (
	"context"
	"errors"
	"fmt"

	"riffle/source"
)

// edgeCases read where a log begins and ends, while that moves.
func edgeCases() []testCase {
	return []testCase{
		{"empty partition", "", checkEmpty},
		{"below the low end", "", checkBelow},
		{"trimmed within a batch", "", checkTrimmedBatch},
		{"beyond the end", "", checkBeyond},
		{"trim while paging forward", "", checkTrimForward},
		{"trim while paging backward", "", checkTrimBackward},
		{"append at the edge", "", checkAppend},
	}
}

// checkEmpty reads a partition that never had a record, and one that was trimmed whole.
func checkEmpty(ctx context.Context, e *env) error {
	src, err := e.source(ctx)
	if err != nil {
		return err
	}
	list, err := e.topic(ctx, 2)
	if err != nil {
		return err
	}
	if err := e.write(ctx, list[1], numbered(0, 5)...); err != nil {
		return err
	}
	_, end, err := ends(ctx, src, list[1])
	if err != nil {
		return err
	}
	if err := e.Trim(ctx, list[1], end); err != nil {
		return fmt.Errorf("trim: %w", err)
	}
	for _, ref := range list {
		low, end, err := ends(ctx, src, ref)
		if err != nil {
			return err
		}
		if low != end {
			return fmt.Errorf("p%d is empty, but [%d, %d)", ref.Partition, low.Lo, end.Lo)
		}
		for _, dir := range []source.Dir{source.Forward, source.Backward} {
			p, err := read(ctx, src, ref, low, dir, source.Want{})
			if err != nil {
				return err
			}
			if len(p.Records) != 0 || !p.Edge {
				return fmt.Errorf("page of an empty partition, direction %+d: %d records, edge %v", dir, len(p.Records), p.Edge)
			}
			p.Release()
		}
	}
	return nil
}

// trimmed tells whether err says that at is below low, and nothing else.
func trimmed(err error, ref source.Ref, at, low source.Offset) error {
	var t *source.TrimmedError
	if !errors.As(err, &t) {
		return unlike(err, "a TrimmedError")
	}
	if t.Ref != ref || t.At != at || t.Low != low {
		return unlike(err, fmt.Sprintf("%d below %d of p%d", at.Lo, low.Lo, ref.Partition))
	}
	return nil
}

// checkBelow reads and follows from below the low end.
func checkBelow(ctx context.Context, e *env) error {
	src, ref, err := e.log(ctx, 50)
	if err != nil {
		return err
	}
	low, _, err := ends(ctx, src, ref)
	if err != nil {
		return err
	}
	at := source.Offset{}
	for _, dir := range []source.Dir{source.Forward, source.Backward} {
		_, err := src.Read(ctx, ref, at, dir, source.Want{})
		if err := trimmed(err, ref, at, low); err != nil {
			return fmt.Errorf("read, direction %+d: %w", dir, err)
		}
	}
	c, err := src.Tail(ctx, source.Position{{Ref: ref}})
	if err == nil {
		defer finish(c)
		_, err = await(ctx, c)
	}
	if err := trimmed(err, ref, at, low); err != nil {
		return fmt.Errorf("tail: %w", err)
	}
	return nil
}

// checkTrimmedBatch reads where the low end lies between records that were stored
// together: what is below it is gone, even if the system still sends it. Otherwise
// the running maxima would not begin at the low end, as those of lookups do.
func checkTrimmedBatch(ctx context.Context, e *env) error {
	src, err := e.source(ctx)
	if err != nil {
		return err
	}
	list, err := e.topic(ctx, 1)
	if err != nil {
		return err
	}
	ref := list[0]
	if err := e.write(ctx, ref, numbered(0, 40)...); err != nil {
		return err
	}
	if err := e.trim(ctx, src, ref, 17); err != nil {
		return err
	}
	low, end, err := ends(ctx, src, ref)
	if err != nil {
		return err
	}
	for at, dir := range map[source.Offset]source.Dir{low: source.Forward, end: source.Backward} {
		p, err := read(ctx, src, ref, at, dir, source.Want{Records: 1000})
		if err != nil {
			return err
		}
		if p.From.Less(low) {
			return fmt.Errorf("page from %d, direction %+d, begins at %d: below the low end %d", at.Lo, dir, p.From.Lo, low.Lo)
		}
		p.Release()
	}
	return e.reread(ctx, src, ref, source.Want{Records: 5})
}

// checkBeyond reads from far beyond the end.
func checkBeyond(ctx context.Context, e *env) error {
	src, ref, err := e.log(ctx, 10)
	if err != nil {
		return err
	}
	_, end, err := ends(ctx, src, ref)
	if err != nil {
		return err
	}
	for _, at := range []source.Offset{end, end.Next(), end.Add(1_000_000)} {
		p, err := src.Read(ctx, ref, at, source.Forward, source.Want{})
		if err != nil {
			return fmt.Errorf("read from %d, the end being %d: %w", at.Lo, end.Lo, err)
		}
		if n := len(cut(p, at, at.Add(1_000_000))); n != 0 || !p.Edge {
			return fmt.Errorf("page from %d, the end being %d: %d records, edge %v", at.Lo, end.Lo, n, p.Edge)
		}
		p.Release()
	}
	return nil
}

// checkTrimForward trims beyond the place where a reader stands: it is told, and
// goes on with all that is left.
func checkTrimForward(ctx context.Context, e *env) error {
	src, ref, err := e.log(ctx, 100)
	if err != nil {
		return err
	}
	low, _, err := ends(ctx, src, ref)
	if err != nil {
		return err
	}
	p, err := read(ctx, src, ref, low, source.Forward, source.Want{Records: 10, Bytes: 1000})
	if err != nil {
		return err
	}
	at := p.To
	n := len(cut(p, low, at))
	p.Release()
	if n > 90 {
		return fmt.Errorf("a page of 10 records and 1000 bytes holds %d records", n)
	}
	if err := e.trim(ctx, src, ref, n+5); err != nil {
		return err
	}
	low, _, err = ends(ctx, src, ref)
	if err != nil {
		return err
	}
	_, err = src.Read(ctx, ref, at, source.Forward, source.Want{Records: 10})
	if err := trimmed(err, ref, at, low); err != nil {
		return err
	}
	got, _, err := walkFrom(ctx, src, ref, low, source.Forward, source.Want{Records: 3})
	if err != nil {
		return err
	}
	return compare(data(got), e.want(ref))
}

// checkTrimBackward trims below the place where a reader stands: it comes to the
// new low end.
func checkTrimBackward(ctx context.Context, e *env) error {
	src, ref, err := e.log(ctx, 100)
	if err != nil {
		return err
	}
	_, end, err := ends(ctx, src, ref)
	if err != nil {
		return err
	}
	p, err := read(ctx, src, ref, end, source.Backward, source.Want{Records: 10, Bytes: 1000})
	if err != nil {
		return err
	}
	at := p.From
	newest := cut(p, at, end)
	p.Release()
	if len(newest) > 90 {
		return fmt.Errorf("a page of 10 records and 1000 bytes holds %d records", len(newest))
	}
	if err := e.trim(ctx, src, ref, 5); err != nil {
		return err
	}
	got, _, err := walkFrom(ctx, src, ref, at, source.Backward, source.Want{Records: 10})
	if err != nil {
		return err
	}
	return compare(data(append(got, newest...)), e.want(ref))
}

// checkAppend reads to the edge, appends, and reads on from there.
func checkAppend(ctx context.Context, e *env) error {
	src, ref, err := e.log(ctx, 30)
	if err != nil {
		return err
	}
	got, at, err := walk(ctx, src, ref, source.Forward, source.Want{Records: 8})
	if err != nil {
		return err
	}
	for i := range 5 {
		if err := e.write(ctx, ref, numbered(100+i*3, 3)...); err != nil {
			return err
		}
		var more []source.Record
		if more, at, err = walkFrom(ctx, src, ref, at, source.Forward, source.Want{Records: 2}); err != nil {
			return err
		}
		got = append(got, more...)
		if err := compare(data(got), e.want(ref)); err != nil {
			return fmt.Errorf("after appending %d times: %w", i+1, err)
		}
	}
	return nil
}
