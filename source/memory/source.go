package memory

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"riffle/source"
)

var (
	_ source.Source = (*Log)(nil)
	_ source.Keeper = (*Log)(nil)
)

// Info tells that offsets are counted.
func (l *Log) Info() source.Info {
	return source.Info{Scheme: "memory", Endpoint: "memory", Version: "1", Brokers: 1, Dense: true}
}

// Topics lists all topics. Those that the user may not read carry ErrDenied.
func (l *Log) Topics(ctx context.Context) (list []source.Topic, err error) {
	err = l.call(ctx, Topics, nil, func(s *server, _ wound) error {
		for _, name := range s.names() {
			t := s.topics[name]
			out := source.Topic{Name: name, Internal: t.Internal, Replicas: t.Replicas}
			if l.denies(t) {
				out.Err = fmt.Errorf("describe %s: %w", name, source.ErrDenied)
			}
			for _, p := range t.parts {
				out.Partitions = append(out.Partitions, p.ref.Partition)
			}
			list = append(list, out)
		}
		return nil
	})
	return list, err
}

// Describe tells the ends of all partitions of the topics. A topic that the user
// may not read fails the call with ErrDenied.
func (l *Log) Describe(ctx context.Context, topics ...string) (list []source.Stats, err error) {
	err = l.call(ctx, Describe, l.refs(topics), func(s *server, w wound) error {
		for _, name := range topics {
			if _, err := l.open(source.Ref{Topic: name}); err != nil {
				return err
			}
		}
		for _, name := range s.names() {
			if !slices.Contains(topics, name) {
				continue
			}
			for _, p := range s.topics[name].parts {
				list = append(list, source.Stats{Ref: p.ref, Low: p.low, End: p.end, Err: w.refs[p.ref]})
			}
		}
		return nil
	})
	return list, err
}

// OffsetsAt answers lookups. One that fails says so in its own Err.
func (l *Log) OffsetsAt(ctx context.Context, lookups []source.Lookup) (list []source.Found, err error) {
	refs := make([]source.Ref, len(lookups))
	for i, x := range lookups {
		refs[i] = x.Ref
	}
	err = l.call(ctx, OffsetsAt, refs, func(_ *server, w wound) error {
		for _, x := range lookups {
			found := source.Found{Err: w.refs[x.Ref]}
			p, err := l.open(x.Ref)
			switch {
			case err != nil:
				found.Err = err
			case found.Err == nil:
				found = p.find(x.Time)
			}
			list = append(list, found)
		}
		return nil
	})
	return list, err
}

// Read gives one page. Its bytes are overwritten when it is released.
func (l *Log) Read(ctx context.Context, ref source.Ref, at source.Offset, dir source.Dir, want source.Want) (page source.Page, err error) {
	err = l.call(ctx, Read, []source.Ref{ref}, func(s *server, w wound) error {
		p, err := l.open(ref)
		switch {
		case err != nil:
			return err
		case w.refs[ref] != nil:
			return w.refs[ref]
		case at.Less(p.low):
			return &source.TrimmedError{Ref: ref, At: at, Low: p.low}
		case p.end.Less(at):
			page = source.Page{From: p.end, To: p.end, Edge: true, Stable: p.stable()}
		case dir == source.Backward:
			page = p.backward(at, p.limits(want))
		default:
			page = p.forward(at, p.limits(want))
		}
		s.cost.Records += page.Looked.Records
		s.cost.Bytes += page.Looked.Bytes
		return nil
	})
	return page, err
}

// Retention tells what the topics were made with, those left out that the user
// may not read or that are not there.
func (l *Log) Retention(ctx context.Context, topics ...string) (kept map[string]source.Retention, err error) {
	kept = map[string]source.Retention{}
	err = l.call(ctx, Retention, nil, func(s *server, _ wound) error {
		for _, name := range topics {
			if t := s.topics[name]; t != nil && !l.denies(t) {
				kept[name] = t.Retention
			}
		}
		return nil
	})
	return kept, err
}

// Detail tells what a topic was made with. One server keeps all partitions.
func (l *Log) Detail(ctx context.Context, topic string) (d source.Detail, err error) {
	d.Topic = topic
	err = l.call(ctx, Detail, nil, func(s *server, _ wound) error {
		t := s.topics[topic]
		if t == nil {
			return fmt.Errorf("looking up %s: %w", topic, source.ErrNotFound)
		}
		if l.denies(t) {
			return fmt.Errorf("looking up %s: %w", topic, source.ErrDenied)
		}
		for p := range t.Partitions {
			d.Partitions = append(d.Partitions, source.Placement{
				Ref: source.Ref{Topic: topic, Partition: int32(p)}, Replicas: []int32{0}, InSync: []int32{0},
			})
		}
		ms := strconv.FormatInt(max(t.Retention.Time.Milliseconds(), -1), 10)
		d.Settings = []source.Setting{{Name: "retention.ms", Value: ms, Own: true, From: "topic"}}
		return nil
	})
	return d, err
}

// Format writes an offset as a number.
func (l *Log) Format(_ source.Ref, o source.Offset) string { return strconv.FormatUint(o.Lo, 10) }

// Close ends the calls and tails of this connection; others go on.
func (l *Log) Close() error {
	l.close.Do(func() { close(l.done) })
	return nil
}

// denies tells whether the user of this connection may not read t.
func (l *Log) denies(t *topic) bool { return t.Denied || l.denied[t.Name] }

// open returns a partition that the user may read. The log is locked.
func (l *Log) open(ref source.Ref) (*partition, error) {
	t := l.server.topics[ref.Topic]
	switch {
	case t == nil:
		return nil, fmt.Errorf("topic %s: %w", ref.Topic, source.ErrNotFound)
	case l.denies(t):
		return nil, fmt.Errorf("topic %s: %w", ref.Topic, source.ErrDenied)
	case ref.Partition < 0 || int(ref.Partition) >= len(t.parts):
		return nil, fmt.Errorf("partition %d of %s: %w", ref.Partition, ref.Topic, source.ErrNotFound)
	}
	return t.parts[ref.Partition], nil
}

// refs returns all partitions of the topics that are there.
func (l *Log) refs(topics []string) (refs []source.Ref) {
	l.server.mu.Lock()
	defer l.server.mu.Unlock()
	for _, name := range topics {
		if t := l.server.topics[name]; t != nil {
			for _, p := range t.parts {
				refs = append(refs, p.ref)
			}
		}
	}
	return refs
}
