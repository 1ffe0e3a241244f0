// Package topic shows how one topic is kept: retention, replicas and which of them
// are up to date, and its configuration, what was set for it before the defaults.
// It only asks; nothing can be changed here.
//
//	p := topic.New(topic.Config{ID: 1, Source: src, Topic: "orders", Theme: th, Glyphs: g})
//	cmd := p.Init()
package topic

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"riffle/keymap"
	"riffle/source"
	"riffle/ui/layout"
	"riffle/ui/theme"
)

// Config is what a pane begins with.
type Config struct {
	ID     layout.ID
	Source source.Source
	Topic  string
	Theme  *theme.Theme
	Keys   keymap.Map // that sentences name; zero: the default table
	Glyphs theme.Glyphs
}

// Pane is the detail of a topic. It is used by one goroutine.
type Pane struct {
	c      Config
	keys   func(keymap.Action) string
	ctx    context.Context
	cancel context.CancelFunc
	gen    int
	detail source.Detail
	keep   source.Retention
	there  bool
	err    error
	top    int
	w, h   int
}

// New returns a pane that has asked for nothing yet.
func New(c Config) *Pane {
	p := &Pane{c: c, keys: c.Keys.Namer((*Pane)(nil).Scopes()...)}
	p.ctx, p.cancel = context.WithCancel(context.Background())
	return p
}

// Init asks for the detail.
func (p *Pane) Init() tea.Cmd { return p.refresh() }

// Scopes are the places whose keys hold here.
func (p *Pane) Scopes() []keymap.Scope { return []keymap.Scope{keymap.Detail, keymap.Move} }

// SetZone does nothing: no times are shown.
func (p *Pane) SetZone(*time.Location) {}

// SetTheme changes how it looks.
func (p *Pane) SetTheme(t *theme.Theme) { p.c.Theme = t }

// Close ends what it asks for.
func (p *Pane) Close() { p.cancel() }

// Resize gives it its room.
func (p *Pane) Resize(w, h int) {
	p.w, p.h = max(w, 1), max(h, 0)
	p.move(p.top)
}

// patience is how long an answer may take.
const patience = 20 * time.Second

// told brings the detail.
type told struct {
	to     layout.ID
	gen    int
	detail source.Detail
	keep   source.Retention
	err    error
}

// To is the pane that the message is for.
func (m told) To() layout.ID { return m.to }

// refresh asks for the detail anew.
func (p *Pane) refresh() tea.Cmd {
	p.gen++
	p.err = nil
	ctx, m, topic := p.ctx, told{to: p.c.ID, gen: p.gen}, p.c.Topic
	k, ok := p.c.Source.(source.Keeper)
	if !ok {
		p.err = source.ErrUnsupported
		return nil
	}
	return func() tea.Msg {
		ask, cancel := context.WithTimeout(ctx, patience)
		defer cancel()
		if m.detail, m.err = k.Detail(ask, topic); m.err == nil {
			if kept, err := k.Retention(ask, topic); err == nil {
				m.keep = kept[topic]
			}
		}
		if ctx.Err() != nil {
			return nil
		}
		return m
	}
}

// Update takes the answer.
func (p *Pane) Update(msg tea.Msg) tea.Cmd {
	if m, ok := msg.(told); ok && m.gen == p.gen {
		p.err = m.err
		if m.err == nil {
			p.detail, p.keep, p.there = m.detail, m.keep, true
		}
	}
	return nil
}

// Do carries out an action; n is the number typed before it.
func (p *Pane) Do(a keymap.Action, n int) (cmd tea.Cmd, done bool) {
	times, page := max(n, 1), max(p.h-2, 1)
	switch a {
	case keymap.Down:
		p.move(p.top + times)
	case keymap.Up:
		p.move(p.top - times)
	case keymap.PageDown:
		p.move(p.top + times*page)
	case keymap.PageUp:
		p.move(p.top - times*page)
	case keymap.HalfDown:
		p.move(p.top + times*max(page/2, 1))
	case keymap.HalfUp:
		p.move(p.top - times*max(page/2, 1))
	case keymap.First:
		p.move(0)
	case keymap.Last:
		p.move(len(p.lines()))
	case keymap.Refresh:
		return p.refresh(), true
	default:
		return nil, false
	}
	return nil, true
}

// move puts a line on top, as far as there are more below.
func (p *Pane) move(top int) {
	p.top = max(min(top, len(p.lines())-max(p.h-1, 1)), 0)
}
