package memory_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"riffle/source"
	"riffle/source/sourcetest"
)

// query is what a read asks for.
type query struct {
	ctx  context.Context
	ref  source.Ref
	at   source.Offset
	dir  source.Dir
	want source.Want
}

// broken is a driver that does one thing wrong.
type broken struct {
	source.Source
	read   func(src source.Source, q query) (source.Page, error)
	lookup func(source.Lookup) source.Lookup
	// committed changes what is told of a group.
	committed func(m map[source.Ref]source.Offset, err error, refs []source.Ref) (map[source.Ref]source.Offset, error)
	tail      func(source.Cursor) source.Cursor
	describe  func(ctx context.Context, src source.Source, topics []string) ([]source.Stats, error)
	closing   func(source.Source) error
}

func ask(src source.Source, q query) (source.Page, error) {
	return src.Read(q.ctx, q.ref, q.at, q.dir, q.want)
}

func (b *broken) Read(ctx context.Context, ref source.Ref, at source.Offset, dir source.Dir, want source.Want) (source.Page, error) {
	if b.read == nil {
		return b.Source.Read(ctx, ref, at, dir, want)
	}
	return b.read(b.Source, query{ctx, ref, at, dir, want})
}

func (b *broken) OffsetsAt(ctx context.Context, lookups []source.Lookup) ([]source.Found, error) {
	lookups = slices.Clone(lookups)
	for i := range lookups {
		if b.lookup != nil {
			lookups[i] = b.lookup(lookups[i])
		}
	}
	return b.Source.OffsetsAt(ctx, lookups)
}

func (b *broken) Committed(ctx context.Context, group string, refs []source.Ref) (map[source.Ref]source.Offset, error) {
	m, err := b.Source.Committed(ctx, group, refs)
	if b.committed == nil {
		return m, err
	}
	return b.committed(m, err, refs)
}

func (b *broken) Tail(ctx context.Context, from source.Position) (source.Cursor, error) {
	c, err := b.Source.Tail(ctx, from)
	if err != nil || b.tail == nil {
		return c, err
	}
	return b.tail(c), nil
}

func (b *broken) Describe(ctx context.Context, topics ...string) ([]source.Stats, error) {
	if b.describe == nil {
		return b.Source.Describe(ctx, topics...)
	}
	return b.describe(ctx, b.Source, topics)
}

func (b *broken) Close() error {
	if b.closing == nil {
		return b.Source.Close()
	}
	return b.closing(b.Source)
}

// page breaks the pages that a driver gives.
func page(f func(p *source.Page, q query)) broken {
	return broken{read: func(src source.Source, q query) (source.Page, error) {
		p, err := ask(src, q)
		if err == nil {
			f(&p, q)
		}
		return p, err
	}}
}

// record breaks the records of pages.
func record(f func(r *source.Record)) broken {
	return page(func(p *source.Page, _ query) {
		for i := range p.Records {
			f(&p.Records[i])
		}
	})
}

// following breaks what tails give.
type following struct {
	source.Cursor
	next func(ctx context.Context, c source.Cursor, limit int) (source.Batch, error)
}

func (f following) Next(ctx context.Context, limit int) (source.Batch, error) {
	return f.next(ctx, f.Cursor, limit)
}

// tailing makes tails that give their batches through what f makes for each.
func tailing(f func() func(context.Context, source.Cursor, int) (source.Batch, error)) broken {
	return broken{tail: func(c source.Cursor) source.Cursor { return following{c, f()} }}
}

// TestBroken breaks the driver in one way at a time: the case made for it finds out.
func TestBroken(t *testing.T) {
	for _, m := range slices.Concat(brokenPages(), brokenTails(), brokenCalls(t.Context())) {
		t.Run(m.name, func(t *testing.T) {
			f := fixture(m.shape)
			f.Deadline = 4 * time.Second
			if m.hangs {
				f.Deadline = 400 * time.Millisecond
			}
			open, limited := f.Open, f.OpenLimited
			f.Open = func(ctx context.Context) (source.Source, error) {
				src, err := open(ctx)
				b := m.broken
				b.Source = src
				return &b, err
			}
			f.OpenLimited = func(ctx context.Context, topic string) (source.Source, error) {
				src, err := limited(ctx, topic)
				b := m.broken
				b.Source = src
				return &b, err
			}
			err := sourcetest.Check(t.Context(), f, m.caught)
			if missing := (*sourcetest.MissingError)(nil); err == nil || errors.As(err, &missing) {
				t.Fatalf("case %q says %v", m.caught, err)
			}
			t.Logf("%.200v", err)
		})
	}
}

// mutant is one way of being broken and the case that finds it.
type mutant struct {
	name, caught string
	broken       broken
	shape        shape
	hangs        bool
}

