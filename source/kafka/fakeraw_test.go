package kafka_test

import (
	"context"
	"encoding/binary"
	"hash/crc32"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kmsg"

	"riffle/source"
)

// appendRaw writes one batch that is encoded here: franz-go counts times in
// nanoseconds and cannot write those after the year 2262.
func (f *fake) appendRaw(ctx context.Context, ref source.Ref, records []source.Record) error {
	batch := kmsg.RecordBatch{
		Magic: 2, ProducerID: -1, ProducerEpoch: -1, FirstSequence: -1, PartitionLeaderEpoch: -1,
		LastOffsetDelta: int32(len(records) - 1), NumRecords: int32(len(records)),
		FirstTimestamp: records[0].Time.UnixMilli(),
	}
	for i, r := range records {
		batch.MaxTimestamp = max(batch.MaxTimestamp, r.Time.UnixMilli())
		k := kmsg.Record{
			TimestampDelta64: r.Time.UnixMilli() - batch.FirstTimestamp, OffsetDelta: int32(i), Key: r.Key, Value: r.Value,
		}
		for h := range r.Headers.All() {
			k.Headers = append(k.Headers, kmsg.Header{Key: h.Name, Value: h.Value})
		}
		k.Length = int32(len(k.AppendTo(nil)) - 1) // without the length itself, one byte while it is 0
		batch.Records = k.AppendTo(batch.Records)
	}
	const beforeLength, beforeChecked = 12, 21
	whole := batch.AppendTo(nil)
	binary.BigEndian.PutUint32(whole[8:], uint32(len(whole)-beforeLength))
	binary.BigEndian.PutUint32(whole[17:], crc32.Checksum(whole[beforeChecked:], crc32.MakeTable(crc32.Castagnoli)))

	part := kmsg.NewProduceRequestTopicPartition()
	part.Partition, part.Records = ref.Partition, whole
	topic := kmsg.NewProduceRequestTopic()
	topic.Topic, topic.Partitions = ref.Topic, append(topic.Partitions, part)
	meta, err := f.admin.Metadata(ctx, ref.Topic)
	if err != nil {
		return err
	}
	topic.TopicID = meta.Topics[ref.Topic].ID
	q := kmsg.NewPtrProduceRequest()
	q.Acks, q.TimeoutMillis, q.Topics = -1, 5000, append(q.Topics, topic)
	answer, err := f.writer.Broker(int(meta.Topics[ref.Topic].Partitions[ref.Partition].Leader)).Request(ctx, q)
	if err != nil {
		return err
	}
	res := answer.(*kmsg.ProduceResponse)
	return kerr.ErrorForCode(res.Topics[0].Partitions[0].ErrorCode)
}
