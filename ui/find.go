package ui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"riffle/query"
	"riffle/ui/figures"
	"riffle/ui/prompt"
	"riffle/ui/recall"
)

// askFind asks for what to look for in the stream in focus. Nothing is hidden; an
// empty text forgets what was looked for before.
func (m *Model) askFind() tea.Cmd {
	st := m.streamInFocus()
	switch {
	case st == nil:
		return nil
	case m.recordInFocus() != nil:
		return m.askInRecord()
	}
	return m.ask(&question{
		Prompt: prompt.New("find", "", m.memory.History(recall.Find)),
		done:   st.unmark,
		offers: func(text string, at int) prompt.Offers { return m.filterOffers(st, text, at) },
		read:   func(m *Model, q *question) tea.Cmd { m.readFind(st, q); return nil },
		accept: func(m *Model, q *question) (tea.Cmd, bool) {
			p, err := query.Compile(q.Text(), m.querySettings())
			if err != nil {
				return nil, false
			}
			text := strings.TrimSpace(q.Text())
			return tea.Batch(m.remember(recall.Find, text), st.Find(p, text, 0)), true
		},
	})
}

// readFind says how the text is understood, and how often it stands in the rows
// that are there already.
func (m *Model) readFind(st *stream, q *question) {
	p, err := query.Compile(q.Text(), m.querySettings())
	hits, of := st.Preview(p)
	switch {
	case err != nil:
		q.refuse(err)
	case p.Empty():
		q.Say("a text or a condition, as of a filter · other rows stay · Enter here forgets the last one")
	default:
		q.Say("reads  "+p.Reads(), append(misread(st, p), figures.Count(int64(hits))+" of "+figures.Things(of, "loaded row"))...)
	}
}

// askInRecord asks for a text to look for in the record that is shown.
func (m *Model) askInRecord() tea.Cmd {
	r := m.record
	return m.ask(&question{
		Prompt: prompt.New("find in this record", "", m.memory.History(recall.Find)),
		read: func(_ *Model, q *question) tea.Cmd {
			q.Say("a text in the key, the headers, the value · capitals count where there are some")
			return nil
		},
		accept: func(m *Model, q *question) (tea.Cmd, bool) {
			return tea.Batch(m.remember(recall.Find, q.Text()), r.Find(q.Text())), true
		},
	})
}
