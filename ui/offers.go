package ui

import (
	"slices"
	"strconv"
	"strings"

	"riffle/keymap"
	"riffle/query"
	"riffle/source"
	"riffle/ui/figures"
	"riffle/ui/prompt"
)

// filterOffers are the ways to go on in a filter of a stream.
func (m *Model) filterOffers(st *stream, text string, at int) prompt.Offers {
	seen := st.Seen()
	found := query.Complete(text, at, seen, m.c.Filters)
	o := prompt.Offers{From: found.From, To: found.To, Title: found.What, After: " "}
	shares := slices.ContainsFunc(found.List, func(x query.Offer) bool { return x.Share > 0 })
	if shares {
		o.Title += ", as seen in " + figures.Things(seen.Records(), "record")
		if n := seen.Documents(); n < seen.Records() {
			o.Title += ", " + figures.Count(int64(n)) + " of them JSON"
		}
	}
	for _, x := range found.List {
		o.List = append(o.List, prompt.Offer{Text: x.Text, Note: x.Note, Right: percent(x.Share), Rank: x.Rank})
	}
	return o
}

// percent writes a share; "" for none.
func percent(share float64) string {
	switch n := share * 100; {
	case n <= 0:
		return ""
	case n < 1:
		return "< 1 %"
	default:
		return strconv.Itoa(int(n)) + " %"
	}
}

// placeOffers are the places that a stream can be sent to.
func placeOffers(text string, _ int) prompt.Offers {
	typed := strings.TrimLeft(text, " ")
	o := prompt.Offers{From: len(text) - len(typed), To: len(text), Title: "places"}
	for _, h := range source.AtHelp() {
		if strings.HasPrefix(h[0], strings.ToLower(typed)) {
			first, _, _ := strings.Cut(h[0], "  ")
			o.List = append(o.List, prompt.Offer{Text: first, Note: h[1]})
		}
	}
	return o
}

// topicOffers is the topic that the cursor of a list stands on.
func topicOffers(l *list, text string) prompt.Offers {
	o := prompt.Offers{To: len(text)}
	if selected := l.Selected(); len(selected) == 1 {
		o.List = []prompt.Offer{{Text: selected[0].Name}}
	}
	return o
}

// argument is the action that the line begins with, and where its argument begins.
func (p *palette) argument() (a keymap.Action, from int, ok bool) {
	text := p.Text()
	name, _, more := strings.Cut(strings.TrimLeft(text, " "), " ")
	if a = keymap.Action(name); !more || a.Help() == "" {
		return "", 0, false
	}
	return a, len(text) - len(strings.TrimLeft(text, " ")) + len(name) + 1, true
}

// complete offers the ways to go on in the argument of an action.
func (p *palette) complete(m *Model, at int) prompt.Offers {
	a, from, ok := p.argument()
	if !ok || at < from {
		return prompt.Offers{From: at, To: at}
	}
	text, st := p.Text()[from:], m.streamInFocus()
	o := prompt.Offers{From: at - from, To: at - from}
	switch {
	case a == keymap.Seek:
		o = placeOffers(text, at-from)
	case a == keymap.PickTopic:
		o = namesOf(m.knownTopics(), text)
	case st != nil && a == keymap.Filter:
		o = m.filterOffers(st, text, at-from)
	}
	o.From, o.To = o.From+from, o.To+from
	return o
}

// namesOf are the names of topics that hold what was typed.
func namesOf(known []source.Topic, text string) prompt.Offers {
	typed := strings.ToLower(strings.TrimSpace(text))
	o := prompt.Offers{From: len(text) - len(strings.TrimLeft(text, " ")), To: len(text), Title: "topics"}
	var inside []prompt.Offer
	for _, t := range known {
		offer := prompt.Offer{Text: t.Name, Note: figures.Things(len(t.Partitions), "partition")}
		switch name := strings.ToLower(t.Name); {
		case t.Internal && typed == "":
		case strings.HasPrefix(name, typed):
			o.List = append(o.List, offer)
		case strings.Contains(name, typed):
			offer.Rank = 1
			inside = append(inside, offer)
		}
	}
	o.List = append(o.List, inside...)
	return o
}

// unmark ends what a prompt showed in the rows.
func (st *stream) unmark() { st.Preview(nil) }
