package kafka

import (
	"context"

	"riffle/source"
)

// backward reads the page before at. Brokers only read forward, so it guesses a
// window that holds what is wanted, and reads that: a smaller one if the records
// turn out to be larger than thought, larger ones while there are none.
func (r *reader) backward(ctx context.Context, at int64) (source.Page, error) {
	if at <= 0 { // nothing is before it, but the low end may lie above
		a, err := r.fetch(ctx, 0, minFetch)
		if err == nil && a.code == codeOutOfRange {
			err = r.trimmed(at, a.low)
		}
		return emptyPage(at, a.stable), err
	}
	bytes := r.want.Bytes
	if bytes == 0 {
		bytes = defaultBytes
	}
	width := r.seen.window(r.want.Records, bytes)
	to := at               // below it nothing is read yet
	low := r.seen.lowest() // corrected by the answers
	for {
		from := max(at-1, 0)
		if low < to {
			from = max(low, to-width)
		}
		w, err := r.window(ctx, from, to, r.seen.limit(to-from, bytes))
		if err != nil {
			return source.Page{}, err
		}
		if w.low >= 0 {
			low = w.low
		}
		switch {
		case w.end < at:
			w.page.Release()
			return emptyPage(at, w.stable), nil
		case w.outside && at < low:
			return source.Page{}, r.trimmed(at, low)
		case w.outside && at == low:
			return emptyPage(at, w.stable), nil
		case w.outside:
			width = to - low
			continue
		case w.heavy > 0 && w.heavy < width:
			width = w.heavy
			continue
		}
		page := w.page
		page.Outside = 0 // it is all before at
		page.Edge = from <= low
		if page.Edge || r.found(page, to) {
			page.To = source.OffsetOf(max(at, int64(page.To.Lo)))
			return page, nil
		}
		page.Release()
		to, width = from, 4*width
	}
}

// found tells whether a page has a record below to. Where records were left out
// nobody knows which, but they were there.
func (r *reader) found(p source.Page, to int64) bool {
	if len(r.want.Contains) > 0 {
		return p.Looked.Records > 0
	}
	return len(p.Records) > 0 && p.Records[0].Offset.Less(source.OffsetOf(to))
}

// windowed is what reading [from, to) gave.
type windowed struct {
	page             source.Page
	low, end, stable int64
	outside          bool  // from is out of range
	heavy            int64 // the records are large: read this many offsets instead
}

// window reads [from, to) whole, in one fetch if the guess of its size is right.
func (r *reader) window(ctx context.Context, from, to int64, limit int) (w windowed, err error) {
	all := r.want
	all.Records, all.Bytes, all.Until = 0, 0, source.Offset{} // the window is the limit: a page cut short would not reach its end
	defer func() {
		if err != nil || w.heavy > 0 {
			w.page.Release()
		}
	}()
	for next := from; next < to; {
		a, err := r.fetch(ctx, next, limit)
		if err != nil {
			return w, err
		}
		w.low, w.end, w.stable = a.low, a.end, a.stable
		if a.code == codeOutOfRange || next >= a.end {
			w.outside = a.code == codeOutOfRange
			return w, nil
		}
		s := look(a.raw, to)
		if s.keep == 0 {
			if s.reached || len(a.raw) == 0 {
				end := to
				if !s.reached && a.settled() {
					end = min(to, a.stable)
				}
				w.join(source.Page{From: source.OffsetOf(next), To: source.OffsetOf(end), Stable: source.OffsetOf(a.stable)})
				next = end
				continue
			}
			s.keep = len(a.raw) // one cut batch: the decoder says what is wrong with it
		}
		wire := len(a.raw)
		a.raw = a.raw[:s.keep]
		page, need, err := r.decode(a, all)
		if err != nil {
			return w, err
		}
		if need > 0 {
			limit = need
			continue
		}
		page.Looked.Wire = max(page.Looked.Wire, int64(wire))
		end := int64(page.To.Lo)
		if s.reached && end >= s.end { // else the page is full before its batches are
			end = max(end, to)
			page.To = source.OffsetOf(end)
		}
		w.join(page)
		if far := to - end; far > end-from {
			w.heavy = max(end-from, 1)
			return w, nil
		}
		next = end
	}
	return w, nil
}

// join appends the page that follows. Their bytes are given back together.
func (w *windowed) join(next source.Page) {
	if w.page.To == (source.Offset{}) {
		w.page = next
		return
	}
	p := &w.page
	raise(&next, p.Max)
	p.To, p.Stable, p.Max = next.To, next.Stable, next.Max
	p.Records = append(p.Records, next.Records...)
	p.Looked.Add(next.Looked)
	first, second := p.Free, next.Free
	p.Free = func() {
		for _, free := range []func(){first, second} {
			if free != nil {
				free()
			}
		}
	}
}
