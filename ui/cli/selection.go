package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"riffle/query"
	"riffle/source"
)

// selection is what the commands that read records have in common: which records,
// and how it is told what was read for them.
type selection struct {
	fromText, toText string
	where            string
	stats            string
	from, to         source.At
	program          *query.Program
	zone             *time.Location
}

// flags puts the selection's flags on a command.
func (s *selection) flags(cmd *cobra.Command, c *common) {
	flags := cmd.Flags()
	flags.StringVar(&s.fromText, "from", "start", "begin at this place: `AT` (14:20, -15m, p3@88123, end-500, 50%; see riffle help seek)")
	flags.StringVar(&s.toText, "to", "end", "stop before this place: `AT`")
	flags.StringVar(&s.where, "where", "", "only records that match this `filter` (see riffle help filter)")
	flags.StringVar(&s.stats, "stats", "text", "`form` of the coverage on stderr: text or json")
	c.partitionsFlag(cmd)
}

// read understands what the flags say.
func (s *selection) read(now time.Time, settings query.Settings) (err error) {
	if s.from, err = place("from", s.fromText, now); err != nil {
		return err
	}
	if s.to, err = place("to", s.toText, now); err != nil {
		return err
	}
	if s.stats != "text" && s.stats != "json" {
		return fmt.Errorf("--stats %q: it is text or json", s.stats)
	}
	s.zone = now.Location()
	s.program, err = query.Compile(s.where, settings)
	return err
}

// selected is a selection on a cluster.
type selected struct {
	src     source.Source
	all     []source.Ref // those of the topics
	parts   []source.Ref // those of them that can hold a match
	report  *report
	confirm func(source.Extent) error // nil where nobody has to agree
}

// find connects and finds the partitions. Where none can hold a match, the error is
// errNothing.
func (a App) find(ctx context.Context, c *common, s *selection, topics []string) (*selected, error) {
	numbers, err := parsePartitions(c.partitions)
	if err != nil {
		return nil, err
	}
	on := &selected{report: newReport(a.Err, a.ErrTerminal)}
	on.report.asJSON = s.stats == "json"
	on.confirm = func(e source.Extent) error { return a.confirm(c, on.report, e, len(on.all)) }
	if on.src, err = a.Connect(ctx, c.Connection); err != nil {
		return nil, err
	}
	if on.all, err = refs(ctx, on.src, topics, numbers); err == nil {
		err = s.narrow(on)
	}
	if err != nil {
		return nil, errors.Join(err, on.src.Close())
	}
	return on, nil
}

// narrow leaves the partitions that can hold a match.
func (s *selection) narrow(on *selected) error {
	for _, at := range []source.At{s.from, s.to} {
		if err := whose(on.all, at); err != nil {
			return err
		}
	}
	bounds := s.program.Bounds()
	if why := bounds.WhyNone(on.all); why != "" {
		on.report.hints = append(on.report.hints, why)
	}
	on.parts = slices.DeleteFunc(slices.Clone(on.all), func(r source.Ref) bool { return !bounds.Covers(r) })
	if len(on.parts) == 0 {
		on.report.end(&source.Coverage{Filtered: true, Stop: source.Reached})
		return errNothing
	}
	return nil
}

// scan returns the read of all that is selected.
func (s *selection) scan(on *selected, o source.Options) *scan {
	o.Lend, o.Want = true, source.Want{Role: source.Scan, Contains: s.program.Contains()}
	return &scan{
		src: on.src, stream: source.NewStream(on.src, on.parts, o), program: s.program, all: len(on.all),
		places: source.NewStream(on.src, on.all, source.Options{Committed: o.Committed}), from: s.from, to: s.to, dir: source.Forward, committed: o.Committed, report: on.report, confirm: on.confirm, zone: s.zone,
		flush: func() error { return nil },
	}
}
