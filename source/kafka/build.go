package kafka

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"

	"riffle/source"
)

// builder makes one page.
type builder struct {
	*sheet
	d        *decoder
	a        *answer
	want     source.Want
	literals []literal
	verdicts verdicts
	witness  witness

	from, to  int64 // what the page covers so far
	floor     int64 // the least offset that the frame in work may hold
	next      int64 // the offset that comes next in it
	high      int64 // the offset after its last
	following int64 // what the frame after it says to begin with
	top       int64 // the largest time of a record in the page
	full      bool  // the page ends here, inside a frame
	shared    bool  // records lie in the raw bytes

	planned  int   // bytes that the page may inflate
	reserved int64 // what it holds of the room that all pages share
	used     int   // bytes that it did inflate and keep
	looked   source.Count
	until    int64 // nothing from here on was asked for
	outside  int64 // of the records looked at, those that lie outside of what was asked for
}

func (d *decoder) begin(a *answer, want source.Want) *builder {
	s, ok := d.sheets.Get().(*sheet)
	if !ok {
		s = &sheet{arena: arena{pool: &d.buffers}}
	}
	s.raw, s.records = a.raw, s.records[:0]
	until := int64(math.MaxInt64)
	if want.Until != (source.Offset{}) {
		until = int64(min(want.Until.Lo, math.MaxInt64))
	}
	return &builder{
		sheet: s, d: d, a: a, want: want, literals: literalsOf(want.Contains), verdicts: newVerdicts(a),
		witness: witness{time: noTime}, from: a.at, to: a.at, until: until, top: noTime,
		looked: source.Count{Wire: int64(len(a.raw))},
	}
}

// errPageFull ends a page before a frame that has no room in it any more.
var errPageFull = errors.New("the page is full")

// plan estimates what the frames inflate to, and drops those beyond the limit of a
// page. Of the first frame it takes the bound, so that one always has room. Where
// bounds are airy the first is measured, and the others are taken to be like it: to
// measure takes half the time of inflating.
func (b *builder) plan() {
	ratio := 0.0 // of inflated bytes to compressed ones, with a quarter to spare
	for i := range b.frames {
		f := &b.frames[i]
		by, src := f.compressed()
		f.bound, f.err = b.d.codecs.bound(by, src)
		if f.err == nil && f.bound.airy {
			f.bound, f.err = b.likely(by, src, f.bound, &ratio)
		}
		if f.err != nil {
			continue
		}
		f.estimate = f.bound.estimate(len(src))
		if i == 0 {
			f.estimate = f.bound.n
		} else if b.planned+f.estimate > b.d.limits.page {
			b.frames = b.frames[:i]
			break
		}
		b.planned += f.estimate
	}
	b.arena.chunk = min(b.planned, 1<<20)
}

// likely makes an airy bound exact, or closer by the ratio that an exact one had.
func (b *builder) likely(by codec, src []byte, airy bound, ratio *float64) (bound, error) {
	if *ratio > 0 {
		airy.likely = min(airy.n, int(*ratio*float64(len(src))))
		return airy, nil
	}
	n, err := b.d.codecs.measure(by, src)
	*ratio = 1.25 * float64(n) / float64(max(len(src), 1))
	return bound{n: n, exact: true}, err
}

// compressed returns the bytes that a frame holds compressed, and how.
func (f *frame) compressed() (codec, []byte) {
	switch f.magic() {
	case 0, 1:
		if m, err := parseMessage(f.bytes); err == nil {
			return m.codec(), m.value
		}
	case 2:
		return codec(f.bytes[attrAt+1] & codecBits), f.bytes[recordsAt:]
	}
	return uncompressed, nil
}

// reserve waits for room to inflate n bytes, and gives its own back before: two
// builders that each wait for what the other holds would wait forever.
func (b *builder) reserve(n int) error {
	b.d.room.Release(b.reserved)
	b.reserved = 0
	weight := int64(min(n, b.d.limits.inflating))
	if weight == 0 {
		return nil
	}
	if err := b.d.room.Acquire(context.Background(), weight); err != nil {
		return err
	}
	b.reserved, b.planned = weight, n
	return nil
}

// fits tells whether there is room to inflate n bytes more, and takes what is
// missing of it if that is free just now.
func (b *builder) fits(n int) bool {
	more := b.used + n - b.planned
	if more <= 0 {
		return true
	}
	if b.planned+more > b.d.limits.page || !b.d.room.TryAcquire(int64(more)) {
		return false
	}
	b.reserved, b.planned = b.reserved+int64(more), b.planned+more
	return true
}

