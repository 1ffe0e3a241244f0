package demo

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"
)

const (
	// beat is how often the story goes on.
	beat = 200 * time.Millisecond
	// refundEvery is the time between two refunds.
	refundEvery = 2 * time.Second
	// batchEvents is how many events of the history are written together.
	batchEvents = 400
	// shopProducer is the id of the transactional producer of payments.
	shopProducer = 7001
)

// write sends the history of some topics to the cluster, partition by partition.
func (h *history) write(c *conn, some func(topic string) bool) error {
	places := make([]place, 0, len(h.events))
	for p := range h.events {
		if some(p.topic) {
			places = append(places, p)
		}
	}
	slices.SortFunc(places, func(a, b place) int {
		if a.topic != b.topic {
			return map[bool]int{true: -1, false: 1}[a.topic < b.topic]
		}
		return int(a.partition - b.partition)
	})
	for _, p := range places {
		for events := range slices.Chunk(h.events[p], batchEvents) {
			batch, err := encode(events, nobody)
			if err != nil {
				return err
			}
			if err := c.produce(p.topic, p.partition, batch, ""); err != nil {
				return err
			}
		}
	}
	return nil
}

// commitGroups stores where the shop's consumers stand: billing is up to date,
// shipping hangs.
func (d *Cluster) commitGroups(h *history) error {
	if err := d.conn.commit("shipping", "orders", h.stuck); err != nil {
		return err
	}
	billing := map[int32]int64{}
	for p := range int32(6) {
		billing[p] = int64(len(h.events[place{"orders", p}]))
	}
	return d.conn.commit("billing", "orders", billing)
}

// live lets the story go on, beat by beat, until Close.
func (d *Cluster) live(now func() time.Time) {
	defer close(d.done)
	r := d.story.dice(liveChapter)
	tick := time.NewTicker(beat)
	defer tick.Stop()
	at, number, refund := d.story.end, d.orders, d.story.end.Add(refundEvery)
	for {
		select {
		case <-d.stop:
			return
		case <-tick.C:
		}
		until := now()
		var due []event
		for ; at.Before(until); at = at.Add(20 * time.Millisecond) {
			due = append(due, next(r, d.story, at, &number)...)
		}
		if d.publish(due) != nil {
			return // the cluster is gone: the program ends
		}
		for ; refund.Before(until); refund = refund.Add(refundEvery) {
			if d.payments(refund, 1) != nil {
				return
			}
		}
	}
}

// next is what happens in one fiftieth of a second.
func next(r *rand.Rand, s story, at time.Time, number *int) []event {
	if at.UnixMilli()%1000 < 20 {
		return []event{reading(r, s, at)}
	}
	if r.Float64() < 0.02 {
		*number++
		o := newOrder(r, *number)
		return []event{o.buy(r, at), o.paid(r, at)}
	}
	return []event{click(r, at)}
}

// publish writes events, each partition's in one batch. Payments go through
// transactions of their own.
func (d *Cluster) publish(events []event) error {
	byPlace := map[place][]event{}
	var order []place
	for _, e := range events {
		p := place{e.topic, e.partition}
		if byPlace[p] == nil {
			order = append(order, p)
		}
		byPlace[p] = append(byPlace[p], e)
	}
	for _, p := range order {
		batch, err := encode(byPlace[p], nobody)
		if err != nil {
			return err
		}
		if err := d.conn.produce(p.topic, p.partition, batch, ""); err != nil {
			return err
		}
	}
	return nil
}

// payments books n refunds, each in a transaction of its own; every third is
// aborted.
func (d *Cluster) payments(at time.Time, n int) error {
	if d.sequence == nil {
		// A broker that has not met the producer learns of it by a plain record.
		if err := d.book("payments", producer{id: shopProducer}, d.refund(at)); err != nil {
			return err
		}
	}
	for range n {
		e := d.refund(at)
		by := producer{id: shopProducer, transactional: true, sequence: d.sequence[e.partition]}
		if err := d.book("payments", by, e); err != nil {
			return err
		}
		d.refunds++
		if err := d.conn.end(e.topic, e.partition, by, d.refunds%3 != 0); err != nil {
			return err
		}
	}
	return nil
}

// refund is the next refund.
func (d *Cluster) refund(at time.Time) event {
	r := d.story.dice(paymentsChapter + uint64(d.refunds))
	o := newOrder(r, firstOrder+r.IntN(5000))
	e := o.paid(r, at)
	e.value = fmt.Appendf(nil, `{"type":"Refunded","order":{"id":%q},"amount":-%s,"customer":"c-%04d","reason":"returned"}`, o.id(), money(o.total), o.customer)
	return e
}

// book writes one event and counts it: a broker takes a producer's records only in
// sequence.
func (d *Cluster) book(txn string, by producer, e event) error {
	batch, err := encode([]event{e}, by)
	if err != nil {
		return err
	}
	if d.sequence == nil {
		d.sequence = map[int32]int32{}
	}
	d.sequence[e.partition]++
	return d.conn.produce(e.topic, e.partition, batch, txn)
}
