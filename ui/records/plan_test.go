package records

import (
	"context"
	"testing"
	"time"

	"riffle/keymap"
	"riffle/query"
	"riffle/source"
	"riffle/source/memory"
)

// thrifty asks before it reads nearly all of a shop with 200,000 orders.
func thrifty(c *Config) { c.Ask = 6400 << 10 }

func TestTheScreenSaysWhatASearchMayRead(t *testing.T) {
	bubble(t, func(t *testing.T) {
		log := shop(20_000)
		d := sit(t, log)
		d.w = 120
		d.pane.Resize(d.w, d.h)
		d.settle()
		log.Inject(memory.Fault{Method: memory.Read, Delay: 2 * time.Second})
		d.filter("nowhere and $partition in (0, 2) and $ts >= 07:00").pass(5*time.Second).
			covers("scanning", "2 of 3 partitions, ≈ ", " kB, from 07:00:00").sees("no hit yet in", "2 of 3 partitions, ≈ ")
		log.Heal()
		d.settle()
	})
}

func TestASearchThatMayReadVeryMuchAsksFirst(t *testing.T) {
	bubble(t, func(t *testing.T) {
		log := shop(200_000)
		d := sit(t, log, thrifty)
		log.Inject(memory.Fault{Method: memory.Read, Delay: 10 * time.Millisecond})
		d.settle().filter("nowhere").settle()
		d.sees("asks first", "this search may read 3 of 3 partitions, ≈ ", "Enter reads it").lacks("searching")
		if n := d.pane.cover(d.pane.cur).Looked.Records; n > 3000 {
			t.Fatalf("%d records were read before anybody agreed", n)
		}
		if d.pane.Running() {
			t.Fatal("something still runs")
		}
		d.press(keymap.Open).settle().sees("no hit: all 200,000 records").lacks("asks first")
	})
}

func TestCommonHitsAreNotAskedFor(t *testing.T) {
	bubble(t, func(t *testing.T) {
		d := sit(t, shop(200_000), thrifty)
		d.settle().filter("Shipped").settle().lacks("asks first").sees("n-199990")
		for range 20 {
			d.press(keymap.PageUp).settle()
		}
		d.lacks("asks first")
		d.filter("n-19999").settle().sees("n-199990", "asks first", "── all of it: 3 of 3 partitions, ≈", "k reads on")
		d.press(keymap.PageUp).settle().press(keymap.PageUp).settle().sees("no earlier hit down to the oldest record")
	})
}

func TestFindAsksFirstToo(t *testing.T) {
	bubble(t, func(t *testing.T) {
		d := sit(t, shop(200_000), thrifty)
		d.settle().find("n-17").settle().on(199999).sees("beyond: 3 of 3 partitions, ≈ ", "N again reads it")
		d.press(keymap.FindOlder).settle().on(179999)
		d.findTowards("n-17 and $ts > -6h", source.Backward).settle().on(179998) // so little is not asked for
	})
}

func TestAPlanIsToldWithoutASearch(t *testing.T) {
	bubble(t, func(t *testing.T) {
		log := shop(20_000)
		d := sit(t, log)
		d.settle()
		for _, x := range []struct {
			filter string
			parts  int
			share  float64
		}{{"a = 1", 3, 1}, {"$partition = 1", 1, 1. / 3}, {"$ts > 11:00", 3, 3600. / 20_000}, {"$partition = 9", 0, 0}} {
			program, err := query.Compile(x.filter, query.Settings{Now: time.Now().UTC()})
			if err != nil {
				t.Fatal(err)
			}
			n, err := d.pane.Plan(program)(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			if want := x.share * 20_000; n.Partitions != x.parts || float64(n.Records) < want*0.98 || float64(n.Records) > want*1.02+1 || n.Of != 3 {
				t.Errorf("%s: %+v", x.filter, n)
			}
			if n.None != (x.parts == 0) {
				t.Errorf("%s: %s", x.filter, n.Short())
			}
		}
		same := func(a, b string) bool {
			keys := [2]string{}
			for i, text := range []string{a, b} {
				program, err := query.Compile(text, query.Settings{Now: time.Now().UTC()})
				if err != nil {
					t.Fatal(err)
				}
				keys[i] = d.pane.PlanKey(program)
			}
			return keys[0] == keys[1]
		}
		if !same("a = 1", "b = 2") || same("a = 1", "a = 1 and $partition = 1") ||
			same("$ts > 10:00", "$ts > 11:00") || same("$ts > 10:00:00.250", "$ts > 10:00:00.750") {
			t.Error("plans are kept for filters that read something else")
		}
	})
}
