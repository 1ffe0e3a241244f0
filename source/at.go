package source

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// At names a place in a stream as people say it. It is a value without a stream:
// [Stream.Resolve] finds where it is.
type At struct {
	kind      atKind
	time      time.Time // atTime
	partition int32     // atPartition
	offset    Offset    // atOffset, atPartition
	back      int64     // atEnd: records before the end
	share     float64   // atShare: 0 to 1
	group     string    // atGroup
	text      string
}

type atKind uint8

const (
	atEnd atKind = iota // the zero At is the end
	atStart
	atTime
	atOffset
	atPartition
	atShare
	atGroup
)

// AtEnd is the place after the newest record.
func AtEnd() At { return At{text: "end"} }

// AtStart is the place before the oldest record.
func AtStart() At { return At{kind: atStart, text: "start"} }

// AtTime is the place before the first record with a time of t or later.
func AtTime(t time.Time) At {
	return At{kind: atTime, time: t, text: t.Format("2006-01-02T15:04:05.000Z07:00")}
}

// AtRecord is the place before an offset of a partition.
func AtRecord(partition int32, o Offset) At {
	return At{kind: atPartition, partition: partition, offset: o, text: fmt.Sprintf("p%d@%d", partition, o.Lo)}
}

// AtShare is the place with that share of the records before it, 0 to 1.
func AtShare(f float64) At {
	return At{kind: atShare, share: min(max(f, 0), 1), text: strconv.FormatFloat(f*100, 'g', 6, 64) + "%"}
}

// String is the text that ParseAt reads.
func (a At) String() string { return a.text }

// End tells whether a is the live end itself.
func (a At) End() bool { return a.kind == atEnd && a.back == 0 }

// Start tells whether a is the oldest record.
func (a At) Start() bool { return a.kind == atStart }

// Instant returns the time that a names; ok is false where it names none.
func (a At) Instant() (t time.Time, ok bool) { return a.time, a.kind == atTime }

// Group returns the consumer group whose place a names; ok is false where it names none.
func (a At) Group() (name string, ok bool) { return a.group, a.kind == atGroup }

// Record returns the offset that a names, with its partition, -1 for the one that
// the reader is in; ok is false where it names none.
func (a At) Record() (partition int32, o Offset, ok bool) {
	switch a.kind {
	case atOffset:
		return -1, a.offset, true
	case atPartition:
		return a.partition, a.offset, true
	}
	return 0, o, false
}

// AtError says why a text names no place. Col counts bytes from 0.
type AtError struct {
	Text string
	Col  int
	Msg  string
}

func (e *AtError) Error() string { return fmt.Sprintf("place %q: %s", e.Text, e.Msg) }

// AtHelp lists what ParseAt reads, with what each means: the one text behind the
// help of the seek prompt and of the command line. Two spaces part two examples.
func AtHelp() [][2]string {
	return [][2]string{
		{"start", "the oldest record"},
		{"end", "the live end"},
		{"end-500", "500 records before the end"},
		{"14:20  14:20:31.250", "the most recent 14:20 that has passed"},
		{"2026-11-23T14:20", "date and time; Z or +01:00 may follow"},
		{"2026-11-23", "the beginning of that day"},
		{"23 Nov 14:20", "the most recent one that has passed, as rows write it"},
		{"-15m  -2h30m  -1d", "so long ago"},
		{"@88123", "offset 88123 of the partition under the cursor"},
		{"p3@88123", "offset 88123 of partition 3"},
		{"50%", "where half of the records lie before"},
		{"group:billing", "where the consumer group billing stands"},
	}
}

// ParseAt reads the text of a place. Relative times count back from now, and
// times of day are in now's location. The error is an *AtError.
func ParseAt(text string, now time.Time) (At, error) {
	s := strings.TrimSpace(text)
	a, err := parseAt(s, now)
	if err != nil {
		return At{}, &AtError{Text: text, Col: len(text) - len(strings.TrimLeft(text, " \t")), Msg: err.Error()}
	}
	a.text = s
	return a, nil
}

