package kafka

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/s2"
	"github.com/klauspost/compress/snappy/xerial"
	"github.com/klauspost/compress/zstd"
)

// codec is how the records of a batch are compressed: the lowest three bits of its
// attributes.
type codec uint8

const (
	uncompressed codec = iota
	gzipped
	snappied
	lz4ed
	zstded
)

// How many bytes one byte can become at most. A size beyond that is a lie, and
// nothing is allocated for it.
const (
	gzipRatio   = 1032 // RFC 1951: 258 bytes out of 2 bits
	snappyRatio = 22   // 64 bytes out of 3
)

// A bound that is not exact and larger than this is measured before a buffer is
// made for it.
const measureAbove = 16 << 20

var (
	errCutOff = errors.New("the compressed bytes end too early")
	errSize   = errors.New("the compressed bytes are too few for the size they claim")
	errRoom   = errors.New("more bytes than there was room made for")
)

// codecs inflates what batches hold. It always knows a bound before it begins, so
// a bomb costs the reading of its headers: nothing grows while it inflates. It is
// safe for concurrent use.
type codecs struct {
	limit int // bytes that one batch may inflate to
	gzips sync.Pool
	zstd  *zstd.Decoder
}

func newCodecs(limit int) *codecs {
	z, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(0), zstd.WithDecoderLowmem(true),
		zstd.WithDecoderMaxMemory(uint64(limit)), zstd.WithDecodeAllCapLimit(true))
	if err != nil {
		panic(err) // only options that contradict each other fail
	}
	return &codecs{limit: limit, zstd: z}
}

// errTooLarge says that a batch inflates beyond the limit.
func (c *codecs) errTooLarge() error {
	return fmt.Errorf("it inflates to more than %s", sizeText(c.limit))
}

// bound is how much memory a batch asks for.
type bound struct {
	n      int  // it inflates to at most so many bytes
	exact  bool // it says itself that it inflates to n
	airy   bool // it will be far less than n
	likely int  // what there is made room for first; 0: n
}

// estimate is what a batch is likely to inflate to. The bound of a small batch in
// blocks is mostly air: one block of 128 KiB for 16 KiB of records.
func (b bound) estimate(compressed int) int {
	switch {
	case b.likely > 0:
		return b.likely
	case b.exact || b.n > 1<<20:
		return b.n
	}
	return min(b.n, 10*compressed)
}

// room is how much there is made room for before it is inflated: if that is too
// little, errRoom tells.
func (b bound) room() int {
	if b.likely > 0 {
		return b.likely
	}
	return b.n
}

// bound tells how much src inflates to, by its headers alone where that is enough.
func (c *codecs) bound(by codec, src []byte) (b bound, err error) {
	switch by {
	case uncompressed:
		return bound{n: 0, exact: true}, nil
	case gzipped:
		b, err = gzipBound(src)
	case snappied:
		b, err = snappyBound(src)
	case lz4ed:
		b, err = lz4Bound(src, c.limit)
	case zstded:
		b, err = c.zstdBound(src)
	default:
		return bound{}, fmt.Errorf("compression %d is not known", by)
	}
	if err == nil && b.n > c.limit {
		err = c.errTooLarge()
	}
	return b, err
}

// measure tells exactly how much src inflates to, where bound does not.
func (c *codecs) measure(by codec, src []byte) (int, error) {
	if by == gzipped {
		return c.countGzip(src)
	}
	f, err := openLZ4(src)
	if err != nil {
		return 0, err
	}
	b, err := measureLZ4(f, c.limit)
	if err == nil && b.n > c.limit {
		err = c.errTooLarge()
	}
	return b.n, err
}

