package ui

import (
	"errors"
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"riffle/keymap"
	"riffle/query"
	"riffle/source"
	"riffle/ui/prompt"
	"riffle/ui/recall"
)

// present is the present moment in the zone of the screen.
func (m *Model) present() time.Time { return m.c.Now().In(m.zone) }

func (m *Model) querySettings() query.Settings {
	return query.Settings{Now: m.present(), Saved: m.c.Filters}
}

// askNarrow narrows the list of topics while one types; Enter opens at once.
func (m *Model) askNarrow() tea.Cmd {
	s := m.current()
	if !s.listed() {
		return nil
	}
	return m.ask(&question{
		Prompt: prompt.New("topics with", s.list.Narrowed(), nil),
		read: func(m *Model, q *question) tea.Cmd {
			cmd := s.list.Narrow(q.Text())
			q.Say("Enter opens · arrows choose · Esc shows all")
			return cmd
		},
		accept: func(m *Model, q *question) (tea.Cmd, bool) {
			if _, loaded := s.list.Topics(); loaded && len(s.list.Selected()) == 0 {
				q.Say("no topic has that in its name · Esc shows all")
				return nil, false
			}
			return m.openSelected(s, here), true
		},
		offers: func(text string, _ int) prompt.Offers { return topicOffers(s.list, text) },
		cancel: func(*Model) tea.Cmd { return s.list.Narrow("") },
		arrows: func(_ *Model, a keymap.Action) tea.Cmd {
			cmd, _ := s.list.Do(a, 0)
			return cmd
		},
	})
}

// askFilter asks for a filter of the stream in focus. An empty one shows all.
func (m *Model) askFilter() tea.Cmd {
	st := m.streamInFocus()
	if st == nil {
		return nil
	}
	return m.ask(&question{
		Prompt: prompt.New("filter", st.Wanted(), m.memory.History(recall.Filter)),
		done:   st.unmark,
		offers: func(text string, at int) prompt.Offers { return m.filterOffers(st, text, at) },
		read:   func(m *Model, q *question) tea.Cmd { return m.readFilter(st, q) },
		accept: func(m *Model, q *question) (tea.Cmd, bool) {
			p, err := query.Compile(q.Text(), m.querySettings())
			if err != nil {
				return nil, false
			}
			if p.Empty() {
				return st.Filter(nil, ""), true
			}
			return tea.Batch(m.remember(recall.Filter, q.Text()), st.Filter(p, strings.TrimSpace(q.Text()))), true
		},
	})
}

// readFilter says how a filter is understood, and what it does to the rows that
// are there already.
func (m *Model) readFilter(st *stream, q *question) tea.Cmd {
	p, err := query.Compile(q.Text(), m.querySettings())
	if err != nil || p.Empty() {
		st.unmark()
	}
	switch {
	case err != nil:
		q.refuse(err)
	case p.Empty():
		q.Say("reads  all records · a word is text anywhere · type = Shipped · Tab completes")
	default:
		m.sayFilter(st, q, p)
		return m.planSoon(st, q, p)
	}
	return nil
}

// askSeek asks for a place in the stream in focus.
func (m *Model) askSeek() tea.Cmd {
	st := m.streamInFocus()
	if st == nil {
		return nil
	}
	return m.ask(&question{
		Prompt: prompt.New("go to", "", m.memory.History(recall.Seek)),
		offers: placeOffers,
		read:   func(m *Model, q *question) tea.Cmd { m.readPlace(q, st.place(q.Text())); return nil },
		accept: func(m *Model, q *question) (tea.Cmd, bool) {
			at, err := source.ParseAt(st.place(q.Text()), m.present())
			if err != nil {
				return nil, false
			}
			return tea.Batch(m.remember(recall.Seek, q.Text()), st.Seek(at)), true
		},
	})
}

// place takes the name of the stream's topic off a place, which has it where it was
// copied: "orders p3@88123".
func (st *stream) place(text string) string {
	for _, r := range st.refs {
		if rest, ok := strings.CutPrefix(strings.TrimSpace(text), r.Topic+" "); ok {
			return rest
		}
	}
	return text
}

// readPlace says which place a text names.
func (m *Model) readPlace(q *question, text string) {
	at, err := source.ParseAt(text, m.present())
	var bad *source.AtError
	switch {
	case strings.TrimSpace(text) == "":
		q.Say(strings.Join(kindsOfPlace(), "  "))
	case errors.As(err, &bad):
		q.wrong(bad.Col, len(strings.TrimSpace(text)), bad.Msg)
	default:
		q.Say("reads  " + m.wordsOf(at))
	}
}

// kindsOfPlace is an example of each kind of place, as many as a line of 80 cells holds:
// a date alone is the beginning of one with its time, one without a year another way to
// write it.
func kindsOfPlace() (kinds []string) {
	const most, gap = 78, 2
	width := 0
	for _, h := range source.AtHelp() {
		kind, _, _ := strings.Cut(h[0], "  ")
		if n := len(kinds); n > 0 && strings.HasPrefix(kinds[n-1], kind) || strings.Contains(kind, " ") {
			continue
		}
		if width += len(kind) + gap; width <= most {
			kinds = append(kinds, kind)
		}
	}
	return kinds
}

// placeWords says what a text that names a place means; "" for any other.
func (m *Model) placeWords(text string) string {
	at, err := source.ParseAt(text, m.present())
	if err != nil {
		return ""
	}
	return m.wordsOf(at)
}

// wordsOf says what a place means.
func (m *Model) wordsOf(at source.At) string {
	if t, ok := at.Instant(); ok {
		return t.In(m.zone).Format("Mon 2 Jan 2006 15:04:05.000 MST")
	}
	if group, ok := at.Group(); ok {
		return "where the consumer group " + group + " stands"
	}
	text := strings.ToLower(at.String())
	for _, h := range source.AtHelp() {
		if text == h[0] && !strings.ContainsAny(text, "%@-") {
			return h[1]
		}
	}
	if text[0] == '@' {
		part := "the partition under the cursor"
		if st := m.streamInFocus(); st != nil {
			part = "partition " + strconv.Itoa(int(st.Place().Partition)) + ", where the cursor is"
		}
		return "offset " + text[1:] + " of " + part
	}
	part, offset, ok := strings.Cut(text, "@")
	switch {
	case ok:
		return "offset " + offset + " of partition " + part[1:]
	case strings.HasSuffix(text, "%"):
		return text + " of the records lie before"
	}
	return strings.TrimPrefix(text, "end-") + " records before the end"
}
