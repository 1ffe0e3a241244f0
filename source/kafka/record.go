package kafka

import (
	"errors"
	"time"

	"riffle/source"
)

// noTime is what a record without a time says.
const noTime = -1

var errRecord = errors.New("a record with damaged lengths or offsets")

// traits are what the records of a batch have in common.
type traits struct {
	kind     source.Kind
	txn      source.Txn
	time     source.TimeKind
	producer int64
}

// place turns differences to the batch into an offset and a time.
func (h *batch) place(e *entry) {
	e.offset += h.first
	e.time += h.firstTime
	if h.timeKind() == source.AppendTime {
		e.time = h.maxTime
	}
}

// put adds a record to the page, unless it is one of those that nobody wants.
func (b *builder) put(e *entry, t *traits) {
	if len(b.records) >= b.d.limits.records {
		if e.offset > b.a.at {
			b.full, b.to = true, e.offset
			return
		}
		b.restart(e.offset)
	}
	b.from = min(b.from, e.offset)
	b.next = e.offset + 1
	b.see(e.offset)
	if len(b.literals) > 0 {
		if t.kind == source.Data && b.lacks(e) {
			b.leaveOut(e, t)
			return
		}
		b.settle(e.time)
	}
	b.add(e, t)
}

// see counts a record.
func (b *builder) see(offset int64) {
	b.looked.Records++
	if !b.wanted(offset) {
		b.outside++
	}
}

// wanted tells whether an offset lies in what was asked for. Batches stick out of it.
func (b *builder) wanted(offset int64) bool {
	return b.a.at <= offset && offset < b.until
}

// restart forgets the records so far, all of which lie before the offset asked
// for: the page would be full before it reached it.
func (b *builder) restart(offset int64) {
	b.records = b.records[:0]
	b.witness, b.top = witness{time: noTime}, noTime
	b.from, b.looked.Records, b.outside = offset, 0, 0
}

// add appends a record to the page.
func (b *builder) add(e *entry, t *traits) {
	if n := len(b.records); n < cap(b.records) {
		b.records = b.records[:n+1]
	} else {
		b.records = append(b.records, source.Record{})
	}
	r := &b.records[len(b.records)-1]
	r.Ref = b.a.ref
	r.Offset = source.OffsetOf(e.offset)
	r.Next = source.OffsetOf(e.offset + 1)
	r.Time, r.TimeKind = timeOf(e.time, t.time)
	r.Max = time.Time{}
	r.Kind, r.Txn, r.Producer = t.kind, t.txn, t.producer
	r.Key, r.Value = e.key, e.value
	r.Headers = source.Headers{N: e.n, Raw: e.headers}
	r.Size = len(e.key) + len(e.value) + len(e.headers)
	r.Err = nil
	if r.TimeKind != source.NoTime {
		b.top = max(b.top, e.time)
	}
}

// timeOf converts milliseconds since 1970.
func timeOf(ms int64, kind source.TimeKind) (time.Time, source.TimeKind) {
	if kind == source.NoTime || ms == noTime {
		return time.Time{}, source.NoTime
	}
	return time.UnixMilli(ms).UTC(), kind
}
