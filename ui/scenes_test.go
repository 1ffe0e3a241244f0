package ui

import (
	"fmt"
	"testing"
	"time"

	"riffle/source"
	"riffle/source/memory"
)

var listScenes = []scene{
	keys("topics", func(*session) {}),
	keys("topics-narrowed", func(s *session) { s.press("/").types("ment") }),
	keys("topics-internal", func(s *session) { s.press("i", "G") }),
	keys("topics-marked", func(s *session) { s.press("space", "space") }),
	keys("topics-beside", func(s *session) { s.press("j").press("v").press("tab") }),
}

var streamScenes = []scene{
	orders("stream", func(*session) {}),
	orders("stream-oldest", func(s *session) { s.press("g") }),
	orders("stream-wrapped", func(s *session) { s.press("w") }),
	orders("stream-hits", func(s *session) { s.press("f").types("type = Shipped").press("enter") }),
	orders("stream-all-with-hits", func(s *session) { s.press("f").types("type = Shipped").press("enter").press("a") }),
	orders("stream-found", func(s *session) { s.press("/").types("n-7").press("enter").press("N") }),
	orders("stream-begin-end", func(s *session) { s.press("f").types("order.id = n-500").press("enter").press("B") }),
	orders("stream-no-hit", func(s *session) { s.press("f").types("type = Lost").press("enter") }),
	orders("stream-no-such-path", func(s *session) { s.press("f").types("order.totl > 900").press("enter") }),
	orders("stream-partition", func(s *session) { s.press("f").types("$partition = 1").press("enter") }),
	orders("selection", func(s *session) { s.press("V", "k", "k") }),
	orders("columns-chosen", func(s *session) { s.press("c") }),
	orders("columns", func(s *session) { s.press("c").press("tab", "enter").press("l") }),
	orders("shares", func(s *session) { s.press("l", "l", "l").press("%") }),
	{"following", func(t *testing.T, w, h int) *session {
		log := shop(1000)
		s := sit(t, log, w, h).settle().press("enter").press("F").till("12:01")
		for i := range 3 {
			order(log, 1000+i, time.Now())
			s.pass(time.Second)
		}
		return s
	}},
	{"following-paused", func(t *testing.T, w, h int) *session {
		log := shop(1000)
		s := sit(t, log, w, h).settle().press("enter").press("F").press("k").till("12:01")
		order(log, 1000, time.Now())
		return s.pass(time.Second)
	}},
	{"two-live-tails", func(t *testing.T, w, h int) *session {
		log := shop(1000)
		s := sit(t, log, w, h).settle().press("enter").press("F").press("s").press("j").press("enter").press("F").press("S").till("12:01")
		order(log, 1000, time.Now())
		return s.pass(time.Second)
	}},
	keys("merged", func(s *session) { s.press("space", "space").press("enter") }),
	orders("panes", func(s *session) { s.press("v").press("j").press("enter").press("s").press("j").press("enter") }),
	orders("linked", func(s *session) {
		s.press("s").press("j").press("enter").press("S").press("t").types("11:50").press("enter")
	}),
}

// oddities are one record of each kind that is no JSON, the newest first.
var oddities = []struct {
	name  string
	value []byte
}{
	{"record-null", nil},
	{"record-empty", []byte{}},
	{"record-text", []byte("just a line,\nand one more")},
	{"record-binary", []byte("\xff\x00\x01\x1b[2J and more")},
	{"record-framed", append([]byte{0, 0, 0, 0, 42, 12}, "kettle"...)},
	{"record-hostile", []byte("\x1b]0;owned\x07\x1b[31mred\u202e left")},
	{"record-json-inside", []byte(`{"payload":"{\"order\":{\"id\":\"n-7\",\"total\":9007199254740993}}","blob":"eyJhIjoxfQ=="}`)},
}

// odd is a topic that holds one record.
func odd(value []byte) *memory.Log {
	log := memory.New(memory.Topic{Name: "odd", Partitions: 1})
	log.Append(source.Ref{Topic: "odd"}, source.Record{
		Time: time.Now().Add(-time.Minute), TimeKind: source.CreateTime, Producer: -1, Key: []byte("k-1"), Value: value,
	})
	return log
}

var recordScenes = append([]scene{
	orders("record", func(s *session) { s.press("enter").press("j", "j", "j") }),
	orders("record-hex", func(s *session) { s.press("enter").press("H") }),
	orders("record-raw", func(s *session) { s.press("enter").press("r") }),
	orders("record-folded", func(s *session) { s.press("enter").press("z") }),
	orders("record-find", func(s *session) { s.press("enter").press("/").types("sku") }),
	orders("copy", func(s *session) { s.press("enter").press("j", "j", "j").press("y") }),
}, oddScenes()...)

func oddScenes() (list []scene) {
	for _, o := range oddities {
		list = append(list, scene{o.name, func(t *testing.T, w, h int) *session {
			return sit(t, odd(o.value), w, h).settle().press("enter").press("enter").press("j", "l")
		}})
	}
	return list
}

