package demo

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"time"

	"github.com/pierrec/lz4/v4"
)

// producer is who writes a batch. The zero value is nobody in particular.
type producer struct {
	id            int64
	epoch         int16
	sequence      int32
	transactional bool
}

// nobody writes without a producer id.
var nobody = producer{id: -1, epoch: -1, sequence: -1}

// Attributes of a record batch (KIP-98).
const (
	codecLZ4      = 3
	transactional = 1 << 4
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// encode writes events of one partition as a record batch, version 2. Producer ids
// and batch limits are the story's own, so that two runs write the same bytes.
func encode(events []event, by producer) ([]byte, error) {
	first, last := events[0].time, events[0].time
	for _, e := range events {
		if e.time.After(last) {
			last = e.time
		}
	}
	var records, body []byte
	for i, e := range events {
		body = appendBody(body[:0], e, int64(i), e.time.Sub(first))
		records = append(binary.AppendVarint(records, int64(len(body))), body...)
	}
	attributes := uint16(codecLZ4)
	if by.transactional {
		attributes |= transactional
	}
	var packed bytes.Buffer
	z := lz4.NewWriter(&packed)
	// As Java's producers do. Readers take room for a whole block: of 4 MB, otherwise.
	if err := z.Apply(lz4.BlockSizeOption(lz4.Block64Kb)); err != nil {
		return nil, fmt.Errorf("compressing a batch: %w", err)
	}
	if _, err := z.Write(records); err != nil {
		return nil, fmt.Errorf("compressing a batch: %w", err)
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("compressing a batch: %w", err)
	}
	be := binary.BigEndian
	b := make([]byte, 0, 61+packed.Len())
	b = be.AppendUint64(b, 0)
	b = be.AppendUint32(b, uint32(49+packed.Len()))
	b = be.AppendUint32(b, ^uint32(0)) // leader epoch: the broker's
	b = append(b, 2)
	b = be.AppendUint32(b, 0) // checksum, below
	b = be.AppendUint16(b, attributes)
	b = be.AppendUint32(b, uint32(len(events)-1))
	b = be.AppendUint64(b, uint64(first.UnixMilli()))
	b = be.AppendUint64(b, uint64(last.UnixMilli()))
	b = be.AppendUint64(b, uint64(by.id))
	b = be.AppendUint16(b, uint16(by.epoch))
	b = be.AppendUint32(b, uint32(by.sequence))
	b = be.AppendUint32(b, uint32(len(events)))
	b = append(b, packed.Bytes()...)
	be.PutUint32(b[17:], crc32.Checksum(b[21:], castagnoli))
	return b, nil
}

// appendBody writes one record of a batch, without its length.
func appendBody(dst []byte, e event, offset int64, after time.Duration) []byte {
	dst = append(dst, 0)
	dst = binary.AppendVarint(dst, after.Milliseconds())
	dst = binary.AppendVarint(dst, offset)
	dst = appendBytes(dst, e.key)
	dst = appendBytes(dst, e.value)
	dst = binary.AppendVarint(dst, int64(len(e.headers)))
	for _, h := range e.headers {
		dst = appendBytes(dst, []byte(h.name))
		dst = appendBytes(dst, h.value)
	}
	return dst
}

func appendBytes(dst, b []byte) []byte {
	if b == nil {
		return binary.AppendVarint(dst, -1)
	}
	dst = binary.AppendVarint(dst, int64(len(b)))
	return append(dst, b...)
}
