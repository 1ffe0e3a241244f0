package kafka_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kversion"

	"github.com/twmb/franz-go/pkg/kfake"

	"riffle/source"
)

const keyFetch, keyListOffsets = 1, 2

// wide makes a topic of n partitions with one record in each.
func (f *fake) wide(t testing.TB, topic string, n int) []source.Ref {
	t.Helper()
	if err := f.create(t.Context(), topic, n); err != nil {
		t.Fatal(err)
	}
	refs := make([]source.Ref, n)
	records := make([]*kgo.Record, n)
	for i := range refs {
		refs[i] = source.Ref{Topic: topic, Partition: int32(i)}
		records[i] = &kgo.Record{Topic: topic, Partition: int32(i), Value: fmt.Appendf(nil, "record of %d", i)}
	}
	if err := f.writer.ProduceSync(t.Context(), records...).FirstErr(); err != nil {
		t.Fatal(err)
	}
	return refs
}

// What is asked for while an answer is on its way travels together. The broker is so
// far away that all have asked by then, however busy the machine is.
func TestThousandReadsShareFewFetches(t *testing.T) {
	f := newFake(t, kfake.NumBrokers(1))
	refs := f.wide(t, "wide", 1000)
	k := f.open(t)
	if _, err := k.Describe(t.Context(), "wide"); err != nil { // the connection is made
		t.Fatal(err)
	}
	f.net.late.Store(int64(300 * time.Millisecond))
	sent := f.requests()
	for _, dir := range []source.Dir{source.Forward, source.Backward} {
		sent.reset()
		var all sync.WaitGroup
		for i, ref := range refs {
			all.Go(func() {
				at := source.OffsetOf(0)
				if dir == source.Backward {
					at = source.OffsetOf(1)
				}
				p, err := k.Read(t.Context(), ref, at, dir, source.Want{Records: 1})
				if err != nil || len(p.Records) != 1 || string(p.Records[0].Value) != fmt.Sprintf("record of %d", i) {
					t.Errorf("read %v %+d: %d records, %v", ref, dir, len(p.Records), err)
				}
			})
		}
		all.Wait()
		n := sent.of(keyFetch)
		t.Logf("1000 reads, direction %+d: %d fetches", dir, n)
		if n > 3 {
			t.Errorf("1000 reads, direction %+d, took %d fetches, want at most 3", dir, n)
		}
	}
}

func TestQuestionsTakeFewRequests(t *testing.T) {
	f := newFake(t, kfake.NumBrokers(1))
	refs := f.wide(t, "wide", 1000)
	k := f.open(t)
	if _, err := k.Describe(t.Context(), "wide"); err != nil { // the connection is made
		t.Fatal(err)
	}
	sent := f.requests()
	lookups := func(times ...time.Time) (list []source.Lookup) {
		for _, at := range times {
			for _, ref := range refs {
				list = append(list, source.Lookup{Ref: ref, Time: at})
			}
		}
		return list
	}
	past, future := time.Unix(1, 0), time.Now().Add(time.Hour)
	for _, c := range []struct {
		name string
		want int
		ask  func() error
	}{
		{"describe", 2, func() error { _, err := k.Describe(t.Context(), "wide"); return err }},
		{"one time, and the ends", 2, func() error { _, err := k.OffsetsAt(t.Context(), lookups(future)); return err }},
		{"three times, and the ends", 4, func() error { _, err := k.OffsetsAt(t.Context(), lookups(past, future, time.Time{})); return err }},
		{"all records seen", 0, func() error {
			for _, ref := range refs {
				if _, err := k.Read(t.Context(), ref, source.OffsetOf(0), source.Forward, source.Want{}); err != nil {
					return err
				}
			}
			return nil
		}},
		{"one time that is known to be there", 1, func() error { _, err := k.OffsetsAt(t.Context(), lookups(past)); return err }},
	} {
		sent.reset()
		if err := c.ask(); err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
		if n := sent.of(keyListOffsets); n != c.want {
			t.Errorf("%s: %d requests, want %d", c.name, n, c.want)
		}
	}
}

// Brokers before 3.0 cannot tell the largest time, those before 2.1 do not take
// the first flight, and those before 1.0 know no low end in fetches.
func TestOldBrokers(t *testing.T) {
	for _, v := range []struct {
		name     string
		versions *kversion.Versions
	}{
		{"0.11", kversion.V0_11_0()}, {"1.0", kversion.V1_0_0()}, {"2.0", kversion.V2_0_0()}, {"2.8", kversion.V2_8_0()},
	} {
		t.Run(v.name, func(t *testing.T) {
			f := newFake(t, kfake.NumBrokers(1), kfake.MaxVersions(v.versions))
			if err := f.create(t.Context(), "old", 1); err != nil {
				t.Fatal(err)
			}
			ref := source.Ref{Topic: "old"}
			var records []source.Record
			for i := range 9 {
				records = append(records, source.Record{Time: time.UnixMilli(int64(1000 + i*(9-i))), Value: []byte("v")})
			}
			if err := f.append(t.Context(), ref, records); err != nil {
				t.Fatal(err)
			}
			k := f.open(t)
			for _, dir := range []source.Dir{source.Forward, source.Backward} {
				at := map[source.Dir]int64{source.Forward: 0, source.Backward: 9}[dir]
				p, err := k.Read(t.Context(), ref, source.OffsetOf(at), dir, source.Want{})
				if err != nil || len(p.Records) != 9 || !p.Edge {
					t.Errorf("direction %+d: %d records, edge %v, %v", dir, len(p.Records), p.Edge, err)
				}
			}
			found, err := k.OffsetsAt(t.Context(), []source.Lookup{{Ref: ref}})
			if err != nil || found[0].Err != nil || found[0].Offset.Lo != 4 || found[0].Time.UnixMilli() != 1020 {
				t.Errorf("largest time: %+v, %v; want offset 4, time 1020", found, err)
			}
		})
	}
}

func TestCancelledReadLeavesItsNeighboursAlone(t *testing.T) {
	f := newFake(t, kfake.NumBrokers(1))
	refs := f.wide(t, "wide", 20)
	k := f.open(t)
	f.net.late.Store(int64(50 * time.Millisecond))
	ctx, cancel := context.WithCancel(t.Context())
	var all sync.WaitGroup
	for i, ref := range refs {
		all.Go(func() {
			mine := t.Context()
			if i%2 == 0 {
				mine = ctx
			}
			_, err := k.Read(mine, ref, source.OffsetOf(0), source.Forward, source.Want{})
			if i%2 == 1 && err != nil {
				t.Errorf("partition %d: %v", i, err)
			}
		})
	}
	cancel()
	all.Wait()
}
