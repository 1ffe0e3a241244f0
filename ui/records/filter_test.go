package records

import (
	"strings"
	"testing"
	"time"

	"riffle/keymap"
	"riffle/source"
	"riffle/source/memory"
)

func TestAFilterAtTheEndFillsTheScreenBackwards(t *testing.T) {
	bubble(t, func(t *testing.T) {
		d := sit(t, shop(5000))
		d.settle().filter("Shipped").settle()
		d.sees("▌orders  Shipped", "hits · paused", "n-4990", "hits in",
			"── no further hit up to 12:00:00, the live end · F waits for new ones ──").lacks("Buy")
		if d.line("no further hit") != 17 {
			t.Fatalf("the end is not on the last line:\n%s", d.text())
		}
		d.press(keymap.First).settle().sees("no earlier hit down to the oldest record", "n-0\"", "row 1 of")
	})
}

func TestAFilterKeepsThePlaceAndShowsWhatIsAround(t *testing.T) {
	bubble(t, func(t *testing.T) {
		d := sit(t, shop(5000))
		d.settle().press(keymap.PageUp, 100).settle()
		d.run(d.pane.Seek(source.AtTime(d.pane.Instant().Truncate(time.Minute))))
		d.settle()
		place := d.pane.Place()
		d.filter("Shipped").settle()
		r, _ := d.pane.Record()
		if d := r.Order().Max.Sub(place.Max); d < 0 || d >= 10*time.Second {
			t.Fatalf("the cursor went from %v to %v", place.Max, r.Max)
		}
		if n := len(d.numbers()); d.line("▌") < 3 || n < 20 {
			t.Fatalf("the screen is not full on both sides:\n%s", d.text())
		}
		d.filter("").settle().sees("▌orders  all", "Buy")
		if p := d.pane.Place(); p.Compare(r.Order()) != 0 {
			t.Fatalf("without the filter the cursor went to %v", p)
		}
		d.press(keymap.Back).settle().sees("▌orders  Shipped").lacks("Buy")
		d.press(keymap.AllHits).settle().sees("▌orders  all", "Buy")
		d.press(keymap.AllHits).settle().sees("▌orders  Shipped").lacks("Buy")
		if d.pane.FilterText() != "Shipped" {
			t.Fatal(d.pane.FilterText())
		}
	})
}

func TestASearchShowsItsProgressAndStopsAtOnce(t *testing.T) {
	bubble(t, func(t *testing.T) {
		log := shop(20_000)
		d := sit(t, log)
		d.settle()
		log.Inject(memory.Fault{Method: memory.Read, Delay: time.Second})
		d.filter("nowhere").pass(4*time.Second).sees("scanning …", "%", "/s", "up to ", "no hit yet", "searching")
		if !d.pane.Busy() {
			t.Fatal("a search that runs is nothing to lose")
		}
		d.run(d.pane.Stop())
		d.sees("stopped").lacks("scanning")
		log.Heal()
		d.settle()
		log.ResetCost()
		d.pass(time.Second)
		if n := log.Cost().Calls[memory.Read]; n != 0 {
			t.Fatalf("%d reads after the stop", n)
		}
		d.press(keymap.Up).settle().sees("no hit: all 20,000 records of orders were read", "F waits for new ones")
	})
}

func TestHitsAreDrawnAsTheyAreFound(t *testing.T) {
	bubble(t, func(t *testing.T) {
		log := shop(20_000)
		d := sit(t, log)
		d.settle()
		log.Inject(memory.Fault{Method: memory.Read, Delay: 50 * time.Millisecond})
		d.filter("n-19").pass(300*time.Millisecond).sees("n-19", "hits in").lacks("Buy\",\"id\":\"n-18")
	})
}

func TestFollowingHitsOnly(t *testing.T) {
	bubble(t, func(t *testing.T) {
		d := sit(t, shop(1000))
		d.settle().filter("Shipped").settle().press(keymap.Follow).settle()
		for i := range 35 { // one by one: each batch must own what is in it
			d.produce(1000+i, 1)
			d.wait(40 * time.Millisecond)
		}
		d.settle().sees("n-1000", "n-1010", "n-1020").sees("following", "n-1030", "hits").lacks("Buy", "no further hit")
		d.press(keymap.Up).settle().sees("paused")
		if r, _ := d.pane.Record(); !strings.Contains(string(r.Value), "n-1020") {
			t.Fatalf("under the cursor is %s", r.Value)
		}
	})
}

