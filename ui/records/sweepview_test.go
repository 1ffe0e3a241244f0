package records

import (
	"strings"
	"testing"
	"time"

	"riffle/query"
	"riffle/source"
)

// Samples said that hits had ended before rows that stood on the screen.
func TestSamplesDoNotContradictTheRows(t *testing.T) {
	bubble(t, func(t *testing.T) {
		d := sit(t, shop(20_000))
		d.settle().filter("Shipped").settle()
		early := time.Now().Add(-5 * time.Hour)
		seen := query.Found{Probes: 40, Rare: true, Coverage: query.Coverage{Sampled: true}, Spans: []query.Stretch{{First: early, Last: early.Add(time.Minute), Before: early.Add(time.Hour)}}}
		d.pane.sweep = &sweep{filter: d.pane.cur.filter, outcome: outcome{done: true, found: seen}}
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
			if got := string(d.pane.sweepText(&sweep{outcome: outcome{done: true, found: found}})); !strings.HasPrefix(got, tt.want) {
				t.Errorf("%s\nwant %s", got, tt.want)
			}
		}
	})
}

// In a narrow pane the answer was cut in the middle of what it rests on, and the last
// of many stretches lost its date.
func TestTheAnswerFitsANarrowPane(t *testing.T) {
	bubble(t, func(t *testing.T) {
		d := sit(t, shop(200))
		d.settle().filter("Shipped").settle()
		d.pane.Resize(40, 9)
		d.w, d.h = 40, 9
		day := time.Now().Add(-48 * time.Hour).Truncate(24 * time.Hour)
		span := func(from, to int) query.Stretch {
			first, last := day.Add(time.Duration(from)*time.Hour), day.Add(time.Duration(to)*time.Hour)
			return query.Stretch{First: first, Last: last, After: first, Before: last}
		}
		found := query.Found{Coverage: query.Coverage{Looked: source.Count{Records: 200_000}}, Spans: []query.Stretch{span(2, 3), span(6, 7), span(9, 10), span(14, 18)}}
		d.pane.sweep = &sweep{filter: d.pane.cur.filter, began: time.Now(), outcome: outcome{done: true, found: found}}
		d.sees("4 stretches of hits: … 3 more …", "1999-12-30 14:00:00–18:00:00, none", "since (exact, 200,000 read)")
		found.Spans, found.Sampled, found.Rare = found.Spans[:1], true, true
		found.Spans[0].Before = day.Add(20 * time.Hour)
		d.pane.sweep.found, d.pane.cur.hits = found, hits{}
		d.sees("hits begin: first 1999-12-30", "02:00:00.000, none before · end between", "03:00:00.000 and 20:00:00 (unsure)")
	})
}
