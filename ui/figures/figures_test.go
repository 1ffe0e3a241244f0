package figures_test

import (
	"testing"
	"time"

	"riffle/ui/figures"
)

func TestFigures(t *testing.T) {
	const hour = time.Hour
	for _, tt := range []struct{ got, want string }{
		{figures.Count(0), "0"}, {figures.Count(999), "999"}, {figures.Count(1000), "1,000"}, {figures.Count(-1234567), "-1,234,567"}, {figures.Count(-123), "-123"},
		{figures.Things(1, "pane"), "1 pane"}, {figures.Things(0, "pane"), "0 panes"}, {figures.Things(int64(1204), "record"), "1,204 records"},
		{figures.Short(999_999), "999,999"}, {figures.Short(4_300_000), "4.3 M"}, {figures.Short(2_000_000_000), "2.0 G"},
		{figures.Bytes(0), "0 B"}, {figures.Bytes(999), "999 B"}, {figures.Bytes(1000), "1.0 kB"}, {figures.Bytes(9_960), "10 kB"},
		{figures.Bytes(999_999), "1.0 MB"}, {figures.Bytes(310_000_000), "310 MB"}, {figures.Bytes(1_600_000_000), "1.6 GB"},
		{figures.Age(time.Second), "now"}, {figures.Age(9 * time.Second), "9 s"}, {figures.Age(29 * time.Minute), "29 min"}, {figures.Age(3 * hour), "3 h"},
		{figures.Span(24 * hour), "1 d"}, {figures.Span(25 * hour), "25 h"}, {figures.Span(168 * hour), "7 d"}, {figures.Span(100 * hour), "4 d"},
	} {
		if tt.got != tt.want {
			t.Errorf("%q, want %q", tt.got, tt.want)
		}
	}
}
