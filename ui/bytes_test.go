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

// What a row costs is the mean of many: the counts beside it change with it.
func TestWhatARowCosts(t *testing.T) {
	for _, c := range []struct {
		name   string
		topics []string
		most   int
	}{
		{"one pane", []string{"orders"}, 350},
		{"two beside each other", []string{"orders", "payments"}, 350},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := feeds(t, linktest.Options{}, c.topics...)
			f.adds("orders", 40)
			f.cost(4, func(int) { f.adds("orders", 1) }) // the rate is on the screen by now
			f.Keep()
			got := f.cost(40, func(int) { f.adds("orders", 1) })
			t.Logf("%d bytes for a row", got)
			if got > c.most {
				t.Errorf("%d bytes, want %d at most:\n%q\n%s", got, c.most, f.Kept(), f.Text())
			}
		})
	}
}

// A paused pane says how many records are new, and a strip how many there are in a
// minute: nothing else is written.
func TestWhatACountCosts(t *testing.T) {
	f := feeds(t, linktest.Options{}, "orders")
	f.adds("orders", 40)
	f.Press("k")
	f.Sees("paused at")
	n := 0
	f.cost(2, func(int) { n = f.unseen(n) })
	f.Keep()
	bytes, frames := f.Traffic()
	f.cost(8, func(int) { n = f.unseen(n) })
	moreBytes, moreFrames := f.Traffic()
	got := (moreBytes - bytes) / (moreFrames - frames)
	t.Logf("%d bytes for a count", got)
	if got > 40 {
		t.Errorf("%d bytes, want 40 at most:\n%q\n%s", got, f.Kept(), f.Text())
	}
}

// unseen adds a record behind the n that a paused pane counts already.
func (f *feed) unseen(n int) int {
	f.says("orders", 1, 0)
	f.Sees(fmt.Sprintf("+%d new", n+1))
	return n + 1
}

func TestAFloodIsDrawnThirtyTimesASecond(t *testing.T) {
	for _, topics := range [][]string{{"orders"}, {"orders", "payments"}} {
		f := feeds(t, linktest.Options{}, topics...)
		for _, topic := range topics {
			f.says(topic, 0, 1000/len(topics))
		}
		<-time.After(3 * time.Second)
		bytes, frames := f.Traffic()
		t.Logf("%d panes: %d frames, at most %d in a second; %d bytes for each", len(topics), frames, f.Most(), bytes/frames)
		if n := f.Most(); frames < 3 || n > 32 { // 30, and what a second that begins late takes along
			t.Errorf("%d frames in a second", n)
		}
		f.Stop()
	}
}
