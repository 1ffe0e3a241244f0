package source

import (
	"context"
	"errors"
	"slices"
	"time"
)

// Coverage says what an answer was made from, so that nobody takes what was not
// looked at for what is not there: the one type behind the line under a pane, the
// line at the end of a command, and what a search tells while it runs. Everything
// else about a read, its share, its rate, how long it still takes, follows from it.
//
//	c := source.Cover(from, to, source.Forward)
//	for {
//		b, err := cursor.Next(ctx, 2000)
//		if err != nil {
//			c.End(err)
//			break
//		}
//		c.Add(b, source.Forward, time.Now())
//	}
type Coverage struct {
	Looked   Count
	Matched  int64 // records that were given out, without those that are Unknown
	Filtered bool  // there was a condition: Matched says something
	Sampled  bool  // records here and there were looked at: Low and High of Parts say nothing
	Parts    []Share
	Holes    [Trimmed + 1]int64 // offsets by [HoleKind]. Where a driver leaves records out, only Trimmed is known
	Gone     []Hole             // those that are Trimmed, in the order in which they were met; the first [goneMost]

	Wire Rate // bytes from the server
	Pace Rate // records

	Stop  Stop
	Upto  string // how the place that it set out for is called: "end", "14:35"
	Limit int64  // where Stop is Enough: how many records that was
	At    Place  // where Stop is Held or Failed: that place, as far as it is known
	Err   error  // where Stop is Failed
}

// goneMost bounds what is kept of the stretches that retention removed: a read that is
// slower than retention meets them for as long as it goes on.
const goneMost = 1000

// Stop tells why reading ended.
type Stop uint8

// The reasons to stop.
const (
	Going     Stop = iota // it has not ended
	Reached               // the place that it set out for
	Enough                // as many records as were asked for
	Held                  // an open transaction, which a read_committed consumer waits for
	Cancelled             // somebody stopped it
	Failed                // an error
)

// String is the word that machines read: going, reached, enough, held, cancelled, failed.
func (s Stop) String() string {
	return [...]string{"going", "reached", "enough", "held", "cancelled", "failed"}[s]
}

// Share is one partition's part: of the offsets [From, To) that were set out for,
// [Low, High) were looked at.
type Share struct {
	Ref
	From, To  Offset
	Low, High Offset
	Endless   bool // To says nothing: of a tail there is no end, of others it is not known yet
}

// Size counts the offsets set out for.
func (s Share) Size() int64 { return s.To.Minus(s.From) }

// Done counts the offsets looked at.
func (s Share) Done() int64 { return s.High.Minus(s.Low) }

// Cover begins the coverage of a read between two positions, in a direction. A nil
// to is no end.
func Cover(from, to Position, dir Dir) Coverage {
	c := Coverage{Parts: make([]Share, len(from))}
	for i, x := range from {
		s := Share{Ref: x.Ref, From: x.Offset, Low: x.Offset, High: x.Offset, Endless: to == nil}
		if to != nil {
			s.To = to[i].Offset
			if s.To.Less(s.From) {
				s.To = s.From
			}
		}
		if dir == Backward {
			s.Low, s.High = s.To, s.To
		}
		c.Parts[i] = s
	}
	return c
}

// Add counts a batch that was read in that direction.
func (c *Coverage) Add(b Batch, dir Dir, now time.Time) {
	c.Looked.Add(b.Looked)
	c.Matched += known(b.Records)
	for _, h := range b.Holes {
		c.Holes[h.Why] += h.To.Minus(h.From)
		if h.Why == Trimmed && len(c.Gone) < goneMost {
			c.Gone = append(c.Gone, h)
		}
	}
	for i, at := range b.At {
		s := c.part(i, at.Ref)
		switch {
		case s == nil:
		case dir == Backward && at.Offset.Less(s.Low):
			s.Low = at.Offset
		case dir == Forward && s.High.Less(at.Offset):
			s.High = at.Offset
		}
	}
	c.Wire.Add(b.Looked.Wire, now)
	c.Pace.Add(b.Looked.Records, now)
}

// Clone returns a coverage that does not grow with c: what is handed to somebody else
// while reading goes on.
func (c Coverage) Clone() Coverage {
	c.Parts, c.Gone = slices.Clone(c.Parts), slices.Clone(c.Gone)
	return c
}

// part finds the share of a partition, which is likely to be number i.
func (c *Coverage) part(i int, ref Ref) *Share {
	if i < len(c.Parts) && c.Parts[i].Ref == ref {
		return &c.Parts[i]
	}
	for j := range c.Parts {
		if c.Parts[j].Ref == ref {
			return &c.Parts[j]
		}
	}
	return nil
}

// End notes why reading ended: nil is that the end was reached.
func (c *Coverage) End(err error) {
	switch {
	case err == nil:
		c.Stop = Reached
	case errors.Is(err, context.Canceled):
		c.Stop = Cancelled
	default:
		c.Stop, c.Err = Failed, err
		var there *PlaceError
		if errors.As(err, &there) {
			c.At = there.Place
		}
	}
}

// Done is the share of the range that was looked at, 0 to 1; that of the records, where
// they were sampled. ok is false where there is no end.
func (c *Coverage) Done() (share float64, ok bool) {
	done, all, ok := c.offsets()
	switch {
	case !ok:
		return 0, false
	case all == 0:
		return 1, true
	}
	return min(1, float64(done)/float64(all)), true
}

// Lost tells whether nothing is left of what was set out for: retention removed it all.
func (c *Coverage) Lost() bool {
	_, all, ok := c.offsets()
	return ok && all > 0 && c.Holes[Trimmed] == all
}

func (c *Coverage) offsets() (done, all int64, ok bool) {
	for _, s := range c.Parts {
		if s.Endless {
			return 0, 0, false
		}
		done, all = done+s.Done(), all+s.Size()
	}
	if c.Sampled {
		done = min(c.Looked.Records, all)
	}
	return done, all, true
}

// Left estimates how long reading still takes at the pace of the last second. ok
// is false where that cannot be told.
func (c *Coverage) Left() (d time.Duration, ok bool) {
	done, all, ok := c.offsets()
	if !ok || done == 0 || c.Pace.PerSec <= 0 || c.Sampled {
		return 0, false
	}
	records := float64(c.Looked.Records) / float64(done) * float64(max(0, all-done))
	return time.Duration(records / c.Pace.PerSec * float64(time.Second)), true
}

// Rate measures a flow over about a second.
type Rate struct {
	PerSec  float64
	Settled bool // a second has been measured
	since   time.Time
	n       int64
}

// Add counts n more at that moment. What comes first begins the measurement and is
// not counted: one in a second, twice, would be two in a second.
func (r *Rate) Add(n int64, now time.Time) {
	if r.since.IsZero() {
		r.since = now
		return
	}
	r.n += n
	if d := now.Sub(r.since); d >= time.Second || !r.Settled && d >= 100*time.Millisecond {
		r.PerSec, r.Settled = float64(r.n)/d.Seconds(), r.Settled || d >= time.Second
		if d >= time.Second {
			r.since, r.n = now, 0
		}
	}
}
