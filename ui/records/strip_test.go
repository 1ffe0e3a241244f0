package records

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"riffle/keymap"
	"riffle/source"
	"riffle/source/memory"
	"riffle/ui/strip"
	"riffle/ui/theme"
)

// dwindling is a log whose records come every five seconds, and since 40 minutes
// ago every five minutes.
func dwindling() *memory.Log {
	log := memory.New(memory.Topic{Name: "orders", Partitions: 3})
	now := time.Now()
	at := now.Add(-24 * time.Hour)
	for i := 0; at.Before(now); i++ {
		order(log, i, at)
		if at = at.Add(5 * time.Second); now.Sub(at) < 40*time.Minute {
			at = at.Add(5 * time.Minute)
		}
	}
	return log
}

// strips are the lines of the screen below the rows, above the coverage line.
func (d *desk) strips() []string {
	d.t.Helper()
	s := d.screen()
	return s[len(s)-1-d.pane.stripLines() : len(s)-1]
}

func TestACliffShowsAtAGlance(t *testing.T) {
	bubble(t, func(t *testing.T) {
		d := sit(t, dwindling())
		d.settle()
		want := []string{
			" all  ████████████████████████████████████▇▁  ▁ ▁  ▁ ▁  ▁         max 12/min",
			"      10:10     10:40     11:00     11:20                    ▲",
		}
		got := d.strips()
		if len(got) != 2 || !strings.HasPrefix(got[0], " all  ███████") || !strings.HasSuffix(got[0], "max 12/min") {
			t.Fatalf("\n got %q\nwant %q", got, want)
		}
		bars := []rune(strings.TrimPrefix(got[0], " all  "))
		full, low := 0, 0
		for _, r := range bars[:58] {
			switch r {
			case '█':
				full++
			case ' ', '▁':
				low++
			}
		}
		if full < 30 || low < 18 || full+low < 57 {
			t.Fatalf("%d full bars, %d low ones: %q", full, low, got[0])
		}
		if key, _ := d.pane.nearest(); !strings.Contains(got[1], key.Max.UTC().Format("15:04:05")) {
			t.Fatalf("the cursor is not on the axis: %q", got[1])
		}
	})
}

func TestTheStripOfHitsGrowsAsTheyAreFoundAndCountsNoneTwice(t *testing.T) {
	bubble(t, func(t *testing.T) {
		d := sit(t, shop(20_000), func(c *Config) { c.Limit.Rows, c.Limit.Bytes = 100, 1<<20 })
		d.settle().filter("Shipped").settle()
		first := d.strips()
		if len(first) != 3 || !strings.HasPrefix(first[1], " hits ···") || !strings.HasSuffix(first[1], "max 6/min") {
			t.Fatalf("what was not read looks read: %q", first)
		}
		for range 30 {
			d.press(keymap.PageUp).settle()
		}
		found := func() (n int64) {
			for _, c := range d.pane.cur.hits.counts {
				n += c
			}
			return n
		}
		was := found()
		_, seen := d.pane.cur.win.Seen()
		for range 60 {
			d.press(keymap.PageDown).settle()
		}
		for range 20 {
			d.press(keymap.PageUp).settle()
		}
		if now := found(); was < 400 || now != was || was != int64(seen) {
			t.Fatalf("%d hits, after scrolling about %d; the title says %d", was, now, seen)
		}
	})
}

func TestTheStripAsksNothingAtRest(t *testing.T) {
	bubble(t, func(t *testing.T) {
		src, log := &lookouts{}, shop(3000)
		d := sit(t, log, watched(src))
		before := d.settle().text()
		src.asked.Store(0)
		d.pass(time.Hour)
		if src.asked.Load() != 0 || d.text() != before {
			t.Fatalf("an hour in which nothing happened: %d questions, and\n%s", src.asked.Load(), d.text())
		}
		order(log, 3000, time.Now())
		d.pass(10 * time.Second)
		if src.asked.Load() != 1 {
			t.Fatalf("a new record took %d questions", src.asked.Load())
		}
	})
}

// surveyed is a stream whose strip is asked for elsewhere, where questions can be
// counted and be late.
type surveyed struct {
	stream
	over *source.Stream
}

func (s surveyed) Timeline(times []time.Time, earlier source.Timeline) source.Timeline {
	return s.over.Timeline(times, earlier)
}

