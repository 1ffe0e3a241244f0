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
	// sampleMost is how many records of a window are compared, from sampleParts
	// places in it; searchMost is how many are read for them under a filter.
	sampleMost, sampleParts, searchMost = 1000, 4, 200_000
	// valuesMost is how many values are compared.
	valuesMost = 12
	// halfMost is how long the windows before and after the cursor are at most.
	halfMost = 15 * time.Minute
	// patience is how long a comparison may take, persistence how long a cluster that
	// went away is waited for in it.
	patience, persistence = 20 * time.Second, 10 * time.Second
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
	read    int64 // of these
	records int64 // of those read, that are compared: all, or what a filter lets pass
	bytes   int64 // of keys, values and headers of records
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
// lies before it; or what lies before and after the cursor, near the present the
// last stretch and the one before. It ends the comparison before it.
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
		mid := p.at
		if latest := strip.Floor(p.c.Now(), p.axis.Step, p.c.Zone).Add(p.axis.Step - half); mid.After(latest) {
			mid = latest // what is to come has no records yet
		}
		p.windows = []window{{mid.Add(-half), mid}, {mid, mid.Add(half)}}
	case 1:
		x := p.windows[0]
		p.windows = []window{{x.from.Add(-x.to.Sub(x.from)), x.from}, x}
	}
	c.windows = [2]window(p.windows)
	for i := range c.windows { // the last bar has only begun
		if w, now := &c.windows[i], p.c.Now(); w.from.Before(now) && now.Before(w.to) {
			w.to = now
		}
	}
	p.forget()
	ctx, cancel := context.WithCancel(p.ctx)
	p.compared, p.sampling = c, cancel
	s, m := sampler{p.stream, p.c.Path, false}, sampledMsg{to: p.c.ID, of: c}
	if f := p.c.Filter; f != nil {
		s.filtered, s.Stream = true, source.NewStream(p.c.Source, p.c.Refs, f.Options())
	}
	return func() tea.Msg {
		defer cancel()
		ask, late := context.WithTimeout(ctx, patience)
		defer late()
		var all sync.WaitGroup
		var errs [2]error
		for i := range c.windows {
			all.Add(1)
			source.Go(func() {
				m.sides[i], errs[i] = s.sample(ask, c.windows[i])
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

// forget ends the comparison, if there is one.
func (p *Pane) forget() {
	if p.sampling != nil {
		p.sampling()
	}
	p.compared, p.sampling = nil, nil
}

// persist repeats what fails for a while.
func persist(ctx context.Context, f func() error) error {
	return source.Persist(ctx, persistence, f, nil)
}

// sampler reads samples of windows.
type sampler struct {
	*source.Stream
	path     string
	filtered bool
}

// sample looks at records from several places of a window.
func (s sampler) sample(ctx context.Context, w window) (x side, err error) {
	a := strip.Axis{From: w.from, Step: w.to.Sub(w.from) / sampleParts, Cells: sampleParts}
	line := s.Timeline(a.Times(), source.Timeline{})
	if err := persist(ctx, func() (err error) { line, err = line.Refine(ctx, 1<<30); return err }); err != nil {
		return x, err
	}
	column, err := query.CompileColumn(s.path)
	if err != nil {
		return x, err
	}
	tally := query.NewTally(column, query.TallyMemory)
	for i, n := range line.Counts(nil) {
		if x.all += n; n == 0 {
			continue
		}
		if err := s.look(ctx, &x, a.From.Add(time.Duration(i)*a.Step), a.Step, tally); err != nil {
			return x, err
		}
	}
	x.read = min(x.read, x.all) // pages are counted whole
	x.sum = tally.Sum(valuesMost)
	return x, nil
}

// look looks at the first records of a part.
func (s sampler) look(ctx context.Context, x *side, from time.Time, step time.Duration, tally *query.Tally) error {
	var begin, end source.Position
	err := persist(ctx, func() (err error) {
		if begin, err = s.Resolve(ctx, source.AtTime(from), source.Ref{}); err != nil {
			return err
		}
		end, err = s.Resolve(ctx, source.AtTime(from.Add(step)), source.Ref{})
		return err
	})
	if err != nil {
		return err
	}
	c := s.Forward(begin, end)
	defer func() { _ = c.Close() }()
	upto := x.read + searchMost/sampleParts
	for left := sampleMost / sampleParts; left > 0 && x.read < upto; {
		var b source.Batch
		err := persist(ctx, func() (err error) { b, err = c.Next(ctx, left); return err })
		list := b.Records[:min(len(b.Records), left)]
		if x.read += int64(len(list)); s.filtered {
			x.read += b.Looked.Records - int64(len(list))
		}
		for i := range list {
			if list[i].Kind == source.Data {
				x.records, x.bytes = x.records+1, x.bytes+int64(list[i].Size)
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
