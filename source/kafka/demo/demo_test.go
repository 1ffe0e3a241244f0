package demo_test

import (
	"context"
	"encoding/binary"
	"hash/fnv"
	"io"
	"slices"
	"testing"
	"time"

	"github.com/tidwall/gjson"

	"riffle/source"
	"riffle/source/kafka"
	"riffle/source/kafka/demo"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// start tells the story whose present is noon.
func start(t *testing.T, seed int64) (*demo.Cluster, source.Source) {
	t.Helper()
	c, err := demo.Start(demo.Config{Seed: seed, Now: func() time.Time { return noon }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	src := kafka.New(kafka.Config{Brokers: []string{c.Addr()}})
	t.Cleanup(func() { src.Close() })
	return c, src
}

// all reads a topic from its beginning to its end.
func all(t *testing.T, src source.Source, topic string) []source.Record {
	t.Helper()
	topics, err := src.Topics(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(topics, func(x source.Topic) bool { return x.Name == topic })
	if i < 0 {
		t.Fatalf("there is no topic %s", topic)
	}
	s := source.NewStream(src, topics[i].Refs(), source.Options{})
	low, end, err := s.Ends(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	c := s.Forward(low, end)
	defer c.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	var out []source.Record
	for {
		b, err := c.Next(ctx, 5000)
		if err == io.EOF {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, b.Records...)
	}
}

func path(r source.Record, path string) string { return gjson.GetBytes(r.Value, path).String() }

// digest sums up records whatever their order: markers stand where the broker's own
// clock puts them.
func digest(records []source.Record) (sum uint64) {
	for _, r := range records {
		if r.Kind == source.Marker {
			r.Time = time.Time{}
		}
		h := fnv.New64a()
		for _, field := range [][]byte{r.Key, r.Value, r.Headers.Raw} {
			h.Write(field)
			h.Write([]byte{0xff, byte(len(field))})
		}
		numbers := []int64{int64(r.Partition), int64(r.Offset.Lo), r.Time.UnixMilli(), int64(r.Txn), r.Producer}
		binary.Write(h, binary.BigEndian, numbers)
		sum += h.Sum64()
	}
	return sum
}

// The same seed tells the same story, to the byte, and another seed another one.
func TestTheStoryIsTheSameForASeed(t *testing.T) {
	_, one := start(t, 7)
	_, two := start(t, 7)
	_, other := start(t, 8)
	for _, topic := range []string{"customers", "inventory", "nursery.alerts", "nursery.sound", "orders", "orders.dlq", "payments", "scanner.frames", "shipments", "web.clicks"} {
		a, b, c := all(t, one, topic), all(t, two, topic), all(t, other, topic)
		if len(a) == 0 || len(a) != len(b) || digest(a) != digest(b) {
			t.Errorf("%s: %d and %d records, not the same", topic, len(a), len(b))
		}
		if topic != "nursery.alerts" && digest(a) == digest(c) {
			t.Errorf("%s is the same for another seed", topic)
		}
	}
}

// Somebody who follows the poison message finds the order, that it was paid, and
// that it was never shipped; and that shipments dwindle since the deploy.
func TestTheStoryHoldsTogether(t *testing.T) {
	c, src := start(t, 1)
	deploy := c.Deploy()
	orders, payments, shipments, dead := all(t, src, "orders"), all(t, src, "payments"), all(t, src, "shipments"), all(t, src, "orders.dlq")

	shipped := map[string]bool{}
	rate := map[bool]int{} // shipments in the half hour before and after the deploy
	for _, r := range shipments {
		shipped[path(r, "order.id")] = true
		if d := r.Time.Sub(deploy); d > -30*time.Minute && d < 30*time.Minute {
			rate[d > 0]++
		}
	}
	if rate[true]*2 > rate[false] || rate[false] < 50 {
		t.Errorf("shipments do not dwindle: %d in the half hour before the deploy, %d after", rate[false], rate[true])
	}

	if len(dead) < 5 {
		t.Fatalf("%d dead letters", len(dead))
	}
	last := dead[len(dead)-1]
	if last.Time.After(deploy) {
		t.Error("the new shipping still puts messages aside")
	}
	part, _ := last.Headers.Get("kafka_dlt-original-partition")
	off, _ := last.Headers.Get("kafka_dlt-original-offset")
	found := slices.IndexFunc(orders, func(r source.Record) bool {
		return r.Partition == int32(part[3]) && r.Offset.Lo == uint64(off[5])<<16|uint64(off[6])<<8|uint64(off[7])
	})
	if found < 0 || string(orders[found].Value) != string(last.Value) {
		t.Fatalf("the dead letter's headers do not lead to its order")
	}
	id := path(orders[found], "order.id")
	if gjson.GetBytes(last.Value, "order.total").Type != gjson.String {
		t.Errorf("the poison message is not poisonous: %s", last.Value)
	}
	if !slices.ContainsFunc(payments, func(r source.Record) bool { return path(r, "order.id") == id && path(r, "type") == "Paid" }) {
		t.Errorf("order %s was not paid", id)
	}
	if shipped[id] {
		t.Errorf("order %s was shipped", id)
	}
}

func TestTheNurseryShowsWhatLedToACry(t *testing.T) {
	_, src := start(t, 1)
	sound, alerts := all(t, src, "nursery.sound"), all(t, src, "nursery.alerts")
	if len(sound) != 24*3600 || len(alerts) != 5 {
		t.Fatalf("%d readings, %d alerts", len(sound), len(alerts))
	}
	for _, alert := range alerts {
		heard := map[string]bool{}
		for _, r := range sound {
			if d := alert.Time.Sub(r.Time); d > 0 && d < 12*time.Minute {
				heard[path(r, "heard")] = true
			}
		}
		for _, sound := range []string{"dog", "stirring", "fussing"} {
			if !heard[sound] {
				t.Errorf("before the cry of %s nobody heard the %s", alert.Time, sound)
			}
		}
	}
}

// Odd things are there to be met: transactions that were aborted, a compacted
// table with tombstones, bytes that a terminal would obey.
func TestTheStoryHasOddThings(t *testing.T) {
	_, src := start(t, 1)
	seen := map[string]int{}
	for _, topic := range []string{"payments", "customers", "scanner.frames", "inventory"} {
		for _, r := range all(t, src, topic) {
			seen[r.Txn.String()]++
			switch {
			case r.Kind == source.Data && r.Value == nil:
				seen["tombstone"]++
			case len(r.Value) > 5 && r.Value[0] == 0 && r.Value[4] == 42:
				seen["framed"]++
			case len(r.Value) > 0 && slices.Contains(r.Value, 0x1b):
				seen["escape"]++
			}
		}
	}
	for _, what := range []string{"plain", "committed", "aborted", "commit", "abort", "tombstone", "framed", "escape"} {
		if seen[what] == 0 {
			t.Errorf("no %s: %v", what, seen)
		}
	}
}

// The story goes on: about 50 records a second.
func TestTheStoryGoesOn(t *testing.T) {
	c, err := demo.Start(demo.Config{Seed: 1, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	src := kafka.New(kafka.Config{Brokers: []string{c.Addr()}})
	defer src.Close()
	topics, err := src.Topics(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var refs []source.Ref
	for _, x := range topics {
		refs = append(refs, x.Refs()...)
	}
	s := source.NewStream(src, refs, source.Options{})
	ctx, cancel := context.WithTimeout(t.Context(), 60*time.Second)
	defer cancel()
	_, from, err := s.Ends(ctx)
	if err != nil {
		t.Fatal(err)
	}
	to := from
	for n := int64(0); n < 200; {
		<-time.After(100 * time.Millisecond)
		if _, to, err = s.Ends(ctx); err != nil {
			t.Fatalf("after %d records: %v", n, err)
		}
		n = 0
		for i := range to {
			n += to[i].Offset.Minus(from[i].Offset)
		}
	}
	var first, last time.Time
	n, names := 0, map[string]bool{}
	written := s.Forward(from, to)
	defer written.Close()
	for {
		b, err := written.Next(ctx, 1000)
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range b.Records {
			if r.Kind == source.Marker || r.Txn != source.Plain {
				continue
			}
			if n++; first.IsZero() || r.Time.Before(first) {
				first = r.Time
			}
			if r.Time.After(last) {
				last = r.Time
			}
			names[r.Topic] = true
		}
	}
	// The story's own clock: the test's may have waited for a busy machine.
	if rate := float64(n) / last.Sub(first).Seconds(); rate < 35 || rate > 75 || len(names) < 2 { // at night hours pass without an order
		t.Errorf("%d records of %d topics in %v: %.0f a second", n, len(names), last.Sub(first), rate)
	}
}
