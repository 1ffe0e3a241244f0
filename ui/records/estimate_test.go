package records

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"riffle/keymap"
	"riffle/source"
	"riffle/ui/strip"
)

// strip is what the line of a strip has: its bars, and what is said of the highest.
func (d *desk) strip(name string) (bars []rune, said string) {
	d.t.Helper()
	for _, l := range d.screen() {
		if rest, ok := strings.CutPrefix(l, name); ok {
			line, n := []rune(rest), d.pane.over.shown.axis.Cells
			return line[:n], strings.TrimSpace(string(line[n:]))
		}
	}
	d.t.Fatalf("there is no strip of %q:\n%s", name, d.text())
	return nil, ""
}

// Of a day of even hits, samples showed a low line and a cliff where the rows had been
// read: "max 3.8/min" where the truth is 7.6.
func TestASampledStripHasNoCliffWhereReadingWas(t *testing.T) {
	bubble(t, func(t *testing.T) {
		d := sit(t, river(200_000, func(int) bool { return true }))
		d.settle().filter("type = Shipped").settle().press(keymap.Bisect).settle().sees("(sampled, ")
		bars, said := d.strip(" hits ")
		all, _ := d.strip(" all  ")
		known := 0
		for i, b := range bars {
			switch {
			case all[i] == ' ' && b != ' ':
				t.Errorf("cell %d holds no record: %q", i, b)
			case all[i] == '█' && !strings.ContainsRune("▆▇█·", b):
				t.Errorf("cell %d is %q among even ones", i, b)
			case all[i] == '█' && b != '·':
				known++
			}
		}
		if known < 20 || !strings.HasPrefix(said, "max ≈ ") {
			t.Errorf("%d cells are known, %q: %s", known, said, string(bars))
		}
		d.press(keymap.Bisect).settle().sees("(exact, 20,000 hits in 200,000 read)")
		if bars, said = d.strip(" hits "); said != "max 60/min" || slices.Contains(bars, '·') {
			t.Errorf("when all is read: %q %s", said, string(bars))
		}
	})
}

// The strip said "max 32/min" of 64 hits in the 64 records that were read, of the half
// of a cell that came 139 a minute.
func TestTheMostOfAPartlyReadCellIsAnEstimate(t *testing.T) {
	bubble(t, func(t *testing.T) {
		d := sit(t, river(100_000, func(int) bool { return true }), func(c *Config) { c.Limit.Rows, c.Limit.Bytes = 100, 1<<20 })
		d.settle().filter("type = Shipped").settle()
		for _, move := range []func(){
			func() {},
			func() { d.press(keymap.PageUp) },
			func() { d.press(keymap.First) },
			func() { d.run(d.pane.Seek(source.AtTime(time.Now().Add(-time.Hour)))) },
		} {
			move()
			bars, said := d.settle().strip(" hits ")
			rate := 0
			if _, err := fmt.Sscanf(strings.ReplaceAll(said, "≈ ", ""), "max %d/min", &rate); err != nil || rate < 55 || rate > 65 {
				t.Errorf("%q of 60/min: %s", said, string(bars))
			}
		}
	})
}

// Where hits come in waves, samples tell apart: no hit in what was looked at is blank,
// nothing looked at is not.
func TestBlankIsLookedAtAndADotIsNot(t *testing.T) {
	bubble(t, func(t *testing.T) {
		d := sit(t, river(100_000, func(s int) bool { return s >= 7000 }))
		d.settle().filter("type = Shipped").settle()
		if bars, _ := d.strip(" hits "); bars[0] != '·' {
			t.Errorf("nothing was looked at: %s", string(bars))
		}
		d.press(keymap.Bisect).settle()
		bars, _ := d.strip(" hits ")
		blank, dots := 0, 0
		for i, b := range bars[:slices.Index(bars, '█')] {
			if all, _ := d.strip(" all  "); all[i] == '█' && b == ' ' {
				blank++
			} else if b == '·' {
				dots++
			}
		}
		if blank < 10 || dots < 10 {
			t.Errorf("%d cells without a hit, %d not looked at: %s", blank, dots, string(bars))
		}
	})
}

func TestWhatACellHasIsEstimated(t *testing.T) {
	for _, c := range []struct {
		name string
		sight
		rate float64
		want int64
	}{
		{"nothing looked at", sight{all: 1000}, 0.1, strip.Unknown},
		{"too little, and no hit", sight{all: 1000, looked: 20}, 0.1, strip.Unknown},
		{"no hit where ten should have been seen", sight{all: 1000, looked: 100}, 0.1, 0},
		{"no hit in most of it", sight{all: 1000, looked: 600}, 0.001, 0},
		{"no hit anywhere, and little was looked at", sight{all: 1000, looked: 100}, 0, strip.Unknown},
		{"a tenth, as elsewhere", sight{all: 1000, looked: 100, hits: 10, seen: 10}, 0.1, 100},
		{"one hit by chance is no wave of them", sight{all: 1000, looked: 1, hits: 1, seen: 1}, 0.01, 12},
		{"many hits are one", sight{all: 1000, looked: 100, hits: 100, seen: 100}, 0.01, 175},
		{"all of it", sight{all: 1000, looked: 1000, hits: 7, seen: 7}, 0.1, 7},
		{"fewer than are known", sight{all: 1000, looked: 500, hits: 1, seen: 30}, 0.001, 30},
		{"no record", sight{}, 0.1, 0},
	} {
		if got := c.estimate(c.rate); got != c.want {
			t.Errorf("%s: %d, want %d", c.name, got, c.want)
		}
	}
}

// Of records that the filter leaves out by their time, none need be looked at.
func TestAFilterOnTimeCutsACell(t *testing.T) {
	bubble(t, func(t *testing.T) {
		d := sit(t, shop(20_000))
		d.settle().filter(`type = Shipped and $ts >= 11:30:30 and $ts < 11:50:10`).settle()
		counts, about := d.pane.found(d.pane.over.shown)
		n := int64(0)
		for _, c := range counts {
			n += max(c, 0)
		}
		if about || n != 118 || counts[0] != strip.Unknown {
			t.Errorf("%d hits, an estimate: %t; %d", n, about, counts)
		}
	})
}

// BenchmarkFound is the strip of hits after many readings and samples.
func BenchmarkFound(b *testing.B) {
	d := large(b)
	d.filter("Shipped").settle()
	samples := make([]source.Share, 400)
	for i := range samples {
		at := source.OffsetOf(int64(i / 3 * 10))
		samples[i] = source.Share{Ref: d.pane.refs[i%3], Low: at, High: at.Next()}
	}
	d.pane.cur.earlier = []looked{{samples, d.pane.cur.hits}}
	for range earlierMost - 1 {
		d.pane.cur.earlier = append(d.pane.cur.earlier, looked{d.pane.shares(d.pane.cur), d.pane.cur.hits})
	}
	for b.Loop() {
		d.pane.found(d.pane.over.shown)
	}
}
