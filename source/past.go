package source

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"
)

// pastBytes is about how much is looked at behind a place: what a clock that was ahead
// has dated stands among others in it.
const pastBytes = 32 << 10

// Past returns the position from which on no record is earlier than t, in each
// partition for itself: no cut of the merged order. Where producers set the times, one
// clock that was ahead puts a later time among earlier ones, and the first record with
// a time of t or more, which is all that a server finds, is then no end of them. So a
// page is looked at from there on. If earlier records stand in it the next one is, and
// then the place is searched for by halves, as if times went up but for what one page
// shows. What was all dated ahead for a whole page is taken for the end.
func (s *Stream) Past(ctx context.Context, t time.Time) (Position, error) {
	t = t.Add(time.Millisecond - 1).Truncate(time.Millisecond)
	pos, found, err := s.look(ctx, func(Ref) time.Time { return t })
	if err != nil {
		return nil, err
	}
	_, end, err := s.Ends(ctx)
	if err != nil {
		return nil, err
	}
	err = each(len(pos), func(i int) (err error) {
		if found[i].OK && pos[i].Offset.Less(end[i].Offset) {
			pos[i], err = s.past(ctx, pos[i], end[i].Offset, t)
		}
		return err
	})
	return pos, err
}

// past is Past in one partition, from a place on with a record that is not earlier.
func (s *Stream) past(ctx context.Context, at Place, end Offset, t time.Time) (Place, error) {
	low, known, err := s.earlier(ctx, at.Ref, at.Offset, t)
	if err != nil || low == at.Offset {
		return at, err
	}
	mid, high := known, end // no record is earlier in [low, known), as far as was seen, and from high on
	for known.Less(high) {
		behind, upto, err := s.earlier(ctx, at.Ref, mid, t)
		if err != nil {
			return at, err
		}
		if mid.Less(behind) {
			low, known = behind, upto
		} else {
			high = mid
		}
		mid = known.Add(high.Minus(known) / 2)
	}
	at.Offset = low
	return s.exact(ctx, at, end)
}

// earlier looks at the page from an offset on: behind is the offset after the last record
// in it that is earlier than t, or from if there is none, and upto the page's end.
func (s *Stream) earlier(ctx context.Context, ref Ref, from Offset, t time.Time) (behind, upto Offset, err error) {
	page, err := s.src.Read(ctx, ref, from, Forward, Want{Bytes: pastBytes})
	var trimmed *TrimmedError
	if errors.As(err, &trimmed) && from.Less(trimmed.Low) {
		return s.earlier(ctx, ref, trimmed.Low, t)
	}
	if err != nil {
		return from, from, err
	}
	defer page.Release()
	if !from.Less(page.To) {
		return from, from, fmt.Errorf("looking for times at %s p%d: %w", ref.Topic, ref.Partition, io.ErrNoProgress)
	}
	behind = from
	for i := range page.Records {
		if r := &page.Records[i]; r.Kind == Data && r.TimeKind != NoTime && r.Time.Before(t) && !r.Offset.Less(from) {
			behind = r.Offset.Add(1)
		}
	}
	return behind, page.To, nil
}
