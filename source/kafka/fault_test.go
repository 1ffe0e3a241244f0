package kafka_test

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kmsg"

	"riffle/source"
	"riffle/source/kafka"
	"riffle/source/kafka/kafkatest"
)

// follow checks that every number of every partition from 0 to n-1 arrives once and
// in order, and tells how often reconnecting was told.
func follow(t *testing.T, k *kafka.Kafka, refs []source.Ref, n int) (transient int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	var from source.Position
	next := map[source.Ref]int{}
	for _, ref := range refs {
		from = append(from, source.Place{Ref: ref})
	}
	c, err := k.Tail(ctx, from)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	for left := n * len(refs); left > 0; {
		b, err := c.Next(ctx, 7)
		var passing *source.TransientError
		if errors.As(err, &passing) {
			transient++
			continue
		}
		if err != nil {
			t.Fatalf("%d records are missing: %v", left, err)
		}
		for _, r := range b.Records {
			if got := string(r.Value); got != strconv.Itoa(next[r.Ref]) {
				t.Fatalf("%v: record %s, want %d", r.Ref, got, next[r.Ref])
			}
			next[r.Ref]++
			left--
		}
	}
	return transient
}

// produce writes number i to all partitions.
func (f *fake) produce(t *testing.T, refs []source.Ref, i int) {
	t.Helper()
	for _, ref := range refs {
		r := source.Record{Time: time.UnixMilli(int64(i)), Value: strconv.AppendInt(nil, int64(i), 10)}
		if err := f.append(t.Context(), ref, []source.Record{r}); err != nil {
			t.Error(err)
		}
	}
}

func (f *fake) partitions(t *testing.T, topic string, n int) []source.Ref {
	t.Helper()
	if err := f.create(t.Context(), topic, n); err != nil {
		t.Fatal(err)
	}
	refs := make([]source.Ref, n)
	for i := range refs {
		refs[i] = source.Ref{Topic: topic, Partition: int32(i)}
	}
	return refs
}

func TestTailSurvives(t *testing.T) {
	for name, trouble := range map[string]func(f *fake, i int){
		"leaders that move": func(f *fake, i int) { f.cluster.ShufflePartitionLeaders() },
		"lost connections":  func(f *fake, i int) { f.net.cut(); f.net.restore() },
		"errors of all kinds": func(f *fake, i int) {
			errs := []*kerr.Error{kerr.LeaderNotAvailable, kerr.NotLeaderForPartition, kerr.ReplicaNotAvailable,
				kerr.FencedLeaderEpoch, kerr.UnknownLeaderEpoch, kerr.UnknownTopicOrPartition, kerr.KafkaStorageError}
			f.cluster.Fault(kfake.Fault{Keys: []kmsg.Key{kmsg.Fetch}, Err: errs[i%len(errs)]})
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake(t, kfake.NumBrokers(3))
			refs := f.partitions(t, "moving", 6)
			k := f.open(t)
			const n = 40
			written := make(chan struct{})
			source.Go(func() {
				defer close(written)
				for i := range n {
					f.produce(t, refs, i)
					if i%5 == 0 {
						trouble(f, i/5)
					}
				}
			}, func(err error) { t.Error(err) })
			t.Logf("%d times reconnecting was told", follow(t, k, refs, n))
			<-written
		})
	}
}

