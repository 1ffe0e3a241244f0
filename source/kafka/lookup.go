package kafka

import (
	"context"
	"errors"
	"sync"

	"riffle/source"
)

// Times with a meaning of their own in ListOffsets (KIP-79, KIP-734).
const (
	timeEnd     = -1
	timeLow     = -2
	timeLargest = -3 // since version 7
)

// lookup asks one partition for the first offset at a time, or for one of the
// special times.
type lookup struct {
	ref  source.Ref
	time int64 // milliseconds
	role source.Role
	found
}

// found is the answer: offset and time are -1 where there is no such record.
type found struct {
	offset, time int64
	err          error
}

// list answers lookups in as few requests as the protocol allows, all in one
// flight: one for each broker, and one more for each further lookup of the same
// partition, since a request may name a partition once. A lookup whose leader has
// moved is asked again once. An error means that none was answered; else each
// lookup has its own.
func (k *Kafka) list(ctx context.Context, lookups []*lookup) error {
	s := k.cluster.current()
	k.listOnce(ctx, s, lookups)
	var again []*lookup
	for _, l := range lookups {
		if l.err != nil && passing(l.err) {
			again = append(again, l)
		}
	}
	if len(again) > 0 && ctx.Err() == nil {
		fresh, err := k.cluster.refresh(ctx, s)
		if err == nil {
			k.listOnce(ctx, fresh, again)
		}
		for _, l := range again {
			if err != nil {
				l.err = err
			}
		}
	}
	gone := map[string]error{}
	for _, l := range lookups {
		var missing *missingError
		switch {
		case l.err == nil:
			k.seen(l.ref).backoff.reset()
		case !errors.As(l.err, &missing):
			l.err = k.failure(ctx, l.ref, l.err)
		default: // one question for all partitions of a topic that is not there
			if gone[l.ref.Topic] == nil {
				gone[l.ref.Topic] = k.failure(ctx, l.ref, l.err)
			}
			l.err = gone[l.ref.Topic]
		}
	}
	if k.cluster.life.Err() != nil {
		return source.ErrClosed
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return down(lookups)
}

// down is the error of a cluster of which no broker answers.
func down(lookups []*lookup) error {
	var lost *lostError
	var stage *stageError
	for _, l := range lookups {
		if !errors.As(l.err, &lost) && !errors.As(l.err, &stage) {
			return nil
		}
	}
	if len(lookups) == 0 {
		return nil
	}
	return lookups[0].err
}

// listOnce asks all brokers side by side, for each role on a connection of its own.
func (k *Kafka) listOnce(ctx context.Context, s *snapshot, lookups []*lookup) {
	type line struct {
		*broker
		role source.Role
	}
	byLine := map[line][]*lookup{}
	for _, l := range lookups {
		b, err := k.cluster.leader(s, l.ref)
		l.err = err
		if err == nil {
			byLine[line{b, l.role}] = append(byLine[line{b, l.role}], l)
		}
	}
	var all sync.WaitGroup
	for b, mine := range byLine {
		all.Add(1)
		ask := func() error {
			c, err := b.lines[b.role].get(ctx)
			if err != nil {
				return err
			}
			return listOn(ctx, c, mine)
		}
		blame := func(err error) {
			for _, l := range mine {
				if err != nil {
					l.err = err
				}
			}
		}
		source.Go(func() {
			blame(ask())
			all.Done()
		}, func(err error) {
			blame(err)
			all.Done()
		})
	}
	all.Wait()
}

// listOn asks one broker, all requests in one flight.
func listOn(ctx context.Context, c *conn, lookups []*lookup) error {
	type flight struct {
		request *listRequest
		byRef   map[source.Ref]*lookup
		topics  map[string]int
		call    *call
	}
	var flights []*flight
	nth := map[source.Ref]int{}
	for _, l := range lookups {
		n := nth[l.ref]
		nth[l.ref]++
		if n == len(flights) {
			flights = append(flights, &flight{
				request: &listRequest{Replica: -1}, byRef: map[source.Ref]*lookup{}, topics: map[string]int{},
			})
		}
		f := flights[n]
		f.byRef[l.ref] = l
		i, ok := f.topics[l.ref.Topic]
		if !ok {
			i = len(f.request.Topics)
			f.topics[l.ref.Topic] = i
			f.request.Topics = append(f.request.Topics, listTopic{Topic: l.ref.Topic})
		}
		t := &f.request.Topics[i]
		t.Partitions = append(t.Partitions, listPartition{Partition: l.ref.Partition, LeaderEpoch: -1, Time: l.time})
	}
	for _, f := range flights {
		f.request.Timeout = int32(patience.Milliseconds())
		var err error
		if f.call, err = c.start(ctx, f.request, 0); err != nil {
			return err
		}
	}
	for _, f := range flights {
		res, err := f.call.answer(ctx)
		if err != nil {
			return err
		}
		for ref, l := range f.byRef {
			l.err = &codeError{"looking up offsets of " + ref.Topic, codeUnknownTopic}
		}
		for _, t := range res.(*listAnswer).Topics {
			for _, p := range t.Partitions {
				ref := source.Ref{Topic: t.Topic, Partition: p.Partition}
				if l := f.byRef[ref]; l != nil {
					l.found = found{offset: p.Offset, time: p.Time}
					if p.Error != 0 {
						l.err = refused("looking up offsets of", "DESCRIBE", ref, p.Error)
					}
				}
			}
		}
	}
	return nil
}

// tellRange tells reads that were out of range where their partitions begin and end.
func tellRange(ctx context.Context, c *conn, outside []*passenger) error {
	lookups := make([]*lookup, 0, 2*len(outside))
	for _, p := range outside {
		lookups = append(lookups, &lookup{ref: p.ref, time: timeLow}, &lookup{ref: p.ref, time: timeEnd})
	}
	if err := listOn(ctx, c, lookups); err != nil {
		return err
	}
	for i, p := range outside {
		low, end := lookups[2*i], lookups[2*i+1]
		p.got.low, p.got.end = low.offset, end.offset
		err := low.err
		if err == nil {
			err = end.err
		}
		p.arrive(p.got, err)
	}
	return nil
}
