package timeline

import (
	"fmt"
	"strings"
	"time"

	"riffle/keymap"
	"riffle/ui/figures"
	"riffle/ui/safe"
	"riffle/ui/strip"
	"riffle/ui/theme"
)

const (
	margin    = 2 // cells on both sides of the bars
	leastBars = 3 // lines of bars
)

// cells is how many bars there are room for.
func (p *Pane) cells() int { return max(p.w-2*margin, 1) }

// View draws exactly h lines of exactly w cells.
func (p *Pane) View(focus bool) []string {
	lines := []string{p.title(focus)}
	below := p.below()
	tall := max(p.h-1-3-len(below), leastBars)
	lines = append(lines, p.bars(tall)...)
	lines = append(lines, p.rule(), p.indent(p.axis.Draw(p.at, p.c.Now(), p.c.Glyphs, p.c.Theme)), p.here())
	lines = append(lines, below...)
	for len(lines) < p.h {
		lines = append(lines, strings.Repeat(" ", p.w))
	}
	return lines[:p.h]
}

// indent puts the margins around what is as wide as the bars.
func (p *Pane) indent(s string) string {
	if p.w < 2*margin+1 {
		return strings.Repeat(" ", p.w)
	}
	return strings.Repeat(" ", margin) + s + strings.Repeat(" ", margin)
}

func (p *Pane) title(focus bool) string {
	mark, look := " ", theme.Plain
	if focus {
		mark, look = p.c.Glyphs.Focus, theme.Strong
	}
	right := safe.Text("")
	if strip.Highest(p.counts) > 0 {
		right = strip.Most(p.counts, p.axis.Step)
	}
	if p.err == nil && !p.line.Done() {
		right += safe.Text(" " + p.c.Glyphs.More)
	}
	right += " "
	said := p.say(safe.Text(" · timeline · a bar is " + figures.Span(p.axis.Step)))
	room := max(p.w-1-safe.Width(right), 0)
	left := safe.Middle(safe.Clean(p.name, 400), max(room-safe.Width(said), 8)) + said
	return p.c.Theme.Paint(theme.Accent, mark) + p.c.Theme.Paint(look, string(safe.Pad(left, room))) +
		p.c.Theme.Paint(theme.Dim, string(safe.Pad(right, p.w-1-room)))
}

// bars draws the bars, those in marked windows and the one under the cursor in
// looks of their own.
func (p *Pane) bars(lines int) []string {
	counts := p.counts
	if len(counts) != p.axis.Cells {
		counts = make([]int64, p.axis.Cells)
	}
	looks := p.looks()
	out := make([]string, 0, lines)
	for _, text := range strip.Tall(counts, strip.Highest(counts), lines, p.c.Glyphs) {
		var b strings.Builder
		cells := []rune(string(text))
		for i := 0; i < len(cells); {
			j := i
			for j < len(cells) && looks[j] == looks[i] {
				j++
			}
			b.WriteString(p.c.Theme.Paint(looks[i], string(cells[i:j])))
			i = j
		}
		out = append(out, p.indent(b.String()))
	}
	return out
}

// looks says what each bar looks like.
func (p *Pane) looks() []theme.Token {
	looks := make([]theme.Token, p.axis.Cells)
	for i := range looks {
		looks[i] = theme.Time
	}
	for n, w := range p.marked() {
		for i := range looks {
			if t := p.axis.From.Add(time.Duration(i) * p.axis.Step); !t.Before(w.from) && t.Before(w.to) {
				looks[i] = [...]theme.Token{theme.Number, theme.String, theme.Number}[n]
			}
		}
	}
	if i, ok := p.axis.Cell(p.at); ok {
		looks[i] = theme.Accent
	}
	return looks
}

// rule is the line below the bars: it names the marked windows.
func (p *Pane) rule() string {
	line := make([]rune, p.axis.Cells)
	dash := []rune(p.c.Glyphs.Dash)[0]
	for i := range line {
		line[i] = ' '
	}
	for n, w := range p.marked() {
		first := true
		for i := range line {
			if t := p.axis.From.Add(time.Duration(i) * p.axis.Step); !t.Before(w.from) && t.Before(w.to) {
				if line[i] = dash; first {
					line[i], first = rune("ABC"[n]), false
				}
			}
		}
	}
	return p.indent(p.c.Theme.Paint(theme.Strong, string(line)))
}

// here says what the bar under the cursor has, or what went wrong.
func (p *Pane) here() string {
	if p.err != nil {
		return p.text(theme.Bad, p.err.Error()+" · "+p.keys(keymap.Refresh)+" asks again")
	}
	i, ok := p.axis.Cell(p.at)
	if !ok || i >= len(p.counts) || p.counts[i] == strip.Unknown {
		return p.text(theme.Dim, "asking")
	}
	all := int64(0)
	for _, n := range p.counts {
		all += n
	}
	long := p.axis.Step
	if so := p.c.Now().Sub(p.at); so > 0 && so < long {
		long = max(so, time.Second) // it has only begun
	}
	return p.text(theme.Plain, fmt.Sprintf("%s · %s · %s    all here: %s in %s",
		p.span(window{p.at, p.at.Add(p.axis.Step)}), figures.Things(p.counts[i], "record"), strip.Rate(p.counts[i], long),
		figures.Count(all), length(time.Duration(p.axis.Cells)*p.axis.Step)))
}

// text is a line of the pane behind the margin.
func (p *Pane) text(look theme.Token, s string) string {
	t := p.say(safe.Clean(strings.Repeat(" ", margin)+s, p.w))
	return p.c.Theme.Paint(look, string(t)) + strings.Repeat(" ", max(p.w-safe.Width(t), 0))
}

// span writes a window: "13:31–14:01", with the day where it is not today's.
func (p *Pane) span(w window) string {
	clock := "15:04"
	if p.axis.Step < time.Minute {
		clock = "15:04:05"
	}
	from, to := w.from.In(p.c.Zone), w.to.In(p.c.Zone)
	day, upto := "", ""
	if today := p.c.Now().In(p.c.Zone).Format("0102"); from.Format("0102") != today {
		day = "02 Jan "
	}
	if from.Format("0102") != to.Format("0102") {
		upto = "02 Jan "
	}
	if upto != "" && day == "" {
		day = "02 Jan "
	}
	return from.Format(day+clock) + "–" + to.Format(upto+clock)
}

// length writes how long a window is, in at most two units.
func length(d time.Duration) string {
	d = d.Round(time.Second)
	switch {
	case d >= 48*time.Hour && d%(24*time.Hour) != 0:
		return fmt.Sprintf("%d d %d h", d/(24*time.Hour), d%(24*time.Hour)/time.Hour)
	case d >= time.Hour && d < 48*time.Hour && d%time.Hour >= time.Minute:
		return fmt.Sprintf("%d h %d min", d/time.Hour, d%time.Hour/time.Minute)
	case d >= time.Minute && d < time.Hour && d%time.Minute != 0:
		return fmt.Sprintf("%d min %d s", d/time.Minute, d%time.Minute/time.Second)
	}
	return figures.Span(d)
}

// say gives a sentence the signs that the terminal can show.
func (p *Pane) say(t safe.Text) safe.Text {
	if p.c.Glyphs.Dot == "·" {
		return t
	}
	return safe.Text(strings.NewReplacer("·", p.c.Glyphs.Dot, "–", "-", "×", "x").Replace(string(t)))
}
