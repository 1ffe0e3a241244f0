package kafka

import (
	"fmt"
	"slices"
	"sync"

	"golang.org/x/sync/semaphore"

	"riffle/source"
)

// answer is what a Fetch gave for one partition.
type answer struct {
	ref     source.Ref
	at      int64        // the offset that was asked for
	end     int64        // high watermark
	stable  int64        // last stable offset
	low     int64        // log start offset; -1 unknown
	aborted []abortedTxn // producer id and first offset, as the broker lists them
	raw     []byte       // the record set, from the pool; decode takes it over
}

// limits bound what one answer, or all answers in work together, may take. Whoever
// writes to a topic decides how much 33 kB of it become, so nothing depends on
// good will.
type limits struct {
	batch     int // bytes one batch may inflate to
	page      int // bytes after which a page ends, though the answer goes on
	records   int // records after which a page ends, even inside a batch
	inflating int // bytes that all batches being inflated may hold at a time
}

// standard are the limits in use. A batch may hold a record of 50 MB and as much
// beside it. Ordinary pages take a few MiB, so a page or some dozens are in work at
// a time; one larger than inflating waits until it is alone. A record with its
// place takes about 230 bytes, however small it is, so 131,072 take 30 MiB.
func standard() limits {
	return limits{batch: 128 << 20, page: 32 << 20, records: 128 << 10, inflating: 32 << 20}
}

// decoder turns answers into pages. It is safe for concurrent use.
type decoder struct {
	limits  limits
	codecs  *codecs
	buffers bufferPool
	sheets  sync.Pool
	room    *semaphore.Weighted
}

func newDecoder() *decoder { return newDecoderWith(standard()) }

func newDecoderWith(l limits) *decoder {
	return &decoder{limits: l, codecs: newCodecs(l.batch), room: semaphore.NewWeighted(int64(l.inflating))}
}

// buffer returns n bytes of any content for a record set.
func (d *decoder) buffer(n int) []byte { return d.buffers.get(n) }

// decode turns an answer into a page that covers from the offset asked for, or from
// where the first batch begins if that is less, to the offset after the last whole
// batch. What cannot be read is in the page as a record of kind Corrupt. A page
// that reaches a limit ends earlier, but always after the offset asked for.
//
// need is the size of a first batch that was cut off, otherwise 0: nothing could be
// read, ask again for at least that much. An empty page below the end with a need
// of 0 means that the partition was starved.
//
// A page for a scan is lent: Free gives it back. One for a person to look at is
// likely to be kept, so it owns just the memory that it takes and has no Free.
//
// It waits while too much is being inflated elsewhere, and holds nothing then.
func (d *decoder) decode(a answer, want source.Want) (page source.Page, need int, err error) {
	b := d.begin(&a, want)
	var cut int
	var damage error
	b.frames, cut, damage = split(b.frames[:0], a.raw)
	b.plan()
	if err := b.reserve(b.planned); err != nil {
		return page, 0, fmt.Errorf("decode %s p%d at %d: %w", a.ref.Topic, a.ref.Partition, a.at, err)
	}
	defer func() { d.room.Release(b.reserved) }()

	switch {
	case len(b.frames) > 0:
		b.build()
	case damage != nil:
		b.unreadable(damage)
	case cut > d.limits.batch:
		b.unreadable(fmt.Errorf("a batch of %d bytes is larger than %s", cut, sizeText(d.limits.batch)))
	default:
		need = cut
	}
	return b.page(), need, nil
}

// sheet is the memory of a page in the making, and of a lent page until it is freed.
type sheet struct {
	frames  []frame
	records []source.Record
	arena   arena
	raw     []byte
}

func (d *decoder) release(s *sheet) {
	s.arena.release()
	d.buffers.put(s.raw)
	clear(s.frames)
	s.raw = nil
	d.sheets.Put(s)
}

// page hands the page out.
func (b *builder) page() source.Page {
	a := b.a
	p := source.Page{
		From: source.OffsetOf(b.from), To: source.OffsetOf(b.to), Edge: b.to >= a.end,
		Stable: source.OffsetOf(a.stable), Looked: b.looked, Outside: b.outside,
	}
	if a.stable < 0 {
		p.Stable = source.OffsetOf(a.end)
	}
	s := b.sheet
	if !b.shared {
		b.d.buffers.put(s.raw)
		s.raw = nil
	}
	switch {
	case len(s.records) == 0:
		b.d.release(s)
	case b.want.Role == source.Scan:
		p.Records = s.records
		p.Free = sync.OnceFunc(func() { b.d.release(s) })
	default:
		p.Records = slices.Clone(s.records)
		s.raw = nil
		b.d.release(s)
	}
	return p
}
