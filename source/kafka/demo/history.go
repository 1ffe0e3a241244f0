package demo

import (
	"cmp"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"time"

	"riffle/source"
)

// place is one partition of one topic.
type place struct {
	topic     string
	partition int32
}

// history collects what happened before the present, partition by partition.
type history struct {
	story  story
	events map[place][]event
	stuck  map[int32]int64 // where shipping hangs: partition of orders → offset
	orders int             // the number of the last order
}

// firstOrder is the number of the first order of the story.
const firstOrder = 70_001

// newHistory tells what happened. The nursery's 86,400 readings are as much as all
// else, and are told beside it: the first frame waits for both.
func newHistory(s story) (*history, error) {
	h := &history{story: s, events: map[place][]event{}, stuck: map[int32]int64{}, orders: firstOrder}
	nursery := &history{story: s, events: map[place][]event{}}
	told := make(chan error, 1)
	source.Go(func() { nursery.nursery(); told <- nil }, func(err error) { told <- err })
	h.shop()
	h.clicks()
	h.customers()
	h.odd()
	if err := <-told; err != nil {
		return nil, err
	}
	maps.Copy(h.events, nursery.events)
	return h, nil
}

func (h *history) add(e event) {
	p := place{e.topic, e.partition}
	h.events[p] = append(h.events[p], e)
}

// shop tells of all orders. Events are made order by order and sorted by time, so
// that orders overlap as they do.
func (h *history) shop() {
	r := h.story.dice(shopChapter)
	all := make([]event, 0, 50_000)
	hangs := false
	for at := h.story.begin; ; h.orders++ {
		at = at.Add(time.Duration(r.ExpFloat64() / busy(at) * float64(time.Second))).Truncate(time.Millisecond)
		if !at.Before(h.story.end) {
			break
		}
		o := newOrder(r, h.orders)
		if !hangs && at.After(h.story.deploy.Add(-3*time.Minute)) && partitionOf(o.key(), 6) == 3 {
			hangs, o.poison, o.channel = true, true, "partner-api"
		}
		buy := o.buy(r, at)
		all = append(all, buy)
		all = append(all, h.after(r, &o, buy)...)
	}
	order := make([]int, len(all)) // events are large, and would be moved about
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int { return cmp.Or(all[i].time.Compare(all[j].time), i-j) })
	for _, i := range order {
		if all[i].time.Before(h.story.end) {
			h.add(all[i])
		}
	}
	h.bury()
}

// after tells what became of an order.
func (h *history) after(r *rand.Rand, o *order, buy event) []event {
	at := func(from, to time.Duration) time.Time {
		return buy.time.Add(from + time.Duration(r.Int64N(int64(to-from)))).Truncate(time.Millisecond)
	}
	switch n := r.IntN(100); {
	case o.poison:
		return []event{o.paid(r, at(time.Second, 9*time.Second))}
	case n < 3:
		return []event{o.cancelled(r, at(20*time.Second, 10*time.Minute))}
	case n < 8:
		return []event{o.refused(r, at(time.Second, 9*time.Second))}
	}
	paid := o.paid(r, at(time.Second, 9*time.Second))
	shipped, version := at(2*time.Minute, 14*time.Minute), "2.4.0"
	if shipped.After(h.story.deploy) {
		version = "2.4.1"
		if shipped.After(h.hangsFrom(buy.partition)) {
			return []event{paid}
		}
	}
	return []event{paid, o.shipped(r, shipped, version)}
}

// hangsFrom is when shipping stopped reading a partition of orders: the first at
// the deploy, then one after the other.
func (h *history) hangsFrom(partition int32) time.Time {
	if partition == 3 {
		return h.story.deploy
	}
	return h.story.deploy.Add(time.Duration(partition+1) * 4 * time.Minute)
}

// bury puts the poison messages that the old shipping met into orders.dlq, and
// finds where each partition hangs since the deploy.
func (h *history) bury() {
	var dlq []event
	for p := range int32(6) {
		for offset, e := range h.events[place{"orders", p}] {
			if !e.poison {
				continue
			}
			if met := e.time.Add(3 * time.Minute); met.Before(h.story.deploy) {
				dlq = append(dlq, dead(e, int64(offset), met))
			} else if _, hangs := h.stuck[p]; !hangs {
				h.stuck[p] = int64(offset)
			}
		}
		if _, hangs := h.stuck[p]; !hangs {
			h.stuck[p] = h.offsetAt("orders", p, h.hangsFrom(p))
		}
	}
	slices.SortStableFunc(dlq, func(a, b event) int { return a.time.Compare(b.time) })
	for _, e := range dlq {
		h.add(e)
	}
}

// offsetAt is the offset of the first record at or after a time.
func (h *history) offsetAt(topic string, partition int32, t time.Time) int64 {
	list := h.events[place{topic, partition}]
	n, _ := slices.BinarySearchFunc(list, t, func(e event, t time.Time) int { return e.time.Compare(t) })
	return int64(n)
}

// clicks are the last minutes of what visitors of the shop look at.
func (h *history) clicks() {
	r := h.story.dice(clicksChapter)
	for at := h.story.end.Add(-10 * time.Minute); at.Before(h.story.end); at = at.Add(time.Duration(10+r.IntN(30)) * time.Millisecond) {
		h.add(click(r, at))
	}
}

func click(r *rand.Rand, at time.Time) event {
	session := r.IntN(400)
	key := fmt.Appendf(nil, "s-%03d", session)
	value := fmt.Appendf(nil, `{"page":"/p/%s","session":"s-%03d","ms":%d,"mobile":%t}`, skus[r.IntN(len(skus))], session, 8+int(r.ExpFloat64()*60), session%3 == 0)
	return event{topic: "web.clicks", partition: partitionOf(key, 4), time: at, key: key, value: value}
}

// customers is the compacted table of the people who know the shop: some move
// house, some ask to be forgotten.
func (h *history) customers() {
	r := h.story.dice(customersChapter)
	for i := range customers * 3 / 2 {
		n := i + 1
		if n > customers {
			n = 1 + r.IntN(customers)
		}
		at := h.story.begin.Add(time.Duration(i) * 24 * time.Hour / (customers * 3 / 2))
		key := fmt.Appendf(nil, "c-%04d", n)
		e := event{topic: "customers", partition: partitionOf(key, 3), time: at, key: key}
		if i < customers || r.IntN(20) > 0 {
			who := n % len(names)
			e.value = fmt.Appendf(nil, `{"customer":"c-%04d","name":%q,"city":%q,"since":%d,"newsletter":%t}`, n, names[who], towns[r.IntN(len(towns))], 2015+n%11, n%4 == 0)
		}
		h.add(e)
	}
}
