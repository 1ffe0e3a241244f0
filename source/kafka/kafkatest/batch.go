package kafkatest

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"testing"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// Batch is the header of a record batch as it lies in the log (message format 2).
// A batch that compaction has emptied has no records but keeps its offsets.
type Batch struct {
	First, Last int64 // offsets, both inclusive
	Records     int32
	Attributes  int16
	Producer    int64 // -1 without one
	MaxTime     int64 // milliseconds since 1970
	Size        int   // bytes in the log
}

// Codec returns the name of the batch's compression: none, gzip, snappy, lz4 or zstd.
func (b Batch) Codec() string {
	names := [...]string{"none", "gzip", "snappy", "lz4", "zstd"}
	if n := int(b.Attributes & 7); n < len(names) {
		return names[n]
	}
	return "unknown"
}

// Control tells whether the batch holds the marker that ends a transaction.
func (b Batch) Control() bool { return b.Attributes&32 != 0 }

// headerSize is the size of a batch's header up to its records.
const headerSize = 61

// Batches reads the headers of all batches of a partition, oldest first.
func (c *Cluster) Batches(t testing.TB, topic string, partition int32) []Batch {
	t.Helper()
	ctx, cancel := deadline(t)
	defer cancel()
	for {
		bs, err := c.readBatches(ctx, topic, partition)
		if err == nil {
			return bs
		}
		var fatal *kerr.Error
		if errors.As(err, &fatal) && !fatal.Retriable || ctx.Err() != nil {
			t.Fatalf("kafkatest: read the batches of %s p%d: %v", topic, partition, err)
		}
	}
}

func (c *Cluster) readBatches(ctx context.Context, topic string, partition int32) (out []Batch, err error) {
	list, err := c.admin().ListTopicsWithInternal(ctx, topic)
	if err == nil {
		err = list.Error()
	}
	if err != nil {
		return nil, err
	}
	leader := leaderOf{c.own.Broker(int(list[topic].Partitions[partition].Leader))}
	for at := int64(0); ; {
		raw, low, high, err := fetch1(ctx, leader, topic, list[topic].ID, partition, at)
		if err != nil {
			return nil, err
		}
		if at < low {
			at = low
			continue
		}
		batches, err := parseBatches(raw)
		if err != nil {
			return nil, fmt.Errorf("from %d: %w", at, err)
		}
		for _, b := range batches {
			out = append(out, b)
			at = b.Last + 1
		}
		if at >= high || len(batches) == 0 {
			return out, nil
		}
	}
}

// leaderOf sends requests to one broker, and again if a connection has broken.
type leaderOf struct{ broker *kgo.Broker }

// Request makes it what kmsg sends requests with.
func (l leaderOf) Request(ctx context.Context, r kmsg.Request) (kmsg.Response, error) {
	return l.broker.RetriableRequest(ctx, r)
}

// fetch1 gets the bytes of one partition from an offset on, and the partition's
// ends. Below the low end there are no bytes.
func fetch1(ctx context.Context, b leaderOf, topic string, id [16]byte, partition int32, at int64) (raw []byte, low, high int64, err error) {
	req := kmsg.NewPtrFetchRequest()
	req.MaxBytes, req.MinBytes, req.MaxWaitMillis, req.SessionEpoch = 64<<20, 0, 0, -1
	rt := kmsg.NewFetchRequestTopic()
	rt.Topic, rt.TopicID = topic, id
	rp := kmsg.NewFetchRequestTopicPartition()
	rp.Partition, rp.FetchOffset, rp.PartitionMaxBytes = partition, at, 64<<20
	rt.Partitions = append(rt.Partitions, rp)
	req.Topics = append(req.Topics, rt)
	res, err := req.RequestWith(ctx, b)
	if err != nil {
		return nil, 0, 0, err
	}
	if err := kerr.ErrorForCode(res.ErrorCode); err != nil {
		return nil, 0, 0, err
	}
	if len(res.Topics) != 1 || len(res.Topics[0].Partitions) != 1 {
		return nil, 0, 0, fmt.Errorf("an answer for %d topics", len(res.Topics))
	}
	p := res.Topics[0].Partitions[0]
	if p.ErrorCode == kerr.OffsetOutOfRange.Code {
		low, err := lowEnd(ctx, b, topic, partition)
		return nil, low, low + 1, err
	}
	return p.RecordBatches, p.LogStartOffset, p.HighWatermark, kerr.ErrorForCode(p.ErrorCode)
}

