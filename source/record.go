package source

import (
	"encoding/binary"
	"iter"
	"time"
)

// Kind tells what stands at an offset.
type Kind uint8

// The kinds of records.
const (
	Data    Kind = iota // a record somebody wrote; a nil Value is a tombstone
	Marker              // the end of a transaction, see Txn
	Corrupt             // bytes that could not be read; Err says why, the offsets up to Next are lost
)

// TimeKind tells whose clock a record's time was read from.
type TimeKind uint8

// The kinds of record times.
const (
	NoTime     TimeKind = iota // the record has none
	CreateTime                 // the producer's clock: may be wrong, may run backwards
	AppendTime                 // the broker's clock: the order of a partition
)

// String is the word that JSON lines use: none, create or append.
func (k TimeKind) String() string { return [...]string{"none", "create", "append"}[k] }

// Txn is what became of the transaction that a record was written in.
type Txn uint8

// The states of a record's transaction, and the two markers that end one.
const (
	Plain Txn = iota
	Committed
	Aborted
	Open // neither committed nor aborted when the record was read
	CommitMarker
	AbortMarker
)

// String is the word that JSON lines use.
func (t Txn) String() string {
	return [...]string{"plain", "committed", "aborted", "open", "commit", "abort"}[t]
}

// Record is one record with its place. Key, Value and Headers are shared with
// the page or batch that the record came in and must not be changed; [Record.Clone]
// makes them its own. A nil Key or Value is null, which is not the same as empty.
type Record struct {
	Ref
	Offset   Offset
	Next     Offset    // the boundary after it
	Time     time.Time // milliseconds on Kafka; the zero time where TimeKind is NoTime
	Max      time.Time // the running maximum of times in the partition; drivers give that of the page
	TimeKind TimeKind
	Kind     Kind
	Txn      Txn
	Producer int64 // id of the transactional producer; -1 outside transactions
	Key      []byte
	Value    []byte
	Headers  Headers
	Size     int   // bytes of key, value and headers
	Err      error // why the bytes could not be read, where Kind is Corrupt; else why a filter could not look into them
}

// Order returns the record's place in the merged order.
func (r *Record) Order() Key { return Key{Max: r.Max, Ref: r.Ref, Offset: r.Offset} }

// Unknown tells whether nobody knows if a filter lets r pass: it is too large, or
// nested too deep, to be looked into. It is given out, so that it is seen, and
// counts as no match.
func (r *Record) Unknown() bool { return r.Kind == Data && r.Err != nil }

// known counts the records that are not [Record.Unknown].
func known(list []Record) (n int64) {
	for i := range list {
		if !list[i].Unknown() {
			n++
		}
	}
	return n
}

// Clip cuts key, value and headers to their first n bytes each. Size stays: it
// says how much there was. The bytes are still shared; a clone lets go of the rest.
func (r *Record) Clip(n int) {
	for _, field := range []*[]byte{&r.Key, &r.Value, &r.Headers.Raw} {
		*field = (*field)[:min(len(*field), n)]
	}
}

// Held is the number of bytes of key, value and headers that are here.
func (r *Record) Held() int { return len(r.Key) + len(r.Value) + len(r.Headers.Raw) }

// Clipped tells whether r is only the beginning of a record, see [Record.Clip].
func (r *Record) Clipped() bool { return r.Held() < r.Size }

// Clone returns a copy that shares no bytes with r.
func (r *Record) Clone() Record {
	c, _ := r.cloneInto(make([]byte, 0, r.Held()))
	return c
}

// cloneInto returns a copy whose bytes lie in buf, which has room for them, and
// the rest of buf. Null stays null, empty stays empty.
func (r *Record) cloneInto(buf []byte) (Record, []byte) {
	c := *r
	for _, field := range []*[]byte{&c.Key, &c.Value, &c.Headers.Raw} {
		if *field != nil {
			at := len(buf)
			buf = append(buf, *field...)
			*field = buf[at:len(buf):len(buf)]
		}
	}
	return c, buf
}

// Header is one name and value that travels with a record. A nil Value is null.
type Header struct {
	Name  string
	Value []byte
}

// Headers are a record's headers in the form they have on Kafka's wire (KIP-82):
// for each a varint length and the name, a varint length (-1 for null) and the
// value. They are decoded only when somebody looks: most records are only
// counted. Order and duplicates are kept.
type Headers struct {
	N   int
	Raw []byte
}

// All yields the headers in order. It stops early where Raw is damaged.
func (h Headers) All() iter.Seq[Header] {
	return func(yield func(Header) bool) {
		for name, value := range h.Pairs() {
			if !yield(Header{Name: string(name), Value: value}) {
				return
			}
		}
	}
}

// Pairs yields the name and the value of each header as [Headers.All] does. Both are
// parts of Raw: nothing is copied, which matters to those who look at every record.
func (h Headers) Pairs() iter.Seq2[[]byte, []byte] {
	return func(yield func(name, value []byte) bool) {
		raw := h.Raw
		for range h.N {
			name, rest, ok := cutBytes(raw)
			if !ok {
				return
			}
			value, rest, ok := cutBytes(rest)
			if !ok || !yield(name, value) {
				return
			}
			raw = rest
		}
	}
}

// Get returns the value of the last header with that name, as Kafka's own
// clients do where a name is there more than once.
func (h Headers) Get(name string) (value []byte, ok bool) {
	for x := range h.All() {
		if x.Name == name {
			value, ok = x.Value, true
		}
	}
	return value, ok
}

// MakeHeaders encodes headers.
func MakeHeaders(list ...Header) Headers {
	h := Headers{N: len(list)}
	for _, x := range list {
		h.Raw = binary.AppendVarint(h.Raw, int64(len(x.Name)))
		h.Raw = append(h.Raw, x.Name...)
		if x.Value == nil {
			h.Raw = binary.AppendVarint(h.Raw, -1)
			continue
		}
		h.Raw = binary.AppendVarint(h.Raw, int64(len(x.Value)))
		h.Raw = append(h.Raw, x.Value...)
	}
	return h
}

// cutBytes splits a length-prefixed byte string off p; length -1 is nil.
func cutBytes(p []byte) (b, rest []byte, ok bool) {
	n, w := binary.Varint(p)
	switch {
	case w <= 0 || n < -1 || n > int64(len(p)-w):
		return nil, nil, false
	case n == -1:
		return nil, p[w:], true
	}
	return p[w : w+int(n) : w+int(n)], p[w+int(n):], true
}
