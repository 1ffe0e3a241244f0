package partitions

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"riffle/source"
	"riffle/ui/layout"
)

const (
	patience = 20 * time.Second
	// flight is how many lookups one request holds: a third of a second of a broker.
	flight = 400
	// most is how many partitions are measured: a broker spends a millisecond on each
	// lookup.
	most = 1000
	// bars are how many the last 24 hours have.
	bars = 12
)

// told brings something that is known of the partitions.
type told struct {
	to  layout.ID
	gen int
	// learn notes it in the pane, and returns what is to be asked next.
	learn func(*Pane) tea.Cmd
	err   error
}

// To is the pane that the message is for.
func (m told) To() layout.ID { return m.to }

// ask returns the command that asks for something.
func (p *Pane) ask(f func(context.Context) (func(*Pane) tea.Cmd, error)) tea.Cmd {
	ctx, m := p.ctx, told{to: p.c.ID, gen: p.gen}
	return func() tea.Msg {
		ask, cancel := context.WithTimeout(ctx, patience)
		defer cancel()
		m.learn, m.err = f(ask)
		if ctx.Err() != nil {
			return nil
		}
		return m
	}
}

// Update takes an answer.
func (p *Pane) Update(msg tea.Msg) tea.Cmd {
	m, ok := msg.(told)
	if !ok || m.gen != p.gen {
		return nil
	}
	if m.err != nil {
		p.err = m.err
		return nil
	}
	cmd := m.learn(p)
	p.sort()
	return cmd
}

// refresh asks for everything anew: first how many records there are, and where.
func (p *Pane) refresh() tea.Cmd {
	p.gen++
	p.err = nil
	src, topics := p.c.Source, p.topics
	counts := p.ask(func(ctx context.Context) (func(*Pane) tea.Cmd, error) {
		stats, err := src.Describe(ctx, topics...)
		return func(p *Pane) tea.Cmd {
			for _, s := range stats {
				if s.Err != nil {
					s.Low, s.End = source.Offset{}, source.Offset{}
				}
				if e := p.entry(s.Ref); e != nil {
					e.Stats, e.counted = s, true
				}
			}
			return tea.Batch(p.measure(), p.date())
		}, err
	})
	return tea.Batch(counts, p.place())
}

// entry is the row of a partition, nil if it is not in the list.
func (p *Pane) entry(ref source.Ref) *entry {
	for i := range p.rows {
		if p.rows[i].Ref == ref {
			return &p.rows[i]
		}
	}
	return nil
}

// filled are the partitions that hold records.
func (p *Pane) filled() (refs []source.Ref) {
	for _, e := range p.rows {
		if e.Err == nil && e.Records() > 0 {
			refs = append(refs, e.Ref)
		}
	}
	return refs
}

// measure asks how many records came lately, more finely with each answer.
func (p *Pane) measure() tea.Cmd {
	refs := p.filled()
	for i := range p.rows {
		p.rows[i].paced = p.rows[i].counted && (p.rows[i].Records() == 0 || len(refs) > most)
	}
	if len(refs) == 0 || len(refs) > most {
		return nil
	}
	now := p.c.Now()
	times := make([]time.Time, 0, bars+2)
	for i := range bars {
		times = append(times, now.Add(-24*time.Hour+time.Duration(i)*24*time.Hour/bars))
	}
	times = append(times, now.Add(-time.Minute), now.Add(24*time.Hour)) // clocks of producers may be ahead
	return p.finer(source.NewStream(p.c.Source, refs, source.Options{}).Timeline(times, source.Timeline{}))
}

// finer asks for more of a timeline.
func (p *Pane) finer(line source.Timeline) tea.Cmd {
	return p.ask(func(ctx context.Context) (func(*Pane) tea.Cmd, error) {
		line, err := line.Refine(ctx, flight)
		return func(p *Pane) tea.Cmd {
			done := line.Done()
			for i := range p.rows {
				e := &p.rows[i]
				counts := line.Counts(func(r source.Ref) bool { return r == e.Ref })
				e.day = counts[:bars]
				e.minute, e.paced = counts[bars], e.paced || done
				e.day[bars-1] += e.minute
			}
			if done {
				return nil
			}
			return p.finer(line)
		}, err
	})
}

// date asks when the newest records came.
func (p *Pane) date() tea.Cmd {
	refs := p.filled()
	if len(refs) == 0 || len(refs) > most {
		return nil
	}
	src := p.c.Source
	lookups := make([]source.Lookup, len(refs))
	for i, r := range refs {
		lookups[i] = source.Lookup{Ref: r, Role: source.Scan}
	}
	return p.ask(func(ctx context.Context) (func(*Pane) tea.Cmd, error) {
		found, err := src.OffsetsAt(ctx, lookups)
		return func(p *Pane) tea.Cmd {
			for i, f := range found {
				if e := p.entry(refs[i]); e != nil && f.Err == nil {
					e.newest, e.dated = f.Time, f.OK
				}
			}
			return nil
		}, err
	})
}

// place asks who keeps the partitions. Who may not know sees the rest.
func (p *Pane) place() tea.Cmd {
	k, ok := p.c.Source.(source.Keeper)
	if !ok {
		return nil
	}
	topics := p.topics
	return p.ask(func(ctx context.Context) (func(*Pane) tea.Cmd, error) {
		var all []source.Placement
		for _, t := range topics {
			if d, err := k.Detail(ctx, t); err == nil {
				all = append(all, d.Partitions...)
			}
		}
		return func(p *Pane) tea.Cmd {
			for _, x := range all {
				if e := p.entry(x.Ref); e != nil {
					e.place, e.placed = x, true
				}
			}
			return nil
		}, nil
	})
}
