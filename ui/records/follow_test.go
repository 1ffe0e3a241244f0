package records

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"riffle/keymap"
	"riffle/source"
	"riffle/source/memory"
)

// produce appends n orders from number on, now, a millisecond apart.
func (d *desk) produce(from, n int) {
	for i := range n {
		order(d.log, from+i, time.Now().Add(time.Duration(i)*time.Millisecond))
	}
}

// numbers lists the orders in the window, in the order of the rows; other rows
// are -1.
func (d *desk) numbers() []int {
	var list []int
	w := d.pane.cur.win
	for i := w.First(); i <= w.Last(); i++ {
		n := -1
		if row, _ := w.Row(i); row.Record != nil {
			_, id, _ := strings.Cut(string(row.Record.Value), `"n-`)
			fmt.Sscanf(id, "%d", &n)
		}
		list = append(list, n)
	}
	return list
}

// once fails if an order is missing or there twice from the first one held on.
func (d *desk) once(until int) {
	d.t.Helper()
	seen := map[int]int{}
	first := until
	for _, n := range d.numbers() {
		seen[n]++
		first = min(first, n)
	}
	for n := first; n < until; n++ {
		if seen[n] != 1 {
			d.t.Fatalf("order %d is there %d times, of %d rows from %d on", n, seen[n], len(d.numbers()), first)
		}
	}
}

func TestFollowsFromWhereTheWindowEnds(t *testing.T) {
	bubble(t, func(t *testing.T) {
		d := sit(t, shop(1000))
		d.settle()
		d.produce(1000, 5) // after the pane was opened, before it follows
		d.press(keymap.Follow).settle().sees("following", "n-1004", "nothing skipped")
		for i := range 40 {
			d.produce(1005+i*10, 10)
			d.wait(50 * time.Millisecond).sees(fmt.Sprintf("n-%d", 1014+i*10))
		}
		d.once(1405)
		if d.line("n-1404") != 18 {
			t.Fatalf("the newest record is not on the last line:\n%s", d.text())
		}
	})
}

func TestTheLastKeyFollowsAtTheLiveEnd(t *testing.T) {
	bubble(t, func(t *testing.T) {
		d := sit(t, shop(1000))
		d.settle().press(keymap.Up).press(keymap.Last)
		if d.pane.Following() {
			t.Fatal("it follows before the cursor was on the newest row")
		}
		d.press(keymap.Last).settle().sees("following")
	})
}

func TestMovingUpPausesAndNothingIsLost(t *testing.T) {
	bubble(t, func(t *testing.T) {
		d := sit(t, shop(1000), func(c *Config) { c.Follow = true })
		d.settle().sees("following")
		d.produce(1000, 100)
		d.settle().press(keymap.Up).sees("paused").lacks("following")
		at, line := d.pane.Place(), d.line("n-1098")
		d.settle()
		if d.pane.Place().Compare(at) != 0 || d.line("n-1098") != line {
			t.Fatalf("the cursor moved when the rows were put into order:\n%s", d.text())
		}
		d.produce(1100, 1204)
		d.pass(3 * time.Second).sees("+1,204 new").lacks("n-1100\"")
		d.press(keymap.Follow).settle().sees("following", "n-2303")
		d.press(keymap.Up).settle().press(keymap.PageUp, 80).settle()
		d.once(1800)
	})
}

func TestGoingDownReadsOnWithoutFollowing(t *testing.T) {
	bubble(t, func(t *testing.T) {
		d := sit(t, shop(100))
		d.settle()
		d.produce(100, 50)
		d.pass(3 * time.Second).sees("+50 new")
		d.press(keymap.PageDown).settle().press(keymap.PageDown).settle().sees("n-135").press(keymap.Down).settle()
		d.sees("n-136", "paused")
		d.once(150)
	})
}

func TestPausingPutsArrivalsIntoTheMergedOrder(t *testing.T) {
	bubble(t, func(t *testing.T) {
		d := sit(t, shop(100), func(c *Config) { c.Follow = true })
		d.settle()
		// Partition 1 is late: its records carry earlier times, but arrive last.
		now := time.Now()
		for i := range 9 {
			order(d.log, 100+3*i, now.Add(time.Duration(100+i)*time.Millisecond))
		}
		d.settle()
		for i := range 9 {
			order(d.log, 101+3*i, now.Add(time.Duration(i)*time.Millisecond))
		}
		d.settle()
		if n := d.numbers(); n[len(n)-1] != 125 {
			t.Fatalf("while following, the last row is what arrived last, not %v", n)
		}
		d.press(keymap.Up).settle()
		w := d.pane.cur.win
		for i := w.First(); i < w.Last(); i++ {
			a, _ := w.Row(i)
			b, _ := w.Row(i + 1)
			if a.Record.Order().Compare(b.Record.Order()) >= 0 {
				t.Fatalf("rows %d and %d are out of order: %v", i, i+1, d.numbers())
			}
		}
	})
}