var asideScenes = []scene{
	orders("timeline", func(s *session) { s.press("T") }),
	orders("timeline-compared", func(s *session) {
		s.press("T").press("h", "h", "h").press("V").press("h", "h", "h").press("V").press("h", "h").press("V").press("h", "h", "h").press("V").press("D")
	}),
	orders("partitions", func(s *session) { s.press("P") }),
	orders("topic", func(s *session) { s.press("I") }),
	orders("what-was-read", func(s *session) { s.press("f").types("type = Shipped").press("enter").press("i") }),
}

var overlayScenes = []scene{
	orders("keys", func(s *session) { s.press("?") }),
	orders("keys-searched", func(s *session) { s.press("?").types("copy") }),
	orders("palette", func(s *session) { s.press(":") }),
	orders("palette-searched", func(s *session) { s.press(":").types("time") }),
	orders("filter-asked", func(s *session) { s.press("f").types("order.total > 900 and type = ") }),
	orders("filter-offers", func(s *session) { s.press("f").types("ord").press("tab") }),
	orders("filter-wrong", func(s *session) { s.press("f").types("order.total >> 9").wait(time.Second) }),
	orders("place-asked", func(s *session) { s.press("t").types("11:50") }),
	orders("place-wrong", func(s *session) { s.press("t").types("half past").wait(time.Second) }),
	orders("leaving", func(s *session) { s.press("s").press("enter").press(":").types("quit").press("enter") }),
	orders("unknown-key", func(s *session) { s.press("X") }),
}

// broke is a scene in which something goes wrong with the log before a key is
// pressed.
func broke(name string, wrong func(log *memory.Log), press func(s *session)) scene {
	return scene{name, func(t *testing.T, w, h int) *session {
		log := shop(1000)
		wrong(log)
		s := sit(t, log, w, h).settle()
		press(s)
		return s
	}}
}

// later is a scene in which it goes wrong while orders are looked at.
func later(name string, wrong func(log *memory.Log), press func(s *session)) scene {
	return scene{name, func(t *testing.T, w, h int) *session {
		log := shop(3000)
		s := sit(t, log, w, h).settle().press("enter")
		wrong(log)
		press(s)
		return s
	}}
}

func slow(m memory.Method) func(*memory.Log) {
	return func(log *memory.Log) { log.Inject(memory.Fault{Method: m, Delay: time.Hour}) }
}

var stateScenes = []scene{
	broke("connecting", slow(memory.Topics), func(s *session) { s.pass(3 * time.Second) }),
	broke("unreachable", func(log *memory.Log) {
		log.Inject(memory.Fault{Method: memory.Topics, Err: &source.TransientError{Err: source.ErrUnreachable, After: time.Hour}})
	}, func(*session) {}),
	broke("not-logged-in", func(log *memory.Log) { log.Inject(memory.Fault{Method: memory.Topics, Err: source.ErrAuth}) }, func(*session) {}),
	broke("denied", func(log *memory.Log) {
		log.Inject(memory.Fault{Method: memory.Read, Err: fmt.Errorf("reading orders p0: %w", source.ErrDenied)})
	}, func(s *session) { s.press("enter") }),
	broke("denied-topic", func(log *memory.Log) { log.Open("payments") }, func(s *session) { s.press("j") }),
	broke("opening", slow(memory.Describe), func(s *session) { s.quickly("enter").pass(3 * time.Second) }),
	broke("empty-topic", func(*memory.Log) {}, func(s *session) { s.press("G").press("enter") }),
	broke("empty-topic-followed", func(*memory.Log) {}, func(s *session) { s.press("G").press("enter").press("F") }),
	later("nothing-yet", slow(memory.Read), func(s *session) { s.quickly("f").types("type = Lost").quickly("enter").pass(3 * time.Second) }),
	later("stopped", slow(memory.Read), func(s *session) {
		s.quickly("f").types("type = Lost").quickly("enter").pass(time.Second).quickly("ctrl+c").pass(time.Second)
	}),
	later("leaving-a-search", slow(memory.Read), func(s *session) {
		s.quickly("f").types("type = Lost").quickly("enter").pass(time.Second).quickly("q").pass(time.Second)
	}),
	later("broker-lost", (*memory.Log).Down, func(s *session) { s.quickly("F").pass(2 * time.Second) }),
	later("broker-lost-paging", (*memory.Log).Down, func(s *session) { s.quickly("g").pass(2 * time.Second) }),
	later("deleted", func(log *memory.Log) { log.Delete("orders") }, func(s *session) { s.press("g") }),
	later("trimmed", func(log *memory.Log) {
		for p := range int32(3) {
			log.Trim(source.Ref{Topic: "orders", Partition: p}, source.OffsetOf(900))
		}
	}, func(s *session) { s.press("pgup", "pgup", "pgup", "pgup", "pgup", "pgup") }),
	{"no-topic", func(t *testing.T, w, h int) *session { return sit(t, memory.New(), w, h).settle() }},
	{"too-small", func(t *testing.T, _, h int) *session { return sit(t, shop(10), 50, h/3).settle() }},
}
