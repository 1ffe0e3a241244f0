package topics

import (
	"errors"

	"riffle/source"
	"riffle/ui/figures"
)

// kept writes how long a topic keeps its records. Retention by size counts for
// each partition; the topic may hold so much in each of them.
func kept(r source.Retention, partitions int) string {
	switch {
	case r == source.Retention{}:
		return ""
	case r.Compact:
		return "compact"
	case r.Bytes > 0:
		return figures.Bytes(r.Bytes * int64(partitions))
	case r.Time < 0:
		return "all"
	}
	return figures.Span(r.Time)
}

// fault says why a topic cannot be read.
func fault(name string, err error) string {
	if errors.Is(err, source.ErrDenied) {
		return "denied: needs Describe on Topic " + name
	}
	return err.Error()
}
