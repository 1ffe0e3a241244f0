package source

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"
)

const (
	// samples is how many partitions are looked into to estimate how many bytes a
	// range takes, and sampleBytes how much is read of each: under a megabyte.
	samples     = 6
	sampleBytes = 128 << 10
)

// Large is the number of bytes from the servers above which a read should be agreed
// to by somebody.
const Large = 10_000_000_000

// Extent is how much lies between two positions, told without reading it.
type Extent struct {
	Partitions int       // those of the stream in which the range holds any offsets
	Records    int64     // at most: compaction and transaction markers leave holes
	Bytes      int64     // about so many will come from the servers
	Batch      int64     // about so many of them are a batch, where that is a lot; else 0
	Since      time.Time // no record in the range has a smaller running maximum; zero where that is not known
}

// Extent estimates what reading from one position to another takes. The bytes are
// those of a page in the middle of each of the largest partitions, for all: one
// flight, and none where the range is empty.
func (s *Stream) Extent(ctx context.Context, from, to Position) (Extent, error) {
	var e Extent
	var some []int // places of partitions with records, the largest first
	for i := range from {
		n := to[i].Offset.Minus(from[i].Offset)
		if n == 0 {
			continue
		}
		if e.Partitions++; e.Partitions == 1 || from[i].Max.Before(e.Since) {
			e.Since = from[i].Max
		}
		e.Records += n
		some = append(some, i)
	}
	size := func(i int) int64 { return to[i].Offset.Minus(from[i].Offset) }
	slices.SortStableFunc(some, func(a, b int) int { return cmp.Compare(size(b), size(a)) })
	some = some[:min(len(some), samples)]
	pages := make([]sample, len(some))
	err := each(len(some), func(i int) (err error) {
		at := from[some[i]]
		pages[i], err = s.sample(ctx, at.Ref, at.Offset.Add(size(some[i])/2))
		return err
	})
	if err != nil {
		return e, err
	}
	var all sample
	for _, page := range pages {
		all.offsets += page.offsets
		all.bytes += page.bytes
	}
	if all.offsets > 0 {
		e.Bytes = int64(float64(e.Records) / float64(all.offsets) * float64(all.bytes))
		if batch := all.bytes / int64(len(pages)); batch > 2*sampleBytes { // no page of several
			e.Batch = batch
		}
	}
	return e, nil
}

// sample is what a page of some offsets took.
type sample struct{ offsets, bytes int64 }

func (s *Stream) sample(ctx context.Context, ref Ref, at Offset) (sample, error) {
	page, err := s.src.Read(ctx, ref, at, Forward, Want{Bytes: sampleBytes})
	if errors.As(err, new(*TrimmedError)) {
		return sample{}, nil
	}
	defer page.Release()
	return sample{page.To.Minus(page.From), page.Looked.Wire + page.Kept}, err
}
