package sourcetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"riffle/source"
)

// lifeCases cancel calls, close the driver, and use it from many goroutines.
func lifeCases() []testCase {
	return []testCase{
		{"cancelled before", "", checkCancelledBefore},
		{"cancel a read", "", checkCancelRead},
		{"cancel a late answer", "Late", checkCancelLate},
		{"close", "", checkClose},
		{"many at once", "", checkMany},
	}
}

// calls returns every call of a source that asks the system something.
func calls(src source.Source, ref source.Ref, at source.Offset) map[string]func(context.Context) error {
	return map[string]func(context.Context) error{
		"topics":   func(ctx context.Context) error { _, err := src.Topics(ctx); return err },
		"describe": func(ctx context.Context) error { _, err := src.Describe(ctx, ref.Topic); return err },
		"look up": func(ctx context.Context) error {
			found, err := src.OffsetsAt(ctx, []source.Lookup{{Ref: ref, Time: epoch}})
			if err == nil && len(found) == 1 {
				err = found[0].Err
			}
			return err
		},
		"read": func(ctx context.Context) error {
			p, err := src.Read(ctx, ref, at, source.Forward, source.Want{Records: 5})
			p.Release()
			return err
		},
		"tail": func(ctx context.Context) error {
			c, err := src.Tail(ctx, source.Position{{Ref: ref, Offset: at}})
			if err != nil {
				return err
			}
			defer finish(c)
			_, err = c.Next(ctx, 1)
			return err
		},
	}
}

// checkCancelledBefore makes each call with a context that is over.
func checkCancelledBefore(ctx context.Context, e *env) error {
	src, ref, err := e.log(ctx, 10)
	if err != nil {
		return err
	}
	low, _, err := ends(ctx, src, ref)
	if err != nil {
		return err
	}
	over, cancel := context.WithCancel(ctx)
	cancel()
	for what, call := range calls(src, ref, low) {
		if err := call(over); !errors.Is(err, context.Canceled) {
			return fmt.Errorf("%s: %w", what, unlike(err, "context.Canceled"))
		}
	}
	return e.reread(ctx, src, ref, source.Want{})
}

// checkCancelRead cancels reads at all stages; the driver stays usable.
func checkCancelRead(ctx context.Context, e *env) error {
	src, ref, err := e.log(ctx, 60)
	if err != nil {
		return err
	}
	low, _, err := ends(ctx, src, ref)
	if err != nil {
		return err
	}
	for i := range 40 {
		inner, cancel := context.WithTimeout(ctx, time.Duration(i*i)*time.Microsecond)
		p, err := read(inner, src, ref, low, source.Forward, source.Want{Records: 20})
		cancel()
		if err != nil && !errors.Is(err, context.DeadlineExceeded) {
			return fmt.Errorf("read that was cancelled: %w", err)
		}
		p.Release()
	}
	return e.reread(ctx, src, ref, source.Want{Records: 20})
}

// checkCancelLate cancels calls whose answer is late, while others wait for theirs.
func checkCancelLate(ctx context.Context, e *env) error {
	src, ref, err := e.log(ctx, 60)
	if err != nil {
		return err
	}
	low, _, err := ends(ctx, src, ref)
	if err != nil {
		return err
	}
	if err := e.Late(ctx, time.Second); err != nil {
		return err
	}
	err = cancelAll(ctx, calls(src, ref, low))
	if err := errors.Join(err, e.Late(context.WithoutCancel(ctx), 0)); err != nil {
		return err
	}
	return e.reread(ctx, src, ref, source.Want{Records: 20})
}

// cancelAll cancels each call while one of them goes on.
func cancelAll(ctx context.Context, all map[string]func(context.Context) error) error {
	neighbour := start(func() error { return all["read"](ctx) })
	for what, call := range all {
		err := soon(what, func() (time.Duration, error) { return cancelled(ctx, 50*time.Millisecond, call) })
		if err != nil {
			return err
		}
	}
	if err := neighbour(); err != nil {
		return fmt.Errorf("a read beside one that was cancelled: %w", err)
	}
	return nil
}

