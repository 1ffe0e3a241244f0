package kafka

import "encoding/binary"

// headerSize is what all batches begin with, whatever their format: an offset and
// the length of the rest.
const headerSize = 12

// survey is what the batch headers of a record set tell without opening a batch.
type survey struct {
	whole   bool  // the first batch is there whole
	need    int   // bytes of the batch that was cut
	largest int   // bytes of the largest batch
	pending bool  // a transaction has records below the offset asked about
	keep    int   // bytes of the batches that hold offsets below the offset asked about
	end     int64 // the offset after those
	reached bool  // nothing below the offset asked about comes after those
}

// look surveys a record set up to an offset. A message of the formats before 2 is
// numbered by its last record where it holds several, so the first that lies
// beyond may still hold some from below.
func look(raw []byte, upto int64) survey {
	var s survey
	for at := 0; len(raw)-at >= headerSize; {
		b := raw[at:]
		base := int64(binary.BigEndian.Uint64(b))
		size := headerSize + int(int32(binary.BigEndian.Uint32(b[lengthAt:])))
		if size < headerSize+minMessage {
			break // the decoder says what is wrong with it
		}
		s.largest = max(s.largest, size)
		modern := len(b) > magicAt && b[magicAt] >= 2
		if modern && base >= upto {
			s.reached = true
			break
		}
		if size > len(b) {
			s.need = size
			break
		}
		s.whole = true
		if modern && size > attrAt+1 && b[attrAt+1]&transactionalBit != 0 {
			s.pending = true
		}
		at += size
		s.keep, s.end = at, lastOf(b[:size])+1
		if s.end >= upto {
			s.reached = true
			break
		}
	}
	return s
}
