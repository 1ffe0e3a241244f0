package kafka

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sort"
	"strconv"
	"sync"
	"time"

	"github.com/pierrec/lz4/v4"

	"riffle/source"
)

// replay is a Kafka whose brokers take no time: record sets in memory, read by the
// driver's own decoder. What is measured with it is riffle's work alone.
type replay struct {
	d       *decoder
	refs    []source.Ref
	logs    []replayLog
	records int
}

type replayLog struct {
	raw   []byte
	at    []int   // where each batch begins in raw
	first []int64 // its first offset
	end   int64
}

var errNoReplay = errors.New("a replay has no such answer")

// replayBatch is how many records a batch holds: 64 KiB before compression.
const replayBatch = 60

// newReplay makes n orders in 6 partitions, one of every rare of which is rare.
func newReplay(codec uint16, squeeze func([]byte) []byte, n, rare int) *replay {
	r := &replay{d: newDecoder(), logs: make([]replayLog, 6), records: n}
	random := rand.New(rand.NewPCG(1, 2))
	for p := range r.logs {
		r.refs = append(r.refs, source.Ref{Topic: "orders", Partition: int32(p)})
	}
	for i, p := 0, 0; i < n; p = (p + 1) % len(r.logs) {
		l := &r.logs[p]
		b := logBatch{base: l.end, attr: codec, squeeze: squeeze, producer: -1, firstTime: replayTime(i)}
		for j := 0; j < replayBatch && i < n; j, i = j+1, i+1 {
			b.records = append(b.records, logRecord{
				delta: int64(j), time: replayTime(i) - b.firstTime, key: strconv.AppendInt(nil, int64(i%50_000), 10), value: replayOrder(random, i, rare),
				headers: source.MakeHeaders(source.Header{Name: "trace", Value: fmt.Appendf(nil, "%016x", random.Uint64())}, source.Header{Name: "source", Value: []byte("shop-api")}),
			})
			b.maxTime = replayTime(i)
		}
		l.at, l.first = append(l.at, len(l.raw)), append(l.first, l.end)
		l.raw = append(l.raw, b.bytes()...)
		l.end += int64(len(b.records))
	}
	return r
}

func replayTime(i int) int64 { return 1_763_769_600_000 + int64(i)*43 }

// replayOrder is an order of about 1 KB, as shops write them.
func replayOrder(r *rand.Rand, i, rare int) []byte {
	word := func(words ...string) string { return words[r.IntN(len(words))] }
	id := fmt.Sprintf("ord-%08x-%04x", r.Uint32(), r.IntN(1<<16))
	if i%rare == rare/2 {
		id = fmt.Sprintf("needle-%08x", i)
	}
	b := fmt.Appendf(nil, `{"event_id":"%016x%016x","event_type":"order.%s","schema_version":3,"occurred_at":"2026-11-22T00:00:01.296Z",`+
		`"order":{"id":"%s","number":%d,"status":"%s","channel":"%s","currency":"EUR","subtotal":%d.%02d,"tax":%d.%02d,"total":%d.%02d,"created_at":"2026-11-21T19:07:56.296Z"},`,
		r.Uint64(), r.Uint64(), word("buy", "returned", "packed"), id, 1_000_000+i, word("Buy", "Packed", "Shipped", "Returned", "Paid", "Refunded", "Lost", "New"),
		word("store", "web"), r.IntN(900), r.IntN(100), r.IntN(200), r.IntN(100), r.IntN(1000), r.IntN(100))
	b = fmt.Appendf(b, `"customer":{"id":%d,"name":"%s %s","email":"%010x@example.com","tier":"%s","address":{"street":"%d Main Street","city":"%s","postal_code":"%05d","country":"US"}},"items":[`,
		r.IntN(1<<20), word("Ada", "Frances", "Donald"), word("Núñez", "Perlman", "Knuth"), r.Uint64()&0xffffffffff, word("bronze", "gold"), r.IntN(999), word("Springfield", "大阪", "Köln"), r.IntN(99_999))
	for j := range 1 + r.IntN(4) {
		if j > 0 {
			b = append(b, ',')
		}
		b = fmt.Appendf(b, `{"sku":"SKU-%05d","name":"%s","qty":%d,"unit_price":%d.%02d,"warehouse":"WH-%d"}`,
			r.IntN(99_999), word("Trail Backpack 35L", "Graphic Novel", "Noise Cancelling Headphones"), 1+r.IntN(5), r.IntN(500), r.IntN(100), r.IntN(20))
	}
	return fmt.Appendf(b, `],"payment":{"method":"card","authorized":true,"transaction_id":"%016x"},"shipping":{"carrier":"%s","tracking":"1Z%016x","note":"%s"},"trace_id":"%016x%016x"}`,
		r.Uint64(), word("UPS", "DHL"), r.Uint64(), word("leave at the front door", "no substitutions"), r.Uint64(), r.Uint64())
}

