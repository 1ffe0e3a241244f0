package ui

import (
	"testing"
	"time"

	"riffle/source/memory"
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

// What stood in the record pane was taken for a hit where there was none.
func TestARecordThatIsNotAmongTheHitsIsNotShown(t *testing.T) {
	story(t, func(t *testing.T) {
		s := sit(t, shop(1000), 120, 40).settle().press("enter").press("enter").sees("▌record  orders p0 @ 333", `"n-999"`)
		s.press("f").types("order.id = nobody").press("enter").sees("no hit", "none is left in the stream").lacks(`"n-999"`)
		s.press("f").press("ctrl+u").types("order.id = n-500").press("enter").sees(`"n-500"`, "record  orders p2 @ 166")
	})
	story(t, func(t *testing.T) { // an empty stream has none to wait for
		sit(t, shop(0), 80, 24).settle().press("enter").press("enter").sees("there is no record under the cursor").lacks("waiting for the first one")
	})
}

// Nor does one come where the search for it was stopped.
func TestAStoppedSearchHasNoRecordToOpen(t *testing.T) {
	story(t, func(t *testing.T) {
		log := shop(40_000)
		s := sit(t, log, 80, 24).settle().press("enter")
		log.Inject(memory.Fault{Method: memory.Read, Delay: 2 * time.Second})
		s.quickly("f").types("nowhere").quickly("enter").pass(time.Second).press("ctrl+c").sees("stopped, no hit in ")
		s.press("enter").sees("there is no record under the cursor").lacks("waiting for the first one")
	})
}

// With rows selected, y copies them: the footer named yy, and q left the stream.
func TestSelectedRowsAreWhatKeysAreFor(t *testing.T) {
	story(t, func(t *testing.T) {
		s := sit(t, shop(1000), 120, 40).settle().press("enter").press("V", "k").sees("2 rows selected").lacks("yy copy", "only/without")
		s.press("q").lacks("selected").sees("▌orders  all")
	})
}

// The place that is copied is one to go to.
func TestACopiedPlaceIsAPlaceToGoTo(t *testing.T) {
	story(t, func(t *testing.T) {
		s := sit(t, shop(1000), 80, 24).settle().press("enter").press("t").types("orders p1@100").sees("offset 100 of partition 1")
		s.press("enter").sees("▌ 11:48:21.000   1     100")
	})
}

// Behind a place in the future, nothing was read.
func TestCoverageEndsAtThePresent(t *testing.T) {
	story(t, func(t *testing.T) {
		log := shop(1000)
		s := sit(t, log, 80, 24).settle().press("enter").press("t").types("2031-01-01").press("enter")
		order(log, 1000, time.Now())
		s.pass(10*time.Second).press("k").lacks("2031", "2030").sees(" whole ")
	})
}

// "of 64 hits" was taken for all there are.
func TestTheNumberOfHitsSaysThatThereMayBeMore(t *testing.T) {
	story(t, func(t *testing.T) {
		s := sit(t, shop(20_000), 80, 24).settle().press("enter").press("f").types("type = Shipped").press("enter").sees("+ hits")
		s.press("f").press("ctrl+u").types("order.id = n-7").press("enter").pass(5 * time.Second).sees("row 1 of 1 hit").lacks("+ hits")
	})
}
