package ui

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"

	"riffle/source"
	"riffle/source/memory"
)

func TestFromTopicsToARecordAndOut(t *testing.T) {
	story(t, func(t *testing.T) {
		s := sit(t, shop(1000), 80, 24).settle()
		s.sees("prod-eu · 1 broker · RO", "Sat 1 Jan · UTC", "orders", "1,000", "1 internal hidden: i", "Enter open")
		s.press("enter").sees("▌orders  all", `"id":"n-999"`)
		s.press("k", "enter").sees("▌record  orders p2 @ 332", `"n-998"`, "traceparent", "text, 6 bytes")
		s.press("q").lacks("▌record").sees("▌orders  all", "▌ 11:59:58.000")
		s.press("q").sees("▌topics")
		s.goesOn().press("q").ends()
	})
}

func TestKeysTypedAheadAreNotLost(t *testing.T) {
	story(t, func(t *testing.T) {
		log := shop(1000)
		log.Inject(memory.Fault{Method: memory.Topics, Calls: 1, Delay: 3 * time.Second})
		s := sit(t, log, 80, 24)
		s.sees("connecting to broker:9092")
		s.quickly("/", "p", "a", "y", "enter", "k", "k", "enter").pass(5 * time.Second)
		s.sees("▌record", `"n-997"`)
	})
}

// Enter typed before the terminal was raw came as Ctrl-j and was lost.
func TestAnEarlyEnterIsEnter(t *testing.T) {
	story(t, func(t *testing.T) {
		sit(t, shop(100), 80, 24).settle().press("ctrl+j").sees("▌orders  all")
	})
}

func TestOpeningWhatWasAskedFor(t *testing.T) {
	open := func(o ...Opening) func(*Config) { return func(c *Config) { c.Open = o } }
	story(t, func(t *testing.T) {
		at, _ := source.ParseAt("11:50", time.Now().UTC())
		s := sit(t, shop(1000), 80, 24, open(Opening{Topics: []string{"orders"}, At: at, Filter: "type = Shipped"},
			Opening{Topics: []string{"payments"}, Follow: true})).settle()
		s.sees("▌orders  type = Shipped", "11:50:00.000", " payments  all")
		s.press("tab").sees("▌payments  all")
	})
	story(t, func(t *testing.T) {
		s := sit(t, shop(1), 80, 24, open(Opening{Topics: []string{"order"}})).settle()
		s.sees("there is no topic order: did you mean orders?", "▌topics")
	})
}

func TestCtrlCStopsAndQuitsOnlyWhenNothingRuns(t *testing.T) {
	story(t, func(t *testing.T) {
		log := shop(3000)
		s := sit(t, log, 80, 24).settle().press("enter")
		log.Inject(memory.Fault{Method: memory.Read, Calls: 1000, Delay: time.Minute})
		s.quickly("f").types("nowhere").quickly("enter").pass(time.Second)
		s.quickly("ctrl+c").sees("stopped")
		s.quickly("ctrl+c", "ctrl+c").sees("stopped already").goesOn()
		s.pass(3 * time.Second).quickly("ctrl+c").sees("again within 2 s quits").goesOn()
		s.pass(3 * time.Second).quickly("ctrl+c").goesOn()
		s.press("ctrl+c").ends()
	})
}

func TestLeavingARunningSearchAsks(t *testing.T) {
	story(t, func(t *testing.T) {
		log := shop(3000)
		s := sit(t, log, 80, 24).settle().press("enter")
		log.Inject(memory.Fault{Method: memory.Read, Calls: 1000, Delay: time.Minute})
		s.quickly("f").types("nowhere").quickly("enter").pass(time.Second)
		s.quickly("q").sees("a search runs in this pane: leave it?")
		s.quickly("esc").sees("▌orders  nowhere")
		s.quickly("q", "y").sees("▌topics")
	})
}

func TestQuittingWithSeveralPanesAsks(t *testing.T) {
	story(t, func(t *testing.T) {
		s := sit(t, shop(100), 80, 24).settle().press("enter").press("s").press("enter")
		s.press(":").types("quit").press("enter").sees("2 panes would be closed: quit riffle?")
		s.press("n").goesOn().sees("▌orders")
		s.press(":").types("quit").press("enter").press("y").ends()
	})
}

