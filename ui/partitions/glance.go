package partitions

import (
	"fmt"
	"slices"
	"strings"

	"riffle/keymap"
	"riffle/ui/figures"
	"riffle/ui/safe"
	"riffle/ui/theme"
)

// uneven is how many times its even share a partition holds before that is said.
const uneven = 1.5

// glance says in a line what stands out: what went wrong, partitions without a
// leader or behind, one that has more than its share, one that gets nothing.
func (p *Pane) glance() string {
	text, look := p.outstanding()
	said := safe.Clean(" "+string(p.say(safe.Text(text))), p.w)
	return p.c.Theme.Paint(look, string(safe.Pad(said, p.w)))
}

func (p *Pane) outstanding() (string, theme.Token) {
	if p.err != nil {
		return p.err.Error() + " · " + p.keys(keymap.Refresh) + " asks again", theme.Bad
	}
	if slices.ContainsFunc(p.rows, func(e entry) bool { return !e.counted }) {
		return "asking for " + figures.Things(len(p.rows), "partition"), theme.Dim
	}
	var said []string
	look := theme.Plain
	if list := p.those(func(e *entry) bool { return e.placed && e.place.Leader < 0 }); list != "" {
		said, look = append(said, list+" without a leader"), theme.Bad
	}
	if list := p.those(func(e *entry) bool { return e.placed && len(e.place.InSync) < len(e.place.Replicas) }); list != "" {
		said, look = append(said, list+" with replicas behind"), theme.Bad
	}
	even := 1 / float64(len(p.rows))
	largest := slices.MaxFunc(p.rows, func(a, b entry) int { return int(min(max(a.Records()-b.Records(), -1), 1)) })
	one := len(p.topics) == 1 && len(p.rows) > 1 // an even share is one within a topic
	if share := p.share(&largest); one && share > uneven*even {
		said = append(said, fmt.Sprintf("p%d holds %.1f times its even share", largest.Partition, share/even))
		look = max(look, theme.Warn)
	}
	if list := p.those(func(e *entry) bool { return e.Err == nil && e.paced && e.quiet() && p.flows() }); list != "" {
		said = append(said, "nothing for 4 h to "+list)
		look = max(look, theme.Warn)
	}
	switch {
	case p.total() == 0:
		return "no records", theme.Plain
	case len(said) == 0 && one:
		return "evenly spread", theme.Good
	}
	return strings.Join(said, " · "), look
}

// quiet tells whether nothing came to a partition for the last two bars.
func (e *entry) quiet() bool {
	return e.day == nil || e.day[bars-1]+e.day[bars-2] == 0
}

// flows tells whether so much came to the others that each should have got some.
func (p *Pane) flows() bool {
	n := int64(0)
	for _, e := range p.rows {
		if e.day != nil {
			n += e.day[bars-1] + e.day[bars-2]
		}
	}
	return n > int64(20*len(p.rows))
}

// those lists the partitions of which something is true: "p1 p4", "12 partitions".
func (p *Pane) those(is func(*entry) bool) string {
	var names []string
	for i := range p.rows {
		if is(&p.rows[i]) {
			name := fmt.Sprintf("p%d", p.rows[i].Partition)
			if len(p.topics) > 1 {
				name = p.rows[i].Topic + " " + name
			}
			names = append(names, name)
		}
	}
	if len(names) > 6 {
		return figures.Things(len(names), "partition")
	}
	slices.Sort(names)
	return strings.Join(names, " ")
}