func TestATailThatCannotKeepUpJumpsAndSaysWhatItLeftOut(t *testing.T) {
	bubble(t, func(t *testing.T) {
		d := sit(t, shop(1000), func(c *Config) { c.Follow = true })
		d.settle()
		d.log.Inject(memory.Fault{Method: memory.Next, Delay: 1500 * time.Millisecond, Calls: 4})
		d.produce(1000, 30_000)
		d.pass(12*time.Second).sees("records left out · Enter opens them", "following", "left out")
		d.produce(31_000, 3)
		d.settle().sees("n-31002")
		for d.pane.cur.win.Cursor() > d.pane.cur.win.First() {
			if row, _ := d.pane.cur.win.Current(); row.Gap != nil {
				break
			}
			d.press(keymap.Up)
		}
		d.settle().sees("▌ ⋯", "records left out")
		last := 0
		for _, n := range d.numbers() {
			if n < 0 {
				break
			}
			last = n
		}
		if _, done := d.pane.Do(keymap.Open, 0); !done {
			t.Fatal("Enter does not open what was left out")
		}
		d.press(keymap.Open).settle().sees(fmt.Sprintf("n-%d\"", last+1), "paused")
		if d.pane.Following() {
			t.Fatal("what was left out is a place to read")
		}
	})
}

func TestABrokerThatGoesAwayAndComesBack(t *testing.T) {
	bubble(t, func(t *testing.T) {
		d := sit(t, shop(1000), func(c *Config) { c.Follow = true })
		d.settle()
		d.produce(1000, 10)
		d.settle()
		d.log.Down()
		d.pass(time.Second).sees("reconnecting in", "resumes at p")
		d.log.Up()
		d.produce(1010, 10)
		d.pass(3*time.Second).sees("n-1019", "following").lacks("reconnecting")
		d.once(1020)
	})
}

func TestTheScreenIsDrawnAtMostThirtyTimesASecond(t *testing.T) {
	bubble(t, func(t *testing.T) {
		d := sit(t, shop(100), func(c *Config) { c.Follow = true })
		d.settle()
		n := 0
		for i := range 1000 {
			d.produce(100+i, 1)
			for end, ok := time.After(time.Millisecond), true; ok; {
				select {
				case m := <-d.msgs:
					n++
					d.run(d.pane.Update(m))
				case <-end:
					ok = false
				}
			}
		}
		if n > 32 {
			t.Fatalf("%d messages in a second", n)
		}
		d.settle().once(1100)
	})
}

// loud is a stream whose tail brings a little at a time, as that of Kafka brings
// one partition after the other.
type loud struct{ stream }

type little struct{ source.Cursor }

func (l loud) Tail(ctx context.Context, from source.Position) (source.Cursor, error) {
	c, err := l.stream.Tail(ctx, from)
	return little{c}, err
}

func (l little) Next(ctx context.Context, _ int) (source.Batch, error) { return l.Cursor.Next(ctx, 1) }

// Regression: each message held what one call brought, and the next call waited for
// the next frame. A tail of 60 partitions fell behind at 10,000 records a second,
// and left records out though nothing was busy.
func TestAMessageOfATailHoldsAllThatCame(t *testing.T) {
	bubble(t, func(t *testing.T) {
		log := shop(100)
		src := log.Open()
		d := sit(t, log, func(c *Config) {
			c.Follow = true
			c.open = func(refs []source.Ref, o source.Options) stream { return loud{source.NewStream(src, refs, o)} }
		})
		d.settle()
		for i := range 20 {
			d.produce(100+i*200, 200)
			d.pass(2 * tailFrame).sees(fmt.Sprintf("n-%d", 299+i*200))
		}
		d.sees("nothing skipped").once(4100)
	})
}

func TestALinkedPaneThatFollowsPauses(t *testing.T) {
	bubble(t, func(t *testing.T) {
		d := sit(t, shop(1000), func(c *Config) { c.Follow = true })
		d.settle()
		d.run(d.pane.SeekTime(time.Now().Add(-10 * time.Second)))
		d.settle().sees("paused")
		if r, _ := d.pane.Record(); r.Kind != source.Data || !strings.Contains(string(r.Value), "n-990") {
			t.Fatalf("under the cursor is %s", r.Value)
		}
	})
}

func TestFollowingAnEmptyTopicFromAnotherPlace(t *testing.T) {
	bubble(t, func(t *testing.T) {
		d := sit(t, shop(0), func(c *Config) { c.At = source.AtStart() })
		d.press(keymap.Follow).settle().sees("following", "waiting for new ones")
		d.produce(0, 3)
		d.settle().sees("n-2")
	})
}

// Memory must not grow with what passes by.
func TestFollowingForLongHoldsABoundedWindow(t *testing.T) {
	bubble(t, func(t *testing.T) {
		d := sit(t, shop(1000), func(c *Config) { c.Follow, c.Limit.Rows, c.Limit.Bytes = true, 2000, 8<<20 })
		d.settle()
		for i := range 100 {
			d.produce(1000+i*500, 500)
			d.wait(40 * time.Millisecond)
			if n := d.pane.cur.win.Len(); n > 4000 {
				t.Fatalf("%d rows held", n)
			}
		}
		d.sees("n-50999").once(51_000)
		d.press(keymap.PageUp, 300).settle().once(45_000)
	})
}