func TestGoingBack(t *testing.T) {
	story(t, func(t *testing.T) {
		s := sit(t, shop(1000), 80, 24).settle().press("enter")
		s.press("t").types("11:50").press("enter").sees("▌ 11:50:00.000")
		s.press("f").types("type = Shipped").press("enter").sees("orders  type = Shipped")
		s.press("backspace").sees("orders  all", "▌ 11:50:00.000")
		s.press("backspace").sees("▌ 11:59:59.000")
		s.press("'", "'").press("o").sees("▌topics")
		s.press("j").press("enter").sees("▌payments  all")
		s.press("backspace").sees("▌orders  all")
		s.press("q").sees("▌topics").press("backspace").sees("▌orders  all")
	})
}

// The way back leads through topics: to the places in each, with their filters.
func TestTheWayBackLeadsThroughTopics(t *testing.T) {
	there := func(t *testing.T) *session {
		s := sit(t, shop(1000), 80, 24).settle().press("enter")
		s.press("t").types("11:50").press("enter").sees("▌ 11:50:00.000")
		s.press("f").types("type = Shipped").press("enter").sees("orders  type = Shipped")
		s.press("a").sees("▌orders  all")
		return s.press("o").press("j").press("enter").sees("▌payments  all")
	}
	story(t, func(t *testing.T) {
		s := there(t).press("t").types("11:55").press("enter")
		s.press("backspace").sees("▌payments  all").press("backspace").sees("▌orders  all", "▌›11:50:00.000")
		s.press("backspace").sees("orders  type = Shipped").press("backspace").sees("▌orders  all", "▌ 11:50:00.000")
		s.press("backspace").sees("▌orders  all", "▌ 11:59:59.000").press("backspace").sees("nothing to go back to")
	})
	story(t, func(t *testing.T) {
		s := there(t)
		for range 3 {
			s.press("'", "'").sees("▌orders  all", "▌›11:50:00.000").press("'", "'").sees("▌payments  all")
		}
		s.press("'", "'").press("a").sees("▌orders  type = Shipped") // what all rows hid has come back too
	})
}

func TestWhatWasReadIsToldByPartition(t *testing.T) {
	story(t, func(t *testing.T) {
		s := sit(t, shop(1000), 80, 24).settle().press("enter").press("f").types("type = Shipped").press("enter").settle()
		s.press("i").sees(" what was read for orders", "100 matched", "orders p0   100 %   0 to 334    0 to 334", "orders p2   100 %   0 to 333").lacks("n-990")
		s.press("j").press("i").sees("n-990")
		s.press("i").press("esc").sees("n-990").press("i").press("q").sees("▌orders")
	})
}

func TestNumbersGoBeforeActions(t *testing.T) {
	story(t, func(t *testing.T) {
		s := sit(t, shop(1000), 80, 24).settle()
		s.press("2", "g").sees("▌  payments").press("1", "g").press("enter")
		s.press("5", "0").sees("50 ").press("%")
		if l := s.line("▌ 11:5"); !strings.Contains(l, "11:51:3") && !strings.Contains(l, "11:51:4") {
			t.Fatalf("half of the records do not lie before %q:\n%s", l, s.text())
		}
		s.press("1", "2", "g")
		if l := s.line("▌ 11:4"); !strings.Contains(l, " 12  c-") {
			t.Fatalf("the cursor is not at offset 12: %q\n%s", l, s.text())
		}
		s.press("3").press("esc").press("j").lacks("does nothing")
	})
}

func TestUnknownKeySaysWhereTheKeysAre(t *testing.T) {
	story(t, func(t *testing.T) {
		s := sit(t, shop(1), 80, 24).settle()
		s.press("X").sees("X does nothing here · ? lists the keys")
		s.press("B").sees("B is for a stream: where hits begin and end · ? lists the keys")
		s.press("ctrl+w").sees("Ctrl-w …").press("x").lacks("Ctrl-w …")
		s.press("j").lacks("does nothing")
	})
}

func TestZoneIsSaidBesideTheDay(t *testing.T) {
	story(t, func(t *testing.T) {
		cet := time.FixedZone("CET", 3600)
		s := sit(t, shop(100), 80, 24, func(c *Config) { c.Zone = cet }).settle().press("enter")
		s.sees("Sat 1 Jan · CET", "12:59:59.000")
		s.press("U").sees("Sat 1 Jan · UTC", "11:59:59.000").press("U").sees("12:59:59.000")
	})
}

