package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"syscall"
	"time"

	"riffle/source"
	"riffle/ui/figures"
)

// printer drains a stream to the output and keeps count.
type printer struct {
	stream   *source.Stream
	out      *bufio.Writer
	err      io.Writer
	write    func(dst []byte, r *source.Record) []byte
	line     []byte
	most     int64     // 0: no limit
	last     int64     // 0: from where it was told to begin
	since    time.Time // nothing older can match; zero: no bound
	filtered bool
	// committed: the read ends at the first open transaction of each partition
	committed bool
	printed   int64
	looked    source.Count
	at        source.Position // how far reading came
}

// errEnough says that the limit of records has been reached.
var errEnough = errors.New("enough records")

// run prints what lies between two places and says at the end what was covered.
func (p *printer) run(ctx context.Context, from, to source.At, follow bool) error {
	start, end, err := p.span(ctx, from, to)
	if err != nil {
		return err
	}
	err = p.read(ctx, start, end, follow)
	if flushed := p.out.Flush(); err == nil {
		err = flushed
	}
	var why string
	switch {
	case err == nil && p.held(end) != nil:
		why = fmt.Sprintf("complete to the first open transaction of %s p%d", p.held(end).Topic, p.held(end).Partition)
	case err == nil && to.End():
		why = "complete to the end"
	case err == nil:
		why = "complete to " + to.String()
	case err == errEnough:
		why, err = "stopped after "+figures.Things(p.most, "record"), nil
	case errors.Is(err, context.Canceled):
		why = "stopped"
	case errors.Is(err, syscall.EPIPE):
		return err
	default:
		why = "incomplete"
	}
	if err == nil || p.looked != (source.Count{}) { // where nothing was read, the error says it all
		fmt.Fprintln(p.err, p.coverage(why))
	}
	if err == nil && p.printed == 0 && p.filtered {
		return errNothing
	}
	return err
}

// span finds what is to be read.
func (p *printer) span(ctx context.Context, from, to source.At) (start, end source.Position, err error) {
	here := p.stream.Refs()[0]
	err = persist(ctx, startPatience, func() (err error) {
		if start, err = p.stream.Resolve(ctx, from, here); err == nil {
			end, err = p.stream.Resolve(ctx, to, here)
		}
		return err
	})
	if err == nil && !p.since.IsZero() {
		err = p.narrow(ctx, start, func() (source.Position, error) { return p.stream.Resolve(ctx, source.AtTime(p.since), here) })
	}
	if err == nil && p.last > 0 {
		err = p.narrow(ctx, start, func() (source.Position, error) { return p.stream.Before(ctx, end, p.last) })
	}
	return start, end, err
}

// narrow moves start to another place where that is later. Both are cuts of one
// order: the later one is so in every partition.
func (p *printer) narrow(ctx context.Context, start source.Position, find func() (source.Position, error)) error {
	return persist(ctx, patience, func() error {
		found, err := find()
		for i := range found {
			if start[i].Offset.Less(found[i].Offset) {
				start[i] = found[i]
			}
		}
		return err
	})
}

func (p *printer) read(ctx context.Context, start, end source.Position, follow bool) error {
	p.at = start
	err := p.drain(ctx, p.stream.Forward(start, end))
	if err != nil || !follow {
		return err
	}
	if p.committed { // it may have ended before an open transaction
		end = p.at
	}
	tail, err := p.stream.Tail(ctx, end)
	if err != nil {
		return err
	}
	return p.drain(ctx, tail)
}

// drain prints what a cursor gives, over interruptions that pass.
func (p *printer) drain(ctx context.Context, c source.Cursor) error {
	defer c.Close()
	for {
		var b source.Batch
		err := persist(ctx, patience, func() (err error) {
			b, err = c.Next(ctx, catBatch)
			return err
		})
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		p.looked.Add(b.Looked)
		p.at = b.At
		if err := p.print(b.Records); err != nil {
			return err
		}
		if b.Live {
			if err := p.out.Flush(); err != nil {
				return err
			}
		}
	}
}

func (p *printer) print(records []source.Record) error {
	for i := range records {
		p.line = p.write(p.line[:0], &records[i])
		if _, err := p.out.Write(p.line); err != nil {
			return fmt.Errorf("writing records: %w", err)
		}
		p.printed++
		if p.printed == p.most {
			return errEnough
		}
	}
	return nil
}

// held returns a partition where an open transaction ended the read before its
// end: what a read_committed consumer waits for. Nil if there is none.
func (p *printer) held(end source.Position) *source.Ref {
	for i := range p.at {
		if p.committed && p.at[i].Offset.Less(end[i].Offset) {
			return &p.at[i].Ref
		}
	}
	return nil
}

// coverage is the line that says what was looked at.
func (p *printer) coverage(why string) string {
	s := fmt.Sprintf("looked at %s in %s, %s read; ", figures.Things(p.looked.Records, "record"), figures.Things(int64(len(p.stream.Refs())), "partition"), figures.Bytes(p.looked.Wire))
	if p.filtered {
		s += figures.Count(p.printed) + " matched; "
		if p.looked.NotJSON > 0 {
			s += fmt.Sprintf("%s of %s not JSON; ", figures.Count(p.looked.NotJSON), figures.Count(p.looked.Parsed))
		}
	}
	return s + why
}

// persist repeats what fails for a while, until it has failed for too long.
func persist(ctx context.Context, patience time.Duration, f func() error) error {
	var began time.Time
	for {
		err := f()
		var again *source.TransientError
		if !errors.As(err, &again) {
			return err
		}
		wait := max(again.After, 50*time.Millisecond)
		if began.IsZero() {
			began = time.Now()
		} else if time.Since(began)+wait > patience {
			return err
		}
		timer := time.NewTimer(wait)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return ctx.Err()
		}
	}
}
