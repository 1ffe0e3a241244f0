package ui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"riffle/query"
	"riffle/ui/figures"
	"riffle/ui/prompt"
	"riffle/ui/timeline"
)

// mostPaths is how many paths are offered.
const mostPaths = 300

// askCompared asks by which path's values two windows of the timeline are compared.
func (m *Model) askCompared() tea.Cmd {
	s := m.current()
	if s.aside == nil {
		return nil
	}
	p, ok := s.aside.Pane.(*timeline.Pane)
	if !ok {
		return nil
	}
	return m.ask(&question{
		Prompt: prompt.New("compare values of", "", nil),
		offers: func(text string, _ int) prompt.Offers { return pathOffers(s.stream.Seen(), text) },
		read: func(_ *Model, q *question) tea.Cmd {
			_, err := query.CompileColumn(q.Text())
			switch {
			case strings.TrimSpace(q.Text()) == "":
				q.Say("a path such as order.id · now " + p.Path() + " · Tab offers what was seen")
			case err != nil:
				q.refuse(err)
			default:
				q.Say("Enter compares by it")
			}
			return nil
		},
		accept: func(_ *Model, q *question) (tea.Cmd, bool) {
			column, err := query.CompileColumn(q.Text())
			if err != nil {
				return nil, false
			}
			return p.CompareBy(column.String()), true
		},
	})
}

// pathOffers are the paths that were seen, of those that fit what was typed.
func pathOffers(seen *query.Seen, text string) prompt.Offers {
	o := prompt.Offers{To: len(text), Title: "paths, as seen in " + figures.Things(seen.Records(), "record")}
	typed := strings.TrimSpace(text)
	for _, s := range seen.Paths(typed, mostPaths) {
		offer := prompt.Offer{Text: s.Path, Note: s.Type(), Right: percent(s.Share())}
		if !strings.HasPrefix(s.Path, typed) {
			offer.Rank = 1
		}
		o.List = append(o.List, offer)
	}
	return o
}
