package kafka

import (
	"context"
	"errors"
	"slices"
	"sync"

	"github.com/segmentio/kafka-go/protocol/listgroups"
	"github.com/segmentio/kafka-go/protocol/offsetfetch"

	"riffle/source"
)

// Committed implements [source.Source]: the list of groups of each broker, in one flight,
// names the broker that looks after the group, which is asked then. To ask for a group's
// coordinator (FindCoordinator) would be a write: where there is no topic for the offsets
// of groups yet, the broker makes it.
func (k *Kafka) Committed(ctx context.Context, group string, refs []source.Ref) (map[source.Ref]source.Offset, error) {
	var committed map[source.Ref]source.Offset
	err := k.retry(ctx, func(*snapshot) error {
		b, err := k.coordinator(ctx, group)
		if err != nil {
			return err
		}
		committed, err = b.committed(ctx, group, refs)
		return err
	})
	if err != nil {
		return nil, k.fault(ctx, &k.backoff, err)
	}
	k.backoff.reset()
	return committed, nil
}

// coordinator finds the broker that looks after a group.
func (k *Kafka) coordinator(ctx context.Context, group string) (*broker, error) {
	brokers := k.cluster.known()
	names, errs := make([][]string, len(brokers)), make([]error, len(brokers))
	var all sync.WaitGroup
	for i, b := range brokers {
		all.Add(1)
		source.Go(func() {
			names[i], errs[i] = b.groups(ctx)
			all.Done()
		}, func(err error) {
			errs[i] = err
			all.Done()
		})
	}
	all.Wait()
	for i, b := range brokers {
		if slices.Contains(names[i], group) {
			return b, nil
		}
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	if len(brokers) == 0 {
		return nil, &lostError{k.cluster.config.Brokers[0], errors.New("no broker is known")}
	}
	// A group that this user may not see is in no list. Asked for by its name, a broker
	// says so before it looks whether it is the right one.
	_, err := brokers[0].committed(ctx, group, nil)
	if errors.Is(err, source.ErrDenied) {
		return nil, err
	}
	known := slices.Concat(names...)
	slices.Sort(known)
	return nil, &source.GroupError{Group: group, Known: known}
}

// groups lists the groups that a broker looks after.
func (b *broker) groups(ctx context.Context) ([]string, error) {
	conn, err := b.lines[source.Interactive].get(ctx)
	if err != nil {
		return nil, err
	}
	res, err := conn.do(ctx, &listgroups.Request{})
	if err != nil {
		return nil, err
	}
	list := res.(*listgroups.Response)
	if list.ErrorCode != 0 {
		return nil, &codeError{"listing the consumer groups of broker " + b.addr, list.ErrorCode}
	}
	names := make([]string, len(list.Groups))
	for i, g := range list.Groups {
		names[i] = g.GroupID
	}
	return names, nil
}

// committed asks for what a group has committed; nil refs are all.
func (b *broker) committed(ctx context.Context, group string, refs []source.Ref) (map[source.Ref]source.Offset, error) {
	conn, err := b.lines[source.Interactive].get(ctx)
	if err != nil {
		return nil, err
	}
	res, err := conn.do(ctx, offsetFetch(group, refs))
	if err != nil {
		return nil, err
	}
	answer := res.(*offsetfetch.Response)
	if err := groupFault(answer.ErrorCode, group); err != nil {
		return nil, err
	}
	committed := map[source.Ref]source.Offset{}
	for _, t := range answer.Topics {
		for _, p := range t.Partitions {
			ref := source.Ref{Topic: t.Name, Partition: p.PartitionIndex}
			switch {
			case p.ErrorCode == codeUnknownTopic: // gone since; nothing is committed there
			case p.ErrorCode == codeTopicDenied:
				return nil, denied("asking where consumer group "+group+" stands", "DESCRIBE", t.Name)
			case p.ErrorCode != 0:
				return nil, groupFault(p.ErrorCode, group)
			case p.CommittedOffset >= 0:
				committed[ref] = source.OffsetOf(p.CommittedOffset)
			}
		}
	}
	return committed, nil
}

// offsetFetch is the request for what a group has committed; nil refs are all.
func offsetFetch(group string, refs []source.Ref) *offsetfetch.Request {
	q := &offsetfetch.Request{GroupID: group}
	for _, name := range source.Topics(refs) {
		t := offsetfetch.RequestTopic{Name: name}
		for _, r := range refs {
			if r.Topic == name {
				t.PartitionIndexes = append(t.PartitionIndexes, r.Partition)
			}
		}
		q.Topics = append(q.Topics, t)
	}
	return q
}

// groupFault is what an error code says about a group.
func groupFault(code int16, group string) error {
	doing := "asking where consumer group " + group + " stands"
	switch code {
	case 0:
		return nil
	case codeGroupDenied:
		return &deniedError{doing, "DESCRIBE", "group " + group}
	}
	return &codeError{doing, code}
}
