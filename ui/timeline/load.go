package timeline

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"riffle/source"
	"riffle/ui/layout"
	"riffle/ui/strip"
)

const (
	// flight is how many lookups one request holds: a third of a second of a broker.
	flight = 400
	// pause is how long a move waits for the next one.
	pause = 80 * time.Millisecond
)

// finer brings bars.
type finer struct {
	to   layout.ID
	gen  int
	line source.Timeline
	err  error
}

// To is the pane that the message is for.
func (m finer) To() layout.ID { return m.to }

// show asks for another stretch of time, and gives up what was asked before.
func (p *Pane) show(a strip.Axis) tea.Cmd {
	if a.Cells < 1 {
		return nil
	}
	first := p.counts == nil
	p.axis, p.err = a, nil
	p.line = p.stream.Timeline(a.Times(), p.line)
	p.draw()
	if first {
		return p.refine(0)
	}
	return p.refine(pause)
}

// refine asks for more.
func (p *Pane) refine(after time.Duration) tea.Cmd {
	if p.stop != nil {
		p.stop()
	}
	p.gen++
	ctx, cancel := context.WithCancel(p.ctx)
	p.stop = cancel
	if p.line.Done() {
		return nil
	}
	m, line := finer{to: p.c.ID, gen: p.gen}, p.line
	return func() tea.Msg {
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(after):
		}
		m.line, m.err = line.Refine(ctx, flight)
		if ctx.Err() != nil {
			return nil
		}
		return m
	}
}

// draw counts what is known of the bars.
func (p *Pane) draw() {
	p.counts = p.line.Counts(nil)
	if !p.line.Begun() {
		for i := range p.counts {
			p.counts[i] = strip.Unknown
		}
	}
}

// Update takes an answer.
func (p *Pane) Update(msg tea.Msg) tea.Cmd {
	switch m := msg.(type) {
	case finer:
		if m.gen != p.gen {
			return nil
		}
		if p.err = m.err; m.err != nil {
			return nil
		}
		p.line = m.line
		p.draw()
		return p.refine(0)
	case sampledMsg:
		if p.compared == m.of {
			m.of.sides, m.of.err, m.of.done = m.sides, m.err, true
		}
	}
	return nil
}
