package query

import (
	"math/big"
	"strconv"
	"time"
)

// clock is a time of day, perhaps with a zone of its own. It becomes an instant
// only when it is known what it is a bound of.
type clock struct {
	hour, min, sec, nsec int
	loc                  *time.Location
}

// before returns the most recent such time that is not after t.
func (c clock) before(t time.Time) time.Time {
	at := c.on(t, 0)
	if at.After(t) {
		at = c.on(t, -1)
	}
	return at
}

// after returns the first such time after t.
func (c clock) after(t time.Time) time.Time {
	at := c.on(t, 0)
	if !at.After(t) {
		at = c.on(t, 1)
	}
	return at
}

func (c clock) on(t time.Time, days int) time.Time {
	y, m, d := t.In(c.loc).Date()
	return time.Date(y, m, d+days, c.hour, c.min, c.sec, c.nsec, c.loc)
}

// scanner reads fixed forms out of bytes; its methods fail for good: check ok at
// the end.
type scanner struct {
	b  []byte
	i  int
	ok bool
}

func (s *scanner) peek() byte {
	if s.i < len(s.b) {
		return s.b[s.i]
	}
	return 0
}

// take reads c if it comes next.
func (s *scanner) take(c byte) bool {
	if s.peek() == c && s.i < len(s.b) {
		s.i++
		return true
	}
	return false
}

// number reads exactly n digits of a number up to most.
func (s *scanner) number(n, most int) int {
	v := 0
	for range n {
		c := s.peek()
		if c < '0' || c > '9' {
			s.ok = false
			return 0
		}
		v = v*10 + int(c-'0')
		s.i++
	}
	s.ok = s.ok && v <= most
	return v
}

// fraction reads digits after a point or comma as nanoseconds, if they are there.
func (s *scanner) fraction() int {
	if s.i+1 >= len(s.b) || s.peek() != '.' && s.peek() != ',' || s.b[s.i+1] < '0' || s.b[s.i+1] > '9' {
		return 0
	}
	s.i++
	v, unit := 0, int(time.Second)
	for c := s.peek(); c >= '0' && c <= '9'; c = s.peek() {
		unit /= 10
		v += int(c-'0') * unit
		s.i++
	}
	return v
}

// clock reads hh:mm[:ss[.fraction]]. A leap second is the second after it.
func (s *scanner) clock() (hour, min, sec, nsec int) {
	hour = s.number(2, 23)
	s.ok = s.ok && s.take(':')
	min = s.number(2, 59)
	if s.ok && s.take(':') {
		sec = s.number(2, 60)
		nsec = s.fraction()
	}
	return hour, min, sec, nsec
}

// zone reads Z, UTC or a distance from UTC in seconds; given is false where there
// is none.
func (s *scanner) zone() (seconds int, given bool) {
	if s.take('Z') || s.take('z') {
		return 0, true
	}
	s.take(' ')
	if len(s.b)-s.i == 3 && string(s.b[s.i:]) == "UTC" {
		s.i += 3
		return 0, true
	}
	sign := 1
	switch s.peek() {
	case '-':
		sign = -1
	case '+':
	default:
		return 0, false
	}
	s.i++
	seconds = s.number(2, 23) * 3600
	if s.i < len(s.b) {
		s.take(':')
		seconds += s.number(2, 59) * 60
	}
	return sign * seconds, true
}

// instantOf reads a date, or a date and a time as RFC 3339 and logs write it:
// 2026-11-23, 2026-11-23T14:20Z, 2026-11-23 14:20:00,123. Without a zone it is in
// loc. Nothing is allocated.
func instantOf(text []byte, loc *time.Location) (t time.Time, ok bool) {
	if len(text) < len("2026-11-23") || len(text) > 40 {
		return time.Time{}, false
	}
	s := scanner{b: text, ok: true}
	year := s.number(4, 9999)
	s.ok = s.ok && s.take('-')
	month := s.number(2, 12)
	s.ok = s.ok && s.take('-')
	day := s.number(2, 31)
	if !s.ok || month == 0 || day == 0 || day > daysIn(year, month) {
		return time.Time{}, false
	}
	if s.i == len(text) {
		return time.Date(year, time.Month(month), day, 0, 0, 0, 0, loc), true
	}
	if !s.take('T') && !s.take('t') && !s.take(' ') {
		return time.Time{}, false
	}
	hour, min, sec, nsec := s.clock()
	if !s.ok {
		return time.Time{}, false
	}
	offset, zoned := s.zone()
	if !s.ok || s.i != len(text) {
		return time.Time{}, false
	}
	if zoned {
		t = time.Date(year, time.Month(month), day, hour, min, sec, nsec, time.UTC)
		return t.Add(-time.Duration(offset) * time.Second), true
	}
	return time.Date(year, time.Month(month), day, hour, min, sec, nsec, loc), true
}

