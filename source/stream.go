package source

import (
	"context"
	"slices"
	"sync"
)

// Options say how a stream is read.
type Options struct {
	// Wrap is put around the cursor of each partition before they are merged, and
	// runs for several partitions at once: the filter. Nil keeps everything.
	Wrap func(Cursor) Cursor
	// Want is passed to every read; Records and Bytes are hints.
	Want Want
	// Clip is how many bytes are kept of each of key, value and headers, behind Wrap;
	// 0 keeps all. What waits in a merge is then bounded however large the records are.
	Clip int
	// Lend makes the batches of [Stream.Forward] valid until the next call only: for
	// readers that keep nothing, who then make no garbage.
	Lend bool
	// Committed reads as a read_committed consumer does: aborted records are left
	// out and the first open transaction is the end.
	Committed bool
}

// Stream reads some partitions, of one or more topics, as one in the order of
// [Key]. It holds no position: cursors do. It is safe for concurrent use.
type Stream struct {
	src  Source
	refs []Ref
	opt  Options

	mu     sync.Mutex
	lowest Position // where the partitions began when last looked; nil before
}

// NewStream reads refs from src. It asks nothing yet.
func NewStream(src Source, refs []Ref, o Options) *Stream {
	refs = slices.Clone(refs)
	slices.SortFunc(refs, Ref.Compare)
	return &Stream{src: src, refs: slices.Compact(refs), opt: o}
}

// Refs returns the stream's partitions in order.
func (s *Stream) Refs() []Ref { return s.refs }

// Ends looks at the partitions and returns the position before the oldest and
// after the newest record, at this moment. One flight.
func (s *Stream) Ends(ctx context.Context) (low, end Position, err error) {
	stats, err := s.src.Describe(ctx, Topics(s.refs)...)
	if err != nil {
		return nil, nil, err
	}
	of := make(map[Ref]Stats, len(stats))
	for _, x := range stats {
		of[x.Ref] = x
	}
	for _, r := range s.refs {
		x, ok := of[r]
		switch {
		case !ok:
			return nil, nil, &partitionError{r}
		case x.Err != nil:
			return nil, nil, x.Err
		}
		low = append(low, Place{Ref: r, Offset: x.Low})
		end = append(end, Place{Ref: r, Offset: x.End})
	}
	s.mu.Lock()
	s.lowest = low
	s.mu.Unlock()
	return slices.Clone(low), end, nil
}

// low returns where the partitions began when they were last looked at.
func (s *Stream) low(ctx context.Context) (Position, error) {
	s.mu.Lock()
	low := s.lowest
	s.mu.Unlock()
	if low != nil {
		return slices.Clone(low), nil
	}
	low, _, err := s.Ends(ctx)
	return low, err
}

// Forward reads on from a position, up to another one or, where to is nil, up to
// the live end of each partition. Batches own their bytes. A single Next may give
// fewer records than max as soon as those are certain.
func (s *Stream) Forward(from, to Position) Cursor {
	m := s.newMerge(context.Background(), from, to)
	if s.opt.Want.Role == Scan {
		m.startSmall()
	}
	if s.opt.Lend {
		m.lend()
	}
	return m
}

// Backward reads from a position down to another one or, where to is nil, down to
// the oldest record of each partition. Each batch lies wholly before the one handed
// out earlier, is in ascending order, and owns its bytes; it may hold twice as many
// records as were asked for.
func (s *Stream) Backward(from, to Position) Cursor { return s.newBackward(from, to) }

// Tail follows the live end from a position on, filtered by the stream's options.
// Batches own their bytes and come in the order of arrival.
func (s *Stream) Tail(ctx context.Context, from Position) (Cursor, error) {
	c, err := s.src.Tail(ctx, from)
	if err != nil {
		return nil, err
	}
	if s.opt.Committed {
		return &settled{stream: s, bell: c, at: slices.Clone(from)}, nil
	}
	t := &tail{Cursor: c, max: make(map[Ref]Place, len(from))}
	for _, p := range from {
		t.max[p.Ref] = p
	}
	if s.opt.Wrap == nil {
		return &owned{t, s.opt.Clip}, nil
	}
	return &owned{s.opt.Wrap(t), s.opt.Clip}, nil
}

// owned keeps what a filter makes of a batch from being used again, and lets go of
// the bytes that nobody asked for.
type owned struct {
	Cursor
	clip int
}

func (o *owned) Next(ctx context.Context, max int) (Batch, error) {
	b, err := o.Cursor.Next(ctx, max)
	b.Records = slices.Clone(b.Records)
	if o.clip == 0 {
		return b, err
	}
	for i := range b.Records {
		r := &b.Records[i]
		held := r.Held()
		if r.Clip(o.clip); r.Held() < held {
			*r = r.Clone()
		}
	}
	return b, err
}

// tail gives the records of a followed stream their running maxima, and tells which
// transactions they end.
type tail struct {
	Cursor
	max map[Ref]Place
}

func (t *tail) Next(ctx context.Context, max int) (Batch, error) {
	b, err := t.Cursor.Next(ctx, max)
	for i := range b.Records {
		r := &b.Records[i]
		p := t.max[r.Ref]
		p.Max = later(p.Max, r.Time)
		t.max[r.Ref] = p
		r.Max = p.Max
		switch r.Kind {
		case Corrupt:
			b.Looked.Undecodable++
		case Marker:
			e := Ending{Marker: Place{Ref: r.Ref, Offset: r.Offset}, Producer: r.Producer, Txn: Committed}
			if r.Txn == AbortMarker {
				e.Txn = Aborted
			}
			b.Ended = append(b.Ended, e)
		}
	}
	for i := range b.At {
		b.At[i].Max = t.max[b.At[i].Ref].Max
	}
	return b, err
}
