package records

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"riffle/keymap"
	"riffle/source"
	"riffle/source/memory"
)

func TestOpensAtTheNewestRecordPaused(t *testing.T) {
	bubble(t, func(t *testing.T) {
		d := sit(t, shop(1000))
		d.sees("opening orders at the newest record", "Ctrl-c stops")
		d.settle().sees("▌orders  all", "paused at 11:59:59.000", "3/3 parts",
			"▌ 11:59:59.000   0     333  c-0999  {\"type\":\"Buy\",\"id\":\"n-999\"}")
		if got := d.line("n-999"); got != 18 {
			t.Fatalf("the newest record is on line %d, not on the last", got)
		}
		if d.pane.Following() || d.pane.Busy() {
			t.Fatal("a pane that was just opened is paused and at rest")
		}
		if r, _ := d.pane.Record(); !strings.Contains(string(r.Value), "n-999") || !d.pane.Instant().Equal(r.Time) {
			t.Fatalf("the record under the cursor is %s", r.Value)
		}
	})
}

func TestKeysAreAnsweredBeforeTheDataIsThere(t *testing.T) {
	bubble(t, func(t *testing.T) {
		log := shop(1000)
		log.Inject(memory.Fault{Method: memory.Describe, Delay: time.Second, Calls: 1})
		d := sit(t, log)
		d.press(keymap.Up).press(keymap.Up).press(keymap.PageUp).sees("opening")
		d.pass(3*time.Second).sees("▌ 11:59:39.000", "n-979")
	})
}

func TestScrollsToTheOldestRecordAndBackInBoundedMemory(t *testing.T) {
	bubble(t, func(t *testing.T) {
		d := sit(t, shop(20_000), func(c *Config) { c.Limit.Rows, c.Limit.Bytes = 1000, 8<<20 })
		d.settle()
		walk := func(a keymap.Action, step int) {
			at := 19_999
			if step > 0 {
				at = 0
			}
			for range 20_000/18 + 1 {
				d.press(a).settle()
				at = min(max(at+step, 0), 19_999)
				if r, _ := d.pane.Record(); !strings.HasSuffix(string(r.Value), fmt.Sprintf(`"n-%d"}`, at)) {
					t.Fatalf("under the cursor is %s, want n-%d", r.Value, at)
				}
				if n := d.pane.cur.win.Len(); n > 2500 {
					t.Fatalf("the window holds %d rows", n)
				}
			}
		}
		walk(keymap.PageUp, -18)
		d.sees("── the oldest record is below ──", "n-0\"")
		walk(keymap.PageDown, +18)
		d.sees("n-19999").lacks("the oldest")
	})
}

func TestRowsDoNotMoveWhileMoreArrive(t *testing.T) {
	bubble(t, func(t *testing.T) {
		d := sit(t, shop(3000))
		d.settle()
		for range 60 {
			d.press(keymap.PageUp)
			before := d.rows()
			d.settle()
			for i, l := range d.rows() {
				if before[i] != "" && before[i] != l {
					t.Fatalf("line %d was\n%s\nand is\n%s", i, before[i], l)
				}
			}
		}
	})
}

func TestASatisfiedOrHiddenPaneReadsNothing(t *testing.T) {
	bubble(t, func(t *testing.T) {
		log := shop(5000)
		d := sit(t, log)
		d.settle()
		log.ResetCost()
		d.pass(time.Second)
		if c := log.Cost(); c.Calls[memory.Read] != 0 {
			t.Fatalf("a satisfied pane read: %+v", c)
		}
		d.run(d.pane.Hide(true))
		d.press(keymap.PageUp, 50).pass(time.Minute)
		if c := log.Cost(); c.Calls[memory.Read] != 0 || c.Calls[memory.Describe] > 1 {
			t.Fatalf("a hidden pane read: %+v", c)
		}
		d.run(d.pane.Hide(false))
		d.settle().sees("n-4099\"")
	})
}

