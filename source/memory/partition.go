package memory

import (
	"sort"
	"time"

	"riffle/source"
)

// partition is the records of one partition in offset order. The server's lock
// guards it.
type partition struct {
	topic *topic
	ref   source.Ref

	records  []stored
	low, end source.Offset
	appended int // records ever appended: they fill the batches
	open     int // records of open transactions
}

// stored is a record as the log keeps it. Its Max is the running maximum since
// the partition's low end.
type stored struct {
	source.Record
	arrival int64 // its place in the order of arrival over all partitions
	batch   int
}

// later returns the later of two times.
func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

func (p *partition) append(r source.Record, arrival int64) {
	r.Ref = p.ref
	if r.Offset.Less(p.end) {
		r.Offset = p.end
	}
	if !r.Offset.Less(r.Next) {
		r.Next = r.Offset.Next()
	}
	if r.TimeKind == source.NoTime && !r.Time.IsZero() {
		r.TimeKind = source.CreateTime
	}
	if r.Txn == source.Plain {
		r.Producer = -1
	}
	r.Size = len(r.Key) + len(r.Value) + len(r.Headers.Raw)
	r.Max = r.Time
	if n := len(p.records); n > 0 {
		r.Max = later(r.Time, p.records[n-1].Max)
	}
	p.records = append(p.records, stored{Record: r, arrival: arrival, batch: p.appended / max(p.topic.Batch, 1)})
	p.appended++
	if r.Txn == source.Open {
		p.open++
	}
	p.end = r.Next
}

// trim drops what lies below low; low never moves back, nor beyond the end.
func (p *partition) trim(low source.Offset) {
	if low.Less(p.low) {
		return
	}
	if p.end.Less(low) {
		low = p.end
	}
	p.low = low
	p.records = append([]stored(nil), p.records[p.from(low):]...)
	p.recount()
}

// compact drops the records for which gone is true.
func (p *partition) compact(gone func(*source.Record) bool) {
	kept := make([]stored, 0, len(p.records))
	for i := range p.records {
		if !gone(&p.records[i].Record) {
			kept = append(kept, p.records[i])
		}
	}
	p.records = kept
	p.recount()
}

// recount counts anew what depends on which records are left: the running
// maxima begin at the first of them.
func (p *partition) recount() {
	var run time.Time
	p.open = 0
	for i := range p.records {
		run = later(run, p.records[i].Time)
		p.records[i].Max = run
		if p.records[i].Txn == source.Open {
			p.open++
		}
	}
}

// settle gives the open records of a producer the state that marker says.
func (p *partition) settle(producer int64, marker source.Txn) {
	state := source.Committed
	if marker == source.AbortMarker {
		state = source.Aborted
	}
	for i := range p.records {
		if r := &p.records[i]; r.Txn == source.Open && r.Producer == producer {
			r.Txn = state
			p.open--
		}
	}
}

// from returns the index of the first record at o or later.
func (p *partition) from(o source.Offset) int {
	return sort.Search(len(p.records), func(i int) bool { return !p.records[i].Offset.Less(o) })
}

// holding returns the index of the first record that ends after o.
func (p *partition) holding(o source.Offset) int {
	return sort.Search(len(p.records), func(i int) bool { return o.Less(p.records[i].Next) })
}

// stable returns the offset of the first open record, or the end.
func (p *partition) stable() source.Offset {
	for i := 0; p.open > 0 && i < len(p.records); i++ {
		if p.records[i].Txn == source.Open {
			return p.records[i].Offset
		}
	}
	return p.end
}

// find answers a lookup. The running maximum reaches t at the very record that
// is the first with a time of t or later, so the search can halve.
func (p *partition) find(t time.Time) source.Found {
	if t.IsZero() && len(p.records) > 0 {
		t = p.records[len(p.records)-1].Max
	}
	i := sort.Search(len(p.records), func(i int) bool { return !p.records[i].Max.Before(t) })
	if t.IsZero() || i == len(p.records) {
		return source.Found{Offset: p.end}
	}
	return source.Found{Offset: p.records[i].Offset, Time: p.records[i].Time, OK: true}
}
