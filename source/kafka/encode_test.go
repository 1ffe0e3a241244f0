package kafka

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"testing"
	"time"

	"github.com/klauspost/compress/s2"
	"github.com/klauspost/compress/snappy/xerial"
	"github.com/klauspost/compress/zstd"
	"github.com/pierrec/lz4/v4"

	"riffle/source"
)

var testRef = source.Ref{Topic: "orders", Partition: 3}

// logBatch is a record batch to be written: magic 2, byte by byte.
type logBatch struct {
	base      int64
	last      int64 // difference to base; 0: that of the last record
	attr      uint16
	firstTime int64
	maxTime   int64
	producer  int64
	count     int32 // 0: the number of records
	records   []logRecord
	payload   []byte // instead of records
	squeeze   func([]byte) []byte
	damage    func(whole []byte) // after the checksum was made
}

type logRecord struct {
	delta, time int64
	key, value  []byte
	headers     source.Headers
}

func (r logRecord) bytes() []byte {
	b := []byte{0}
	b = binary.AppendVarint(b, r.time)
	b = binary.AppendVarint(b, r.delta)
	for _, field := range [][]byte{r.key, r.value} {
		if field == nil {
			b = binary.AppendVarint(b, -1)
			continue
		}
		b = binary.AppendVarint(b, int64(len(field)))
		b = append(b, field...)
	}
	b = binary.AppendVarint(b, int64(r.headers.N))
	b = append(b, r.headers.Raw...)
	return append(binary.AppendVarint(nil, int64(len(b))), b...)
}

func (l logBatch) bytes() []byte {
	be := binary.BigEndian
	payload, count, last := l.payload, l.count, l.last
	for _, r := range l.records {
		payload = append(payload, r.bytes()...)
		if l.last == 0 {
			last = r.delta
		}
	}
	if count == 0 {
		count = int32(len(l.records))
	}
	if l.squeeze != nil {
		payload = l.squeeze(payload)
	}
	b := be.AppendUint64(nil, uint64(l.base))
	b = be.AppendUint32(b, uint32(49+len(payload)))
	b = be.AppendUint32(b, 7) // leader epoch
	b = append(b, 2)
	b = be.AppendUint32(b, 0) // checksum
	b = be.AppendUint16(b, l.attr)
	b = be.AppendUint32(b, uint32(last))
	b = be.AppendUint64(b, uint64(l.firstTime))
	b = be.AppendUint64(b, uint64(l.maxTime))
	b = be.AppendUint64(b, uint64(l.producer))
	b = be.AppendUint16(b, 0) // producer epoch
	b = be.AppendUint32(b, 0) // sequence
	b = be.AppendUint32(b, uint32(count))
	b = append(b, payload...)
	be.PutUint32(b[17:], crc32.Checksum(b[21:], crc32.MakeTable(crc32.Castagnoli)))
	if l.damage != nil {
		l.damage(b)
	}
	return b
}

// logMessage is a message of magic 0 or 1 to be written.
type logMessage struct {
	offset     int64
	magic      byte
	attr       byte
	time       int64
	key, value []byte
	damage     func(whole []byte)
}

func (m logMessage) bytes() []byte {
	be := binary.BigEndian
	b := be.AppendUint64(nil, uint64(m.offset))
	b = append(b, 0, 0, 0, 0, 0, 0, 0, 0, m.magic, m.attr) // length and checksum come last
	if m.magic == 1 {
		b = be.AppendUint64(b, uint64(m.time))
	}
	for _, field := range [][]byte{m.key, m.value} {
		if field == nil {
			b = be.AppendUint32(b, 0xffffffff)
			continue
		}
		b = be.AppendUint32(b, uint32(len(field)))
		b = append(b, field...)
	}
	be.PutUint32(b[8:], uint32(len(b)-12))
	be.PutUint32(b[12:], crc32.ChecksumIEEE(b[16:]))
	if m.damage != nil {
		m.damage(b)
	}
	return b
}

func join(parts ...[]byte) []byte { return bytes.Join(parts, nil) }

func withGzip(p []byte) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = w.Write(p)
	_ = w.Close()
	return b.Bytes()
}

func withSnappy(p []byte) []byte { return s2.EncodeSnappy(nil, p) }
func withXerial(p []byte) []byte { return xerial.Encode(nil, p) }

func withLZ4(o ...lz4.Option) func([]byte) []byte {
	return func(p []byte) []byte {
		var b bytes.Buffer
		w := lz4.NewWriter(&b)
		if err := w.Apply(o...); err != nil {
			panic(err)
		}
		_, _ = w.Write(p)
		_ = w.Close()
		return b.Bytes()
	}
}

