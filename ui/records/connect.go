package records

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"riffle/source"
	"riffle/ui/layout"
	"riffle/ui/safe"
)

const (
	// stepFirst and stepEvery are how often a pane that has nothing to show yet looks
	// at what the connection waits for.
	stepFirst, stepEvery = 250 * time.Millisecond, time.Second
)

// stepMsg says that it is time to look at what the connection waits for: drawing
// asks.
type stepMsg struct {
	id layout.ID
	of *reading
}

// To is the pane that the message is for.
func (m stepMsg) To() layout.ID { return m.id }

// watchStep returns the command that lets the step be drawn again after a while.
func (p *Pane) watchStep(r *reading, after time.Duration) tea.Cmd {
	m, ctx := stepMsg{p.id, r}, p.ctx
	return func() tea.Msg {
		_ = source.Wait(ctx, after)
		return unless(ctx, m)
	}
}

// step goes on looking while nothing is there.
func (p *Pane) step(m stepMsg) tea.Cmd {
	if m.of != p.cur || m.of.opened || m.of.err != nil {
		return nil
	}
	return p.watchStep(m.of, stepEvery)
}

// waitsFor is what a pane without rows waits for: a step of connecting, or an
// answer.
func (p *Pane) waitsFor() safe.Text {
	info := p.src.Info()
	if info.Step != "" {
		return safe.Clean(info.Step, 120)
	}
	return "asking " + safe.Clean(info.Endpoint, 60)
}
