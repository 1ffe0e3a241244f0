package records

import (
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"riffle/keymap"
	"riffle/source"
	"riffle/source/memory"
	"riffle/ui/panetest"
	"riffle/ui/window"
)

// covered is the last line of the pane.
func (d *desk) covered() string {
	d.t.Helper()
	s := d.screen()
	return strings.TrimSpace(s[len(s)-1])
}

func (d *desk) covers(words ...string) *desk {
	d.t.Helper()
	for _, w := range words {
		if !strings.Contains(d.covered(), w) {
			d.t.Fatalf("the coverage line lacks %q: %s", w, d.covered())
		}
	}
	return d
}

// flows checks the rate that the line tells. It is counted between batches, which
// come a little sooner or later.
func (d *desk) flows(want float64) *desk {
	d.t.Helper()
	found := regexp.MustCompile(`(\d+)/s ·`).FindStringSubmatch(d.covered())
	if found == nil {
		d.t.Fatalf("the coverage line tells no rate: %s", d.covered())
	}
	if got, _ := strconv.ParseFloat(found[1], 64); got < want*0.93 || got > want*1.07 {
		d.t.Fatalf("the rate is %v, want about %v: %s", got, want, d.covered())
	}
	return d
}

// Ends are rounded inwards: what the line says was read whole.
func TestTheCoverageLineNamesTheTimeThatWasReadWhole(t *testing.T) {
	bubble(t, func(t *testing.T) {
		d := sit(t, shop(7200))
		d.settle().covers("127 read · 11:57:53–12:00:00 whole · 3/3 parts · ")
		d.filter("Shipped").settle().covers(" hits in ", "–12:00:00 whole · 3/3 parts")
		d.run(d.pane.Seek(source.AtTime(time.Now().Add(-time.Hour).Truncate(time.Hour))))
		d.settle()
		from, to := d.pane.since(d.pane.cur), d.pane.until(d.pane.cur)
		for i, n := range d.numbers() {
			if n%10 != 0 || i > 0 && n != d.numbers()[i-1]+10 {
				t.Fatalf("hits %v", d.numbers())
			}
		}
		begin := time.Date(2000, 1, 1, 10, 0, 0, 0, time.UTC)
		first, last := begin.Add(time.Duration(d.numbers()[0])*time.Second), begin.Add(time.Duration(d.numbers()[len(d.numbers())-1])*time.Second)
		if from.After(first) || first.Sub(from) > 10*time.Minute || to.Before(last) || to.Sub(last) > 10*time.Minute {
			t.Fatalf("hits from %v to %v, read from %v to %v", first, last, from, to)
		}
		d.press(keymap.First).settle().covers("oldest–10:")
		d.filter("Shipped and nowhere").settle().covers("0 hits in 7,200 read · oldest–12:00 whole")
	})
}

func TestTheCoverageLineCountsWhatIsNotJSON(t *testing.T) {
	bubble(t, func(t *testing.T) {
		log := shop(100)
		for range 17 {
			log.Append(source.Ref{Topic: "orders"}, source.Record{Time: time.Now(), TimeKind: source.CreateTime, Producer: -1, Value: []byte("no json")})
		}
		d := sit(t, log)
		d.settle().filter("type != Buy").settle().covers("10 hits in 117 read", "17 not JSON", "3/3 parts")
		d.w = 50 // what is not JSON stays when room is short
		d.pane.Resize(d.w, d.h)
		d.covers("10 hits in 117 read", "17 not JSON")
	})
}

func TestASearchSaysHowFarItIsAndHowLongItTakes(t *testing.T) {
	bubble(t, func(t *testing.T) {
		log := shop(20_000)
		d := sit(t, log, func(*Config) {})
		d.w = 120
		d.pane.Resize(d.w, d.h)
		d.settle()
		log.Inject(memory.Fault{Method: memory.Read, Delay: time.Second})
		d.filter("nowhere").pass(4*time.Second).covers("0 hits in ", "scanning …", " %", "/s", "up to ", "whole")
		d.sees("searching", "no hit yet in", " whole · 3 of 3 partitions, ≈ ", "Ctrl-c stops")
		log.Heal()
		d.wait(2*time.Second).lacks("scanning", "searching").covers("0 hits in 20,000 read", "oldest–12:00 whole")
	})
}