// workers names the goroutines that were started through source.Go. Names and
// not a number: one that an earlier case left behind may end meanwhile, and would
// hide one that is left now.
func workers() map[string]bool {
	named := map[string]bool{}
	for _, stack := range bytes.Split(stacks(), []byte("\n\n")) {
		name, _, _ := bytes.Cut(stack, []byte(" ["))
		if bytes.Contains(stack, []byte("created by riffle/source.Go")) {
			named[string(name)] = true
		}
	}
	return named
}

// checkClose closes the driver under ten readers and some tails: all end, with
// ErrClosed, and no goroutine is left.
func checkClose(ctx context.Context, e *env) error {
	_, ref, err := e.log(ctx, 60)
	if err != nil {
		return err
	}
	before := workers()
	src, err := e.source(ctx)
	if err != nil {
		return err
	}
	low, end, err := starts(ctx, src, []source.Ref{ref})
	if err != nil {
		return err
	}
	ready := make(chan bool, 20)
	var jobs []func() error
	for range 10 {
		jobs = append(jobs, func() error {
			for n := 0; ; n++ {
				p, err := src.Read(ctx, ref, low[0].Offset, source.Forward, source.Want{Records: 20})
				if err != nil {
					return closed(err)
				}
				p.Release()
				if n == 0 {
					ready <- true
				}
			}
		}, func() error {
			c, err := src.Tail(ctx, end)
			ready <- true
			if err != nil {
				return err
			}
			_, err = await(ctx, c)
			return closed(err)
		})
	}
	working := start(jobs...)
	for range jobs {
		select {
		case <-ready:
		case <-ctx.Done():
			return fmt.Errorf("readers do not start: %w", ctx.Err())
		}
	}
	if err := src.Close(); err != nil {
		return fmt.Errorf("close: %w", err)
	}
	if err := working(); err != nil {
		return err
	}
	for what, call := range calls(src, ref, low[0].Offset) {
		if err := closed(call(ctx)); err != nil {
			return fmt.Errorf("%s: %w", what, err)
		}
	}
	return ended(ctx, before)
}

// ended waits until no worker is left but those that there were before.
func ended(ctx context.Context, before map[string]bool) error {
	return until(ctx, func() error {
		for name := range workers() {
			if !before[name] {
				return &source.TransientError{Err: fmt.Errorf("%s is left after close\n%s", name, stacks())}
			}
		}
		return nil
	})
}

// closed wants err to be ErrClosed.
func closed(err error) error {
	if !errors.Is(err, source.ErrClosed) {
		return unlike(err, "ErrClosed")
	}
	return nil
}

// checkMany uses one driver from sixteen goroutines.
func checkMany(ctx context.Context, e *env) error {
	src, ref, err := e.log(ctx, 80)
	if err != nil {
		return err
	}
	low, end, err := ends(ctx, src, ref)
	if err != nil {
		return err
	}
	want := e.want(ref)
	var jobs []func() error
	for i := range 16 {
		jobs = append(jobs, func() error {
			for k := range 6 {
				if err := e.one(ctx, src, ref, i+k, low, end, want); err != nil {
					return fmt.Errorf("goroutine %d: %w", i, err)
				}
			}
			return nil
		})
	}
	return start(jobs...)()
}

// one does one of several things with a driver.
func (e *env) one(ctx context.Context, src source.Source, ref source.Ref, n int, low, end source.Offset, want []source.Record) error {
	dir, from := source.Forward, low
	switch n % 5 {
	case 0:
		return e.follow(ctx, src, source.Position{{Ref: ref, Offset: low}})
	case 1:
		found, err := lookup(ctx, src, source.Lookup{Ref: ref, Time: want[n].Time})
		if err == nil && (!found[0].OK || !found[0].Time.Equal(want[n].Time)) {
			err = fmt.Errorf("time %v found %v", want[n].Time, found[0])
		}
		return err
	case 2:
		got, gotEnd, err := ends(ctx, src, ref)
		if err == nil && (got != low || gotEnd != end) {
			err = fmt.Errorf("ends [%d, %d), want [%d, %d)", got.Lo, gotEnd.Lo, low.Lo, end.Lo)
		}
		return err
	case 3:
		dir, from = source.Backward, end
	}
	got, _, err := walkFrom(ctx, src, ref, from, dir, source.Want{Records: 5 + n})
	if err != nil {
		return err
	}
	return compare(data(got), want)
}
