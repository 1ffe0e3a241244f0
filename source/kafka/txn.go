package kafka

import (
	"cmp"
	"encoding/binary"
	"slices"

	"riffle/source"
)

// abortedTxn is a transaction that was aborted and has records in an answer, as
// the broker lists them: who wrote it, and the offset of its first record.
type abortedTxn struct{ producer, first int64 }

// verdicts tells batch by batch, in offset order, what became of a transaction.
//
// The log does not say it where the records are: a marker follows later. But with
// read_committed the broker lists the aborted transactions that have records in
// the answer, also those that began before it. So a producer's batches are aborted
// from the first offset of an entry up to its next abort marker, and committed
// otherwise. At and above the last stable offset nothing is known yet.
type verdicts struct {
	stable  int64        // -1: unknown
	aborted []abortedTxn // still to come, by first offset
	active  map[int64]struct{}
}

func newVerdicts(a *answer) verdicts {
	v := verdicts{stable: a.stable, aborted: a.aborted}
	byFirst := func(x, y abortedTxn) int { return cmp.Compare(x.first, y.first) }
	if !slices.IsSortedFunc(v.aborted, byFirst) {
		v.aborted = slices.SortedFunc(slices.Values(v.aborted), byFirst)
	}
	return v
}

// label returns what became of the transaction of a data batch. Batches must come
// in order, each once.
func (v *verdicts) label(h *batch) source.Txn {
	for len(v.aborted) > 0 && v.aborted[0].first <= h.last {
		if v.active == nil {
			v.active = map[int64]struct{}{}
		}
		v.active[v.aborted[0].producer] = struct{}{}
		v.aborted = v.aborted[1:]
	}
	if !h.transactional() {
		return source.Plain
	}
	if v.stable >= 0 && h.first >= v.stable {
		return source.Open
	}
	if _, ok := v.active[h.producer]; ok {
		return source.Aborted
	}
	return source.Committed
}

// marker reads the key of a control record (KIP-98: version and type, 16 bits
// each) and notes the end of an aborted transaction. Types other than abort and
// commit are Kafka's own business and Plain.
func (v *verdicts) marker(producer int64, key []byte) source.Txn {
	const abort, commit = 0, 1
	if len(key) < 4 {
		return source.Plain
	}
	switch binary.BigEndian.Uint16(key[2:]) {
	case abort:
		delete(v.active, producer)
		return source.AbortMarker
	case commit:
		return source.CommitMarker
	}
	return source.Plain
}
