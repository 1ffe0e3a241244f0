package timeline

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"riffle/keymap"
	"riffle/query"
	"riffle/ui/figures"
	"riffle/ui/safe"
	"riffle/ui/strip"
	"riffle/ui/theme"
)

// below are the lines about marked windows: what each has, or how two differ.
func (p *Pane) below() (lines []string) {
	if p.compared != nil {
		return p.comparison()
	}
	for n, w := range p.marked() {
		said := fmt.Sprintf("%c  %s · %s", "ABC"[n], p.span(w), length(w.to.Sub(w.from)))
		if count, ok := p.inside(w); ok {
			said += fmt.Sprintf(" · %s · %s", figures.Things(count, "record"), strip.Rate(count, w.to.Sub(w.from)))
		}
		lines = append(lines, p.text(theme.Plain, said))
	}
	what := "around the cursor"
	switch len(lines) {
	case 0:
	case 1:
		what = "it with what comes before"
	default:
		what = "them"
	}
	return append(lines, p.text(theme.Dim, fmt.Sprintf("%s compares %s by rate, size and %s · %s: by other values",
		p.keys(keymap.Compare), what, p.named(), p.keys(keymap.CompareBy))))
}

// named is the path whose values are compared, as above a column.
func (p *Pane) named() string { return strings.TrimPrefix(p.c.Path, "$headers.") }

// inside counts the records of a window that is on the screen.
func (p *Pane) inside(w window) (n int64, ok bool) {
	if w.from.Before(p.axis.From) || w.to.After(p.axis.To()) || !p.line.Begun() {
		return 0, false
	}
	for i, count := range p.counts {
		if t := p.axis.From.Add(time.Duration(i) * p.axis.Step); !t.Before(w.from) && t.Before(w.to) {
			n += count
		}
	}
	return n, true
}

// row is a line of the comparison: what is compared, and what both windows have.
type row struct {
	name  string
	a, b  string
	note  string
	heavy bool // it stands out
}

// comparison draws two windows side by side.
func (p *Pane) comparison() []string {
	c := p.compared
	head := row{name: p.filter(), a: "A " + p.span(c.windows[0]), b: "B " + p.span(c.windows[1])}
	var rows []row
	if c.done && c.err == nil {
		rows = p.differences(c)
	}
	room := nameRoom(append(rows, head), p.w)
	lines := []string{p.drawRow(head, room, theme.Strong)}
	switch {
	case !c.done:
		return append(lines, p.text(theme.Dim, "reading a sample of both"))
	case c.err != nil:
		return append(lines, p.text(theme.Bad, c.err.Error()+" · "+p.keys(keymap.Compare)+" tries again"))
	}
	for _, r := range rows {
		look := theme.Plain
		if r.heavy {
			look = theme.Warn
		}
		lines = append(lines, p.drawRow(r, room, look))
	}
	most := max(p.h-1-3-leastBars, 2)
	return lines[:min(len(lines), most)]
}

// nameRoom is the room that the names of rows take, a third of the pane at most.
func nameRoom(rows []row, w int) int {
	room := 16
	for _, r := range rows {
		room = max(room, safe.Width(safe.Clean(r.name, 200))+2)
	}
	return max(min(room, w/3), 10)
}

// drawRow draws a line in columns.
func (p *Pane) drawRow(r row, name int, look theme.Token) string {
	const note = 12 // cells of what is said of the two
	cells := max(min((p.w-2*margin-name-note)/2, 32), 8)
	line := safe.Pad(safe.Middle(safe.Clean(r.name, 200), name-1), name) +
		safe.Pad(safe.Clean(r.a, cells-1), cells) + safe.Pad(safe.Clean(r.b, cells-1), cells) + safe.Clean(r.note, 60)
	return p.text(look, string(line))
}

// differences lists what both windows have, what changed most first among the values.
func (p *Pane) differences(c *comparison) []row {
	a, b := &c.sides[0], &c.sides[1]
	la, lb := c.windows[0].to.Sub(c.windows[0].from), c.windows[1].to.Sub(c.windows[1].from)
	ra, rb := float64(a.all)/la.Seconds(), float64(b.all)/lb.Seconds()
	rows := p.found(a, b)
	rows = append([]row{
		{name: "records", a: figures.Count(a.all), b: figures.Count(b.all)},
		{name: "rate", a: string(strip.Rate(a.all, la)), b: string(strip.Rate(b.all, lb)), note: times(ra, rb), heavy: far(ra, rb)},
		{name: "size of one", a: a.size(), b: b.size(), note: times(a.each(), b.each()), heavy: far(a.each(), b.each())},
		{name: "looked at", a: a.looked(), b: b.looked()},
	}, rows...)
	return append(rows, p.values(a, b)...)
}

