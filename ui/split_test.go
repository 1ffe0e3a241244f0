package ui

import (
	"context"
	"strings"
	"testing"
	"time"

	"riffle/source"
	"riffle/source/memory"
)

// column cuts the screen's lines to the cells from x to y.
func (s *session) column(x, y int) string {
	s.t.Helper()
	var out []string
	for _, l := range s.screen() {
		cells := []rune(l)
		out = append(out, string(cells[min(x, len(cells)):min(y, len(cells))]))
	}
	return strings.Join(out, "\n")
}

func TestANewPaneOpensAtTheInstantOfTheOldOne(t *testing.T) {
	story(t, func(t *testing.T) {
		s := sit(t, shop(1000), 80, 24).settle().press("enter")
		s.press("t").types("11:50").press("enter").press("s")
		s.sees(" orders  all", "▌topics", "▌  orders")
		s.press("j").press("enter").sees(" orders  all", "▌payments  all", "· 11:50:00.000", "▌ 11:50:00.100")
	})
}

func TestPanesNestResizeZoomAndClose(t *testing.T) {
	story(t, func(t *testing.T) {
		s := sit(t, shop(1000), 120, 40).settle().press("enter").press("v").press("enter").press("s").press("j").press("enter")
		if got := strings.Count(s.text(), "paused"); got != 3 {
			t.Fatalf("%d panes, want 3:\n%s", got, s.text())
		}
		wide := strings.Index(s.line(" orders  all"), "│")
		s.press("ctrl+w", "h").sees("▌orders  all")
		s.press("ctrl+w", ">")
		if got := strings.Index(s.line("▌orders  all"), "│"); got <= wide {
			t.Fatalf("the line went from %d to %d", wide, got)
		}
		s.press("ctrl+w", "=").press("Z").lacks("payments  all", "│")
		s.press("Z").sees("payments  all", "│")
		s.press("tab", "tab").sees("▌payments  all").press("shift+tab").lacks("▌payments  all")
		s.press("tab").press("q").lacks("payments  all").sees("│")
		s.press("ctrl+w", "c").lacks("│").sees("▌orders  all")
	})
}

func TestSelectedTopicsOpenBesideTheList(t *testing.T) {
	story(t, func(t *testing.T) {
		s := sit(t, shop(1000), 120, 40).settle().press("j").press("v")
		s.sees(" topics  3", "│▌payments  all").press("q").sees("▌topics  3").lacks("│")
	})
}

func TestLinkedPanesGoToTheInstant(t *testing.T) {
	story(t, func(t *testing.T) {
		s := sit(t, shop(3000), 80, 24).settle().press("enter").press("s").press("j").press("enter")
		s.press("S").sees("▌payments  all", "⇄ time", "⇄ time · held at 11:59:59.100 by payments")
		s.press("t").types("11:30:00.050").press("enter").sees("▌ 11:30:00.100", "· 11:30:00.000")
		s.press("k").sees("▌ 11:29:59.100", "· 11:29:59.000", "held at 11:29:59.100")
		s.press("tab").sees("· 11:29:59.100", "▌ 11:29:59.000").press("tab").sees("▌ 11:29:59.100", "· 11:29:59.000")
		s.press("S").lacks("⇄").press("k", "k").sees("· 11:29:59.000")
	})
}

// The seek of a linked pane, which waits a moment for the next one, took it back
// from the end that it was told to follow in the meantime.
func TestFollowingOvertakesTheSeekOfALink(t *testing.T) {
	story(t, func(t *testing.T) {
		s := sit(t, shop(3000), 80, 24).settle().press("enter").press("s").press("j").press("enter")
		s.press("t").types("11:30").press("enter").sees("▌ 11:30:00", "· 11:59:59.000")
		if s.quickly("S", "tab", "F").settle(); strings.Count(s.text(), "following") != 2 {
			t.Fatalf("a pane does not follow:\n%s", s.text())
		}
	})
}

