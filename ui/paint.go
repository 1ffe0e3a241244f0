package ui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"riffle/ui/term"
)

// paint decides when the screen is drawn anew. A key is answered at once. Data
// waits until the terminal has drawn what it got: on a slow link frames of data
// would otherwise queue up in front of the answer to a key.
type paint struct {
	content string // the frame drawn last
	cursor  *tea.Cursor
	buf     []byte      // what the last frame was put together in
	dirty   bool        // something changed that is to be drawn with the next frame
	late    bool        // data came that waits for its turn
	still   bool        // nothing more is drawn for data, nor asked
	then    tea.Cmd     // what waits for the terminal's last answer; nil: nothing
	kept    []addressed // what is new, until it can be drawn
	due     time.Time
	pacer   term.Pacer
	told    time.Duration // the time of the link that stands on the screen
	backlog func() int    // bytes that the terminal has not taken yet; nil for none
}

// now draws everything with the next frame, but what is kept.
func (p *paint) now() { p.dirty, p.late = true, len(p.kept) > 0 }

// data says that data came, to be drawn when the terminal is ready for it.
func (m *Model) data() tea.Cmd {
	m.paint.late = true
	return m.repaint()
}

// repaint draws what is late if the terminal is ready, or else tries again. Data
// that changes nothing on the screen costs nothing, not even a question.
func (m *Model) repaint() tea.Cmd {
	p, now := &m.paint, time.Now() // of the link, whose present need not be the story's
	if !p.late || p.still {
		return nil
	}
	if wait := p.wait(now); wait > 0 {
		return p.wake(now.Add(wait), wait)
	}
	p.late = false
	cmd := m.release()
	content, cursor := m.frame()
	if content == p.content {
		return cmd
	}
	p.content, p.cursor, p.dirty = content, cursor, false
	p.pacer.Sent(now)
	if p.pacer.Asks() {
		return tea.Batch(cmd, m.query())
	}
	return cmd
}

// wait is how long no data can be drawn.
func (p *paint) wait(now time.Time) time.Duration {
	wait := p.pacer.Wait(now)
	if p.backlog != nil && p.backlog() > 0 {
		wait = max(wait, backlogWait)
	}
	return wait
}

// unhurried is a message that may be kept until it can be drawn.
type unhurried interface{ Unhurried() bool }

// keeps keeps a message that brings what is new while it cannot be drawn. What is on
// the screen is then what keys act on, and the answer to a key over a slow link is not
// a screen full of new rows.
func (m *Model) keeps(msg addressed) bool {
	u, ok := msg.(unhurried)
	if !ok || !u.Unhurried() || !m.paint.still && m.paint.wait(time.Now()) == 0 {
		return false
	}
	m.paint.kept = append(m.paint.kept, msg)
	return true
}

// trip is a time of the link as it is shown: coarse, and the same until it has changed
// by a quarter. What changed with every frame would be a frame of its own.
func (p *paint) trip(rtt time.Duration) time.Duration {
	if d := rtt - p.told; max(d, -d) > p.told/4 {
		p.told = rtt.Round(10 * time.Millisecond)
	}
	return p.told
}

// release hands out what was kept, and tells who follows how often that will be.
func (m *Model) release() tea.Cmd {
	kept := m.paint.kept
	m.paint.kept = nil
	for _, s := range m.slots {
		if s.stream != nil {
			s.stream.SetPace(m.paint.pacer.Gap())
		}
	}
	var cmds []tea.Cmd
	for _, msg := range kept {
		cmds = append(cmds, m.deliver(msg))
	}
	return tea.Batch(cmds...)
}

// deliver hands a message to its pane.
func (m *Model) deliver(msg addressed) tea.Cmd {
	p := m.pane(msg.To())
	if p == nil {
		return nil
	}
	return tea.Batch(p.Update(msg), m.after())
}

// backlogWait is when to look again at a terminal that takes nothing.
const backlogWait = 50 * time.Millisecond

// wake tries again at a time, unless that happens earlier anyway.
func (p *paint) wake(at time.Time, wait time.Duration) tea.Cmd {
	if !p.due.IsZero() && !at.Before(p.due) {
		return nil
	}
	p.due = at
	return tea.Tick(wait, func(time.Time) tea.Msg { return woken(at) })
}

// woken says that it is time to try again.
type woken time.Time

func (w woken) apply(m *Model) tea.Cmd {
	if !time.Time(w).Equal(m.paint.due) {
		return nil // an earlier one has taken its place
	}
	m.paint.due = time.Time{}
	return m.repaint()
}

// quiet carries out cmd once the terminal has answered for what it got. Nothing is
// drawn for data from now on: what the terminal answers later would be typed at
// whoever reads from it next.
func (m *Model) quiet(cmd tea.Cmd) tea.Cmd {
	m.paint.still = true
	if !m.paint.pacer.Waiting() || m.paint.backlog != nil && m.paint.backlog() > 0 { // blocked: nothing comes
		return cmd
	}
	m.paint.then = cmd
	return tea.Tick(term.LastAnswer, func(time.Time) tea.Msg { return silent{} })
}

// silent says that no answer of the terminal came.
type silent struct{}

func (silent) apply(m *Model) tea.Cmd {
	cmd := m.paint.then
	m.paint.then = nil
	return cmd
}
