package source_test

import (
	"testing"

	"riffle/source"
)

func TestDistance(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"", "abc", 3}, {"abc", "", 3}, {"orders", "orders", 0}, {"oders", "orders", 1}, {"orders", "order", 1}, {"ordres", "orders", 2}, {"kitten", "sitting", 3}} {
		if got := source.Distance(tt.a, tt.b); got != tt.want {
			t.Errorf("from %q to %q is %d, want %d", tt.a, tt.b, got, tt.want)
		}
	}
}
