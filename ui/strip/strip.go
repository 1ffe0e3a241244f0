// Package strip draws counts over time in few cells: bars, the axis below them, and
// how much the highest bar is.
//
// A cliff has to show at a glance, so a bar that holds anything is seen, however
// high the others are, and nothing is drawn where nothing is. What was not looked at
// has a sign of its own: nothing known must not look like nothing there. It is pure
// drawing, used by streams, lists and the timeline alike; nobody here knows what is
// counted.
//
//	strip.Bars([]int64{3, 9, 0, 1}, glyphs)                    // ▃▇ ▁
//	strip.Most([]int64{3, 9, 0, 1}, time.Minute)               // max 9/min
//	strip.Axis{From: t, Step: time.Minute, Cells: 60}.Draw(…)  // 13:31    13:45    ▲ 14:01:52
package strip

import (
	"fmt"
	"math"
	"strings"
	"time"
	"unicode/utf8"

	"riffle/ui/figures"
	"riffle/ui/safe"
	"riffle/ui/theme"
)

// Unknown is a count that nobody looked for.
const Unknown = -1

// Bars draws one cell for each count, for a list: the highest one is not quite full,
// or the bars of two lines would be one.
func Bars(counts []int64, g theme.Glyphs) safe.Text {
	scale := []rune(g.Scale)
	g.Scale = string(scale[:len(scale)-1])
	return Scaled(counts, Highest(counts), g)
}

// Scaled draws one cell for each count; a bar of most is full, and so is one of more.
func Scaled(counts []int64, most int64, g theme.Glyphs) safe.Text {
	var b strings.Builder
	for _, c := range counts {
		switch level := Level(c, most, utf8.RuneCountInString(g.Scale)); {
		case c == Unknown:
			b.WriteString(g.Linked)
		case level == 0:
			b.WriteByte(' ')
		default:
			b.WriteRune([]rune(g.Scale)[level-1])
		}
	}
	return safe.Text(b.String())
}

// Level is how many of the steps up to most a count reaches: at least one if it is
// not 0.
func Level(count, most int64, steps int) int {
	if count <= 0 || most <= 0 {
		return 0
	}
	return min(int(math.Ceil(float64(count)/float64(most)*float64(steps))), steps)
}

// Tall draws counts in several lines, the topmost first: as many steps as all of
// their cells have.
func Tall(counts []int64, most int64, lines int, g theme.Glyphs) []safe.Text {
	scale := []rune(g.Scale)
	out := make([]safe.Text, lines)
	for i := range out {
		below := (lines - 1 - i) * len(scale)
		var b strings.Builder
		for _, c := range counts {
			switch level := Level(c, most, lines*len(scale)) - below; {
			case c == Unknown && below == 0:
				b.WriteString(g.Linked)
			case level <= 0:
				b.WriteByte(' ')
			default:
				b.WriteRune(scale[min(level, len(scale))-1])
			}
		}
		out[i] = safe.Text(b.String())
	}
	return out
}

// Highest is the largest of the counts, 0 where all are unknown.
func Highest(counts []int64) (most int64) {
	for _, c := range counts {
		most = max(most, c)
	}
	return most
}

// few is a number that no rate is made of: one record in two minutes are not 30 an hour.
const few = 10

// Most says how much the highest bar is, when each stands for step: "max 76 k/min",
// "max 1 in 2 min".
func Most(counts []int64, step time.Duration) safe.Text {
	most := Highest(counts)
	n := figures.Count(most)
	if rate := Rate(most, step); most >= few || strings.HasPrefix(string(rate), n+"/") {
		return "max " + rate
	}
	return safe.Text("max " + n + " in " + figures.Span(step))
}

// Rate says how many n in step are, in the unit that fits the step: "9/min",
// "1,204/s".
func Rate(n int64, step time.Duration) safe.Text {
	units := []struct {
		of   time.Duration
		name string
	}{{time.Second, "s"}, {time.Minute, "min"}, {time.Hour, "h"}, {24 * time.Hour, "d"}}
	at := 0
	for at+1 < len(units) && units[at+1].of <= step {
		at++
	}
	per := func() float64 { return float64(n) * float64(units[at].of) / float64(step) }
	for at+1 < len(units) && n > 0 && per() < 1 {
		at++
	}
	return safe.Text(brief(per()) + "/" + units[at].name)
}

// brief writes a number in at most five characters: "76 k", "4.3 M".
func brief(f float64) string {
	for _, unit := range []string{"", " k", " M", " G"} {
		switch {
		case f < 9.95 && (unit != "" || f != math.Trunc(f)):
			return fmt.Sprintf("%.1f%s", f, unit)
		case f < 999.5:
			return fmt.Sprintf("%.0f%s", f, unit)
		case unit == "" && f < 9999.5:
			return figures.Count(int64(f + 0.5))
		}
		f /= 1000
	}
	return fmt.Sprintf("%.0f T", f)
}
