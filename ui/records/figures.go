package records

import (
	"strings"
	"time"

	"riffle/source"
)

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
	return strings.Join(source.Topics(refs), " + ")
}
