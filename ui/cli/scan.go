package cli

import (
	"cmp"
	"context"
	"errors"
	"io"
	"syscall"
	"time"

	"riffle/query"
	"riffle/source"
	"riffle/ui/figures"
)

const (
	// scanBatch is how many records travel together.
	scanBatch = 2000
	// patience is how long a read waits for a cluster that went away to come back.
	patience = time.Minute
	// startPatience is how long it waits before it has begun: a wrong address is told
	// within 5 s, and a leader that has just moved is found.
	startPatience = 3 * time.Second
	// silence is how long a cluster may be away before somebody is told, and mute how
	// long one that did not hang up may give nothing.
	silence = 2 * time.Second
	mute    = 5 * time.Second
)

// scan is one read of a command: from one place to another, over interruptions
// that pass, with its coverage.
type scan struct {
	src       source.Source
	stream    *source.Stream
	places    *source.Stream // all partitions: a place lies in them, whatever the filter reads of them
	program   *query.Program
	all       int // partitions of the topics; the stream has those that can hold a match
	from, to  source.At
	dir       source.Dir
	last      int64 // only that many before the end; 0: all
	most      int64 // enough records; 0: all
	follow    bool
	committed bool // the read ends at the first open transaction of each partition
	take      func([]source.Record) error
	flush     func() error
	matched   func() int64 // what counts the matches where take is not given them; or nil
	report    *report
	confirm   func(source.Extent) error // nil: nobody has to agree
	zone      *time.Location
	upto      string                 // how the end is called where the filter sets it
	missed    func() []*query.Column // the columns that no record had; or nil

	coverage   source.Coverage
	back       source.Coverage // of reading backwards to where the last records begin
	start, end source.Position
	at         source.Position // how far reading came
	begun      bool
	heard      time.Time // when something came last
	deaf       bool      // it was told that nothing comes
}

// errEnough says that the limit of records has been reached.
var errEnough = errors.New("enough records")

// run reads all, and says at the end what was covered.
func (s *scan) run(ctx context.Context) error {
	err := s.read(ctx)
	if flushed := s.flush(); flushed != nil && (err == nil || err == errEnough) {
		err = flushed
	}
	if s.matched != nil {
		s.coverage.Matched = s.matched()
	}
	if errors.Is(err, syscall.EPIPE) {
		return err
	}
	return s.finish(ctx, err)
}

// read reads all; the error is why it ended early.
func (s *scan) read(ctx context.Context) error {
	if err := s.span(ctx); err != nil {
		return err
	}
	if err := s.agree(ctx); err != nil {
		return err
	}
	if s.dir == source.Backward {
		s.cover(s.start)
		s.at, s.coverage.Upto = s.end, s.from.String()
		return s.drain(ctx, s.stream.Backward(s.end, s.start))
	}
	if err := s.forward(ctx); err != nil || !s.follow {
		return err
	}
	end := s.end
	if s.committed { // it may have ended before an open transaction
		end = s.at
	}
	for i := range s.coverage.Parts {
		part := &s.coverage.Parts[i]
		part.To, part.Endless = source.Offset{}, true
	}
	tail, err := s.stream.Tail(ctx, end)
	if err != nil {
		return err
	}
	return s.drain(ctx, tail)
}

// forward reads up to the end.
func (s *scan) forward(ctx context.Context) error {
	if s.last == 0 {
		s.cover(s.start)
		return s.drain(ctx, s.stream.Forward(s.start, s.end))
	}
	first, c, err := s.findLast(ctx)
	if err != nil {
		return err
	}
	s.cover(first)
	err = s.drain(ctx, c)
	if err == nil || err == errEnough {
		s.addBack()
	}
	return err
}

// cover begins the coverage of reading from a position to the end.
func (s *scan) cover(from source.Position) {
	s.coverage = source.Cover(from, s.end, s.dir)
	s.coverage.Filtered, s.coverage.Upto = !s.program.Empty(), cmp.Or(s.upto, s.to.String())
	s.at = from
}

