package strip

import (
	"slices"
	"strings"
	"time"

	"riffle/ui/safe"
	"riffle/ui/theme"
)

// Axis is the line below bars: one cell for each Step from From on.
type Axis struct {
	From  time.Time
	Step  time.Duration
	Cells int
	Zone  *time.Location
}

// To is the instant at the end of the last cell.
func (a Axis) To() time.Time { return a.From.Add(time.Duration(a.Cells) * a.Step) }

// Cell is the cell that an instant lies in; ok is false where it lies in none.
func (a Axis) Cell(t time.Time) (i int, ok bool) {
	if a.Step <= 0 || t.Before(a.From) || !t.Before(a.To()) {
		return 0, false
	}
	return int(t.Sub(a.From) / a.Step), true
}

// Times are the instants between the cells, and at both ends.
func (a Axis) Times() []time.Time {
	times := make([]time.Time, a.Cells+1)
	for i := range times {
		times[i] = a.From.Add(time.Duration(i) * a.Step)
	}
	return times
}

// Draw draws the axis with the instant of the cursor marked: the zero time marks
// none. The mark and its time come first, then round times as far as there is room.
// Where the axis begins on another day than today, it says so.
func (a Axis) Draw(cursor, today time.Time, g theme.Glyphs, th *theme.Theme) string {
	var labels []label
	if i, ok := a.Cell(cursor); ok {
		text := safe.Text(g.Here + " " + cursor.In(a.Zone).Format("15:04:05"))
		if a.Step >= 24*time.Hour {
			text = safe.Text(g.Here + " " + cursor.In(a.Zone).Format("02 Jan 15:04"))
		}
		l := label{i, text, theme.Accent}
		if l.end() > a.Cells { // the mark stays below its bar
			text = safe.Text(strings.TrimPrefix(string(text), g.Here+" ")) + safe.Text(" "+g.Here)
			l = label{i + 1 - safe.Width(text), text, theme.Accent}
		}
		labels = append(labels, l)
	}
	first := label{0, safe.Text(a.clock(a.From)), theme.Dim}
	if from := a.From.In(a.Zone); len(first.text) < len("02 Jan") && from.Format("0102") != today.In(a.Zone).Format("0102") {
		first.text = safe.Text(from.Format("02 Jan ")) + first.text
	}
	labels = place(labels, first, a.Cells)
	for _, t := range a.ticks(10) {
		i, _ := a.Cell(t)
		labels = place(labels, label{i, safe.Text(a.clock(t)), theme.Dim}, a.Cells)
	}
	return paint(labels, a.Cells, th)
}

// label is a text on the axis from a cell on.
type label struct {
	at   int
	text safe.Text
	look theme.Token
}

func (l label) end() int { return l.at + safe.Width(l.text) }

// place adds a label where it keeps two cells from those that are there.
func place(all []label, l label, cells int) []label {
	if l.at < 0 || l.end() > cells {
		return all
	}
	for _, other := range all {
		if l.at < other.end()+2 && other.at < l.end()+2 {
			return all
		}
	}
	return append(all, l)
}

// paint draws labels into a line.
func paint(labels []label, cells int, th *theme.Theme) string {
	slices.SortFunc(labels, func(a, b label) int { return a.at - b.at })
	var b strings.Builder
	at := 0
	for _, l := range labels {
		if l.at < at {
			continue
		}
		b.WriteString(strings.Repeat(" ", l.at-at))
		b.WriteString(th.Paint(l.look, string(l.text)))
		at = l.end()
	}
	b.WriteString(strings.Repeat(" ", max(cells-at, 0)))
	return b.String()
}

// steps are lengths that people count time in.
var steps = [...]time.Duration{
	time.Second, 2 * time.Second, 5 * time.Second, 10 * time.Second, 20 * time.Second, 30 * time.Second,
	time.Minute, 2 * time.Minute, 5 * time.Minute, 10 * time.Minute, 20 * time.Minute, 30 * time.Minute,
	time.Hour, 2 * time.Hour, 3 * time.Hour, 6 * time.Hour, 12 * time.Hour,
	24 * time.Hour, 2 * 24 * time.Hour, 7 * 24 * time.Hour, 14 * 24 * time.Hour, 28 * 24 * time.Hour,
}

// StepFor is the shortest length that people count time in of which n cover span.
func StepFor(span time.Duration, n int) time.Duration {
	n = max(n, 1)
	for _, s := range steps {
		if time.Duration(n)*s >= span {
			return s
		}
	}
	longest := steps[len(steps)-1]
	return longest * ((span/time.Duration(n) + longest - 1) / longest)
}

// Closer is the next shorter length than step that people count time in, Further the
// next longer one; step itself where there is none.
func Closer(step time.Duration) time.Duration {
	for _, s := range slices.Backward(steps[:]) {
		if s < step {
			return s
		}
	}
	return step
}

// Further is the next longer length than step.
func Further(step time.Duration) time.Duration {
	for _, s := range steps {
		if s > step {
			return s
		}
	}
	return step
}

// Floor is the last multiple of step at or before t, in the zone's own days.
func Floor(t time.Time, step time.Duration, zone *time.Location) time.Time {
	_, shift := t.In(zone).Zone()
	d := time.Duration(shift) * time.Second
	return t.Add(d).Truncate(step).Add(-d)
}

// ticks are round times at least apart cells from each other.
func (a Axis) ticks(apart int) (times []time.Time) {
	step := StepFor(time.Duration(apart)*a.Step, 1)
	for t := Floor(a.From, step, a.Zone).Add(step); t.Before(a.To()); t = t.Add(step) {
		times = append(times, t)
	}
	return times
}

// clock writes a time on the axis: the day, where one begins.
func (a Axis) clock(t time.Time) string {
	t = t.In(a.Zone)
	switch midnight := t.Hour() == 0 && t.Minute() == 0 && t.Second() == 0; {
	case a.Step >= 24*time.Hour || midnight && time.Duration(a.Cells)*a.Step > 12*time.Hour:
		return t.Format("02 Jan")
	case a.Step < 6*time.Second:
		return t.Format("15:04:05")
	}
	return t.Format("15:04")
}
