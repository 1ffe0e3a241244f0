package sourcetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"riffle/source"
)

// faultCases take the system or its permission away.
func faultCases() []testCase {
	return []testCase{
		{"outage while paging", "Outage", checkOutage},
		{"least privilege", "OpenLimited", checkLimited},
		{"wrong password", "OpenStranger", checkStranger},
	}
}

// checkOutage takes the system away between two pages, in both directions.
func checkOutage(ctx context.Context, e *env) error {
	src, ref, err := e.log(ctx, 100)
	if err != nil {
		return err
	}
	low, end, err := ends(ctx, src, ref)
	if err != nil {
		return err
	}
	p, err := read(ctx, src, ref, low, source.Forward, source.Want{Records: 10})
	if err != nil {
		return err
	}
	got, at := cut(p, low, p.To), p.To
	p.Release()
	restore, err := e.Outage(ctx)
	if err != nil {
		return fmt.Errorf("take the system away: %w", err)
	}
	lost := map[string]error{}
	for what, call := range calls(src, ref, low) {
		limited, cancel := context.WithTimeout(ctx, e.Deadline/8)
		lost[what] = call(limited)
		cancel()
	}
	if err := restore(ctx); err != nil {
		return fmt.Errorf("bring the system back: %w", err)
	}
	var again *source.TransientError
	for what, err := range lost {
		if !errors.As(err, &again) {
			return fmt.Errorf("%s without the system: %w", what, unlike(err, "a TransientError"))
		}
	}
	var more, back []source.Record
	err = until(ctx, func() error {
		more, _, err = walkFrom(ctx, src, ref, at, source.Forward, source.Want{Records: 10})
		return err
	})
	if err != nil {
		return fmt.Errorf("after the outage: %w", err)
	}
	if err := compare(data(append(got, more...)), e.want(ref)); err != nil {
		return err
	}
	err = until(ctx, func() error {
		back, _, err = walkFrom(ctx, src, ref, end, source.Backward, source.Want{Records: 10})
		return err
	})
	if err != nil {
		return err
	}
	return compare(data(back), e.want(ref))
}

// checkLimited reads as a user who may read one topic: that one whole, and of any
// other the answer is that it is not allowed, at once.
func checkLimited(ctx context.Context, e *env) error {
	_, ref, err := e.log(ctx, 50)
	if err != nil {
		return err
	}
	other, err := e.topic(ctx, 1)
	if err != nil {
		return err
	}
	if err := e.write(ctx, other[0], numbered(0, 5)...); err != nil {
		return err
	}
	src, err := e.OpenLimited(ctx, ref.Topic)
	if err != nil {
		return fmt.Errorf("open as a limited user: %w", err)
	}
	defer finish(src)
	if err := e.reread(ctx, src, ref, source.Want{Records: 20}); err != nil {
		return err
	}
	low, _, err := starts(ctx, src, []source.Ref{ref})
	if err != nil {
		return err
	}
	if err := e.follow(ctx, src, low); err != nil {
		return err
	}
	all := calls(src, other[0], source.Offset{})
	delete(all, "topics")
	all["describe"] = func(ctx context.Context) error { return describe(ctx, src, other[0].Topic) }
	for what, call := range all {
		began := time.Now()
		if err := call(ctx); !errors.Is(err, source.ErrDenied) {
			return fmt.Errorf("%s a topic that is not allowed: %w", what, unlike(err, "ErrDenied"))
		}
		if took := time.Since(began); took > 5*time.Second {
			return fmt.Errorf("%s a topic that is not allowed: the answer took %v", what, took)
		}
	}
	topics, err := src.Topics(ctx)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(topics, func(t source.Topic) bool { return t.Name == other[0].Topic })
	if i >= 0 && topics[i].Err != nil && !errors.Is(topics[i].Err, source.ErrDenied) {
		return fmt.Errorf("topic that is not allowed in the list: %w", unlike(topics[i].Err, "ErrDenied"))
	}
	return nil
}

// describe describes a topic and returns the first error, of the call or a partition.
func describe(ctx context.Context, src source.Source, topic string) error {
	stats, err := src.Describe(ctx, topic)
	for i := range stats {
		err = errors.Join(err, stats[i].Err)
	}
	return err
}

// checkStranger opens with a wrong password.
func checkStranger(ctx context.Context, e *env) error {
	src, err := e.OpenStranger(ctx)
	if err == nil {
		defer finish(src)
		_, err = src.Topics(ctx)
	}
	if !errors.Is(err, source.ErrAuth) {
		return unlike(err, "ErrAuth")
	}
	return nil
}
