package topics

import (
	"fmt"
	"strings"

	"riffle/ui/figures"
	"riffle/ui/safe"
	"riffle/ui/strip"
	"riffle/ui/theme"
)

// The columns, from the right, with the widths from which a pane has room for
// them. What is least asked for goes first.
const (
	keepCells, keepFrom     = 9, 78
	dayCells, dayFrom       = dayBars + 2, 72
	halfCells, halfFrom     = dayBars/2 + 2, 62
	partCells, partFrom     = 5, 56
	newestCells, newestFrom = 8, 50
	recordsCells, exactFrom = 14, 46 // every digit
	paceCells, paceFrom     = 7, 38
	briefCells, recordsFrom = 10, 28 // 4.3 M
	markCells               = 3
	widestBar               = 4
)

// nameCells is the room for names: no wider than they are, or the eye would have to
// carry a line across an empty screen.
func (p *Pane) nameCells() int {
	return min(p.nameRoom(), max(p.longest+2, leastName))
}

// nameRoom is what the other columns leave.
func (p *Pane) nameRoom() int {
	w := p.w - markCells - p.recordsRoom()
	for _, c := range []struct{ cells, from int }{
		{keepCells, keepFrom}, {newestCells, newestFrom}, {partCells, partFrom}, {paceCells, paceFrom},
	} {
		if p.w >= c.from {
			w -= c.cells
		}
	}
	return max(w-p.dayLeast(), 1)
}

// recordsRoom is the room for the number of records.
func (p *Pane) recordsRoom() int {
	switch {
	case p.w >= exactFrom:
		return recordsCells
	case p.w >= recordsFrom:
		return briefCells
	}
	return 0
}

// dayRoom is the room for the bars of the day, with what stands before them.
func (p *Pane) dayRoom() int {
	return p.dayLeast() + (p.barCells()-1)*dayBars
}

// barCells is how wide a bar of the day is: what names leave goes to the bars.
func (p *Pane) barCells() int {
	if p.dayLeast() < dayCells {
		return 1
	}
	return min(1+(p.nameRoom()-p.nameCells())/dayBars, widestBar)
}

// dayLeast is the room for bars of one cell.
func (p *Pane) dayLeast() int {
	switch {
	case p.w >= dayFrom:
		return dayCells
	case p.w >= halfFrom:
		return halfCells
	}
	return 0
}

// cells are what a row says.
type cells struct {
	name                safe.Text
	part, records, pace string
	day                 string // as many cells as there is room for, painted
	newest, keep        string
}

// columns lays a row out.
func (p *Pane) columns(c cells) string {
	var b strings.Builder
	b.WriteString(string(safe.Pad(c.name, p.nameCells())))
	if p.w >= partFrom {
		fmt.Fprintf(&b, "%*s", partCells, c.part)
	}
	if w := p.recordsRoom(); w > 0 {
		b.WriteString(right(c.records, w))
	}
	if p.w >= paceFrom {
		b.WriteString(right(c.pace, paceCells))
	}
	if p.dayRoom() > 0 {
		b.WriteString("  " + c.day)
	}
	if p.w >= newestFrom {
		b.WriteString(right(c.newest, newestCells))
	}
	if p.w >= keepFrom {
		b.WriteString("  " + string(safe.Pad(safe.Text(c.keep), keepCells-2)))
	}
	left := p.nameRoom() - p.nameCells() - (p.dayRoom() - p.dayLeast())
	return b.String() + strings.Repeat(" ", left)
}

// right puts s at the right edge of w cells.
func right(s string, w int) string {
	return strings.Repeat(" ", max(w-safe.Width(safe.Text(s)), 0)) + s
}

func (p *Pane) head() string {
	return p.th.Paint(theme.Dim, strings.Repeat(" ", markCells)+p.columns(cells{
		name: "TOPIC", part: "PART", records: "RECORDS", pace: "PER S",
		day: string(safe.Pad(p.dayHead(), max(p.dayRoom()-2, 0))), newest: "NEWEST", keep: "KEEP",
	}))
}

