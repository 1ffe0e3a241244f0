package source

import (
	"context"
	"sync"
	"time"
)

// Throttled puts a limit in front of a source: its scans together take at most
// about perSecond bytes a second from the servers, so that a search leaves room for
// those who live on the cluster. What a person waits for is not held back. A limit
// of 0 or less is none.
//
// Put it behind the cache ([Cached]), which answers without asking a server.
func Throttled(src Source, perSecond int64) Source {
	if perSecond <= 0 {
		return src
	}
	t := &throttle{Source: src, perSecond: float64(perSecond), page: throttledPage}
	if k, ok := src.(Keeper); ok {
		return struct {
			*throttle
			Keeper
		}{t, k}
	}
	return t
}

// throttledPage is the least that a throttled read asks for: smaller pages cost a
// round trip for a batch that has to be sent whole anyway.
const throttledPage = 32 << 10

type throttle struct {
	Source
	perSecond float64

	mu   sync.Mutex
	free time.Time // when all that was let through is paid for
	page int64     // bytes of the last page: what the next one is likely to take
}

func (t *throttle) Read(ctx context.Context, ref Ref, at Offset, dir Dir, want Want) (Page, error) {
	if want.Role != Scan {
		return t.Source.Read(ctx, ref, at, dir, want)
	}
	most := max(int(t.perSecond/4), throttledPage) // else a large page comes, and then nothing for seconds
	if want.Bytes == 0 || want.Bytes > most {
		want.Bytes = most
	}
	expected, err := t.enter(ctx)
	if err != nil {
		return Page{}, err
	}
	page, err := t.Source.Read(ctx, ref, at, dir, want)
	t.settle(expected, page.Looked.Wire, err == nil)
	return page, err
}

// enter waits for the reader's turn and takes what a page is likely to cost.
func (t *throttle) enter(ctx context.Context) (expected int64, err error) {
	t.mu.Lock()
	now := time.Now()
	if t.free.Before(now) {
		t.free = now
	}
	turn := t.free
	expected = t.page
	t.free = turn.Add(t.lasts(expected))
	t.mu.Unlock()
	if !turn.After(now) {
		return expected, ctx.Err()
	}
	if err := Wait(ctx, turn.Sub(now)); err != nil {
		t.settle(expected, 0, false)
		return 0, err
	}
	return expected, nil
}

// settle puts what a page did cost in place of what was expected.
func (t *throttle) settle(expected, actual int64, known bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.free = t.free.Add(t.lasts(actual - expected))
	if known {
		t.page = max(actual, 1)
	}
}

// lasts is the time in which so many bytes may come.
func (t *throttle) lasts(bytes int64) time.Duration {
	return time.Duration(float64(bytes) / t.perSecond * float64(time.Second))
}
