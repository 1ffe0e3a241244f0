package source

import (
	"context"
	"errors"
)

const (
	// glimpseBytes is how much is read at each place of a glimpse, and glimpseParts
	// and glimpsePlaces how many partitions, and places in each, it looks into.
	glimpseBytes  = 32 << 10
	glimpseParts  = 6
	glimpsePlaces = 3
	// glimpseLarge is the size above which a record is left out: it would be most of
	// what is kept.
	glimpseLarge = 256 << 10
)

// Glimpse returns about most records of a range, spread over partitions and time,
// as they are: no filter and no literal of [Options] leaves any out. It shows what
// the records are like where a search found none. They own their bytes. One
// flight of a few hundred kilobytes.
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
	found := make([][]Record, n*glimpsePlaces)
	errs := make([]error, len(found))
	err := each(len(found), func(i int) {
		part := open[i/glimpsePlaces*len(open)/n]
		size, place := to[part].Offset.Minus(from[part].Offset), int64(i%glimpsePlaces)
		at, end := from[part].Offset.Add(size*place/glimpsePlaces), from[part].Offset.Add(size*(place+1)/glimpsePlaces)
		if at.Less(end) {
			found[i], errs[i] = s.glimpse(ctx, Place{Ref: from[part].Ref, Offset: at}, end, most/len(found)+1)
		}
	})
	var all []Record
	for i := range found {
		all = append(all, found[i]...)
		if err == nil {
			err = errs[i]
		}
	}
	if len(all) > 0 {
		return all[:min(len(all), most)], nil
	}
	return nil, err
}

// glimpse reads some records at one place.
func (s *Stream) glimpse(ctx context.Context, at Place, end Offset, most int) ([]Record, error) {
	page, err := s.src.Read(ctx, at.Ref, at.Offset, Forward, Want{Bytes: glimpseBytes})
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
		if !r.Offset.Less(at.Offset) && r.Offset.Less(end) && r.Kind == Data && r.Size <= glimpseLarge && len(some) < most {
			some = append(some, *r)
		}
	}
	return (*shelf)(nil).own(some, 0).records, nil
}
