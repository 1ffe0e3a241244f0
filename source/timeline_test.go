package source_test

import (
	"context"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"riffle/source"
	"riffle/source/memory"
)

// counter is a source that counts the lookups it is asked.
type counter struct {
	source.Source
	flights, lookups int
}

func (c *counter) OffsetsAt(ctx context.Context, l []source.Lookup) ([]source.Found, error) {
	c.flights++
	c.lookups += len(l)
	return c.Source.OffsetsAt(ctx, l)
}

var dawn = time.Date(2026, 11, 23, 6, 0, 0, 0, time.UTC)

// busyHour is a log of an hour in which times run backwards now and then, and a
// stretch of which is quiet. It returns what a count of the records would say.
func busyHour(minutes, partitions int) (*memory.Log, []source.Ref, func(times []time.Time) []int64) {
	log := memory.New(memory.Topic{Name: "orders", Partitions: partitions})
	dice := rand.New(rand.NewPCG(1, 2))
	highest := map[source.Ref]time.Time{}
	var maxima []time.Time
	for s := range minutes * 60 {
		if s > 1200 && s < 2400 {
			continue
		}
		r := source.Ref{Topic: "orders", Partition: int32(dice.IntN(partitions))}
		at := dawn.Add(time.Duration(s)*time.Second - time.Duration(dice.IntN(5))*time.Second)
		log.Append(r, source.Record{Time: at, TimeKind: source.CreateTime, Producer: -1})
		if at.After(highest[r]) {
			highest[r] = at
		}
		maxima = append(maxima, highest[r])
	}
	refs := make([]source.Ref, partitions)
	for i := range refs {
		refs[i] = source.Ref{Topic: "orders", Partition: int32(i)}
	}
	return log, refs, func(times []time.Time) []int64 {
		counts := make([]int64, len(times)-1)
		for _, m := range maxima {
			for i := range counts {
				if !m.Before(times[i]) && m.Before(times[i+1]) {
					counts[i]++
				}
			}
		}
		return counts
	}
}

func every(step time.Duration, n int, from time.Time) []time.Time {
	times := make([]time.Time, n)
	for i := range times {
		times[i] = from.Add(time.Duration(i) * step)
	}
	return times
}

func sum(counts []int64) (n int64) {
	for _, c := range counts {
		n += c
	}
	return n
}

func TestATimelineBecomesExactStepByStep(t *testing.T) {
	log, refs, count := busyHour(60, 4)
	times := every(time.Minute, 61, dawn)
	want := count(times)
	for _, most := range []int{1, 20, 100, 1000} {
		src := &counter{Source: log}
		line := source.NewStream(src, refs, source.Options{}).Timeline(times, source.Timeline{})
		for steps := 0; !line.Done(); steps++ {
			var err error
			if line, err = line.Refine(t.Context(), most); err != nil {
				t.Fatal(err)
			}
			if got := sum(line.Counts(nil)); line.Begun() && got != sum(want) {
				t.Fatalf("most %d, step %d: %d records in all, want %d", most, steps, got, sum(want))
			}
			if steps > 100 {
				t.Fatal("it is never done")
			}
		}
		if got := line.Counts(nil); !slices.Equal(got, want) {
			t.Errorf("most %d:\n got %d\nwant %d", most, got, want)
		}
		if most == 1000 && (src.flights != 1 || src.lookups != 61*4) {
			t.Errorf("what fits into one flight took %d, %d lookups", src.flights, src.lookups)
		}
		if most == 20 && src.lookups > 61*4*4/5 {
			t.Errorf("the quiet stretch was asked for: %d lookups", src.lookups)
		}
	}
}

func TestATimelineTellsPartitionsApart(t *testing.T) {
	log, refs, _ := busyHour(60, 3)
	times := []time.Time{dawn.Add(-time.Minute), dawn.Add(2 * time.Hour)}
	line, err := source.NewStream(log, refs, source.Options{}).Timeline(times, source.Timeline{}).Refine(t.Context(), 100)
	if err != nil {
		t.Fatal(err)
	}
	stats, _ := log.Describe(t.Context(), "orders")
	for i, s := range stats {
		if got := line.Counts(func(r source.Ref) bool { return r == refs[i] })[0]; got != s.Records() {
			t.Errorf("%v: %d records, want %d", s.Ref, got, s.Records())
		}
	}
}

func TestALaterTimelineAsksOnlyForWhatMayHaveChanged(t *testing.T) {
	log, refs, count := busyHour(60, 4)
	src := &counter{Source: log}
	s := source.NewStream(src, refs, source.Options{})
	line, err := s.Timeline(every(time.Minute, 61, dawn), source.Timeline{}).Refine(t.Context(), 1000)
	if err != nil {
		t.Fatal(err)
	}
	log.Append(refs[0], source.Record{Time: dawn.Add(3601 * time.Second), TimeKind: source.CreateTime, Producer: -1})
	src.lookups = 0
	later := every(time.Minute, 61, dawn.Add(2*time.Minute))
	if line, err = s.Timeline(later, line).Refine(t.Context(), 1000); err != nil {
		t.Fatal(err)
	}
	want := count(later)
	want[58]++
	if got := line.Counts(nil); !slices.Equal(got, want) || !line.Done() {
		t.Errorf("\n got %d\nwant %d", got, want)
	}
	if src.lookups > 3*4 {
		t.Errorf("two minutes more took %d lookups", src.lookups)
	}
}

func TestATimelineCountsWhatWasLookedAt(t *testing.T) {
	log, refs, _ := busyHour(60, 3)
	stats, _ := log.Describe(t.Context(), "orders")
	line := source.NewStream(log, refs, source.Options{}).Timeline(every(time.Minute, 61, dawn), source.Timeline{})
	for line.Asked() == 0 || !line.Done() { // coarse ones, too
		var err error
		if line, err = line.Refine(t.Context(), 30); err != nil {
			t.Fatal(err)
		}
		parts, want := make([]source.Share, 0, 9), int64(0)
		for i, s := range stats { // in three
			low, n := s.Low, s.Records()/3
			for range 3 {
				parts = append(parts, source.Share{Ref: refs[i], Low: low, High: low.Add(n)})
				low = low.Add(n)
			}
			parts[len(parts)-1].High = s.End
		}
		if !line.Begun() {
			continue
		}
		cells := line.Cells()
		if got := cells.Looked(parts); !slices.Equal(got, line.Counts(nil)) {
			t.Fatalf("all was looked at:\n got %d\nwant %d", got, line.Counts(nil))
		}
		some := slices.Concat(parts[1:2], parts[5:6])
		for _, s := range some {
			want += s.Done()
		}
		got, all := cells.Looked(some), line.Counts(nil)
		if sum(got) != want {
			t.Fatalf("%d were looked at, not %d", want, sum(got))
		}
		for i := range got {
			if got[i] < 0 || got[i] > all[i] {
				t.Fatalf("%d of %d were looked at", got[i], all[i])
			}
		}
	}
}

func TestATimelineStopsWithItsContext(t *testing.T) {
	log, refs, _ := busyHour(1, 2)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	line := source.NewStream(log, refs, source.Options{}).Timeline(every(time.Minute, 5, dawn), source.Timeline{})
	if _, err := line.Refine(ctx, 10); err == nil {
		t.Error("no error after the end of the context")
	}
}
