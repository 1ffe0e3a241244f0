package records

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"riffle/keymap"
	"riffle/query"
	"riffle/source"
	"riffle/source/memory"
	"riffle/ui/theme"
)

// find looks for something, in the direction that the place suggests.
func (d *desk) find(text string) *desk { d.t.Helper(); return d.findTowards(text, 0) }

func (d *desk) findTowards(text string, dir source.Dir) *desk {
	d.t.Helper()
	program, err := query.Compile(text, query.Settings{Now: time.Now().UTC()})
	if err != nil {
		d.t.Fatal(err)
	}
	d.run(d.pane.Find(program, text, dir))
	return d
}

// on fails unless the cursor is on the record that names this number.
func (d *desk) on(n int) *desk {
	d.t.Helper()
	r, ok := d.pane.Record()
	if !ok || !strings.Contains(string(r.Value), fmt.Sprintf(`"n-%d"`, n)) {
		d.t.Fatalf("the cursor is not on n-%d:\n%s", n, d.text())
	}
	return d
}

func TestFindGoesUpwardsAtTheEndAndHidesNothing(t *testing.T) {
	bubble(t, func(t *testing.T) {
		d := sit(t, shop(5000))
		d.settle().find("Shipped").settle().on(4990).sees("▌orders  all", "n-4991", "▌›11:59:50", "Buy")
		d.press(keymap.FindOlder).settle().on(4980)
		d.press(keymap.FindNewer).settle().on(4990)
		d.press(keymap.FindNewer).settle().on(4990).sees("no newer match of Shipped up to 12:00:00, the live end · N older")
		d.press(keymap.FindOlder, 3).settle().on(4960)
		d.press(keymap.Back).settle().on(4999) // one step, however many matches were looked at
	})
}

func TestFindGoesBeyondWhatIsLoadedInBothDirections(t *testing.T) {
	bubble(t, func(t *testing.T) {
		log := shop(20_000)
		d := sit(t, log)
		d.settle().find("n-777").settle().on(7779).sees("▌orders  all", "n-7780", "n-7778")
		d.press(keymap.FindOlder, 11).settle().on(777)
		d.press(keymap.FindOlder).settle().on(777).
			sees("no older match of n-777 down to 06:26:40, the oldest record · n newer")
		d.press(keymap.FindNewer).settle().on(7770)
		d.press(keymap.FindNewer, 9).settle().on(7779)
		d.press(keymap.Back).settle().on(19999)
		d.findTowards("n-777", source.Backward).settle().press(keymap.FindOlder, 10).settle().on(777)
		d.press(keymap.FindNewer).press(keymap.FindNewer).press(keymap.FindNewer).settle().on(7772) // typed ahead
		d.press(keymap.FindNewer, 100).settle().on(7779)                                            // as far as there are any
	})
}

func TestFindAmongHits(t *testing.T) {
	bubble(t, func(t *testing.T) {
		d := sit(t, shop(20_000))
		d.settle().filter("Shipped and $ts >= 08:00").settle().find("/n-\\d*00\"/").settle().on(19900).lacks("Buy")
		d.press(keymap.FindOlder, 30).settle().on(16900).sees("▌orders  Shipped").lacks("Buy")
		d.press(keymap.FindOlder, 200).settle().on(5600)
		d.press(keymap.FindOlder).settle().sees("no older match", "down to 08:00:00, where the filter begins")
		d.find("$partition = 7").settle().sees("no record here can match")
	})
}

func TestWhereHitsAreSetOffAmongAllRows(t *testing.T) {
	bubble(t, func(t *testing.T) {
		d := sit(t, shop(5000))
		d.settle().press(keymap.FindOlder).sees("nothing to look for yet")
		d.filter("Shipped").settle().press(keymap.FindOlder).sees("every row is a hit")
		d.press(keymap.AllHits).settle().sees("▌orders  all", "›11:59:50", "Buy")
		d.press(keymap.FindOlder).settle().on(4980)
		d.press(keymap.AllHits).settle().on(4980).sees("▌orders  Shipped").lacks("Buy")
	})
}

