package query_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"riffle/query"
	"riffle/source"
	"riffle/source/memory"
)

// midnight is when the day of these tests begins; a record comes every second.
var midnight = time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)

// day is a topic of n records, one a second, over some partitions; those that on
// tells have status 500.
func day(n, partitions int, on func(second int) bool) (*memory.Log, []source.Ref) {
	log := memory.New(memory.Topic{Name: "orders", Partitions: partitions, Batch: 50})
	var refs []source.Ref
	for p := range partitions {
		refs = append(refs, source.Ref{Topic: "orders", Partition: int32(p)})
	}
	batches := make([][]source.Record, partitions)
	for i := range n {
		status := 200
		if on(i) {
			status = 500
		}
		batches[i%partitions] = append(batches[i%partitions], source.Record{
			Time: midnight.Add(time.Duration(i) * time.Second), Value: fmt.Appendf(nil, `{"status":%d,"pad":%q}`, status, strings.Repeat("x", 900))})
	}
	for p, records := range batches {
		log.Append(refs[p], records...)
	}
	return log, refs
}

// bisect looks for status 500 over all of a topic.
func bisect(t *testing.T, src source.Source, refs []source.Ref) *query.Bisect {
	t.Helper()
	low, end, err := source.NewStream(src, refs, source.Options{}).Ends(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return &query.Bisect{Source: src, Program: compile(t, "status = 500"), From: low, To: end}
}

// stretch is seconds [from, to) of the day with matches.
type stretch struct{ from, to int }

func within(list []stretch) func(int) bool {
	return func(i int) bool {
		for _, s := range list {
			if i >= s.from && i < s.to {
				return true
			}
		}
		return false
	}
}

func second(i int) time.Time { return midnight.Add(time.Duration(i) * time.Second) }

// Whatever comes and goes, samples and reading all name the same begins and ends,
// and the samples look at a small part.
func TestBisectFindsBeginAndEnd(t *testing.T) {
	const n = 60_000
	for _, tt := range []struct {
		name       string
		partitions int
		want       []stretch
	}{
		{"on from some time on", 6, []stretch{{23_456, n}}},
		{"off from some time on", 1, []stretch{{0, 23_456}}},
		{"one outage", 6, []stretch{{20_017, 26_003}}},
		{"on, off, on", 1, []stretch{{0, 9_999}, {31_000, n}}},
		{"off, on, off, on, off", 6, []stretch{{7_001, 14_000}, {41_111, 47_000}}},
		{"ended a moment ago", 6, []stretch{{30_000, n - 200}}},
		{"began a moment ago", 1, []stretch{{n - 1500, n}}},
		// Of many partitions a look goes into some: a place where they hold nothing is none.
		{"three outages in many partitions", 24, []stretch{{4_310, 7_900}, {29_707, 41_455}, {52_184, 57_318}}},
		{"three outages", 12, []stretch{{5_000, 9_000}, {20_000, 26_000}, {50_000, 55_000}}},
		{"always", 1, []stretch{{0, n}}},
		{"never", 6, nil},
		{"early, for a short moment", 1, []stretch{{2_000, 5_000}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			log, refs := day(n, tt.partitions, within(tt.want))
			b := bisect(t, log, refs)
			sampled, err := b.Sample(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			exact, err := b.Scan(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range []query.Found{sampled, exact} {
				checkSpans(t, f, tt.want, n)
			}
			if share := float64(sampled.Looked.Records) / n; share > 0.7 {
				t.Errorf("the samples looked at %.0f %%", 100*share)
			}
			if !sampled.Sampled || exact.Sampled || exact.Looked.Records != n || sampled.Probes < 20 || sampled.Probes > 200 {
				t.Errorf("%d probes, exact looked at %d", sampled.Probes, exact.Looked.Records)
			}
			t.Logf("%d probes looked at %d records of %d", sampled.Probes, sampled.Looked.Records, n)
		})
	}
}

func checkSpans(t *testing.T, f query.Found, want []stretch, n int) {
	t.Helper()
	if len(f.Spans) != len(want) {
		t.Fatalf("sampled %v: %d spans, want %d: %v", f.Sampled, len(f.Spans), len(want), f.Spans)
	}
	for i, s := range f.Spans {
		first, last := second(want[i].from), second(want[i].to-1)
		if s.First.Before(first) || s.Last.After(last) || s.Matches == 0 {
			t.Errorf("sampled %v: span %d has matches from %v to %v, but they are from %v to %v", f.Sampled, i, s.First, s.Last, first, last)
		}
		if open := want[i].from == 0; s.After.IsZero() != open || !open && (s.After.After(first) || s.First.Sub(s.After) > time.Second) {
			t.Errorf("sampled %v: span %d begins after %v, by %v; it is %v", f.Sampled, i, s.After, s.First, first)
		}
		if open := want[i].to == n; s.Before.IsZero() != open || !open && (s.Before.Before(last) || s.Before.Sub(s.Last) > time.Second) {
			t.Errorf("sampled %v: span %d ends before %v, after %v; it is %v", f.Sampled, i, s.Before, s.Last, last)
		}
		if !s.After.IsZero() && !s.First.Equal(first) || !s.Before.IsZero() && !s.Last.Equal(last) {
			t.Errorf("sampled %v: span %d is %v to %v, want %v to %v", f.Sampled, i, s.First, s.Last, first, last)
		}
	}
}

// One record in 50 matches, at random: that is no fifty outages.
func TestRareMatchesAreNoGaps(t *testing.T) {
	const n = 100_000
	dice := rand.New(rand.NewPCG(1, 2))
	hit := make([]bool, n)
	for i := range hit {
		hit[i] = i >= 40_000 && i < 80_000 && dice.IntN(50) == 0
	}
	log, refs := day(n, 4, func(i int) bool { return hit[i] })
	found, err := bisect(t, log, refs).Sample(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(found.Spans) != 1 || found.Rare {
		t.Fatalf("%d spans: %v", len(found.Spans), found.Spans)
	}
	s := found.Spans[0]
	if off := s.First.Sub(second(40_000)); off < 0 || off > 10*time.Minute {
		t.Errorf("it began %v late", off)
	}
	if off := second(80_000).Sub(s.Last); off < 0 || off > 10*time.Minute {
		t.Errorf("it ended %v early", off)
	}
}

// What is found is told while it is found, and Ctrl-c keeps what there is.
func TestBisectIsWatchedAndStopped(t *testing.T) {
	log, refs := day(60_000, 3, within([]stretch{{20_000, 30_000}}))
	for _, exact := range []bool{false, true} {
		b := bisect(t, log, refs)
		ctx, cancel := context.WithCancel(t.Context())
		hits := 0
		b.Observe = func(s query.Step) {
			if hits += len(s.Hits); hits > 100 {
				cancel()
			}
		}
		search := b.Sample
		if exact {
			search = b.Scan
		}
		found, err := search(ctx)
		if !errors.Is(err, context.Canceled) || found.Stop != source.Cancelled || hits == 0 || len(found.Spans) == 0 {
			t.Errorf("sampled %v: %v, %v after %d matches: %v", exact, err, found.Stop, hits, found.Spans)
			continue
		}
		// What was not read may have matches: the last one seen was said to be the last.
		if last := found.Spans[len(found.Spans)-1]; exact && !last.Before.After(last.Last) {
			t.Errorf("stopped in the middle, matches end at %v, where the last one that was seen is %v", last.Before, last.Last)
		}
	}
}

// broken panics when it is read.
type broken struct{ source.Source }

func (broken) Read(context.Context, source.Ref, source.Offset, source.Dir, source.Want) (source.Page, error) {
	panic("a fault in the driver")
}

// A fault in the driver is an error. Each of the readers that it ended was waited for
// again: bisect hung, deaf to Ctrl-c.
func TestBisectEndsWhereTheDriverPanics(t *testing.T) {
	log, refs := day(60_000, 3, within([]stretch{{20_000, 30_000}}))
	done := make(chan error, 1)
	source.Go(func() {
		_, err := bisect(t, broken{log}, refs).Sample(t.Context())
		done <- err
	}, func(err error) { done <- err })
	select {
	case err := <-done:
		if failed := (*source.PanicError)(nil); !errors.As(err, &failed) {
			t.Errorf("%v", err)
		}
	case <-time.After(20 * time.Second):
		t.Fatal("it does not end")
	}
}

// An empty topic has neither begin nor end, and is no error.
func TestBisectOfNothing(t *testing.T) {
	log, refs := day(0, 2, nil)
	b := bisect(t, log, refs)
	for _, search := range []func(context.Context) (query.Found, error){b.Sample, b.Scan} {
		if found, err := search(t.Context()); err != nil || len(found.Spans) > 0 {
			t.Errorf("%v, %v", found, err)
		}
	}
}

// One record in 180 matches, all day long: that none does in the last seconds of the
// range is no end, as it was taken for once.
func TestRareMatchesGoOnToTheEnd(t *testing.T) {
	const n = 60_000
	dice := rand.New(rand.NewPCG(7, 8))
	hit := make([]bool, n)
	for i := range hit {
		hit[i] = dice.IntN(180) == 0
	}
	log, refs := day(n, 6, func(i int) bool { return hit[i] })
	found, err := bisect(t, log, refs).Sample(t.Context())
	if err != nil || len(found.Spans) != 1 || !found.Spans[0].After.IsZero() || !found.Spans[0].Before.IsZero() {
		t.Errorf("%v, %v", found.Spans, err)
	}
}

// Where all was read, a pause as there are many between matches was taken for their
// end, a minute after the last of forty an hour.
func TestAnOrdinaryPauseIsNoEnd(t *testing.T) {
	const n = 30_000
	for last, goesOn := range map[int]bool{n - 60: true, n - 300: true, n - 5000: false} {
		log, refs := day(n, 3, func(i int) bool { return i <= last && (last-i)%86 == 0 })
		found, err := bisect(t, log, refs).Scan(t.Context())
		if err != nil || len(found.Spans) != 1 || !found.Spans[0].After.IsZero() {
			t.Fatalf("%v, %v", found.Spans, err)
		}
		if s := found.Spans[0]; s.Before.IsZero() != goesOn || !goesOn && !s.Before.Equal(second(last)) {
			t.Errorf("the last match came %d s before the end: matches end before %v", n-last, s.Before)
		}
	}
}

// One match among 20,000 records was said to be hits all the way, with no begin and
// no end: the range reaches far beyond it on both sides.
func TestFewMatchesDoNotGoOnForEver(t *testing.T) {
	const n = 20_000
	for name, at := range map[string][]int{"one": {9_000}, "two": {4_000, 15_000}, "first and last": {0, n - 1}} {
		t.Run(name, func(t *testing.T) {
			log, refs := day(n, 3, func(i int) bool { return slices.Contains(at, i) })
			found, err := bisect(t, log, refs).Sample(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if len(found.Spans) == 0 { // samples may miss so few
				return
			}
			s := found.Spans[0]
			if s.After.IsZero() || s.Before.IsZero() || s.After.After(s.First) || s.Before.Before(s.Last) || found.Sampled && !found.Rare {
				t.Errorf("sampled %v, rare %v: %v", found.Sampled, found.Rare, found.Spans)
			}
		})
	}
}

// Where all is read, what holds no match parts two stretches from a 64th of the records
// on, wherever it lies. Thirty minutes of a day that hid behind two hits at their ends
// were lost, and waves of hits ran together by chance.
func TestExactGapsAreCountedInRecords(t *testing.T) {
	const n, gap = 64_000, 1_000
	dice := rand.New(rand.NewPCG(3, 5))
	for range 6 {
		var quiet, want []stretch
		for at := 300; at < n; at += 500 + dice.IntN(4_000) {
			size := []int{gap - 1, gap, gap + dice.IntN(500), dice.IntN(gap)}[dice.IntN(4)]
			quiet = append(quiet, stretch{at, at + size})
			at += size
		}
		from := 0
		for _, q := range quiet {
			if q.to-q.from >= gap && q.to < n {
				want, from = append(want, stretch{from, q.from}), q.to
			}
		}
		want = append(want, stretch{from, n})
		log, refs := day(n, 1+dice.IntN(6), func(second int) bool { return !within(quiet)(second) })
		found, err := bisect(t, log, refs).Scan(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if found.Gap != gap || len(found.Spans) != len(want) {
			t.Fatalf("gap %d, %d spans, want %d", found.Gap, len(found.Spans), len(want))
		}
		for i, s := range found.Spans {
			first, last := second(want[i].from), second(want[i].to-1)
			if !s.First.Equal(first) || i < len(want)-1 && !s.Last.Equal(last) {
				t.Errorf("span %d: %v to %v, want %v to %v", i, s.First, s.Last, first, last)
			}
		}
	}
}

// Samples said "parsed 0, not JSON 0" of a topic of which a third was plain text, and
// nothing of records over a limit.
func TestSamplesTellWhatCannotBeLookedInto(t *testing.T) {
	const n = 60_000
	log, ref := memory.New(memory.Topic{Name: "orders", Partitions: 1, Batch: 50}), source.Ref{Topic: "orders"}
	pad := strings.Repeat("x", 900)
	deep := strings.Repeat("[", 11_000) + strings.Repeat("]", 11_000)
	for i := range n {
		value := fmt.Sprintf(`{"status":%d,"pad":%q}`, 200+300*(i/20_000%2), pad)
		switch {
		case i%3 == 0:
			value = "plain status text " + pad
		case i%500 == 1:
			value = `{"deep":` + deep + `,"status":1}`
		}
		log.Append(ref, source.Record{Time: second(i), Value: []byte(value)})
	}
	b := bisect(t, log, []source.Ref{ref})
	for name, find := range map[string]func(context.Context) (query.Found, error){"samples": b.Sample, "all": b.Scan} {
		f, err := find(t.Context())
		if err != nil || f.Sampled != (name == "samples") {
			t.Fatalf("%s: sampled %t, %v", name, f.Sampled, err)
		}
		c := f.Looked
		if share := float64(c.NotJSON) / float64(max(c.Parsed, 1)); share < 0.3 || share > 0.6 || c.Parsed > c.Records || c.OverLimit == 0 {
			t.Errorf("%s looked at %d records: %d of %d parsed not JSON, %d over a limit", name, c.Records, c.NotJSON, c.Parsed, c.OverLimit)
		}
	}
}
