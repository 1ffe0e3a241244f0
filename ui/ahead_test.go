package ui

import (
	"testing"
	"time"

	"riffle/source/memory"
)

// Regression: keys that were typed into a record before its stream had loaded were lost.
func TestKeysForARecordWaitForIt(t *testing.T) {
	story(t, func(t *testing.T) {
		log := shop(1000)
		s := sit(t, log, 80, 24).settle()
		log.Inject(memory.Fault{Method: memory.Read, Delay: 2 * time.Second})
		s.press("enter", "enter").sees("▌record", "waiting for the first one")
		s.press("j", "j", "H").sees("waiting for the first one")
		s.pass(10*time.Second).sees("▌record  p", "bytes of $value")
	})
}

// What is typed ahead of a record that will not come is not kept for another one.
func TestKeysForARecordThatDoesNotComeAreNotKept(t *testing.T) {
	story(t, func(t *testing.T) {
		log := shop(1000)
		s := sit(t, log, 80, 24).settle()
		log.Inject(memory.Fault{Method: memory.Read, Delay: 2 * time.Second})
		s.press("enter", "enter", "H", "q").sees("▌orders").lacks("record  ")
		s.pass(10 * time.Second).press("enter").sees("▌record  orders p").lacks("bytes of")
	})
}

// A record knows of its stream's filter and partitions.
func TestFilterAndPartitionsFromARecord(t *testing.T) {
	story(t, func(t *testing.T) {
		s := sit(t, shop(1000), 80, 24).settle().press("enter", "enter").sees("▌record  orders p")
		s.press("f").types("n-990").press("enter").sees("▌record  orders p", "orders  n-990")
		s.press("P").sees("▌orders · 3 partitions")
		s.press("q").sees("▌orders  n-990")
	})
}

// Regression: a record that covers the screen hid the stream that it waited for, which
// then read nothing.
func TestARecordThatCoversItsStreamComes(t *testing.T) {
	story(t, func(t *testing.T) {
		s := sit(t, shop(1000), 60, 24).settle()
		s.press("enter", "enter", "j").sees("▌record  orders p0 @ 333", `▌  type   "Buy"`)
		s.press("q").sees("▌orders  all", "c-0999")
	})
}
