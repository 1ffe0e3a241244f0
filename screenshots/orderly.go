package screenshots

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"riffle/source"
)

// orderly is a source that answers one question at a time. Of those that are asked at
// one instant, each by a goroutine of its own, the first to be answered is always the
// same: it is not left to who comes first. What is read ahead, and so how many bytes
// are said to have been read, is then the same in every run.
type orderly struct {
	source.Source
	keeper source.Keeper
	ring   chan struct{} // somebody waits
	over   chan struct{}

	mu      sync.Mutex
	waiting []turn
}

// turn is one question.
type turn struct {
	what       string
	begin, end chan struct{}
}

// perTurn is how long an answer takes. Whoever asks at that instant waits by then.
const perTurn = time.Millisecond

// inOrder returns an orderly source, until its over is closed.
func inOrder(src source.Source, keeper source.Keeper) *orderly {
	o := &orderly{Source: src, keeper: keeper, ring: make(chan struct{}, 1), over: make(chan struct{})}
	source.Go(o.run, func(err error) { panic(err) })
	return o
}

func (o *orderly) run() {
	for {
		select {
		case <-o.ring:
		case <-o.over:
			return
		}
		for {
			time.Sleep(perTurn)
			t, ok := o.next()
			if !ok {
				break
			}
			close(t.begin)
			<-t.end
		}
	}
}

// next is the first of those who wait, by what they ask.
func (o *orderly) next() (t turn, ok bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(o.waiting) == 0 {
		return t, false
	}
	slices.SortFunc(o.waiting, func(a, b turn) int { return cmp.Compare(a.what, b.what) })
	t = o.waiting[0]
	o.waiting = slices.Delete(o.waiting, 0, 1)
	return t, true
}

// take waits for a turn. It is over when done is called.
func (o *orderly) take(what ...any) (done func()) {
	t := turn{fmt.Sprint(what...), make(chan struct{}), make(chan struct{})}
	o.mu.Lock()
	o.waiting = append(o.waiting, t)
	o.mu.Unlock()
	select {
	case o.ring <- struct{}{}:
	default:
	}
	<-t.begin
	return func() { close(t.end) }
}

func (o *orderly) Topics(ctx context.Context) ([]source.Topic, error) {
	defer o.take("topics")()
	return o.Source.Topics(ctx)
}

func (o *orderly) Describe(ctx context.Context, topics ...string) ([]source.Stats, error) {
	defer o.take("describe", topics)()
	return o.Source.Describe(ctx, topics...)
}

func (o *orderly) OffsetsAt(ctx context.Context, lookups []source.Lookup) ([]source.Found, error) {
	defer o.take("offsets", lookups)()
	return o.Source.OffsetsAt(ctx, lookups)
}

func (o *orderly) Read(ctx context.Context, ref source.Ref, at source.Offset, dir source.Dir, want source.Want) (source.Page, error) {
	defer o.take("read", ref, at, dir, want)()
	return o.Source.Read(ctx, ref, at, dir, want)
}

func (o *orderly) Tail(ctx context.Context, from source.Position) (source.Cursor, error) {
	defer o.take("tail", from)()
	c, err := o.Source.Tail(ctx, from)
	if err != nil {
		return nil, err
	}
	return &late{Cursor: c}, nil
}

// late is a tail that brings each batch a little later than the one before it. What
// riffle does so long after a batch would otherwise fall on the instant of another.
type late struct {
	source.Cursor
	n time.Duration
}

func (l *late) Next(ctx context.Context, most int) (source.Batch, error) {
	b, err := l.Cursor.Next(ctx, most)
	if len(b.Records) > 0 {
		l.n = l.n%20 + 1
		time.Sleep(l.n * perTurn)
	}
	return b, err
}

func (o *orderly) Retention(ctx context.Context, topics ...string) (map[string]source.Retention, error) {
	defer o.take("retention", topics)()
	return o.keeper.Retention(ctx, topics...)
}

func (o *orderly) Detail(ctx context.Context, topic string) (source.Detail, error) {
	defer o.take("detail", topic)()
	return o.keeper.Detail(ctx, topic)
}
