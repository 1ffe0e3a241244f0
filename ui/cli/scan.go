package cli

import (
	"cmp"
	"context"
	"errors"
	"io"
	"syscall"
	"time"

	"riffle/source"
)

const (
	// scanBatch is how many records travel together.
	scanBatch = 2000
	// patience is how long a read waits for a cluster that went away to come back.
	patience = time.Minute
	// startPatience is how long it waits before it has begun: a wrong address is told
	// within 5 s, and a leader that has just moved is found.
	startPatience = 3 * time.Second
	// silence is how long a cluster may be away before somebody is told.
	silence = 2 * time.Second
)

// scan is one read of a command: from one place to another, over interruptions
// that pass, with its coverage.
type scan struct {
	stream    *source.Stream
	from, to  source.At
	dir       source.Dir
	since     time.Time // nothing older can match; zero: no bound
	last      int64     // only that many before the end; 0: all
	most      int64     // enough records; 0: all
	follow    bool
	committed bool // the read ends at the first open transaction of each partition
	take      func([]source.Record) error
	flush     func() error
	report    *report

	coverage source.Coverage
	at       source.Position // how far reading came
	begun    bool
}

// errEnough says that the limit of records has been reached.
var errEnough = errors.New("enough records")

// run reads all, and says at the end what was covered.
func (s *scan) run(ctx context.Context) error {
	err := s.read(ctx)
	if flushed := s.flush(); flushed != nil && (err == nil || err == errEnough) {
		err = flushed
	}
	if errors.Is(err, syscall.EPIPE) {
		return err
	}
	return s.end(err)
}

// read reads all; the error is why it ended early.
func (s *scan) read(ctx context.Context) error {
	start, end, err := s.span(ctx)
	if err != nil {
		return err
	}
	filtered := s.coverage.Filtered
	s.coverage = source.Cover(start, end, s.dir)
	s.coverage.Filtered, s.coverage.Upto = filtered, s.to.String()
	s.at = start
	if s.dir == source.Backward {
		s.at, s.coverage.Upto = end, s.from.String()
		return s.drain(ctx, &floored{s.stream.Backward(end), start})
	}
	if err := s.drain(ctx, s.stream.Forward(start, end)); err != nil || !s.follow {
		return err
	}
	if s.committed { // it may have ended before an open transaction
		end = s.at
	}
	for i := range s.coverage.Parts {
		s.coverage.Parts[i].To = source.Offset{}
	}
	tail, err := s.stream.Tail(ctx, end)
	if err != nil {
		return err
	}
	return s.drain(ctx, tail)
}

// end notes why reading ended and tells what was covered. Where nothing was read,
// the error says it all.
func (s *scan) end(err error) error {
	c := &s.coverage
	switch held := s.held(); {
	case err == errEnough:
		c.Stop, c.Limit, err = source.Enough, s.most, nil
	case err == nil && held != nil:
		c.Stop, c.At = source.Held, *held
	default:
		c.End(err)
	}
	if err == nil || c.Looked != (source.Count{}) {
		s.report.end(c)
	}
	if err == nil && c.Matched == 0 && c.Filtered {
		return errNothing
	}
	return err
}

// held returns where an open transaction ended the read before its end: what a
// read_committed consumer waits for. Nil if there is none.
func (s *scan) held() *source.Place {
	for i := range s.at {
		if s.committed && s.dir == source.Forward && s.at[i].Offset.Less(s.coverage.Parts[i].To) {
			return &s.at[i]
		}
	}
	return nil
}

// span finds what is to be read.
func (s *scan) span(ctx context.Context) (start, end source.Position, err error) {
	here := s.stream.Refs()[0]
	err = s.persist(ctx, startPatience, func() (err error) {
		if start, err = s.stream.Resolve(ctx, s.from, here); err == nil {
			end, err = s.stream.Resolve(ctx, s.to, here)
		}
		return err
	})
	if err == nil && !s.since.IsZero() {
		err = s.narrow(ctx, start, func() (source.Position, error) { return s.stream.Resolve(ctx, source.AtTime(s.since), here) })
	}
	if err == nil && s.last > 0 {
		err = s.narrow(ctx, start, func() (source.Position, error) { return s.stream.Before(ctx, end, s.last) })
	}
	return start, end, err
}