func TestLinkedPanesFollowTogether(t *testing.T) {
	story(t, func(t *testing.T) {
		log := shop(100)
		s := sit(t, log, 80, 24).settle().press("enter").press("s").press("j").press("enter").press("S").press("F")
		order(log, 500, time.Now())
		s.settle().sees(`"id":"n-500"`, `"order":"n-500"`)
		s.press("F")
		order(log, 501, time.Now())
		s.pass(5 * time.Second).lacks("n-501").sees("+1 new")
	})
}

func TestARecordStandsBesideItsStreamWhereThereIsRoom(t *testing.T) {
	story(t, func(t *testing.T) {
		s := sit(t, shop(1000), 120, 40).settle().press("enter").press("s").press("enter").press("tab").press("enter")
		if right := s.column(73, 120); !strings.Contains(right, "record  orders p0 @ 333") || !strings.Contains(right, `"n-999"`) {
			t.Fatalf("no record on the right:\n%s", s.text())
		}
		s.sees("▌record").press("ctrl+w", "h").sees(" record", "▌orders")
		s.press("k").sees(`"n-998"`, "p2 @ 332")
		s.press("tab").sees("▌record").press("Z").lacks("orders  all").press("Z").sees("orders  all")
	})
}

func TestOtherRecordSameField(t *testing.T) {
	story(t, func(t *testing.T) {
		s := sit(t, shop(1000), 80, 24).settle().press("enter").press("enter")
		s.press("j", "j", "j").sees(" ▌  id ", " order.id   text · there in 64 of 64 seen").press("K")
		s.sees(`▌  id     "n-998"`, "p2 @ 332").press("K", "K", "J").sees(`▌  id     "n-997"`)
		s.press("h").sees("▌▾ order").press("h").sees("▌▸ order  {").press("J").sees("▌▸ order  {", "n-998")
	})
}

func TestFollowingStopsForARecord(t *testing.T) {
	story(t, func(t *testing.T) {
		log := shop(100)
		s := sit(t, log, 80, 24).settle().press("enter").press("G")
		order(log, 500, time.Now())
		s.settle().sees(`"id":"n-500"`).press("enter")
		order(log, 501, time.Now())
		s.pass(3*time.Second).sees("▌record", `"n-500"`).lacks("n-501")
	})
}

func TestDeniedTopicsSaySo(t *testing.T) {
	story(t, func(t *testing.T) {
		s := sit(t, shop(10).Open("payments"), 80, 24).settle()
		s.sees("denied: needs Describe on Topic payments").press("j").press("enter").sees("payments cannot be read", "▌topics")
	})
}

func TestEmptyAndBrokenClusters(t *testing.T) {
	for _, x := range []struct {
		err  error
		says string
	}{
		{&source.TransientError{Err: source.ErrUnreachable, After: time.Hour}, "cannot be reached · trying again by itself"},
		{source.ErrAuth, "authentication failed · Ctrl-r tries again, q quits"},
	} {
		story(t, func(t *testing.T) {
			sit(t, failing{shop(1), x.err}, 80, 24).settle().sees(x.says).press("q").ends()
		})
	}
}

// failing is a source that cannot list its topics.
type failing struct {
	source.Source
	err error
}

func (f failing) Topics(context.Context) ([]source.Topic, error) { return nil, f.err }

// "nurs…lerts  all  paused at …" named no topic that anybody knows; the row has the time.
func TestTheNameOfATopicComesBeforeTheTimeOfItsCursor(t *testing.T) {
	story(t, func(t *testing.T) {
		log := memory.New(memory.Topic{Name: "nursery.alerts", Partitions: 1})
		log.Append(source.Ref{Topic: "nursery.alerts"}, source.Record{Time: time.Now(), TimeKind: source.CreateTime, Producer: -1, Value: []byte(`{"a":1}`)})
		s := sit(t, log, 80, 24).settle().press("enter").sees("▌nursery.alerts  all ", "paused at 12:00:00.000")
		s.press("v").sees(" nursery.alerts  all              paused│").lacks("nurs…")
	})
}
