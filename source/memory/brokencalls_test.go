package memory_test

import (
	"context"
	"errors"
	"slices"
	"time"

	"riffle/source"
)

func brokenTails() []mutant {
	type next = func(context.Context, source.Cursor, int) (source.Batch, error)
	plain := func(f func(*source.Batch)) broken {
		return tailing(func() next {
			return func(ctx context.Context, c source.Cursor, limit int) (source.Batch, error) {
				b, err := c.Next(ctx, limit)
				f(&b)
				return b, err
			}
		})
	}
	return []mutant{
		{name: "tail drops a record", caught: "tail of what is there", hangs: true, broken: plain(func(b *source.Batch) {
			if len(b.Records) > 2 {
				b.Records = slices.Delete(b.Records, 1, 2)
			}
		})},
		{name: "tail doubles a record", caught: "tail of what is there", broken: tailing(func() next {
			var last []source.Record
			return func(ctx context.Context, c source.Cursor, limit int) (source.Batch, error) {
				b, err := c.Next(ctx, limit)
				b.Records = append(slices.Clone(last), b.Records...)
				if n := len(b.Records); n > 0 {
					last = b.Records[n-1:]
				}
				return b, err
			}
		})},
		{name: "tail stands too late", caught: "tail resumed", hangs: true, broken: plain(func(b *source.Batch) {
			if n := len(b.Records); n > 1 {
				b.Records = b.Records[:n-1]
			}
		})},
		{name: "tail stands too early", caught: "tail resumed", broken: plain(func(b *source.Batch) {
			if n := len(b.Records); n > 1 {
				b.At[0].Offset = b.Records[n-1].Offset
			}
		})},
		{name: "tail is never live", caught: "tail of what is there", hangs: true, broken: plain(func(b *source.Batch) { b.Live = false })},
		{name: "tail lends its bytes", caught: "tail from a page", broken: tailing(func() next {
			var lent []source.Record
			return func(ctx context.Context, c source.Cursor, limit int) (source.Batch, error) {
				for _, r := range lent {
					clear(r.Value)
				}
				b, err := c.Next(ctx, limit)
				lent = nil
				for i := range b.Records {
					b.Records[i] = b.Records[i].Clone()
					lent = append(lent, b.Records[i])
				}
				return b, err
			}
		})},
		{name: "tail skips after an outage", caught: "outage while following", hangs: true, broken: tailing(func() next {
			skip := false
			return func(ctx context.Context, c source.Cursor, limit int) (source.Batch, error) {
				b, err := c.Next(ctx, limit)
				if again := (*source.TransientError)(nil); errors.As(err, &again) {
					skip = true
				} else if skip {
					b.Records, skip = nil, false
				}
				return b, err
			}
		})},
		{name: "tail hides an outage", caught: "outage while following", hangs: true, broken: tailing(func() next {
			return func(ctx context.Context, c source.Cursor, limit int) (source.Batch, error) {
				for {
					b, err := c.Next(ctx, limit)
					if again := (*source.TransientError)(nil); !errors.As(err, &again) {
						return b, err
					}
				}
			}
		})},
		{name: "tail cannot be cancelled", caught: "cancel a tail", hangs: true, broken: tailing(func() next {
			return func(ctx context.Context, c source.Cursor, limit int) (source.Batch, error) {
				return c.Next(context.WithoutCancel(ctx), limit)
			}
		})},
		{name: "tail reads everything ahead", caught: "slow tail", broken: tailing(func() next {
			var ahead []source.Record
			return func(ctx context.Context, c source.Cursor, limit int) (source.Batch, error) {
				b := source.Batch{}
				for len(ahead) < 6000 {
					more, err := c.Next(ctx, 500)
					if err != nil {
						return b, err
					}
					for i := range more.Records {
						ahead = append(ahead, more.Records[i].Clone())
					}
				}
				b.Records, ahead = ahead[:limit], ahead[limit:]
				return b, nil
			}
		})},
		{name: "tail follows a new topic from the old place", caught: "topic made anew", broken: tailing(func() next {
			return func(ctx context.Context, c source.Cursor, limit int) (source.Batch, error) {
				b, err := c.Next(ctx, limit)
				if errors.Is(err, source.ErrNotFound) {
					<-ctx.Done()
					err = ctx.Err()
				}
				return b, err
			}
		}), hangs: true},
	}
}

