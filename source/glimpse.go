package source

import (
	"context"
	"errors"
	"slices"
)

const (
	// glimpseBytes is how much is read at each place of a glimpse, glimpsePlaces how many
	// places there are, and glimpseParts in how many partitions they lie at most.
	glimpseBytes  = 32 << 10
	glimpsePlaces = 18
	glimpseParts  = 6
	// glimpseLarge is the size above which a record is left out: it would be most of
	// what is kept.
	glimpseLarge = 256 << 10
)

// Glimpse returns about most records of a range, spread over partitions and time, the
// newest among them, as they are: no filter and no literal of [Options] leaves any out.
// It shows what the records are like where a search found none. They own their bytes.
// One flight of a few hundred kilobytes.
func (s *Stream) Glimpse(ctx context.Context, from, to Position, most int) ([]Record, error) {
	var open []int
	for i := range from {
		if from[i].Offset.Less(to[i].Offset) {
			open = append(open, i)
		}
	}
	n := min(len(open), glimpseParts)
	if n == 0 {
		return nil, ctx.Err()
	}
	places := glimpsePlaces / n
	found := make([][]Record, n*places)
	err := each(len(found), func(i int) (err error) {
		part := open[i/places*len(open)/n]
		size, place, of := to[part].Offset.Minus(from[part].Offset), int64(i%places), int64(places)
		at, end := from[part].Offset.Add(size*place/of), from[part].Offset.Add(size*(place+1)/of)
		if at.Less(end) {
			dir := Forward
			if place == of-1 { // what has just begun stands at the very end
				dir = Backward
			}
			found[i], err = s.glimpse(ctx, from[part].Ref, at, end, dir, most/len(found)+1)
		}
		return err
	})
	if all := slices.Concat(found...); len(all) > 0 {
		return all[:min(len(all), most)], nil
	}
	return nil, err
}

// glimpse reads some records of a part of a partition: its first, or its last.
func (s *Stream) glimpse(ctx context.Context, ref Ref, from, to Offset, dir Dir, most int) ([]Record, error) {
	at := from
	if dir == Backward {
		at = to
	}
	page, err := s.src.Read(ctx, ref, at, dir, Want{Bytes: glimpseBytes, Records: most})
	if errors.As(err, new(*TrimmedError)) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer page.Release()
	var some []Record
	for i := range page.Records {
		r := &page.Records[i]
		if !r.Offset.Less(from) && r.Offset.Less(to) && r.Kind == Data && r.Size <= glimpseLarge {
			some = append(some, *r)
		}
	}
	if drop := len(some) - most; drop > 0 && dir == Backward {
		some = some[drop:]
	} else if drop > 0 {
		some = some[:most]
	}
	return (*shelf)(nil).own(some, 0).records, nil
}
