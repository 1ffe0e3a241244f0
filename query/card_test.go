package query

import (
	"strings"
	"testing"
	"time"
)

func TestTheCardHoldsFilters(t *testing.T) {
	for _, line := range Card() {
		if len(line[0]) > 14 || len(line[1]) > 50 {
			t.Errorf("%s: %d and %d characters", line[0], len(line[0]), len(line[1]))
		}
		for filter := range strings.SplitSeq(line[1], "   ") {
			if _, err := Compile(filter, Settings{Now: time.Unix(0, 0)}); err != nil {
				t.Errorf("%s: %v", filter, err)
			}
		}
	}
}
