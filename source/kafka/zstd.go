package kafka

import (
	"bytes"
	"errors"

	"github.com/klauspost/compress/zstd"
)

// zstdBound walks the headers of frames and blocks (RFC 8878). A compressed block
// does not say its size, only that it is at most 128 KiB; frames may.
func (c *codecs) zstdBound(src []byte) (bound, error) {
	b, all := bound{exact: true}, src
	for len(src) > 0 {
		var h zstd.Header
		rest, err := h.DecodeAndStrip(src)
		if err != nil {
			return b, err
		}
		if h.Skippable {
			if uint64(h.SkippableSize) > uint64(len(rest)) {
				return b, errCutOff
			}
			src = rest[h.SkippableSize:]
			continue
		}
		f, rest, err := zstdBlocks(rest)
		if err != nil {
			return b, err
		}
		if h.HasFCS && h.FrameContentSize > uint64(f.n) {
			return b, errSize
		}
		if h.HasFCS {
			f = bound{n: int(h.FrameContentSize), exact: true}
		}
		if h.HasCheckSum {
			rest = rest[min(4, len(rest)):]
		}
		b.n, b.exact, src = b.n+f.n, b.exact && f.exact, rest
	}
	if !b.exact && b.n > measureAbove {
		return c.measureZstd(all, b.n)
	}
	return b, nil
}

// zstdBlocks adds up the blocks of one frame.
func zstdBlocks(src []byte) (b bound, rest []byte, err error) {
	const (
		header   = 3
		rle      = 1
		squeezed = 2
		reserved = 3
		most     = 128 << 10
	)
	b.exact = true
	for {
		if len(src) < header {
			return b, nil, errCutOff
		}
		word := int(src[0]) | int(src[1])<<8 | int(src[2])<<16
		last, kind, size := word&1 != 0, word>>1&3, word>>3
		src = src[header:]
		b.n += min(size, most)
		switch kind {
		case rle:
			size = 1
		case squeezed:
			b.n += most - min(size, most)
			b.exact = false
		case reserved:
			return b, nil, zstd.ErrReservedBlockType
		}
		if size > len(src) {
			return b, nil, errCutOff
		}
		src = src[size:]
		if last {
			return b, src, nil
		}
	}
}

// measureZstd inflates src into nothing but its window. A window too large for
// that is as good as a buffer.
func (c *codecs) measureZstd(src []byte, most int) (bound, error) {
	z, err := zstd.NewReader(bytes.NewReader(src), zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true),
		zstd.WithDecoderMaxWindow(measureAbove), zstd.WithDecodeBuffersBelow(0))
	if err != nil {
		return bound{}, err
	}
	defer z.Close()
	n, err := c.count(z)
	if errors.Is(err, zstd.ErrWindowSizeExceeded) {
		return bound{n: min(most, c.limit)}, nil
	}
	return bound{n: n, exact: true}, err
}
