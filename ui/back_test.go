package ui

import (
	"testing"
	"time"
)

// In a record, Backspace said that there was nothing to go back to.
func TestTheWayBackFromARecordIsThatOfItsStream(t *testing.T) {
	story(t, func(t *testing.T) {
		s := sit(t, shop(1000), 120, 40).settle().press("enter").press("enter").sees("▌record").press("j").press("+").sees(" orders  type = Buy")
		s.press("backspace").sees(" orders  all", "▌record").press("'", "'").sees("nothing to go back to")
		s.press("+").sees(" orders  type = Buy").press("'", "'").sees(" orders  all").press("'", "'").sees(" orders  type = Buy")
	})
}

// The newest record was another one by the time of coming back.
func TestTheWayBackLeadsToTheRecordThatWasTheNewest(t *testing.T) {
	story(t, func(t *testing.T) {
		log := shop(1000)
		s := sit(t, log, 80, 24).settle().press("enter").sees("▌ 11:59:59.000")
		s.press("f").types("type = Shipped").press("enter").sees("orders  type = Shipped")
		for i := range 5 {
			order(log, 1000+i, time.Now())
		}
		s.press("backspace").sees("orders  all", "▌ 11:59:59.000")
	})
}

// A pane said that it was held by one that followed, or that was gone.
func TestATitleSaysWhatALinkedPaneIsHeldBy(t *testing.T) {
	story(t, func(t *testing.T) {
		s := sit(t, shop(1000), 80, 24).settle().press("enter").press("s").press("enter").press("S").press("k")
		s.sees("⇄ time · held at 11:59:58.000 by orders").lacks("orders · paused at")
		s.press("F").sees("⇄ time · following").lacks("held at")
		s.press("F").press("k").sees("held at").press("ctrl+w").press("c").lacks("held at", "⇄")
	})
}
