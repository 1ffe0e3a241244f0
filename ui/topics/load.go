package topics

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"riffle/source"
	"riffle/ui/layout"
	"riffle/ui/safe"
)

const (
	// patience is how long an answer may take before it counts as an error.
	patience = 20 * time.Second
	// atOnce is how many topics one request asks about, and how many partitions they
	// may have together: a few milliseconds of a broker's time.
	atOnce, partsAtOnce = 100, 2000
	// datedParts is how many partitions are asked for the time of their newest record
	// in one request. It costs the broker far more than a count, so only rows on
	// the screen ask.
	datedParts = 256
)

// listed brings the names.
type listed struct {
	to   layout.ID
	gen  int
	list []source.Topic
	err  error
}

// To is the pane that the message is for.
func (m listed) To() layout.ID { return m.to }

// Err is why it failed, nil where it did not.
func (m listed) Err() error { return m.err }

// again says that it is time to try once more.
type again struct {
	to   layout.ID
	gen  int
	what what
}

// what is tried again.
type what uint8

const (
	theFacts what = iota
	theNames
	theRest // facts of rows out of sight
)

// To is the pane that the message is for.
func (m again) To() layout.ID { return m.to }

// facts brings what is known of some topics.
type facts struct {
	to     layout.ID
	gen    int
	asked  []string
	counts map[string]total // nil where dates were asked for
	newest map[string]time.Time
	keep   map[string]source.Retention
	paces  map[string]pace // nil where others were asked for
	days   bool            // paces holds bars of the day too
	err    error
}

// To is the pane that the message is for.
func (m facts) To() layout.ID { return m.to }

// Err is why it failed, nil where it did not.
func (m facts) Err() error { return m.err }

type total struct {
	records int64
	err     error
}

// Refresh asks for the list and all facts anew. What is on the screen stays until
// the answer is there.
func (p *Pane) Refresh() tea.Cmd {
	p.gen++
	p.loading, p.asking, p.resting = true, false, false
	src, to, gen := p.src, p.id, p.gen
	return tea.Batch(func() tea.Msg {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		list, err := src.Topics(ctx)
		return listed{to, gen, list, err}
	}, p.watchStep(stepFirst))
}

// stepFirst and stepEvery are how often a list that is not there yet looks at what
// the connection waits for.
const stepFirst, stepEvery = 250 * time.Millisecond, time.Second

// stepped says that it is time to look: drawing asks.
type stepped struct {
	to  layout.ID
	gen int
}

// To is the pane that the message is for.
func (m stepped) To() layout.ID { return m.to }

func (p *Pane) watchStep(after time.Duration) tea.Cmd {
	if p.all != nil {
		return nil
	}
	m := stepped{p.id, p.gen}
	return tea.Tick(after, func(time.Time) tea.Msg { return m })
}

// Update takes an answer.
func (p *Pane) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case listed:
		if msg.gen == p.gen {
			return p.list(msg)
		}
	case facts:
		if msg.gen == p.gen {
			return p.learn(msg)
		}
	case stepped:
		if msg.gen == p.gen && p.loading {
			return p.watchStep(stepEvery)
		}
	case again:
		switch {
		case msg.gen != p.gen:
		case msg.what == theNames:
			return p.Refresh()
		case msg.what == theRest:
			p.resting = false
			return p.ask()
		default:
			p.asking = false
			return p.ask()
		}
	}
	return nil
}

// retry waits as long as a passing error says; nil where err does not pass by itself.
func (p *Pane) retry(err error, w what) tea.Cmd {
	passing := (*source.TransientError)(nil)
	if !errors.As(err, &passing) {
		return nil
	}
	msg := again{p.id, p.gen, w}
	return tea.Tick(max(passing.After, 500*time.Millisecond), func(time.Time) tea.Msg { return msg })
}

func (p *Pane) list(m listed) tea.Cmd {
	p.loading, p.err = false, m.err
	if m.err != nil {
		return p.retry(m.err, theNames)
	}
	first := p.all == nil
	p.take(append([]source.Topic{}, m.list...))
	if first {
		return p.move(p.cursor + p.ahead)
	}
	return p.ask()
}

// take lists topics. What was known of them stays until the new facts come.
func (p *Pane) take(list []source.Topic) {
	if list == nil {
		return
	}
	known := map[string]entry{}
	for _, e := range p.all {
		known[e.Name] = e
	}
	p.all, p.longest = make([]entry, 0, len(list)), 0
	for _, t := range list {
		p.longest = max(p.longest, safe.Width(safe.Clean(t.Name, len(t.Name)*maxGrowth+1)))
		e := entry{Topic: t, lower: strings.ToLower(t.Name)}
		if old, ok := known[t.Name]; ok {
			e.records, e.newest, e.keep, e.pace, e.day = old.records, old.newest, old.keep, old.pace, old.day
		}
		p.all = append(p.all, e)
	}
	slices.SortFunc(p.all, func(a, b entry) int { return strings.Compare(a.Name, b.Name) })
	for name := range p.marked {
		if _, ok := slices.BinarySearchFunc(p.all, name, byName); !ok {
			delete(p.marked, name)
		}
	}
	p.filter()
}