// narrow moves start to another place where that is later. Both are cuts of one
// order: the later one is so in every partition.
func (s *scan) narrow(ctx context.Context, start source.Position, find func() (source.Position, error)) error {
	return s.persist(ctx, patience, func() error {
		found, err := find()
		for i := range found {
			if start[i].Offset.Less(found[i].Offset) {
				start[i] = found[i]
			}
		}
		return err
	})
}

// drain takes what a cursor gives, over interruptions that pass.
func (s *scan) drain(ctx context.Context, c source.Cursor) error {
	defer c.Close()
	for {
		var b source.Batch
		err := s.persist(ctx, patience, func() (err error) {
			b, err = c.Next(ctx, scanBatch)
			return err
		})
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		s.begun = true
		enough := s.cut(&b)
		s.coverage.Add(b, s.dir, time.Now())
		s.at = b.At
		if err := s.take(b.Records); err != nil || enough {
			return cmp.Or(err, errEnough)
		}
		if len(b.Records) > 0 || b.Live {
			if err := s.flush(); err != nil {
				return err
			}
		}
		s.report.progress(&s.coverage)
	}
}

// cut leaves in a batch what is wanted of it, and tells whether that is enough.
func (s *scan) cut(b *source.Batch) bool {
	left := s.most - s.coverage.Matched
	n := int64(len(b.Records))
	if s.most == 0 || n < left {
		return false
	}
	if s.dir == source.Backward {
		b.Records = b.Records[n-left:]
	} else {
		b.Records = b.Records[:left]
	}
	return true
}

// persist repeats what fails for a while, until it has failed for too long. Where
// reading had begun, somebody is told that it waits.
func (s *scan) persist(ctx context.Context, patience time.Duration, f func() error) error {
	var began time.Time
	told := false
	for {
		err := f()
		var again *source.TransientError
		if !errors.As(err, &again) {
			if told && err == nil {
				s.report.notice("the cluster answers again; reading goes on")
			}
			return err
		}
		wait := max(again.After, 50*time.Millisecond)
		if began.IsZero() {
			began = time.Now()
		}
		if away := time.Since(began); away+wait > patience {
			return err
		} else if s.begun && !told && away+wait >= silence {
			told = true
			s.report.notice("the cluster went away: " + err.Error() + "; waiting up to a minute for it")
		}
		if err := pause(ctx, wait); err != nil {
			return err
		}
	}
}

// pause waits, or until ctx ends.
func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// floored ends a cursor that reads backward at a position.
type floored struct {
	source.Cursor
	floor source.Position
}

func (f *floored) Next(ctx context.Context, max int) (source.Batch, error) {
	if f.Cursor == nil {
		return source.Batch{}, io.EOF
	}
	b, err := f.Cursor.Next(ctx, max)
	if err != nil {
		return b, err
	}
	above, below := map[source.Ref]source.Offset{}, true
	for i, x := range f.floor {
		above[x.Ref] = x.Offset
		if x.Offset.Less(b.At[i].Offset) {
			below = false
		} else {
			b.At[i] = x
		}
	}
	kept := b.Records[:0]
	for i := range b.Records {
		if r := &b.Records[i]; !r.Offset.Less(above[r.Ref]) {
			kept = append(kept, *r)
		}
	}
	b.Records = kept
	if below {
		err = f.Cursor.Close()
		f.Cursor = nil
	}
	return b, err
}

func (f *floored) Close() error {
	if f.Cursor == nil {
		return nil
	}
	return f.Cursor.Close()
}
