package records

import (
	"testing"
	"time"

	"riffle/query"
)

// Samples said that hits had ended before rows that stood on the screen.
func TestSamplesDoNotContradictTheRows(t *testing.T) {
	bubble(t, func(t *testing.T) {
		d := sit(t, shop(20_000))
		d.settle().filter("Shipped").settle()
		early := time.Now().Add(-5 * time.Hour)
		seen := query.Found{Probes: 40, Rare: true, Coverage: query.Coverage{Sampled: true}, Spans: []query.Stretch{{First: early, Last: early.Add(time.Minute), Before: early.Add(time.Hour)}}}
		d.pane.sweep = &sweep{filter: d.pane.cur.filter, done: true, found: seen}
		d.sees("hits from 07:00:0", " to 11:59:50 at least, too few for samples").lacks("none from")
		seen.Spans[0].Last, seen.Spans[0].Before = time.Now(), time.Time{}
		d.sees("hits all the way").lacks("at least")
	})
}
