package kafkatest

import (
	"fmt"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
)

// Epoch is the time of the first record that a recipe writes, unless it says
// otherwise: the same in every run.
func Epoch() time.Time { return time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC) }

// Codecs returns the names of the compressions that Kafka knows.
func Codecs() []string { return []string{"none", "gzip", "snappy", "lz4", "zstd"} }

// perBatch is how many records most recipes put in a batch: several batches in a
// page, several records in a batch.
const perBatch = 25

// Plain makes a topic of n small JSON records, dealt out to its partitions in
// turn, 10 ms apart, with a key and a header each.
func Plain(t testing.TB, c *Cluster, topic string, partitions int32, n int) Topic {
	t.Helper()
	return Compressed(t, c, topic, "none", partitions, n)
}

// Compressed is [Plain] with batches compressed by one of [Codecs].
func Compressed(t testing.TB, c *Cluster, topic, codec string, partitions int32, n int) Topic {
	t.Helper()
	c.CreateTopic(t, topic, partitions)
	cl := c.Client(t, compression(t, codec))
	perPartition := make([][]*kgo.Record, partitions)
	for i := range n {
		p := int32(i) % partitions
		perPartition[p] = append(perPartition[p], sample(topic, p, i))
	}
	var all []Written
	for len(perPartition) > 0 {
		var round []*kgo.Record
		for p, rs := range perPartition {
			cut := min(perBatch, len(rs))
			round = append(round, rs[:cut]...)
			perPartition[p] = rs[cut:]
		}
		if len(round) == 0 {
			break
		}
		all = append(all, withFate(NoTransaction, write(t, cl, round...))...)
	}
	return newTopic(topic, partitions, all...)
}

// compression makes a client that waits a little, so that records written in one
// go share a batch: a compressed batch of one record would hardly be compressed.
func compression(t testing.TB, codec string) kgo.Opt {
	t.Helper()
	codecs := map[string]kgo.CompressionCodec{
		"none": kgo.NoCompression(), "gzip": kgo.GzipCompression(), "snappy": kgo.SnappyCompression(),
		"lz4": kgo.Lz4Compression(), "zstd": kgo.ZstdCompression(),
	}
	chosen, ok := codecs[codec]
	if !ok {
		t.Fatalf("kafkatest: no codec %q, only %v", codec, Codecs())
	}
	return kgo.ProducerBatchCompression(chosen)
}

// sample is record number i: a key that comes back, a JSON object, a header.
func sample(topic string, partition int32, i int) *kgo.Record {
	return &kgo.Record{
		Topic: topic, Partition: partition, Timestamp: Epoch().Add(time.Duration(i) * 10 * time.Millisecond),
		Key:     fmt.Appendf(nil, "key-%d", i%97),
		Value:   fmt.Appendf(nil, `{"n":%d,"order":{"id":"o-%05d","total":%d.50},"type":"Buy","note":"a note that is there to be compressed"}`, i, i, i%500),
		Headers: []kgo.RecordHeader{{Key: "trace", Value: fmt.Appendf(nil, "%08x", i)}},
	}
}

// Odd makes a topic of records that are valid and awkward: null and empty in
// every place, header names twice, every byte, invalid UTF-8.
func Odd(t testing.TB, c *Cluster, topic string) Topic {
	t.Helper()
	c.CreateTopic(t, topic, 1)
	every := make([]byte, 256)
	for i := range every {
		every[i] = byte(i)
	}
	k, v := []byte("key"), []byte("value")
	records := []*kgo.Record{
		{Key: nil, Value: v},
		{Key: []byte{}, Value: v},
		{Key: k, Value: nil},
		{Key: k, Value: []byte{}},
		{Key: nil, Value: nil},
		{Key: []byte{}, Value: []byte{}},
		{Key: every, Value: every},
		{Key: []byte("\xff\xfe"), Value: []byte("a\xc3(b\xed\xa0\x80c")},
		{Key: []byte(`back\slash`), Value: []byte(`\x41 is not A, and null is not null`)},
		{Key: k, Value: v, Headers: []kgo.RecordHeader{{Key: "twice", Value: []byte("1")}, {Key: "once", Value: []byte("2")}, {Key: "twice", Value: []byte("3")}}},
		{Key: k, Value: v, Headers: []kgo.RecordHeader{{Key: "null", Value: nil}, {Key: "empty", Value: []byte{}}, {Key: "", Value: v}}},
		{Key: k, Value: v, Headers: []kgo.RecordHeader{{Key: "größe", Value: every}, {Key: "colons", Value: []byte("a:b,c:d")}}},
	}
	for i, r := range records {
		r.Topic, r.Timestamp = topic, Epoch().Add(time.Duration(i)*time.Second)
	}
	return newTopic(topic, 1, withFate(NoTransaction, c.Write(t, records...))...)
}

// Wide makes a topic of many partitions. Every hundredth holds one record.
func Wide(t testing.TB, c *Cluster, topic string, partitions int32) Topic {
	t.Helper()
	c.CreateTopic(t, topic, partitions)
	var records []*kgo.Record
	for p := int32(0); p < partitions; p += 100 {
		records = append(records, sample(topic, p, int(p)))
	}
	return newTopic(topic, partitions, withFate(NoTransaction, c.Write(t, records...))...)
}
