package kafka_test

import (
	"context"
	"io"
	"net"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"riffle/source"
	"riffle/source/kafka"
	"riffle/source/kafka/kafkatest"
)

// meter counts what goes over the connections of a source.
type meter struct{ bytes, flights atomic.Int64 }

func (m *meter) dial(ctx context.Context, network, addr string) (net.Conn, error) {
	c, err := new(net.Dialer).DialContext(ctx, network, addr)
	if err != nil {
		return nil, err
	}
	return &metered{Conn: c, meter: m}, nil
}

// metered counts a flight for each write that follows a read.
type metered struct {
	net.Conn
	*meter
	asking atomic.Bool
}

func (c *metered) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.bytes.Add(int64(n))
	c.asking.Store(false)
	return n, err
}

func (c *metered) Write(p []byte) (int, error) {
	if !c.asking.Swap(true) {
		c.flights.Add(1)
	}
	return c.Conn.Write(p)
}

// desk is a source whose traffic is counted, and the partitions of one topic.
type desk struct {
	meter
	src    *kafka.Kafka
	stream *source.Stream
	refs   []source.Ref
}

func newDesk(t testing.TB, c *kafkatest.Cluster, topic kafkatest.Topic) *desk {
	d := &desk{}
	d.src = kafka.New(kafka.Config{Brokers: []string{c.Bootstrap()}, Dial: d.dial})
	t.Cleanup(func() { _ = d.src.Close() })
	for p := range topic.Partitions {
		d.refs = append(d.refs, source.Ref{Topic: topic.Name, Partition: p})
	}
	d.stream = source.NewStream(source.Cached(d.src, 32<<20), d.refs, source.Options{})
	return d
}

// idle is the median of n small questions on a quiet connection.
func (d *desk) idle(t testing.TB, n int) time.Duration {
	t.Helper()
	return quantile(times(n, func(int) {
		found, err := d.src.OffsetsAt(t.Context(), []source.Lookup{{Ref: d.refs[0], Time: time.UnixMilli(1), End: source.OffsetOf(1)}})
		if err != nil || found[0].Err != nil {
			t.Fatal(err, found)
		}
	}), 0.5)
}

// pages turns n pages of about 200 rows, without a pause, the first aside. It
// returns how long each took and how many bytes of records were shown.
func (d *desk) pages(t testing.TB, dir source.Dir, n int) (took []time.Duration, shown int64) {
	t.Helper()
	low, end, err := d.stream.Ends(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	open := func() source.Cursor {
		if dir == source.Backward {
			return d.stream.Backward(end, nil)
		}
		return d.stream.Forward(low, nil)
	}
	cursor := open()
	defer func() { cursor.Close() }()
	turn := func(int) {
		for rows := 0; rows < 200; {
			b, err := cursor.Next(t.Context(), 200-rows)
			if err == io.EOF { // once more through the topic
				cursor.Close()
				cursor = open()
				continue
			}
			if err != nil {
				t.Fatal(err)
			}
			for i := range b.Records {
				shown += int64(b.Records[i].Size)
			}
			if rows += len(b.Records); dir == source.Backward {
				return // a slice may hold fewer
			}
		}
	}
	turn(0)
	return times(n, turn), shown
}

// times measures n calls.
func times(n int, f func(int)) []time.Duration {
	all := make([]time.Duration, n)
	for i := range all {
		began := time.Now()
		f(i)
		all[i] = time.Since(began)
	}
	return all
}

func quantile(all []time.Duration, q float64) time.Duration {
	all = slices.Sorted(slices.Values(all))
	return all[int(q*float64(len(all)-1))]
}

// A page of 200 rows has 5 ms more than an idle round trip of the same run. Here it
// has four times that, for the race detector and machines with other work.
func TestPageIsHardlySlowerThanARoundTrip(t *testing.T) {
	c := kafkatest.Shared(t)
	d := newDesk(t, c, kafkatest.Compressed(t, c, "pace", "lz4", 6, 24_000))
	d.idle(t, 20)
	for name, dir := range map[string]source.Dir{"backward": source.Backward, "forward": source.Forward} {
		most := 20 * time.Millisecond
		over := most + 1
		for try := 0; over > most && try < 3; try++ {
			took, _ := d.pages(t, dir, 60)
			over = quantile(took, 0.5) - d.idle(t, 60)
			t.Logf("%s: median %v above idle", name, over)
		}
		if over > most {
			t.Errorf("%s: the median page took %v more than a round trip, want at most %v", name, over, most)
		}
	}
}

// BenchmarkPage turns pages of 200 rows without a pause: what reading ahead cannot
// hide. Beside the time it tells what the pages cost on the wire.
func BenchmarkPage(b *testing.B) {
	c := kafkatest.Shared(b)
	topic := kafkatest.Compressed(b, c, "bench-page", "lz4", 6, 60_000)
	for name, dir := range map[string]source.Dir{"back": source.Backward, "on": source.Forward} {
		b.Run(name, func(b *testing.B) {
			d := newDesk(b, c, topic)
			idle := d.idle(b, 200)
			bytes, flights := d.bytes.Load(), d.flights.Load()
			b.ResetTimer()
			took, shown := d.pages(b, dir, b.N)
			b.StopTimer()
			n := float64(b.N)
			b.ReportMetric(float64(idle.Microseconds()), "idle-µs")
			b.ReportMetric(float64(quantile(took, 0.5).Microseconds()), "p50-µs")
			b.ReportMetric(float64(quantile(took, 0.95).Microseconds()), "p95-µs")
			b.ReportMetric(float64(d.bytes.Load()-bytes)/float64(shown), "wire/shown")
			b.ReportMetric(float64(d.flights.Load()-flights)/n, "flights/page")
		})
	}
}
