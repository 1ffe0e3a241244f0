package ui

import (
	"testing"

	tea "charm.land/bubbletea/v2"
)

// A frame of a large screen with three streams and a record: it must cost little
// beside the 16 ms that it is shown for.
func BenchmarkFrame(b *testing.B) {
	s := quiet(b)
	b.ReportAllocs()
	for b.Loop() {
		s.m.paint.now()
		s.m.View()
	}
}

// Nothing is faster than what is not allocated, and the collector is what makes a key
// wait: a frame of four panes is put together out of some hundred pieces.
func TestAFrameAllocatesLittle(t *testing.T) {
	story(t, func(t *testing.T) {
		s := quiet(t)
		n := testing.AllocsPerRun(50, func() {
			s.m.paint.now()
			s.m.View()
		})
		if n > 500 {
			t.Errorf("%.0f allocations, want 500 at most", n)
		}
	})
}

// quiet is a session whose panes have all they want.
func quiet(b testing.TB) *session {
	b.Helper()
	s := sit(b, shop(2000), 200, 60).settle()
	s.press("enter").press("v").press("j", "enter").press("s").press("g", "enter").press("enter")
	s.send(tea.WindowSizeMsg{Width: 200, Height: 60})
	return s
}
