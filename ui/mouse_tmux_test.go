//go:build unix

package ui_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
)

// mouse sends what a terminal sends for a mouse: a button at a cell, pressed, moved or
// let go of.
func (d *desk) mouse(button, x, y int, how string) *desk {
	d.t.Helper()
	return d.types(fmt.Sprintf("\x1b[<%d;%d;%d%s", button, x+1, y+1, how))
}

// Two panes follow; the wheel, clicks, the border between them and a window that
// changes its size do what they should meanwhile.
func TestAMouseAndAWindowThatChangesItsSizeWhileFollowing(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	d := sitDown(t, 120, 40)
	path := filepath.Join(d.dir, "feed")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	pipe, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer pipe.Close()
	d.starts("env -u TMUX " + feedEnv + "=feed " + self + " orders payments")
	d.sees("▌orders", " payments", "following")
	fmt.Fprintln(pipe, "orders", 0, 20)
	d.sees("o-00000120")

	d.mouse(0, 80, 10, "M").mouse(0, 80, 10, "m").matches("▌payments")
	d.mouse(64, 80, 10, "M").matches("▌payments.* paused") // the wheel, up
	d.resizes(80, 24)
	d.resizes(130, 45)
	d.sees("▌payments", " orders", "following").lacks("riffle needs")
	for i := range 3 { // it goes on
		d.sees(fmt.Sprintf("o-000002%d", 2+i))
	}
	was := d.column("│")
	d.mouse(0, was, 20, "M").mouse(32, was-10, 20, "M").mouse(0, was-10, 20, "m")
	d.waits("the border further left", func(string) bool { return d.column("│") <= was-8 })
	fmt.Fprintln(pipe, "orders", 0, 0)
	d.types("Zq").types("q")
}

// column is where the border between two panes stands, -1 for nowhere.
func (d *desk) column(border string) int {
	for i, r := range []rune(d.tmux("capture-pane", "-p", "-S", strconv.Itoa(5), "-E", strconv.Itoa(5))) {
		if string(r) == border {
			return i
		}
	}
	return -1
}
