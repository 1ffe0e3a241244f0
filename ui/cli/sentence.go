package cli

import (
	"errors"
	"fmt"
	"strings"

	"riffle/query"
	"riffle/source"
	"riffle/ui/config"
	"riffle/ui/safe"
)

// maxSaid bounds a line of what went wrong, in cells.
const maxSaid = 4000

// clean makes a text of several lines harmless: a broker's words may be part of it.
func clean(text string) string {
	lines := strings.Split(text, "\n")
	for i, l := range lines {
		lines[i] = string(safe.Clean(l, maxSaid))
	}
	return strings.Join(lines, "\n")
}

// columnError says that it is a column which cannot be read.
type columnError struct{ error }

func (e *columnError) Unwrap() error { return e.error }

// sentence tells a user what went wrong and what to do next.
func sentence(err error) string {
	var filter *query.Error
	if errors.As(err, &filter) {
		what := "filter"
		if errors.As(err, new(*columnError)) {
			what = "column"
		}
		return "riffle: the " + what + " cannot be read: " + filter.Caret()
	}
	var wrong config.Errors
	if errors.As(err, &wrong) {
		return "riffle: " + wrong.Picture()
	}
	next := source.Advice(err)
	var unknown *unknownTopic
	if errors.As(err, &unknown) {
		next = "riffle topics lists those that are there; is it the right cluster (-b)?"
		if len(unknown.near) > 0 {
			next = fmt.Sprintf("did you mean %s?", strings.Join(unknown.near, " or "))
		}
	}
	if next == "" {
		return "riffle: " + err.Error()
	}
	return "riffle: " + err.Error() + "\n  " + next
}