// filter is what the records that are compared have in common, as it was typed.
func (p *Pane) filter() string {
	if p.c.Filter == nil {
		return ""
	}
	return p.c.Filter.String()
}

// found says how many of the records read a filter let pass.
func (p *Pane) found(a, b *side) []row {
	if p.c.Filter == nil {
		return nil
	}
	said := func(s *side) string { return figures.Count(s.records) + " in " + figures.Count(s.read) }
	ra, rb := a.hits(), b.hits()
	return []row{{name: "hits", a: said(a), b: said(b), note: times(ra, rb), heavy: far(ra, rb)}}
}

// hits is the share of the records read that a filter let pass.
func (s *side) hits() float64 {
	if s.read == 0 {
		return 0
	}
	return float64(s.records) / float64(s.read)
}

// values compares how often the values of the path are there.
func (p *Pane) values(a, b *side) (rows []row) {
	type pair struct {
		text   string
		sa, sb float64
	}
	var pairs []pair
	add := func(v query.Value) {
		text := v.Literal()
		if slices.ContainsFunc(pairs, func(x pair) bool { return x.text == text }) {
			return
		}
		pairs = append(pairs, pair{text, a.share(text), b.share(text)})
	}
	for _, s := range []*side{a, b} {
		for _, v := range s.sum.Top {
			add(v)
		}
	}
	lack := func(text string, na, nb int64) {
		if na+nb > 0 {
			pairs = append(pairs, pair{text, float64(na) / float64(max(a.sum.Records, 1)), float64(nb) / float64(max(b.sum.Records, 1))})
		}
	}
	lack("not there", a.sum.Missing, b.sum.Missing)
	lack("an empty list", a.sum.Empty, b.sum.Empty)
	slices.SortStableFunc(pairs, func(x, y pair) int {
		return cmp.Or(cmp.Compare(abs(y.sa-y.sb), abs(x.sa-x.sb)), cmp.Compare(x.text, y.text))
	})
	for _, x := range pairs {
		rows = append(rows, row{name: p.named() + " " + x.text, a: percent(x.sa), b: percent(x.sb), note: change(x.sa, x.sb), heavy: abs(x.sa-x.sb) >= 0.1})
	}
	return rows
}

// share is how often a value is there, 0 to 1.
func (s *side) share(text string) float64 {
	for _, v := range s.sum.Top {
		if v.Literal() == text && s.sum.Records > 0 {
			return float64(v.Count) / float64(s.sum.Records)
		}
	}
	return 0
}

// each is how many bytes a record has, of those looked at.
func (s *side) each() float64 {
	if s.records == 0 {
		return 0
	}
	return float64(s.bytes) / float64(s.records)
}

func (s *side) size() string {
	if s.records == 0 {
		return "no record"
	}
	return figures.Bytes(int64(s.each() + 0.5))
}

// looked says what the figures below were made from.
func (s *side) looked() string {
	if s.read >= s.all {
		return "all"
	}
	return figures.Count(s.read) + " sampled"
}

// far tells whether two figures differ by more than half.
func far(a, b float64) bool { return a != b && (a == 0 || b == 0 || max(a/b, b/a) > 1.5) }

// times says how b differs from a: "× 2.3", "÷ 15".
func times(a, b float64) string {
	switch {
	case a == 0 && b == 0, a == b:
		return ""
	case a == 0:
		return "new"
	case b == 0:
		return "gone"
	case b > a && b/a >= 1.05:
		return fmt.Sprintf("× %.1f", b/a)
	case a/b >= 1.05:
		return fmt.Sprintf("÷ %.1f", a/b)
	}
	return "same"
}

// change says how a share changed.
func change(a, b float64) string {
	switch {
	case a == 0 && b > 0:
		return "new"
	case b == 0 && a > 0:
		return "gone"
	case abs(a-b) < 0.01:
		return ""
	}
	return fmt.Sprintf("%+.0f points", 100*(b-a))
}

func percent(f float64) string {
	switch {
	case f == 0:
		return "-"
	case f < 0.01:
		return "< 1 %"
	}
	return fmt.Sprintf("%.0f %%", 100*f)
}

func abs(f float64) float64 { return max(f, -f) }
