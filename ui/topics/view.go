package topics

import (
	"errors"
	"fmt"
	"strings"

	"riffle/keymap"
	"riffle/source"
	"riffle/ui/figures"
	"riffle/ui/safe"
	"riffle/ui/theme"
)

// detailFrom is the height from which the topic under the cursor has lines of its own.
const detailFrom = 12

// listHeight is the number of rows of the list.
func (p *Pane) listHeight() int {
	h := p.h - 2 // the title and the line that says what is out of sight
	if p.header() {
		h--
	}
	if p.detailed() {
		h -= 2
	}
	return max(h, 0)
}

func (p *Pane) header() bool   { return p.h >= 6 }
func (p *Pane) detailed() bool { return p.h >= detailFrom }

// View draws the list.
func (p *Pane) View(focus bool) []string {
	out := []string{p.title(focus)}
	if p.header() {
		out = append(out, p.head())
	}
	if said, look := p.state(); said != "" {
		out = append(out, p.sentence(said, look)...)
	} else {
		for i := p.top; i < min(p.top+p.listHeight(), len(p.shown)); i++ {
			out = append(out, p.row(i, focus))
		}
	}
	below := 2
	if !p.detailed() {
		below = 0
	}
	for len(out) < p.h-1-below {
		out = append(out, strings.Repeat(" ", p.w))
	}
	out = append(out[:min(len(out), max(p.h-1-below, 0))], p.more())
	if p.detailed() {
		out = append(out, p.th.Paint(theme.Dim, strings.Repeat(p.glyphs.Dash, p.w)), p.detail())
	}
	return out[:min(len(out), p.h)]
}

func (p *Pane) title(focus bool) string {
	mark, k := " ", theme.Plain
	if focus {
		mark, k = p.glyphs.Focus, theme.Strong
	}
	said := fmt.Sprintf("topics  %d", len(p.shown))
	if p.narrow != "" {
		said += fmt.Sprintf(" of %d with %q", len(p.all), p.narrow)
	}
	if n := len(p.marked); n > 0 {
		said += fmt.Sprintf(" · %d marked", n)
	}
	right := safe.Text("sort: " + p.order.String() + p.counted() + " ")
	left := safe.Clean(said, max(p.w-1, 0))
	if safe.Width(left)+safe.Width(right)+2 > p.w {
		return p.th.Paint(theme.Accent, mark) + p.th.Paint(k, string(safe.Pad(left, p.w-1)))
	}
	left = safe.Pad(left, p.w-1-safe.Width(right))
	return p.th.Paint(theme.Accent, mark) + p.th.Paint(k, string(left)) + p.th.Paint(theme.Dim, string(right))
}

// counted says how many counts and rates are there, until all are.
func (p *Pane) counted() string {
	counts, paces, of := 0, 0, 0
	for _, i := range p.shown {
		e := &p.all[i]
		if e.Err != nil {
			continue
		}
		of++
		if e.counted || e.err != nil {
			counts++
		}
		if e.paced || e.bare() {
			paces++
		}
	}
	if counts == of && paces == of {
		return ""
	}
	return fmt.Sprintf(" · counts %d/%d · rates %d/%d", counts, of, paces, of)
}

// more says what lies out of sight, or why nothing new comes.
func (p *Pane) more() string {
	if p.fault != nil {
		said := safe.Clean(fmt.Sprintf("   %v %s these are the figures of before; trying again by itself", p.fault, p.glyphs.Dot), p.w)
		return p.th.Paint(theme.Warn, string(safe.Pad(said, p.w)))
	}
	left, rightSide := "", ""
	if n := len(p.shown) - p.top - p.listHeight(); n > 0 && p.err == nil {
		left = fmt.Sprintf("   %s %s more", p.glyphs.Down, figures.Count(n))
	} else if p.top > 0 {
		left = fmt.Sprintf("   %s %s more", p.glyphs.Up, figures.Count(p.top))
	}
	if n := p.hiddenInternal(); n > 0 {
		rightSide = fmt.Sprintf("%d internal hidden: %s ", n, p.key(keymap.Internal))
	}
	line := left + right(rightSide, p.w-safe.Width(safe.Text(left)))
	return p.th.Paint(theme.Dim, string(safe.Pad(safe.Text(line), p.w)))
}

// detail says more about the topic under the cursor.
func (p *Pane) detail() string {
	if p.cursor >= len(p.shown) || p.err != nil {
		return strings.Repeat(" ", p.w)
	}
	e := &p.all[p.shown[p.cursor]]
	facts := []string{figures.Things(len(e.Partitions), "part")}
	if e.Replicas > 0 {
		facts = append(facts, figures.Things(e.Replicas, "replica"))
	}
	if !e.newest.IsZero() {
		facts = append(facts, "newest "+e.newest.In(p.zone).Format("2 Jan 15:04:05.000"))
	}
	if k := kept(e.keep, len(e.Partitions)); k != "" {
		facts = append(facts, "keeps "+k)
	}
	if err := e.problem(); err != nil {
		facts = []string{err.Error()}
	}
	name := safe.Middle(safe.Clean(e.Name, len(e.Name)*maxGrowth+1), max(p.w/2, 1))
	rest := safe.Clean("   "+strings.Join(facts, " · "), max(p.w-1-safe.Width(name), 0))
	return " " + p.th.Paint(theme.Strong, string(name)) + string(safe.Pad(rest, p.w-1-safe.Width(name)))
}

// state is what stands in place of the list, with the next key; "" where there is one.
func (p *Pane) state() (said string, look theme.Token) {
	passing := (*source.TransientError)(nil)
	switch {
	case p.err != nil && errors.As(p.err, &passing):
		return fmt.Sprintf("%v · trying again by itself", p.err), theme.Warn
	case p.err != nil:
		return p.err.Error() + " · " + p.key(keymap.Refresh) + " tries again, " + p.key(keymap.Leave) + " quits", theme.Bad
	case p.all == nil && p.loading:
		if step := p.src.Info().Step; step != "" {
			return step + " · " + p.key(keymap.Leave) + " quits", theme.Dim
		}
		return "connecting to " + p.address + ": asking for the list of topics · " + p.key(keymap.Leave) + " quits", theme.Dim
	case len(p.all) == 0:
		return "this cluster has no topics yet · " + p.key(keymap.Refresh) + " looks again", theme.Plain
	case len(p.shown) == 0 && p.narrow != "":
		return fmt.Sprintf("no topic holds %q in its name · %s shows all", p.narrow, p.key(keymap.Cancel)), theme.Plain
	case len(p.shown) == 0:
		return "only internal topics here · " + p.key(keymap.Internal) + " shows them", theme.Plain
	}
	return "", theme.Plain
}

// sentence wraps text into lines of the list, between words where it can.
func (p *Pane) sentence(text string, look theme.Token) []string {
	out := []string{strings.Repeat(" ", p.w)}
	room := max(p.w-2*markCells, 1)
	for _, t := range safe.Words(safe.Clean(text, maxGrowth*len(text)+1), room) {
		space := strings.Repeat(" ", max(p.w-markCells-safe.Width(t), 0))
		out = append(out, strings.Repeat(" ", min(markCells, p.w))+p.th.Paint(look, string(t))+space)
	}
	return out
}
