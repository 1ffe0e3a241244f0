package strip

import (
	"math"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"riffle/ui/safe"
	"riffle/ui/theme"
)

var (
	signs = theme.Signs("C.UTF-8")
	ascii = theme.Signs("C")
	mono  = theme.New(theme.Mono, false)
)

func TestBars(t *testing.T) {
	for _, c := range []struct {
		counts []int64
		g      theme.Glyphs
		want   safe.Text
	}{
		{nil, signs, ""},
		{[]int64{0, 0}, signs, "  "},
		{[]int64{1, 2, 4, 8, 0, Unknown}, signs, "▁▂▄▇ ·"},
		{[]int64{1, 1_000_000, 500_000}, signs, "▁▇▄"}, // one in a million is still seen
		{[]int64{1, 2, 4, 8, 0, Unknown}, ascii, ".:=# -"},
		{[]int64{math.MaxInt64, math.MaxInt64}, signs, "▇▇"},
		{[]int64{Unknown, Unknown}, signs, "··"},
	} {
		if got := Bars(c.counts, c.g); got != c.want {
			t.Errorf("%d: %q, want %q", c.counts, got, c.want)
		}
	}
	// The bars of a list are never full: those of the line above would run into them.
	if got := Scaled([]int64{4, 16}, 8, signs); got != "▄█" {
		t.Errorf("to a scale that is not its own: %q", got)
	}
}

func TestTallBarsStandOnEachOther(t *testing.T) {
	got := Tall([]int64{16, 12, 1, 0, Unknown}, 16, 2, signs)
	if len(got) != 2 || got[0] != "█▄   " || got[1] != "██▁ ·" {
		t.Errorf("%q", got)
	}
}

func TestMostIsARateInTheUnitThatFits(t *testing.T) {
	for _, c := range []struct {
		n    int64
		step time.Duration
		want safe.Text
	}{
		{9, time.Minute, "max 9/min"},
		{76_000, time.Minute, "max 76 k/min"},
		{1_204, time.Second, "max 1,204/s"},
		{4_300_000, time.Minute, "max 4.3 M/min"},
		{10, 5 * time.Minute, "max 2/min"},
		{1, 5 * time.Minute, "max 1 in 5 min"},
		{9, 10 * time.Second, "max 9 in 10 s"},
		{3, time.Hour, "max 3/h"},
		{48, 2 * time.Hour, "max 24/h"},
		{1, 7 * 24 * time.Hour, "max 1 in 7 d"},
		{0, time.Minute, "max 0/min"},
	} {
		if got := Most([]int64{0, c.n}, c.step); got != c.want {
			t.Errorf("%d in %v: %q, want %q", c.n, c.step, got, c.want)
		}
	}
}

func TestAxis(t *testing.T) {
	at := func(h, m, s int) time.Time { return time.Date(2026, 11, 23, h, m, s, 0, time.UTC) }
	for _, c := range []struct {
		name   string
		a      Axis
		cursor time.Time
		g      theme.Glyphs
		want   string
	}{
		{"the cursor", Axis{at(13, 31, 0), time.Minute, 60, time.UTC}, at(14, 1, 52), signs,
			"13:31    13:40     13:50      ▲ 14:01:52         14:20      "},
		{"the mark stays below its bar", Axis{at(13, 31, 0), time.Minute, 60, time.UTC}, at(14, 29, 59), signs,
			"13:31    13:40     13:50     14:00     14:10     14:29:59 ▲ "},
		{"no cursor", Axis{at(13, 0, 0), 30 * time.Second, 60, time.UTC}, time.Time{}, signs,
			"13:00     13:05     13:10     13:15     13:20     13:25     "},
		{"days", Axis{at(13, 0, 0), 30 * time.Minute, 60, time.UTC}, at(16, 0, 0), signs,
			"      ▲ 16:00:00      24 Nov      06:00       12:00         "},
		{"a date for long steps", Axis{at(0, 0, 0), 24 * time.Hour, 40, time.UTC}, at(12, 0, 0), signs,
			"▲ 23 Nov 12:00              21 Dec      "},
		{"plain letters", Axis{at(13, 31, 0), time.Minute, 30, time.UTC}, at(13, 45, 0), ascii,
			"13:31         ^ 13:45:00      "},
		{"too few cells for anything", Axis{at(13, 31, 0), time.Minute, 3, time.UTC}, at(13, 32, 0), signs, "   "},
	} {
		got := ansi.Strip(c.a.Draw(c.cursor, c.a.From, c.g, mono))
		if n := ansi.StringWidthWc(got); n != c.a.Cells {
			t.Errorf("%s: %d cells, want %d", c.name, n, c.a.Cells)
		}
		if got != c.want {
			t.Errorf("%s:\n got %q\nwant %q", c.name, got, c.want)
		}
	}
}

func TestAnAxisOfAnotherDaySaysWhich(t *testing.T) {
	a := Axis{time.Date(2026, 11, 22, 22, 27, 0, 0, time.UTC), time.Minute, 40, time.UTC}
	got := ansi.Strip(a.Draw(time.Time{}, a.From.Add(72*time.Hour), signs, mono))
	if want := "22 Nov 22:27           22:50     23:00  "; got != want {
		t.Errorf("\n got %q\nwant %q", got, want)
	}
}

func TestStepsArePeoplesOwn(t *testing.T) {
	for _, c := range []struct {
		span time.Duration
		n    int
		want time.Duration
	}{
		{time.Hour, 60, time.Minute},
		{time.Hour, 58, 2 * time.Minute},
		{24 * time.Hour, 60, 30 * time.Minute},
		{time.Second, 60, time.Second},
		{0, 0, time.Second},
		{20 * 365 * 24 * time.Hour, 60, 5 * 28 * 24 * time.Hour},
	} {
		if got := StepFor(c.span, c.n); got != c.want {
			t.Errorf("%v in %d: %v, want %v", c.span, c.n, got, c.want)
		}
	}
	kathmandu := time.FixedZone("NPT", 5*3600+45*60)
	noon := time.Date(2026, 11, 23, 12, 10, 0, 0, kathmandu)
	if got := Floor(noon, time.Hour, kathmandu); got.In(kathmandu).Format("15:04") != "12:00" {
		t.Errorf("the hour begins at %v", got.In(kathmandu))
	}
}
