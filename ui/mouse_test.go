package ui

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
)

// click presses and releases the left button.
func (s *session) click(x, y int) *session {
	s.t.Helper()
	s.send(tea.MouseClickMsg{X: x, Y: y, Button: tea.MouseLeft})
	s.send(tea.MouseReleaseMsg{X: x, Y: y, Button: tea.MouseLeft})
	return s.settle()
}

// drag moves the mouse with the left button pressed.
func (s *session) drag(x, y, toX, toY int) *session {
	s.t.Helper()
	s.send(tea.MouseClickMsg{X: x, Y: y, Button: tea.MouseLeft})
	s.send(tea.MouseMotionMsg{X: (x + toX) / 2, Y: (y + toY) / 2, Button: tea.MouseLeft})
	s.send(tea.MouseMotionMsg{X: toX, Y: toY, Button: tea.MouseLeft})
	s.send(tea.MouseReleaseMsg{X: toX, Y: toY, Button: tea.MouseLeft})
	return s.settle()
}

func (s *session) wheel(x, y int, b tea.MouseButton) *session {
	s.t.Helper()
	s.send(tea.MouseWheelMsg{X: x, Y: y, Button: b})
	return s.settle()
}

func withMouse(c *Config) { c.Mouse = true }

// rowOf is the line of the screen that holds word.
func (s *session) rowOf(word string) int {
	s.t.Helper()
	for y, line := range s.screen() {
		if strings.Contains(line, word) {
			return y
		}
	}
	s.t.Fatalf("%q is not on the screen:\n%s", word, s.text())
	return 0
}

func TestAClickGoesThereAndOnceMoreOpens(t *testing.T) {
	story(t, func(t *testing.T) {
		s := sit(t, shop(1000), 80, 24, withMouse).settle()
		s.click(10, s.rowOf("shipments")).sees("▌  shipments").lacks("▌shipments  all")
		s.click(10, s.rowOf("orders")).sees("▌  orders").click(10, s.rowOf("orders")).sees("▌orders  all")
		s.click(10, s.rowOf(`"n-990"`)).sees("▌ 11:59:50.000").click(10, s.rowOf(`"n-990"`)).sees("▌record")
		s.click(10, s.rowOf("11:59:49.000")).sees("▌orders  all", "▌ 11:59:49.000").lacks("▌record")
		s.click(4, s.rowOf("id  ")).sees("▌record").lacks("▌orders")
	})
}

func TestTheWheelScrollsWhatIsUnderIt(t *testing.T) {
	story(t, func(t *testing.T) {
		s := sit(t, shop(1000), 80, 40, withMouse).settle().press("enter", "s").press("/").types("payments").press("enter")
		s.sees("▌payments  all", " orders  all")
		y := s.rowOf(" orders  all") + 3
		s.wheel(10, y, tea.MouseWheelUp).sees("▌payments  all").lacks("c-0999")
		s.wheel(10, y, tea.MouseWheelDown).sees("c-0999")
		s.wheel(10, y, tea.MouseWheelLeft).sees("▌payments  all")
		s.press(":").wheel(10, 3, tea.MouseWheelDown).sees("▌")
	})
}

func TestBordersCanBeDragged(t *testing.T) {
	story(t, func(t *testing.T) {
		s := sit(t, shop(1000), 120, 40, withMouse).settle().press("enter", "v").press("enter")
		at := strings.Index(strings.ReplaceAll(s.screen()[5], "▌", " "), "│")
		s.drag(at, 5, at+20, 7)
		if now := strings.Index(strings.ReplaceAll(s.screen()[5], "▌", " "), "│"); now != at+20 {
			t.Fatalf("the line is at %d, was at %d", now, at)
		}
		s.press("q", "s").press("enter")
		y := s.rowOf("▌orders")
		if s.drag(5, y, 5, y+6); s.rowOf("▌orders") != y+6 {
			t.Fatalf("the title is at %d, was at %d", s.rowOf("▌orders"), y)
		}
		s.press("enter")
		x := strings.IndexRune(s.screen()[2], '│')
		s.drag(72, 2, 60, 2)
		if now := strings.IndexRune(s.screen()[2], '│'); now >= x {
			t.Fatalf("the record's border is at %d, was at %d", now, x)
		}
	})
}

// Without leave the mouse does nothing, and neither does it with hostile bytes.
func TestTheMouseIsHarmless(t *testing.T) {
	story(t, func(t *testing.T) {
		s := sit(t, shop(1000), 80, 24).settle()
		if now := s.click(10, 5).text(); !strings.Contains(now, "▌  orders") || s.m.View().MouseMode != tea.MouseModeNone {
			t.Errorf("the mouse is on:\n%s", now)
		}
		s = sit(t, shop(1000), 80, 24, withMouse).settle().press("enter", "v", "enter", "enter")
		for _, at := range []int{-1 << 31, -1, 0, 1, 23, 24, 79, 80, 1 << 30} {
			for _, y := range []int{-7, 0, 1, 11, 22, 23, 24, 1 << 30} {
				s.send(tea.MouseMotionMsg{X: at, Y: y, Button: tea.MouseLeft})
				s.send(tea.MouseReleaseMsg{X: at, Y: y})
				s.send(tea.MouseWheelMsg{X: at, Y: y, Button: 99})
				s.send(tea.MouseClickMsg{X: at, Y: y, Button: tea.MouseRight})
				s.drag(at, y, y, at)
			}
		}
		s.send(tea.WindowSizeMsg{Width: 20, Height: 4})
		s.drag(3, 3, 5, 1).goesOn()
	})
}

// Regression: clicks in the palette and in the list of keys were ignored.
func TestAClickChoosesInThePaletteAndAmongTheKeys(t *testing.T) {
	story(t, func(t *testing.T) {
		s := sit(t, shop(1000), 80, 24, withMouse).settle().press("enter", ":").types("copy").sees("▌copy-value")
		s.click(5, s.rowOf("copy-path")).sees("▌copy-path", "does  copy the path").click(5, s.rowOf("▌copy-path")).sees("copied").lacks("ACTIONS")
		s.press("?").click(30, s.rowOf("timeline")).sees("▌T").click(30, s.rowOf("▌T")).sees("timeline · a bar is")
		s.press("q", "?").types("page").sees("page down").click(2, s.rowOf("page up")).sees("▌b")
		s.press("esc").press(":").wheel(10, s.rowOf("ACTIONS")+3, tea.MouseWheelDown).sees("▌")
		s.click(10, 0).click(79, 23).sees("ACTIONS")
	})
}

// Regression: clicks among the shares and the columns were ignored.
func TestAClickChoosesAmongSharesAndColumns(t *testing.T) {
	story(t, func(t *testing.T) {
		s := sit(t, shop(1000), 80, 24, withMouse).settle().press("enter").press("l").press("%").sees("SHARES  type")
		s.click(5, s.rowOf("Shipped  ")).sees("▌ Shipped").click(5, s.rowOf("▌ Shipped")).sees("orders  type = Shipped").lacks("SHARES")
		s.press("c").sees("COLUMNS").click(5, s.rowOf("order.total")).sees("▌[ ] order.total").click(5, s.rowOf("▌[ ] order.total")).sees("▌[x] order.total")
		s.click(5, 1).click(5, 23).sees("COLUMNS").press("enter").sees("OFFSET   total").lacks("COLUMNS")
	})
}
