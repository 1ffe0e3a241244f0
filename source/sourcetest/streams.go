package sourcetest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"riffle/source"
)

// streamCases read several partitions as one, through [source.NewStream].
func streamCases() []testCase {
	return []testCase{
		{"merged forward", "", func(ctx context.Context, e *env) error { return checkMerged(ctx, e, mergeForward) }},
		{"merged backward", "", func(ctx context.Context, e *env) error { return checkMerged(ctx, e, mergeBackward) }},
		{"merged seams", "", func(ctx context.Context, e *env) error { return checkMerged(ctx, e, mergeSeams) }},
		{"merged times", "", func(ctx context.Context, e *env) error { return checkMerged(ctx, e, mergeTimes) }},
		{"merged with an idle partition", "", checkIdle},
		{"merged and followed", "", checkMergedTail},
		{"merged, committed only", "Transact", checkCommitted},
	}
}

// merged is a stream with what the suite expects of it.
type merged struct {
	src    source.Source
	stream *source.Stream
	list   []source.Ref
	want   []source.Record // in the merged order, each with its running maximum
}

// reference reads each partition by itself and sorts all records by their key.
func reference(ctx context.Context, src source.Source, list []source.Ref) ([]source.Record, error) {
	var all []source.Record
	for _, ref := range list {
		got, _, err := walk(ctx, src, ref, source.Forward, source.Want{})
		if err != nil {
			return nil, err
		}
		var run time.Time
		for i := range got {
			if got[i].Time.After(run) {
				run = got[i].Time
			}
			got[i].Max = run
		}
		all = append(all, got...)
	}
	slices.SortFunc(all, func(a, b source.Record) int { return a.Order().Compare(b.Order()) })
	return all, nil
}

// checkMerged runs f on four partitions whose times run back and forth: one with
// records that were written hours late, one whose clock jumped ahead once.
func checkMerged(ctx context.Context, e *env, f func(context.Context, *merged) error) error {
	src, err := e.source(ctx)
	if err != nil {
		return err
	}
	list, err := e.topic(ctx, 4)
	if err != nil {
		return err
	}
	for i, ref := range list {
		records := jittered(200)
		for k := range records {
			records[k].Time = records[k].Time.Add(time.Duration((i*37+k*101)%1700) * time.Millisecond)
			if i == 1 && k >= 100 && k < 150 {
				records[k].Time = records[k].Time.Add(-3 * time.Hour)
			}
			if i == 2 && k == 120 {
				records[k].Time = records[k].Time.Add(10 * time.Minute)
			}
		}
		for k := 0; k < len(records); k += 25 {
			if err := e.write(ctx, ref, records[k:k+25]...); err != nil {
				return err
			}
		}
	}
	if err := e.trim(ctx, src, list[3], 30); err != nil {
		return err
	}
	m := &merged{src: src, list: list, stream: source.NewStream(src, list, source.Options{})}
	if m.want, err = reference(ctx, src, list); err != nil {
		return err
	}
	return f(ctx, m)
}

// gather takes all records of a cursor, up to its end or until there are enough.
func gather(ctx context.Context, c source.Cursor, dir source.Dir, limit, enough int) ([]source.Record, error) {
	defer finish(c)
	var batches [][]source.Record
	for n := 0; n < enough; {
		b, err := c.Next(ctx, limit)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		n += len(b.Records)
		batches = append(batches, b.Records)
	}
	if dir == source.Backward {
		slices.Reverse(batches)
	}
	return slices.Concat(batches...), nil
}

// everything is more than any cursor of the suite has.
const everything = 1 << 30

// compareOrder compares records and their places in the merged order.
func compareOrder(got, want []source.Record) error {
	for i := range min(len(got), len(want)) {
		if g, w := got[i].Order(), want[i].Order(); g.Compare(w) != 0 {
			return fmt.Errorf("record %d of %d: %v p%d@%d, want %v p%d@%d", i, len(want),
				g.Max, g.Partition, g.Offset.Lo, w.Max, w.Partition, w.Offset.Lo)
		}
		if err := compareOne(&got[i], &want[i]); err != nil {
			return fmt.Errorf("record %d of %d: %w", i, len(want), err)
		}
	}
	if len(got) != len(want) {
		return fmt.Errorf("%d records, want %d", len(got), len(want))
	}
	return nil
}

func mergeForward(ctx context.Context, m *merged) error {
	for _, limit := range []int{1, 7, 50, 1000} {
		low, _, err := m.stream.Ends(ctx)
		if err != nil {
			return err
		}
		got, err := gather(ctx, m.stream.Forward(low, nil), source.Forward, limit, everything)
		if err == nil {
			err = compareOrder(got, m.want)
		}
		if err != nil {
			return fmt.Errorf("batches of %d: %w", limit, err)
		}
	}
	return nil
}

func mergeBackward(ctx context.Context, m *merged) error {
	for _, limit := range []int{1, 7, 50, 1000} {
		_, end, err := m.stream.Ends(ctx)
		if err != nil {
			return err
		}
		got, err := gather(ctx, m.stream.Backward(end, nil), source.Backward, limit, everything)
		if err == nil {
			err = compareOrder(got, m.want)
		}
		if err != nil {
			return fmt.Errorf("batches of %d: %w", limit, err)
		}
	}
	return nil
}

