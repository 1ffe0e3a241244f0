package records

import (
	"reflect"
	"testing"
	"time"

	"riffle/source"
)

// What a reading has covered was told by the ends of the partitions of the one on the
// screen: of a filter that names one partition, by those of others.
func TestWhatAReadingCoversIsItsOwn(t *testing.T) {
	bubble(t, func(t *testing.T) {
		log := shop(500)
		for range 40 { // so that no two partitions end alike
			log.Append(source.Ref{Topic: "orders"}, source.Record{Time: time.Now(), TimeKind: source.CreateTime, Producer: -1})
		}
		d := sit(t, log)
		d.settle().filter("$partition = 1").settle()
		p, r := d.pane, d.pane.cur
		tells := func() []any {
			return []any{p.shares(r), p.since(r), p.atOldest(r), p.until(r), p.wholeRead(r), p.atLiveEnd(r)}
		}
		before := tells()
		d.filter("").settle()
		if p.cur == r || len(p.cur.refs) == len(r.refs) {
			t.Fatal("it is the same reading")
		}
		if after := tells(); !reflect.DeepEqual(before, after) {
			t.Errorf("beside another reading it tells\n%v, and had told\n%v", after, before)
		}
	})
}
