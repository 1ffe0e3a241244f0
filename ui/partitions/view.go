package partitions

import (
	"fmt"
	"strings"

	"riffle/source"
	"riffle/ui/figures"
	"riffle/ui/safe"
	"riffle/ui/strip"
	"riffle/ui/theme"
)

// column is one column of the list: its width with what stands before it, and the
// width of the pane from which there is room for it.
type column struct {
	name  string
	cells int
	from  int
	left  bool
	text  func(*Pane, *entry) (string, theme.Token)
}

// shareCells are the cells of the bar that shows a share.
const shareCells = 10

// columns are those that there is room for.
func (p *Pane) columns() []column {
	all := []column{
		{"P", 4, 0, false, func(_ *Pane, e *entry) (string, theme.Token) { return fmt.Sprint(e.Partition), theme.Plain }},
		{"SHARE", 2 + shareCells, 56, true, (*Pane).bar},
		{"", 5, 30, false, (*Pane).percent},
		{"RECORDS", 13, 0, false, (*Pane).records},
		{"PER S", 7, 40, false, (*Pane).pace},
		{"LAST 24 H", 2 + bars, 92, true, (*Pane).day},
		{"NEWEST", 8, 48, false, (*Pane).newest},
		{"LOW", 11, 68, false, func(p *Pane, e *entry) (string, theme.Token) { return p.offset(e, e.Low), theme.Dim }},
		{"END", 11, 78, false, func(p *Pane, e *entry) (string, theme.Token) { return p.offset(e, e.End), theme.Dim }},
		{"LEADER", 8, 104, false, (*Pane).leader},
		{"IN SYNC", 9, 114, false, (*Pane).inSync},
	}
	var some []column
	room := p.w
	if len(p.topics) > 1 { // the numbers of several topics say nothing without their names
		topic := p.topicColumn()
		room -= topic.cells
		some = append(some, topic)
	}
	for _, c := range all {
		if room >= c.from {
			some = append(some, c)
		}
	}
	return some
}

// topicColumn names the topic of each partition, as wide as the longest name or a
// quarter of the pane.
func (p *Pane) topicColumn() column {
	wide := len("TOPIC")
	for _, t := range p.topics {
		wide = max(wide, safe.Width(safe.Clean(t, p.w/4+1)))
	}
	wide = min(wide, max(p.w/4, 1))
	return column{"TOPIC", 2 + wide, 0, true, func(_ *Pane, e *entry) (string, theme.Token) {
		return string(safe.Middle(safe.Clean(e.Topic, 400), wide)), theme.Plain
	}}
}

// leastHead is the height from which the columns have names.
const leastHead = 6

// listHeight is how many rows there is room for.
func (p *Pane) listHeight() int {
	n := p.h - 2 // the title, and what is seen at a glance
	if p.h >= leastHead {
		n--
	}
	return max(n, 0)
}

// View draws exactly h lines of exactly w cells.
func (p *Pane) View(focus bool) []string {
	lines := []string{p.title(focus)}
	if p.h >= leastHead {
		lines = append(lines, p.head())
	}
	for i := p.top; i < min(p.top+p.listHeight(), len(p.rows)); i++ {
		lines = append(lines, p.row(i, focus))
	}
	for len(lines) < p.h-1 {
		lines = append(lines, strings.Repeat(" ", p.w))
	}
	lines = append(lines[:max(min(len(lines), p.h-1), 0)], p.glance())
	return lines[:min(len(lines), p.h)]
}

func (p *Pane) title(focus bool) string {
	mark, look := " ", theme.Plain
	if focus {
		mark, look = p.c.Glyphs.Focus, theme.Strong
	}
	right := safe.Text("sort: " + p.order.String() + " ")
	name := safe.Clean(strings.Join(p.topics, " + "), 400)
	said := p.say(safe.Text(" · " + figures.Things(len(p.rows), "partition") + " · " + figures.Count(p.total()) + " records"))
	room := p.w - 1 - safe.Width(right)
	left := safe.Middle(name, max(room-safe.Width(said), 8)) + said
	return p.c.Theme.Paint(theme.Accent, mark) + p.c.Theme.Paint(look, string(safe.Pad(left, room))) +
		p.c.Theme.Paint(theme.Dim, string(safe.Pad(right, min(safe.Width(right), p.w-1))))
}

func (p *Pane) head() string {
	line := safe.Text(" ")
	for _, c := range p.columns() {
		line += c.place(c.name)
	}
	return p.c.Theme.Paint(theme.Dim, string(safe.Pad(line, p.w)))
}

