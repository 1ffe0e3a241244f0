package records

import (
	"fmt"
	"testing"
	"time"

	"riffle/keymap"
	"riffle/source"
	"riffle/source/memory"
)

// broken is a shop in which something goes wrong from the first call on: a pane that
// is sat at may ask before the test does anything.
func broken(f memory.Fault) func() *memory.Log {
	return func() *memory.Log {
		log := shop(100)
		log.Inject(f)
		return log
	}
}

func TestEveryStateIsASentenceWithTheNextKey(t *testing.T) {
	for name, c := range map[string]struct {
		log   func() *memory.Log
		story func(d *desk)
	}{
		"connecting": {nil, func(d *desk) {
			d.sees("opening orders at the newest record, asking memory", "Ctrl-c stops")
		}},
		"empty": {func() *memory.Log { return shop(0) }, func(d *desk) {
			d.settle().sees("topic orders is empty · F waits for new records")
			d.press(keymap.Follow).settle().sees("waiting for new ones")
			d.produce(0, 1)
			d.settle().sees("n-0", "following")
		}},
		"denied": {broken(memory.Fault{Method: memory.Read, Err: fmt.Errorf("reading orders: %w", source.ErrDenied)}), func(d *desk) {
			d.settle().sees("denied: needs Read and Describe on Topic orders", "q goes back")
		}},
		"denied at once": {broken(memory.Fault{Method: memory.Describe, Err: fmt.Errorf("describing orders: %w", source.ErrDenied)}), func(d *desk) {
			d.settle().sees("denied: needs Read and Describe on Topic orders", "q goes back")
		}},
		"broker lost before the first row": {func() *memory.Log {
			log := shop(100)
			log.Down()
			return log
		}, func(d *desk) {
			d.pass(500 * time.Millisecond).sees("reconnecting in")
			d.log.Up()
			d.settle().sees("n-99").lacks("reconnecting")
		}},
		"broker lost while paging": {func() *memory.Log { return shop(3000) }, func(d *desk) {
			d.settle()
			d.log.Inject(memory.Fault{Method: memory.Read, Calls: 3, Err: &source.TransientError{Err: source.ErrUnreachable, After: 2 * time.Second}})
			d.press(keymap.PageUp, 20).pass(time.Second).sees("reconnecting in 2 s, resumes at p")
			d.pass(10 * time.Second).sees("n-2639").lacks("reconnecting")
			d.once(3000)
		}},
		"topic deleted": {nil, func(d *desk) {
			d.settle()
			d.log.Delete("orders")
			d.pass(3*time.Second).sees("orders is not there any more", "q goes back to the topics")
		}},
		"nothing matched": {nil, func(d *desk) {
			d.settle().filter("nowhere").settle().sees("no hit: all 100 records of orders were read", "f changes the filter", "a shows")
			d.press(keymap.AllHits).settle().sees("n-99")
		}},
		"a place that is not there": {nil, func(d *desk) {
			d.settle()
			at, err := source.ParseAt("p9@1", time.Now())
			if err != nil {
				d.t.Fatal(err)
			}
			d.run(d.pane.Seek(at))
			d.settle().sees("cannot go to p9@1", "topic orders has no partition 9", "n-99")
			d.press(keymap.First).settle().lacks("cannot go")
		}},
		"stopped before the first row": {broken(memory.Fault{Method: memory.Describe, Delay: time.Minute, Calls: 1}), func(d *desk) {
			d.wait(100 * time.Millisecond)
			d.run(d.pane.Stop())
			d.sees("stopped · Ctrl-r tries again")
			d.press(keymap.Refresh).pass(2 * time.Second)
			d.sees("n-99")
		}},
		"trimmed while reading": {func() *memory.Log { return shop(3000) }, func(d *desk) {
			d.settle()
			for p := range int32(3) {
				d.log.Trim(source.Ref{Topic: "orders", Partition: p}, source.OffsetOf(900))
			}
			d.press(keymap.PageUp, 200).settle().sees("the oldest record is below", "n-2700")
		}},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				log := c.log
				if log == nil {
					log = func() *memory.Log { return shop(100) }
				}
				l := log()
				if name != "connecting" {
					c.story(sit(t, l))
					return
				}
				l.Inject(memory.Fault{Method: memory.Describe, Delay: time.Second, Calls: 1})
				c.story(sit(t, l).wait(100 * time.Millisecond))
			})
		})
	}
}