// mergeSeams reads both ways from the position of a record: they meet there.
func mergeSeams(ctx context.Context, m *merged) error {
	for i := 0; i < len(m.want); i += 41 {
		pos, err := m.stream.PositionOf(ctx, m.want[i].Order())
		if err != nil {
			return err
		}
		after, err := gather(ctx, m.stream.Forward(pos, nil), source.Forward, 60, 120)
		if err == nil {
			err = compareOrder(after, m.want[i:min(i+len(after), len(m.want))])
		}
		if err != nil || len(after) == 0 {
			return fmt.Errorf("forward from record %d, %d records: %w", i, len(after), unlike(err, "some"))
		}
		before, err := gather(ctx, m.stream.Backward(pos, nil), source.Backward, 60, 120)
		if err == nil {
			err = compareOrder(before, m.want[max(i-len(before), 0):i])
		}
		if err != nil || i > 0 && len(before) == 0 {
			return fmt.Errorf("backward from record %d, %d records: %w", i, len(before), unlike(err, "some"))
		}
	}
	return nil
}

// mergeTimes seeks by time: what follows is what has a running maximum of that
// time or later, and what lies before is the rest.
func mergeTimes(ctx context.Context, m *merged) error {
	for i := 0; i < len(m.want); i += 53 {
		for _, t := range []time.Time{m.want[i].Max, m.want[i].Max.Add(time.Millisecond), m.want[i].Time} {
			pos, err := m.stream.Resolve(ctx, source.AtTime(t), source.Ref{})
			if err != nil {
				return err
			}
			first := slices.IndexFunc(m.want, func(r source.Record) bool { return !r.Max.Before(t) })
			if first < 0 {
				first = len(m.want)
			}
			got, err := gather(ctx, m.stream.Forward(pos, nil), source.Forward, 100, 100)
			if err == nil {
				err = compareOrder(got, m.want[first:min(first+len(got), len(m.want))])
			}
			if err != nil || len(got) == 0 && first < len(m.want) {
				return fmt.Errorf("from %v, %d records: %w", t, len(got), unlike(err, "some"))
			}
		}
	}
	return nil
}

// checkIdle merges eight partitions of which one is empty and one has only old
// records: the others do not wait for them.
func checkIdle(ctx context.Context, e *env) error {
	src, err := e.source(ctx)
	if err != nil {
		return err
	}
	list, err := e.topic(ctx, 8)
	if err != nil {
		return err
	}
	for i, ref := range list[1:] {
		records := numbered(0, 30)
		for k := range records {
			records[k].Time = records[k].Time.Add(time.Duration(i) * 100 * time.Millisecond)
			if i == 0 {
				records[k].Time = records[k].Time.Add(-5 * time.Hour)
			}
		}
		if err := e.write(ctx, ref, records...); err != nil {
			return err
		}
	}
	m := &merged{src: src, list: list, stream: source.NewStream(src, list, source.Options{})}
	if m.want, err = reference(ctx, src, list); err != nil {
		return err
	}
	if err := mergeForward(ctx, m); err != nil {
		return err
	}
	return mergeBackward(ctx, m)
}

// checkMergedTail follows a stream from its end: each partition in order, with
// the running maxima that reading it again gives.
func checkMergedTail(ctx context.Context, e *env) error {
	return checkMerged(ctx, e, func(ctx context.Context, m *merged) error {
		_, end, err := m.stream.Ends(ctx)
		if err != nil {
			return err
		}
		c, err := m.stream.Tail(ctx, end)
		if err != nil {
			return err
		}
		defer finish(c)
		was := map[source.Ref]int{}
		for i, ref := range m.list {
			was[ref] = len(e.want(ref))
			if err := e.write(ctx, ref, numbered(2000+i, 20)...); err != nil {
				return err
			}
		}
		got, _, err := drain(ctx, c, 15, 20*len(m.list))
		if err != nil {
			return err
		}
		for _, ref := range m.list {
			if err := compare(got[ref], e.want(ref)[was[ref]:]); err != nil {
				return fmt.Errorf("p%d: %w", ref.Partition, err)
			}
		}
		return nil
	})
}

// checkCommitted reads as a read_committed consumer does: no aborted record, and
// nothing from the first open transaction on.
func checkCommitted(ctx context.Context, e *env) error {
	src, err := e.source(ctx)
	if err != nil {
		return err
	}
	list, err := e.topic(ctx, 1)
	if err != nil {
		return err
	}
	var want []source.Record
	for i, state := range []source.Txn{source.Committed, source.Aborted, source.Committed, source.Open, source.Committed} {
		records := numbered(i*10, 5)
		if err := e.Transact(ctx, list[0], state, records); err != nil {
			return fmt.Errorf("write records to be %v: %w", state, err)
		}
		if state == source.Committed && i < 3 {
			want = append(want, records...)
		}
	}
	s := source.NewStream(src, list, source.Options{Committed: true})
	low, end, err := s.Ends(ctx)
	if err != nil {
		return err
	}
	for _, dir := range []source.Dir{source.Forward, source.Backward} {
		c := s.Forward(low, nil)
		if dir == source.Backward {
			c = s.Backward(end, nil)
		}
		got, err := gather(ctx, c, dir, 4, everything)
		if err == nil {
			err = compare(data(got), want)
		}
		if err != nil {
			return fmt.Errorf("direction %+d: %w", dir, err)
		}
	}
	return nil
}
