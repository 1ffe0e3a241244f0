package memory

import (
	"bytes"
	"time"

	"riffle/source"
)

// What a page holds where the caller leaves it open.
const (
	pageRecords = 500
	pageBytes   = 1 << 20
)

// spoiled is what the bytes of a released page are overwritten with.
const spoiled = 0xDB

// limits are what ends a page.
type limits struct {
	records, bytes int
	window         int64 // offsets; 0: no limit
	contains       [][]byte
	until          source.Offset
}

func (p *partition) limits(w source.Want) limits {
	l := limits{records: pageRecords, bytes: pageBytes, window: p.topic.Window, contains: w.Contains, until: w.Until}
	if w.Records > 0 {
		l.records = w.Records
	}
	if p.topic.Page > 0 {
		l.records = min(l.records, p.topic.Page)
	}
	if w.Bytes > 0 {
		l.bytes = w.Bytes
	}
	return l
}

// forward gives the page that holds at: whole batches, from the one that at lies in.
func (p *partition) forward(at source.Offset, l limits) source.Page {
	first := p.holding(at)
	i, j, size := first, first, 0
	for i > 0 && first < len(p.records) && p.records[i-1].batch == p.records[first].batch {
		i--
	}
	for j < len(p.records) && !l.beyond(at, p.records[j].Offset) {
		whole := j > first && p.records[j-1].batch != p.records[j].batch
		if whole && (j-first >= l.records || size+p.records[j].Size > l.bytes) {
			break
		}
		size += p.records[j].Size
		j++
	}
	page := source.Page{From: at, To: p.end}
	if i < j && p.records[i].Offset.Less(at) {
		page.From = p.records[i].Offset
	}
	if j < len(p.records) || l.beyond(at, p.end) {
		page.To = at
		if j > first {
			page.To = p.records[j-1].Next
		}
		if to := at.Add(l.window); j == len(p.records) || l.beyond(at, p.records[j].Offset) {
			page.To = farther(page.To, to)
		}
	}
	page.Edge = !page.To.Less(p.end)
	page.Outside = int64(first - i)
	if l.until != (source.Offset{}) {
		page.Outside += int64(j - min(j, max(first, p.from(l.until))))
	}
	return p.fill(page, p.records[i:j], l)
}

// backward gives the page before at: whole batches, up to the one that at lies in.
func (p *partition) backward(at source.Offset, l limits) source.Page {
	last := p.from(at)
	i, j, size := last, last, 0
	for j < len(p.records) && last > 0 && p.records[j].batch == p.records[last-1].batch {
		j++
	}
	for i > 0 && !l.beyond(p.records[i-1].Next, at) {
		whole := i < last && p.records[i-1].batch != p.records[i].batch
		if whole && (last-i >= l.records || size+p.records[i-1].Size > l.bytes) {
			break
		}
		size += p.records[i-1].Size
		i--
	}
	page := source.Page{From: p.low, To: at}
	if i == last {
		j = i
	}
	if i < j {
		page.To = farther(at, p.records[j-1].Next)
	}
	if i > 0 || l.beyond(p.low, at) {
		page.From = at
		if i < j {
			page.From = p.records[i].Offset
		}
		if to := at.Add(-l.window); (i == 0 || l.beyond(p.records[i-1].Next, at)) && to.Less(page.From) {
			page.From = farther(to, p.low)
		}
	}
	page.Edge = !p.low.Less(page.From)
	return p.fill(page, p.records[i:j], l)
}

// beyond tells whether b lies too far after a for one page.
func (l limits) beyond(a, b source.Offset) bool { return l.window > 0 && b.Minus(a) >= l.window }

// farther returns the later of two offsets.
func farther(a, b source.Offset) source.Offset {
	if a.Less(b) {
		return b
	}
	return a
}

// fill puts copies of the records into the page, without those that lack a literal.
func (p *partition) fill(page source.Page, records []stored, l limits) source.Page {
	page.Stable = p.stable()
	var run time.Time
	for i := range records {
		r := &records[i].Record
		run = later(run, r.Time)
		page.Looked.Records++
		page.Looked.Bytes += int64(r.Size)
		if r.Kind == source.Data && lacks(r, l.contains) {
			continue
		}
		c := r.Clone()
		c.Max = run
		page.Records = append(page.Records, c)
	}
	page.Max, page.Looked.Wire = run, page.Looked.Bytes
	own := page.Records
	page.Free = func() { spoil(own) }
	return page
}

// lacks tells whether r may be left out: it lacks one of the literals, and no
// backslash in it could spell the literal in another way.
func lacks(r *source.Record, literals [][]byte) bool {
	for _, want := range literals {
		found := false
		for _, b := range [][]byte{r.Key, r.Value, r.Headers.Raw} {
			found = found || bytes.Contains(b, want) || bytes.IndexByte(b, '\\') >= 0
		}
		if !found {
			return true
		}
	}
	return false
}

// spoil overwrites the bytes of records that were given back.
func spoil(records []source.Record) {
	for i := range records {
		for _, b := range [][]byte{records[i].Key, records[i].Value, records[i].Headers.Raw} {
			for k := range b {
				b[k] = spoiled
			}
		}
		records[i] = source.Record{}
	}
}
