package ui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"riffle/query"
	"riffle/ui/figures"
	"riffle/ui/layout"
	"riffle/ui/records"
)

// plan is what the filter in the prompt would have to read, as it was found out
// last. Filters with the same bounds read the same.
type plan struct {
	of  layout.ID // the stream
	key string
	records.Plan
}

// planned tells the plan of a filter; known is false where it has to be found out.
func (m *Model) planned(st *stream, p *query.Program) (n plan, known bool) {
	return m.plan, m.plan.of == st.id && m.plan.key == st.PlanKey(p)
}

// planSoon finds out what a filter would have to read once there is a pause in
// typing: it asks the cluster.
func (m *Model) planSoon(st *stream, q *question, p *query.Program) tea.Cmd {
	if _, known := m.planned(st, p); known {
		return nil
	}
	pause := planning{q: q, keys: q.keys, st: st, program: p}
	return tea.Tick(planPause, func(time.Time) tea.Msg { return pause })
}

const (
	planPause = 150 * time.Millisecond
	planWait  = 10 * time.Second // for the cluster's answers
)

// planning says that no key came for a moment.
type planning struct {
	q       *question
	keys    int
	st      *stream
	program *query.Program
}

func (g planning) apply(m *Model) tea.Cmd {
	if m.over != g.q || g.q.keys != g.keys {
		return nil
	}
	find, found := g.st.Plan(g.program), planFound{g, plan{of: g.st.id, key: g.st.PlanKey(g.program)}}
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(context.Background(), planWait)
		defer cancel()
		var err error
		if found.plan.Plan, err = find(ctx); err != nil {
			return nil
		}
		return found
	}
}

// planFound is the answer.
type planFound struct {
	planning
	plan plan
}

func (f planFound) apply(m *Model) tea.Cmd {
	m.plan = f.plan
	if m.over == f.q && f.q.keys == f.keys {
		m.sayFilter(f.st, f.q, f.program)
		m.paint.now()
	}
	return nil
}

// sayFilter says how a filter is understood, what it would read, and what it does
// to the rows that are there already.
func (m *Model) sayFilter(st *stream, q *question, p *query.Program) {
	hits, of := st.Preview(p)
	short := figures.Things(len(st.refs), "part")
	if n, known := m.planned(st, p); known {
		short = n.Short()
	}
	facts := []string{short, figures.Count(int64(hits)) + " of " + figures.Things(of, "loaded row")}
	q.Say("reads  "+p.Reads(), append(misread(st, p), facts...)...)
}

// misread warns of words that stand alone, as text, and are names of fields.
func misread(st *stream, p *query.Program) (warnings []string) {
	for _, m := range p.Misread(st.Seen()) {
		warnings = append(warnings, m.Word+": a field? try "+m.Asked())
	}
	return warnings
}
