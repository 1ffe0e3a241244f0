package source

import (
	"context"
	"errors"
)

// Clock tells whose clock gives the records of the stream's topics their times:
// [AppendTime] where that is so in each of them, [CreateTime] where it is not in
// one, or may not be known. At most one flight.
func (s *Stream) Clock(ctx context.Context) (TimeKind, error) {
	keeper, ok := s.src.(Keeper)
	if !ok {
		return CreateTime, nil
	}
	topics := Topics(s.refs)
	kept, err := keeper.Retention(ctx, topics...)
	var passing *TransientError
	if ctx.Err() != nil || errors.As(err, &passing) {
		return NoTime, err
	}
	for _, name := range topics {
		if kept[name].Clock != AppendTime {
			return CreateTime, nil
		}
	}
	return AppendTime, nil
}