func TestASearchForAMatchSaysHowFarItIsAndStops(t *testing.T) {
	bubble(t, func(t *testing.T) {
		log := shop(20_000)
		d := sit(t, log)
		d.settle()
		log.Inject(memory.Fault{Method: memory.Read, Delay: time.Second})
		d.find("n-17").pass(2*time.Second).sees("finding older …", "%", "read", "Ctrl-c stops")
		if !d.pane.Busy() || !d.pane.Running() {
			t.Fatal("a search that runs is nothing to lose")
		}
		place := d.pane.Place()
		d.run(d.pane.Stop())
		d.sees("stopped: no older match in", "N goes on").lacks("finding")
		log.Heal()
		d.settle()
		log.ResetCost()
		d.pass(3 * time.Second)
		if n := log.Cost().Calls[memory.Read]; n != 0 || d.pane.Place() != place {
			t.Fatalf("%d reads after the stop, the cursor on %v", n, d.pane.Place())
		}
		d.press(keymap.FindOlder).settle().on(17999)
	})
}

// A match far to the right is scrolled to, and the cell cursor is on it.
func TestFindShowsTheValueThatMatched(t *testing.T) {
	bubble(t, func(t *testing.T) {
		log := shop(300)
		log.Append(source.Ref{Topic: "orders", Partition: 1}, source.Record{
			Time: time.Now(), TimeKind: source.CreateTime, Producer: -1,
			Value: fmt.Appendf(nil, `{"id":"n-300","pad":"%s","order":{"id":"needle-17"},"z":1}`, strings.Repeat("x", 200)),
		})
		order(log, 301, time.Now().Add(time.Second))
		d := sit(t, log)
		d.settle().lacks("needle-17").find("needle").settle().on(300).sees("needle-17")
		if c, ok := d.pane.Cell(); !ok || c.Path != "order.id" {
			t.Fatalf("the cell cursor is on %v", c)
		}
	})
}

// What the window holds of a large record is not the record.
func TestFindLooksIntoAllOfALargeRecord(t *testing.T) {
	bubble(t, func(t *testing.T) {
		log := shop(300)
		pad := strings.Repeat("x", 2*clipBytes)
		log.Append(source.Ref{Topic: "orders", Partition: 1}, source.Record{
			Time: time.Now(), TimeKind: source.CreateTime, Producer: -1,
			Value: fmt.Appendf(nil, `{"id":"n-300","pad":"%s","last":"needle"}`, pad),
		})
		for i := 301; i < 400; i++ {
			order(log, i, time.Now().Add(time.Duration(i)*time.Millisecond))
		}
		d := sit(t, log)
		d.settle().find("last = needle").settle().on(300)
		d.press(keymap.First).settle().findTowards("last = needle", source.Forward).settle().on(300)
		d.findTowards("not last = needle and type = Shipped", source.Backward).settle().on(290)
		d.press(keymap.FindNewer).settle().on(310)
	})
}

func TestFindFollowsOutagesAndSaysWhatWentWrong(t *testing.T) {
	bubble(t, func(t *testing.T) {
		log := shop(20_000)
		d := sit(t, log)
		d.settle()
		log.Down()
		d.find("n-17").pass(3 * time.Second)
		log.Up()
		d.pass(5 * time.Second).on(17999)
	})
}

func TestMarksKeepTheLooksBelow(t *testing.T) {
	p, err := query.Compile(`Shipped or /"id/`, query.Settings{})
	if err != nil {
		t.Fatal(err)
	}
	th := theme.New(theme.Dark, false)
	row := "Shipped " + th.Paint(theme.Key, `"日本"`) + ":" + th.Paint(theme.String, `"Shipped"`) + "," + th.Paint(theme.Key, `"id"`)
	got := mark(th, row, 8, p.Marks)
	if plain := ansi.Strip(got); plain != ansi.Strip(row) {
		t.Errorf("what is read has become %q", plain)
	}
	hit, str, key := th.On(theme.Hit), th.On(theme.String), th.On(theme.Key)
	for _, want := range []string{hit + str + "Shipped" + th.Off(), hit + key + `"id` + th.Off() + key + `"`} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in %q", want, got)
		}
	}
	if strings.HasPrefix(got, hit) {
		t.Errorf("what stands before cell 8 is set off: %q", got)
	}
}
