package kafka_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"riffle/source"
	"riffle/source/kafka"
	"riffle/source/kafka/kafkatest"
)

// trip is the round trip that the proxy acts.
const trip = 100 * time.Millisecond

// distant is a person at the end of a slow line.
type distant struct {
	t     testing.TB
	proxy *kafkatest.Proxy
}

// awayFrom puts the slow line in front of a cluster.
func awayFrom(t testing.TB, c *kafkatest.Cluster) *distant {
	d := &distant{t, c.Proxy(t)}
	d.proxy.Delay(trip / 2)
	return d
}

// waits fails if f waited for more than most round trips in a row. Both measures
// count from above: requests that were sent ahead of need make the chain longer,
// a busy machine makes the time longer. So the smaller of the two counts, at the
// best of three times.
func (d *distant) waits(what string, most int, f func()) {
	d.t.Helper()
	n := most + 1
	for try := 0; n > most && try < 3; try++ {
		d.quiet()
		d.proxy.Reset()
		began := time.Now()
		f()
		took, chain := time.Since(began), d.proxy.RoundTrips()
		d.t.Logf("%s: %v, %d round trips in a row, %d ListOffsets", what, took.Round(time.Millisecond), chain, len(d.proxy.Sent("ListOffsets")))
		n = min(int(took/trip), chain)
	}
	if n > most {
		d.t.Errorf("%s took %d round trips, want at most %d", what, n, most)
	}
}

// quiet returns when no request has been sent for some round trips.
func (d *distant) quiet() {
	for n := -1; n != len(d.proxy.Requests()); <-time.After(4 * trip) {
		n = len(d.proxy.Requests())
	}
}

// rows reads until n records are there, or the end.
func rows(t testing.TB, c source.Cursor, n int) (got []source.Record, at source.Position) {
	t.Helper()
	for len(got) < n {
		b, err := c.Next(t.Context(), n-len(got))
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		got, at = append(got, b.Records...), b.At
	}
	return got, at
}

func behind(addr string) source.Source {
	return source.Cached(kafka.New(kafka.Config{Brokers: []string{addr}}), 32<<20)
}

func TestFirstScreenFromAfar(t *testing.T) {
	c := kafkatest.Shared(t)
	topic := kafkatest.Compressed(t, c, "afar-screen", "lz4", 6, 12_000)
	d := awayFrom(t, c)
	var src source.Source
	var stream *source.Stream
	var back source.Cursor
	open := func() {
		topics, err := src.Topics(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range topics {
			if x.Name == topic.Name {
				stream = source.NewStream(src, x.Refs(), source.Options{})
			}
		}
		_, end, err := stream.Ends(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		back = stream.Backward(end, nil)
		rows(t, back, 50)
	}
	d.waits("the first screen, from the opening of the connection", 5, func() {
		src = behind(d.proxy.Bootstrap())
		t.Cleanup(func() { src.Close() })
		open()
	})
	d.waits("the next page", 0, func() { rows(t, back, 50) })
	if err := back.Close(); err != nil {
		t.Error(err)
	}
	d.waits("the first screen, connected", 4, func() { open(); back.Close() })

	noon := kafkatest.Epoch().Add(time.Minute)
	var at source.Position
	seek := func(text source.At) func() {
		return func() {
			pos, err := stream.Resolve(t.Context(), text, source.Ref{Topic: topic.Name})
			if err != nil {
				t.Fatal(err)
			}
			cursor := stream.Forward(pos, nil)
			defer cursor.Close()
			if got, _ := rows(t, cursor, 40); len(got) < 40 {
				t.Errorf("%v: %d records", text, len(got))
			}
			at = pos
		}
	}
	d.waits("a seek by time", 2, seek(source.AtTime(noon)))
	d.waits("a seek to p3@700", 3, seek(source.AtRecord(3, source.OffsetOf(700))))
	d.waits("known offsets", 1, func() {
		for i := range at {
			at[i].Offset = at[i].Offset.Add(-300)
		}
		cursor := stream.Forward(at, nil)
		defer cursor.Close()
		rows(t, cursor, 40)
	})
}

// spread writes n records to each of many partitions.
func spread(t testing.TB, c *kafkatest.Cluster, topic string, partitions int32, n int) {
	t.Helper()
	c.CreateTopic(t, topic, partitions)
	records := make([]*kgo.Record, 0, int(partitions)*n)
	for i := range n {
		for p := range partitions {
			records = append(records, &kgo.Record{
				Topic: topic, Partition: p, Value: fmt.Appendf(nil, `{"n":%d}`, i),
				Timestamp: kafkatest.Epoch().Add(time.Duration(i*int(partitions)+int(p)) * 10 * time.Millisecond),
			})
		}
	}
	c.Write(t, records...)
}

// A thousand partitions are asked about together, and the ends only once: a
// boundary that is looked for below a known position does not need them.
func TestWideTopicOpensWithFewLookups(t *testing.T) {
	c := kafkatest.Shared(t)
	spread(t, c, "afar-wide", 1000, 5)
	d := awayFrom(t, c)
	src := behind(d.proxy.Bootstrap())
	defer src.Close()
	refs := make([]source.Ref, 1000)
	for i := range refs {
		refs[i] = source.Ref{Topic: "afar-wide", Partition: int32(i)}
	}
	stream := source.NewStream(src, refs, source.Options{})
	var back source.Cursor
	var page []source.Record
	asked := 0
	d.waits("the first screen of 1,000 partitions", 7, func() {
		_, end, err := stream.Ends(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		back = stream.Backward(end, nil)
		page, _ = rows(t, back, 50)
		// What was sent within the last half of a trip is for the page after it.
		asked = 0
		for _, r := range d.proxy.Sent("ListOffsets") {
			if time.Since(r.At) > trip/2 {
				asked++
			}
		}
	})
	if len(page) < 50 || asked > 3 {
		t.Errorf("%d records after %d ListOffsets requests to one broker, want at most 3", len(page), asked)
	}
	for i := 1; i < len(page); i++ {
		if page[i].Order().Compare(page[i-1].Order()) <= 0 {
			t.Fatalf("record %d of the page is out of order", i)
		}
	}
	if err := back.Close(); err != nil && !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}
