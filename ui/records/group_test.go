package records

import (
	"testing"
	"time"

	"riffle/source"
)

// A consumer group is a place to go to: the earliest record that it has not read, with
// how much that is. One that is not there leaves the pane where it is.
func TestAConsumerGroupIsAPlace(t *testing.T) {
	bubble(t, func(t *testing.T) {
		log := shop(900)
		ref := func(p int32) source.Ref { return source.Ref{Topic: "orders", Partition: p} }
		log.Commit("billing", ref(0), source.OffsetOf(200))
		log.Commit("billing", ref(1), source.OffsetOf(150))
		log.Commit("billing", ref(2), source.OffsetOf(300))
		log.Commit("shipping", ref(1), source.OffsetOf(10))
		log.Commit("done", ref(0), source.OffsetOf(300))
		log.Commit("done", ref(1), source.OffsetOf(300))
		log.Commit("done", ref(2), source.OffsetOf(300))
		log.Trim(ref(1), source.OffsetOf(20))
		d := sit(t, log)
		d.settle()
		for _, c := range []struct {
			at   string
			says []string
		}{
			{"group:billing", []string{"▌", "billing has 250 offsets to read in 3 partitions, the earliest is p1 @ 150"}},
			{"group:shipping", []string{"1      10  ⋯ 10 offsets gone", "the earliest is p1 @ 10 ·", "nothing is committed in 2 partitions, as p0: all of it counts"}},
			{"group:done", []string{"done has read all there is in 3 partitions"}},
			{"group:biling", []string{"cannot go to group:biling", "did you mean billing?"}},
		} {
			at, err := source.ParseAt(c.at, time.Now())
			if err != nil {
				t.Fatal(err)
			}
			d.run(d.pane.Seek(at))
			d.settle().sees(c.says...)
			if c.at == "group:billing" {
				if r, ok := d.pane.cur.win.Current(); !ok || r.Record == nil || r.Record.Ref != ref(1) || r.Record.Offset.Lo != 150 {
					t.Errorf("the cursor is at %v", r.Record)
				}
			}
		}
	})
}
