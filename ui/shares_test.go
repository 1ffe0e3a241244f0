package ui

import (
	"context"
	"testing"
	"time"

	"riffle/source"
	"riffle/source/memory"
)

func TestSharesOfTheLoadedRowsAndOfTheRange(t *testing.T) {
	story(t, func(t *testing.T) {
		s := sit(t, shop(5000), 80, 24).settle().press("enter").press("l")
		s.press("%").sees("SHARES  type", "2 values in the", "rows loaded", "Buy", "Shipped", "90.", "█", "count the whole range")
		s.press("%").sees("2 values in 5,000 · the whole range", "4,500   90.0 %", "500   10.0 %").lacks("count the whole range  ")
		s.press("j", "enter").sees("orders  type = Shipped").lacks("SHARES")
		s.press("#").sees("1 value in the").press("G", "enter").sees("1 value in 500 · the whole range", "500  100.0 %")
		s.press("esc").press("backspace").press("l", "l", "%").press("-").sees("orders  not order.total = 912.4 ")
		// With a number it is a place still.
		s.press("backspace").press("5", "0", "%").lacks("SHARES").sees("paused at 11:18:")
	})
}

// weighty makes each record weigh a megabyte on the wire.
type weighty struct{ source.Source }

func (w weighty) Read(ctx context.Context, ref source.Ref, at source.Offset, dir source.Dir, want source.Want) (source.Page, error) {
	page, err := w.Source.Read(ctx, ref, at, dir, want)
	page.Looked.Wire = int64(len(page.Records)) * 1_000_000
	return page, err
}

func TestCountingAVeryLargeRangeAsksFirst(t *testing.T) {
	story(t, func(t *testing.T) {
		log := shop(200_000)
		s := sit(t, weighty{log}, 80, 24).settle().press("enter").press("l", "%")
		log.ResetCost()
		s.press("%").sees("SHARES  type", "rows loaded", "the whole range: ", " ≈ 200 GB", "% again counts it")
		if n := log.Cost().Records; n > 50_000 {
			t.Errorf("%d records were read before anybody agreed", n)
		}
		s.press("%").sees("2 values in 200,000 · the whole range")
	})
}

func TestCountingARangeCanBeStopped(t *testing.T) {
	story(t, func(t *testing.T) {
		log := shop(20_000)
		s := sit(t, log, 80, 24).settle().press("enter").press("l", "%")
		log.Inject(memory.Fault{Method: memory.Read, Calls: 1000, Delay: 10 * time.Second})
		s.quickly("%").pass(3*time.Second).sees("of the range", "Esc stops counting")
		s.quickly("ctrl+c").pass(3*time.Second).sees("stopped at", "SHARES")
		s.press("esc").lacks("SHARES").goesOn()
	})
}

// What the screen was told of a count stays as it was told. It held the very list
// that the next step, in another goroutine, went on writing to.
func TestWhatWasToldOfACountStays(t *testing.T) {
	story(t, func(t *testing.T) {
		log := shop(60_000)
		s := sit(t, log, 80, 24).settle().press("enter").press("l", "%")
		log.Inject(memory.Fault{Method: memory.Read, Calls: 1000, Delay: 10 * time.Second})
		k := s.m.over.(*shares)
		k.count(s.m)
		beyond := func(share float64) (source.Coverage, float64) {
			for {
				told := k.step(t.Context())().(counted)
				if now, _ := told.over.Done(); now > share || !told.more {
					return told.over, now
				}
			}
		}
		first, was := beyond(0)
		_, now := beyond(was)
		if still, _ := first.Done(); still != was || now <= was || was == 1 {
			t.Errorf("told %v, which then became %v; told %v next", was, still, now)
		}
		k.cancel()
		k.census.Close()
		k.going = false
	})
}

func TestSharesOfWhatIsNotEverywhere(t *testing.T) {
	story(t, func(t *testing.T) {
		log := memory.New(memory.Topic{Name: "orders", Partitions: 1})
		for i, v := range []string{`{"a":"17"}`, `{"a":17}`, `{"b":1}`, `{"a":null}`, `{"a":""}`, `not JSON`, `{"a":[]}`} {
			log.Append(source.Ref{Topic: "orders"}, source.Record{
				Time: time.Now().Add(time.Duration(i) * time.Second), TimeKind: source.CreateTime, Producer: -1, Value: []byte(v),
			})
		}
		for up, filter := range []string{"a.# = 0", "a is missing"} {
			s := sit(t, log, 80, 24, func(c *Config) { c.Open = []Opening{{Topics: []string{"orders"}, Columns: "a"}} }).settle()
			s.press("%").sees(`"17"`, " 17 ", "null", `""`, "(missing, 1 not JSON)", "2   28.6 %", "(empty list)", "1   14.3 %")
			s.press("G")
			for range up + 1 {
				s.press("k")
			}
			s.press("enter").sees("orders  " + filter)
		}
	})
}
