package config

import (
	"fmt"
	"strings"

	"riffle/source"
	"riffle/ui/safe"
)

// Error is something wrong in one line of the file.
type Error struct {
	Path string
	Pos
	Text string // the line
	Msg  string // what is wrong
	Hint string // what would have been right; "" for nothing
}

func (e *Error) Error() string {
	text := fmt.Sprintf("%s:%d: %s", e.Path, e.Line, e.Msg)
	if e.Hint != "" {
		text += "; " + e.Hint
	}
	return text
}

// aboutLine and before bound what is shown of a long line, in cells: in all, and
// before the caret.
const aboutLine, before = 100, 60

// Picture is the error, its line, and a caret below what it is about. It has no
// line break at its end.
func (e *Error) Picture() string {
	col := min(e.Col, len(e.Text))
	lead, from := "", e.Text[:col]
	for safe.Width(safe.Clean(from, maxSize)) > before {
		from = from[len(from)/2:]
		lead = "…"
	}
	gutter := fmt.Sprintf("%5d | ", e.Line)
	left := safe.Text(lead) + safe.Clean(from, maxSize)
	marked := safe.Clean(e.Text[col:min(col+e.Len, len(e.Text))], aboutLine-safe.Width(left))
	rest := safe.Clean(e.Text[min(col+e.Len, len(e.Text)):], max(aboutLine-safe.Width(left+marked), 1))
	return fmt.Sprintf("%s\n%s%s\n%s%s%s", e.Error(), gutter, left+marked+rest,
		strings.Repeat(" ", len(gutter)-2)+"| ", strings.Repeat(" ", safe.Width(left)), strings.Repeat("^", max(safe.Width(marked), 1)))
}

// Errors is all that is wrong with the file, by line.
type Errors []*Error

func (e Errors) Error() string {
	if len(e) == 1 {
		return e[0].Error()
	}
	return fmt.Sprintf("%s (and %d more)", e[0].Error(), len(e)-1)
}

// mostShown is how many errors are shown at once.
const mostShown = 8

// Picture is every error with its line, up to eight.
func (e Errors) Picture() string {
	parts := make([]string, 0, len(e))
	for i, one := range e {
		if i == mostShown {
			parts = append(parts, fmt.Sprintf("and %d more", len(e)-i))
			break
		}
		parts = append(parts, one.Picture())
	}
	return strings.Join(parts, "\n")
}

// Wrong is an error about a part of the file, for whoever knows what it means.
func (f *File) Wrong(at Pos, msg, hint string) *Error {
	e := &Error{Path: f.Path, Pos: at, Msg: string(safe.Clean(msg, maxSaid)), Hint: string(safe.Clean(hint, maxSaid))}
	if at.Line < 1 || at.Line > len(f.lines) {
		return e
	}
	e.Text = f.lines[at.Line-1]
	name, value, _ := strings.Cut(e.Text, "=")
	if Secret(name) && strings.TrimSpace(value) != "" {
		e.Text = name + "= " + masked
		if at.Col > len(name) {
			e.Col, e.Len = len(name+"= "), len(masked)
		}
	}
	return e
}

// maxSaid bounds what is said of one part, in cells.
const maxSaid = 400

// masked stands for what must not be shown.
const masked = "********"

// near is the hint for a mistyped word: the nearest of those that there are, or
// all of them where they are few.
func near(word string, list []string) string {
	best, least := "", max(3, len(word)/2)
	for _, w := range list {
		if d := source.Distance(strings.ToLower(word), strings.ToLower(w)); d < least && d < len(w) {
			best, least = w, d
		}
	}
	switch {
	case best != "":
		return "did you mean " + best + "?"
	case len(list) <= 12:
		return "there are " + strings.Join(list, ", ")
	}
	return ""
}
