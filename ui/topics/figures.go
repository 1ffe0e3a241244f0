package topics

import (
	"errors"
	"fmt"
	"strconv"
	"time"

	"riffle/source"
)

// grouped writes a number with commas: 48,211,904.
func grouped(n int64) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// count writes a number of things.
func count(n int, thing string) string {
	if n != 1 {
		thing += "s"
	}
	return grouped(int64(n)) + " " + thing
}

// age writes how long ago something was, in its largest unit.
func age(d time.Duration) string {
	switch {
	case d < 2*time.Second:
		return "now"
	case d < time.Minute:
		return fmt.Sprintf("%d s", d/time.Second)
	}
	return span(d)
}

// span writes a length of time in its largest unit.
func span(d time.Duration) string {
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

// size writes a number of bytes.
func size(n int64) string {
	units := []string{"B", "KB", "MB", "GB", "TB"}
	f, i := float64(n), 0
	for f >= 1000 && i < len(units)-1 {
		f, i = f/1000, i+1
	}
	if f < 10 && i > 0 {
		return fmt.Sprintf("%.1f %s", f, units[i])
	}
	return fmt.Sprintf("%.0f %s", f, units[i])
}

// kept writes how long a topic keeps its records. Retention by size counts for
// each partition; the topic may hold so much in each of them.
func kept(r source.Retention, partitions int) string {
	switch {
	case r == source.Retention{}:
		return ""
	case r.Compact:
		return "compact"
	case r.Bytes > 0:
		return size(r.Bytes * int64(partitions))
	case r.Time < 0:
		return "all"
	}
	return span(r.Time)
}

// fault says why a topic cannot be read.
func fault(name string, err error) string {
	if errors.Is(err, source.ErrDenied) {
		return "denied: needs Describe on Topic " + name
	}
	return err.Error()
}
