package term

import "time"

// Query asks the terminal what it is (DA1). Every terminal and every multiplexer
// answers, in its turn: when the answer comes, all that was sent before has been
// drawn. To the terminal library the answer is a PrimaryDeviceAttributesEvent.
const Query = "\x1b[c"

const (
	normalGap = time.Second / 30 // between frames of data: the eye reads no more
	slowTrip  = 150 * time.Millisecond
	slowDuty  = 3               // on a slow link: trips between frames. The rest is for keys
	lostAfter = 3 * time.Second // an answer that takes longer will not come
)

// Pacer says when the next frame of data may be sent. Frames that answer a key are
// not its business. The zero Pacer is ready. It belongs to the event loop: not safe
// for concurrent use.
//
//	if out.Backlog() > 0 || pacer.Wait(now) > 0 {
//		return tick(pacer.Wait(now)) // nothing is lost: the data is drawn later, once
//	}
//	draw()
//	pacer.Sent(now)
//	if pacer.Asks() {
//		return tea.Raw(term.Query) // behind the frame; at its answer pacer.Acked(now)
//	}
type Pacer struct {
	sent     time.Time     // the last frame
	waiting  bool          // for its answer
	answered bool          // at least once
	mute     bool          // nothing answers here
	trip     time.Duration // of the last frame: a large one takes its time, and leaves as much for keys
	rtt      time.Duration // of some frames on average
}

// Wait is how long it takes at most until the next frame may be sent, 0 for now. An
// answer may shorten it.
func (p *Pacer) Wait(now time.Time) time.Duration {
	if p.sent.IsZero() {
		return 0
	}
	gap := p.Gap()
	if p.waiting {
		gap = max(gap, lostAfter)
	}
	return max(0, gap-now.Sub(p.sent))
}

// Gap is the least time between two frames.
func (p *Pacer) Gap() time.Duration {
	switch {
	case !p.answered || p.mute || p.trip <= slowTrip:
		return normalGap
	default:
		return min(slowDuty*p.trip, lostAfter)
	}
}

// Asks reports whether [Query] is to be sent behind the frame: not where nothing ever answered.
func (p *Pacer) Asks() bool { return !p.mute }

// Sent notes that a frame of data is on its way. A terminal that has never answered
// for three seconds is not asked again.
func (p *Pacer) Sent(now time.Time) {
	if p.waiting && !p.answered && now.Sub(p.sent) >= lostAfter {
		p.mute = true
	}
	p.sent = now
	p.waiting = !p.mute
}

// Acked notes the terminal's answer to the last frame.
func (p *Pacer) Acked(now time.Time) {
	if !p.waiting && !p.mute {
		return
	}
	trip := now.Sub(p.sent)
	p.trip = trip
	if p.mute { // it does answer, but so late that the frame is not known
		trip = lostAfter
	} else if p.answered { // one late answer is no slow link
		trip = (3*p.rtt + trip) / 4
	}
	p.rtt, p.answered, p.waiting, p.mute = trip, true, false, false
}

// Waiting reports whether an answer is on its way. Quit when it is there, or a
// moment later: it would be read by the shell.
func (p *Pacer) Waiting() bool { return p.waiting }

// RTT is the time between a frame and its answer, 0 while none has come.
func (p *Pacer) RTT() time.Duration { return p.rtt }

// Slow reports whether the link is so slow that frames are rationed.
func (p *Pacer) Slow() bool { return p.rtt > slowTrip }