func byName(e entry, name string) int { return strings.Compare(e.Name, name) }

// entry is the topic of that name, nil if there is none.
func (p *Pane) entry(name string) *entry {
	if i, ok := slices.BinarySearchFunc(p.all, name, byName); ok {
		return &p.all[i]
	}
	return nil
}

// rows are the places of the topics on the screen.
func (p *Pane) rows() []int {
	return p.shown[min(p.top, len(p.shown)):min(p.top+p.listHeight(), len(p.shown))]
}

// ask sends the next request for facts, unless one is under way or nobody looks.
func (p *Pane) ask() tea.Cmd {
	if p.asking || p.hidden || p.loading || p.err != nil {
		return nil
	}
	rows := p.rows()
	if names := p.pick(rows, partsAtOnce, func(e *entry) bool { return e.counted }); len(names) > 0 {
		return p.count(names)
	}
	if names := p.pick(rows, datedParts, func(e *entry) bool { return e.dated }); len(names) > 0 {
		return p.date(names)
	}
	if names := p.pick(rows, drawnParts, func(e *entry) bool { return e.drawn || e.bare() }); len(names) > 0 {
		return p.measure(names, true)
	}
	if names := p.pick(p.shown, partsAtOnce, func(e *entry) bool { return e.counted }); len(names) > 0 {
		return p.count(names)
	}
	if p.resting {
		return nil
	}
	if names := p.pick(p.shown, pacedParts, func(e *entry) bool { return e.paced || e.bare() }); len(names) > 0 {
		return p.measure(names, false)
	}
	return nil
}

// pick chooses the first of rows that are not done, as many as one request holds.
func (p *Pane) pick(rows []int, parts int, done func(*entry) bool) (names []string) {
	for _, i := range rows {
		e := &p.all[i]
		if e.Err != nil || e.err != nil || done(e) {
			continue
		}
		if e.alone && len(names) > 0 || len(names) == atOnce {
			break
		}
		if parts -= len(e.Partitions); parts < 0 && len(names) > 0 {
			break
		}
		names = append(names, e.Name)
		if e.alone {
			break
		}
	}
	return names
}

// count asks how many records some topics have.
func (p *Pane) count(names []string) tea.Cmd {
	p.asking = true
	src, to, gen := p.src, p.id, p.gen
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		stats, err := src.Describe(ctx, names...)
		counts := map[string]total{}
		for _, s := range stats {
			c := counts[s.Topic]
			c.records += s.Records()
			if c.err == nil {
				c.err = s.Err
			}
			counts[s.Topic] = c
		}
		return facts{to: to, gen: gen, asked: names, counts: counts, err: err}
	}
}

// date asks for the newest records' times and how long topics keep records.
func (p *Pane) date(names []string) tea.Cmd {
	p.asking = true
	src, to, gen := p.src, p.id, p.gen
	var lookups []source.Lookup
	for _, name := range names {
		e := p.entry(name)
		if e.records == 0 || len(e.Partitions) > datedParts {
			continue
		}
		for _, ref := range e.Refs() {
			lookups = append(lookups, source.Lookup{Ref: ref})
		}
	}
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		m := facts{to: to, gen: gen, asked: names, newest: map[string]time.Time{}}
		if len(lookups) > 0 {
			var found []source.Found
			found, m.err = src.OffsetsAt(ctx, lookups)
			for i, f := range found {
				if t := lookups[i].Topic; f.OK && f.Time.After(m.newest[t]) {
					m.newest[t] = f.Time
				}
			}
		}
		if k, ok := src.(source.Keeper); ok && m.err == nil {
			m.keep, _ = k.Retention(ctx, names...) // not allowed to know: the column stays empty
		}
		return m
	}
}

// learn takes facts in and asks for more.
func (p *Pane) learn(m facts) tea.Cmd {
	if cmd := p.retry(m.err, theFacts); cmd != nil {
		p.fault = m.err
		return cmd
	}
	p.asking, p.fault = false, nil
	for _, name := range m.asked {
		e := p.entry(name)
		if e == nil {
			continue
		}
		switch {
		case m.err != nil && len(m.asked) > 1:
			e.alone = true
		case m.err != nil:
			e.err = m.err
		case m.counts != nil:
			c := m.counts[name]
			e.records, e.err, e.counted, e.seen = c.records, c.err, true, p.now()
		case m.paces != nil:
			p.pacedBy(e, m)
		default:
			e.newest, e.keep, e.dated = m.newest[name], m.keep[name], true
		}
	}
	if p.order != byTopic {
		p.sort()
		p.scroll()
	}
	if m.paces != nil && !m.days {
		p.resting = true
		rest := again{p.id, p.gen, theRest}
		return tea.Batch(p.ask(), tea.Tick(pacedEvery, func(time.Time) tea.Msg { return rest }))
	}
	return p.ask()
}
