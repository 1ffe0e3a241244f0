package kafka

import (
	"encoding/binary"
	"errors"

	"github.com/pierrec/lz4/v4"
)

// lz4Frame is an LZ4 frame with its blocks still to be read.
//
// The frame format (lz4_Frame_format.md 1.6) is read here and not by a library,
// for two reasons: Kafka's producers before 0.10 computed the checksum of the
// header wrongly (KAFKA-3160), and sizes must be known before anything is
// allocated. Its checksums are not looked at: the batch has one of its own over
// the same bytes.
type lz4Frame struct {
	blocks  []byte
	most    int // bytes that one block may inflate to
	linked  bool
	summed  bool // each block is followed by a checksum
	claimed int  // the size that the header claims, or -1
}

var (
	errLZ4       = errors.New("no LZ4 frame")
	errLZ4Cut    = errors.New("LZ4 block beyond the end of its frame")
	errLZ4Larger = errors.New("LZ4 block larger than the bound of its frame")
	errLZ4Broken = errors.New("damaged LZ4 block")
)

func openLZ4(src []byte) (f lz4Frame, err error) {
	const magic = 0x184d2204
	if len(src) < 7 || binary.LittleEndian.Uint32(src) != magic || src[4]>>6 != 1 {
		return f, errLZ4
	}
	flags, class := src[4], src[5]>>4&7
	if class < 4 {
		return f, errLZ4
	}
	f.most = 1 << (8 + 2*class)
	f.linked, f.summed, f.claimed = flags&(1<<5) == 0, flags&(1<<4) != 0, -1
	at := 6
	if flags&(1<<3) != 0 {
		if len(src) < at+8 {
			return f, errCutOff
		}
		f.claimed = int(min(binary.LittleEndian.Uint64(src[at:]), 1<<40))
		at += 8
	}
	if flags&1 != 0 {
		at += 4 // a dictionary that nobody has
	}
	at++ // the checksum of the header
	if len(src) < at {
		return f, errCutOff
	}
	f.blocks = src[at:]
	return f, nil
}

// next splits the next block off; ok is false after the last one.
func (f *lz4Frame) next() (block []byte, stored, ok bool, err error) {
	if len(f.blocks) == 0 {
		return nil, false, false, nil // some writers leave out the end mark
	}
	if len(f.blocks) < 4 {
		return nil, false, false, errLZ4Cut
	}
	word := binary.LittleEndian.Uint32(f.blocks)
	if word == 0 {
		return nil, false, false, nil
	}
	n, stored := int(word&(1<<31-1)), word>>31 != 0
	tail := 0
	if f.summed {
		tail = 4
	}
	if n > len(f.blocks)-4-tail {
		return nil, false, false, errLZ4Cut
	}
	block = f.blocks[4 : 4+n]
	f.blocks = f.blocks[4+n+tail:]
	return block, stored, true, nil
}

// lz4Bound adds up the blocks of a frame, which do not say their size, only that
// they are not larger than the frame's block size. That is close enough for the 64
// KiB of most producers; Go's write 4 MiB however little is in them, so the bound of
// larger blocks is airy.
func lz4Bound(src []byte, limit int) (bound, error) {
	const (
		ratio = 255
		small = 64 << 10
	)
	f, err := openLZ4(src)
	if err != nil {
		return bound{}, err
	}
	b := bound{exact: f.claimed >= 0}
	whole := f
	for {
		block, stored, ok, err := f.next()
		switch {
		case err != nil:
			return b, err
		case !ok && f.claimed > b.n:
			return b, errSize
		case !ok && f.claimed >= 0:
			b.n = f.claimed
			return b, nil
		case !ok && b.n > measureAbove:
			return measureLZ4(whole, limit)
		case !ok:
			b.airy = f.most > small
			return b, nil
		case stored:
			b.n += len(block)
		default:
			b.n += min(f.most, ratio*len(block))
		}
	}
}

// measureLZ4 adds up what the blocks of a frame inflate to, until that is more
// than the limit.
func measureLZ4(f lz4Frame, limit int) (bound, error) {
	b := bound{exact: true}
	for b.n <= limit {
		block, stored, ok, err := f.next()
		if err != nil || !ok {
			return b, err
		}
		if stored {
			b.n += len(block)
		} else {
			b.n += lz4Length(block)
		}
	}
	return b, nil
}

// lz4Length follows the sequences of a compressed block without copying anything.
// Of a damaged block it returns what it was up to the damage.
func lz4Length(p []byte) (n int) {
	extended := func(length int) int {
		for length >= 15 && len(p) > 0 {
			b := int(p[0])
			p, length = p[1:], length+b
			if b < 255 {
				break
			}
		}
		return length
	}
	for len(p) > 0 {
		token := int(p[0])
		p = p[1:]
		literals := extended(token >> 4)
		n += literals
		if literals+2 > len(p) {
			return n // the last sequence has no match
		}
		p = p[literals+2:]
		n += extended(token&15) + 4
	}
	return n
}

// unlz4 inflates a frame into dst, up to its capacity. A block that does not fit
// there and one that is damaged look alike: both are errRoom, unless the block had
// all the room that its frame allows.
func unlz4(dst, src []byte) ([]byte, error) {
	const window = 64 << 10
	f, err := openLZ4(src)
	if err != nil {
		return nil, err
	}
	for {
		block, stored, ok, err := f.next()
		if err != nil {
			return nil, err
		}
		if !ok {
			return dst, nil
		}
		room := dst[len(dst):min(cap(dst), len(dst)+f.most)]
		n := len(block)
		switch {
		case stored && n > f.most:
			return nil, errLZ4Larger
		case stored && n > len(room):
			return nil, errRoom
		case stored:
			copy(room, block)
		case f.linked:
			n, err = lz4.UncompressBlockWithDict(block, room, dst[max(0, len(dst)-window):])
		default:
			n, err = lz4.UncompressBlock(block, room)
		}
		switch {
		case err != nil && len(room) < f.most:
			return nil, errRoom
		case err != nil:
			return nil, errLZ4Broken
		}
		dst = dst[:len(dst)+n]
	}
}