func TestReadAfterLeadersMoved(t *testing.T) {
	f := newFake(t, kfake.NumBrokers(3))
	refs := f.wide(t, "moving", 12)
	k := f.open(t)
	for range 20 {
		f.cluster.ShufflePartitionLeaders()
		for _, ref := range refs {
			p, err := k.Read(t.Context(), ref, source.OffsetOf(0), source.Forward, source.Want{})
			if err != nil || len(p.Records) != 1 {
				t.Fatalf("read %v: %d records, %v", ref, len(p.Records), err)
			}
		}
		stats, err := k.Describe(t.Context(), "moving")
		for _, s := range stats {
			if err = errors.Join(err, s.Err); s.Records() != 1 {
				t.Errorf("%v: %d records", s.Ref, s.Records())
			}
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestOutageIsTransient(t *testing.T) {
	f := newFake(t, kfake.NumBrokers(1))
	refs := f.wide(t, "wide", 3)
	k := f.open(t)
	read := func() error {
		_, err := k.Read(t.Context(), refs[0], source.OffsetOf(0), source.Forward, source.Want{})
		return err
	}
	f.net.cut()
	var last time.Duration
	for range 3 {
		var passing *source.TransientError
		if err := read(); !errors.As(err, &passing) || !errors.Is(err, source.ErrUnreachable) {
			t.Fatalf("error %v, want a TransientError that wraps ErrUnreachable", err)
		}
		if passing.After <= last/2 || passing.After > 5*time.Second {
			t.Errorf("wait %v after %v", passing.After, last)
		}
		last = passing.After
		<-time.After(last)
	}
	f.net.restore()
	if err := read(); err != nil {
		t.Error(err)
	}
}

func TestDeletedTopicEndsItsTail(t *testing.T) {
	f := newFake(t, kfake.NumBrokers(1))
	refs := f.partitions(t, "short-lived", 2)
	k := f.open(t)
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	c, err := k.Tail(ctx, source.Position{{Ref: refs[0]}, {Ref: refs[1]}})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if err := f.delete(ctx, "short-lived"); err != nil {
		t.Fatal(err)
	}
	for {
		_, err := c.Next(ctx, 10)
		var passing *source.TransientError
		if err == nil || errors.As(err, &passing) {
			continue
		}
		if !errors.Is(err, source.ErrNotFound) {
			t.Errorf("error %v, want ErrNotFound", err)
		}
		return
	}
}

// A real broker that is killed and started again, while its topic is followed.
func TestTailOutlivesBroker(t *testing.T) {
	c := kafkatest.Start(t)
	f := onReal(t, c)
	refs := f.partitions(t, "outliving", 3)
	k, err := openReal(t.Context(), c.Broker(1))
	if err != nil {
		t.Fatal(err)
	}
	defer k.Close()
	const n = 20
	written := make(chan struct{})
	source.Go(func() {
		defer close(written)
		for i := range n {
			if i == n/2 {
				c.Kill(t, 1)
				c.Restart(t, 1)
			}
			f.produce(t, refs, i)
		}
	}, func(err error) { t.Error(err) })
	told := follow(t, k, refs, n)
	<-written
	if told == 0 {
		t.Error("reconnecting was not told")
	}
	p, err := k.Read(t.Context(), refs[0], source.OffsetOf(0), source.Forward, source.Want{})
	if err != nil || len(p.Records) != n {
		t.Errorf("after the restart: %d records, %v", len(p.Records), err)
	}
}

// Everything that a reader does is seen by the cluster as reading.
func TestOnlyReadingIsSeen(t *testing.T) {
	f := newSecureFake(t, kfake.NumBrokers(3))
	refs := f.wide(t, "wide", 6)
	sent := f.requests()
	k := f.open(t)
	ctx := t.Context()
	if _, err := k.Topics(ctx); err != nil {
		t.Error(err)
	}
	if _, err := k.Describe(ctx, "wide"); err != nil {
		t.Error(err)
	}
	if kept, err := k.Retention(ctx, "wide"); err != nil || kept["wide"].Time != 7*24*time.Hour {
		t.Errorf("retention %+v, %v", kept, err)
	}
	if _, err := k.OffsetsAt(ctx, []source.Lookup{{Ref: refs[0]}, {Ref: refs[1], Time: time.Now()}}); err != nil {
		t.Error(err)
	}
	for _, ref := range refs {
		if _, err := k.Read(ctx, ref, source.OffsetOf(1), source.Backward, source.Want{}); err != nil {
			t.Error(err)
		}
	}
	tail, err := k.Tail(ctx, source.Position{{Ref: refs[0]}})
	if err != nil {
		t.Fatal(err)
	}
	if b, err := tail.Next(ctx, 1); err != nil || len(b.Records) != 1 {
		t.Errorf("tail: %d records, %v", len(b.Records), err)
	}
	if err := errors.Join(tail.Close(), k.Close()); err != nil {
		t.Error(err)
	}
	allowed := fmt.Sprint([]int16{keyFetch, keyListOffsets, 3, 17, 18, 32, 36})
	if got := fmt.Sprint(sent.all()); got != allowed {
		t.Errorf("keys %s were sent, want %s", got, allowed)
	}
}
