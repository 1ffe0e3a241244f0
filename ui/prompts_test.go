package ui

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
)

func TestTheFilterPromptSaysHowItReads(t *testing.T) {
	story(t, func(t *testing.T) {
		s := sit(t, shop(1000), 80, 24).settle().press("enter").press("f")
		s.sees("filter: ", "reads  all records")
		s.types("type = Shipped").settle().sees(`reads  type is text "Shipped"`, " · 3 parts ≈ ", "loaded rows")
		s.press("enter").sees("▌orders  type = Shipped", `"n-990"`).lacks(`"n-989"`)
		s.press("f").sees("filter: type = Shipped").press("ctrl+u").press("enter").sees("▌orders  all", `"n-989"`)
	})
}

func TestErrorsShowAfterAPause(t *testing.T) {
	story(t, func(t *testing.T) {
		s := sit(t, shop(100), 80, 24).settle().press("enter")
		s.quickly("f")
		for _, k := range []string{"$", "o", "f", "s", "e", "t", "space", ">", "space", "3"} {
			s.quickly(k).pass(100 * time.Millisecond).lacks("^^^^")
		}
		s.pass(time.Second).sees("^^^^^^ ", "$offset?")
		if caret := s.line("^^^^"); strings.Index(caret, "^") != strings.Index(s.line("filter:"), "$") {
			t.Fatalf("the caret is not below the field:\n%s", s.text())
		}
		s.quickly("enter").sees("filter: $ofset > 3", "^^^^").press("esc").lacks("filter:").sees("▌orders  all")
	})
}

func TestThePlacePrompt(t *testing.T) {
	for _, x := range []struct{ text, reads, cursor string }{
		{"11:50", "Sat 1 Jan 2000 11:50:00.000 UTC", "▌ 11:50:00.000"},
		{"-5m", "11:55:0", "▌ 11:55:0"},
		{"start", "the oldest record", "▌ 11:43:20.000"},
		{"end", "the live end", "▌ 11:59:59.000"},
		{"end-10", "10 records before the end", "▌ 11:59:50.000"},
		{"p2@100", "offset 100 of partition 2", "   2     100"},
		{"@100", "offset 100 of partition 0, where the cursor is", "   0     100"},
		{"50%", "50% of the records lie before", "▌ 11:51:"},
		{"2000-01-01T11:50", "11:50:00.000", "▌ 11:50:00.000"},
	} {
		t.Run(x.text, func(t *testing.T) {
			story(t, func(t *testing.T) {
				s := sit(t, shop(1000), 80, 24).settle().press("enter")
				s.press("t").types(x.text).sees("reads  ", x.reads).press("enter")
				if l := s.line("▌ 1"); !strings.Contains(l, x.cursor) {
					t.Fatalf("the cursor is on %q:\n%s", l, s.text())
				}
			})
		})
	}
	story(t, func(t *testing.T) {
		s := sit(t, shop(100), 80, 24).settle().press("enter").press("t").types("25:00").pass(time.Second)
		s.sees("^^^^^ not a place").press("enter").sees("go to: 25:00").press("esc").press("t").press("up").sees("go to: ")
	})
}

func TestHistoryIsAKeyAway(t *testing.T) {
	story(t, func(t *testing.T) {
		s := sit(t, shop(100), 80, 24).settle().press("enter")
		s.press("f").types("one").press("enter").press("f").press("ctrl+u").types("two").press("enter")
		s.press("f").press("up").sees("filter: two").press("up").sees("filter: one")
		s.press("down").press("down").sees("filter: two").press("ctrl+r").types("on").sees(`earlier filter with "on": one`)
		s.types("x").sees(`no earlier filter with "onx": one`).press("enter").sees(" filter: one").press("esc").sees("▌orders  two")
	})
}

func TestCommands(t *testing.T) {
	story(t, func(t *testing.T) {
		s := sit(t, shop(1000), 80, 24).settle().press("enter")
		s.press(":").types("11:50").sees("reads  Sat 1 Jan 2000 11:50").press("enter").sees("▌ 11:50:00.000")
		s.press(":").types("@88").press("enter").sees("     88  c-")
		s.press(":").types("filter type = Shipped").sees("does  filter").press("enter").sees("orders  type = Shipped")
		s.press(":").types("zoom").sees("not here: this is the only pane").press("enter").sees("command: zoom").press("esc")
		s.press(":").types("bogus!").pass(time.Second).sees("^^^^^^").press("enter").sees("command: bogus!").press("esc")
		s.press(":").types("split-below").press("enter").sees("▌topics").press(":").types("q").press("enter")
		s.lacks("topics  3").press(":").types("q").press("enter").sees("▌topics").press(":").types("quit").press("enter").ends()
	})
}

// torn presses an arrow key whose bytes arrive one by one: Down ends with B.
func (s *session) torn(last string) *session {
	s.t.Helper()
	code := rune(last[0])
	for _, k := range []tea.KeyPressMsg{{Code: tea.KeyEscape}, {Code: '[', Text: "["}, {Code: code, Text: last, ShiftedCode: code}} {
		s.send(k)
		s.pass(120 * time.Millisecond)
	}
	return s.settle()
}

// Over a bad link the Down key arrives as Esc, "[" and "B", 120 ms apart.
func TestTornKeysAreReadAsWhatTheyWere(t *testing.T) {
	story(t, func(t *testing.T) {
		s := sit(t, shop(100), 80, 24).settle()
		s.torn("B").sees("▌  payments")
		s.press("/").types("ment").torn("B").sees("topics with: ment", "▌  shipments").press("enter").sees("▌shipments  all")
	})
	story(t, func(t *testing.T) {
		s := sit(t, shop(100), 80, 24).settle().press("enter").press("f").types("a long filter")
		s.torn("B").sees("filter: a long filter").types("!").sees("filter: a long filter!")
		s.press("esc").lacks("filter:").press("down").lacks("filter:")
	})
}

func TestAPromptLosesNoKey(t *testing.T) {
	story(t, func(t *testing.T) {
		s := sit(t, shop(100), 80, 24).settle().press("enter").press("f")
		s.types("q?:fGZ jk[O]{}'' 123 %").sees("filter: q?:fGZ jk[O]{}'' 123 %").goesOn()
	})
}

// Two Esc that arrive in one piece left the prompt open, and the next key was typed
// into it.
func TestEscTwiceAtOnceClosesAPrompt(t *testing.T) {
	story(t, func(t *testing.T) {
		s := sit(t, shop(100), 80, 24).settle().press("enter").press("f").types("paid").sees("filter: paid")
		s.send(tea.KeyPressMsg{Code: tea.KeyEscape, Mod: tea.ModAlt})
		s.lacks("filter: paid").press("t").sees("go to:")
	})
}

// With all rows shown, f asked for a new filter, and Enter took away the one that was
// set aside.
func TestTheFilterPromptOffersTheOneThatIsSetAside(t *testing.T) {
	story(t, func(t *testing.T) {
		s := sit(t, shop(1000), 80, 24).settle().press("enter").press("f").types("type = Shipped").press("enter").sees("▌orders  type = Shipped")
		s.press("a").sees("▌orders  all").press("f").sees("filter: type = Shipped").press("esc").sees("▌orders  all")
		s.press("f").press("enter").sees("▌orders  type = Shipped").press("a").sees("▌orders  all")
		s.press("f", "ctrl+u", "enter").sees("▌orders  all").press("a").sees("no filter to turn off")
	})
}
