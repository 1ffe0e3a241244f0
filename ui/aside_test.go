package ui

import (
	"testing"
)

func TestWhatTellsMoreAboutAStreamStandsInFrontOfIt(t *testing.T) {
	story(t, func(t *testing.T) {
		s := sit(t, shop(1000), 120, 40).settle().press("enter")
		s.press("T").sees("▌orders · timeline", "V window", "11:59:00 ▲")
		s.press("b").press("enter").sees("▌orders  all", "paused at").lacks("timeline ·")
		s.press("P").sees("▌orders · 3 partitions", "evenly spread")
		s.press("j").press("enter").sees("▌orders  $partition = 1", "1/3 parts")
		s.press("I").sees("▌orders · configuration and replicas", "replicas").press("P").sees("▌orders · 3 partitions")
		s.press("q").sees("▌orders  $partition = 1").press("q").sees("▌topics")
		s.press("P").sees("▌orders · 3 partitions").press("q").sees("▌topics")
		s.press("P").press("enter").sees("▌orders  all", "1/1 parts")
	})
}

func TestLinkedPanesFollowTogetherFromTheMomentTheyAreLinked(t *testing.T) {
	story(t, func(t *testing.T) {
		s := sit(t, shop(1000), 120, 40).settle().press("enter").press("v").press("j").press("enter")
		s.press("F").press("S")
		for _, x := range s.m.slots {
			if !x.stream.Following() {
				t.Fatalf("%s does not follow:\n%s", x.stream.Title(), s.text())
			}
		}
		s.press("F")
		for _, x := range s.m.slots {
			if x.stream.Following() {
				t.Fatalf("%s goes on following:\n%s", x.stream.Title(), s.text())
			}
		}
	})
}