func daysIn(year, month int) int {
	return time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// clockOf reads a time of day: 14:20, 14:20:31.250, 14:20Z, 14:20+01:00.
func clockOf(text []byte, loc *time.Location) (c clock, ok bool) {
	s := scanner{b: text, ok: true}
	c = clock{loc: loc}
	c.hour, c.min, c.sec, c.nsec = s.clock()
	if !s.ok {
		return c, false
	}
	offset, zoned := s.zone()
	if zoned && offset == 0 {
		c.loc = time.UTC
	} else if zoned {
		c.loc = time.FixedZone("", offset)
	}
	return c, s.ok && s.i == len(text)
}

// ageOf reads -15m, -2h30m, -1d12h: how long ago. The units go from ns to w.
func ageOf(text string) (d time.Duration, ok bool) {
	if len(text) < 3 || text[0] != '-' {
		return 0, false
	}
	rest := text[1:]
	for rest != "" {
		i := 0
		for i < len(rest) && (rest[i] >= '0' && rest[i] <= '9' || rest[i] == '.') {
			i++
		}
		n, err := strconv.ParseFloat(rest[:i], 64)
		if err != nil {
			return 0, false
		}
		j := i
		for j < len(rest) && rest[j] != '.' && (rest[j] < '0' || rest[j] > '9') {
			j++
		}
		unit, known := units[rest[i:j]]
		n = n*float64(unit) + float64(d)
		if !known || n > float64(1<<62) {
			return 0, false
		}
		d, rest = time.Duration(n), rest[j:]
	}
	return d, true
}

var units = map[string]time.Duration{"ns": 1, "us": time.Microsecond, "µs": time.Microsecond, "ms": time.Millisecond,
	"s": time.Second, "m": time.Minute, "h": time.Hour, "d": 24 * time.Hour, "w": 7 * 24 * time.Hour}

// epochOf reads a number as a time since 1970. Its size tells the unit: seconds
// below 10^11 (the year 5138), then milli-, micro- and nanoseconds.
func epochOf(raw []byte) (t time.Time, ok bool) {
	whole, frac := raw, 0
	for i, c := range raw {
		switch c {
		case 'e', 'E':
			return epochOfExponent(raw)
		case '.':
			s := scanner{b: raw, i: i, ok: true}
			whole, frac = raw[:i], s.fraction()
			if s.i != len(raw) {
				return epochOfExponent(raw)
			}
		}
	}
	v, ok := smallInt(whole)
	if !ok {
		if v, ok = wideInt(whole); !ok {
			return time.Time{}, false
		}
	}
	if raw[0] == '-' {
		frac = -frac
	}
	switch size := max(v, -v); {
	case size < 1e11:
		return time.Unix(v, int64(frac)), true
	case size < 1e14:
		return time.UnixMilli(v).Add(time.Duration(frac / 1e3)), true
	case size < 1e17:
		return time.UnixMicro(v).Add(time.Duration(frac / 1e6)), true
	}
	return time.Unix(0, v), true
}

// wideInt reads the integers of 19 digits, such as nanoseconds since 1970.
func wideInt(raw []byte) (int64, bool) {
	if len(raw) > 20 {
		return 0, false
	}
	v, err := strconv.ParseInt(string(raw), 10, 64)
	return v, err == nil
}

// epochOfExponent reads 1.7954442e9. It is rare, so it may allocate.
func epochOfExponent(raw []byte) (time.Time, bool) {
	m := mantissaOf(raw)
	if len(raw) > 64 || m.exp > 20 || m.exp < -20 {
		return time.Time{}, false
	}
	r, ok := new(big.Rat).SetString(string(raw))
	if !ok {
		return time.Time{}, false
	}
	return epochOf([]byte(r.FloatString(9)))
}
