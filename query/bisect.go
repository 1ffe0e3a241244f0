package query

import (
	"context"
	"errors"
	"io"
	"slices"
	"time"

	"riffle/source"
)

// Bisect finds where the matches of a filter begin and where they end, between two
// positions of a stream. It never assumes that what has begun goes on: matches that
// came, went and came again are as many [Stretch]es.
//
// [Bisect.Sample] looks into single batches at some 32 places that hold about as
// many records between them, and then narrows each change between two neighbours.
// Where no match is seen it reads on until, as frequent as matches are elsewhere,
// a few should have been there; so rare matches are not taken for gaps. It has a
// budget for that, and where the budget cannot do it says so instead of spending
// it. A small range, of which all this would take most, is read whole.
// [Bisect.Scan] reads everything; [Bisect.Tell] is for whoever has read it.
//
//	b := query.Bisect{Source: src, Program: program, From: low, To: end}
//	found, err := b.Sample(ctx)
//	for _, s := range found.Spans {
//		fmt.Println(s.First, s.Last)
//	}
type Bisect struct {
	Source   source.Source
	Program  *Program
	From, To source.Position

	// Observe, unless nil, is told every step as it comes, one at a time, on the
	// goroutine that called: what it says can be drawn at once.
	Observe func(Step)
}

// Step is what a part of the search brought.
type Step struct {
	Hits   []time.Time  // of matches that were just found, in no order
	Looked source.Share // of samples: the offsets in which those are all; else Found says it
	Probes int          // so far
	Found  Coverage     // so far; it grows: [source.Coverage.Clone] keeps it
}

// Coverage is that of the source.
type Coverage = source.Coverage

// Stretch is a stretch of time with matches.
type Stretch struct {
	First, Last time.Time // the first and the last match that were seen
	Matches     int64     // that were seen

	// After is when nothing matched yet, as far as was looked: matches begin after it
	// and no later than First. Where all between was read it is First. It is zero where
	// matches reach back to the beginning of the range.
	After time.Time
	// Before is when nothing matched any more: matches end before it and no earlier
	// than Last. It is Last where all between was read, and zero where matches go on to
	// the end of the range.
	Before time.Time
}

// Found is what a search found.
type Found struct {
	Spans  []Stretch // in order of time
	Probes int       // places that were looked at
	Rare   bool      // matches are too rare to be sure of gaps: only reading all can tell
	Gap    int64     // where all was read: so many records without a match part two spans, fewer do not

	// Coverage says by Sampled whether gaps and matches between two places may have been
	// missed; otherwise all was read.
	Coverage
}

const (
	// wideRange is how many partitions are looked into where only samples are taken.
	wideRange = 64
	// probeBytes is what is asked for at a place at first: about a batch. Each further
	// look at it asks for twice as much as the one before, up to deepBytes.
	probeBytes, deepBytes = 32 << 10, 512 << 10
	// wholeLooks and largeLooks are up to how many times the bytes of the first look at
	// all places a range is read whole: samples take two to five times these bytes, less
	// than twice where batches are larger than what is asked for.
	wholeLooks, largeLooks = 5, 3
	// largeMost bounds a range of large batches that is read whole.
	largeMost = 256 << 20
	// probeParts is how many partitions one look at a place goes into.
	probeParts = 8
	// sampleMost is about how many bytes from the servers are spent on being sure where
	// nothing matches, and noneMost how many as long as nothing matched anywhere.
	// narrowMost bounds all that a search takes. noneShare is the part of the records,
	// one in so many, that is looked at at most as long as nothing matched.
	sampleMost, noneMost, narrowMost = 48 << 20, 24 << 20, 96 << 20
	noneShare                        = 4
	// hopeless is how many times the rest of its budget a search would have to need
	// before it gives up: the rate of matches that it goes by is a first guess.
	hopeless = 4
	// expected is how many matches should have been seen, at the rate they have
	// elsewhere, before their absence counts: none is then an accident once in 150.
	expected = 5
	// closeLeast and closeMost bound the number of records between two places from
	// which on all of them are read.
	closeLeast, closeMost = 500, 20_000
	// endPlaces is how many places are added close to the end of the range.
	endPlaces = 8
	// narrowRounds ends the narrowing, which halves the time between two places.
	narrowRounds = 60
)

// errNoTimes says that records without times cannot be told apart by time.
var errNoTimes = errors.New("looking for begin and end: the records have no times")