func (p *Pane) row(i int, focus bool) string {
	e := &p.all[p.shown[i]]
	lead := " "
	if i == p.cursor {
		lead = p.glyphs.Linked
		if focus {
			lead = p.glyphs.Focus
		}
	}
	mark := "  "
	if p.marked[e.Name] {
		mark = "* "
	}
	lead = p.th.Paint(theme.Accent, lead+mark)
	name := safe.Middle(safe.Clean(e.Name, len(e.Name)*maxGrowth+1), p.nameCells()-1)
	if err := e.problem(); err != nil {
		// The reason matters more than that names stand in a column.
		text := safe.Pad(name, min(max(safe.Width(name)+2, leastName), p.nameCells()))
		room := max(p.w-markCells-safe.Width(text), 0)
		said := safe.Clean(fault(e.Name, err), room)
		return lead + string(text) + p.th.Paint(theme.Bad, string(said)) + strings.Repeat(" ", room-safe.Width(said))
	}
	look := theme.Plain
	if i == p.cursor && focus {
		look = theme.Strong
	}
	return lead + p.th.Over(look, p.columns(cells{
		name: name, part: fmt.Sprint(len(e.Partitions)), records: p.recordsOf(e), pace: p.paceOf(e), day: p.dayOf(e),
		newest: p.newest(e), keep: kept(e.keep, len(e.Partitions)),
	}))
}

// dayHead says how much of the day there is room for.
func (p *Pane) dayHead() safe.Text {
	if p.dayLeast() == dayCells {
		return "LAST 24 H"
	}
	return "12 H"
}

// paceOf writes how many records came in a second of the last minute.
func (p *Pane) paceOf(e *entry) string {
	switch {
	case e.bare():
		return "0"
	case !e.paced:
		return p.glyphs.More
	case len(e.Partitions) > widestPace:
		return ""
	}
	return figures.PerSecond(float64(e.pace) / 60)
}

// dayOf draws the last 24 hours in the room that there is.
func (p *Pane) dayOf(e *entry) string {
	room := max(p.dayRoom()-2, 0)
	if e.day == nil {
		text := safe.Text("")
		if !e.drawn && !e.bare() {
			text = safe.Text(p.glyphs.More)
		}
		return string(safe.Pad(text, room))
	}
	bars := e.day[max(len(e.day)-room, 0):]
	var wide strings.Builder
	cells := p.barCells()
	for _, bar := range strip.Bars(bars, p.glyphs) {
		wide.WriteString(strings.Repeat(string(bar), cells))
	}
	return p.th.Paint(theme.Time, string(safe.Pad(safe.Text(wide.String()), room)))
}

// leastName is the room for the name of a topic that cannot be read.
const leastName = 24

// maxGrowth is how many cells the picture of one byte takes at most.
const maxGrowth = 8

// problem is why e cannot be read, or nil.
func (e *entry) problem() error {
	if e.Err != nil {
		return e.Err
	}
	return e.err
}

// recordsOf writes the number of records. Compaction leaves fewer than the offsets say.
func (p *Pane) recordsOf(e *entry) string {
	text := figures.Count(e.records)
	if p.recordsRoom() < recordsCells {
		text = figures.Short(e.records)
	}
	switch {
	case !e.counted && e.records == 0:
		return p.glyphs.More
	case e.keep.Compact && e.records > 0:
		return p.about() + text
	}
	return text
}

// about stands before numbers that are not exact.
func (p *Pane) about() string {
	if p.glyphs.Dot == "·" {
		return "≈ "
	}
	return "~ "
}

// newest writes how long ago the newest record came. Of a topic that got records
// when it was looked at, it is as old as it was then, like its rate: it would seem to
// have stopped since.
func (p *Pane) newest(e *entry) string {
	switch {
	case e.counted && e.records == 0:
		return "empty"
	case !e.dated && e.newest.IsZero():
		return p.glyphs.More
	case e.newest.IsZero():
		return ""
	}
	if e.pace > 0 && !e.seen.IsZero() {
		return figures.Age(e.seen.Sub(e.newest))
	}
	return figures.Age(p.now().Sub(e.newest))
}
