package sourcetest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"riffle/source"
)

// checkGroups asks where consumer groups stand.
func checkGroups(ctx context.Context, e *env) error {
	src, err := e.source(ctx)
	if err != nil {
		return err
	}
	list, err := e.topic(ctx, 3)
	if err != nil {
		return err
	}
	other, err := e.topic(ctx, 1)
	if err != nil {
		return err
	}
	group := list[0].Topic + "-readers"
	want := map[source.Ref]source.Offset{list[0]: source.OffsetOf(0), list[2]: source.OffsetOf(4711), other[0]: source.OffsetOf(3)}
	var at source.Position
	for ref, o := range want {
		at = append(at, source.Place{Ref: ref, Offset: o})
	}
	if err := e.Commit(ctx, group, at); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	all, err := src.Committed(ctx, group, nil)
	if err != nil {
		return err
	}
	if !maps.Equal(all, want) {
		return fmt.Errorf("the group stands at %v, want %v", all, want)
	}
	delete(want, other[0])
	some, err := src.Committed(ctx, group, list)
	if err != nil {
		return err
	}
	if !maps.Equal(some, want) {
		return fmt.Errorf("of one topic, the group stands at %v, want %v", some, want)
	}
	if none, err := src.Committed(ctx, group, list[1:2]); err != nil || len(none) > 0 {
		return fmt.Errorf("where it has committed nothing, the group stands at %v: %w", none, unlike(err, "no error"))
	}
	return checkNoGroup(ctx, src, group)
}

// checkNoGroup asks for a group with a name like that of one that is there.
func checkNoGroup(ctx context.Context, src source.Source, group string) error {
	committed, err := src.Committed(ctx, group+"s", nil)
	var missing *source.GroupError
	switch {
	case !errors.As(err, &missing) || !errors.Is(err, source.ErrNotFound):
		return fmt.Errorf("a group that is not there stands at %v: %w", committed, unlike(err, "a GroupError"))
	case !slices.Contains(missing.Known, group):
		return fmt.Errorf("the groups that are there are %q, without %q", missing.Known, group)
	}
	return nil
}
