package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"riffle/query"
	"riffle/source"
)

const (
	// catBatch is how many records travel together.
	catBatch = 2000
	// patience is how long a read waits for a cluster that went away to come back.
	patience = time.Minute
)

// catFlags are what the command line of cat says.
type catFlags struct {
	from, to  string
	last      int64
	follow    bool
	where     string
	most      int64
	output    string
	markers   bool
	isolation string
}

func (a App) cat(c *common) *cobra.Command {
	var f catFlags
	cmd := &cobra.Command{
		Use:   "cat TOPIC…",
		Short: "Print records, merged by time, and end at the end",
		Args:  cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, topics []string) error {
			return a.runCat(cmd.Context(), c, f, topics)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.from, "from", "start", "begin at this place: `AT` (14:20, -15m, @88123, p3@88123, end-500, 50%)")
	flags.StringVar(&f.to, "to", "end", "stop before this place: `AT`")
	flags.Int64Var(&f.last, "last", 0, "only the last `N` records that match")
	flags.BoolVar(&f.follow, "follow", false, "go on with new records, never skipping one")
	flags.StringVar(&f.where, "where", "", "only records that match this `filter`")
	flags.Int64VarP(&f.most, "records", "n", 0, "stop after `N` records")
	flags.StringVarP(&f.output, "output", "o", "json", "`format`: json (one object a line), raw (values only) or table")
	flags.BoolVar(&f.markers, "markers", false, "print transaction markers too")
	flags.StringVar(&f.isolation, "isolation", "all", "`all`, or committed: what a read_committed consumer would see")
	cmd.ValidArgsFunction = a.completeTopics(c)
	return cmd
}

func (a App) runCat(ctx context.Context, c *common, f catFlags, topics []string) error {
	now := a.now(c)
	partitions, err := parsePartitions(c.partitions)
	if err != nil {
		return err
	}
	from, err := source.ParseAt(f.from, now)
	if err != nil {
		return err
	}
	to, err := source.ParseAt(f.to, now)
	if err != nil {
		return err
	}
	if f.last > 0 {
		if from, err = source.ParseAt(fmt.Sprintf("end-%d", f.last), now); err != nil {
			return err
		}
	}
	if f.isolation != "all" && f.isolation != "committed" {
		return fmt.Errorf("isolation %q: it is all or committed", f.isolation)
	}
	program, err := query.Compile(f.where, query.Settings{Now: now})
	if err != nil {
		return err
	}
	write, err := a.format(f.output, now.Location())
	if err != nil {
		return err
	}
	src, err := a.Connect(ctx, c.Connection)
	if err != nil {
		return err
	}
	defer src.Close()
	parts, err := refs(ctx, src, topics, partitions)
	if err != nil {
		return err
	}
	p := &printer{out: bufio.NewWriterSize(a.Out, 64<<10), write: write, most: f.most, err: a.Err, filtered: !program.Empty()}
	p.stream = source.NewStream(src, parts, source.Options{
		Wrap:      wrap(program, f.markers),
		Want:      source.Want{Role: source.Scan, Contains: program.Contains()},
		Committed: f.isolation == "committed",
	})
	return p.run(ctx, from, to, f.follow)
}

// wrap drops markers, unless they are asked for, and what the filter does.
func wrap(program *query.Program, markers bool) func(source.Cursor) source.Cursor {
	return func(c source.Cursor) source.Cursor {
		if !markers {
			c = &unmarked{c}
		}
		if program.Empty() {
			return c
		}
		return program.Filter(c)
	}
}

// unmarked drops the markers of transactions.
type unmarked struct{ source.Cursor }

func (u *unmarked) Next(ctx context.Context, max int) (source.Batch, error) {
	b, err := u.Cursor.Next(ctx, max)
	kept := b.Records[:0]
	for i := range b.Records {
		if b.Records[i].Kind != source.Marker {
			kept = append(kept, b.Records[i])
		}
	}
	b.Records = kept
	return b, err
}

// printer drains a stream to the output and keeps count.
type printer struct {
	stream   *source.Stream
	out      *bufio.Writer
	err      io.Writer
	write    func(dst []byte, r *source.Record) []byte
	line     []byte
	most     int64 // 0: no limit
	filtered bool
	printed  int64
	looked   source.Count
}

// errEnough says that the limit of records has been reached.
var errEnough = errors.New("enough records")

// run prints what lies between two places and says at the end what was covered.
func (p *printer) run(ctx context.Context, from, to source.At, follow bool) error {
	err := p.read(ctx, from, to, follow)
	if flushed := p.out.Flush(); err == nil {
		err = flushed
	}
	var why string
	switch {
	case err == nil && to.End():
		why = "complete to the end"
	case err == nil:
		why = "complete to " + to.String()
	case err == errEnough:
		why, err = fmt.Sprintf("stopped after %s records", group(p.most)), nil
	case errors.Is(err, context.Canceled):
		why = "stopped"
	default:
		why = "incomplete"
	}
	fmt.Fprintln(p.err, p.coverage(why))
	if err == nil && p.printed == 0 && p.filtered {
		return errNothing
	}
	return err
}

func (p *printer) read(ctx context.Context, from, to source.At, follow bool) error {
	here := p.stream.Refs()[0]
	var start, end source.Position
	err := persist(ctx, func() (err error) {
		if start, err = p.stream.Resolve(ctx, from, here); err == nil {
			end, err = p.stream.Resolve(ctx, to, here)
		}
		return err
	})
	if err != nil {
		return err
	}
	err = p.drain(ctx, p.stream.Forward(start, end))
	if err != nil || !follow {
		return err
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
		err := persist(ctx, func() (err error) {
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

// coverage is the line that says what was looked at.
func (p *printer) coverage(why string) string {
	s := fmt.Sprintf("looked at %s records in %d partitions, %s read; ", group(p.looked.Records), len(p.stream.Refs()), size(p.looked.Wire))
	if p.filtered {
		s += group(p.printed) + " matched; "
		if p.looked.NotJSON > 0 {
			s += fmt.Sprintf("%s of %s not JSON; ", group(p.looked.NotJSON), group(p.looked.Parsed))
		}
	}
	return s + why
}

// persist repeats what fails for a while, until it has failed for too long.
func persist(ctx context.Context, f func() error) error {
	var began time.Time
	for {
		err := f()
		var again *source.TransientError
		if !errors.As(err, &again) {
			return err
		}
		if began.IsZero() {
			began = time.Now()
		} else if time.Since(began) > patience {
			return err
		}
		timer := time.NewTimer(max(again.After, 50*time.Millisecond))
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return ctx.Err()
		}
	}
}
