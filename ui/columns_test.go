package ui

import (
	"strings"
	"testing"
)

func TestChoosingColumns(t *testing.T) {
	story(t, func(t *testing.T) {
		s := sit(t, shop(1000), 80, 24).settle().press("enter")
		s.press("c").sees("COLUMNS  key and value, as none is chosen", "[ ] order.id", "string  100 %", "[ ] order.total", "Tab proposed")
		s.press("tab").sees("COLUMNS  type order.id", "[x] type", "[x] order.id", "n-985     {")
		s.press("esc").sees("KEY     VALUE", `{"type"`).lacks("COLUMNS")
		// Typing finds a path; Enter takes it and goes on; numbers stand at their end.
		s.press("c").types("tot").press("enter").types("order.id").press("enter").sees("COLUMNS  order.total order.id")
		s.press("<").sees("COLUMNS  order.id order.total").press("enter")
		s.sees("  TIME           P  OFFSET  order.id   total  VALUE", "0     333  n-999     912.40  {")
		// The cell cursor goes over them, and what + writes is exact.
		s.press("l").press("+").sees("orders  order.total = 912.40").press("backspace").sees("orders  all", "order.id   total")
		s.press("c").press("space", "enter").sees("OFFSET  order.id  VALUE").lacks("total  VALUE")
		s.press("backspace").sees("order.id   total")
		s.press("'", "'").sees("KEY     VALUE").press("'", "'").sees("order.id   total")
		// A path that nobody saw yet is a column too, and empty where it leads nowhere.
		s.press("c").types("order.note.x").sees("order.note.x  not seen here yet").press("enter", "enter").sees("n-999     912.40")
	})
}

func TestMoreColumnsThanThereIsRoomFor(t *testing.T) {
	story(t, func(t *testing.T) {
		s := sit(t, shop(1000), 60, 24, func(c *Config) {
			c.Open = []Opening{{Topics: []string{"orders"}, Columns: "type,order.id,order.total,order.items,note,$key,$headers.traceparent"}}
		}).settle()
		s.sees("type", "order.id", "+")
		shown := map[string]bool{}
		for range 7 {
			if s.press("y", "p"); s.clip != "" {
				shown[s.clip] = true
			}
			s.press("l")
		}
		if len(shown) != 7 {
			t.Fatalf("the cell cursor went over %v\n%s", shown, s.text())
		}
		s.sees("trac…arent", "00-4bf92f", "+2").lacks("  type ")
		s.press("h", "h", "h", "h", "h", "h").sees("type", "Buy")
	})
	story(t, func(t *testing.T) {
		sit(t, shop(10), 80, 24, func(c *Config) { c.Open = []Opening{{Topics: []string{"orders"}, Columns: "type,$ofset"}} }).settle().
			sees("unknown record field $ofset")
	})
}

func TestAValueOfARecordBecomesAColumn(t *testing.T) {
	story(t, func(t *testing.T) {
		s := sit(t, shop(1000), 120, 40).settle().press("enter").press("k", "enter").press("j", "j", "j").sees("order.id   text")
		s.press("c").sees("column order.id is shown · again takes it away", "OFFSET  order.id")
		s.press("j", "c").sees("order.id   total")
		s.press("c").sees("column order.total is gone").lacks("order.id   total")
		s.sees("332  n-998")
	})
}

// At the newest record it looks towards older ones, and goes on so.
func TestNextSame(t *testing.T) {
	story(t, func(t *testing.T) {
		s := sit(t, shop(1000), 80, 24).settle().press("enter").press("k", "k", "k", "k", "k", "k", "k", "k", "k", "l")
		if s.sees("▌ 11:59:50").press("*").sees("no newer match of type = Shipped"); !strings.Contains(s.line("▌›"), "n-990") {
			t.Fatalf("%s", s.text())
		}
		s.press("N").sees("▌›11:59:40")
		s.press("G").press("*").sees("▌›11:59:58").press("*").sees("▌›11:59:57", `"Buy"`)
	})
}
