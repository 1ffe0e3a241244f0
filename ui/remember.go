package ui

import (
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

// rememberColumns keeps which columns a topic is shown with.
func (m *Model) rememberColumns(topic string, columns []string) tea.Cmd {
	m.memory.SetColumns(m.clusterName(), topic, columns)
	return m.keep(recall.Chosen(m.clusterName(), topic, columns))
}

// rememberedColumns are those that a topic was shown with before.
func (m *Model) rememberedColumns(topic string) (columns []string, ok bool) {
	return m.memory.Columns(m.clusterName(), topic)
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
