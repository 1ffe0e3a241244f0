package figures

import (
	"strings"
	"time"

	"riffle/query"
)

// Beyond names the place where a search ends that reads on for late records: so far
// beyond the upper bound of time of its filter.
func Beyond(late time.Duration) string {
	if late == 0 {
		return "where the filter ends"
	}
	return Span(late) + " after the filter ends"
}

// Around says what matches outside of a range in which nothing does, with times as
// clock writes them:
//
//	nothing in the range, 3 earlier: the last at 13:59:54.598, 12 later: the first at 14:35:00.113
//
// It is empty where nothing matches there either.
func Around(a query.Around, clock func(time.Time) string) string {
	var parts []string
	for _, side := range []struct {
		of   query.Outside
		word string
	}{{a.Earlier, " earlier: the last at "}, {a.Later, " later: the first at "}} {
		if side.of.Matches == 0 {
			continue
		}
		n := Count(side.of.Matches)
		if !side.of.Whole {
			n += " or more"
		}
		parts = append(parts, n+side.word+clock(side.of.Nearest))
	}
	if parts == nil {
		return ""
	}
	if a.Any {
		return "no record in the range, " + strings.Join(parts, ", ")
	}
	return "nothing in the range, " + strings.Join(parts, ", ")
}