type lookouts struct {
	source.Source
	late         time.Duration
	asked, given atomic.Int64
}

func (l *lookouts) OffsetsAt(ctx context.Context, wanted []source.Lookup) ([]source.Found, error) {
	l.asked.Add(1)
	_ = source.Wait(ctx, l.late)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	l.given.Add(1)
	return l.Source.OffsetsAt(ctx, wanted)
}

// watched opens a pane whose strip asks src.
func watched(src *lookouts) func(*Config) {
	return func(c *Config) {
		main := c.Source
		src.Source = main
		c.open = func(refs []source.Ref, o source.Options) stream {
			return surveyed{source.NewStream(main, refs, o), source.NewStream(src, refs, o)}
		}
	}
}

func TestTheStripMakesNobodyWait(t *testing.T) {
	bubble(t, func(t *testing.T) {
		src := &lookouts{late: time.Hour}
		d := sit(t, shop(20_000), watched(src))
		d.settle().sees("n-19999")
		for range 20 {
			d.press(keymap.PageUp).settle()
		}
		d.sees("n-19639").lacks("max ")
		if d.pane.Running() || src.asked.Load() != 1 {
			t.Fatalf("the strip looks like work that somebody waits for, or was asked for %d times", src.asked.Load())
		}
	})
}

func TestGoingElsewhereGivesTheStripUp(t *testing.T) {
	bubble(t, func(t *testing.T) {
		src := &lookouts{}
		d := sit(t, shop(20_000), watched(src))
		was := d.settle().strips()[0]
		src.late = time.Minute
		src.asked.Store(0)
		src.given.Store(0)
		d.press(keymap.First).pass(time.Second)
		d.sees("n-0\"", was) // what was there stays until there is something better
		d.press(keymap.Last).pass(time.Second)
		d.sees("n-19999", was)
		d.pass(2 * time.Minute)
		if src.asked.Load() == 0 || src.given.Load() != 0 || d.strips()[0] != was {
			t.Fatalf("%d questions, %d answered\n%s", src.asked.Load(), src.given.Load(), d.text())
		}
	})
}

func TestStripsGoFirstWhereThereIsNoRoom(t *testing.T) {
	bubble(t, func(t *testing.T) {
		d := sit(t, shop(3000))
		d.settle().filter("Shipped").settle()
		for _, c := range []struct{ w, h, lines int }{
			{80, 24, 3}, {80, 16, 3}, {80, 15, 2}, {80, 12, 2}, {80, 11, 0}, {40, 20, 3}, {20, 20, 0},
		} {
			d.w, d.h = c.w, c.h
			d.pane.Resize(c.w, c.h)
			d.settle()
			if got := d.strips(); len(got) != c.lines {
				t.Errorf("%d×%d: %d lines: %q", c.w, c.h, len(got), got)
			}
		}
	})
}

func TestTheStripIsPlainWherePlainLettersAreAllThereIs(t *testing.T) {
	bubble(t, func(t *testing.T) {
		d := sit(t, dwindling(), func(c *Config) { c.Glyphs = theme.Signs("C") })
		for _, l := range d.settle().filter("Shipped").settle().strips() {
			for _, r := range l {
				if r > 0x7e {
					t.Fatalf("not ASCII: %q", l)
				}
			}
		}
	})
}

func TestATopicOfManyPartitionsIsCountedOnDemand(t *testing.T) {
	bubble(t, func(t *testing.T) {
		log := memory.New(memory.Topic{Name: "orders", Partitions: 300})
		order(log, 0, time.Now().Add(-time.Second))
		d := sit(t, log, func(c *Config) { c.Refs = refs("orders", 300) })
		d.settle()
		d.sees("all  300 partitions are counted on demand")
	})
}

func TestHitsAreCountedInBoundedMemory(t *testing.T) {
	h := hits{}
	begin := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	const all = 200_000
	for i := range all {
		h.add(begin.Add(time.Duration(i) * 7 * time.Second))
	}
	if len(h.counts) > hitsMost {
		t.Fatalf("%d counts are kept", len(h.counts))
	}
	a := strip.Axis{From: begin.Add(-time.Hour), Step: 24 * time.Hour, Cells: 20, Zone: time.UTC}
	n := int64(0)
	for _, c := range h.along(a) {
		n += c
	}
	if n != all {
		t.Fatalf("%d of %d hits are on the axis: %s", n, all, fmt.Sprint(h.along(a)))
	}
}

