package figures

import (
	"fmt"
	"time"

	"riffle/source"
)

// Extent says what a read takes, of a topic or several with so many partitions, with
// the time as clock writes it:
//
//	3 of 24 partitions, ≈ 1.2 GB, from 14:20:00
func Extent(e source.Extent, partitions int, clock func(time.Time) string) string {
	text := fmt.Sprintf("%s, ≈ %s", some(e.Partitions, partitions), Bytes(e.Bytes))
	if !e.Since.IsZero() {
		text += ", from " + clock(e.Since)
	}
	return text
}
