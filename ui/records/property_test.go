package records

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"riffle/keymap"
	"riffle/query"
	"riffle/source"
	"riffle/source/memory"
	"riffle/ui/window"
)

// tangled is a log whose clocks jump: records come late, early, in bursts, in some
// partitions only, and a few values are no JSON.
func tangled(rnd *rand.Rand, n int) (*memory.Log, []source.Record) {
	log := memory.New(memory.Topic{Name: "orders", Partitions: 3, Batch: 1 + rnd.IntN(40)})
	begin := time.Now().Add(-time.Duration(n) * time.Second)
	var all []source.Record
	offsets := [3]int64{}
	for i := range n {
		part := int32(min(rnd.IntN(4), 2))
		t := begin.Add(time.Duration(i) * time.Second)
		switch rnd.IntN(12) {
		case 0:
			t = t.Add(-time.Duration(rnd.IntN(200)) * time.Second)
		case 1:
			t = t.Add(time.Duration(rnd.IntN(100)) * time.Second)
		case 2:
			t = begin.Add(time.Duration(i/50*50) * time.Second)
		}
		value := fmt.Sprintf(`{"kind":%d,"id":"n-%d"}`, rnd.IntN(60), i)
		if rnd.IntN(50) == 0 {
			value = "no json"
		}
		r := source.Record{
			Ref: source.Ref{Topic: "orders", Partition: part}, Offset: source.OffsetOf(offsets[part]),
			Time: t.Truncate(time.Millisecond), TimeKind: source.CreateTime, Producer: -1, Value: []byte(value),
		}
		offsets[part]++
		log.Append(r.Ref, r)
		all = append(all, r)
	}
	return log, all
}

// hitsHeld are the hits that the window holds, in its order.
func (d *desk) hitsHeld() (ids []window.ID) {
	w := d.pane.cur.win
	for i := w.First(); i <= w.Last(); i++ {
		if row, _ := w.Row(i); row.Record != nil {
			ids = append(ids, row.ID())
		}
	}
	return ids
}

// The same filter on the same range gives the same answer, wherever the pane
// stands and whichever way it reads: every hit of the plain evaluator once, in one
// order, and coverage that says so. Find meets the same ones, both ways.
func TestTheSameAnswerFromEveryPlaceInEveryDirection(t *testing.T) {
	for seed := range uint64(24) {
		bubble(t, func(t *testing.T) {
			rnd := rand.New(rand.NewPCG(seed, 7))
			log, all := tangled(rnd, 1500)
			from := time.Now().Add(-time.Duration(rnd.IntN(1500)) * time.Second)
			const stamp = "2006-01-02T15:04:05.000Z"
			to := from.Add(10 * time.Minute).UTC().Format(stamp)
			text := []string{
				"kind = 7", "kind = 7 or $json = false", "kind in (3, 5, 9) and $partition in (0, 2)",
				"kind < 3 and $ts >= " + from.UTC().Format(stamp), "/n-\\d*7\"/",
				"kind < 9 and $offset in 100..300", "kind < 9 and $offset >= 200 and $ts < " + to,
				"kind < 9 and $ts >= " + from.UTC().Format(stamp) + " and $ts < " + to,
			}[seed%8]
			program, err := query.Compile(text, query.Settings{Now: time.Now().UTC()})
			if err != nil {
				t.Fatal(err)
			}
			want := map[window.ID]bool{}
			for i := range all {
				if program.Match(&all[i]) {
					want[window.ID{Ref: all[i].Ref, Offset: all[i].Offset}] = true
				}
			}
			var first []window.ID
			for place := range 4 {
				d := sit(t, log, func(c *Config) {
					if place > 0 {
						c.At = source.AtTime(time.Now().Add(-time.Duration(rnd.IntN(1600)) * time.Second))
					}
				})
				d.settle().filter(text).settle()
				for _, way := range []keymap.Action{keymap.PageUp, keymap.PageDown} {
					for range len(want)/15 + 2 {
						d.press(way).settle()
					}
				}
				got := d.hitsHeld()
				for _, id := range got {
					if !want[id] {
						t.Fatalf("seed %d, %s: %v is no hit", seed, text, id)
					}
				}
				if place == 0 {
					first = got
				}
				if len(got) != len(want) || !slices.Equal(got, first) {
					t.Fatalf("seed %d, place %d, %s: %d hits, want %d, in the order of the first place", seed, place, text, len(got), len(want))
				}
				c := d.pane.cover(d.pane.cur)
				if c.Matched != int64(len(want)) || c.Stop != source.Reached {
					t.Fatalf("seed %d, place %d, %s: coverage says %d of %d hits, %v", seed, place, text, c.Matched, len(want), c.Stop)
				}
				if share, ok := c.Done(); !ok || share < 1 {
					t.Fatalf("seed %d, place %d, %s: coverage says that %v was read", seed, place, text, share)
				}
			}
			finds(t, log, text, first, program)
		})
	}
}

// finds goes through the hits with n and N among all rows.
func finds(t *testing.T, log *memory.Log, text string, hits []window.ID, program *query.Program) {
	t.Helper()
	d := sit(t, log, func(c *Config) { c.Limit = window.Limit{Rows: 100, Bytes: 1 << 20} })
	d.settle()
	d.run(d.pane.Find(program, text, source.Backward))
	d.settle()
	on := func() window.ID { row, _ := d.pane.cur.win.Current(); return row.ID() }
	last, _ := d.pane.cur.win.Row(d.pane.cur.win.Last())
	i := len(hits) - 1
	if i >= 0 && last.Record != nil && last.ID() == hits[i] {
		i-- // the cursor stood on it when the search began
	}
	for ; i >= 0; i-- {
		if on() != hits[i] {
			t.Fatalf("%s: find older is on %v, want hit %d of %d, %v\n%s", text, on(), i, len(hits), hits[i], d.text())
		}
		d.press(keymap.FindOlder).settle()
	}
	for i := range hits {
		if i > 0 {
			d.press(keymap.FindNewer).settle()
		}
		if len(hits) > 0 && on() != hits[i] {
			t.Fatalf("%s: find newer is on %v, want hit %d, %v", text, on(), i, hits[i])
		}
	}
}
