package kafka

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pierrec/lz4/v4"

	"riffle/source"
)

// A bound is what makes it safe to allocate before inflating, so it must hold for
// whatever a producer writes.
func TestBoundHoldsForEveryCodec(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	noise := make([]byte, 300<<10)
	for i := range noise {
		noise[i] = byte(random.Uint32())
	}
	c := newCodecs(64 << 20)
	for _, z := range compressors[1:] {
		for _, payload := range [][]byte{{}, {1}, noise[:70], noise, make([]byte, 5<<20),
			bytes.Repeat([]byte(`{"a":1,"b":[2,3]},`), 40_000), join(make([]byte, 200<<10), noise, make([]byte, 1<<20))} {
			src := z.squeeze(payload)
			b, err := c.bound(codec(z.codec), src)
			if err != nil || b.n < len(payload) || b.exact && b.n != len(payload) {
				t.Errorf("%s of %d bytes: bound %+v, error %v", z.name, len(payload), b, err)
				continue
			}
			got, err := c.inflate(codec(z.codec), make([]byte, 0, b.n), src)
			if err != nil || !bytes.Equal(got, payload) {
				t.Errorf("%s of %d bytes: %d back, error %v", z.name, len(payload), len(got), err)
			}
		}
	}
}

func TestLZ4BlocksThatReferToTheOneBefore(t *testing.T) {
	p := bytes.Repeat([]byte("0123456789abcdefghijklmnopqrstuv"), 64)
	src := withLinkedLZ4(p)
	want := join(p[:1024], p[1024-32:1024], p[1024:])
	b, err := lz4Bound(src, 1<<20)
	if err != nil || b.n < len(want) {
		t.Fatalf("bound %+v, error %v", b, err)
	}
	got, err := unlz4(make([]byte, 0, b.n), src)
	if err != nil || !bytes.Equal(got, want) {
		t.Fatalf("error %v, got %q", err, got)
	}
	if n := lz4Length(src[11 : 11+binary.LittleEndian.Uint32(src[7:])]); n != 1024 {
		t.Errorf("the first block measures %d", n)
	}
}

// lz4Bomb is a frame of one block after the other of zeros.
func lz4Bomb(n int) []byte { return withLZ4(lz4.BlockSizeOption(lz4.Block4Mb))(make([]byte, n)) }

// zstdBomb repeats the compressed block of a frame without a content size.
func zstdBomb(n int) []byte {
	one := withZstdStream(bytes.Repeat([]byte("ab"), 100<<10))
	header, block := one[:6], one[6:]
	size := int(block[0]) | int(block[1])<<8 | int(block[2])<<16
	if size>>1&3 != 2 {
		panic("the block is not compressed")
	}
	block = bytes.Clone(block[:3+size>>3])
	block[0] &^= 1
	b := append(bytes.Clone(header), bytes.Repeat(block, n/(128<<10)+1)...)
	return append(b, 1, 0, 0)
}

func TestBombBecomesOneRecordAndCostsNoMemory(t *testing.T) {
	const huge = 40 << 20
	claim := binary.AppendUvarint(nil, huge)
	zeros := make([]byte, huge)
	lower := standard()
	lower.batch = 32 << 20
	for _, c := range []struct {
		name  string
		codec uint16
		bomb  []byte
		why   string
	}{
		{"zstd", 4, withZstd(zeros), "inflates to more than 32 MiB"},
		{"zstd in a stream", 4, withZstdStream(zeros), "inflates to more than 32 MiB"},
		{"zstd that does not tell", 4, zstdBomb(huge), "inflates to more than 32 MiB"},
		{"zstd of 300 MB", 4, zstdBomb(300 << 20), "inflates to more than 32 MiB"},
		{"gzip", 1, withGzip(zeros), "inflates to more than 32 MiB"},
		{"gzip of two members", 1, join(withGzip(zeros), withGzip([]byte("x"))), "inflates to more than 32 MiB"},
		{"lz4", 3, lz4Bomb(huge), "inflates to more than 32 MiB"},
		{"snappy", 2, withSnappy(zeros), "inflates to more than 32 MiB"},
		{"snappy-xerial", 2, withXerial(zeros), "inflates to more than 32 MiB"},
		{"snappy that lies", 2, append(claim, 0), "too few for the size"},
		{"gzip that lies", 1, binary.LittleEndian.AppendUint32(withGzip(nil)[:16], huge), "too few for the size"},
		{"zstd that lies", 4, join([]byte{0x28, 0xb5, 0x2f, 0xfd, 0xa0, 0, 0, 0, 8}, []byte{1, 0, 0}), "too few for the size"},
	} {
		bad := logBatch{last: 2, count: 3, attr: c.codec, payload: c.bomb}.bytes()
		good := logBatch{base: 3, firstTime: 1, records: []logRecord{{}}}.bytes()
		raw := join(bad, good)
		d := newDecoderWith(lower)
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		p := mustDecode(t, d, answer{end: 4, stable: 4, raw: raw}, source.Want{Role: source.Scan})
		runtime.ReadMemStats(&after)
		if got := fmt.Sprint(rows(p)); got != "[0..3 corrupt 3 plain create 1 ∅=∅]" || !strings.Contains(p.Records[0].Err.Error(), c.why) {
			t.Errorf("%s: %s: %v", c.name, got, p.Records[0].Err)
		}
		if cost := int(after.TotalAlloc - before.TotalAlloc - uint64(len(raw))); cost > 12<<20 {
			t.Errorf("%s: %d bytes allocated", c.name, cost)
		}
	}
}