func parseAt(s string, now time.Time) (At, error) {
	low := strings.ToLower(s)
	switch {
	case s == "":
		return At{}, fmt.Errorf("empty: try end, 14:20, -15m, @88123 or 50%%")
	case strings.HasPrefix(low, "group:"): // anything may be in its name
		return parseGroup(s[len("group:"):])
	case low == "end" || low == "start":
		return At{kind: map[string]atKind{"end": atEnd, "start": atStart}[low]}, nil
	case strings.HasPrefix(low, "end-"):
		n, err := parseCount(s[len("end-"):])
		return At{back: n}, err
	case strings.HasSuffix(s, "%"):
		f, err := strconv.ParseFloat(strings.TrimSuffix(s, "%"), 64)
		if err != nil || !(f >= 0 && f <= 100) {
			return At{}, fmt.Errorf("a share lies between 0%% and 100%%")
		}
		return At{kind: atShare, share: f / 100}, nil
	case s[0] == '@':
		n, err := parseCount(s[1:])
		return At{kind: atOffset, offset: OffsetOf(n)}, err
	case low[0] == 'p' && strings.Contains(s, "@"):
		part, off, _ := strings.Cut(s[1:], "@")
		p, err := strconv.ParseInt(part, 10, 32)
		if err != nil || p < 0 {
			return At{}, fmt.Errorf("%q is not a partition number", part)
		}
		n, err := parseCount(off)
		return At{kind: atPartition, partition: int32(p), offset: OffsetOf(n)}, err
	case s[0] == '-':
		d, err := parseAge(s[1:])
		return At{kind: atTime, time: now.Add(-d)}, err
	}
	if n := min(len(s), len("group:")); n > 1 && low == "group:"[:n] { // it is being typed
		return At{}, fmt.Errorf("the place of a consumer group is group:NAME")
	}
	return parseClock(s, now)
}

// parseGroup takes a group's name as it is written: capitals count.
func parseGroup(name string) (At, error) {
	if name == "" {
		return At{}, fmt.Errorf("the name of a consumer group follows, as in group:billing")
	}
	return At{kind: atGroup, group: name}, nil
}

// parseCount reads a number of records; _ may group its digits.
func parseCount(s string) (int64, error) {
	n, err := strconv.ParseInt(strings.ReplaceAll(s, "_", ""), 10, 64)
	if err != nil || n < 0 {
		return 0, fmt.Errorf("%q is not a number of 0 or more", s)
	}
	return n, nil
}

// parseAge reads a duration that may have days: 1d12h.
func parseAge(s string) (time.Duration, error) {
	bad := fmt.Errorf("%q is not a duration such as 15m, 2h30m or 1d", s)
	days, rest, ok := strings.Cut(s, "d")
	if !ok {
		days, rest = "0", s
	}
	n, err := strconv.ParseFloat(days, 64)
	if err != nil || !(n >= 0 && n < 100_000) {
		return 0, bad
	}
	d := time.Duration(n * 24 * float64(time.Hour))
	if rest == "" && ok {
		return d, nil
	}
	more, err := time.ParseDuration(rest)
	if err != nil || more < 0 {
		return 0, bad
	}
	return d + more, nil
}

// parseClock reads a time of day, a date, or both.
func parseClock(s string, now time.Time) (At, error) {
	for _, layout := range []string{"15:04", "15:04:05", "15:04:05.999999999"} {
		t, err := time.ParseInLocation(layout, s, now.Location())
		if err != nil {
			continue
		}
		y, m, d := now.Date()
		at := time.Date(y, m, d, t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), now.Location())
		if at.After(now) {
			at = time.Date(y, m, d-1, t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), now.Location())
		}
		return At{kind: atTime, time: at}, nil
	}
	if t, ok := parseDay(s, now); ok {
		return At{kind: atTime, time: t}, nil
	}
	date := strings.Replace(s, " ", "T", 1)
	for _, layout := range []string{"2006-01-02", "2006-01-02T15:04", "2006-01-02T15:04:05.999999999"} {
		for _, zone := range []string{"", "Z07:00"} {
			if t, err := time.ParseInLocation(layout+zone, date, now.Location()); err == nil {
				return At{kind: atTime, time: t}, nil
			}
		}
	}
	return At{}, fmt.Errorf("not a place: try end, 14:20, 2026-11-23T14:20, -15m, @88123 or 50%%")
}

// parseDay reads a day without its year, as rows write it: the last one that has passed.
func parseDay(s string, now time.Time) (time.Time, bool) {
	const leap = 8 // years from one 29 February to the next, at most
	for _, layout := range []string{"2 Jan", "2 Jan 15:04", "2 Jan 15:04:05.999999999"} {
		t, err := time.Parse(layout, s)
		if err != nil {
			continue
		}
		for year := now.Year(); year > now.Year()-1-leap; year-- {
			at := time.Date(year, t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), now.Location())
			if at.Day() == t.Day() && !at.After(now) {
				return at, true
			}
		}
	}
	return time.Time{}, false
}