func brokenPages() []mutant {
	overwritten := func() broken {
		var last source.Page
		return page(func(p *source.Page, _ query) {
			last.Release()
			last, p.Free = *p, nil
		})
	}
	return []mutant{
		{name: "forward boundary off by one", caught: "forward", broken: broken{read: func(src source.Source, q query) (source.Page, error) {
			asked := q.at
			if q.dir == source.Forward {
				q.at = q.at.Next()
			}
			p, err := ask(src, q)
			p.From = asked
			p.To = latest(p.To, asked)
			return p, err
		}}},
		{name: "backward boundary off by one", caught: "backward", broken: broken{read: func(src source.Source, q query) (source.Page, error) {
			asked := q.at
			if q.dir == source.Backward {
				q.at = q.at.Add(-1)
			}
			p, err := ask(src, q)
			p.To = latest(p.To, asked)
			return p, err
		}}},
		{name: "backward page holds the boundary", caught: "backward", broken: broken{read: func(src source.Source, q query) (source.Page, error) {
			asked := q.at
			if q.dir == source.Backward {
				q.at = q.at.Next()
			}
			p, err := ask(src, q)
			if q.dir == source.Backward {
				p.To = asked
			}
			return p, err
		}}},
		{name: "page ends too late", caught: "forward", broken: page(func(p *source.Page, q query) {
			if q.dir == source.Forward && !p.Edge {
				p.To = p.To.Next()
			}
		})},
		{name: "page begins too early", caught: "seams", broken: page(func(p *source.Page, q query) {
			if q.dir == source.Backward && !p.Edge {
				p.From = p.From.Add(-1)
			}
		})},
		{name: "page begins below the low end", caught: "trimmed within a batch", broken: page(func(p *source.Page, q query) {
			if q.dir == source.Forward && p.From == q.at {
				p.From = p.From.Add(-1)
			}
		})},
		{name: "counts what sticks out before", caught: "what sticks out", shape: shape{batch: 9}, broken: page(func(p *source.Page, q query) {
			for i := range p.Records {
				if p.Records[i].Offset.Less(q.at) {
					p.Outside--
				}
			}
		})},
		{name: "counts what sticks out behind", caught: "what sticks out", shape: shape{batch: 9}, broken: page(func(p *source.Page, q query) {
			for i := range p.Records {
				if !p.Records[i].Offset.Less(q.want.Until) {
					p.Outside--
				}
			}
		})},
		{name: "dropped record", caught: "forward", broken: page(func(p *source.Page, _ query) {
			if len(p.Records) > 20 {
				p.Records = slices.Delete(p.Records, 10, 11)
			}
		})},
		{name: "doubled record", caught: "back from a page", broken: page(func(p *source.Page, q query) {
			if len(p.Records) > 3 {
				p.Records = slices.Insert(p.Records, 3, p.Records[2])
				p.Looked.Records++
			}
		})},
		{name: "no edge", caught: "empty partition", broken: page(func(p *source.Page, _ query) { p.Edge = false })},
		{name: "edge at a page without records", caught: "hole", shape: shape{window: 100}, broken: page(func(p *source.Page, _ query) {
			p.Edge = p.Edge || len(p.Records) == 0
		})},
		{name: "no progress", caught: "forward", broken: page(func(p *source.Page, q query) {
			if !p.Edge {
				p.From, p.To, p.Records = q.at, q.at, nil
			}
		})},
		{name: "large records left out", caught: "large record", broken: page(func(p *source.Page, q query) {
			p.Records = slices.DeleteFunc(p.Records, func(r source.Record) bool { return q.want.Bytes > 0 && r.Size > q.want.Bytes })
		})},
		{name: "literals without thought of escapes", caught: "literals", broken: page(func(p *source.Page, q query) {
			p.Records = slices.DeleteFunc(p.Records, func(r source.Record) bool {
				return len(q.want.Contains) > 0 && slices.Contains(r.Value, '\\')
			})
		})},
		{name: "bytes that the next page overwrites", caught: "bytes of pages", broken: overwritten()},
		{name: "largest time of the records left", caught: "literals", broken: page(func(p *source.Page, q query) {
			if len(q.want.Contains) > 0 {
				p.Max = time.Time{}
				for i := range p.Records {
					p.Records[i].Max = p.Records[i].Time
					p.Max = p.Records[i].Max
				}
			}
		})},
		{name: "empty for null", caught: "binary", broken: record(func(r *source.Record) {
			if r.Value == nil {
				r.Value = []byte{}
			}
		})},
		{name: "headers without doubles", caught: "headers", broken: record(func(r *source.Record) {
			if r.Headers.N > 3 {
				r.Headers = source.MakeHeaders(slices.Collect(r.Headers.All())[1:]...)
			}
		})},
		{name: "aborted taken for committed", caught: "transactions", broken: record(func(r *source.Record) {
			if r.Txn == source.Aborted {
				r.Txn = source.Committed
			}
		})},
		{name: "everything is stable", caught: "transactions", broken: page(func(p *source.Page, _ query) { p.Stable = p.To })},
		{name: "markers without progress", caught: "markers only", broken: page(func(p *source.Page, q query) {
			if n := len(p.Records); n > 0 && p.Records[n-1].Kind == source.Marker && q.dir == source.Forward {
				p.To, p.Edge, p.Records = p.Records[n-1].Offset, false, p.Records[:n-1]
			}
		})},
		{name: "clock taken at its word", caught: "skewed clocks", broken: record(func(r *source.Record) {
			if r.Time.Year() > 2100 {
				r.Time = time.UnixMilli(0)
			}
		})},
	}
}

func latest(a, b source.Offset) source.Offset {
	if a.Less(b) {
		return b
	}
	return a
}
