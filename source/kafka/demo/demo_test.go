package demo_test

import (
	"context"
	"fmt"
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

// The same seed tells the same story, to the byte, and another seed another one.
func TestTheStoryIsTheSameForASeed(t *testing.T) {
	_, one := start(t, 7)
	_, two := start(t, 7)
	_, other := start(t, 8)
	for _, topic := range []string{"customers", "inventory", "nursery.alerts", "nursery.sound", "orders", "orders.dlq", "payments", "scanner.frames", "shipments", "web.clicks"} {
		tell := func(src source.Source) (out []string) {
			for _, r := range all(t, src, topic) {
				if r.Kind == source.Marker {
					r.Time = time.Time{} // the broker's own clock
				}
				out = append(out, fmt.Sprint(r.Ref, r.Offset, r.Time, r.Txn, r.Producer, string(r.Key), string(r.Value), r.Headers))
			}
			slices.Sort(out) // markers stand where the broker's clock puts them
			return out
		}
		a, b, c := tell(one), tell(two), tell(other)
		if len(a) == 0 || !slices.Equal(a, b) {
			t.Errorf("%s: %d and %d records, not the same", topic, len(a), len(b))
		}
		if topic != "nursery.alerts" && slices.Equal(a, c) {
			t.Errorf("%s is the same for another seed", topic)
		}
	}
}

// The broker's own clock let what was older than its retention disappear: a story
// told of a fixed day would have been empty a week later.
func TestTheStoryOfAnotherDayIsWhole(t *testing.T) {
	then := noon.AddDate(-2, 0, 0)
	c, err := demo.Start(demo.Config{Seed: 1, Now: func() time.Time { return then }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	old := kafka.New(kafka.Config{Brokers: []string{c.Addr()}})
	t.Cleanup(func() { old.Close() })
	_, now := start(t, 1)
	for _, topic := range []string{"customers", "orders", "shipments", "web.clicks"} {
		if a, b := len(all(t, old, topic)), len(all(t, now, topic)); a != b || a == 0 {
			t.Errorf("%s has %d records two years ago, and %d now", topic, a, b)
		}
	}
}

// Somebody who follows the poison message finds the order, that it was paid, and
// that it was never shipped; and that shipments dwindle since the deploy.
func TestTheStoryHoldsTogether(t *testing.T) {
	c, src := start(t, 1)
	deploy := c.Story().Deploy
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
			case r.Tombstone():
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
	_, end, err := s.Ends(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	tail, err := s.Tail(t.Context(), end)
	if err != nil {
		t.Fatal(err)
	}
	defer tail.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	began, n, names := time.Now(), 0, map[string]bool{}
	for n < 100 {
		b, err := tail.Next(ctx, 1000)
		if err != nil {
			t.Fatalf("after %d records: %v", n, err)
		}
		for _, r := range b.Records {
			n++
			names[r.Topic] = true
		}
	}
	if d := time.Since(began); d < time.Second || len(names) < 3 {
		t.Errorf("%d records of %d topics in %v", n, len(names), d)
	}
}