// When the screen is full, the reading ahead is not a search that somebody waits for.
func TestReadingAheadIsNoSearch(t *testing.T) {
	bubble(t, func(t *testing.T) {
		log := shop(20_000)
		d := sit(t, log)
		d.settle()
		log.Inject(memory.Fault{Method: memory.Read, Delay: time.Second})
		d.filter("id ~ /n-199[67]./") // enough for the screen, and then none for long
		for range 100 {
			if d.pass(100 * time.Millisecond); d.pane.cur.win.Reach(window.Top) >= 0 && d.pane.cur.scanning() {
				break
			}
		}
		d.lacks("searching", "scanning").sees("reading ahead")
		log.Heal()
		d.wait(2 * time.Second).lacks("reading ahead")
	})
}

func TestTheFollowLineTellsTheFlow(t *testing.T) {
	bubble(t, func(t *testing.T) {
		d := sit(t, shop(100), func(c *Config) { c.Follow = true })
		d.settle().covers("waiting for new records · 3/3 parts · nothing skipped")
		at := 100
		flow := func(rounds int) {
			for range rounds {
				d.produce(at, 10)
				at += 10
				d.pass(50 * time.Millisecond)
			}
		}
		flow(60)
		d.flows(200).covers("/s · 3/3 parts · nothing skipped", "too fast to read: f filter")
		d.filter("Shipped").settle()
		flow(60)
		d.flows(200).covers(" hits/s of ", "/s · 3/3 parts · nothing skipped")
		d.filter("rarely").settle()
		flow(60)
		d.flows(200).covers("no hit in ")
		d.filter("Shipped").settle()
		flow(60)
		// A rate must not stay when the flow has ended; then nothing is drawn any more.
		d.pass(10 * time.Second).covers("0 hits/s of 0/s")
		n := 0
		for end := time.After(time.Minute); n >= 0; {
			select {
			case m := <-d.msgs:
				n++
				d.run(d.pane.Update(m))
				continue
			case <-end:
			}
			break
		}
		if n > 0 {
			t.Fatalf("%d messages in a quiet minute", n)
		}
	})
}

// What a tail left out was not read: the line must not say "whole".
func TestWhatWasLeftOutIsNotCovered(t *testing.T) {
	bubble(t, func(t *testing.T) {
		d := sit(t, shop(1000), func(c *Config) { c.Follow = true })
		d.settle()
		d.log.Inject(memory.Fault{Method: memory.Next, Delay: 1500 * time.Millisecond, Calls: 4})
		d.produce(1000, 30_000)
		d.pass(12 * time.Second).covers("left out above").lacks("nothing skipped")
		d.press(keymap.Up).settle().covers("left out above").lacks("whole")
	})
}

// Under a filter nobody knows how many of the new records are hits.
func TestNewRecordsUnderAFilterAreUnread(t *testing.T) {
	bubble(t, func(t *testing.T) {
		d := sit(t, shop(1000))
		d.settle().filter("Shipped").settle().sees("paused")
		d.produce(1000, 50)
		d.pass(3*time.Second).sees("row 100 of 100 hits", "paused +50 unread")
		d.press(keymap.Down).settle().press(keymap.Down).settle().sees("n-1000", "of 105 hits")
	})
}

func TestAKeyThatDoesNothingSaysWhy(t *testing.T) {
	bubble(t, func(t *testing.T) {
		d := sit(t, shop(1000))
		d.settle().press(keymap.AllHits).sees("no filter to turn off · f sets one")
		d.press(keymap.Down).sees("the live end · F follows").press(keymap.Up).lacks("F follows")
		for _, a := range []keymap.Action{keymap.Swap, keymap.Back} {
			if _, done := d.pane.Do(a, 0); done {
				t.Fatalf("%s is done though there is no place before", a)
			}
		}
	})
}

// Paused after the end was reached, the report said "complete" above shares of 90 %.
func TestNothingIsCompleteWhereRecordsCameSince(t *testing.T) {
	bubble(t, func(t *testing.T) {
		d := sit(t, shop(30))
		d.settle().filter("Shipped").settle()
		reports := func(words ...string) {
			t.Helper()
			panetest.Sees(t, strings.Join(d.pane.Report(), "\n"), words...)
		}
		reports("looked at 30 records in 3 partitions", "3 matched; complete", "p0   100 %")
		d.press(keymap.Follow).settle().produce(30, 11)
		d.settle().press(keymap.Up).settle()
		reports("looked at 41 records", "5 matched; complete")
		at := time.Now()
		d.produce(41, 3)
		d.pass(3 * time.Second)
		reports("93 %: looked at 41 · 5 matched", "the end was reached at "+at.Format("15:04:0"), ": 3 offsets came since, F reads on", "p0   93 %")
		panetest.Lacks(t, strings.Join(d.pane.Report(), "\n"), "complete")
		d.press(keymap.Follow).pass(3 * time.Second).press(keymap.Up).settle()
		reports("looked at 44 records", "complete", "p0   100 %")
	})
}
