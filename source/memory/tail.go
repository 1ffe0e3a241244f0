package memory

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"

	"riffle/source"
)

// tail follows some partitions. What it gives comes straight from the log, so it
// holds nothing back and a slow reader costs nothing.
type tail struct {
	log   *Log
	refs  []source.Ref
	parts []*partition // as they were when the tail was opened

	mu     sync.Mutex
	places source.Position
	close  sync.Once
	done   chan struct{}
}

// Tail follows partitions from a position on. Positions beyond the end of a
// partition are ErrNotFound: the topic was made anew. Records of several
// partitions come in the order in which they were appended.
func (l *Log) Tail(ctx context.Context, from source.Position) (source.Cursor, error) {
	t := &tail{log: l, places: slices.Clone(from), done: make(chan struct{})}
	for _, place := range from {
		t.refs = append(t.refs, place.Ref)
	}
	err := l.call(ctx, Tail, t.refs, func(_ *server, w wound) error {
		for _, ref := range t.refs {
			p, err := l.open(ref)
			if err = cmp.Or(err, w.refs[ref]); err != nil {
				return err
			}
			t.parts = append(t.parts, p)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return t, nil
}

// Next waits for records. They are the log's own, which never change.
func (t *tail) Next(ctx context.Context, limit int) (source.Batch, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	b, err := t.next(ctx, limit)
	if err != nil {
		return source.Batch{}, fmt.Errorf("%s: %w", attempt(Next, t.refs), err)
	}
	return b, nil
}

func (t *tail) next(ctx context.Context, limit int) (source.Batch, error) {
	s := t.log.server
	w, err := t.log.arrive(ctx, Next, t.refs)
	if err != nil {
		return source.Batch{}, err
	}
	s.mu.Lock()
	wounds := s.wounds
	s.mu.Unlock()
	for {
		s.mu.Lock()
		if s.wounds != wounds {
			w, wounds = s.meet(Next, t.refs), s.wounds
		}
		b, err := t.collect(w, limit)
		changed := s.changed
		s.mu.Unlock()
		if err != nil || b.At != nil {
			return b, err
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return source.Batch{}, ctx.Err()
		case <-t.log.done:
			return source.Batch{}, source.ErrClosed
		case <-t.done:
			return source.Batch{}, source.ErrClosed
		}
	}
}

// collect takes what has arrived, or returns a batch without At where there is
// nothing. The log is locked.
func (t *tail) collect(w wound, limit int) (source.Batch, error) {
	select {
	case <-t.done:
		return source.Batch{}, source.ErrClosed
	default:
	}
	if err := t.log.refuse(w); err != nil {
		return source.Batch{}, err
	}
	type found struct {
		*stored
		part int
	}
	if limit <= 0 {
		limit = pageRecords
	}
	var arrived []found
	for i, p := range t.parts {
		if err := t.check(i, w); err != nil {
			return source.Batch{}, err
		}
		first := p.from(t.places[i].Offset)
		for j := first; j < min(first+limit, len(p.records)); j++ {
			arrived = append(arrived, found{&p.records[j], i})
		}
	}
	slices.SortFunc(arrived, func(a, b found) int { return cmp.Compare(a.arrival, b.arrival) })
	var b source.Batch
	for _, f := range arrived[:min(limit, len(arrived))] {
		if b.Looked.Bytes > pageBytes {
			break
		}
		t.take(&b, f.part, &f.Record)
	}
	t.rest(&b)
	return b, nil
}

// check tells whether partition i can be followed on.
func (t *tail) check(i int, w wound) error {
	ref, at := t.refs[i], t.places[i].Offset
	p, err := t.log.open(ref)
	switch {
	case err != nil:
		return err
	case w.refs[ref] != nil:
		return w.refs[ref]
	case p != t.parts[i] || p.end.Less(at):
		return fmt.Errorf("offset %d of %s p%d, whose topic was made anew: %w", at.Lo, ref.Topic, ref.Partition, source.ErrNotFound)
	case at.Less(p.low):
		return &source.TrimmedError{Ref: ref, At: at, Low: p.low}
	}
	return nil
}

// take adds a record of partition i to the batch and moves the partition's place.
func (t *tail) take(b *source.Batch, i int, r *source.Record) {
	place := &t.places[i]
	t.skip(b, i, r.Offset)
	place.Offset, place.Max = r.Next, later(place.Max, r.Time)
	c := *r
	c.Max = place.Max
	b.Records = append(b.Records, c)
	b.Looked.Add(source.Count{Records: 1, Bytes: int64(r.Size), Wire: int64(r.Size)})
}

// skip moves the place of partition i over offsets that hold no record.
func (t *tail) skip(b *source.Batch, i int, to source.Offset) {
	if place := &t.places[i]; place.Offset.Less(to) {
		b.Holes = append(b.Holes, source.Hole{Ref: t.refs[i], From: place.Offset, To: to})
		place.Offset = to
	}
}

// rest moves partitions without further records to their ends, and tells where
// the tail stands if that is not where it stood before.
func (t *tail) rest(b *source.Batch) {
	live := true
	for i, p := range t.parts {
		if p.from(t.places[i].Offset) < len(p.records) {
			live = false
			continue
		}
		t.skip(b, i, p.end)
	}
	if len(b.Records) == 0 && len(b.Holes) == 0 {
		return
	}
	b.Live, b.At = live, slices.Clone(t.places)
	cost := &t.log.server.cost
	cost.Records += b.Looked.Records
	cost.Bytes += b.Looked.Bytes
}

// Close ends the tail; a Next that waits fails with ErrClosed.
func (t *tail) Close() error {
	t.close.Do(func() { close(t.done) })
	return nil
}
