package kafkatest

import (
	"bytes"
	"encoding/binary"
	"strconv"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"
	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"
)

// Large makes a topic in which one record with a value of some bytes (up to 60
// million) stands between two small ones.
func Large(t testing.TB, c *Cluster, topic string, size int) Topic {
	t.Helper()
	c.CreateTopic(t, topic, 1)
	cl := c.Client(t)
	big := sample(topic, 0, 1)
	line := []byte("a line of a very long value, number ")
	big.Value = make([]byte, 0, size+len(line)+20)
	for i := int64(0); len(big.Value) < size; i++ {
		big.Value = strconv.AppendInt(append(big.Value, line...), i, 10)
		big.Value = append(big.Value, '\n')
	}
	big.Value = big.Value[:size]
	var all []Record
	for _, r := range []*kgo.Record{sample(topic, 0, 0), big, sample(topic, 0, 2)} {
		all = append(all, write(t, cl, r)...)
	}
	return newTopic(topic, 1, withFate(NoTransaction, all)...)
}

// Bomb makes a topic in which one record stands between two small ones whose
// value is nothing but some number of zero bytes, which zstd packs into next to
// nothing: 300 MB in about 30 kB. In what it returns the value is not there: a
// test would not want to hold it, and the console consumer cannot print it.
func Bomb(t testing.TB, c *Cluster, topic string, inflated int64) Topic {
	t.Helper()
	c.CreateTopic(t, topic, 1)
	all := c.Write(t, sample(topic, 0, 0))
	var packed bytes.Buffer
	z, err := zstd.NewWriter(&packed, zstd.WithEncoderConcurrency(1))
	if err == nil {
		head := recordHead(inflated)
		_, err = z.Write(head)
	}
	zeros := make([]byte, 1<<20)
	for left := inflated; left > 0 && err == nil; left -= int64(len(zeros)) {
		_, err = z.Write(zeros[:min(left, int64(len(zeros)))])
	}
	if err == nil {
		_, err = z.Write([]byte{0})
	}
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		t.Fatalf("kafkatest: pack zeros: %v", err)
	}
	const zstdCodec = 4
	at := Epoch().Add(time.Second).UnixMilli()
	first := c.WriteBatch(t, topic, 0, 1, zstdCodec, at, packed.Bytes())
	all = append(all, Record{Offset: first, Time: at, TimeType: CreateTime})
	all = append(all, c.Write(t, sample(topic, 0, 2))...)
	return newTopic(topic, 1, withFate(NoTransaction, all)...)
}

// recordHead is what comes before the value of a record without key or headers:
// its length, attributes, time and offset within the batch, key length, value length.
func recordHead(value int64) []byte {
	body := []byte{0, 0, 0}
	body = binary.AppendVarint(body, -1)
	body = binary.AppendVarint(body, value)
	return append(binary.AppendVarint(nil, int64(len(body))+value+1), body...)
}

// appendRecord encodes the first record of a batch, without key or headers.
func appendRecord(b []byte, size int64, value []byte) []byte {
	return append(append(append(b, recordHead(size)...), value...), 0)
}

// Truncated makes a topic of one partition with 100 records in batches of 10
// whose first 37 were deleted (DeleteRecords): the oldest that is left stands in
// the middle of a batch.
func Truncated(t testing.TB, c *Cluster, topic string) Topic {
	t.Helper()
	const low, batch, records = 37, 10, 100
	c.CreateTopic(t, topic, 1)
	cl := c.Client(t)
	var all []Record
	for i := 0; i < records; i += batch {
		var rs []*kgo.Record
		for j := range batch {
			rs = append(rs, sample(topic, 0, i+j))
		}
		all = append(all, write(t, cl, rs...)...)
	}
	c.DeleteRecords(t, topic, 0, low)
	return newTopic(topic, 1, withFate(NoTransaction, all[low:])...)
}

// DeleteRecords removes the records of a partition below an offset.
func (c *Cluster) DeleteRecords(t testing.TB, topic string, partition int32, below int64) {
	t.Helper()
	ctx, cancel := deadline(t)
	defer cancel()
	offsets := kadm.Offsets{}
	offsets.AddOffset(topic, partition, below, -1)
	res, err := c.admin().DeleteRecords(ctx, offsets)
	if err == nil {
		err = res.Error()
	}
	if err != nil {
		t.Fatalf("kafkatest: delete records of %s p%d below %d: %v", topic, partition, below, err)
	}
}

// Commit sets a group's position in every partition of a topic.
func (c *Cluster) Commit(t testing.TB, group, topic string, partitions int32, at int64) {
	t.Helper()
	ctx, cancel := deadline(t)
	defer cancel()
	offsets := kadm.Offsets{}
	for p := range partitions {
		offsets.AddOffset(topic, p, at, -1)
	}
	if err := c.admin().CommitAllOffsets(ctx, group, offsets); err != nil {
		t.Fatalf("kafkatest: commit positions of %s in %s: %v", group, topic, err)
	}
}

// internal describes one of Kafka's own topics.
func (c *Cluster) internal(t testing.TB, name string) Topic {
	t.Helper()
	ctx, cancel := deadline(t)
	defer cancel()
	list, err := c.admin().ListTopicsWithInternal(ctx, name)
	if err == nil {
		err = list.Error()
	}
	if err != nil {
		t.Fatalf("kafkatest: describe %s: %v", name, err)
	}
	return Topic{Name: name, Partitions: int32(len(list[name].Partitions))}
}
