package kafka

import (
	"encoding/binary"
	"errors"
	"hash/crc32"

	"riffle/source"
)

// Kafka before 0.11 wrote messages one by one, not batches: magic 0 (before 0.10)
// has no time, magic 1 has one (KIP-32). Several messages are compressed together
// as the value of another, the wrapper. Topics that were never rewritten still hold
// them, and brokers hand them out as they were stored.

// message is one message of the older formats.
type message struct {
	entry
	attr  uint8
	magic byte
}

var (
	errMessage = errors.New("a message with damaged lengths")
	errNested  = errors.New("a compressed message inside a compressed message")
	errOrder   = errors.New("offsets that do not rise")
	errEmpty   = errors.New("a compressed message without messages")
)

// checkMessage tells whether a message is as it was written.
func checkMessage(b []byte) error {
	if sum, want := crc32.ChecksumIEEE(b[magicAt:]), binary.BigEndian.Uint32(b[headerSize:]); sum != want {
		return errChecksum(sum, want)
	}
	return nil
}

// parseMessage reads one message: offset, length, checksum, magic, attributes,
// from magic 1 on the time, key and value.
func parseMessage(b []byte) (m message, err error) {
	be := binary.BigEndian
	m.offset, m.time, m.magic, m.attr = int64(be.Uint64(b)), noTime, b[magicAt], b[magicAt+1]
	m.raw = b[magicAt+2:]
	rest := m.raw
	if m.magic == 1 {
		if len(rest) < 8 {
			return m, errMessage
		}
		m.time, rest = int64(be.Uint64(rest)), rest[8:]
	}
	var ok bool
	if m.key, rest, ok = cutSized(rest); !ok {
		return m, errMessage
	}
	if m.value, _, ok = cutSized(rest); !ok {
		return m, errMessage
	}
	return m, nil
}

// cutSized splits a 32-bit length and that many bytes off p; negative is null.
func cutSized(p []byte) (field, rest []byte, ok bool) {
	if len(p) < 4 {
		return nil, nil, false
	}
	n := int(int32(binary.BigEndian.Uint32(p)))
	p = p[4:]
	switch {
	case n > len(p):
		return nil, nil, false
	case n < 0:
		return nil, p, true
	}
	return p[:n:n], p[n:], true
}

// timeKind of magic 0 is NoTime whatever its attributes say.
func (m *message) timeKind() source.TimeKind {
	switch {
	case m.magic == 0:
		return source.NoTime
	case m.attr&appendTimeBit != 0:
		return source.AppendTime
	}
	return source.CreateTime
}

func (m *message) codec() codec { return codec(m.attr & codecBits) }

// messages adds what a frame of magic 0 or 1 holds.
func (b *builder) messages(f *frame) error {
	if err := checkMessage(f.bytes); err != nil {
		return b.spoilt(err)
	}
	m, err := parseMessage(f.bytes)
	if err != nil {
		return b.spoilt(err)
	}
	t := traits{time: m.timeKind(), producer: -1}
	if m.codec() == uncompressed {
		b.looked.Bytes += int64(len(f.bytes))
		m, _ = parseMessage(b.keep(f.bytes, uncompressed))
		b.put(&m.entry, &t)
		return nil
	}
	payload, err := b.inflate(m.codec(), m.value, f.bound, f.err)
	if err != nil {
		return err
	}
	b.looked.Bytes += int64(len(payload))
	return b.inner(&m, b.keep(payload, m.codec()), &t)
}

// inner adds the messages in a wrapper. With magic 1 their offsets count from the
// first of them, so that the broker need not compress anew, and the wrapper's is
// that of the last (KIP-31). Where the broker's clock counts, its time is in the
// wrapper only.
func (b *builder) inner(wrapper *message, payload []byte, t *traits) error {
	base, err := baseOf(payload, wrapper)
	if err != nil {
		return err
	}
	next := b.floor
	for len(payload) > 0 && !b.full {
		raw, rest, ok := cutMessage(payload)
		if !ok {
			return errMessage
		}
		if err := checkMessage(raw); err != nil {
			return err
		}
		m, err := parseMessage(raw)
		m.offset += base
		switch {
		case err != nil:
			return err
		case m.magic != wrapper.magic || m.codec() != uncompressed:
			return errNested
		case m.offset < next || m.offset > wrapper.offset:
			return errOrder
		}
		if t.time == source.AppendTime {
			m.time = wrapper.time
		}
		b.put(&m.entry, t)
		next, payload = m.offset+1, rest
	}
	return nil
}

// baseOf returns what has to be added to the offsets inside a wrapper: with magic
// 0, nothing.
func baseOf(payload []byte, wrapper *message) (int64, error) {
	last := int64(-1)
	for len(payload) > 0 {
		raw, rest, ok := cutMessage(payload)
		if !ok {
			return 0, errMessage
		}
		last, payload = int64(binary.BigEndian.Uint64(raw)), rest
	}
	switch {
	case last < 0:
		return 0, errEmpty
	case wrapper.magic == 0:
		return 0, nil
	}
	return wrapper.offset - last, nil
}

// cutMessage splits the first message off p.
func cutMessage(p []byte) (m, rest []byte, ok bool) {
	if len(p) < headerSize+minMessage {
		return nil, nil, false
	}
	n := int(int32(binary.BigEndian.Uint32(p[lengthAt:])))
	if n < minMessage || n > len(p)-headerSize {
		return nil, nil, false
	}
	end := headerSize + n
	return p[:end:end], p[end:], true
}
