package query

import (
	"regexp"
	"strings"
)

// patternTry writes what other languages say with stars, or with the percent signs of
// SQL, as a condition here; "" where the text has neither.
//
//	*needle*   contains needle        needle%   startswith needle
//	*.log      endswith .log          a*b       ~ /^a.*b$/
func patternTry(name, text string) string {
	star := "*"
	if !strings.Contains(text, star) {
		star = "%"
	}
	inner := strings.Trim(text, star)
	begins, ends := strings.HasPrefix(text, star), strings.HasSuffix(text, star)
	switch {
	case inner == "" || inner == text && !strings.Contains(text, star):
		return ""
	case strings.Contains(inner, star):
		var parts []string
		for part := range strings.SplitSeq(text, star) {
			parts = append(parts, regexp.QuoteMeta(part))
		}
		return name + " ~ " + (&pattern{source: "^" + strings.Join(parts, ".*") + "$"}).String()
	case begins && ends:
		return name + " contains " + quoteText(inner)
	case ends:
		return name + " startswith " + quoteText(inner)
	}
	return name + " endswith " + quoteText(inner)
}
