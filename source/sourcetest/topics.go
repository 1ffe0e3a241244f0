package sourcetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"riffle/source"
)

// topicCases list and describe topics while they come and go.
func topicCases() []testCase {
	return []testCase{
		{"topics", "", checkTopics},
		{"missing topic", "", checkMissing},
		{"partition added", "Grow", checkGrow},
		{"topic made anew", "", checkRecreate},
		{"reading changes nothing", "State", checkState},
		{"consumer groups", "Commit", checkGroups},
	}
}

// checkTopics lists topics and describes several at once.
func checkTopics(ctx context.Context, e *env) error {
	src, err := e.source(ctx)
	if err != nil {
		return err
	}
	one, err := e.topic(ctx, 1)
	if err != nil {
		return err
	}
	four, err := e.topic(ctx, 4)
	if err != nil {
		return err
	}
	for i, ref := range four[:3] {
		if err := e.write(ctx, ref, numbered(0, 10*(i+1))...); err != nil {
			return err
		}
	}
	list, err := src.Topics(ctx)
	if err != nil {
		return err
	}
	if !slices.IsSortedFunc(list, func(a, b source.Topic) int { return strings.Compare(a.Name, b.Name) }) {
		return fmt.Errorf("topics are not sorted")
	}
	for _, want := range [][]source.Ref{one, four} {
		i := slices.IndexFunc(list, func(t source.Topic) bool { return t.Name == want[0].Topic })
		if i < 0 || !slices.Equal(list[i].Refs(), want) || list[i].Internal || list[i].Err != nil {
			return fmt.Errorf("topic %s is number %d of the list: %+v", want[0].Topic, i, list)
		}
	}
	stats, err := src.Describe(ctx, four[0].Topic, one[0].Topic)
	if err != nil {
		return err
	}
	all := slices.Concat(one, four)
	slices.SortFunc(all, source.Ref.Compare)
	got := make([]source.Ref, len(stats))
	for i, s := range stats {
		got[i] = s.Ref
		if n := int64(len(e.want(s.Ref))); s.Err != nil || s.Records() < n || n == 0 && s.Records() != 0 {
			return fmt.Errorf("p%d of %s: %d records or less: %w", s.Partition, s.Topic, s.Records(), unlike(s.Err, fmt.Sprintf("%d records", n)))
		}
	}
	if !slices.Equal(got, all) {
		return fmt.Errorf("described %v, want %v", got, all)
	}
	none, err := src.Describe(ctx)
	if err != nil || len(none) != 0 {
		return fmt.Errorf("describe no topic: %d partitions: %w", len(none), unlike(err, "none"))
	}
	return nil
}

// missing asks all that names a partition about one that is not there.
func missing(ctx context.Context, src source.Source, ref source.Ref) map[string]error {
	_, read := src.Read(ctx, ref, source.Offset{}, source.Forward, source.Want{})
	found, lookup := src.OffsetsAt(ctx, []source.Lookup{{Ref: ref, Time: epoch}})
	if lookup == nil && len(found) == 1 {
		lookup = found[0].Err
	}
	c, tail := src.Tail(ctx, source.Position{{Ref: ref}})
	if tail == nil {
		_, tail = c.Next(ctx, 1)
		finish(c)
	}
	return map[string]error{"read": read, "look up": lookup, "tail": tail}
}

// checkMissing asks for a topic and for a partition that are not there: they are
// not found, and not made.
func checkMissing(ctx context.Context, e *env) error {
	src, err := e.source(ctx)
	if err != nil {
		return err
	}
	list, err := e.topic(ctx, 1)
	if err != nil {
		return err
	}
	name := list[0].Topic + "-mistyped"
	errs := missing(ctx, src, source.Ref{Topic: name})
	_, errs["describe"] = src.Describe(ctx, name)
	_, errs["describe two"] = src.Describe(ctx, list[0].Topic, name)
	for what, err := range missing(ctx, src, source.Ref{Topic: list[0].Topic, Partition: 1000}) {
		errs[what+" a partition"] = err
	}
	for what, err := range errs {
		if !errors.Is(err, source.ErrNotFound) {
			return fmt.Errorf("%s: %w", what, unlike(err, "one that is ErrNotFound"))
		}
	}
	topics, err := src.Topics(ctx)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(topics, func(t source.Topic) bool { return t.Name == name }) {
		return fmt.Errorf("topic %s was made", name)
	}
	return nil
}