// replayLZ4 compresses as librdkafka and Java do.
func replayLZ4() func([]byte) []byte { return withLZ4(lz4.BlockSizeOption(lz4.Block64Kb)) }

// answer is what a Fetch gives, of at most so many bytes from an offset on.
func (r *replay) answer(ref source.Ref, at int64, limit int) answer {
	l := &r.logs[ref.Partition]
	a := answer{ref: ref, at: at, end: l.end, stable: l.end}
	i := sort.Search(len(l.first), func(i int) bool { return l.first[i] > at }) - 1
	if at < l.end && i >= 0 {
		from := l.at[i]
		a.raw = lend(r.d, l.raw[from:min(from+limit, len(l.raw))])
	}
	return a
}

func (r *replay) Read(_ context.Context, ref source.Ref, at source.Offset, dir source.Dir, want source.Want) (source.Page, error) {
	if dir != source.Forward {
		return source.Page{}, errNoReplay
	}
	a := r.answer(ref, int64(at.Lo), max(want.Bytes, 256<<10))
	if len(a.raw) == 0 {
		return emptyPage(int64(at.Lo), a.end), nil
	}
	page, _, err := r.d.decode(a, want)
	raise(&page, time.Time{})
	return page, err
}

func (r *replay) Describe(context.Context, ...string) (all []source.Stats, err error) {
	for i, l := range r.logs {
		all = append(all, source.Stats{Ref: r.refs[i], End: source.OffsetOf(l.end)})
	}
	return all, nil
}

// inflate does the least that reading compressed records takes: it inflates every
// batch into the same buffer, for all partitions in parallel, and looks at nothing.
func (r *replay) inflate() {
	var all sync.WaitGroup
	for _, ref := range r.refs {
		all.Go(func() {
			var frames []frame
			var out []byte
			for at := int64(0); at < r.logs[ref.Partition].end; {
				a := r.answer(ref, at, 1<<20)
				frames, _, _ = split(frames[:0], a.raw)
				for i := range frames {
					by, src := frames[i].compressed()
					most, err := r.d.codecs.bound(by, src)
					if err != nil {
						panic(err)
					}
					if cap(out) < most.n {
						out = make([]byte, 0, most.n)
					}
					if _, err := r.d.codecs.inflate(by, out[:0], src); err != nil {
						panic(err)
					}
					at = frames[i].last() + 1
				}
				r.d.buffers.put(a.raw)
			}
		})
	}
	all.Wait()
}

func (r *replay) Info() source.Info                              { return source.Info{Dense: true} }
func (r *replay) Topics(context.Context) ([]source.Topic, error) { return nil, errNoReplay }
func (r *replay) Format(_ source.Ref, o source.Offset) string    { return strconv.FormatUint(o.Lo, 10) }
func (r *replay) Close() error                                   { return nil }
func (r *replay) OffsetsAt(context.Context, []source.Lookup) ([]source.Found, error) {
	return nil, errNoReplay
}

func (r *replay) Committed(context.Context, string, []source.Ref) (map[source.Ref]source.Offset, error) {
	return nil, errNoReplay
}
func (r *replay) Tail(context.Context, source.Position) (source.Cursor, error) {
	return nil, errNoReplay
}
