package recall

import "slices"

// What is remembered at most.
const (
	maxEntries = 500       // of each kind
	maxTopics  = 2000      // with columns
	maxText    = 4 << 10   // bytes of an entry: a longer one is for this run only
	maxColumns = 64        // of one topic
	maxRead    = 4 << 20   // bytes of a file that are read: the last ones
	maxFile    = 512 << 10 // bytes from which a file is written anew
)

// Kind is the question that a text was typed for.
type Kind string

// The kinds of texts.
const (
	Filter  Kind = "filter"
	Seek    Kind = "seek"
	Find    Kind = "find"
	Command Kind = "command"
)

// topic is one topic of one cluster.
type topic struct{ cluster, name string }

// Memory is what is remembered in this process. The zero Memory is empty. It is
// used by one goroutine at a time.
type Memory struct {
	texts   map[Kind][]string // newest last
	columns map[topic][]string
	latest  []topic // those with columns, changed last at the end
}

// History is what was typed for a kind of question, the newest last. It must not
// be changed.
func (m *Memory) History(k Kind) []string { return m.texts[k] }

// Add remembers a text as the newest; the same text before it is forgotten. Empty
// text is nothing to remember.
func (m *Memory) Add(k Kind, text string) {
	if text == "" {
		return
	}
	if m.texts == nil {
		m.texts = make(map[Kind][]string)
	}
	list := make([]string, 0, len(m.texts[k])+1) // a prompt may be going through the old one
	for _, old := range m.texts[k] {
		if old != text {
			list = append(list, old)
		}
	}
	list = append(list, text)
	m.texts[k] = list[max(0, len(list)-maxEntries):]
}

// Columns are the columns that were chosen for a topic of a cluster; ok is false
// where none were. No columns at all are a choice too.
func (m *Memory) Columns(cluster, name string) (columns []string, ok bool) {
	columns, ok = m.columns[topic{cluster, name}]
	return columns, ok
}

// SetColumns remembers the columns of a topic.
func (m *Memory) SetColumns(cluster, name string, columns []string) {
	if m.columns == nil {
		m.columns = make(map[topic][]string)
	}
	t := topic{cluster, name}
	m.latest = append(slices.DeleteFunc(m.latest, func(other topic) bool { return other == t }), t)
	m.columns[t] = slices.Clone(columns[:min(len(columns), maxColumns)])
	if len(m.latest) > maxTopics {
		delete(m.columns, m.latest[0])
		m.latest = slices.Delete(m.latest, 0, 1)
	}
}

// Behind adds what was remembered earlier behind what m remembers: m is newer.
func (m *Memory) Behind(earlier *Memory) {
	newer := *m
	*m = Memory{}
	for _, from := range []*Memory{earlier, &newer} {
		for _, e := range from.entries() {
			m.take(e)
		}
	}
}

// entries are the journal that leads to m.
func (m *Memory) entries() []Entry {
	var list []Entry
	for _, k := range []Kind{Filter, Seek, Find, Command} {
		for _, text := range m.texts[k] {
			list = append(list, Typed(k, text))
		}
	}
	for _, t := range m.latest {
		list = append(list, Chosen(t.cluster, t.name, m.columns[t]))
	}
	return list
}

// take remembers an entry of a journal.
func (m *Memory) take(e Entry) {
	switch e.Kind {
	case Filter, Seek, Find, Command:
		if len(e.Text) <= maxText {
			m.Add(e.Kind, e.Text)
		}
	case columns:
		m.SetColumns(e.Cluster, e.Topic, e.Columns)
	}
}
