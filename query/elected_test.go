package query_test

import (
	"context"
	"sync/atomic"
	"testing"

	"riffle/source"
)

// elected is a source whose partition has just got a new leader: some reads give less
// than what was there before.
type elected struct {
	source.Source
	gives source.Offset
	short atomic.Int64 // how many reads still find nothing there
}

func (e *elected) Read(ctx context.Context, ref source.Ref, at source.Offset, dir source.Dir, want source.Want) (source.Page, error) {
	page, err := e.Source.Read(ctx, ref, at, dir, want)
	if err != nil || e.short.Load() <= 0 || !e.gives.Less(page.To) {
		return page, err
	}
	if !at.Less(e.gives) {
		e.short.Add(-1)
		return source.Page{From: at, To: at, Edge: true}, nil
	}
	n := 0
	for n < len(page.Records) && page.Records[n].Offset.Less(e.gives) {
		n++
	}
	page.Records, page.To, page.Edge = page.Records[:n], e.gives, true
	return page, nil
}

// What a leader elected a moment ago did not give yet was taken for looked at: the hits
// of the last minutes were not there, and the samples were sure of it.
func TestSamplesWaitForANewLeader(t *testing.T) {
	const n, began = 60_000, 58_500
	log, refs := day(n, 1, within([]stretch{{began, n}}))
	src := &elected{Source: log, gives: source.OffsetOf(began - 100)}
	src.short.Store(20)
	found, err := bisect(t, src, refs).Sample(t.Context())
	if err != nil || !found.Sampled {
		t.Fatalf("sampled %v, %v", found.Sampled, err)
	}
	checkSpans(t, found, []stretch{{began, n}}, n)
}

// A topic that was made anew ends before the end that was set out for: nobody waits for more.
func TestSamplesEndWhereATopicMadeAnewEnds(t *testing.T) {
	log, refs := day(60_000, 1, within([]stretch{{20_000, 30_000}}))
	b := bisect(t, log, refs)
	b.To[0].Offset = source.OffsetOf(90_000)
	if found, err := b.Sample(t.Context()); err != nil || len(found.Spans) != 1 {
		t.Errorf("%v, %v", found.Spans, err)
	}
}