// A condition on time bounds what is read, and says so.
func TestAFilterOnTimeReadsNoMoreThanItNeeds(t *testing.T) {
	bubble(t, func(t *testing.T) {
		log := shop(20_000)
		d := sit(t, log)
		d.settle()
		log.ResetCost()
		d.filter("Shipped and $ts >= 11:48 and $ts < 11:49").settle()
		d.sees("6 of 6 hits", "no earlier hit down to 11:48:00, where the filter begins",
			"no further hit up to 11:54:00, 5 min after the filter ends")
		if n := log.Cost().Records; n > 2000 {
			t.Fatalf("%d records were read", n)
		}
		// What has not come yet was not read.
		d.filter("Shipped and $ts >= 11:58 and $ts < 11:59").settle()
		d.sees("of 6 hits", "no further hit up to 12:00:0", ", the live end").lacks("12:04", "after the filter ends")
		d.filter("nowhere and $ts > 11:59").settle().sees("in the time that the filter names")
		if n := d.pane.cover(d.pane.cur).Looked.Records; n > 300 { // why there is none is looked for elsewhere
			t.Fatalf("%d records were read", n)
		}
	})
}

// Each look at all rows and back was a search of the whole topic again.
func TestAllAndBackReadsNoHitTwice(t *testing.T) {
	bubble(t, func(t *testing.T) {
		log := shop(20_000)
		d := sit(t, log)
		d.settle().filter("id in (n-300, n-9000, n-15000)").settle().sees("row 3 of 3 hits", "20,000 read")
		d.press(keymap.Up).settle().on(9000)
		d.press(keymap.AllHits).settle().sees("▌orders  all", "n-9000", "n-9001").press(keymap.Down).settle().on(9001)
		log.ResetCost()
		d.press(keymap.AllHits).settle().sees("row 2 of 3 hits", "3 hits in 20,000 read", "oldest–").on(9000)
		if n := log.Cost().Records; n > 100 {
			t.Fatalf("%d records were read", n)
		}
		d.press(keymap.AllHits).settle().sees("▌orders  all").filter("id = n-300").settle().sees("1 hit in 20,000 read")
		d.press(keymap.AllHits).settle().press(keymap.AllHits).settle().sees("1 hit in 20,000 read")
	})
}

// A pane that followed said "waiting, nothing skipped" while it searched all that was
// there, and after that had been stopped.
func TestFollowingTellsOfTheSearchForEarlierHits(t *testing.T) {
	bubble(t, func(t *testing.T) {
		log := shop(20_000)
		d := sit(t, log, func(c *Config) { c.Follow = true })
		d.settle()
		log.Inject(memory.Fault{Method: memory.Read, Delay: 2 * time.Second})
		d.filter("nowhere").pass(time.Second).sees("scanning", " read").lacks("nothing skipped")
		d.run(d.pane.Stop())
		d.settle().sees("stopped at ").lacks("nothing skipped")
		log.Heal()
		d.press(keymap.Up).settle().sees("all 20,000 records of orders were read")
	})
}

// Going on after a stop still said "stopped", so that it was pressed again.
func TestGoingOnIsNoStop(t *testing.T) {
	bubble(t, func(t *testing.T) {
		log := shop(40_000)
		d := sit(t, log)
		d.settle().press(keymap.PageUp).settle()
		log.Inject(memory.Fault{Method: memory.Read, Delay: 2 * time.Second})
		d.filter("nowhere").pass(time.Second)
		d.run(d.pane.Stop())
		d.pass(time.Second).sees("stopped, no hit in ")
		d.press(keymap.Up).pass(time.Second).sees("scanning", "Ctrl-c stops").lacks("stopped")
		log.Heal()
		d.settle()
	})
}