// place puts a text where the column has it.
func (c column) place(text string) safe.Text {
	t := safe.Text(text)
	if c.left {
		return "  " + safe.Pad(t, c.cells-2)
	}
	return safe.Text(strings.Repeat(" ", max(c.cells-safe.Width(t), 0))) + t
}

func (p *Pane) row(i int, focus bool) string {
	e := &p.rows[i]
	lead := " "
	if i == p.cursor {
		lead = p.c.Glyphs.Linked
		if focus {
			lead = p.c.Glyphs.Focus
		}
	}
	var b strings.Builder
	b.WriteString(p.c.Theme.Paint(theme.Accent, lead))
	cells := 1
	for _, c := range p.columns() {
		if e.Err != nil && c.name == "RECORDS" {
			said := safe.Clean("  "+e.Err.Error(), max(p.w-cells, 0))
			b.WriteString(p.c.Theme.Paint(theme.Bad, string(said)))
			cells += safe.Width(said)
			break
		}
		text, look := c.text(p, e)
		if i == p.cursor && focus && look == theme.Plain {
			look = theme.Strong
		}
		placed := c.place(text)
		b.WriteString(p.c.Theme.Paint(look, string(placed)))
		cells += safe.Width(placed)
	}
	b.WriteString(strings.Repeat(" ", max(p.w-cells, 0)))
	return b.String()
}

// total is how many records there are.
func (p *Pane) total() (n int64) {
	for _, e := range p.rows {
		n += e.Records()
	}
	return n
}

// share is a partition's part of all records, 0 to 1.
func (p *Pane) share(e *entry) float64 {
	if n := p.total(); n > 0 {
		return float64(e.Records()) / float64(n)
	}
	return 0
}

// bar shows the share, the largest one full.
func (p *Pane) bar(e *entry) (string, theme.Token) {
	largest := int64(0)
	for _, x := range p.rows {
		largest = max(largest, x.Records())
	}
	if largest == 0 {
		return "", theme.Time
	}
	full := []rune(p.c.Glyphs.Scale)
	n := strip.Level(e.Records(), largest, shareCells)
	return strings.Repeat(string(full[len(full)-1]), n), theme.Time
}

func (p *Pane) percent(e *entry) (string, theme.Token) {
	if !e.counted || e.Err != nil {
		return "", theme.Plain
	}
	return fmt.Sprintf("%.0f %%", 100*p.share(e)), theme.Plain
}

func (p *Pane) records(e *entry) (string, theme.Token) {
	if !e.counted {
		return p.c.Glyphs.More, theme.Dim
	}
	return figures.Count(e.Records()), theme.Plain
}

func (p *Pane) pace(e *entry) (string, theme.Token) {
	switch {
	case !e.paced:
		return p.c.Glyphs.More, theme.Dim
	case e.day == nil && e.Records() > 0:
		return "", theme.Plain
	}
	return figures.PerSecond(float64(e.minute) / 60), theme.Plain
}

func (p *Pane) day(e *entry) (string, theme.Token) {
	if e.day == nil {
		return "", theme.Plain
	}
	most := int64(0)
	for _, x := range p.rows { // one scale for all: that is what shows who is behind
		most = max(most, strip.Highest(x.day))
	}
	return string(strip.Scaled(e.day, most, p.c.Glyphs)), theme.Time
}

func (p *Pane) newest(e *entry) (string, theme.Token) {
	switch {
	case e.counted && e.Records() == 0:
		return "empty", theme.Dim
	case !e.dated:
		return p.c.Glyphs.More, theme.Dim
	}
	return figures.Age(p.c.Now().Sub(e.newest)), theme.Plain
}

func (p *Pane) offset(e *entry, o source.Offset) string {
	if !e.counted {
		return ""
	}
	return string(safe.Clean(p.c.Source.Format(e.Ref, o), 20))
}

func (p *Pane) leader(e *entry) (string, theme.Token) {
	switch {
	case !e.placed:
		return "", theme.Plain
	case e.place.Leader < 0:
		return "none", theme.Bad
	}
	return fmt.Sprint(e.place.Leader), theme.Plain
}

func (p *Pane) inSync(e *entry) (string, theme.Token) {
	if !e.placed {
		return "", theme.Plain
	}
	look := theme.Plain
	if len(e.place.InSync) < len(e.place.Replicas) {
		look = theme.Bad
	}
	return fmt.Sprintf("%d/%d", len(e.place.InSync), len(e.place.Replicas)), look
}

// say gives a sentence the signs that the terminal can show.
func (p *Pane) say(t safe.Text) safe.Text {
	return safe.Text(strings.ReplaceAll(string(t), "·", p.c.Glyphs.Dot))
}