func TestJumps(t *testing.T) {
	bubble(t, func(t *testing.T) {
		d := sit(t, shop(6000))
		d.settle()
		for _, s := range []struct {
			name string
			do   func()
			want string
		}{
			{"oldest", func() { d.press(keymap.First) }, "n-0"},
			{"newest", func() { d.press(keymap.Last) }, "n-5999"},
			{"share", func() { d.press(keymap.Percent, 50) }, ""},
			{"offset in this partition", func() { d.press(keymap.Last).settle().press(keymap.First, 1000) }, "n-3002"},
			{"time", func() { d.run(d.pane.Seek(source.AtTime(time.Now().Add(-time.Hour).Truncate(time.Second)))) }, ""},
			{"oldest again", func() { d.press(keymap.First) }, "n-0"},
			{"a minute on", func() { d.press(keymap.MinuteOn) }, "n-60"},
			{"an hour on", func() { d.press(keymap.HourOn) }, "n-3660"},
			{"two minutes back", func() { d.press(keymap.MinuteBack, 2) }, "n-3540"},
			{"back", func() { d.press(keymap.Back) }, "n-3660"},
			{"swap", func() { d.press(keymap.Swap) }, "n-60"},
			{"swap again", func() { d.press(keymap.Swap) }, "n-3660"},
		} {
			s.do()
			d.settle()
			r, ok := d.pane.Record()
			if s.want != "" && (!ok || !strings.HasSuffix(string(r.Value), `"`+s.want+`"}`)) {
				t.Fatalf("%s: under the cursor is %s, want %s\n%s", s.name, r.Value, s.want, d.text())
			}
			d.lacks("opening")
		}
	})
}

// A topic in which nothing happened for hours must not hold the cursor.
func TestAMinuteBackCrossesAQuietHour(t *testing.T) {
	bubble(t, func(t *testing.T) {
		log := memory.New(memory.Topic{Name: "orders", Partitions: 3})
		for i := range 5 {
			order(log, i, time.Now().Add(-time.Duration(5-i)*time.Hour))
		}
		d := sit(t, log)
		d.settle().press(keymap.MinuteBack).settle().press(keymap.MinuteBack).settle()
		if r, _ := d.pane.Record(); !strings.Contains(string(r.Value), "n-2") {
			t.Fatalf("under the cursor is %s", r.Value)
		}
	})
}

func TestASeekKeepsTheOldRowsUntilTheNewOnesAreThere(t *testing.T) {
	bubble(t, func(t *testing.T) {
		log := shop(6000)
		d := sit(t, log)
		d.settle()
		log.Inject(memory.Fault{Method: memory.Read, Delay: time.Second, Calls: 3})
		d.press(keymap.First).wait(100*time.Millisecond).sees("n-5999", "going to start")
		d.pass(3 * time.Second).sees("n-0\"").lacks("going to")
	})
}

func TestALinkedPaneFollowsTheOtherCursor(t *testing.T) {
	bubble(t, func(t *testing.T) {
		log := shop(6000)
		d := sit(t, log)
		d.settle()
		log.ResetCost()
		newest := d.pane.Instant()
		d.run(d.pane.SeekTime(newest.Add(-30*time.Second + time.Millisecond)))
		if r, _ := d.pane.Record(); !strings.Contains(string(r.Value), "n-5969") {
			t.Fatalf("inside the window, under the cursor is %s", r.Value)
		}
		if c := log.Cost(); c.Calls[memory.OffsetsAt] != 0 {
			t.Fatal("the cluster was asked for an instant that is inside the window")
		}
		for i := range 20 {
			d.run(d.pane.SeekTime(newest.Add(-time.Hour - time.Duration(i)*time.Second)))
			d.pass(10 * time.Millisecond)
		}
		d.settle()
		if r, _ := d.pane.Record(); !strings.Contains(string(r.Value), "n-2380") {
			t.Fatalf("outside of it, under the cursor is %s", r.Value)
		}
		if c := log.Cost(); c.Calls[memory.OffsetsAt] > 6 {
			t.Fatalf("%d look-ups for one seek", c.Calls[memory.OffsetsAt])
		}
	})
}