// The pause after a stop was counted: going on told of a fraction of the rate, and of
// minutes that a search of seconds would take.
func TestAPauseIsNoPartOfTheRate(t *testing.T) {
	bubble(t, func(t *testing.T) {
		log := shop(40_000)
		d := sit(t, log)
		d.settle()
		log.Inject(memory.Fault{Method: memory.Read, Delay: time.Second})
		d.filter("nowhere").pass(4*time.Second).sees("scanning", "/s", "up to 12 s")
		d.run(d.pane.Stop())
		d.pass(10*time.Minute).press(keymap.Up).pass(1500*time.Millisecond).sees("scanning").lacks("/s", "up to")
		d.pass(time.Second).sees("scanning", "106 kB/s", "up to 11 s")
		log.Heal()
		d.settle()
	})
}

// Two keys were said to go on where one did nothing.
func TestAStopNamesTheKeysThatGoOn(t *testing.T) {
	bubble(t, func(t *testing.T) {
		log := shop(40_000)
		d := sit(t, log)
		d.settle()
		stop := func() {
			log.Inject(memory.Fault{Method: memory.Read, Delay: 2 * time.Second})
			d.filter("nowhere").pass(3 * time.Second)
			d.run(d.pane.Stop())
			log.Heal()
			d.settle().sees("stopped, no hit in ")
		}
		stop()
		d.sees(" read · k goes on").lacks("j goes on")
		d.press(keymap.AllHits).settle().press(keymap.First).settle().press(keymap.Down, 5000).settle()
		stop()
		d.sees(" read · k or j goes on").press(keymap.Down).settle().sees("no hit")
		d.filter("").settle().press(keymap.First).settle()
		stop()
		d.sees(" read · j goes on").lacks("k or").press(keymap.Down).settle().sees("no hit: all 40,000 records of orders were read")
	})
}

// Following after a stop still said that it was stopped, and not how much was read.
func TestFollowingAfterAStopTellsBoth(t *testing.T) {
	bubble(t, func(t *testing.T) {
		log := shop(40_000)
		d := sit(t, log)
		d.settle()
		log.Inject(memory.Fault{Method: memory.Read, Delay: time.Second})
		d.filter("nowhere").pass(3 * time.Second)
		d.run(d.pane.Stop())
		log.Heal()
		d.settle().press(keymap.Last).settle().sees("nowhere   ", "following", " read, stopped at ", " % · waiting for new records · k goes on")
		d.sees(" 0 hits in 589 read · waiting for new records · stopped at 1 % · 3/3 parts").lacks("stopped, no hit", "nothing skipped")
		d.press(keymap.Up).settle().sees("no hit: all 40,000 records of orders were read")
	})
}

// Looking at all rows during a search, or giving its filter once more, began it anew.
func TestASearchGoesOnAfterALookAtAllRows(t *testing.T) {
	bubble(t, func(t *testing.T) {
		log := shop(40_000)
		d := sit(t, log)
		d.settle()
		log.Inject(memory.Fault{Method: memory.Read, Delay: time.Second})
		log.ResetCost()
		d.filter("nowhere").pass(4 * time.Second).sees("no hit yet in 3,583 read")
		d.press(keymap.AllHits).pass(4*time.Second).sees("▌orders  all", "n-39999").press(keymap.AllHits).sees("no hit yet in 3,583 read")
		d.filter("nowhere").sees("no hit yet in 3,583 read")
		d.press(keymap.AllHits).press(keymap.AllHits).sees("no hit yet in 3,583 read").pass(1500 * time.Millisecond).lacks("3,583").sees("no hit yet in ")
		d.run(d.pane.Stop())
		d.settle().press(keymap.AllHits).settle().press(keymap.AllHits).settle().sees("stopped, no hit in ", "k goes on")
		log.Heal()
		d.filter("nowhere").settle().sees("no hit: all 40,000 records of orders were read")
		if n := log.Cost().Records; n > 50_000 {
			t.Fatalf("%d records were read", n)
		}
	})
}

// Elsewhere than where it was looked for, a hit is looked for anew.
func TestHitsAreLookedForWhereTheCursorWent(t *testing.T) {
	bubble(t, func(t *testing.T) {
		d := sit(t, shop(40_000))
		d.settle().filter("type = Shipped").settle().sees("n-39990").press(keymap.AllHits).settle()
		d.press(keymap.First).settle().sees("n-0").press(keymap.AllHits).settle().sees("▌orders  type = Shipped", "n-100").lacks("n-39990")
	})
}
