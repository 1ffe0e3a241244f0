package demo

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"net"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// loopback is the network of this machine.
type loopback struct{ net.Dialer }

func (loopback) Listen(network, address string) (net.Listener, error) {
	return net.Listen(network, address)
}

// conn writes to the demo's own cluster. It is the only place in riffle that can
// write to a broker, and it knows no other address than the one it was made for.
type conn struct {
	net.Conn
	format *kmsg.RequestFormatter
	id     int32
}

func dial(n Net, addr string) (*conn, error) {
	c, err := n.DialContext(context.Background(), "tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("connecting to the demo cluster: %w", err)
	}
	return &conn{Conn: c, format: kmsg.NewRequestFormatter(kmsg.FormatterClientID("riffle-demo"))}, nil
}

// ask sends a request at a version and reads its answer.
func (c *conn) ask(req kmsg.Request, version int16) (kmsg.Response, error) {
	req.SetVersion(version)
	c.id++
	if _, err := c.Write(c.format.AppendRequest(nil, req, c.id)); err != nil {
		return nil, err
	}
	var size [4]byte
	if _, err := io.ReadFull(c, size[:]); err != nil {
		return nil, err
	}
	body := make([]byte, binary.BigEndian.Uint32(size[:]))
	if _, err := io.ReadFull(c, body); err != nil {
		return nil, err
	}
	resp := req.ResponseKind()
	resp.SetVersion(version)
	body = body[4:] // the correlation id: one request at a time
	if resp.IsFlexible() {
		body = body[1:] // no tags in the header
	}
	return resp, resp.ReadFrom(body)
}

// produce writes a batch to a partition.
func (c *conn) produce(topic string, partition int32, batch []byte, txn string) error {
	req := kmsg.NewPtrProduceRequest()
	req.Acks, req.TimeoutMillis = -1, 10_000
	if txn != "" {
		req.TransactionID = &txn
	}
	t := kmsg.NewProduceRequestTopic()
	t.Topic = topic
	p := kmsg.NewProduceRequestTopicPartition()
	p.Partition, p.Records = partition, batch
	t.Partitions = append(t.Partitions, p)
	req.Topics = append(req.Topics, t)
	resp, err := c.ask(req, 7)
	if err != nil {
		return fmt.Errorf("writing to %s: %w", topic, err)
	}
	for _, t := range resp.(*kmsg.ProduceResponse).Topics {
		for _, p := range t.Partitions {
			if err := kerr.ErrorForCode(p.ErrorCode); err != nil {
				return fmt.Errorf("writing to %s p%d: %w", topic, p.Partition, err)
			}
		}
	}
	return nil
}

// end writes the marker that ends a producer's transaction in a partition.
func (c *conn) end(topic string, partition int32, by producer, commit bool) error {
	req := kmsg.NewPtrWriteTxnMarkersRequest()
	m := kmsg.NewWriteTxnMarkersRequestMarker()
	m.ProducerID, m.ProducerEpoch, m.Committed = by.id, by.epoch, commit
	t := kmsg.NewWriteTxnMarkersRequestMarkerTopic()
	t.Topic, t.Partitions = topic, []int32{partition}
	m.Topics = append(m.Topics, t)
	req.Markers = append(req.Markers, m)
	resp, err := c.ask(req, 1)
	if err != nil {
		return fmt.Errorf("ending a transaction in %s: %w", topic, err)
	}
	for _, m := range resp.(*kmsg.WriteTxnMarkersResponse).Markers {
		if err := kerr.ErrorForCode(m.Topics[0].Partitions[0].ErrorCode); err != nil {
			return fmt.Errorf("ending a transaction in %s: %w", topic, err)
		}
	}
	return nil
}

// commit stores where a consumer group stands.
func (c *conn) commit(group, topic string, offsets map[int32]int64) error {
	req := kmsg.NewPtrOffsetCommitRequest()
	req.Group, req.Generation = group, -1
	t := kmsg.NewOffsetCommitRequestTopic()
	t.Topic = topic
	for partition, offset := range offsets {
		p := kmsg.NewOffsetCommitRequestTopicPartition()
		p.Partition, p.Offset = partition, offset
		t.Partitions = append(t.Partitions, p)
	}
	req.Topics = append(req.Topics, t)
	if _, err := c.ask(req, 7); err != nil {
		return fmt.Errorf("committing offsets of %s: %w", group, err)
	}
	return nil
}
