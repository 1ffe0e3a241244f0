package sourcetest

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"time"

	"riffle/source"
)

// tailCases follow the live end.
func tailCases() []testCase {
	return []testCase{
		{"tail of what is there", "", checkTailBacklog},
		{"tail from a page", "", checkTailSeam},
		{"tail resumed", "", checkTailResume},
		{"tail while paging", "", checkTailPaging},
		{"tail of many", "", checkTailMany},
		{"slow tail", "", checkTailSlow},
	}
}

// checkTailBacklog follows from the low end: all that is there comes first.
func checkTailBacklog(ctx context.Context, e *env) error {
	src, ref, err := e.log(ctx, 200)
	if err != nil {
		return err
	}
	low, _, err := starts(ctx, src, []source.Ref{ref})
	if err != nil {
		return err
	}
	return e.follow(ctx, src, low)
}

// checkTailSeam reads some pages and follows from where the last ended.
func checkTailSeam(ctx context.Context, e *env) error {
	src, ref, err := e.log(ctx, 60)
	if err != nil {
		return err
	}
	at, _, err := ends(ctx, src, ref)
	if err != nil {
		return err
	}
	var got []source.Record
	for range 3 {
		p, err := read(ctx, src, ref, at, source.Forward, source.Want{Records: 7})
		if err != nil {
			return err
		}
		got = append(got, cut(p, at, p.To)...)
		at = p.To
		p.Release()
	}
	c, err := src.Tail(ctx, source.Position{{Ref: ref, Offset: at}})
	if err != nil {
		return err
	}
	defer finish(c)
	if err := e.write(ctx, ref, numbered(500, 20)...); err != nil {
		return err
	}
	more, _, err := drain(ctx, c, 5, len(e.want(ref))-len(data(got)))
	if err != nil {
		return err
	}
	return compare(data(append(got, more[ref]...)), e.want(ref))
}

// checkTailResume closes a tail again and again and opens one where the last
// batch says that it stood.
func checkTailResume(ctx context.Context, e *env) error {
	src, ref, err := e.log(ctx, 100)
	if err != nil {
		return err
	}
	at, _, err := starts(ctx, src, []source.Ref{ref})
	if err != nil {
		return err
	}
	var got []source.Record
	for i := 0; len(got) < len(e.want(ref)); i++ {
		c, err := src.Tail(ctx, at)
		if err != nil {
			return err
		}
		b, err := next(ctx, c, 9)
		if err != nil {
			return fmt.Errorf("tail %d: %w", i, err)
		}
		if len(b.At) != 1 {
			return fmt.Errorf("tail %d: a batch that stands at %v", i, b.At)
		}
		got, at = append(got, data(b.Records)...), b.At
		if err := c.Close(); err != nil {
			return err
		}
	}
	return compare(got, e.want(ref))
}

// checkTailPaging follows while twenty readers page through the same log.
func checkTailPaging(ctx context.Context, e *env) error {
	src, ref, err := e.log(ctx, 100)
	if err != nil {
		return err
	}
	_, end, err := starts(ctx, src, []source.Ref{ref})
	if err != nil {
		return err
	}
	c, err := src.Tail(ctx, end)
	if err != nil {
		return err
	}
	defer finish(c)
	before := e.want(ref)
	jobs := []func() error{func() error {
		for i := range 30 {
			if err := e.write(ctx, ref, numbered(1000+10*i, 10)...); err != nil {
				return err
			}
		}
		return nil
	}}
	for range 20 {
		jobs = append(jobs, func() error {
			got, _, err := walkFrom(ctx, src, ref, end[0].Offset, source.Backward, source.Want{Records: 20})
			if err != nil {
				return err
			}
			return compare(data(got), before)
		})
	}
	working := start(jobs...)
	got, _, err := drain(ctx, c, 50, 300)
	if err := errors.Join(err, working()); err != nil {
		return err
	}
	return compare(got[ref], e.want(ref)[len(before):])
}

// start runs jobs at once and returns what waits for their errors.
func start(jobs ...func() error) (wait func() error) {
	results := make(chan error, len(jobs))
	for _, job := range jobs {
		source.Go(func() { results <- job() }, func(err error) { results <- err })
	}
	return func() error {
		var errs []error
		for range jobs {
			errs = append(errs, <-results)
		}
		return errors.Join(errs...)
	}
}

// checkTailMany follows partitions of two topics, of which one stays empty and one
// has not moved for long.
func checkTailMany(ctx context.Context, e *env) error {
	src, err := e.source(ctx)
	if err != nil {
		return err
	}
	list, err := e.topic(ctx, 8)
	if err != nil {
		return err
	}
	other, err := e.topic(ctx, 1)
	if err != nil {
		return err
	}
	list = append(list, other...)
	slices.SortFunc(list, source.Ref.Compare)
	if err := e.write(ctx, list[1], numbered(0, 5)...); err != nil {
		return err
	}
	low, _, err := starts(ctx, src, list)
	if err != nil {
		return err
	}
	c, err := src.Tail(ctx, low)
	if err != nil {
		return err
	}
	defer finish(c)
	total := 5
	for i := range 5 {
		for _, ref := range list[2:] {
			if err := e.write(ctx, ref, numbered(i*6, 6)...); err != nil {
				return err
			}
			total += 6
		}
	}
	got, last, err := drain(ctx, c, 25, total)
	if err != nil {
		return err
	}
	for _, ref := range list {
		if err := compare(got[ref], e.want(ref)); err != nil {
			return fmt.Errorf("%s p%d: %w", ref.Topic, ref.Partition, err)
		}
	}
	if len(last.At) != len(list) {
		return fmt.Errorf("a batch stands in %d partitions of %d", len(last.At), len(list))
	}
	return nil
}

// checkTailSlow reads a tail slowly: the driver holds little, and nothing is lost.
func checkTailSlow(ctx context.Context, e *env) error {
	src, err := e.source(ctx)
	if err != nil {
		return err
	}
	list, err := e.topic(ctx, 1)
	if err != nil {
		return err
	}
	const n, size, most = 6000, 8 << 10, 24 << 20
	value := make([]byte, size)
	for i := 0; i < n; i += 100 {
		batch := numbered(i, 100)
		for k := range batch {
			batch[k].Value = value
		}
		if err := e.write(ctx, list[0], batch...); err != nil {
			return err
		}
	}
	low, _, err := starts(ctx, src, list)
	if err != nil {
		return err
	}
	before := heap()
	c, err := src.Tail(ctx, low)
	if err != nil {
		return err
	}
	defer finish(c)
	var got []source.Record
	for range 20 {
		b, err := next(ctx, c, 1)
		if err != nil {
			return err
		}
		got = append(got, data(b.Records)...)
		if err := source.Wait(ctx, 20*time.Millisecond); err != nil { // it could read ahead now
			return err
		}
		if held := heap() - before; held > most {
			return fmt.Errorf("after %d records of %d bytes the driver holds %d bytes", len(got), size, held)
		}
	}
	more, _, err := drain(ctx, c, 500, n-len(got))
	if err != nil {
		return err
	}
	return compare(append(got, more[list[0]]...), e.want(list[0]))
}

// heap returns the bytes that are in use.
func heap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
