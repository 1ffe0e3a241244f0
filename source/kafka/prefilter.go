package kafka

import (
	"bytes"
	"strings"

	"riffle/source"
)

// literal is a text that every wanted record holds.
type literal struct {
	text []byte
	rare int // index of the byte of text that is likely to be the rarest
}

// common lists the bytes that JSON and plain text are made of, the commonest first.
// All others are rarer.
const common = `"e0,1:t2a3nio5d4r67s8c9-l_u mp.bTfgZhvywxk}{q/zDAESIC`

// literalsOf prepares literals for searching. An empty one is in every record.
func literalsOf(texts [][]byte) []literal {
	var all []literal
	for _, text := range texts {
		if len(text) == 0 {
			continue
		}
		l, best := literal{text: text}, -1
		for i, c := range text {
			rank := strings.IndexByte(common, c)
			if rank < 0 {
				rank = len(common)
			}
			if rank > best {
				best, l.rare = rank, i
			}
		}
		all = append(all, l)
	}
	return all
}

// in tells whether p holds the literal. It looks for the rare byte, which takes
// half the time of bytes.Contains where that looks for a common one; if the byte
// turns out not to be rare in p, bytes.Contains does the rest.
func (l *literal) in(p []byte) bool {
	c := l.text[l.rare]
	for at, misses := l.rare, 0; at < len(p); at++ {
		i := bytes.IndexByte(p[at:], c)
		if i < 0 {
			return false
		}
		at += i
		start := at - l.rare
		if len(p)-start < len(l.text) {
			return false
		}
		if bytes.Equal(p[start:start+len(l.text)], l.text) {
			return true
		}
		if misses++; misses > 8+at/64 {
			return bytes.Contains(p[start+1:], l.text)
		}
	}
	return false
}

// missing tells whether p lacks one of the literals.
func (b *builder) missing(p []byte) bool {
	for i := range b.literals {
		if !b.literals[i].in(p) {
			return true
		}
	}
	return false
}

// lacks tells whether a record is not wanted for certain: it lacks a literal, and
// there is no backslash that may begin another spelling of it.
func (b *builder) lacks(e *entry) bool { return b.missing(e.raw) && !e.escapes() }

func (e *entry) escapes() bool {
	const backslash = '\\'
	return bytes.IndexByte(e.value, backslash) >= 0 || bytes.IndexByte(e.key, backslash) >= 0 ||
		bytes.IndexByte(e.headers, backslash) >= 0
}

// skips tells whether none of the records of a whole batch can be wanted, before
// they are parsed.
func (b *builder) skips(payload []byte, count int32) bool {
	return len(b.literals) > 0 && b.missing(payload) && !anyEscapes(payload, count)
}

// anyEscapes tells whether a record of a batch holds a backslash. The byte alone
// says little: it is also the 46th offset of every batch, and a length of 46. So
// the records in which it stands are looked into, and of the others the lengths.
func anyEscapes(payload []byte, count int32) bool {
	at := bytes.IndexByte(payload, '\\') // in what is left of payload
	for range count {
		if at < 0 {
			return false
		}
		n, w := varint(payload)
		if w <= 0 || n < 1 || n > int64(len(payload)-w) {
			return true // it is for others to say what is wrong
		}
		end := w + int(n)
		if at >= end {
			payload, at = payload[end:], at-end
			continue
		}
		var e entry
		if _, ok := cutRecord(payload, &e); !ok || e.escapes() {
			return true
		}
		payload = payload[end:]
		at = bytes.IndexByte(payload, '\\')
	}
	return false
}

// witness is the latest record left out whose time exceeds all before it in the
// page. The order of a merged view needs it: the running maximum of times (see
// source.Key) is that of all records of a partition, wanted or not. So it is handed
// out after all where nothing later makes up for it. In a log whose times rise
// that is one record at the end of a page.
type witness struct {
	time  int64
	entry entry
	whole batch // or the batch it is in, where that was left out without parsing
	traits
}

// leaveOut notes that a record is left out.
func (b *builder) leaveOut(e *entry, t *traits) {
	if t.time != source.NoTime && e.time > max(b.top, b.witness.time) {
		b.witness = witness{time: e.time, entry: *e, traits: *t}
	}
}

// leaveOutBatch notes that a whole batch is left out.
func (b *builder) leaveOutBatch(h *batch, t *traits, payload []byte) {
	b.looked.Records += int64(h.count)
	if !b.wanted(h.first) || !b.wanted(h.last) {
		b.outside += b.sticksOut(h, payload)
	}
	if h.maxTime > max(b.top, b.witness.time) {
		b.witness = witness{time: h.maxTime, whole: *h, traits: *t}
	}
}

// sticksOut counts the records of a batch outside of what was asked for.
func (b *builder) sticksOut(h *batch, payload []byte) (n int64) {
	var e entry
	for range h.count {
		rest, ok := cutRecord(payload, &e)
		if h.place(&e); ok && !b.wanted(e.offset) {
			n++
		}
		payload = rest
	}
	return n
}

// settle adds the witness before a record of that time, if its own is larger. A
// record without a time always needs it.
func (b *builder) settle(time int64) {
	w := b.witness
	if w.time == noTime {
		return
	}
	b.witness.time = noTime
	if w.time > time && (w.whole.payload == nil || b.find(&w)) {
		b.add(&w.entry, &w.traits)
	}
}

// find looks for the witness in its batch, inflating it again. Keeping the bytes
// of every batch that was left out would cost more.
func (b *builder) find(w *witness) bool {
	h := &w.whole
	payload, err := b.inflate(h.codec(), h.payload, h.bound, nil)
	if err != nil {
		return false
	}
	payload = b.keep(payload, h.codec())
	found := false
	var e entry
	for range h.count {
		rest, ok := cutRecord(payload, &e)
		h.place(&e)
		if !ok || e.offset < h.first || e.offset > h.last {
			break
		}
		if !found || e.time > w.entry.time {
			w.entry, found = e, true
		}
		payload = rest
	}
	return found
}
