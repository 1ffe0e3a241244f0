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

// quiet is a session whose panes have all they want.
func quiet(b *testing.B) *session {
	b.Helper()
	s := sit(b, shop(2000), 200, 60).settle()
	s.press("enter").press("v").press("j", "enter").press("s").press("g", "enter").press("enter")
	s.send(tea.WindowSizeMsg{Width: 200, Height: 60})
	return s
}
