package timeline

import (
	"context"
	"errors"
	"io"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"

	"riffle/query"
	"riffle/source"
	"riffle/ui/layout"
	"riffle/ui/strip"
)

const (
	// sampleMost is how many records of a window are looked at, from sampleParts
	// places in it.
	sampleMost, sampleParts = 1000, 4
	// valuesMost is how many values are compared.
	valuesMost = 12
	// halfMost is how long the windows before and after the cursor are at most.
	halfMost = 15 * time.Minute
	// patience is how long a comparison may take.
	patience = 20 * time.Second
)

// comparison is two windows side by side.
type comparison struct {
	windows [2]window
	sides   [2]side
	done    bool
	err     error
}

// side is what a sample of a window has.
type side struct {
	all     int64 // records in the window, from offsets
	records int64 // looked at
	bytes   int64 // of keys, values and headers
	sum     query.Sum
}

// sampledMsg brings what was compared.
type sampledMsg struct {
	to    layout.ID
	of    *comparison
	sides [2]side
	err   error
}

// To is the pane that the message is for.
func (m sampledMsg) To() layout.ID { return m.to }

// compare reads a sample of two windows: those marked; one that is marked and what
// lies before it; or what lies before and after the cursor.
func (p *Pane) compare() tea.Cmd {
	if !p.begun.IsZero() {
		p.windows = p.marked()
		p.begun = time.Time{}
	}
	c := &comparison{}
	switch len(p.windows) {
	case 0:
		half := min(halfMost, time.Duration(p.axis.Cells)*p.axis.Step/4).Truncate(p.axis.Step)
		half = max(half, p.axis.Step)
		p.windows = []window{{p.at.Add(-half), p.at}, {p.at, p.at.Add(half)}}
	case 1:
		x := p.windows[0]
		p.windows = []window{{x.from.Add(-x.to.Sub(x.from)), x.from}, x}
	}
	c.windows = [2]window(p.windows)
	p.compared = c
	ctx, s, path, m := p.ctx, p.stream, p.c.Path, sampledMsg{to: p.c.ID, of: c}
	return func() tea.Msg {
		ask, cancel := context.WithTimeout(ctx, patience)
		defer cancel()
		var all sync.WaitGroup
		var errs [2]error
		for i := range c.windows {
			all.Add(1)
			source.Go(func() {
				m.sides[i], errs[i] = sample(ask, s, c.windows[i], path)
				all.Done()
			}, func(err error) {
				errs[i] = err
				all.Done()
			})
		}
		all.Wait()
		if ctx.Err() != nil {
			return nil
		}
		m.err = errors.Join(errs[:]...)
		return m
	}
}

// sample looks at records from several places of a window.
func sample(ctx context.Context, s *source.Stream, w window, path string) (x side, err error) {
	a := strip.Axis{From: w.from, Step: w.to.Sub(w.from) / sampleParts, Cells: sampleParts}
	line, err := s.Timeline(a.Times(), source.Timeline{}).Refine(ctx, 1<<30)
	if err != nil {
		return x, err
	}
	column, err := query.CompileColumn(path)
	if err != nil {
		return x, err
	}
	tally := query.NewTally(column, query.TallyMemory)
	for i, n := range line.Counts(nil) {
		if x.all += n; n == 0 {
			continue
		}
		if err := x.read(ctx, s, a.From.Add(time.Duration(i)*a.Step), a.Step, tally); err != nil {
			return x, err
		}
	}
	x.sum = tally.Sum(valuesMost)
	return x, nil
}

// read looks at the first records of a part.
func (s *side) read(ctx context.Context, stream *source.Stream, from time.Time, step time.Duration, tally *query.Tally) error {
	begin, err := stream.Resolve(ctx, source.AtTime(from), source.Ref{})
	if err != nil {
		return err
	}
	end, err := stream.Resolve(ctx, source.AtTime(from.Add(step)), source.Ref{})
	if err != nil {
		return err
	}
	c := stream.Forward(begin, end)
	defer func() { _ = c.Close() }()
	for left := sampleMost / sampleParts; left > 0; {
		b, err := c.Next(ctx, left)
		list := b.Records[:min(len(b.Records), left)]
		for i := range list {
			if list[i].Kind == source.Data {
				s.records, s.bytes = s.records+1, s.bytes+int64(list[i].Size)
			}
		}
		tally.Add(list)
		left -= len(list)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
	return nil
}
