package query

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"riffle/source"
)

// Error says where a filter text is wrong, why, and what would be right.
type Error struct {
	Text     string // the whole filter
	Col, Len int    // the place, in bytes from 0; Len may be 0 at the end of the text
	Msg      string
	Hint     string // what to write instead, or ""
}

// Error is one line. The column counts characters from 1, as editors do.
func (e *Error) Error() string {
	hint := e.Hint
	if hint != "" {
		hint = ": " + hint
	}
	return fmt.Sprintf("reading the filter at column %d: %s%s", utf8.RuneCountInString(e.Text[:e.Col])+1, e.Msg, hint)
}

// Caret draws the place: the message, the text, carets below the place; then the
// hint, if there is one. It has no line break at its end. Control characters
// stand as spaces.
func (e *Error) Caret() string {
	text := strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, e.Text)
	before := utf8.RuneCountInString(e.Text[:e.Col])
	carets := max(1, utf8.RuneCountInString(e.Text[e.Col:e.Col+e.Len]))
	picture := fmt.Sprintf("%s\n  %s\n  %s%s", e.Msg, text, strings.Repeat(" ", before), strings.Repeat("^", carets))
	if e.Hint != "" {
		picture += "\n  " + e.Hint
	}
	return picture
}

// nearest returns the word of list that differs least from word, or "" if none
// is near.
func nearest(word string, list []string) string {
	best, least := "", 3
	for _, w := range list {
		if d := source.Distance(strings.ToLower(word), strings.ToLower(w)); d < least && 2*d <= len(word) {
			best, least = w, d
		}
	}
	return best
}

// didYouMean is the hint for a mistyped word: the nearest of list, or all of them.
func didYouMean(word string, list []string) string {
	if w := nearest(word, list); w != "" {
		return "did you mean " + w + "?"
	}
	return "one of " + strings.Join(list, " ")
}
