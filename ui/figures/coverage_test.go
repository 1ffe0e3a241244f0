package figures_test

import (
	"strings"
	"testing"

	"riffle/source"
	"riffle/ui/figures"
)

// One line says all that an answer was made from.
func TestCoverage(t *testing.T) {
	ref := source.Ref{Topic: "orders", Partition: 3}
	c := source.Coverage{
		Looked: source.Count{Records: 1_204_331, Wire: 310_000_000}, Matched: 7, Filtered: true, Stop: source.Reached, Upto: "end",
		Parts: []source.Share{{Ref: ref, From: source.OffsetOf(0), To: source.OffsetOf(100), High: source.OffsetOf(34)}},
	}
	with := func(f func(c *source.Coverage)) *source.Coverage {
		d := c
		f(&d)
		return &d
	}
	for _, tt := range []struct {
		c    *source.Coverage
		want string
	}{
		{&c, "looked at 1,204,331 records in 1 partition, 310 MB read; 7 matched; complete to the end"},
		{with(func(c *source.Coverage) { c.Filtered, c.Upto = false, "14:35" }), "310 MB read; complete to 14:35"},
		{with(func(c *source.Coverage) { c.Looked.NotJSON, c.Looked.Parsed = 17, 412 }), "7 matched; 17 of 412 parsed not JSON; complete"},
		{with(func(c *source.Coverage) { c.Looked.NotJSON, c.Looked.Parsed = 17, c.Looked.Records }), "; 17 not JSON;"},
		{with(func(c *source.Coverage) { c.Looked.Undecodable, c.Looked.OverLimit = 2, 1 }), "; 2 could not be decoded; 1 too large to look into;"},
		{with(func(c *source.Coverage) { c.Holes = [2]int64{5, 1200} }), "; 1,200 offsets gone; 5 offsets hold nothing;"},
		{with(func(c *source.Coverage) { c.Stop, c.Limit = source.Enough, 7 }), "; stopped after 7 records"},
		{with(func(c *source.Coverage) { c.Stop = source.Cancelled }), "; stopped at 34 %"},
		{with(func(c *source.Coverage) { c.Stop, c.At = source.Held, source.Place{Ref: ref} }), "; complete to the first open transaction of orders p3"},
		{with(func(c *source.Coverage) {
			c.Stop, c.At = source.Failed, source.Place{Ref: ref, Offset: source.OffsetOf(88123)}
		}), "; incomplete: it ended at orders p3 offset 88123, 34 % done"},
	} {
		if got := figures.Coverage(tt.c); !strings.Contains(got, tt.want) {
			t.Errorf("%s\nwant %s", got, tt.want)
		}
	}
	running := with(func(c *source.Coverage) { c.Wire.PerSec, c.Pace.PerSec, c.Stop = 85e6, 100_000, source.Going })
	if got := figures.Progress(running); got != "34 %: looked at 1.2 M · 7 matched · 310 MB read · 85 MB/s · 23 s left" {
		t.Error(got)
	}
}
