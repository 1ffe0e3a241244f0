package term

import (
	"testing"
	"time"
)

// link is a terminal that answers every query after rtt, and a flood of data that
// is drawn whenever the pacer allows it.
func link(p *Pacer, rtt, during time.Duration) (frames, queries int) {
	var answers []time.Time
	start := time.Unix(0, 0)
	for now := start; now.Sub(start) < during; now = now.Add(time.Millisecond) {
		for len(answers) > 0 && !answers[0].After(now) {
			answers = answers[1:]
			p.Acked(now)
		}
		if p.Wait(now) > 0 {
			continue
		}
		frames++
		p.Sent(now)
		if p.Asks() {
			queries++
			if rtt > 0 {
				answers = append(answers, now.Add(rtt))
			}
		}
	}
	return frames, queries
}

func TestFramesFollowTheLink(t *testing.T) {
	for _, c := range []struct {
		name     string
		rtt      time.Duration
		min, max int // frames in 10 s
		slow     bool
	}{
		{"here", 2 * time.Millisecond, 280, 302, false},
		{"next room", 30 * time.Millisecond, 280, 340, false},
		{"next country", 100 * time.Millisecond, 90, 100, false},
		{"bad", 400 * time.Millisecond, 7, 10, true},
		{"very bad", 2 * time.Second, 3, 5, true},
		{"mute", 0, 200, 215, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			var p Pacer
			frames, queries := link(&p, c.rtt, 10*time.Second)
			if frames < c.min || frames > c.max {
				t.Errorf("%d frames in 10 s, want %d to %d", frames, c.min, c.max)
			}
			if p.Slow() != c.slow {
				t.Errorf("slow: %v, at %v", p.Slow(), p.RTT())
			}
			if c.rtt == 0 && queries > 2 {
				t.Errorf("a mute terminal was asked %d times", queries)
			}
			if c.rtt > 0 && (p.RTT() < c.rtt || p.RTT() > c.rtt+2*time.Millisecond) {
				t.Errorf("measured %v of %v", p.RTT(), c.rtt)
			}
		})
	}
}

func TestNothingIsSentWhileAnAnswerIsOnItsWay(t *testing.T) {
	var p Pacer
	now := time.Unix(0, 0)
	p.Sent(now)
	if p.Wait(now.Add(2999*time.Millisecond)) == 0 || !p.Waiting() {
		t.Error("a second frame was sent into a stalled link")
	}
	if p.Wait(now.Add(3*time.Second)) > 0 {
		t.Error("an answer that was lost stops the data for ever")
	}
	p.Acked(now.Add(100 * time.Millisecond))
	if p.Waiting() || p.Wait(now.Add(100*time.Millisecond)) > 0 {
		t.Error("the answer did not free the way")
	}
	p.Acked(now.Add(5 * time.Second)) // nobody asked
	if p.RTT() != 100*time.Millisecond {
		t.Errorf("an answer to nothing changed the time to %v", p.RTT())
	}
}

func TestAVeryLateFirstAnswerStillCounts(t *testing.T) {
	var p Pacer
	now := time.Unix(0, 0)
	p.Sent(now)
	p.Sent(now.Add(3 * time.Second))
	if p.Asks() {
		t.Fatal("asked a terminal that seems mute")
	}
	p.Acked(now.Add(4 * time.Second))
	if !p.Asks() || !p.Slow() {
		t.Errorf("asks: %v, slow: %v", p.Asks(), p.Slow())
	}
}
