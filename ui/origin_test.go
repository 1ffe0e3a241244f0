package ui

import (
	"encoding/binary"
	"testing"
	"time"

	"riffle/source"
	"riffle/source/memory"
)

// letter adds a dead letter: what Spring writes about order n.
func letter(log *memory.Log, topic string, partition int32, offset int64) {
	log.Append(source.Ref{Topic: "orders.dlq"}, source.Record{
		Time: time.Now(), TimeKind: source.CreateTime, Producer: -1, Key: []byte("c-0333"), Value: []byte(`{"type":"Buy"}`),
		Headers: source.MakeHeaders(
			source.Header{Name: "kafka_dlt-original-topic", Value: []byte(topic)},
			source.Header{Name: "kafka_dlt-original-partition", Value: binary.BigEndian.AppendUint32(nil, uint32(partition))},
			source.Header{Name: "kafka_dlt-original-offset", Value: binary.BigEndian.AppendUint64(nil, uint64(offset))}),
	})
}

func TestFromADeadLetterToTheRecordThatItWas(t *testing.T) {
	story(t, func(t *testing.T) {
		log := shop(1000)
		log.Create(memory.Topic{Name: "orders.dlq", Partitions: 1})
		letter(log, "orders", 0, 111)
		s := sit(t, log, 120, 40).settle().press("/").types("dlq").press("enter", "enter").sees("▌record  orders.dlq p0 @ 0")
		s.press("k", "enter", "j").sees("Enter the original")
		s.press("enter").sees("▌record  orders p0 @ 111", " orders  all", `"n-333"`)
		s.press("q").press("backspace").sees("▌orders.dlq  all")
	})
	story(t, func(t *testing.T) { // what is not there any more is not replaced by its neighbour in silence
		log := shop(1000)
		log.Create(memory.Topic{Name: "orders.dlq", Partitions: 1})
		letter(log, "orders", 0, 11)
		letter(log, "gone", 0, 11)
		log.Trim(source.Ref{Topic: "orders"}, source.OffsetOf(100))
		s := sit(t, log, 120, 40).settle().press("/").types("dlq").press("enter", "enter").sees("▌record  orders.dlq p0 @ 1")
		s.press("k", "enter", "j").press("enter").sees("cannot open the original, gone p0 @ 11: there is no topic gone", "▌record  orders.dlq p0 @ 1")
		s.press("K").press("enter").sees("p0 @ 11 is gone: retention removed it")
	})
}

func TestToTheRecordsOfTheSameKeyWithoutLeavingOne(t *testing.T) {
	story(t, func(t *testing.T) {
		s := sit(t, shop(3500), 120, 40).settle().press("enter", "enter").sees("▌record", `"n-3499"`, "c-0499")
		s.press("(").sees("▌record", `"n-2499"`).press("(").sees(`"n-1499"`).press(")").sees(`"n-2499"`)
		s.press(")").sees(`"n-3499"`).press(")").sees("no newer match")
		s.press("q").lacks("▌record", "from cell").sees("▌orders  all") // no value was scrolled to: the key is what was looked for
	})
}
