package records

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"riffle/keymap"
	"riffle/source"
	"riffle/source/memory"
)

// river is a log of n records over three partitions, ten a second up to now. Of the
// seconds for which on says so, one record is Shipped. Records are wide: what is small
// as a whole is not sampled.
func river(n int, on func(second int) bool) *memory.Log {
	log := memory.New(memory.Topic{Name: "orders", Partitions: 3, Batch: 20})
	begin, pad := time.Now().Add(-time.Duration(n)*100*time.Millisecond), strings.Repeat("x", 300)
	for i := range n {
		kind := "Buy"
		if i%10 == 0 && on(i/10) {
			kind = "Shipped"
		}
		log.Append(source.Ref{Topic: "orders", Partition: int32(i % 3)}, source.Record{
			Time: begin.Add(time.Duration(i) * 100 * time.Millisecond), TimeKind: source.CreateTime, Producer: -1,
			Value: fmt.Appendf(nil, `{"type":"%s","id":"n-%d","pad":"%s"}`, kind, i, pad),
		})
	}
	return log
}

// The incident: shipping stopped half an hour ago. When exactly, and did it come back?
func TestWhereHitsEnd(t *testing.T) {
	bubble(t, func(t *testing.T) {
		log := river(100_000, func(s int) bool { return s < 8000 })
		d := sit(t, log)
		d.settle().press(keymap.Bisect).sees("f sets the filter first")
		d.filter("type = Shipped").settle()
		log.ResetCost()
		d.press(keymap.Bisect).settle()
		d.sees("hits end: last 11:26:39", "(sampled, ", " probes; B again: exact)")
		if n := log.Cost().Records; n > 75_000 {
			t.Fatalf("%d records were looked at for a sample", n)
		}
		d.press(keymap.First).settle().press(keymap.NextEdge).settle().on(79990)
		d.press(keymap.NextEdge).sees("hits do not begin or end after this")
		d.press(keymap.Bisect).settle().sees("hits end: last 11:26:39.000, none since (exact, 8,000 hits in 100,000 read)")
		d.press(keymap.Cancel).lacks("hits end")
		d.press(keymap.Bisect).settle().sees("hits end").filter("type = Buy").settle().lacks("hits end")
	})
}

func TestHitsThatComeAndGo(t *testing.T) {
	bubble(t, func(t *testing.T) {
		d := sit(t, river(100_000, func(s int) bool { return s >= 2000 && s < 4000 || s >= 7000 }))
		d.settle().filter("type = Shipped").settle().press(keymap.Bisect).settle()
		d.sees("2 stretches of hits: 09:46:40–10:19:59, 11:10:00–the end (sampled, ")
		d.sees("max ≈ ").press(keymap.PrevEdge).settle().on(70000)
		d.press(keymap.NextEdge).settle().sees("hits do not end after this, as far as is known · G goes to the end").on(70000)
		d.press(keymap.PrevEdge).settle().on(39990).press(keymap.PrevEdge).settle().on(20000)
		// When all was read, the strip says nowhere that something was not.
		d.press(keymap.Bisect).settle().sees("(exact, 5,000 hits in", "100,000 read; gaps of 1,563 records or more)").lacks("···", "max ≈ ")
	})
}

func TestLookingWhereHitsEndCanBeStopped(t *testing.T) {
	bubble(t, func(t *testing.T) {
		log := river(100_000, func(s int) bool { return s < 8000 })
		d := sit(t, log)
		d.settle().filter("type = Shipped").settle()
		log.Inject(memory.Fault{Method: memory.Read, Delay: 300 * time.Millisecond})
		d.press(keymap.Bisect).pass(time.Second).sees("looking where hits begin and end … ", " probe", "Ctrl-c stops")
		if !d.pane.Busy() || !d.pane.Running() {
			t.Fatal("it is nothing to lose")
		}
		d.run(d.pane.Stop())
		d.settle().sees("stopped after ", " read; B ")
		log.Heal()
		log.Inject(memory.Fault{Method: memory.Read, Delay: 100 * time.Millisecond})
		d.press(keymap.Bisect).pass(200 * time.Millisecond).sees("looking where")
		log.Heal()
		d.settle().press(keymap.Bisect)
		log.Inject(memory.Fault{Method: memory.Read, Delay: 200 * time.Millisecond})
		d.pass(2 * time.Second)
		if text := d.text(); !strings.Contains(text, "reading all for where hits begin and end …") || !strings.Contains(text, " %") {
			t.Fatalf("no progress:\n%s", text)
		}
		log.Heal()
		d.settle().sees("(exact, ")
	})
}

