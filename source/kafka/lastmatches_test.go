package kafka_test

import (
	"fmt"
	"io"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"riffle/query"
	"riffle/source"
	"riffle/source/kafka/kafkatest"
)

// haystack is a topic of n orders of about 1 KB, one in a thousand of which is
// refunded. It tells how many bytes a record takes on the wire.
func haystack(t testing.TB, c *kafkatest.Cluster, topic string, n int) {
	t.Helper()
	c.CreateTopic(t, topic, 6, "retention.ms=-1")
	cl := c.Client(t, kgo.ProducerBatchCompression(kgo.Lz4Compression()), kgo.RecordPartitioner(kgo.ManualPartitioner()),
		kgo.ProducerBatchMaxBytes(64<<10), kgo.ProducerLinger(20*time.Millisecond), kgo.MaxBufferedRecords(20_000))
	r := rand.New(rand.NewPCG(8, 9))
	for i := range n {
		state := "paid"
		if i%1000 == 500 {
			state = "refunded"
		}
		value := fmt.Appendf(nil, `{"id":"%016x%016x","order":{"number":%d,"state":"%s","total":%d.%02d},"items":[`, r.Uint64(), r.Uint64(), i, state, r.IntN(999), r.IntN(100))
		for range 8 {
			value = fmt.Appendf(value, `{"sku":"S-%06d","name":"Noise Cancelling Headphones","qty":%d,"batch":"%012x"},`, r.IntN(999_999), r.IntN(9), r.Uint64()&0xffffffffffff)
		}
		value = fmt.Appendf(value, `{}],"trace":"%016x%016x"}`, r.Uint64(), r.Uint64())
		cl.Produce(t.Context(), &kgo.Record{
			Topic: topic, Partition: int32(i % 6), Value: value, Timestamp: kafkatest.Epoch().Add(time.Duration(i) * 10 * time.Millisecond),
		}, func(_ *kgo.Record, err error) {
			if err != nil {
				t.Error(err)
			}
		})
	}
	if err := cl.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// lastMatches finds the last n records that match, and where the oldest stands.
func lastMatches(t testing.TB, src source.Source, refs []source.Ref, filter string, n int) (numbers int, oldest time.Time) {
	t.Helper()
	p, err := query.Compile(filter, query.Settings{})
	if err != nil {
		t.Fatal(err)
	}
	s := source.NewStream(src, refs, source.Options{Wrap: p.Filter, Want: source.Want{Role: source.Scan, Contains: p.Contains()}})
	_, end, err := s.Ends(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	c := s.Backward(end, nil)
	defer c.Close()
	for numbers < n {
		b, err := c.Next(t.Context(), n-numbers)
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if numbers += len(b.Records); len(b.Records) > 0 {
			oldest = b.Records[max(numbers-n, 0)].Time
		}
	}
	return numbers, oldest
}

// The last 20 matches of a filter that matches one record in a thousand are found
// from the end backwards: at most three times the bytes between the oldest of them
// and the end are read.
func TestTheLastMatchesCostWhatLiesBehindThem(t *testing.T) {
	c := kafkatest.Shared(t)
	const records = 60_000
	haystack(t, c, "haystack", records)
	topic := kafkatest.Topic{Name: "haystack", Partitions: 6}
	whole := newDesk(t, c, topic)
	if n, _ := lastMatches(t, whole.src, whole.refs, "order.state = refunded", records); n != records/1000 {
		t.Fatalf("%d records match, want %d", n, records/1000)
	}
	perRecord := float64(whole.bytes.Load()) / records
	for _, filter := range []string{"order.state = refunded", "order.number > 39000 and order.state startswith refund", "order.state in (refunded, lost)"} {
		for _, n := range []int{20, 5} {
			d := newDesk(t, c, topic)
			idle := d.idle(t, 20)
			before, flights := d.bytes.Load(), d.flights.Load()
			began := time.Now()
			found, oldest := lastMatches(t, d.src, d.refs, filter, n)
			took := time.Since(began)
			behind := float64(records) - float64(oldest.Sub(kafkatest.Epoch())/(10*time.Millisecond))
			ratio := float64(d.bytes.Load()-before) / (behind * perRecord)
			t.Logf("%s: the last %d of %d within %.0f records: %.2f times their bytes, %d flights, %v above an idle round trip", filter, n, found, behind, ratio, d.flights.Load()-flights, (took - idle).Round(time.Millisecond))
			if found < n || ratio > 3 {
				t.Errorf("%s: %d of the last %d matches cost %.2f times the bytes that lie behind the oldest", filter, found, n, ratio)
			}
		}
	}
}
