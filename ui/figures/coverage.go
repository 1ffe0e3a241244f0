package figures

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"riffle/source"
)

// Coverage writes what an answer was made from as one line:
//
//	looked at 1,204,331 records in 12 partitions, 310 MB read; 7 matched; complete to the end
func Coverage(c *source.Coverage) string {
	parts := []string{fmt.Sprintf("looked at %s in %s, %s read",
		Things(c.Looked.Records, "record"), Things(len(c.Parts), "partition"), Bytes(c.Looked.Wire))}
	if c.Filtered {
		parts = append(parts, Count(c.Matched)+" matched")
	}
	parts = append(parts, Remarks(c)...)
	return strings.Join(append(parts, Stop(c)), "; ")
}

// Remarks are what an answer has to admit, the worst first; none where all that was
// looked at could be read.
func Remarks(c *source.Coverage) (list []string) {
	add := func(n int64, format string) {
		if n > 0 {
			list = append(list, fmt.Sprintf(format, Count(n)))
		}
	}
	if n := c.Holes[source.Trimmed]; n > 0 {
		list = append(list, Things(n, "offset")+" gone")
	}
	add(c.Looked.Undecodable, "%s could not be decoded")
	add(c.Looked.OverLimit, "%s too large to look into")
	if c.Looked.Parsed == c.Looked.Records {
		add(c.Looked.NotJSON, "%s not JSON")
	} else {
		add(c.Looked.NotJSON, "%s of "+Short(c.Looked.Parsed)+" parsed not JSON")
	}
	add(c.Holes[source.Compacted], "%s offsets hold nothing")
	return list
}

// goneSaid is how many stretches of offsets are named.
const goneSaid = 3

// Gone says which offsets that were asked for are gone:
//
//	offsets 5–19 of orders p0 are gone: retention or an administrator removed them; what is left begins at 20
func Gone(c *source.Coverage) (list []string) {
	rest := c.Holes[source.Trimmed]
	for i, h := range c.Gone {
		if i == goneSaid {
			return append(list, Things(rest, "offset")+" more are gone, of other partitions or from later on")
		}
		n := h.To.Minus(h.From)
		rest -= n
		text := fmt.Sprintf("offsets %d–%d of %s p%d are gone: retention or an administrator removed them", h.From.Lo, h.To.Lo-1, h.Topic, h.Partition)
		if n == 1 {
			text = fmt.Sprintf("offset %d of %s p%d is gone: retention or an administrator removed it", h.From.Lo, h.Topic, h.Partition)
		}
		if !endsAt(c, h) {
			text += fmt.Sprintf("; what is left begins at %d", h.To.Lo)
		}
		list = append(list, text)
	}
	return list
}

// endsAt tells whether a partition was set out to be read up to the end of a hole.
func endsAt(c *source.Coverage, h source.Hole) bool {
	return slices.ContainsFunc(c.Parts, func(s source.Share) bool { return s.Ref == h.Ref && s.To == h.To })
}

// Stop says why reading ended, and how far it came where it did not reach its end.
func Stop(c *source.Coverage) string {
	at, done := "", ""
	if share, ok := c.Done(); ok && share < 1 {
		at, done = " at "+Percent(share), ", "+Percent(share)+" done"
	}
	switch c.Stop {
	case source.Going:
		return "not finished" + at
	case source.Enough:
		return "stopped after " + Things(c.Limit, "record")
	case source.Held:
		return fmt.Sprintf("complete to the first open transaction of %s p%d", c.At.Topic, c.At.Partition)
	case source.Cancelled:
		return "stopped" + at
	case source.Failed:
		if c.At.Topic == "" {
			return "incomplete" + at
		}
		return fmt.Sprintf("incomplete: it ended at %s p%d offset %d%s", c.At.Topic, c.At.Partition, c.At.Offset.Lo, done)
	}
	if c.Lost() {
		return "nothing is left of what was asked for"
	}
	switch c.Upto {
	case "":
		return "complete"
	case "start", "end":
		return "complete to the " + c.Upto
	}
	return "complete to " + c.Upto
}

// Progress says how far a read is, how fast, and how long it still takes.
func Progress(c *source.Coverage) string {
	parts := []string{"looked at " + Short(c.Looked.Records)}
	if share, ok := c.Done(); ok {
		parts[0] = Percent(share) + ": " + parts[0]
	}
	if c.Filtered {
		parts = append(parts, Short(c.Matched)+" matched")
	}
	parts = append(parts, Bytes(c.Looked.Wire)+" read")
	if c.Wire.PerSec >= 1 {
		parts = append(parts, Bytes(int64(c.Wire.PerSec))+"/s")
	}
	if left, ok := c.Left(); ok {
		parts = append(parts, Wait(left)+" left")
	}
	return strings.Join(parts, " · ")
}

// Percent writes a share, 0 to 1. Only what is whole is 100 %.
func Percent(share float64) string {
	n := int(share * 100)
	if n == 0 && share > 0 {
		return "< 1 %"
	}
	return fmt.Sprintf("%d %%", n)
}

// Wait writes how long something takes: "38 s", "4 min".
func Wait(d time.Duration) string {
	switch {
	case d < 2*time.Minute:
		return fmt.Sprintf("%.0f s", max(1, d.Seconds()))
	case d < 2*time.Hour:
		return fmt.Sprintf("%.0f min", d.Minutes())
	}
	return fmt.Sprintf("%.0f h", d.Hours())
}
