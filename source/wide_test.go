package source_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"riffle/source"
	"riffle/source/memory"
)

// A producer whose clock was a day ahead had written once into each partition. The
// boundary was then looked for a millisecond further each time until the search gave
// up, and the newest page came in a wrong order.
func TestManyPartitionsWithAClockThatWasAhead(t *testing.T) {
	v := newRiver(t, 100, 120, func(_ *rand.Rand, p, i int) time.Time {
		if i == 100 {
			return noon.Add(24*time.Hour + time.Duration(p)*time.Second)
		}
		return noon.Add(time.Duration(i) * time.Second)
	})
	st := source.NewStream(v.Log, v.refs, source.Options{})
	_, end, err := st.Ends(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	c := st.Backward(end, nil)
	defer c.Close()
	v.ResetCost()
	b, err := c.Next(t.Context(), 100)
	if err != nil {
		t.Fatal(err)
	}
	if n := v.Cost().Calls[memory.OffsetsAt]; n > 40 {
		t.Errorf("the first page took %d lookups", n)
	}
	same(t, "the newest page", keys(b.Records), v.want[len(v.want)-len(b.Records):])
}

// The first slice of large records was too large, and to plan it again ended with an
// internal error: the instant that it had been planned with was not known any more.
func TestManyPartitionsOfLargeRecords(t *testing.T) {
	v := newRiver(t, 100, 7, func(_ *rand.Rand, p, i int) time.Time {
		return noon.Add(time.Duration(i)*time.Second + time.Duration(p)*time.Millisecond)
	})
	log := memory.New(memory.Topic{Name: "orders", Partitions: 100})
	value := make([]byte, 300<<10)
	for _, k := range v.want {
		log.Append(k.Ref, source.Record{Time: k.Max, Offset: k.Offset, TimeKind: source.CreateTime, Value: value})
	}
	st := source.NewStream(log, v.refs, source.Options{})
	from, err := st.Resolve(t.Context(), source.AtTime(noon.Add(5*time.Second)), v.refs[0])
	if err != nil {
		t.Fatal(err)
	}
	c := st.Backward(from, nil)
	defer c.Close()
	b, err := c.Next(t.Context(), 400)
	if err != nil || len(b.Records) == 0 {
		t.Fatalf("%d records, %v", len(b.Records), err)
	}
}
