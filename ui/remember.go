package ui

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"riffle/ui/recall"
	"riffle/ui/theme"
)

// recollect reads what earlier runs remembered.
func (m *Model) recollect() tea.Cmd {
	file := m.c.Recall
	if file == nil {
		return nil
	}
	return func() tea.Msg {
		earlier, err := file.Load()
		return recollected{earlier, err}
	}
}

// recollected is what earlier runs remembered.
type recollected struct {
	earlier *recall.Memory
	err     error
}

func (r recollected) apply(m *Model) tea.Cmd {
	m.memory.Behind(r.earlier)
	for _, s := range m.slots {
		if s.stream != nil {
			m.recallColumns(s.stream)
		}
	}
	if r.err != nil {
		m.say(theme.Warn, r.err.Error())
		m.paint.now()
	}
	return nil
}

// remember keeps what was typed, for this run and, where there is a file, for later
// ones.
func (m *Model) remember(k recall.Kind, text string) tea.Cmd {
	if text = strings.TrimSpace(text); text == "" {
		return nil
	}
	m.memory.Add(k, text)
	return m.keep(recall.Typed(k, text))
}

// rememberColumns keeps which columns a stream is shown with.
func (m *Model) rememberColumns(st *stream, columns []string) tea.Cmd {
	m.memory.SetColumns(m.clusterName(), st.topics(), columns)
	return m.keep(recall.Chosen(m.clusterName(), st.topics(), columns))
}

// recallColumns shows a stream with the columns that it had before, unless others
// were chosen already.
func (m *Model) recallColumns(st *stream) {
	columns, ok := m.memory.Columns(m.clusterName(), st.topics())
	if !ok || len(st.Columns()) > 0 {
		return
	}
	if err := st.ShowColumns(columns); err != nil { // a language that has changed since, or somebody's own edit
		m.say(theme.Warn, "the columns remembered for "+st.topics()+" cannot be shown: "+err.Error())
	}
}

// topics are the names of the stream's topics.
func (st *stream) topics() string {
	var names []string
	for _, r := range st.refs {
		if !slices.Contains(names, r.Topic) {
			names = append(names, r.Topic)
		}
	}
	return strings.Join(names, ",")
}

// keep writes an entry to the file.
func (m *Model) keep(e recall.Entry) tea.Cmd {
	file := m.c.Recall
	if file == nil {
		return nil
	}
	return func() tea.Msg {
		if err := file.Append(e); err != nil {
			return forgotten{err}
		}
		return nil
	}
}

// forgotten says that something could not be written.
type forgotten struct{ err error }

// apply says so once: a full disk does not fill the footer too.
func (f forgotten) apply(m *Model) tea.Cmd {
	if !m.forgets {
		m.forgets = true
		m.say(theme.Warn, f.err.Error()+" · what is typed is kept until riffle ends")
		m.paint.now()
	}
	return nil
}

// clusterName is what the cluster is called.
func (m *Model) clusterName() string {
	for _, name := range []string{m.c.Cluster, m.c.Address} {
		if name != "" {
			return name
		}
	}
	return m.c.Source.Info().Endpoint
}
