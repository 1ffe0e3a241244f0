//go:build unix

package ui_test

import (
	"testing"
	"time"

	"riffle/ui/term/linktest"
)

// soon is how long anything on the screen may take. Machines are busy: no test
// depends on it being short.
const soon = 60 * time.Second

// start runs the built program in a terminal of 120 × 40 cells.
func start(t testing.TB, bin string, args ...string) *linktest.Terminal {
	t.Helper()
	return linktest.Start(t, linktest.Options{}, bin, args...)
}