// Of many stretches the last, and what the answer rests on, fell off the end.
func TestManyStretchesLeaveRoomForTheLast(t *testing.T) {
	bubble(t, func(t *testing.T) {
		d := sit(t, river(100_000, func(s int) bool { return s%400 < 60 }))
		d.settle().filter("type = Shipped").settle().press(keymap.Bisect).settle().press(keymap.Bisect).settle()
		d.sees("25 stretches of hits: the beginning–09:14:19, 09:20:00–09:20:59,", " more … 11:53:20–11:54:19, none since", "(exact, 1,500 hits in 100,000")
	})
}

// Reading everything for the exact answer is a scan like others: a very large one
// asks first.
func TestTheExactAnswerAsksFirst(t *testing.T) {
	bubble(t, func(t *testing.T) {
		log := river(100_000, func(s int) bool { return s < 8000 })
		d := sit(t, log, func(c *Config) { c.Ask = 1 << 20 })
		d.settle().filter("type = Shipped").settle().press(keymap.Bisect).settle()
		d.sees("hits end: last 11:26:39", "B again: exact")
		log.ResetCost()
		d.press(keymap.Bisect).settle().sees("to read all of it is 3 of 3 partitions, ≈ ", "B again reads it")
		if n := log.Cost().Records; n > 30_000 {
			t.Fatalf("%d records were read before anybody agreed", n)
		}
		d.press(keymap.Bisect).settle().sees("(exact, 8,000 hits in 100,000 read)")
	})
}

// Where the rows are all hits already, looking at samples said less than the screen.
func TestWhereAllHitsAreRowsNothingMoreIsRead(t *testing.T) {
	bubble(t, func(t *testing.T) {
		log := river(100_000, func(s int) bool { return s == 3000 || s == 3100 || s == 8200 })
		d := sit(t, log)
		d.settle().filter("type = Shipped").settle().sees("3 hits in 100,000 read")
		log.ResetCost()
		d.press(keymap.Bisect).settle().sees("2 stretches of hits: 10:03:20–10:05:00, 11:30:00, none since (exact, 3 hits in", "100,000 read; gaps of 1,563 records or more)")
		if n := log.Cost().Records; n > 0 {
			t.Fatalf("%d records were read", n)
		}
		d.press(keymap.Bisect).settle().sees("(exact, 3 hits in")
	})
}

// Stopped, the exact answer claimed an end after which nobody had looked, and what the
// samples had told was lost. Esc stopped it, too.
func TestAStoppedAnswerLeavesTheOneBefore(t *testing.T) {
	bubble(t, func(t *testing.T) {
		log := river(100_000, func(s int) bool { return s < 8000 })
		d := sit(t, log)
		d.settle().filter("type = Shipped").settle().press(keymap.Bisect).settle().sees("hits end: last 11:26:39", "(sampled, ")
		log.Inject(memory.Fault{Method: memory.Read, Delay: 500 * time.Millisecond})
		d.press(keymap.Bisect).pass(2 * time.Second).sees("reading all for where hits begin and end")
		d.press(keymap.Cancel).pass(time.Second).sees("reading all for where hits begin and end")
		d.run(d.pane.Stop())
		d.settle().sees("stopped after ", "what was known before stands", "hits end: last 11:26:39", "(sampled, ")
		log.Heal()
		d.press(keymap.Bisect).settle().sees("hits end: last 11:26:39.000, none since (exact, 8,000 hits in 100,000 read)")
		d.press(keymap.Bisect).settle().sees("hits end: last 11:26:39.000, none since (exact, 8,000 hits in 100,000 read)")
	})
}

// While everything was read for the exact answer, the hits of the samples were gone
// from the strip, and what the strip showed of time changed with them, twice.
func TestWhatSamplesFoundStaysInTheStrip(t *testing.T) {
	bubble(t, func(t *testing.T) {
		log := river(100_000, func(s int) bool { return s >= 5000 && s < 6000 })
		d := sit(t, log)
		d.settle()
		log.Inject(memory.Fault{Method: memory.Read, Delay: 300 * time.Millisecond})
		d.filter("type = Shipped").pass(time.Second)
		d.run(d.pane.Stop())
		log.Heal()
		d.press(keymap.Bisect).settle().sees("hits begin: first 10:36:40", "(sampled, ")
		strip := func() []rune {
			all := d.screen()
			i := slices.IndexFunc(all, func(l string) bool { return strings.HasPrefix(l, " hits ") })
			return []rune(all[i])
		}
		before := strip()
		stays := func(when string) {
			t.Helper()
			for i, now := range strip() {
				if bars := "▁▂▃▄▅▆▇█"; strings.ContainsRune(bars, before[i]) && !strings.ContainsRune(bars, now) {
					t.Fatalf("hits are gone %s\n%s", when, d.text())
				}
			}
		}
		log.Inject(memory.Fault{Method: memory.Read, Delay: 300 * time.Millisecond})
		d.press(keymap.Bisect)
		for range 5 {
			d.pass(300 * time.Millisecond)
			stays("while all is read")
		}
		d.sees("reading all for where hits begin and end")
		d.run(d.pane.Stop())
		d.settle().sees("what was known before stands")
		d.press(keymap.Up)
		stays("after it was stopped")
	})
}