// Sample looks at some places, or reads everything where that is little. What was
// found so far is valid even where the error is not nil.
func (b *Bisect) Sample(ctx context.Context) (Found, error) {
	small, err := b.small(ctx)
	if small {
		return b.Scan(ctx)
	}
	s := &sampling{Bisect: b, from: thin(b.From), to: thin(b.To)}
	s.coverage = source.Cover(s.from, s.to, source.Forward)
	s.coverage.Filtered, s.coverage.Sampled = true, true
	if err == nil {
		err = s.run(ctx)
	}
	s.coverage.End(err)
	f := s.found()
	if n := len(f.Spans); err != nil && n > 0 { // there may be others at either end
		f.Spans[0].After, f.Spans[n-1].Before = s.grid.ends()
	}
	return f, err
}

// small tells whether samples would take most of the range.
func (b *Bisect) small(ctx context.Context) (small bool, err error) {
	s := b.Program.stream(b.Source, b.From)
	err = source.Persist(ctx, patience, func() error {
		extent, err := s.Extent(ctx, b.From, b.To)
		if err == nil {
			reads := (gridCells + endPlaces) * int64(min(extent.Partitions, probeParts)) // of a first look at all places
			small = extent.Bytes <= max(wholeLooks*reads*probeBytes, min(largeLooks*reads*extent.Batch, largeMost))
		}
		return err
	}, nil)
	return small, err
}

// thin leaves some of many partitions, evenly spread.
func thin(all source.Position) source.Position {
	if len(all) <= wideRange {
		return all
	}
	some := make(source.Position, wideRange)
	for i := range some {
		some[i] = all[i*len(all)/wideRange]
	}
	return some
}

// Scan reads everything. What holds no match parts two spans from [Found.Gap] on, a
// 64th of the records: few stretches are of use to a person, whatever the range.
func (b *Bisect) Scan(ctx context.Context) (Found, error) {
	f := Found{Gap: b.gap(), Coverage: source.Cover(b.From, b.To, source.Forward)}
	f.Filtered = true
	g, err := b.grid(ctx)
	if err == nil {
		err = b.scan(ctx, g, &f)
	}
	if err == nil {
		err = g.trim(ctx)
	}
	f.End(err)
	f.Spans = g.spans()
	if n := len(f.Spans); err != nil && n > 0 { // what was not read may go on
		_, f.Spans[n-1].Before = g.ends()
	}
	return f, err
}

// Tell answers from the times of all matches in the range, which somebody has found
// already, and from what was looked at for them. It reads no record.
func (b *Bisect) Tell(ctx context.Context, matches []time.Time, c Coverage) (Found, error) {
	f := Found{Gap: b.gap(), Coverage: c}
	g, err := b.grid(ctx)
	if err != nil {
		return f, err
	}
	for _, t := range matches {
		g.note(t)
	}
	err = g.trim(ctx)
	f.Spans = g.spans()
	return f, err
}

// gap is how many records without a match part two spans where all is known.
func (b *Bisect) gap() int64 { return (b.To.Minus(b.From) + gapShare - 1) / gapShare }

// grid cuts the range into cells for matches that are all known.
func (b *Bisect) grid(ctx context.Context) (*grid, error) {
	g := &grid{src: b.Source, from: thin(b.From), to: thin(b.To)}
	return g, g.make(ctx, gapShare)
}

// scan reads through the range and notes each match in its cell.
func (b *Bisect) scan(ctx context.Context, g *grid, f *Found) error {
	c := b.Program.stream(b.Source, b.From).Forward(b.From, b.To)
	defer c.Close()
	for {
		var batch source.Batch
		err := source.Persist(ctx, patience, func() (err error) { batch, err = c.Next(ctx, 2000); return err }, nil)
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		f.Add(batch, source.Forward, time.Now())
		var hits []time.Time
		for i := range batch.Records {
			if batch.Records[i].Unknown() {
				continue
			}
			t := batch.Records[i].Max
			g.note(t)
			hits = append(hits, t)
		}
		if b.Observe != nil {
			b.Observe(Step{Hits: hits, Found: f.Coverage})
		}
	}
}

// patience is how long a cluster that went away is waited for.
const patience = time.Minute

// firstAndLast are the ends of a list of times that is not empty.
func firstAndLast(list []time.Time) (first, last time.Time) {
	return slices.MinFunc(list, time.Time.Compare), slices.MaxFunc(list, time.Time.Compare)
}
