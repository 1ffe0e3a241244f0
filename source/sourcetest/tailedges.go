package sourcetest

import (
	"context"
	"errors"
	"fmt"
	"time"

	"riffle/source"
)

// tailEdgeCases end tails, or move the log below them.
func tailEdgeCases() []testCase {
	return []testCase{
		{"cancel a tail", "", checkTailCancel},
		{"close a tail", "", checkTailClose},
		{"trim below a tail", "", checkTailTrim},
		{"outage while following", "Outage", checkTailOutage},
	}
}

// checkTailCancel cancels a tail that waits; the next call goes on.
func checkTailCancel(ctx context.Context, e *env) error {
	_, ref, c, err := e.tailed(ctx, 10)
	if err != nil {
		return err
	}
	defer finish(c)
	err = soon("tail", func() (time.Duration, error) {
		return cancelled(ctx, 100*time.Millisecond, func(ctx context.Context) error {
			for {
				if _, err := next(ctx, c, 10); err != nil {
					return err
				}
			}
		})
	})
	if err != nil {
		return err
	}
	n := len(e.want(ref))
	if err := e.write(ctx, ref, numbered(100, 10)...); err != nil {
		return err
	}
	got, _, err := drain(ctx, c, 10, 10)
	if err != nil {
		return fmt.Errorf("after it was cancelled: %w", err)
	}
	return compare(got[ref], e.want(ref)[n:])
}

// cancelled calls f, cancels it after a while, and returns how long it took from
// then on to come back with the context's error.
func cancelled(ctx context.Context, after time.Duration, f func(context.Context) error) (time.Duration, error) {
	inner, cancel := context.WithCancel(ctx)
	defer cancel()
	moment := make(chan time.Time, 1)
	timer := time.AfterFunc(after, func() {
		moment <- time.Now()
		cancel()
	})
	defer timer.Stop()
	err := f(inner)
	back := time.Now()
	if !errors.Is(err, context.Canceled) {
		return 0, unlike(err, "context.Canceled")
	}
	return back.Sub(<-moment), nil
}

// checkTailClose closes a tail while Next waits in it.
func checkTailClose(ctx context.Context, e *env) error {
	src, ref, c, err := e.tailed(ctx, 10)
	if err != nil {
		return err
	}
	waiting := start(func() error {
		_, err := await(ctx, c)
		return err
	})
	if err := source.Wait(ctx, 50*time.Millisecond); err != nil {
		return err
	}
	if err := c.Close(); err != nil {
		return err
	}
	if err := waiting(); !errors.Is(err, source.ErrClosed) {
		return unlike(err, "ErrClosed")
	}
	return e.reread(ctx, src, ref, source.Want{})
}

// checkTailTrim trims beyond the place of a tail that has more to read: it is
// told, and another tail goes on with all that is left.
func checkTailTrim(ctx context.Context, e *env) error {
	src, ref, err := e.log(ctx, 100)
	if err != nil {
		return err
	}
	low, _, err := starts(ctx, src, []source.Ref{ref})
	if err != nil {
		return err
	}
	if err := e.trim(ctx, src, ref, 50); err != nil {
		return err
	}
	c, err := src.Tail(ctx, low)
	if err == nil {
		defer finish(c)
		_, err = await(ctx, c)
	}
	var t *source.TrimmedError
	if !errors.As(err, &t) {
		return unlike(err, "a TrimmedError")
	}
	return e.follow(ctx, src, source.Position{{Ref: ref, Offset: t.Low}})
}

// checkTailOutage takes the system away while a tail is open: the tail says so,
// and goes on with no record lost or doubled.
func checkTailOutage(ctx context.Context, e *env) error {
	_, ref, c, err := e.tailed(ctx, 20)
	if err != nil {
		return err
	}
	defer finish(c)
	n := len(e.want(ref))
	if err := e.write(ctx, ref, numbered(100, 30)...); err != nil {
		return err
	}
	got, _, err := drain(ctx, c, 10, 5)
	if err != nil {
		return err
	}
	restore, err := e.Outage(ctx)
	if err != nil {
		return fmt.Errorf("take the system away: %w", err)
	}
	lost := exhaust(ctx, c, got)
	if err := restore(ctx); err != nil {
		return fmt.Errorf("bring the system back: %w", err)
	}
	var again *source.TransientError
	if !errors.As(lost, &again) {
		return fmt.Errorf("tail without its system: %w", unlike(lost, "a TransientError"))
	}
	if err := e.write(ctx, ref, numbered(200, 30)...); err != nil {
		return err
	}
	more, _, err := drain(ctx, c, 10, 60-len(got[ref]))
	if err != nil {
		return fmt.Errorf("after the outage: %w", err)
	}
	return compare(append(got[ref], more[ref]...), e.want(ref)[n:])
}

// exhaust adds to got what a tail still gives, until it fails.
func exhaust(ctx context.Context, c source.Cursor, got map[source.Ref][]source.Record) error {
	for {
		b, err := c.Next(ctx, 10)
		if err != nil {
			return err
		}
		for _, r := range data(b.Records) {
			got[r.Ref] = append(got[r.Ref], r)
		}
	}
}
