package records

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"riffle/keymap"
	"riffle/query"
	"riffle/source"
	"riffle/source/memory"
)

// under tells whether the record under the cursor is order n.
func (d *desk) under(n int) *desk {
	d.t.Helper()
	if r, _ := d.pane.Record(); r == nil || !strings.HasSuffix(string(r.Value), fmt.Sprintf(`"n-%d"}`, n)) {
		d.t.Fatalf("order %d is not under the cursor:\n%s", n, d.text())
	}
	return d
}

// apart is a stream whose tail brings one partition after the other, as that of Kafka does.
type apart struct{ stream }

type sorted struct{ source.Cursor }

func (a apart) Tail(ctx context.Context, from source.Position) (source.Cursor, error) {
	c, err := a.stream.Tail(ctx, from)
	return sorted{c}, err
}

func (s sorted) Next(ctx context.Context, most int) (source.Batch, error) {
	b, err := s.Cursor.Next(ctx, most)
	slices.SortStableFunc(b.Records, func(a, b source.Record) int { return a.Ref.Compare(b.Ref) })
	return b, err
}

// Regression: from up to 4,096 records behind, the tail brought what lay between one
// partition after the other, and the newest record was not the last row.
func TestFollowingFromBehindShowsTheNewestPageInOrder(t *testing.T) {
	for name, behind := range map[string]func(d *desk){
		"the window ends before the live end": func(d *desk) { d.press(keymap.First).settle() },
		"records came since":                  func(d *desk) { d.produce(3000, 600); d.pass(3 * time.Second) },
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				log := shop(3000)
				src := log.Open()
				d := sit(t, log, func(c *Config) {
					c.open = func(refs []source.Ref, o source.Options) stream { return apart{source.NewStream(src, refs, o)} }
				})
				d.settle()
				behind(d)
				_, end, _ := d.pane.ends()
				newest := -1
				for _, x := range end {
					newest += int(x.Offset.Lo)
				}
				d.press(keymap.Follow).settle().sees("following").under(newest)
				if list := d.numbers(); !slices.IsSorted(list) || len(list) < 18 {
					t.Fatalf("rows %v are out of order", list)
				}
				d.produce(newest+1, 1)
				d.settle().under(newest + 1)
			})
		})
	}
}

// Regression: quitting asked about a search while a pane without a filter only read ahead.
func TestOnlyASearchIsSomethingToLose(t *testing.T) {
	bubble(t, func(t *testing.T) {
		log := shop(20_000)
		d := sit(t, log)
		d.settle()
		log.Inject(memory.Fault{Method: memory.Read, Delay: time.Second})
		d.press(keymap.PageUp, 20).wait(100 * time.Millisecond)
		if d.pane.Busy() || !d.pane.Running() {
			t.Fatal("reading rows without a filter can be stopped, but is nothing to lose")
		}
		d.filter("nowhere").pass(2 * time.Second)
		if !d.pane.Busy() || !d.pane.Running() {
			t.Fatal("a search that runs is nothing to lose")
		}
		d.run(d.pane.Stop())
		log.Heal()
		d.settle()
	})
}

// Regression: the key stopped at the last row that was loaded, or followed at once.
func TestTheLastKeyGoesToTheLiveEndFirst(t *testing.T) {
	for _, up := range []int{0, 3} {
		for _, heard := range []time.Duration{0, 3 * time.Second} {
			bubble(t, func(t *testing.T) {
				d := sit(t, shop(1000))
				d.settle()
				for range up {
					d.press(keymap.Up)
				}
				d.produce(1000, 5)
				d.pass(heard)
				if heard > 0 {
					d.sees("+5 new")
				} else if up == 0 {
					return // at what is known to be the end, it follows
				}
				d.press(keymap.Last).settle().under(1004).lacks("following").once(1005)
				d.press(keymap.Last).settle().sees("following")
			})
		}
	}
}

// Regression: "+0 new" stood in the title of a window with unseen rows below it.
func TestNothingNewIsNotSaidWhereRowsLieBelow(t *testing.T) {
	bubble(t, func(t *testing.T) {
		d := sit(t, shop(6000))
		d.settle().sees("paused at").press(keymap.First).pass(3 * time.Second).sees("paused at").lacks("new")
		d.produce(6000, 5)
		d.pass(3 * time.Second).sees("+5 new")
	})
}

// Regression: errors were cut at the width of the pane, and did not say what to do.
func TestAnErrorIsSaidInFull(t *testing.T) {
	why := fmt.Errorf("reading orders p1 at 88123 from broker 3 (kafka-3.example:9092), as user reader: %w", source.ErrUnsupported)
	for name, story := range map[string]func(d *desk){
		"where rows end": func(d *desk) {
			d.log.Inject(memory.Fault{Method: memory.Read, Err: why})
			d.press(keymap.PageUp, 200).settle()
		},
		"on the way to a place": func(d *desk) {
			d.log.Inject(memory.Fault{Method: memory.OffsetsAt, Err: why})
			d.run(d.pane.Seek(source.AtTime(time.Now().Add(-time.Minute))))
			d.settle()
		},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				d := sit(t, shop(3000))
				d.settle()
				story(d)
				said := strings.Join(strings.Fields(d.text()), " ")
				for _, s := range []string{why.Error(), source.Advice(why)} {
					if !strings.Contains(said, s) {
						t.Fatalf("%q is not said:\n%s", s, d.text())
					}
				}
			})
		})
	}
}

// Regression: without a number the key went to the oldest record.
func TestAShareNeedsANumber(t *testing.T) {
	bubble(t, func(t *testing.T) {
		d := sit(t, shop(1000))
		d.settle().press(keymap.Percent).settle().under(999).sees("type a number first: 50%")
	})
}

// Regression: the end of the status was dropped, which says most.
func TestANarrowTitleKeepsWhatThePaneDoes(t *testing.T) {
	bubble(t, func(t *testing.T) {
		d := sit(t, shop(1000))
		d.w, d.pane.name = 40, "orders-of-the-northern-warehouse-2026"
		d.pane.Resize(d.w, d.h)
		d.settle()
		d.produce(1000, 5)
		d.pass(3*time.Second).sees("+5 new", "▌orders", "026  all")
		d.press(keymap.Follow).settle().sees("following", "▌orders", "026  all")
	})
}

// Regression: a program that keeps everything was taken for a filter to turn off.
func TestAnEmptyFilterIsNone(t *testing.T) {
	bubble(t, func(t *testing.T) {
		d := sit(t, shop(1000), func(c *Config) {
			var err error
			if c.Program, err = query.Compile("", query.Settings{Now: time.Now()}); err != nil {
				t.Fatal(err)
			}
		})
		d.settle().press(keymap.AllHits).sees("no filter to turn off · f sets one")
	})
}
