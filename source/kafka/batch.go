package kafka

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"

	"riffle/source"
)

// What stands where in a record batch (magic 2, KIP-98). Up to magicAt all formats
// agree. Only what follows the checksum is covered by it.
const (
	lengthAt    = 8
	magicAt     = 16
	checksumAt  = 17
	checkedAt   = 21
	attrAt      = 21
	lastAt      = 23
	firstTimeAt = 27
	maxTimeAt   = 35
	producerAt  = 43
	countAt     = 57
	recordsAt   = 61
)

// Attributes of a batch.
const (
	codecBits        = 7
	appendTimeBit    = 1 << 3
	transactionalBit = 1 << 4
	controlBit       = 1 << 5
)

// The bytes that the smallest batch and message take after their length, and the
// smallest record of a batch.
const (
	minMessage = 14
	minBatch   = recordsAt - headerSize
	minRecord  = 7
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// frame is one entry of a record set, whole but not looked into: a record batch,
// or a message of the older formats.
type frame struct {
	bytes    []byte
	bound    bound
	estimate int   // bytes that it is likely to inflate to
	err      error // why there is no bound
}

func (f *frame) magic() byte { return f.bytes[magicAt] }

// offset is the first offset of a batch, or that of a message; of a compressed
// message, that of the last message in it.
func (f *frame) offset() int64 { return int64(binary.BigEndian.Uint64(f.bytes)) }

// last is the offset of the last record in the frame. Where the checksum fails it
// may be anything.
func (f *frame) last() int64 { return lastOf(f.bytes) }

// lastOf returns the last offset of the frame that begins b, as far as b tells.
func lastOf(b []byte) int64 {
	first := int64(binary.BigEndian.Uint64(b))
	if len(b) < lastAt+4 || b[magicAt] < 2 {
		return first
	}
	return first + int64(int32(binary.BigEndian.Uint32(b[lastAt:])))
}

// split cuts a record set into its frames and appends them to frames. cut is the
// size of one at the tail that is not there whole, at least 1, or 0. An error says
// that after the frames nothing makes sense.
func split(frames []frame, raw []byte) (all []frame, cut int, err error) {
	for len(raw) > 0 {
		if len(raw) < headerSize {
			return frames, headerSize + minBatch, nil
		}
		n := int(int32(binary.BigEndian.Uint32(raw[lengthAt:])))
		if n < minMessage {
			return frames, 0, fmt.Errorf("a batch of %d bytes", n)
		}
		if headerSize+n > len(raw) {
			return frames, headerSize + n, nil
		}
		b := raw[: headerSize+n : headerSize+n]
		raw = raw[headerSize+n:]
		if b[magicAt] >= 2 && n < minBatch {
			return frames, 0, fmt.Errorf("a batch of %d bytes", n)
		}
		frames = append(frames, frame{bytes: b})
	}
	return frames, 0, nil
}

// batch is the header of a record batch.
type batch struct {
	first, last        int64
	attr               uint16
	firstTime, maxTime int64 // milliseconds
	producer           int64
	count              int32
	payload            []byte // its records, still compressed
	bound              bound
}

func (h *batch) codec() codec        { return codec(h.attr & codecBits) }
func (h *batch) transactional() bool { return h.attr&transactionalBit != 0 }
func (h *batch) control() bool       { return h.attr&controlBit != 0 }

// timeKind tells whose clock the times of the records come from. Where it is the
// broker's, all records have the largest time of the header, and what they say
// themselves is still the producer's.
func (h *batch) timeKind() source.TimeKind {
	if h.attr&appendTimeBit != 0 {
		return source.AppendTime
	}
	return source.CreateTime
}

// parseBatch checks a frame of magic 2 and reads its header.
func parseBatch(f *frame) (h batch, err error) {
	be, b := binary.BigEndian, f.bytes
	if sum, want := crc32.Checksum(b[checkedAt:], castagnoli), be.Uint32(b[checksumAt:]); sum != want {
		return h, errChecksum(sum, want)
	}
	h = batch{
		first: f.offset(), last: f.last(), attr: be.Uint16(b[attrAt:]),
		firstTime: int64(be.Uint64(b[firstTimeAt:])), maxTime: int64(be.Uint64(b[maxTimeAt:])),
		producer: int64(be.Uint64(b[producerAt:])), count: int32(be.Uint32(b[countAt:])),
		payload: b[recordsAt:], bound: f.bound,
	}
	switch {
	case h.first < 0 || h.last < h.first:
		return h, fmt.Errorf("the batch goes from %d to %d", h.first, h.last)
	case h.count < 0:
		return h, fmt.Errorf("the batch has %d records", h.count)
	}
	return h, nil
}

func errChecksum(sum, want uint32) error {
	return fmt.Errorf("its checksum is %08x and should be %08x", sum, want)
}

// batch adds the records of a frame of magic 2.
func (b *builder) batch(f *frame) error {
	h, err := parseBatch(f)
	if err != nil {
		return b.spoilt(err)
	}
	t := traits{time: h.timeKind(), txn: b.verdicts.label(&h), producer: -1}
	if h.transactional() {
		t.producer = h.producer
	}
	if h.control() {
		t.kind, t.producer = source.Marker, h.producer
	}
	if h.count == 0 {
		return nil // compaction removed the records and left the batch, to remember its producer by
	}
	payload, err := b.inflate(h.codec(), h.payload, f.bound, f.err)
	if err != nil {
		return err
	}
	if int(h.count) > len(payload)/minRecord {
		return fmt.Errorf("%d records in %d bytes", h.count, len(payload))
	}
	b.looked.Bytes += int64(len(payload))
	if !h.control() && b.skips(payload, h.count) {
		b.leaveOutBatch(&h, &t, payload)
		return nil
	}
	return b.walk(&h, b.keep(payload, h.codec()), &t)
}

// walk adds the records of an inflated batch.
func (b *builder) walk(h *batch, payload []byte, t *traits) error {
	var e entry
	for range h.count {
		rest, ok := cutRecord(payload, &e)
		h.place(&e)
		if !ok || e.offset < b.next || e.offset > h.last {
			return errRecord
		}
		if h.control() {
			t.txn = b.verdicts.marker(h.producer, e.key)
		}
		b.put(&e, t)
		if b.full {
			return nil
		}
		payload = rest
	}
	if len(payload) > 0 {
		return fmt.Errorf("%d bytes after its last record", len(payload))
	}
	return nil
}

// entry is one record or message, cut out of what holds it.
type entry struct {
	offset     int64
	time       int64  // milliseconds
	raw        []byte // all of it, to search in
	key, value []byte
	headers    []byte
	n          int // headers
}

// cutRecord splits the first record off p. Offset and time of e are then still
// differences to those of the batch.
func cutRecord(p []byte, e *entry) (rest []byte, ok bool) {
	n, w := varint(p)
	if w <= 0 || n < 1 || n > int64(len(p)-w) {
		return nil, false
	}
	end := w + int(n)
	body, rest := p[w+1:end:end], p[end:] // the first byte is attributes, none of them in use
	e.raw = body
	if e.time, w = varint(body); w <= 0 {
		return nil, false
	}
	body = body[w:]
	if e.offset, w = varint(body); w <= 0 {
		return nil, false
	}
	body = body[w:]
	if e.key, body, ok = cutField(body); !ok {
		return nil, false
	}
	if e.value, body, ok = cutField(body); !ok {
		return nil, false
	}
	headers, w := varint(body)
	if w <= 0 || headers < 0 || headers > int64(len(body)-w)/2 {
		return nil, false
	}
	e.n, e.headers = int(headers), nil
	if headers > 0 {
		e.headers = body[w:]
	}
	return rest, true
}

// cutField splits a length and that many bytes off p; a negative length is null.
func cutField(p []byte) (field, rest []byte, ok bool) {
	n, w := varint(p)
	switch {
	case w <= 0 || n > int64(len(p)-w):
		return nil, nil, false
	case n < 0:
		return nil, p[w:], true
	}
	end := w + int(n)
	return p[w:end:end], p[end:], true
}

// varint is binary.Varint, quicker for the one or two bytes that most numbers take.
func varint(p []byte) (n int64, width int) {
	if len(p) < 2 {
		return binary.Varint(p)
	}
	if p[0] < 0x80 {
		return int64(p[0]>>1) ^ -int64(p[0]&1), 1
	}
	if p[1] < 0x80 {
		u := int64(p[0]&0x7f) | int64(p[1])<<7
		return u>>1 ^ -(u & 1), 2
	}
	return binary.Varint(p)
}
