package source

import (
	"context"
	"time"
)

// Wait lets d go by, or returns ctx's error as soon as ctx ends. A d of 0 or less is
// over at once.
func Wait(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
