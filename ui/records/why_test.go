package records

import (
	"fmt"
	"testing"
	"time"

	"riffle/keymap"
	"riffle/source"
	"riffle/source/memory"
)

// typed is a shop whose status is text, as somebody's encoder wanted it.
func typed(n int) *memory.Log {
	log := memory.New(memory.Topic{Name: "orders", Partitions: 3})
	begin := time.Now().Add(-time.Duration(n) * time.Second)
	for i := range n {
		log.Append(source.Ref{Topic: "orders", Partition: int32(i % 3)}, source.Record{
			Time: begin.Add(time.Duration(i) * time.Second), TimeKind: source.CreateTime, Producer: -1,
			Value: fmt.Appendf(nil, `{"type":"Shipped","status":"%d","order":{"id":"n-%d"}}`, 200+i%3, i),
		})
	}
	return log
}

func TestNoHitsExplainThemselves(t *testing.T) {
	for filter, words := range map[string]string{
		"status = 201":     "status is text in 400 of 400 records sampled: try status = '201'",
		"type = shipped":   "type is Shipped in 400 of 400 records sampled: try type = Shipped",
		"order.idd = n-17": "order.idd is in none of 400 records sampled: try order.id = n-17",

		"status = '201' and $ts > 11:00 and $ts < 11:00:01": "nothing in the range, 134 earlier: the last at 11:00:00.000, 1,000 or more",
		"status = '201' and $ts < 09:00":                    "nothing in the range, 1,000 or more later: the first at 10:53:21.000",
		"$ts < 09:00":                                       "nothing in the range, 1,000 or more later: the first at 10:53:20.000",
		"$offset >= 1334":                                   "nothing in the range, 1,000 or more earlier: the last at 11:59:59.000",
		"status = '201' and $offset >= 1334":                "nothing in the range, 1,000 or more earlier: the last at 11:59:57.000",
	} {
		bubble(t, func(t *testing.T) {
			d := sit(t, typed(4000))
			d.settle().filter(filter).settle().sees("no hit", words)
			d.filter("Shipped").settle().lacks(words)
		})
	}
}

func TestAllHitsExplainThemselves(t *testing.T) {
	bubble(t, func(t *testing.T) {
		d := sit(t, typed(4000))
		d.settle().filter("status != 201").settle().sees("every record matches: status is text in 400 of 400 records sampled: try not", "status = '201'")
		d.filter("type = Shipped").settle().lacks("every record matches")
	})
}

// A mistake is told while the search still runs, not when all has been read.
func TestASearchThatFindsNothingSaysWhyMeanwhile(t *testing.T) {
	bubble(t, func(t *testing.T) {
		log := typed(40_000)
		d := sit(t, log)
		d.settle()
		log.Inject(memory.Fault{Method: memory.Read, Delay: time.Second})
		d.filter("status = 201").pass(5*time.Second).sees("searching", "no hit yet", "try status = '201'")
		log.Heal()
		d.settle()
	})
}

// What explained that nothing matched was shown as why everything does, as soon as
// the first hits had come.
func TestAnExplanationGoesWithItsAnswer(t *testing.T) {
	bubble(t, func(t *testing.T) {
		d := sit(t, shop(1))
		d.settle().filter("id = hit").settle().sees("no hit", "id is text in 1 of 1 records sampled, n-0")
		d.press(keymap.Follow).settle().sees("no hit", "id is text")
		for i := range 40 {
			d.log.Append(source.Ref{Topic: "orders"}, source.Record{Time: time.Now(), TimeKind: source.CreateTime, Producer: -1,
				Value: []byte(map[bool]string{true: `{"id":"hit"}`, false: `{"id":"none"}`}[i%2 == 0])})
			d.settle()
		}
		d.sees("hit", "following").lacks("every record matches", "id is text")
		d.press(keymap.Up).settle().sees("20 hits in 41 read").lacks("every record matches")
	})
	bubble(t, func(t *testing.T) {
		d := sit(t, typed(100))
		d.settle().filter("status != 201").settle().sees("every record matches: status is text")
		d.press(keymap.Follow).settle().sees("every record matches: status is text")
		d.log.Append(source.Ref{Topic: "orders"}, source.Record{Time: time.Now(), TimeKind: source.CreateTime, Producer: -1, Value: []byte(`{"status":201}`)})
		d.settle().lacks("every record matches")
	})
}

// Where room was short the keys stood there and the explanation did not.
func TestTheExplanationGoesBeforeTheKeys(t *testing.T) {
	bubble(t, func(t *testing.T) {
		d := sit(t, typed(4000))
		d.pane.Resize(40, 8)
		d.w, d.h = 40, 8
		d.settle().filter("status = 201").settle().sees("no hit: all 4,000 records of", "try", "status = '201'").lacks("f changes")
		d.pane.Resize(40, 24)
		d.h = 24
		d.sees("no hit: all 4,000 records of", "status = '201'", "f changes")
	})
}
