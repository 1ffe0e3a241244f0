package demo

import (
	"fmt"
	"math"
	"math/rand/v2"
	"time"
)

// sound is the topic of the readings.
const sound = "nursery.sound"

// nursery tells what the baby monitor heard, once a second, and the alerts it sent.
func (h *history) nursery() {
	r := h.story.dice(nurseryChapter)
	h.events[place{topic: sound}] = make([]event, 0, h.story.end.Sub(h.story.begin)/time.Second)
	for at := h.story.begin; at.Before(h.story.end); at = at.Add(time.Second) {
		h.add(reading(r, h.story, at))
	}
	for i, at := range h.story.cries {
		value := fmt.Appendf(nil, `{"type":"BabyCried","room":"nursery","alert":%d}`, i+1)
		h.add(event{topic: "nursery.alerts", time: at, key: []byte("nursery"), value: value})
	}
}

// What happens around a cry, counted from it.
const (
	dogBarks  = -11 * time.Minute // a dog barks in the yard
	stirs     = -10 * time.Minute // the baby stirs, then fusses, louder and louder
	cries     = 0
	picked    = 70 * time.Second // somebody comes
	calmAgain = 4 * time.Minute
)

// reading is one second of sound. heard is what the monitor makes of it: it knows
// a dog from a baby, which the alert never told.
func reading(r *rand.Rand, s story, at time.Time) event {
	level, heard := 29+r.NormFloat64()*0.8, "quiet"
	if hour := at.Hour(); hour >= 8 && hour < 19 {
		level += 6 + 3*math.Sin(float64(at.Unix())/300) + r.ExpFloat64()*2
		heard = "household"
	}
	for _, cry := range s.cries {
		switch d := at.Sub(cry); {
		case d >= dogBarks && d < dogBarks+6*time.Second:
			level, heard = 61+r.NormFloat64()*6, "dog"
		case d >= stirs && d < cries:
			share := 1 - float64(-d)/float64(-stirs)
			level += share*share*30 + r.ExpFloat64()*4*share
			if heard = "stirring"; share > 0.6 {
				heard = "fussing"
			}
		case d >= cries && d < picked:
			level, heard = 78+r.NormFloat64()*4, "crying"
		case d >= picked && d < calmAgain:
			level, heard = 44+r.NormFloat64()*3, "voice"
		}
	}
	value := fmt.Appendf(nil, `{"room":"nursery","db":%.1f,"peak":%.1f,"heard":%q,"temp_c":%.1f}`, level, level+r.ExpFloat64()*3, heard, 19.5+math.Sin(float64(at.Unix())/13000))
	return event{topic: sound, time: at, key: []byte("nursery"), value: value}
}
