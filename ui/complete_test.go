package ui

import (
	"strings"
	"testing"

	"riffle/ui/recall"
)

// The walk to the last Shipped order: nobody has to know how its fields are called.
func TestTabCompletesWhatWasSeen(t *testing.T) {
	story(t, func(t *testing.T) {
		s := sit(t, shop(1000), 80, 24).settle().press("enter", "f")
		s.types("ty").press("tab").sees("filter: type")
		s.types("= ").press("tab").sees("─ values of type, as seen in 64 records", "▌ Buy", "  Shipped", "8", " %")
		s.press("down", "enter").sees("filter: type = Shipped", `reads  type is text "Shipped"`).lacks("Esc closes")
		s.press("tab").sees("▌ and  both hold").types("a").press("tab").sees("filter: type = Shipped and")
		s.types("sku").press("tab").sees("filter: type = Shipped and order.items.#.sku")
		s.types("= ").press("tab", "enter").sees("order.items.#.sku = B2").press("enter")
		s.sees("▌orders  type = Shipped and order.items.#.sku = B2", `"n-990"`)
	})
}

// Typing narrows the list, Esc closes it and nothing else, and the arrows are the
// history's again.
func TestTypingOnTakesWhatIsChosen(t *testing.T) {
	story(t, func(t *testing.T) {
		s := sit(t, shop(1000), 80, 24).settle().press("enter").press("f")
		s.types("or").press("tab", "down").sees("▌ order.total").types("> 900").sees("filter: order.total > 900")
		s.press("ctrl+u").types("order").press("tab").types(" exists").sees("filter: order exists")
		s.press("ctrl+u").press("tab").types(" x").sees("filter:  x")
		s.press("ctrl+u").types("type = ").press("tab").types("Sh and ").sees("filter: type = Shipped and")
	})
}

func TestTheListOfOffers(t *testing.T) {
	story(t, func(t *testing.T) {
		s := sit(t, shop(1000), 80, 24).settle().press("enter", "f").types("one").press("enter", "f", "ctrl+u")
		s.press("tab").sees("paths, as seen in", "▌ type", "string", "100 %", "order.total", "Esc closes")
		s.types("tot").sees("▌ order.total").lacks("order.id  ")
		s.press("esc").sees("filter: tot").lacks("Esc closes").press("up").sees("filter: one")
		s.press("ctrl+u").types("ord").press("tab").sees("filter: order", "▌ order.id").press("down").sees("▌ order.total")
		s.press("up", "up").sees("▌ order").press("enter").lacks("Esc closes")
		s.press("ctrl+u").types("type = Shipped blah ").press("tab").sees("nothing to offer here").types("x").lacks("nothing to offer")
		s.press("esc").lacks("filter:").sees("▌orders  one")
	})
}

// Over a bad link an arrow arrives in pieces, and its Esc closes the list at first.
func TestATornArrowInTheListOfOffers(t *testing.T) {
	story(t, func(t *testing.T) {
		s := sit(t, shop(1000), 80, 24).settle().press("enter").press("f", "tab").sees("▌ type")
		s.torn("B").sees("▌ note", "Esc closes").torn("A").sees("▌ type").press("esc").lacks("Esc closes").sees("filter: ")
	})
}

func TestPlacesAndTopicsAreCompleted(t *testing.T) {
	story(t, func(t *testing.T) {
		s := sit(t, shop(1000), 80, 24).settle().press("/").types("ment").press("down", "tab").sees("topics with: shipments")
		s.press("enter").sees("▌shipments").press("q", "home", "enter").press("t").sees("start  end  end-500", "-15m  @88123  p3@88123  50%")
		s.press("tab").sees("─ places", "▌ start", "the oldest record", "1 of 12")
		s.types("en").sees("▌ end ").press("down", "enter").sees("go to: end-500").press("enter").sees("▌ 11:51:40.000")
	})
}

// Behind an action's name, Tab completes what belongs there.
func TestArgumentsOfActionsAreCompleted(t *testing.T) {
	story(t, func(t *testing.T) {
		s := sit(t, shop(1000), 80, 24).settle().press("enter").press(":").types("filter ty").press("tab").sees("command: filter type")
		s.types("= S").press("tab").sees("command: filter type = Shipped", `does  filter: type is text "Shipped"`).press("enter").sees("▌orders  type = Shipped")
		s.press(":").types("seek sta").press("tab").sees("command: seek start").press("esc")
		s.press(":").types("topic ").press("tab").sees("─ topics", "▌ orders", "3 partitions", "  payments").lacks("ACTIONS").press("down", "enter")
		s.sees("command: topic payments", "ACTIONS").press("enter").sees("▌payments  all")
	})
}

