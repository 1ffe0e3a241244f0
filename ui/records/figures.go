package records

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"riffle/source"
)

// thousands writes a count with commas: 1,204.
func thousands(n int64) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// counted writes a count of things: "1 offset", "1,204 offsets".
func counted(n int64, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return thousands(n) + " " + thing + "s"
}

// short writes a count in at most six characters or so: 4.3 M. Below a million
// every digit counts.
func short(n int64) string {
	switch {
	case n < 1e6:
		return thousands(n)
	case n < 1e9:
		return fmt.Sprintf("%.1f M", float64(n)/1e6)
	}
	return fmt.Sprintf("%.1f G", float64(n)/1e9)
}

// bytes writes a number of bytes: 1.6 GB.
func bytes(n int64) string {
	for _, u := range []struct {
		size float64
		name string
	}{{1e9, "GB"}, {1e6, "MB"}, {1e3, "kB"}} {
		if f := float64(n) / u.size; f >= 1 {
			if f >= 10 {
				return fmt.Sprintf("%.0f %s", f, u.name)
			}
			return fmt.Sprintf("%.1f %s", f, u.name)
		}
	}
	return fmt.Sprintf("%d B", n)
}

// perSecond writes a rate: 1,204.
func perSecond(r rate) string {
	if r.perSec > 0 && r.perSec < 10 {
		return strconv.FormatFloat(r.perSec, 'f', 1, 64)
	}
	return thousands(int64(r.perSec + 0.5))
}

// dated tells how much of the date a time needs, seen from a day: 0 on the day
// itself, 1 in the year, 2 in other years.
func dated(t, today time.Time) int {
	y, m, d := t.Date()
	ty, tm, td := today.Date()
	switch {
	case y != ty:
		return 2
	case m != tm || d != td:
		return 1
	}
	return 0
}

// dates are the layouts of times by how much of the date they need.
var dates = [3]string{"15:04:05", "02 Jan 15:04:05", "2006-01-02 15:04:05"}

// clock writes a time for a sentence, with the date where it is not of today.
func (p *Pane) clock(t time.Time, more string) string {
	t = t.In(p.zone)
	return t.Format(dates[dated(t, p.now().In(p.zone))] + more)
}

// topicNames lists the topics of some partitions: "orders", "orders + payments".
func topicNames(refs []source.Ref) string {
	var names []string
	for _, r := range refs {
		if len(names) == 0 || names[len(names)-1] != r.Topic {
			names = append(names, r.Topic)
		}
	}
	return strings.Join(names, " + ")
}