func brokenCalls(test context.Context) []mutant {
	reading := func(f func(source.Source, query) (source.Page, error)) broken { return broken{read: f} }
	hide := func(is error) broken {
		return reading(func(src source.Source, q query) (source.Page, error) {
			p, err := ask(src, q)
			if errors.Is(err, is) {
				return source.Page{From: q.at, To: q.at, Edge: true}, nil
			}
			return p, err
		})
	}
	known := map[string][]source.Stats{}
	return []mutant{
		{name: "a group that is not there stands nowhere", caught: "consumer groups", broken: broken{committed: func(m map[source.Ref]source.Offset, err error, _ []source.Ref) (map[source.Ref]source.Offset, error) {
			if errors.As(err, new(*source.GroupError)) {
				return nil, nil
			}
			return m, err
		}}},
		{name: "no commit is offset 0", caught: "consumer groups", broken: broken{committed: func(m map[source.Ref]source.Offset, err error, refs []source.Ref) (map[source.Ref]source.Offset, error) {
			for _, r := range refs {
				if _, ok := m[r]; !ok {
					m[r] = source.Offset{}
				}
			}
			return m, err
		}}},
		{name: "time is exclusive", caught: "time", broken: broken{lookup: func(l source.Lookup) source.Lookup {
			if !l.Time.IsZero() {
				l.Time = l.Time.Add(time.Millisecond)
			}
			return l
		}}},
		{name: "time in seconds", caught: "time running backwards", broken: broken{lookup: func(l source.Lookup) source.Lookup {
			l.Time = l.Time.Truncate(time.Second)
			return l
		}}},
		{name: "skips what is trimmed without a word", caught: "below the low end", broken: reading(func(src source.Source, q query) (source.Page, error) {
			p, err := ask(src, q)
			if trimmed := (*source.TrimmedError)(nil); errors.As(err, &trimmed) {
				q.at = trimmed.Low
				return ask(src, q)
			}
			return p, err
		})},
		{name: "nothing where nothing is found", caught: "missing topic", broken: hide(source.ErrNotFound)},
		{name: "nothing where nothing is allowed", caught: "least privilege", broken: hide(source.ErrDenied)},
		{name: "nothing where nobody answers", caught: "outage while paging", broken: hide(source.ErrUnreachable)},
		{name: "corrupt data ends a log", caught: "corrupt", broken: reading(func(src source.Source, q query) (source.Page, error) {
			p, err := ask(src, q)
			for _, r := range p.Records {
				if r.Kind == source.Corrupt {
					return source.Page{}, r.Err
				}
			}
			return p, err
		})},
		{name: "read cannot be cancelled", caught: "cancel a late answer", broken: reading(func(src source.Source, q query) (source.Page, error) {
			q.ctx = context.WithoutCancel(q.ctx)
			return ask(src, q)
		})},
		{name: "ends are asked once", caught: "partition added", hangs: true, broken: broken{describe: func(ctx context.Context, src source.Source, topics []string) ([]source.Stats, error) {
			if s, ok := known[topics[0]]; ok {
				return s, nil
			}
			s, err := src.Describe(ctx, topics...)
			known[topics[0]] = s
			return s, err
		}}},
		{name: "ends without order", caught: "topics", broken: broken{describe: func(ctx context.Context, src source.Source, topics []string) ([]source.Stats, error) {
			s, err := src.Describe(ctx, topics...)
			slices.Reverse(s)
			return s, err
		}}},
		{name: "close does nothing", caught: "close", hangs: true, broken: broken{closing: func(source.Source) error { return nil }}},
		{name: "close leaves a goroutine", caught: "close", hangs: true, broken: broken{closing: func(src source.Source) error {
			source.Go(func() { <-test.Done() }, func(error) {})
			return src.Close()
		}}},
	}
}
