package records

import (
	"testing"

	"riffle/keymap"
	"riffle/ui/theme"
)

// large is a pane of 200×60 in colour, at rest, two pages above the newest record.
func large(b *testing.B) *desk {
	d := sit(b, shop(5000), func(c *Config) { c.Theme = theme.New(theme.Dark, false) })
	d.w, d.h = 200, 60
	d.pane.Resize(d.w, d.h)
	d.settle().press(keymap.PageUp).settle().press(keymap.PageUp).settle()
	b.ReportAllocs()
	return d
}

// BenchmarkView is a frame whose rows were drawn before. It has 0.3 ms.
func BenchmarkView(b *testing.B) {
	d := large(b)
	for b.Loop() {
		d.pane.View(true)
	}
}

// BenchmarkMove is a key that moves the cursor by a row, with its frame.
func BenchmarkMove(b *testing.B) {
	d := large(b)
	for i := 0; b.Loop(); i++ {
		d.pane.cur.win.Move(1-2*(i&1), false)
		d.pane.drive()
		d.pane.View(true)
	}
}

// BenchmarkViewFresh is a frame in which every row is drawn for the first time.
func BenchmarkViewFresh(b *testing.B) {
	d := large(b)
	for b.Loop() {
		d.pane.rows.reset(d.pane.rows.columns)
		d.pane.View(true)
	}
}
