package demo

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"time"
)

var (
	skus     = []string{"kettle", "teapot", "mug-blue", "mug-white", "tea-assam-250", "tea-sencha-100", "honey", "scale", "filter-02", "grinder"}
	prices   = []int{5490, 3990, 1250, 1250, 990, 1490, 720, 4450, 480, 15900}
	channels = []string{"web", "web", "web", "app", "app", "partner-api"}
	carriers = []string{"dhl", "dhl", "gls", "ups"}
	reasons  = []string{"limit", "limit", "fraud score", "issuer timeout"}
	towns    = []string{"Aarhus", "Lyon", "Utrecht", "Köln", "Sevilla", "Malmö", "Gdańsk", "大阪"}
	names    = []string{"A. Larsen", "M. Dubois", "J. de Vries", "L. Schäfer", "C. Núñez", "E. Lindqvist", "Z. Wójcik", "山田 花子"}
)

// customers is how many people know the shop.
const customers = 900

// order is one purchase, from Buy to Shipped.
type order struct {
	number   int
	customer int
	total    int // cents
	items    []int
	channel  string
	trace    [2]uint64
	poison   bool // the total is a text: what the new shipping cannot read
}

func (o *order) id() string  { return "o-" + strconv.Itoa(o.number) }
func (o *order) key() []byte { return fmt.Appendf(nil, "c-%04d", o.customer) }

func newOrder(r *rand.Rand, number int) order {
	o := order{number: number, customer: 1 + r.IntN(customers), channel: channels[r.IntN(len(channels))], trace: [2]uint64{r.Uint64(), r.Uint64()}}
	for range 1 + r.IntN(4) {
		i := r.IntN(len(skus))
		o.items = append(o.items, i)
		o.total += prices[i]
	}
	o.poison = o.channel == "partner-api" && r.IntN(90) == 0
	return o
}

// money writes cents as a decimal number.
func money(cents int) string { return fmt.Sprintf("%d.%02d", cents/100, cents%100) }

// head are the headers that every service passes on (W3C Trace Context).
func (o *order) head(r *rand.Rand, service string) []header {
	return []header{
		{"traceparent", fmt.Appendf(nil, "00-%016x%016x-%016x-01", o.trace[0], o.trace[1], r.Uint64())},
		{"service", []byte(service)},
		{"content-type", []byte("application/json")},
	}
}

func (o *order) buy(r *rand.Rand, at time.Time) event {
	b := fmt.Appendf(nil, `{"type":"Buy","order":{"id":%q,"total":`, o.id())
	if o.poison {
		b = fmt.Appendf(b, `"%s EUR"`, money(o.total))
	} else {
		b = append(b, money(o.total)...)
	}
	b = append(b, `,"currency":"EUR","items":[`...)
	for i, item := range o.items {
		if i > 0 {
			b = append(b, ',')
		}
		b = fmt.Appendf(b, `{"sku":%q,"qty":1,"price":%s}`, skus[item], money(prices[item]))
	}
	who := o.customer % len(names)
	b = fmt.Appendf(b, `]},"customer":"c-%04d","channel":%q,"ship_to":{"name":%q,"city":%q},"note":""`, o.customer, o.channel, names[who], towns[who])
	b = append(b, `,"coupon":null}`...)
	e := o.event("orders", 6, at, b, o.head(r, "checkout"))
	e.poison = o.poison
	return e
}

func (o *order) cancelled(r *rand.Rand, at time.Time) event {
	b := fmt.Appendf(nil, `{"type":"Cancelled","order":{"id":%q},"customer":"c-%04d","by":"customer"}`, o.id(), o.customer)
	return o.event("orders", 6, at, b, o.head(r, "checkout"))
}

func (o *order) paid(r *rand.Rand, at time.Time) event {
	b := fmt.Appendf(nil, `{"type":"Paid","order":{"id":%q},"amount":%s,"method":%q,"customer":"c-%04d","reason":null}`,
		o.id(), money(o.total), []string{"card", "paypal", "invoice"}[r.IntN(3)], o.customer)
	return o.event("payments", 3, at, b, o.head(r, "payments"))
}

func (o *order) refused(r *rand.Rand, at time.Time) event {
	b := fmt.Appendf(nil, `{"type":"Refused","order":{"id":%q},"amount":%s,"method":"card","customer":"c-%04d","reason":%q}`,
		o.id(), money(o.total), o.customer, reasons[r.IntN(len(reasons))])
	return o.event("payments", 3, at, b, o.head(r, "payments"))
}

func (o *order) shipped(r *rand.Rand, at time.Time, version string) event {
	b := fmt.Appendf(nil, `{"type":"Shipped","order":{"id":%q,"total":%s},"customer":"c-%04d","carrier":%q,"parcel":"P%08d","weight_g":%d}`,
		o.id(), money(o.total), o.customer, carriers[r.IntN(len(carriers))], r.IntN(100_000_000), 200+r.IntN(4000))
	h := append(o.head(r, "shipping"), header{"service-version", []byte(version)})
	return o.event("shipments", 3, at, b, h)
}

func (o *order) event(topic string, partitions int32, at time.Time, value []byte, headers []header) event {
	key := o.key()
	return event{topic: topic, partition: partitionOf(key, partitions), time: at, key: key, value: value, headers: headers}
}

// dead is the poison message as the old shipping put it aside, with the headers
// that Spring for Apache Kafka gives to dead letters.
func dead(original event, offset int64, at time.Time) event {
	h := append([]header(nil), original.headers...)
	h = append(h,
		header{"kafka_dlt-original-topic", []byte(original.topic)},
		header{"kafka_dlt-original-partition", []byte{0, 0, 0, byte(original.partition)}},
		header{"kafka_dlt-original-offset", []byte{0, 0, 0, 0, byte(offset >> 24), byte(offset >> 16), byte(offset >> 8), byte(offset)}},
		header{"kafka_dlt-exception-fqcn", []byte("com.fasterxml.jackson.databind.exc.InvalidFormatException")},
		header{"kafka_dlt-exception-message", []byte("Cannot deserialize value of type java.math.BigDecimal from String: not a valid representation (order.total)")},
	)
	return event{topic: "orders.dlq", time: at, key: original.key, value: original.value, headers: h}
}
