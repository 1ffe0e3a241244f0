//go:build unix

package ui_test

import (
	"fmt"
	"testing"
	"time"

	"riffle/ui/term/linktest"
)

// cost is what riffle writes for each of n times, at intervals long enough for each to
// be drawn alone.
func (f *feed) cost(n int, do func(i int)) (bytes int) {
	f.t.Helper()
	f.Settle(time.Second)
	before, _ := f.Traffic()
	for i := range n {
		do(i)
		f.Settle(250 * time.Millisecond)
	}
	after, _ := f.Traffic()
	return (after - before) / n
}

func TestWhatARowCosts(t *testing.T) {
	for _, c := range []struct {
		name   string
		topics []string
		most   int
	}{
		{"one pane", []string{"orders"}, 350},
		{"two beside each other", []string{"orders", "payments"}, 400},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := feeds(t, linktest.Options{}, c.topics...)
			f.adds("orders", 40)
			f.cost(4, func(int) { f.adds("orders", 1) }) // the rate is on the screen by now
			f.Keep()
			got := f.cost(40, func(int) { f.adds("orders", 1) })
			t.Logf("%d bytes for a row", got)
			if got > c.most {
				t.Errorf("%d bytes, want %d at most:\n%s\n%s", got, c.most, fmt.Sprintf("%q", f.Kept()), f.Text())
			}
		})
	}
}
