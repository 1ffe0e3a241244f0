package source

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

// TestPersist: what passes is waited for as long as it says, what does not pass is
// returned at once, and patience ends.
func TestPersist(t *testing.T) {
	away := &TransientError{Err: errors.New("the leader moved"), After: time.Second}
	for name, c := range map[string]struct {
		fails int // how often
		with  error
		want  error
		calls int
		took  time.Duration
	}{
		"nothing is wrong":     {0, nil, nil, 1, 0},
		"it passes":            {3, away, nil, 4, 3 * time.Second},
		"it does not pass":     {1000, away, away, 11, 10 * time.Second},
		"it is no such error":  {1, ErrDenied, ErrDenied, 1, 0},
		"it says no wait time": {2, &TransientError{Err: errors.New("again")}, nil, 3, 100 * time.Millisecond},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				began, calls, told := time.Now(), 0, 0
				err := Persist(t.Context(), 10*time.Second, func() error {
					if calls++; calls <= c.fails {
						return c.with
					}
					return nil
				}, func(error, time.Duration) { told++ })
				if took := time.Since(began); !errors.Is(err, c.want) || calls != c.calls || took != c.took {
					t.Errorf("%v after %d calls in %v", err, calls, took)
				}
				if told != calls-1 {
					t.Errorf("%d pauses were told of, of %d", told, calls-1)
				}
			})
		})
	}
}

func TestPersistEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	err := Persist(ctx, 2*time.Hour, func() error {
		cancel()
		return &TransientError{Err: errors.New("away"), After: time.Hour}
	}, nil)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}