// lowEnd asks for a partition's oldest offset.
func lowEnd(ctx context.Context, b leaderOf, topic string, partition int32) (int64, error) {
	req := kmsg.NewPtrListOffsetsRequest()
	req.ReplicaID = -1
	rt := kmsg.NewListOffsetsRequestTopic()
	rt.Topic = topic
	rp := kmsg.NewListOffsetsRequestTopicPartition()
	rp.Partition, rp.Timestamp = partition, -2
	rt.Partitions = append(rt.Partitions, rp)
	req.Topics = append(req.Topics, rt)
	res, err := req.RequestWith(ctx, b)
	if err != nil {
		return 0, err
	}
	p := res.Topics[0].Partitions[0]
	return p.Offset, kerr.ErrorForCode(p.ErrorCode)
}

// parseBatches reads the headers in the bytes of a fetch; a cut last batch is left out.
func parseBatches(raw []byte) ([]Batch, error) {
	var out []Batch
	for len(raw) >= headerSize {
		size := 12 + int(int32(binary.BigEndian.Uint32(raw[8:])))
		if size < headerSize {
			return nil, fmt.Errorf("a batch of %d bytes", size)
		}
		if size > len(raw) {
			break
		}
		if raw[16] != 2 {
			return nil, fmt.Errorf("a batch of message format %d", raw[16])
		}
		if sum := crc32.Checksum(raw[21:size], crc32.MakeTable(crc32.Castagnoli)); sum != binary.BigEndian.Uint32(raw[17:]) {
			return nil, fmt.Errorf("a batch with a wrong checksum")
		}
		first := int64(binary.BigEndian.Uint64(raw))
		out = append(out, Batch{
			First: first, Last: first + int64(binary.BigEndian.Uint32(raw[23:])),
			Records: int32(binary.BigEndian.Uint32(raw[57:])), Attributes: int16(binary.BigEndian.Uint16(raw[21:])),
			Producer: int64(binary.BigEndian.Uint64(raw[43:])), MaxTime: int64(binary.BigEndian.Uint64(raw[35:])), Size: size,
		})
		raw = raw[size:]
	}
	return out, nil
}

// WriteBatch appends one batch of n records to a partition as raw bytes: records
// holds them in the form of message format 2, compressed by the codec that the
// attributes name, all at one time in milliseconds. It returns the first offset.
func (c *Cluster) WriteBatch(t testing.TB, topic string, partition, n int32, attributes int16, time int64, records []byte) int64 {
	t.Helper()
	ctx, cancel := deadline(t)
	defer cancel()
	list, err := c.admin().ListTopics(ctx, topic)
	if err != nil || list.Error() != nil {
		t.Fatalf("kafkatest: describe %s: %v %v", topic, err, list.Error())
	}
	req := kmsg.NewPtrProduceRequest()
	req.Acks, req.TimeoutMillis = -1, int32(callTime.Milliseconds())
	rt := kmsg.NewProduceRequestTopic()
	rt.Topic, rt.TopicID = topic, list[topic].ID
	rp := kmsg.NewProduceRequestTopicPartition()
	rp.Partition, rp.Records = partition, encodeBatch(n, attributes, time, records)
	rt.Partitions = append(rt.Partitions, rp)
	req.Topics = append(req.Topics, rt)
	res, err := req.RequestWith(ctx, leaderOf{c.own.Broker(int(list[topic].Partitions[partition].Leader))})
	if err != nil {
		t.Fatalf("kafkatest: write a batch to %s p%d: %v", topic, partition, err)
	}
	p := res.Topics[0].Partitions[0]
	if err := kerr.ErrorForCode(p.ErrorCode); err != nil {
		t.Fatalf("kafkatest: write a batch to %s p%d: %v", topic, partition, err)
	}
	return p.BaseOffset
}

// encodeBatch puts a header before encoded records: message format 2, no producer.
func encodeBatch(n int32, attributes int16, time int64, records []byte) []byte {
	b := make([]byte, headerSize, headerSize+len(records))
	be := binary.BigEndian
	be.PutUint32(b[8:], uint32(headerSize-12+len(records)))
	be.PutUint32(b[12:], ^uint32(0))
	b[16] = 2
	be.PutUint16(b[21:], uint16(attributes))
	be.PutUint32(b[23:], uint32(n-1))
	be.PutUint64(b[27:], uint64(time))
	be.PutUint64(b[35:], uint64(time))
	be.PutUint64(b[43:], ^uint64(0))
	be.PutUint16(b[51:], ^uint16(0))
	be.PutUint32(b[53:], ^uint32(0))
	be.PutUint32(b[57:], uint32(n))
	b = append(b, records...)
	be.PutUint32(b[17:], crc32.Checksum(b[21:], crc32.MakeTable(crc32.Castagnoli)))
	return b
}
