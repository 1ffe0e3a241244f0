package memory

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"riffle/source"
)

// Commit says where a consumer group stands in a partition: at the next record that it
// reads. A group that was not there is made.
func (l *Log) Commit(group string, ref source.Ref, o source.Offset) {
	l.change(func(s *server) {
		if s.groups[group] == nil {
			s.groups[group] = map[source.Ref]source.Offset{}
		}
		s.groups[group][ref] = o
	})
}

// Committed tells where a consumer group stands.
func (l *Log) Committed(ctx context.Context, group string, refs []source.Ref) (committed map[source.Ref]source.Offset, err error) {
	err = l.call(ctx, Committed, refs, func(s *server, _ wound) error {
		of, ok := s.groups[group]
		if !ok {
			return &source.GroupError{Group: group, Known: slices.Sorted(maps.Keys(s.groups))}
		}
		committed = map[source.Ref]source.Offset{}
		for ref, o := range of {
			if t := s.topics[ref.Topic]; t != nil && l.denies(t) {
				if slices.Contains(refs, ref) {
					return fmt.Errorf("where %s stands in %s: %w", group, ref.Topic, source.ErrDenied)
				}
				continue
			}
			if refs == nil || slices.Contains(refs, ref) {
				committed[ref] = o
			}
		}
		return nil
	})
	return committed, err
}
