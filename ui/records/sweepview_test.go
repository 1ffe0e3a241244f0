package records

import (
	"strings"
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

// Seen here and there, hits begin and end somewhere between two instants.
func TestSampledEdgesLieBetweenTwoInstants(t *testing.T) {
	at := func(text string) time.Time {
		x, err := time.Parse("2006-01-02 15:04:05.000", text)
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
	bubble(t, func(t *testing.T) {
		d := sit(t, shop(200))
		d.settle().filter("Shipped").settle()
		first, last := at("1999-12-28 06:00:00.000"), at("1999-12-28 18:12:03.120")
		for _, tt := range []struct {
			after, before time.Time
			want          string
		}{
			{at("1999-12-28 00:00:00.000"), at("1999-12-28 23:59:59.000"), "hits begin between 1999-12-28 00:00:00 and 06:00:00.000 · end between 18:12:03.120 and 23:59:59 ("},
			{at("1999-12-27 23:00:00.000"), at("1999-12-28 18:12:03.500"), "hits begin between 1999-12-27 23:00:00 and 28 Dec 06:00:00.000 · end between 18:12:03.120 and 18:12:04 ("},
			{time.Time{}, at("1999-12-28 23:59:59.000"), "hits end between 1999-12-28 18:12:03.120 and 23:59:59 ("},
			{at("1999-12-28 00:00:00.000"), time.Time{}, "hits begin between 1999-12-28 00:00:00 and 06:00:00.000, and go on to the end ("},
			{first, at("1999-12-28 23:59:59.000"), "hits begin: first 1999-12-28 06:00:00.000, none before · end between 18:12:03.120 and 23:59:59 ("},
			{first, last, "hits begin: first 1999-12-28 06:00:00.000, none before · end: last 18:12:03.120, none since ("},
		} {
			found := query.Found{Probes: 42, Coverage: query.Coverage{Sampled: true}, Spans: []query.Stretch{{First: first, Last: last, After: tt.after, Before: tt.before}}}
			if got := string(d.pane.sweepText(&sweep{done: true, found: found})); !strings.HasPrefix(got, tt.want) {
				t.Errorf("%s\nwant %s", got, tt.want)
			}
		}
	})
}
