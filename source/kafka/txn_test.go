package kafka

import (
	"slices"
	"testing"

	"riffle/source"
)

const (
	transactional = 1 << 4
	control       = 1<<5 | transactional
)

// marker is the control batch that ends a transaction; kind 0 aborts, 1 commits.
func marker(base, producer int64, kind byte) []byte {
	return logBatch{base: base, attr: control, firstTime: 9, producer: producer, records: []logRecord{
		{key: []byte{0, 0, 0, kind}, value: []byte{0, 0, 0, 0, 0, 1}},
	}}.bytes()
}

func written(base, producer int64, attr uint16, values ...string) []byte {
	b := logBatch{base: base, attr: attr, firstTime: 9, producer: producer}
	for i, v := range values {
		b.records = append(b.records, logRecord{delta: int64(i), value: []byte(v)})
	}
	return b.bytes()
}

// Two producers, one transaction committed, then both at once: one aborts, one
// commits; then one that is still open, and somebody who needs no transactions.
func story() []byte {
	return join(
		written(0, -1, 0, "plain"),
		written(1, 6, transactional, "c1", "c2"), marker(3, 6, 1),
		written(4, 6, transactional, "a1"), written(5, 7, transactional, "d1"), written(6, 6, transactional, "a2"),
		marker(7, 6, 0), marker(8, 7, 1),
		written(9, 6, transactional, "e1"), marker(10, 6, 1),
		written(11, 7, transactional, "open"), written(12, 5, 0, "idempotent"),
	)
}

func TestRecordsTellWhatBecameOfTheirTransaction(t *testing.T) {
	commit, abort := ` create 9 "\x00\x00\x00\x01"="\x00\x00\x00\x00\x00\x01"`, ` create 9 "\x00\x00\x00\x00"="\x00\x00\x00\x00\x00\x01"`
	want := []string{
		`0 plain create 9 ∅="plain"`,
		`1 committed(6) create 9 ∅="c1"`, `2 committed(6) create 9 ∅="c2"`, `3 marker commit(6)` + commit,
		`4 aborted(6) create 9 ∅="a1"`, `5 committed(7) create 9 ∅="d1"`, `6 aborted(6) create 9 ∅="a2"`,
		`7 marker abort(6)` + abort, `8 marker commit(7)` + commit,
		`9 committed(6) create 9 ∅="e1"`, `10 marker commit(6)` + commit,
		`11 open(7) create 9 ∅="open"`, `12 plain create 9 ∅="idempotent"`,
	}
	a := answer{end: 13, stable: 11, aborted: []abortedTxn{{6, 4}}, raw: story()}
	if got := rows(mustDecode(t, newDecoder(), a, source.Want{})); !slices.Equal(got, want) {
		t.Errorf("got\n%q\nwant\n%q", got, want)
	}
	// A read that starts inside the aborted transaction is told of it all the same.
	a.at, a.raw = 6, story()[len(join(written(0, -1, 0, "plain"), written(1, 6, transactional, "c1", "c2"), marker(3, 6, 1),
		written(4, 6, transactional, "a1"), written(5, 7, transactional, "d1"))):]
	if got := rows(mustDecode(t, newDecoder(), a, source.Want{})); !slices.Equal(got, want[6:]) {
		t.Errorf("from 6: got\n%q\nwant\n%q", got, want[6:])
	}
}

func TestTwoAbortedTransactionsOfOneProducerListedOutOfOrder(t *testing.T) {
	raw := join(written(0, 6, transactional, "a"), marker(1, 6, 0), written(2, 6, transactional, "c"), marker(3, 6, 1),
		written(4, 6, transactional, "a"), marker(5, 6, 0))
	listed := []abortedTxn{{6, 4}, {6, 0}}
	p := mustDecode(t, newDecoder(), answer{end: 6, stable: 6, aborted: listed, raw: raw}, source.Want{})
	var got []source.Txn
	for _, r := range p.Records {
		got = append(got, r.Txn)
	}
	want := []source.Txn{source.Aborted, source.AbortMarker, source.Committed, source.CommitMarker, source.Aborted, source.AbortMarker}
	if !slices.Equal(got, want) || listed[0].first != 4 {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestOtherControlRecordsArePlainMarkers(t *testing.T) {
	raw := join(marker(0, 3, 4), logBatch{base: 1, attr: control, firstTime: 9, producer: 3, records: []logRecord{{key: []byte{0}}}}.bytes())
	p := mustDecode(t, newDecoder(), answer{end: 2, stable: 2, raw: raw}, source.Want{Contains: [][]byte{[]byte("never left out")}})
	want := []string{`0 marker plain(3) create 9 "\x00\x00\x00\x04"="\x00\x00\x00\x00\x00\x01"`, `1 marker plain(3) create 9 "\x00"=∅`}
	if got := rows(p); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
