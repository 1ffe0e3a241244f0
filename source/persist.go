package source

import (
	"context"
	"errors"
	"time"
)

// leastPause is the shortest time before the same call is made again.
const leastPause = 50 * time.Millisecond

// Persist calls f again while it fails with a [TransientError], until it has failed
// for patience or ctx ends; any other result is returned at once. waits, if not nil,
// is told before each pause how long it will have lasted by then.
//
//	err := source.Persist(ctx, time.Minute, func() (err error) {
//		batch, err = cursor.Next(ctx, 4096)
//		return err
//	}, nil)
func Persist(ctx context.Context, patience time.Duration, f func() error, waits func(err error, lasts time.Duration)) error {
	var began time.Time
	for {
		err := f()
		var passes *TransientError
		if !errors.As(err, &passes) {
			return err
		}
		if began.IsZero() {
			began = time.Now()
		}
		pause := max(passes.After, leastPause)
		lasts := time.Since(began) + pause
		if lasts > patience {
			return err
		}
		if waits != nil {
			waits(err, lasts)
		}
		if err := Wait(ctx, pause); err != nil {
			return err
		}
	}
}
