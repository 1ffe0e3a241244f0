package records

import (
	"fmt"
	"testing"
	"time"

	"riffle/keymap"
	"riffle/source"
	"riffle/source/memory"
)

// A condition on the partition, the topic, or the offset in one partition bounds
// what is read.
func TestAFilterOnThePlaceReadsNoMoreThanItNeeds(t *testing.T) {
	for filter, c := range map[string]struct {
		most int64
		sees []string
	}{
		"$partition = 1 and nowhere":                            {8500, []string{"all 6,667 records of 1/3 parts of orders were read", "1/3 parts"}},
		"$partition in (0, 2) and Shipped":                      {5500, []string{"n-19980", "2/3 parts"}},
		"$partition = 2 and $offset in 1000..1004":              {1500, []string{"row 5 of 5 hits", "no earlier hit down to p2 @ 1000, where the filter begins", "no further hit up to p2 @ 1005, where the filter ends"}},
		"$partition = 2 and $offset >= 6600 and Shipped":        {1500, []string{"n-19970", "p2 @ 6600"}},
		"$partition = 2 and $offset < 99999999 and $offset > 0": {1500, []string{"n-19997", "the live end"}},
		"$offset in 1000..1004":                                 {2500, []string{"row 15 of 15 hits", "no earlier hit down to offset 1000, where the filter begins", "no further hit up to offset 1005, where the filter ends", "15 hits in 15 read · the offsets whole · 3/3 parts"}},
		"$offset >= 6630 and Shipped":                           {3500, []string{"n-19990", "no earlier hit down to offset 6630, where the filter begins", "the live end"}},
		"$offset >= 7000 and Shipped":                           {20_000, []string{"no hit in 0 records of orders at the offsets that the filter names"}},
		"$partition = 77":                                       {0, []string{"nothing was read: none of the partitions 0–2 of orders satisfies", "0/3 parts"}},
		"$offset < 0":                                           {0, []string{"nothing was read: no record can satisfy $offset < 0"}},
		"$topic = payments":                                     {0, []string{"nothing was read: none of the partitions 0–2 of orders satisfies", "a shows all rows"}},
	} {
		t.Run(filter, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				log := shop(20_000)
				d := sit(t, log)
				d.settle()
				log.ResetCost()
				d.filter(filter).settle().sees(c.sees...)
				if n := log.Cost().Records; n > c.most {
					t.Fatalf("%d records were read", n)
				}
				d.press(keymap.AllHits).settle().sees("▌orders  all", "3/3 parts", "paused at")
				d.press(keymap.AllHits).settle().sees(c.sees...)
			})
		})
	}
}

// Panes on some of the partitions go where the whole stream went.
func TestPlacesUnderAFilterOnThePartition(t *testing.T) {
	bubble(t, func(t *testing.T) {
		d := sit(t, shop(6000))
		d.settle().press(keymap.PageUp, 20).settle()
		place := d.pane.Place()
		d.filter("$partition = 1").settle()
		if p := d.pane.Place(); p.Partition != 1 || p.Max.Sub(place.Max).Abs() > 3*time.Second {
			t.Fatalf("the cursor went from %v to %v", place, p)
		}
		d.produce(6000, 30)
		d.pass(3 * time.Second).sees("+10 unread")
		d.press(keymap.Follow).settle().sees("following", "n-6028").lacks("n-6029\"")
		d.produce(6030, 30)
		d.settle().sees("n-6058", "1/3 parts")
		d.press(keymap.Up).settle().filter("").settle().sees("3/3 parts", "paused at")
		d.press(keymap.First).settle().sees("n-0\"").press(keymap.Last).settle().sees("n-6059\"")
		d.filter("$partition = 1").settle()
		d.run(d.pane.Seek(source.AtTime(time.Now().Add(-10 * time.Minute))))
		d.settle().press(keymap.Back).settle().sees("n-6058")
		at, _ := source.ParseAt("p2@5", time.Now())
		d.run(d.pane.Seek(at))
		d.settle().sees("cannot go to p2@5")
	})
}

func TestATopicColumnStandsStill(t *testing.T) {
	bubble(t, func(t *testing.T) {
		log := shop(1000)
		log.Create(memory.Topic{Name: "payments.of.the.other.shop", Partitions: 1})
		for i := range 3 { // seen only when scrolling
			log.Append(source.Ref{Topic: "payments.of.the.other.shop"}, source.Record{
				Time: time.Now().Add(time.Duration(i-900) * time.Second), TimeKind: source.CreateTime, Producer: -1, Value: fmt.Appendf(nil, "paid-%d", i),
			})
		}
		d := sit(t, log, func(c *Config) { c.Refs = append(c.Refs, refs("payments.of.the.other.shop", 1)...) })
		d.settle()
		header := d.screen()[1]
		for range 60 {
			d.press(keymap.PageUp).settle()
			if h := d.screen()[1]; h != header {
				t.Fatalf("the columns jumped from\n%s\nto\n%s", header, h)
			}
		}
		d.sees("the oldest record is below")
		d.filter("paid").settle().sees("payments.of…e.other.shop", "paid-2")
	})
}
