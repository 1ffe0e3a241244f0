// Package figures writes numbers as people read them: counts with commas, sizes and
// lengths of time in their largest unit. Screen and command line write the same
// figure the same way because both call this.
//
//	figures.Count(48211904)         // 48,211,904
//	figures.Things(1, "partition")  // 1 partition
//	figures.Bytes(1_600_000_000)    // 1.6 GB
package figures

import (
	"fmt"
	"strconv"
	"time"
)

// Count writes a number with commas.
func Count[N ~int | ~int64](n N) string {
	s := strconv.FormatInt(int64(n), 10)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// Things writes a number of things, whose plural takes an s.
func Things[N ~int | ~int64](n N, thing string) string {
	if n != 1 {
		thing += "s"
	}
	return Count(n) + " " + thing
}

// Short writes a count in at most seven characters: 4.3 M. Below a million every
// digit counts.
func Short(n int64) string {
	switch {
	case n < 1e6:
		return Count(n)
	case n < 1e9:
		return fmt.Sprintf("%.1f M", float64(n)/1e6)
	}
	return fmt.Sprintf("%.1f G", float64(n)/1e9)
}

// PerSecond writes a rate: 1,204, or 0.4 where every digit counts.
func PerSecond(f float64) string {
	if f > 0 && f < 9.95 {
		return strconv.FormatFloat(max(f, 0.1), 'f', 1, 64)
	}
	return Count(int64(f + 0.5))
}

// Bytes writes a number of bytes in decimal units.
func Bytes(n int64) string {
	units := []string{"B", "kB", "MB", "GB", "TB", "PB"}
	f, i := float64(n), 0
	for f >= 999.5 && i < len(units)-1 {
		f, i = f/1000, i+1
	}
	if f < 9.95 && i > 0 {
		return fmt.Sprintf("%.1f %s", f, units[i])
	}
	return fmt.Sprintf("%.0f %s", f, units[i])
}

// Age writes how long ago something was.
func Age(d time.Duration) string {
	if d < 2*time.Second {
		return "now"
	}
	return Span(d)
}

// Span writes a length of time in its largest unit.
func Span(d time.Duration) string {
	const day = 24 * time.Hour
	switch {
	case d < time.Minute:
		return fmt.Sprintf("%d s", d/time.Second)
	case d < time.Hour:
		return fmt.Sprintf("%d min", d/time.Minute)
	case d < 3*day && d%day != 0:
		return fmt.Sprintf("%d h", d/time.Hour)
	}
	return fmt.Sprintf("%d d", d/day)
}
