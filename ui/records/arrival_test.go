package records

import (
	"testing"
	"time"

	"riffle/source"
	"riffle/source/memory"
)

// A jump to 11:00 landed on a record that a clock had dated ahead, and nothing said so.
func TestARecordDatedAheadIsTold(t *testing.T) {
	bubble(t, func(t *testing.T) {
		log := memory.New(memory.Topic{Name: "orders", Partitions: 3})
		begin := time.Now().Add(-4 * time.Hour)
		for i := range 900 {
			when := begin.Add(time.Duration(i) * time.Second)
			if i == 100 {
				when = when.Add(time.Hour)
			}
			log.Append(source.Ref{Topic: "orders"}, source.Record{Time: when, TimeKind: source.CreateTime, Producer: -1, Value: []byte("x")})
		}
		d := sit(t, log)
		d.settle()
		d.run(d.pane.Seek(source.AtTime(begin.Add(5 * time.Minute))))
		d.settle().sees("p0 @ 100 is dated 09:01:40, ahead of what follows it")
		d.run(d.pane.Seek(source.AtTime(begin.Add(time.Minute))))
		d.settle().lacks("ahead of")
	})
}

// Whoever asks for a record by its offset is told when another one stands there:
// it was taken for the one that was asked for.
func TestAnOffsetWithoutARecordIsTold(t *testing.T) {
	bubble(t, func(t *testing.T) {
		log := shop(900)
		p1 := source.Ref{Topic: "orders", Partition: 1}
		log.Trim(p1, source.OffsetOf(20))
		log.Compact(p1, func(r *source.Record) bool { return r.Offset == source.OffsetOf(100) })
		d := sit(t, log)
		d.settle()
		for _, c := range []struct{ at, says string }{
			{"p1@150", ""},
			{"p1@100", "p1 @ 100 is not there: it was removed,"},
			{"p1@3", "p1 @ 3 is gone: retention removed it · the oldest there is p1 @ 20"},
			{"p1@4711", "p1 @ 4711 is not written yet, this is the live end · F follows"},
			{"p2@299", ""},
			{"@300", "p2 @ 300 is not written yet"},
		} {
			at, err := source.ParseAt(c.at, time.Now())
			if err != nil {
				t.Fatal(err)
			}
			d.run(d.pane.Seek(at))
			d.settle()
			if c.at == "p1@3" {
				d.sees("1       3  ⋯ 17 offsets gone: retention removed them")
			}
			if c.says != "" {
				d.sees(c.says)
			} else {
				d.lacks("is not there", "is gone", "not written yet")
			}
		}
		d.filter("Shipped").settle()
		at, _ := source.ParseAt("p1@3", time.Now())
		d.run(d.pane.Seek(at))
		d.settle().lacks("is gone") // what a filter hides is not missing
	})
}