// withLinkedLZ4 writes blocks that refer to the one before, as librdkafka's and
// the lz4 tool's do.
func withLinkedLZ4(p []byte) []byte {
	const flags, blocks64K = 0x40, 0x40
	b := []byte{0x04, 0x22, 0x4d, 0x18, flags, blocks64K, 0}
	half := len(p) / 2
	squeezed := make([]byte, lz4.CompressBlockBound(half))
	n, err := lz4.CompressBlock(p[:half], squeezed, nil)
	if err != nil || n == 0 || half < 64 || half > 32<<10 {
		panic("not a payload to show linked blocks with")
	}
	b = binary.LittleEndian.AppendUint32(b, uint32(n))
	b = append(b, squeezed[:n]...)
	// The second block: 15+17 bytes copied from 32 back, then the rest as literals.
	copied := bytes.Repeat(p[half-32:half], 1)
	rest := append(copied, p[half:]...)
	block := []byte{0x0f, 32, 0, 32 - 4 - 15}
	literals := rest[32:]
	block = append(block, 0xf0)
	for n := len(literals) - 15; ; n -= 255 {
		if n < 255 {
			block = append(block, byte(n))
			break
		}
		block = append(block, 255)
	}
	block = append(block, literals...)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(block)))
	b = append(b, block...)
	return binary.LittleEndian.AppendUint32(b, 0)
}

func withZstd(p []byte) []byte {
	w, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1))
	if err != nil {
		panic(err)
	}
	return w.EncodeAll(p, nil)
}

// withZstdStream writes no content size, as Java does.
func withZstdStream(p []byte) []byte {
	var b bytes.Buffer
	w, err := zstd.NewWriter(&b, zstd.WithEncoderConcurrency(1))
	if err != nil {
		panic(err)
	}
	for len(p) > 0 {
		n := min(len(p), 16<<10)
		_, _ = w.Write(p[:n])
		p = p[n:]
	}
	_ = w.Close()
	return b.Bytes()
}

// compressors are all the ways in which producers compress.
var compressors = []struct {
	name    string
	codec   uint16
	squeeze func([]byte) []byte
}{
	{"none", 0, nil},
	{"gzip", 1, withGzip},
	{"snappy", 2, withSnappy},
	{"snappy-xerial", 2, withXerial},
	{"lz4", 3, withLZ4(lz4.BlockSizeOption(lz4.Block64Kb))},
	{"lz4-sized", 3, withLZ4(lz4.SizeOption(0), lz4.BlockChecksumOption(true))},
	{"zstd", 4, withZstd},
	{"zstd-stream", 4, withZstdStream},
}

// shopRecords are n records of about 220 bytes, with keys and headers.
func shopRecords(n int) []logRecord {
	all := make([]logRecord, n)
	for i := range all {
		all[i] = logRecord{
			delta: int64(i), time: int64(i * 3), key: fmt.Appendf(nil, "o-%07d", i*7919%1000003),
			value: fmt.Appendf(nil, `{"type":"Buy","order":{"id":"o-%07d","amount":%d.%02d},"customer":{"name":"Ann Example",`+
				`"email":"ann%d@example.com"},"items":[{"sku":"B%d","qty":%d}],"status":200,"note":"left at the door"}`,
				i*7919%1000003, i%977, i%100, i%313, i%41, i%9+1),
		}
		if i%4 == 0 {
			all[i].headers = source.MakeHeaders(source.Header{Name: "trace", Value: fmt.Appendf(nil, "%016x", i)})
		}
	}
	return all
}

// rows writes a page as text, one line per record, for comparing.
func rows(p source.Page) []string {
	var all []string
	for i := range p.Records {
		r := &p.Records[i]
		text := fmt.Sprintf("%d", r.Offset.Lo)
		if r.Kind == source.Corrupt {
			all = append(all, fmt.Sprintf("%s..%d corrupt", text, r.Next.Lo))
			continue
		}
		if r.Kind == source.Marker {
			text += " marker"
		}
		text += " " + r.Txn.String()
		if r.Producer != -1 {
			text += fmt.Sprintf("(%d)", r.Producer)
		}
		if r.TimeKind != source.NoTime {
			text += fmt.Sprintf(" %s %d", r.TimeKind, r.Time.UnixMilli())
		} else if !r.Time.IsZero() {
			text += " a time without a kind"
		}
		text += " " + quoted(r.Key) + "=" + quoted(r.Value)
		for h := range r.Headers.All() {
			text += " " + h.Name + ":" + quoted(h.Value)
		}
		all = append(all, text)
	}
	return all
}

func quoted(b []byte) string {
	if b == nil {
		return "∅"
	}
	return fmt.Sprintf("%q", b)
}

// lend puts bytes into a buffer of the decoder, as a fetch does.
func lend(d *decoder, raw []byte) []byte {
	b := d.buffer(len(raw))
	copy(b, raw)
	return b
}

func mustDecode(t testing.TB, d *decoder, a answer, want source.Want) source.Page {
	t.Helper()
	if a.ref == (source.Ref{}) {
		a.ref = testRef
	}
	a.raw = lend(d, a.raw)
	p, need, err := d.decode(a, want)
	if err != nil || need != 0 {
		t.Fatalf("decode: need %d, error %v", need, err)
	}
	return p
}

// within fails a test that hangs.
func within(t *testing.T, limit time.Duration, done <-chan struct{}) {
	t.Helper()
	select {
	case <-done:
	case <-time.After(limit):
		t.Fatalf("still not done after %v", limit)
	}
}

// reseal gives a frame the checksum it should have.
func reseal(b []byte) {
	if b[16] < 2 {
		binary.BigEndian.PutUint32(b[12:], crc32.ChecksumIEEE(b[16:]))
		return
	}
	binary.BigEndian.PutUint32(b[17:], crc32.Checksum(b[21:], crc32.MakeTable(crc32.Castagnoli)))
}