// One hiccup before the search began, which itself waits a minute, ended it.
func TestAnInterruptionAtTheStartDoesNotEndTheSearch(t *testing.T) {
	bubble(t, func(t *testing.T) {
		log := river(30_000, func(s int) bool { return s < 1000 })
		d := sit(t, log)
		d.settle().filter("type = Shipped").settle()
		away := &source.TransientError{Err: source.ErrUnreachable, After: time.Second}
		log.Inject(memory.Fault{Method: memory.Describe, Err: away, Calls: 3})
		d.press(keymap.Bisect).pass(10*time.Second).sees("hits end: last ", "(exact, 1,000 hits in 30,000 read)")
	})
}

// A small range is read whole at once; it was shown as "0 probes", without a share.
func TestASmallRangeIsReadWholeWithItsShare(t *testing.T) {
	bubble(t, func(t *testing.T) {
		log := river(30_000, func(s int) bool { return s < 1000 })
		d := sit(t, log)
		d.settle().filter("type = Shipped").settle()
		log.Inject(memory.Fault{Method: memory.Read, Delay: 300 * time.Millisecond})
		d.press(keymap.Bisect).pass(2 * time.Second)
		if text := d.text(); !strings.Contains(text, "reading all for where hits begin and end …") || !strings.Contains(text, " %") || strings.Contains(text, "probe") {
			t.Fatalf("no progress:\n%s", text)
		}
		log.Heal()
		d.settle().sees("hits end: last ", "(exact, 1,000 hits in 30,000 read)")
	})
}

// "None since" stood there while later hits came by.
func TestWhatCameSinceIsNotDenied(t *testing.T) {
	bubble(t, func(t *testing.T) {
		d := sit(t, shop(1000), func(c *Config) { c.Follow = true })
		d.settle().filter("id in (n-5, n-700, n-1100)").settle().press(keymap.Bisect).settle()
		d.sees("2 stretches of hits: ", ", none since")
		d.pass(3*time.Second).produce(1000, 50)
		d.settle().sees("none up to ").lacks("none since", "some since")
		d.produce(1050, 200)
		d.settle().sees("none up to ", ", some since")
	})
}

// Regression: hits among what a tail had left out were not there for B, which said
// that its answer was exact.
func TestWhatWasLeftOutIsLookedThroughForHits(t *testing.T) {
	bubble(t, func(t *testing.T) {
		d := sit(t, shop(1000), func(c *Config) { c.Follow = true })
		d.settle().filter("id in (n-5, n-25000)").settle()
		if !d.pane.Following() {
			t.Fatal("it does not follow")
		}
		d.log.Inject(memory.Fault{Method: memory.Next, Delay: 8 * time.Second, Calls: 20})
		d.produce(1000, 30_000)
		d.pass(30 * time.Second).sees("left out")
		d.press(keymap.Follow).settle().press(keymap.PageUp).settle()
		d.press(keymap.Bisect).settle().sees("2 stretches of hits: 11:43:25, 12:00:25, none since (exact, 2 hits in 31,000", "read; gaps of 485 records or more)")
	})
}

// All rows stood there with an answer about hits, whose filter was nowhere on the screen.
func TestAnAnswerIsToldUnderItsFilter(t *testing.T) {
	bubble(t, func(t *testing.T) {
		d := sit(t, shop(1000))
		d.settle().filter("nowhere").settle().press(keymap.Bisect).settle().sees("no hit found (exact, 1,000 read)")
		d.press(keymap.AllHits).settle().sees("▌orders  all").lacks("no hit found", "exact")
		d.press(keymap.Bisect).settle().sees("a brings the filter back first").lacks("no hit found")
		d.press(keymap.Cancel).press(keymap.AllHits).settle().sees("▌orders  nowhere", "no hit found (exact, 1,000 read)")
	})
}

// How many hits there are stood nowhere, though all of them were counted.
func TestTheExactAnswerCountsTheHits(t *testing.T) {
	bubble(t, func(t *testing.T) {
		d := sit(t, shop(1000))
		d.settle().filter("id = n-500").settle().press(keymap.Bisect).settle().sees("(exact, 1 hit in 1,000 read)")
		d.filter("id in (n-5, n-500)").settle().press(keymap.Bisect).settle().sees("(exact, 2 hits in 1,000")
	})
}
