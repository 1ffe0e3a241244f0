package kafka

import (
	"context"
	"testing"

	"riffle/source"
)

// BenchmarkWideTail hands over polls of 1,000 partitions of which 20 brought a
// record each: what following a wide topic costs beside the network.
func BenchmarkWideTail(b *testing.B) {
	const wide, loud = 1000, 20
	life, end := context.WithCancel(b.Context())
	defer end()
	k := New(Config{Brokers: []string{"nowhere:9092"}})
	br := &broker{}
	t := &tail{
		k: k, life: life, end: end, events: make(chan event), lost: make(chan struct{}, 1),
		parts: map[source.Ref]*followed{}, pollers: map[*broker]bool{br: true}, place: map[source.Ref]int{}, changes: 1,
	}
	for i := range wide {
		ref := source.Ref{Topic: "wide", Partition: int32(i)}
		t.at, t.place[ref] = append(t.at, source.Place{Ref: ref}), i
		t.parts[ref] = &followed{ask: ask{ref: ref}, broker: br, caughtUp: true}
	}
	p := &poller{t: t, b: br}
	source.Go(func() {
		for round := 0; life.Err() == nil && p.muster(); round++ {
			parts := make(map[source.Ref]*fetched, wide)
			for i, f := range p.order {
				part := &fetched{answer: answer{ref: f.ref, at: f.at, end: f.at, stable: f.at}, first: i == 0}
				if i%(wide/loud) == round%(wide/loud) {
					part.end++
					part.stable++
					part.raw = lend(k.decoder, logBatch{base: f.at, records: []logRecord{{value: []byte(`{"type":"Buy"}`)}}}.bytes())
				}
				parts[f.ref] = part
			}
			if p.deliver(parts) != nil {
				return
			}
		}
	}, func(err error) { b.Error(err) })
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		for got := 0; got < loud; {
			batch, err := t.Next(b.Context(), 1000)
			if err != nil {
				b.Fatal(err)
			}
			got += len(batch.Records)
			n += len(batch.Records)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(max(n, 1)), "ns/rec")
}
