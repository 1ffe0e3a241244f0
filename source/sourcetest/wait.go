package sourcetest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"riffle/source"
)

// patience is how long a call may take to notice that it was cancelled.
const patience = 300 * time.Millisecond

// until calls f again for as long as it says that the error will pass.
func until(ctx context.Context, f func() error) error {
	for {
		err := f()
		var t *source.TransientError
		if !errors.As(err, &t) {
			return err
		}
		if source.Wait(ctx, max(t.After, 20*time.Millisecond)) != nil {
			return fmt.Errorf("does not pass: %w", err)
		}
	}
}

// finish closes what a case is done with; how that went is of no interest then.
func finish(c io.Closer) { _ = c.Close() }

// unlike says that err is not what it should be.
func unlike(err error, want string) error {
	if err == nil {
		return fmt.Errorf("no error, want %s", want)
	}
	return fmt.Errorf("%w, want %s", err, want)
}

// known tells whether an error is one that a source may return.
func known(err error) error {
	for _, is := range []error{
		source.ErrNotFound, source.ErrAuth, source.ErrDenied, source.ErrUnsupported, source.ErrCorrupt,
		source.ErrUnreachable, source.ErrClosed, context.Canceled, context.DeadlineExceeded,
	} {
		if errors.Is(err, is) {
			if is == context.DeadlineExceeded {
				return fmt.Errorf("nothing came in time: %w", err)
			}
			return nil
		}
	}
	var t *source.TrimmedError
	var again *source.TransientError
	if errors.As(err, &t) || errors.As(err, &again) {
		return nil
	}
	return fmt.Errorf("an error that is none of a source's: %w", err)
}

// next asks a tail for one batch and checks what is true of every batch; after
// errors that pass it asks again.
func next(ctx context.Context, c source.Cursor, limit int) (b source.Batch, err error) {
	err = until(ctx, func() error {
		b, err = c.Next(ctx, limit)
		return err
	})
	if err != nil {
		return b, err
	}
	at := map[source.Ref]source.Offset{}
	for i := range b.Records {
		r := &b.Records[i]
		if before, ok := at[r.Ref]; ok && r.Offset.Less(before) {
			return b, fmt.Errorf("batch of p%d: record %d after %d", r.Partition, r.Offset.Lo, before.Lo)
		}
		if err := checkRecord(r); err != nil {
			return b, fmt.Errorf("record %d of p%d: %w", r.Offset.Lo, r.Partition, err)
		}
		at[r.Ref] = r.Next
	}
	for _, place := range b.At {
		if place.Offset.Less(at[place.Ref]) {
			return b, fmt.Errorf("batch of p%d: stands at %d, but gave records up to %d", place.Partition, place.Offset.Lo, at[place.Ref].Lo)
		}
	}
	return b, nil
}

// await waits for the first record.
func await(ctx context.Context, c source.Cursor) (source.Record, error) {
	for {
		b, err := next(ctx, c, 10)
		if err != nil {
			return source.Record{}, err
		}
		for _, r := range b.Records {
			if r.Kind == source.Data {
				return r, nil
			}
		}
	}
}

// drain takes data records from a tail, by partition, until there are n. The
// records are kept as they came: batches of tails own their bytes.
func drain(ctx context.Context, c source.Cursor, limit, n int) (map[source.Ref][]source.Record, source.Batch, error) {
	got, last := map[source.Ref][]source.Record{}, source.Batch{}
	for count := 0; count < n; {
		b, err := next(ctx, c, limit)
		if err != nil {
			return got, last, fmt.Errorf("after %d of %d records: %w", count, n, err)
		}
		for _, r := range data(b.Records) {
			got[r.Ref] = append(got[r.Ref], r)
			count++
		}
		last = b
	}
	return got, last, nil
}

// follow opens a tail and compares all that comes with what was written, then
// waits for the tail to say that it is live.
func (e *env) follow(ctx context.Context, src source.Source, from source.Position) error {
	c, err := src.Tail(ctx, from)
	if err != nil {
		return fmt.Errorf("open tail: %w", err)
	}
	defer finish(c)
	n := 0
	for _, place := range from {
		n += len(e.want(place.Ref))
	}
	got, last, err := drain(ctx, c, 40, n)
	if err != nil {
		return err
	}
	for _, place := range from {
		if err := compare(got[place.Ref], e.want(place.Ref)); err != nil {
			return fmt.Errorf("tail of p%d: %w", place.Partition, err)
		}
	}
	for !last.Live {
		if last, err = next(ctx, c, 40); err != nil {
			return fmt.Errorf("wait for the tail to be live: %w", err)
		}
		if n := len(data(last.Records)); n > 0 {
			return fmt.Errorf("tail gives %d records too many", n)
		}
	}
	return nil
}

// tailed is [env.log] with a tail that waits at its end, which the caller closes.
func (e *env) tailed(ctx context.Context, n int) (source.Source, source.Ref, source.Cursor, error) {
	src, ref, err := e.log(ctx, n)
	if err != nil {
		return nil, ref, nil, err
	}
	_, end, err := starts(ctx, src, []source.Ref{ref})
	if err != nil {
		return nil, ref, nil, err
	}
	c, err := src.Tail(ctx, end)
	return src, ref, c, err
}

// starts returns the positions at the low ends of partitions and at their ends.
func starts(ctx context.Context, src source.Source, list []source.Ref) (low, end source.Position, err error) {
	for _, ref := range list {
		a, b, err := ends(ctx, src, ref)
		if err != nil {
			return nil, nil, err
		}
		low = append(low, source.Place{Ref: ref, Offset: a})
		end = append(end, source.Place{Ref: ref, Offset: b})
	}
	return low, end, nil
}

// soon runs f, which must be back within patience of the moment that it was
// cancelled: in one of three tries, since the machine may be busy.
func soon(what string, f func() (time.Duration, error)) error {
	var took time.Duration
	for range 3 {
		var err error
		if took, err = f(); err != nil {
			return fmt.Errorf("%s: %w", what, err)
		}
		if took <= patience {
			return nil
		}
	}
	return fmt.Errorf("%s: back %v after it was cancelled, want %v", what, took, patience)
}