// build goes through the frames.
func (b *builder) build() {
	for i := range b.frames {
		f := &b.frames[i]
		if b.to > b.a.at && !b.fits(f.estimate) {
			break
		}
		if !b.enter(i) {
			continue
		}
		err := b.frame(f)
		if b.full || errors.Is(err, errPageFull) {
			break
		}
		if err != nil {
			b.corrupt(err)
		}
		b.to = b.high
	}
	b.settle(noTime)
}

// frame adds what a frame holds. An error other than errPageFull says why the rest
// of it, from next on, cannot be read.
func (b *builder) frame(f *frame) error {
	switch f.magic() {
	case 0, 1:
		return b.messages(f)
	case 2:
		return b.batch(f)
	}
	return b.spoilt(fmt.Errorf("batches of format %d are not known", f.magic()))
}

// enter works out the offsets that frame i stands for. The first is not covered by
// a checksum, so it may be anything. It returns false if none are left for it.
func (b *builder) enter(i int) bool {
	f := &b.frames[i]
	b.floor, b.following = b.to, math.MaxInt64
	if b.to == b.a.at {
		b.floor = 0
	}
	if i+1 < len(b.frames) {
		b.following = b.frames[i+1].offset()
	}
	first, last := f.offset(), f.last()
	if 0 <= first && first <= last && last < b.a.at {
		return false // the broker began too early
	}
	if f.magic() < 2 {
		first = b.to // or less; that of a compressed message is known when it is inflated
	}
	if b.floor <= first && first <= last && b.plausible(last) {
		b.next, b.high = first, last+1
		b.from = min(b.from, first)
		return true
	}
	b.next, b.high = b.to, b.to+1
	if b.plausible(b.following) || b.following <= b.to {
		b.high = b.following
	}
	b.corrupt(fmt.Errorf("a batch claims the offsets %d to %d", first, last))
	b.to = max(b.to, b.high)
	return false
}

// plausible tells whether a batch of this answer can reach that offset. The high
// watermark is no sharp bound, since it was read before the records were.
func (b *builder) plausible(last int64) bool {
	const slack = 1 << 32
	return last >= b.to && last < max(b.a.end, b.a.at)+slack
}

// unreadable takes the whole answer as one batch that cannot be read.
func (b *builder) unreadable(why error) {
	b.next, b.high = b.to, b.to+1
	if last := lastOf(b.raw); b.plausible(last) && last < b.a.end {
		b.high = last + 1
	}
	b.corrupt(why)
	b.to = b.high
}

// spoilt gives up a frame as a whole. Its last offset is then not to be trusted
// beyond where the next one begins.
func (b *builder) spoilt(why error) error {
	if b.next < b.following && b.following < b.high {
		b.high = b.following
	}
	return why
}

// corrupt adds a record in place of those from next up to high.
func (b *builder) corrupt(why error) {
	if b.high <= b.next {
		return
	}
	b.settle(noTime)
	what := fmt.Sprintf("offset %d", b.next)
	if b.high > b.next+1 {
		what = fmt.Sprintf("offsets %d to %d", b.next, b.high-1)
	}
	b.see(min(max(b.next, b.a.at), b.high-1))
	b.records = append(b.records, source.Record{
		Ref: b.a.ref, Offset: source.OffsetOf(b.next), Next: source.OffsetOf(b.high),
		Kind: source.Corrupt, Producer: -1,
		Err: fmt.Errorf("read %s of %s p%d: %w: %w", what, b.a.ref.Topic, b.a.ref.Partition, source.ErrCorrupt, why),
	})
}

// inflate returns what src holds, for as long as nothing else is inflated.
func (b *builder) inflate(by codec, src []byte, most bound, err error) ([]byte, error) {
	if by == uncompressed || err != nil {
		return src, err
	}
	out, err := b.d.codecs.inflate(by, b.arena.space(most.room()), src)
	if !errors.Is(err, errRoom) {
		return out, err
	}
	n, err := b.d.codecs.measure(by, src)
	switch {
	case err != nil:
		return nil, err
	case n <= most.room():
		return nil, errLZ4Broken
	}
	if !b.fits(n) {
		if b.used > 0 {
			return nil, errPageFull
		}
		if err := b.reserve(n); err != nil {
			return nil, err
		}
	}
	return b.d.codecs.inflate(by, b.arena.space(n), src)
}

// keep makes what inflate returned last as long as the page. A page that owns its
// memory shares that of the answer only where it takes up most of it.
func (b *builder) keep(payload []byte, by codec) []byte {
	own := b.want.Role != source.Scan
	switch {
	case by != uncompressed:
		b.used += len(payload)
		if own {
			return bytes.Clone(payload)
		}
		b.arena.keep(len(payload))
	case own && len(payload) < cap(b.raw)/2:
		return bytes.Clone(payload)
	default:
		b.shared = true
	}
	return payload
}