func TestBombOf300MBAtTheLimitInUse(t *testing.T) {
	raw := logBatch{last: 2, count: 3, attr: 4, payload: zstdBomb(300 << 20)}.bytes()
	p := mustDecode(t, newDecoder(), answer{end: 3, stable: 3, raw: raw}, source.Want{})
	const want = "read offsets 0 to 2 of orders p3: corrupt data: it inflates to more than 128 MiB"
	if len(p.Records) != 1 || p.Records[0].Err.Error() != want {
		t.Errorf("%q: %v", rows(p), p.Records[0].Err)
	}
}

func TestRecordOf50MBIsShown(t *testing.T) {
	value := make([]byte, 50_000_000)
	for i := 0; i < len(value); i += 64 {
		binary.LittleEndian.PutUint32(value[i:], uint32(i)*2654435761)
	}
	for _, i := range []int{0, 4, 7} { // others are slow to write
		c := compressors[i]
		raw := logBatch{attr: c.codec, squeeze: c.squeeze, records: []logRecord{{value: value}}}.bytes()
		p := mustDecode(t, newDecoder(), answer{end: 1, stable: 1, raw: raw}, source.Want{})
		if len(p.Records) != 1 || !bytes.Equal(p.Records[0].Value, value) {
			t.Errorf("%s: %d records, error %v", c.name, len(p.Records), p.Records[0].Err)
		}
	}
}

func TestGzipOfSeveralMembers(t *testing.T) {
	records := shopRecords(200)
	var plain []byte
	for _, r := range records {
		plain = append(plain, r.bytes()...)
	}
	squeeze := func(p []byte) []byte { return join(withGzip(p[:len(p)-40]), withGzip(p[len(p)-40:])) }
	b := logBatch{last: 199, attr: 1, records: records, squeeze: squeeze}
	first := logBatch{last: 199, attr: 1, records: records, squeeze: withGzip}
	b.base = 200
	d, tight := newDecoder(), standard()
	tight.inflating = len(plain) + 100
	for _, c := range []struct {
		d    *decoder
		want int
	}{{d, 400}, {newDecoderWith(tight), 200}} { // the second batch had no room planned
		p := mustDecode(t, c.d, answer{end: 400, stable: 400, raw: join(first.bytes(), b.bytes())}, source.Want{})
		if len(p.Records) != c.want || int(p.To.Lo) != c.want {
			t.Fatalf("%d records to %d, want %d", len(p.Records), p.To.Lo, c.want)
		}
	}
	p := mustDecode(t, d, answer{at: 200, end: 400, stable: 400, raw: b.bytes()}, source.Want{})
	if len(p.Records) != 200 || p.To.Lo != 400 || p.Looked.Bytes != int64(len(plain)) {
		t.Fatalf("%d records to %d", len(p.Records), p.To.Lo)
	}
}

// Pages wait for room to inflate in, however little there is, but never for each
// other.
func TestManyPagesShareLittleRoom(t *testing.T) {
	small := standard()
	small.inflating = 100 << 10
	d := newDecoderWith(small)
	var raws [][]byte
	for _, c := range compressors {
		b := logBatch{attr: c.codec, squeeze: c.squeeze, records: shopRecords(400)}
		next := b
		next.base = 400
		raws = append(raws, join(b.bytes(), next.bytes()))
	}
	raws = append(raws, logBatch{attr: 1, records: shopRecords(400), squeeze: func(p []byte) []byte {
		return join(withGzip(p[:len(p)-40]), withGzip(p[len(p)-40:]))
	}}.bytes())
	done := make(chan struct{})
	var readers sync.WaitGroup
	for i := range 16 {
		readers.Go(func() {
			for n := range 20 {
				raw := raws[(i+n)%len(raws)]
				p, _, err := d.decode(answer{ref: testRef, end: 800, stable: 800, raw: lend(d, raw)}, source.Want{Role: source.Role(n % 2)})
				if err != nil || len(p.Records) < 400 || p.Records[1].Err != nil {
					t.Error(len(p.Records), err)
				}
				if n%3 > 0 {
					p.Release() // the others are left to the garbage collector
				}
			}
		})
	}
	go func() { readers.Wait(); close(done) }()
	within(t, time.Minute, done)
}

func TestLimitsAreToldAsPeopleWriteThem(t *testing.T) {
	err := newCodecs(128 << 20).errTooLarge()
	if got := err.Error(); got != "it inflates to more than 128 MiB" || errors.Is(err, source.ErrCorrupt) {
		t.Error(got)
	}
	if got := sizeText(1000); got != "1000 bytes" {
		t.Error(got)
	}
}