func TestKeysAreListedSearchedAndRun(t *testing.T) {
	story(t, func(t *testing.T) {
		s := sit(t, shop(100), 80, 24).settle().press("enter")
		s.press("?").sees("KEYS  here: stream", " FIND  ", "▌f &    filter; Up: before", " MOVE  ", " FILTER ").lacks("narrow the list")
		s.press("down", "down", "down").sees("▌/ n N  find; newer, older").press("right").sees("▌")
		s.press("tab").sees("KEYS  all places", "narrow the list").press("tab")
		s.types("zone").sees("zone: UTC or local").lacks("pane above")
		s.press("enter").lacks("KEYS").press("?").press("q").lacks("KEYS")
	})
}

func TestTopicsAreNarrowedMarkedAndMerged(t *testing.T) {
	story(t, func(t *testing.T) {
		s := sit(t, shop(1000), 80, 24).settle()
		s.press("/").types("pay").sees("payments").lacks("shipments ")
		s.press("esc").sees("shipments").press("i").sees("__consumer_offsets").press("i").lacks("__consumer")
		s.press("g").press("space").press("space").sees("2 marked").press("enter").sees("▌orders + payments")
		s.press("q").press("/").types("nothing").sees(`no topic holds "nothing" in its name`)
		s.press("enter").sees("no topic has that in its name · Esc shows all").press("esc").sees("shipments")
	})
}

// The cursor stood on a longer name that holds the typed one, and that was opened.
func TestAWholeNameMeansThatTopic(t *testing.T) {
	story(t, func(t *testing.T) {
		log := shop(100)
		log.Create(memory.Topic{Name: "late-orders", Partitions: 1})
		s := sit(t, log, 80, 24).settle().press("g").sees("▌  late-orders")
		s.press("/").types("orders").sees("▌  orders").press("enter").sees("▌orders  all")
	})
}

func TestPastedTextGoesIntoPromptsOnly(t *testing.T) {
	story(t, func(t *testing.T) {
		s := sit(t, shop(100), 80, 24).settle().press("enter")
		s.send(tea.PasteMsg{Content: "qqq"})
		s.settle().goesOn().sees("pasted text goes into a prompt", "▌orders")
		s.press("f")
		s.send(tea.PasteMsg{Content: "n-\x1b[31m42\r\nq"})
		s.settle().sees("filter: n-[31m42  q").goesOn()
	})
}

// Regression: the footer promised to go back where q left the program, and lost q
// altogether where it was narrow.
func TestFooterSaysWhereQLeads(t *testing.T) {
	story(t, func(t *testing.T) {
		s := sit(t, shop(100), 80, 24).settle().sees("q quit")
		s.press("enter").sees("q back").press("enter").sees("q back").press("q")
		s.press("s").sees("q close").press("enter").press("Z").sees("Z unzooms", "q close")
		s.press("q").lacks("unzooms").sees("q back")
		s.press("Z").sees("this is the only pane")
	})
}

// Regression: the terminal's answer to the last frame came after the end, and stood
// on the shell's command line.
func TestLeavingWaitsForTheTerminalsAnswer(t *testing.T) {
	story(t, func(t *testing.T) {
		log := shop(100)
		s := sit(t, log, 80, 24).settle().press("enter").press("F").settle()
		s.deaf = true
		order(log, 500, time.Now())
		s.pass(100 * time.Millisecond).press(":").types("quit")
		asked := s.raw
		order(log, 501, time.Now())
		s.quickly("enter").pass(100 * time.Millisecond).goesOn()
		if s.raw != asked {
			t.Error("it asks again")
		}
		s.send(uv.PrimaryDeviceAttributesEvent{62})
		s.pass(100 * time.Millisecond).ends()
	})
	story(t, func(t *testing.T) {
		log := shop(100)
		s := sit(t, log, 80, 24).settle().press("enter").press("F").settle()
		s.deaf = true
		order(log, 500, time.Now())
		s.pass(100 * time.Millisecond).press(":").types("quit").quickly("enter").pass(time.Second).ends()
	})
}