// inflate inflates src into dst, which is empty and has the capacity that bound
// asked for. The error is errRoom where a gzip trailer made the bound too small, or
// less than the bound was enough in all likelihood, and is not.
func (c *codecs) inflate(by codec, dst, src []byte) ([]byte, error) {
	switch by {
	case uncompressed:
		return src, nil
	case gzipped:
		return c.gunzip(dst, src)
	case snappied:
		return xerial.DecodeCapped(dst, src)
	case lz4ed:
		return unlz4(dst, src)
	case zstded:
		return c.zstd.DecodeAll(src, dst)
	}
	return nil, fmt.Errorf("compression %d is not known", by)
}

// count reads r to its end and returns how much it was, at most the limit.
func (c *codecs) count(r io.Reader) (int, error) {
	n, err := io.Copy(io.Discard, io.LimitReader(r, int64(c.limit)+1))
	if err == nil && n > int64(c.limit) {
		err = c.errTooLarge()
	}
	return int(n), err
}

// gzipBound trusts the size in the trailer (RFC 1952). It is wrong for a file of
// several members, which no known producer writes; inflate then says errRoom.
func gzipBound(src []byte) (bound, error) {
	const least = 18 // header and trailer
	if len(src) < least {
		return bound{}, errCutOff
	}
	n := int(binary.LittleEndian.Uint32(src[len(src)-4:]))
	if n > gzipRatio*len(src) {
		return bound{}, errSize
	}
	return bound{n: n, exact: true}, nil
}

type gzipReader struct {
	gzip.Reader
	src bytes.Reader
}

func (c *codecs) openGzip(src []byte) (*gzipReader, error) {
	z, ok := c.gzips.Get().(*gzipReader)
	if !ok {
		z = &gzipReader{}
	}
	z.src.Reset(src)
	return z, z.Reset(&z.src)
}

func (c *codecs) closeGzip(z *gzipReader) {
	z.src.Reset(nil)
	c.gzips.Put(z)
}

func (c *codecs) gunzip(dst, src []byte) ([]byte, error) {
	z, err := c.openGzip(src)
	defer c.closeGzip(z)
	if err != nil {
		return nil, err
	}
	dst = dst[:cap(dst)]
	if n, err := io.ReadFull(z, dst); err != nil && err != io.EOF {
		return nil, fmt.Errorf("after %d bytes: %w", n, err)
	}
	var beyond [1]byte
	switch n, err := io.ReadFull(z, beyond[:]); {
	case n > 0:
		return nil, errRoom
	case err != io.EOF:
		return nil, err
	}
	return dst, nil
}

// countGzip inflates src into nothing.
func (c *codecs) countGzip(src []byte) (int, error) {
	z, err := c.openGzip(src)
	defer c.closeGzip(z)
	if err != nil {
		return 0, err
	}
	return c.count(z)
}

// snappyBound adds up the lengths that blocks begin with. Java wraps blocks in
// xerial's stream format (16 bytes, then a length before each block); other
// clients write one bare block.
func snappyBound(src []byte) (bound, error) {
	const magic, header = "\x82SNAPPY\x00", 16
	b := bound{exact: true}
	if !bytes.HasPrefix(src, []byte(magic)) {
		return b, b.addSnappy(src)
	}
	if len(src) < header {
		return b, errCutOff
	}
	for src = src[header:]; len(src) >= 4; {
		n := int(binary.BigEndian.Uint32(src))
		if n < 0 || n > len(src)-4 {
			return b, errCutOff
		}
		if err := b.addSnappy(src[4 : 4+n]); err != nil {
			return b, err
		}
		src = src[4+n:]
	}
	return b, nil
}

func (b *bound) addSnappy(block []byte) error {
	n, err := s2.DecodedLen(block)
	if err == nil && n > snappyRatio*len(block) {
		err = errSize
	}
	b.n += n
	return err
}

// sizeText writes a limit: "128 MiB", or in bytes where it is not whole.
func sizeText(n int) string {
	if n >= 1<<20 && n%(1<<20) == 0 {
		return fmt.Sprintf("%d MiB", n>>20)
	}
	return fmt.Sprintf("%d bytes", n)
}
