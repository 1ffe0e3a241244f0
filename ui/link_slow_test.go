//go:build unix

package ui_test

import (
	"testing"
	"time"

	"github.com/charmbracelet/x/vt"

	"riffle/ui/term/linktest"
)

// badLine is ssh over a bad line: 20 kB/s, and whatever is written queues before it.
var badLine = linktest.Options{
	Link: linktest.Link{Speed: 20_000, Delay: 20 * time.Millisecond},
	Env:  []string{"SSH_CONNECTION=10.0.0.1 50000 10.0.0.2 22"},
}

// Without pacing 18 MB queued in front of the answer to a key, which took minutes.
func TestKeysOverABadLineWhileRowsFlood(t *testing.T) {
	for _, topics := range [][]string{{"orders"}, {"orders", "payments"}} {
		f := feeds(t, badLine, topics...)
		calm := keysTake(f, 9)
		for _, topic := range topics {
			f.says(topic, 0, 1000/len(topics))
		}
		<-time.After(3 * time.Second) // the first screens are through
		f.Queued()
		took := keysTake(f, 30)
		_, frames := f.Traffic()
		queued := f.Queued()
		t.Logf("%d panes: keys %v, idle %v; %d bytes queued at most; %d frames", len(topics), took, calm, queued, frames)
		if queued > 32<<10 {
			t.Errorf("%d bytes queued", queued)
		}
		// Where a key waits long for a processor though the line is idle, the machine is busy.
		// The tests of other packages run beside this one: 140 ms alone are 220 ms then.
		if d, most := took.Percent(50), max(300*time.Millisecond, 6*calm.Percent(50)); d > most {
			t.Errorf("half of the keys take more than %v, want at most %v", d, most)
		}
		f.Sees("ssh ")
		f.Stop()
	}
}

// typed is the last digit of the number that was typed, which the footer shows.
func typed(e *vt.Emulator) string { return e.CellAt(e.Width()-2, e.Height()-1).Content }

// keysTake presses n digits, at uneven intervals, and measures until each is seen.
func keysTake(f *feed, n int) (took linktest.Times) {
	for i := range n {
		<-time.After(150*time.Millisecond + time.Duration(i*37%100)*time.Millisecond)
		took = append(took, f.Answered(string(rune('1'+i%9)), typed))
		if i%18 == 17 { // no number has more digits
			f.Answered("\x1b", typed)
		}
	}
	f.Answered("\x1b", typed)
	return took
}
