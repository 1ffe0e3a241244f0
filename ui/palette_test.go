package ui

import (
	"strings"
	"testing"
	"time"

	"riffle/keymap"
)

func TestThePaletteFindsActionsByPartsOfTheirNames(t *testing.T) {
	story(t, func(t *testing.T) {
		s := sit(t, shop(1000), 80, 24).settle().press("enter").press(":")
		s.sees("ACTIONS  ", " command: ", "any part of a name", "filter            f ").lacks("▌filter")
		s.types("spb").sees("▌split-below       s           split, below", " split-beside      v ").press("down").sees("▌split-beside", "does  split, beside")
		s.press("tab").sees("command: split-beside").press("enter").sees("│", "▌topics")
	})
}

func TestThePaletteSaysWhyAnActionDoesNothing(t *testing.T) {
	for _, c := range []struct {
		before string // keys
		line   string
		why    string
	}{
		{"", "follow", "needs a stream"},
		{"", "hex", "needs an open record"},
		{"", "only", "needs a value of a stream"},
		{"enter", "copy-rows", "needs selected rows: V"}, // all of these needed "a stream", in a stream
		{"enter", "window", "needs the timeline: T"},
		{"enter", "compare", "needs the timeline: T"},
		{"enter", "compare-by", "needs the timeline: T"},
		{"", "zoom", "this is the only pane"},
		{"", "topic", "this is the list of topics"},
		{"", "14:20", "needs a stream"},
		{"", "@88", "needs a stream"},
		{"enter", "all-hits", "no filter yet"},
		{"enter", "narrow", "works in the list of topics"},
		{"enter", "sync", "needs a second pane"},
		{"enter", "focus-left", "there is no pane"},
		{"enter enter", "fold-all", ""},
		{"enter enter", "follow", ""},
		{"enter enter", "focus-up", ""},
		{"enter", "mark", "works in the list of topics"},
	} {
		t.Run(c.line, func(t *testing.T) {
			story(t, func(t *testing.T) {
				s := sit(t, shop(1000), 80, 24).settle().press(strings.Fields(c.before)...).press(":").types(c.line)
				if c.why == "" {
					s.lacks("not here:  ", "cannot").press("enter").lacks(" command: ")
					return
				}
				s.sees("not here: "+c.why, "cannot  "+c.line).press("enter").sees("command: "+c.line, c.line+": "+c.why)
			})
		})
	}
}

// Enter on an empty line runs nothing; what was run before is a key away.
func TestThePaletteOffersWhatWasRunBefore(t *testing.T) {
	story(t, func(t *testing.T) {
		s := sit(t, shop(1000), 80, 24).settle().press("enter")
		s.press(":").types("filter type = Shipped").sees(`does  filter: type is text "Shipped"`).press("enter").sees("▌orders  type = Shipped")
		s.press(":", "enter").lacks("command:").sees("▌orders  type = Shipped")
		s.press("f", "ctrl+u", "enter").sees("▌orders  all")
		s.press(":", "down").sees("▌filter type = Shipped", "run before").press("enter").sees("▌orders  type = Shipped")
	})
}

func TestThePaletteSaysWhatIsWrongWithALine(t *testing.T) {
	for line, want := range map[string]string{
		"filter type = ": "^", "zone the pane": "^^^^^^^^ zone takes nothing but a number", "25:99": "not a place", "xyzzy": "no action has that",
	} {
		story(t, func(t *testing.T) {
			s := sit(t, shop(1000), 80, 24).settle().press("enter").press(":").types(line).pass(time.Second)
			s.sees(want).press("enter").sees("command: " + strings.TrimSpace(line))
		})
	}
}

func TestTopicsCanBeOpenedByName(t *testing.T) {
	story(t, func(t *testing.T) {
		s := sit(t, shop(1000), 80, 24).settle().press("enter").press(":").types("topic payments").press("enter").sees("▌payments  all")
		s.press(":").types("topic ment").press("enter").sees("▌topics", "shipments")
	})
}

// What is not said to do nothing does something: a pane or the root takes it.
func TestNothingIsOfferedThatNobodyDoes(t *testing.T) {
	for _, before := range []string{"", "enter", "enter enter", "enter v", "enter v enter", "enter v enter enter"} {
		story(t, func(t *testing.T) {
			s := sit(t, shop(1000), 120, 40).settle().press(strings.Fields(before)...)
			for _, a := range keymap.Actions() {
				if s.m.unable(a) != "" || a == keymap.Quit {
					continue
				}
				_, roots := actions()[a]
				panes := append([]Pane{s.m.front()}, s.m.others()...)
				for _, p := range panes {
					if roots {
						break
					}
					_, roots = p.Do(a, 1)
				}
				if !roots {
					t.Errorf("after %q nobody does %s", before, a)
				}
			}
		})
	}
}