// Regression: until a new strip came, the old one was drawn in its old width.
func TestAStripFitsAtOnceWhenThePaneIsSplit(t *testing.T) {
	bubble(t, func(t *testing.T) {
		d := sit(t, dwindling())
		d.settle()
		wide := d.strips()
		for _, w := range []int{40, 60, 100} {
			d.pane.Resize(w, 24)
			lines := d.pane.strips()
			if len(lines) != len(wide) || !strings.Contains(lines[0], "████") || d.pane.over.shown.fitted(d.pane.stripCells()).axis.Cells != d.pane.stripCells() {
				t.Errorf("%d cells: %q", w, lines)
			}
		}
	})
	x := span{axis: strip.Axis{Step: time.Minute, Cells: 4}, counts: []int64{1, 2, strip.Unknown, strip.Unknown}}
	if y := x.fitted(2); fmt.Sprint(y.counts) != fmt.Sprint([]int64{3, strip.Unknown}) || y.axis.Step != 2*time.Minute {
		t.Errorf("%v in %v", y.counts, y.axis.Step)
	}
	if y := x.fitted(8); y.axis.To() != x.axis.To() || y.counts[0] != 1 || y.counts[7] != strip.Unknown {
		t.Errorf("%v", y.counts)
	}
}

// Going to the other end under a filter wiped out of the strip what had been found
// at this one.
func TestTheStripOfHitsRemembersBothEnds(t *testing.T) {
	bubble(t, func(t *testing.T) {
		d := sit(t, shop(20_000), func(c *Config) { c.Limit.Rows, c.Limit.Bytes = 100, 1<<20 })
		d.settle().filter("Shipped").settle()
		ends := func() (first, last bool) {
			from, to := d.pane.Range()
			begin, end := time.Now().Add(-20_000*time.Second), time.Now().Add(-time.Minute)
			if from.After(begin) || to.Before(end) {
				t.Fatalf("the strip shows %v to %v", from, to)
			}
			counts, _ := d.pane.found(d.pane.over.shown)
			i, _ := d.pane.over.shown.axis.Cell(begin)
			j, _ := d.pane.over.shown.axis.Cell(end)
			return counts[i] > 0, counts[j] > 0
		}
		d.press(keymap.First).settle()
		if first, last := ends(); !first || !last {
			t.Fatalf("at the oldest: the beginning is known: %t, the end: %t", first, last)
		}
		d.press(keymap.Last).settle()
		if first, last := ends(); !first || !last {
			t.Fatalf("back at the newest: the beginning is known: %t, the end: %t", first, last)
		}
		d.filter("not Shipped").settle()
		if n := len(d.pane.cur.earlier); n != 0 {
			t.Fatalf("another filter remembers %d readings", n)
		}
	})
}

// A search that reads back came to the end of the strip again and again, which was
// blank until the next one was there; and the time read whole came and went.
func TestTheStripIsAheadOfASearch(t *testing.T) {
	bubble(t, func(t *testing.T) {
		log := river(100_000, func(int) bool { return false })
		d := sit(t, log)
		d.settle()
		log.Inject(memory.Fault{Method: memory.Read, Delay: 150 * time.Millisecond})
		d.filter("type = Shipped").pass(time.Second)
		seen := 0
		for range 100 {
			d.pass(50 * time.Millisecond)
			r := d.pane.cur
			c := d.pane.cover(r)
			share, _ := c.Done()
			if since := d.pane.since(r); r.searching() && share > 0 && share < 0.9 && !since.IsZero() {
				seen++
				if from, to, _ := d.pane.wanted(); since.Sub(from) < to.Sub(since)/20 {
					t.Fatalf("at %.2f it ends %v before what was read", share, since.Sub(from))
				}
				if strings.Contains(d.covered(), "whole") {
					t.Fatal(d.covered())
				}
			}
		}
		if seen < 10 {
			t.Fatalf("the search was seen %d times", seen)
		}
		log.Heal()
		d.settle().sees("oldest–12:00 whole")
		if from, to := d.pane.Range(); to.Sub(from) > 5*time.Hour { // of 2 h 47 min
			t.Fatalf("the strip shows %v", to.Sub(from))
		}
	})
}
