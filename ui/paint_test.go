package ui

import (
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
)

func TestNothingIsDrawnWhenNothingHappens(t *testing.T) {
	story(t, func(t *testing.T) {
		s := sit(t, shop(100), 80, 24).settle().press("enter").pass(10 * time.Second)
		before, asked := s.m.View().Content, s.raw
		s.pass(time.Hour)
		if after := s.m.View().Content; after != before || s.raw != asked {
			t.Fatalf("an idle hour drew another frame, and asked the terminal %d times:\n%s", s.raw-asked, s.text())
		}
	})
}

// A terminal that does not answer gets no further data, but the answer to a key.
func TestDataWaitsForTheTerminalAndKeysDoNot(t *testing.T) {
	story(t, func(t *testing.T) {
		log := shop(100)
		s := sit(t, log, 80, 24).settle().press("enter").press("F").settle()
		s.deaf = true
		order(log, 500, time.Now())
		s.pass(100 * time.Millisecond)
		first := s.m.View().Content
		order(log, 501, time.Now())
		s.pass(time.Second)
		if s.m.View().Content != first {
			t.Fatal("a second frame of data was drawn before the first was answered")
		}
		s.quickly("U")
		if s.m.View().Content == first {
			t.Fatal("a key was not answered")
		}
		order(log, 502, time.Now())
		s.pass(3 * time.Second).sees("n-501").pass(3 * time.Second).sees("n-502")
	})
}

func TestAtMostThirtyFramesASecond(t *testing.T) {
	story(t, func(t *testing.T) {
		log := shop(100)
		s := sit(t, log, 80, 24).settle().press("enter").press("F").settle()
		before := s.raw
		for i := range 500 {
			order(log, 1000+i, time.Now())
			s.pass(2 * time.Millisecond)
		}
		if n := s.raw - before; n < 10 || n > 31 {
			t.Fatalf("%d frames of data in a second", n)
		}
	})
}

func TestEverySizeIsFilledExactly(t *testing.T) {
	sizes := [][2]int{{80, 24}, {120, 40}, {200, 60}, {40, 10}, {79, 23}, {60, 16}, {41, 11}}
	tour := [][]string{{"enter"}, {"k", "enter"}, {"H"}, {"r"}, {"r", "w"}, {"q", "s"}, {"j", "enter"}, {"v"}, {"enter"},
		{"S"}, {"?"}, {"tab"}, {"esc", "f", "x"}, {"esc", ":"}, {"esc", "t", "9"}, {"esc", "Z"}, {"enter"}, {"tab"}, {"Z"}, {"4", "2"}}
	for _, size := range sizes {
		story(t, func(t *testing.T) {
			s := sit(t, shop(300), size[0], size[1]).settle()
			s.sees("RO", "UTC", "orders")
			for _, keys := range tour {
				s.press(keys...).sees("prod-eu", "RO", "UTC")
			}
			for _, other := range sizes { // and while panes are open
				s.send(tea.WindowSizeMsg{Width: other[0], Height: other[1]})
				s.settle().sees("prod-eu")
			}
		})
	}
}

func TestScreenThatIsTooSmallSaysWhatItNeeds(t *testing.T) {
	story(t, func(t *testing.T) {
		s := sit(t, shop(10), 39, 10).settle().sees("riffle needs 40 x 10 cells")
		s.send(tea.WindowSizeMsg{Width: 1, Height: 1})
		s.screen()
		s.send(tea.WindowSizeMsg{Width: 40, Height: 10})
		s.settle().sees("orders").press("enter").sees("▌orders").press("enter").sees("▌record").lacks("▌orders")
	})
}

func TestHostileBytesNeverReachTheTerminal(t *testing.T) {
	story(t, func(t *testing.T) {
		log := hostile()
		s := sit(t, log, 80, 24).settle().press("enter").press("enter")
		for range 8 {
			for _, keys := range [][]string{{"j"}, {"H"}, {"H", "r"}, {"r", "w"}, {"K"}} {
				s.press(keys...).clean()
			}
		}
		s.press("q").press("f").types("x")
		s.send(tea.PasteMsg{Content: "\x1b]0;owned\x07\u202e\u009b31m"})
		s.settle().clean()
	})
}
