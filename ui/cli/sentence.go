package cli

import (
	"errors"
	"fmt"
	"strings"

	"riffle/query"
	"riffle/source"
)

// Sentence tells a user what went wrong and what to do next.
func Sentence(err error) string {
	var filter *query.Error
	if errors.As(err, &filter) {
		return "riffle: the filter cannot be read: " + filter.Caret()
	}
	next := source.Advice(err)
	var unknown *UnknownTopic
	if errors.As(err, &unknown) {
		next = "riffle topics lists all"
		if len(unknown.Near) > 0 {
			next = fmt.Sprintf("did you mean %s?", strings.Join(unknown.Near, ", "))
		}
	}
	if next == "" {
		return "riffle: " + err.Error()
	}
	return "riffle: " + err.Error() + "\n  " + next
}