// agree asks whether a read that takes much is meant. What few records take is not
// worth a question to the cluster.
func (s *scan) agree(ctx context.Context) error {
	const few = 1000
	records := s.end.Minus(s.start)
	wanted := records
	for _, most := range []int64{s.most, s.last} {
		if most > 0 && s.program.Empty() {
			wanted = min(wanted, most)
		}
	}
	if s.confirm == nil || wanted <= few {
		return nil
	}
	var e source.Extent
	err := s.persist(ctx, patience, func() (err error) {
		e, err = s.stream.Extent(ctx, s.start, s.end)
		return err
	})
	if err != nil {
		return err
	}
	e.Bytes, e.Records = int64(float64(e.Bytes)/float64(records)*float64(wanted)), wanted
	return s.confirm(e)
}

// finish notes why reading ended and tells what was covered. Where nothing was
// read, the error says it all.
func (s *scan) finish(ctx context.Context, err error) error {
	c := &s.coverage
	held := s.held()
	switch {
	case err == errEnough:
		c.Stop, c.Limit, err = source.Enough, s.most, nil
	case err == nil && c.Filtered && s.last > 0 && c.Matched == s.last:
		c.Stop, c.Limit = source.Enough, s.last
	case err == nil && held != nil:
		c.Stop, c.At = source.Held, *held
	default:
		c.End(err)
	}
	if err == nil {
		s.explain(ctx)
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

// drain takes what a cursor gives, over interruptions that pass.
func (s *scan) drain(ctx context.Context, c source.Cursor) error {
	defer c.Close()
	for {
		b, err := s.next(ctx, c, s.batch())
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		s.begun = true
		s.hear(b)
		enough := s.cut(&b)
		s.coverage.Add(b, s.dir, time.Now())
		if s.matched != nil {
			s.coverage.Matched = s.matched()
		}
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

// next reads on from a cursor, over interruptions that pass.
func (s *scan) next(ctx context.Context, c source.Cursor, most int) (b source.Batch, err error) {
	err = s.persist(ctx, patience, func() (err error) {
		b, err = c.Next(ctx, most)
		return err
	})
	return b, err
}

// hear tells, once, that nothing comes any more, though nobody hung up: behind a
// firewall that forgot the connection it takes a while until that is an error.
func (s *scan) hear(b source.Batch) {
	now := time.Now()
	switch {
	case b.Looked != (source.Count{}) || b.Live || s.heard.IsZero():
		if s.deaf {
			s.report.notice("the cluster answers again; reading goes on")
		}
		s.heard, s.deaf = now, false
	case !s.deaf && now.Sub(s.heard) >= mute:
		s.deaf = true
		s.report.notice("the cluster has given nothing for " + figures.Span(mute) + "; waiting for it")
	}
}

// batch is how many records to ask for: no more than are wanted, where all match or
// what is asked for says how far to read back.
func (s *scan) batch() int {
	if s.most > 0 && (s.program.Empty() || s.dir == source.Backward) {
		return int(min(s.most-s.coverage.Matched, scanBatch))
	}
	return scanBatch
}

// cut leaves in a batch what is wanted of it, and tells whether that is enough.
func (s *scan) cut(b *source.Batch) bool {
	if s.most == 0 {
		return false
	}
	left, n := s.most-s.coverage.Matched, len(b.Records)
	for i := range n {
		at := i
		if s.dir == source.Backward {
			at = n - 1 - i
		}
		if !b.Records[at].Unknown() {
			left--
		}
		if left > 0 {
			continue
		}
		if s.dir == source.Backward {
			b.Records = b.Records[at:]
		} else {
			b.Records = b.Records[:at+1]
		}
		return true
	}
	return false
}

// persist repeats what fails for a while, until it has failed for too long. Where
// reading had begun, somebody is told that it waits.
func (s *scan) persist(ctx context.Context, patience time.Duration, f func() error) error {
	told := false
	err := source.Persist(ctx, patience, f, func(err error, lasts time.Duration) {
		if s.begun && !told && lasts >= silence {
			told = true
			s.report.notice("the cluster went away: " + err.Error() + "; waiting up to a minute for it")
		}
	})
	if told && err == nil {
		s.report.notice("the cluster answers again; reading goes on")
	}
	return err
}