// checkGrow adds a partition while the driver is open.
func checkGrow(ctx context.Context, e *env) error {
	src, err := e.source(ctx)
	if err != nil {
		return err
	}
	list, err := e.topic(ctx, 1)
	if err != nil {
		return err
	}
	name := list[0].Topic
	if _, err := src.Describe(ctx, name); err != nil {
		return err
	}
	if err := e.Grow(ctx, name, 3); err != nil {
		return fmt.Errorf("add partitions: %w", err)
	}
	list = refs(name, 3)
	if err := e.write(ctx, list[2], numbered(0, 10)...); err != nil {
		return err
	}
	err = until(ctx, func() error {
		topics, err := src.Topics(ctx)
		if err != nil {
			return err
		}
		stats, err := src.Describe(ctx, name)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(topics, func(t source.Topic) bool { return t.Name == name })
		if i < 0 || len(topics[i].Partitions) != 3 || len(stats) != 3 {
			return &source.TransientError{Err: fmt.Errorf("partitions that were added are not seen: %v", stats)}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return e.reread(ctx, src, list[2], source.Want{Records: 4})
}

// checkRecreate deletes a topic and makes one of that name while the driver and a
// tail are open: the driver reads the new one, the tail does not wait for ever
// and skips nothing.
func checkRecreate(ctx context.Context, e *env) error {
	src, ref, err := e.log(ctx, 50)
	if err != nil {
		return err
	}
	_, end, err := walk(ctx, src, ref, source.Forward, source.Want{})
	if err != nil {
		return err
	}
	tail, err := src.Tail(ctx, source.Position{{Ref: ref, Offset: end}})
	if err != nil {
		return err
	}
	defer finish(tail)
	if err := e.Delete(ctx, ref.Topic); err != nil {
		return fmt.Errorf("delete: %w", err)
	}
	if err := e.Create(ctx, ref.Topic, 1); err != nil {
		return fmt.Errorf("make anew: %w", err)
	}
	e.mu.Lock()
	delete(e.logs, ref)
	e.mu.Unlock()
	if err := e.write(ctx, ref, numbered(1000, 12)...); err != nil {
		return err
	}
	err = until(ctx, func() error {
		err := e.reread(ctx, src, ref, source.Want{Records: 5})
		if errors.Is(err, source.ErrNotFound) {
			return &source.TransientError{Err: err} // may be known a little later
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("topic made anew: %w", err)
	}
	first, err := await(ctx, tail)
	if err != nil {
		return known(err)
	}
	if err := compareOne(&first, &e.want(ref)[0]); err != nil {
		return fmt.Errorf("tail of the old topic gives a record of the new one that is not the first: %w", err)
	}
	return nil
}

// checkState uses everything once and compares the system before and after.
func checkState(ctx context.Context, e *env) error {
	src, ref, err := e.log(ctx, 50)
	if err != nil {
		return err
	}
	before, err := e.State(ctx)
	if err != nil {
		return fmt.Errorf("describe the state: %w", err)
	}
	if err := e.reread(ctx, src, ref, source.Want{Records: 20}); err != nil {
		return err
	}
	missing(ctx, src, source.Ref{Topic: ref.Topic + "-mistyped"})
	if _, err := src.Committed(ctx, "no group has this name", nil); err == nil {
		return fmt.Errorf("a group that nobody made is there")
	}
	low, _, err := ends(ctx, src, ref)
	if err != nil {
		return err
	}
	if err := e.follow(ctx, src, source.Position{{Ref: ref, Offset: low}}); err != nil {
		return err
	}
	after, err := e.State(ctx)
	if err != nil {
		return fmt.Errorf("describe the state: %w", err)
	}
	if before != after {
		return fmt.Errorf("before:\n%s\nafter:\n%s", before, after)
	}
	return nil
}
