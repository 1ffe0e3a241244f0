package ui

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"riffle/keymap"
	"riffle/query"
	"riffle/source"
	"riffle/ui/figures"
	"riffle/ui/prompt"
	"riffle/ui/theme"
)

// present is the present moment in the zone of the screen.
func (m *Model) present() time.Time { return m.c.Now().In(m.zone) }

func (m *Model) querySettings() query.Settings { return query.Settings{Now: m.present()} }

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
		accept: func(m *Model, _ *question) (tea.Cmd, bool) { return m.openSelected(s, here), true },
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
		Prompt: prompt.New("filter", st.FilterText(), m.filters),
		read:   func(m *Model, q *question) tea.Cmd { m.readFilter(st, q); return nil },
		accept: func(m *Model, q *question) (tea.Cmd, bool) {
			p, err := query.Compile(q.Text(), m.querySettings())
			if err != nil {
				return nil, false
			}
			m.filters = kept(m.filters, strings.TrimSpace(q.Text()))
			if p.Empty() {
				return st.Filter(nil, ""), true
			}
			return st.Filter(p, strings.TrimSpace(q.Text())), true
		},
	})
}

// readFilter says how a filter is understood, and what it does to the rows that
// are there already.
func (m *Model) readFilter(st *stream, q *question) {
	p, err := query.Compile(q.Text(), m.querySettings())
	var bad *query.Error
	switch {
	case errors.As(err, &bad):
		q.wrong(bad.Col, bad.Len, said(bad))
	case err != nil:
		q.wrong(0, 1, err.Error())
	case p.Empty():
		q.Say("reads  all records · a word is text anywhere, type = Shipped compares")
	default:
		hits, of := st.Sample(p.Match)
		q.Say(fmt.Sprintf("reads  %s · %s · %d of %s", p.Reads(), figures.Things(len(st.refs), "part"), hits, figures.Things(of, "loaded row")))
	}
}

// askSeek asks for a place in the stream in focus.
func (m *Model) askSeek() tea.Cmd {
	st := m.streamInFocus()
	if st == nil {
		return nil
	}
	return m.ask(&question{
		Prompt: prompt.New("go to", "", m.seeks),
		read:   func(m *Model, q *question) tea.Cmd { m.readPlace(q, q.Text()); return nil },
		accept: func(m *Model, q *question) (tea.Cmd, bool) {
			at, err := source.ParseAt(q.Text(), m.present())
			if err != nil {
				return nil, false
			}
			m.seeks = kept(m.seeks, strings.TrimSpace(q.Text()))
			return st.Seek(at), true
		},
	})
}

// readPlace says which place a text names.
func (m *Model) readPlace(q *question, text string) {
	at, err := source.ParseAt(text, m.present())
	var bad *source.AtError
	switch {
	case strings.TrimSpace(text) == "":
		var places []string
		for _, h := range source.AtHelp() {
			places = append(places, h[0])
		}
		q.Say(strings.Join(places, "  "))
	case errors.As(err, &bad):
		q.wrong(bad.Col, len(strings.TrimSpace(text)), bad.Msg)
	default:
		q.Say("reads  " + m.placeWords(at))
	}
}

// placeWords says what a place means.
func (m *Model) placeWords(at source.At) string {
	if t, ok := at.Instant(); ok {
		return t.In(m.zone).Format("Mon 2 Jan 2006 15:04:05.000 MST")
	}
	text := strings.ToLower(at.String())
	for _, h := range source.AtHelp() {
		if text == h[0] && !strings.ContainsAny(text, "%@-") {
			return h[1]
		}
	}
	if text[0] == '@' {
		ref := m.current().stream.Place().Ref
		return "offset " + text[1:] + " of partition " + strconv.Itoa(int(ref.Partition)) + ", where the cursor is"
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

// askCommand asks for any action by its name, or a place.
func (m *Model) askCommand() tea.Cmd {
	return m.ask(&question{
		Prompt: prompt.New("command", "", m.lines),
		read:   func(m *Model, q *question) tea.Cmd { m.readCommand(q); return nil },
		accept: func(m *Model, q *question) (tea.Cmd, bool) {
			line := strings.TrimSpace(q.Text())
			if near := completions(line); len(near) == 1 {
				line = string(near[0])
			} else if q.why != nil || len(near) > 1 {
				return nil, false
			}
			m.over = nil
			m.lines = kept(m.lines, line)
			return m.run(keymap.Parse(line)), true
		},
	})
}

// readCommand says what a line behind ":" does.
func (m *Model) readCommand(q *question) {
	a, arg := keymap.Parse(q.Text())
	switch {
	case a == "":
		q.Say("an action by its name, such as filter or zoom · 14:20  @88123  50% go there · q one level up")
	case a != keymap.Seek:
		said := "does  " + string(a) + ": " + a.Help()
		if arg != "" {
			said += " · " + arg
		}
		q.Say(said)
	default:
		if near := completions(arg); len(near) > 0 {
			said := "actions"
			for _, n := range near {
				said += "  " + string(n)
			}
			q.Say(said)
			return
		}
		m.readPlace(q, arg)
		if q.why == nil && m.streamInFocus() == nil {
			q.wrong(0, len(q.Text()), "there is no stream here to go to a place in")
		}
	}
}

// completions are the actions whose names begin with a line that names none.
func completions(line string) []keymap.Action {
	if a, _ := keymap.Parse(line); a != keymap.Seek || line == "" || line == string(keymap.Seek) {
		return nil
	}
	return keymap.Complete(line)
}

// run does what a line behind ":" says.
func (m *Model) run(a keymap.Action, arg string) tea.Cmd {
	switch {
	case a == keymap.Seek && arg != "":
		return m.seekTo(arg)
	case a == keymap.Filter && arg != "":
		return m.filterBy(arg)
	case a == "":
		return nil
	}
	n, _ := strconv.Atoi(arg)
	return m.do(a, n)
}

// seekTo goes to the place that a text names.
func (m *Model) seekTo(text string) tea.Cmd {
	st := m.streamInFocus()
	at, err := source.ParseAt(text, m.present())
	switch {
	case err != nil:
		m.say(theme.Bad, err.Error())
		return nil
	case st == nil:
		m.say(theme.Bad, "there is no stream here to go to a place in")
		return nil
	}
	return st.Seek(at)
}

// filterBy filters the stream in focus.
func (m *Model) filterBy(text string) tea.Cmd {
	st := m.streamInFocus()
	p, err := query.Compile(text, m.querySettings())
	switch {
	case err != nil:
		m.say(theme.Bad, err.Error())
		return nil
	case st == nil:
		m.say(theme.Bad, "there is no stream here to filter")
		return nil
	}
	m.filters = kept(m.filters, text)
	return st.Filter(p, text)
}
