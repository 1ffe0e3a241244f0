package source_test

import (
	"slices"
	"testing"
	"time"

	"riffle/source"
	"riffle/source/memory"
)

// Turning round costs nothing: what was read on the way down is not read again on
// the way up.
func TestTheCacheKeepsWhatWasRead(t *testing.T) {
	v := newRiver(t, 3, 400, shapes["steady"])
	src := source.Cached(v.Log, 1<<20)
	st := source.NewStream(src, v.refs, source.Options{})
	low, end, err := st.Ends(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	same(t, "down", slices.Concat(drain(t, st.Forward(low, end), 50)...), v.want)
	v.ResetCost()
	same(t, "down again", slices.Concat(drain(t, st.Forward(low, end), 50)...), v.want)
	same(t, "up", backwards(drain(t, st.Backward(end, nil), 50)), v.want)
	if n := v.Cost().Calls[memory.Read]; n > 0 {
		t.Errorf("%d pages were read again", n)
	}
}

func TestTheCacheIsBounded(t *testing.T) {
	v := newRiver(t, 3, 400, shapes["steady"])
	src := source.Cached(v.Log, 20_000)
	st := source.NewStream(src, v.refs, source.Options{})
	low, end, err := st.Ends(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		v.ResetCost()
		same(t, "down", slices.Concat(drain(t, st.Forward(low, end), 50)...), v.want)
		if v.Cost().Calls[memory.Read] == 0 {
			t.Error("800 records fit into 20 kB")
		}
	}
}

// Records of an open transaction change their state: they are read anew.
func TestTheCacheLeavesOutWhatMayChange(t *testing.T) {
	log := memory.New(memory.Topic{Name: "payments", Partitions: 1})
	ref := source.Ref{Topic: "payments"}
	log.Append(ref, source.Record{Time: noon, Value: []byte("a")})
	log.Append(ref, source.Record{Time: noon, Value: []byte("b"), Txn: source.Open, Producer: 7})
	src := source.Cached(log, 1<<20)
	read := func() source.Page {
		t.Helper()
		p, err := src.Read(t.Context(), ref, source.OffsetOf(0), source.Forward, source.Want{Records: 10})
		if err != nil {
			t.Fatal(err)
		}
		for p.To.Less(source.OffsetOf(2)) {
			q, err := src.Read(t.Context(), ref, p.To, source.Forward, source.Want{Records: 10})
			if err != nil {
				t.Fatal(err)
			}
			p.Records, p.To = append(p.Records, q.Records...), q.To
		}
		return p
	}
	if txn := read().Records[1].Txn; txn != source.Open {
		t.Fatalf("the record is %s", txn)
	}
	log.EndTxn(ref, 7, source.AbortMarker, noon.Add(time.Second))
	if txn := read().Records[1].Txn; txn != source.Aborted {
		t.Errorf("after the abort the record is still %s", txn)
	}
}

// A topic that was deleted and created anew holds other records at the same
// offsets.
func TestTheCacheNoticesATopicCreatedAnew(t *testing.T) {
	log := memory.New(memory.Topic{Name: "orders", Partitions: 1})
	ref := source.Ref{Topic: "orders"}
	for range 5 {
		log.Append(ref, source.Record{Time: noon, Value: []byte("old")})
	}
	src := source.Cached(log, 1<<20)
	st := source.NewStream(src, []source.Ref{ref}, source.Options{})
	low, end, err := st.Ends(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	drain(t, st.Forward(low, end), 10)
	log.Delete("orders")
	log.Create(memory.Topic{Name: "orders", Partitions: 1})
	log.Append(ref, source.Record{Time: noon, Value: []byte("new")})
	low, end, err = st.Ends(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	c := st.Forward(low, end)
	defer c.Close()
	b, err := c.Next(t.Context(), 10)
	if err != nil || len(b.Records) != 1 || string(b.Records[0].Value) != "new" {
		t.Errorf("%v, %v", b.Records, err)
	}
}

// What came from the server is told once, though the newest pages are looked at
// first, to find out where to begin, and then come from the cache.
func TestTheFirstPageSaysWhatItTook(t *testing.T) {
	log, refs := flood(4000)
	s := source.NewStream(source.Cached(log, 8<<20), refs, source.Options{})
	_, end, err := s.Ends(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	c := s.Backward(end, nil)
	defer c.Close()
	b, err := c.Next(t.Context(), 64)
	if err != nil || b.Looked.Wire < int64(len(b.Records))*1024 {
		t.Errorf("%d records of 1 KiB took %d bytes, %v", len(b.Records), b.Looked.Wire, err)
	}
}