// While one types, the rows show what would stay.
func TestRowsShowWhatIsTyped(t *testing.T) {
	story(t, func(t *testing.T) {
		s := sit(t, shop(1000), 80, 24).settle().press("enter").press("k", "f").types("type = Ship")
		s.sees("0 of 127").types("ped").sees("12 of 127")
		marked := 0
		for i, l := range s.screen() {
			if strings.Contains(l, "›") {
				marked++
				if !strings.Contains(l, "Shipped") {
					t.Errorf("line %d is marked: %s", i, l)
				}
			}
		}
		if marked != 1 {
			t.Errorf("%d rows are marked:\n%s", marked, s.text())
		}
		dim := s.m.c.Theme.Paint(1, "x")[:4]
		if content := s.m.View().Content; strings.Count(content, dim+"11:59:") < 10 {
			t.Errorf("the other rows are not dimmed: %q", content)
		}
		s.types(" and").pass(0).lacks("›").press("esc").lacks("›")
		s.press("f").types("Shipped").press("enter").lacks("›").sees("▌orders  Shipped")
	})
}

func TestSavedFilters(t *testing.T) {
	story(t, func(t *testing.T) {
		s := sit(t, shop(1000), 80, 24, func(c *Config) { c.Filters = map[string]string{"gone": "type = Shipped", "dear": "order.total > 900"} })
		s.settle().press("enter").press("f").types("@").press("tab").sees("▌ @dear", "order.total > 900", "  @gone").types("g").press("tab")
		s.sees("filter: @gone", `reads  type is text "Shipped"`).press("enter").sees("▌orders  @gone", `"n-990"`).lacks(`"n-989"`)
		s.press("f", "ctrl+u").types("@gnoe").pass(1e9).sees("no filter is saved as @gnoe · did you mean @gone?")
		s.press("ctrl+u").types("x = 1 and @").sees("^\n").press("tab").lacks("^\n").press("esc").sees("^\n", "no filter is saved as @")
	})
}

// What was typed and which columns were chosen last night is there in the morning.
func TestTheNextRunRemembers(t *testing.T) {
	file := recall.In(t.TempDir())
	kept := func(c *Config) { c.Recall = file }
	story(t, func(t *testing.T) {
		s := sit(t, shop(1000), 80, 24, kept).settle().press("enter", "f").types("type = Shipped").press("enter")
		s.press("t").types("11:50").press("enter", ":").types("wrap").press("enter", "/").types("Buy").press("enter")
		s.press("c", "tab", "enter").sees("type", "order.id")
	})
	story(t, func(t *testing.T) {
		s := sit(t, shop(1000), 80, 24, kept).settle().press("enter").sees("OFFSET  type     order.id")
		s.press("f", "up").sees("filter: type = Shipped").press("esc", "t", "up").sees("go to: 11:50")
		s.press("esc", "/", "up").sees("find: Buy").press("esc", ":").sees("wrap", "run before")
	})
	story(t, func(t *testing.T) { // another cluster has the history too, but columns of its own
		s := sit(t, shop(1000), 80, 24, kept, func(c *Config) { c.Cluster = "test" }).settle().press("enter").lacks("  order.id ")
		s.press("f", "up").sees("filter: type = Shipped")
	})
	story(t, func(t *testing.T) {
		sit(t, shop(1000), 80, 24).settle().press("enter", "f", "up").sees("filter: ").lacks("filter: type")
	})
}

func TestAHistoryThatCannotBeKeptIsSaidOnce(t *testing.T) {
	dir := t.TempDir() + "/file"
	if err := recall.In(dir).Append(recall.Typed(recall.Find, "x")); err != nil {
		t.Fatal(err)
	}
	story(t, func(t *testing.T) {
		s := sit(t, shop(100), 80, 24, func(c *Config) { c.Recall = recall.In(dir + "/history.jsonl") }).settle().sees("reading the history")
		s.press("enter", "f").types("one").press("enter").sees("keeping the history").press("f").types("two").press("enter").lacks("keeping the history")
		s.press("f", "up", "up").sees("filter: one")
	})
}
