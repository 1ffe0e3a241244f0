//go:build unix

package ui_test

import (
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// sits starts riffle on a small log in a terminal with a shell, and opens its topic.
func sits(t *testing.T, env string) (d *desk, pid int) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	d = sitDown(t, 80, 24)
	pid = d.starts("env " + playEnv + "=nowhere " + env + " " + self)
	d.sees("▌topics", "orders", "100").presses("Enter").sees("▌orders  all", "o-99")
	return d, pid
}

func TestTheValueInAPagerAndBack(t *testing.T) {
	d, _ := sits(t, "PAGER=less LESS=-FX")
	d.types("|").sees(`  "order": "o-99"`, "(END)").lacks(" · RO")
	d.types("q").sees("▌orders  all", " · RO").types("k").types("|").sees(`"o-98"`, "(END)").types("q")
	d.sees("▌orders  all").types("qq")
	d.ended(0)
}

// Twenty times a program that returns at once: no freeze, and each time the screen is
// the one before.
func TestProgramsThatReturnAtOnce(t *testing.T) {
	d, _ := sits(t, `PAGER="echo >> log;"`)
	log := filepath.Join(d.dir, "log")
	for i := range 20 {
		d.types("|").waits("the pager", func(string) bool {
			text, _ := os.ReadFile(log)
			return len(text) > i
		})
		d.sees(" · RO", "▌orders  all").types("k").matches(fmt.Sprintf(`▌ .*o-%02d`, 98-i))
	}
	d.types("qq")
	d.ended(0)
}

func TestAPagerThatIsNotThereIsSaid(t *testing.T) {
	d, _ := sits(t, "PAGER=no-such-pager")
	d.types("|").sees("no-such-pager").types("k").matches("▌ .*o-98").types("qq")
	d.ended(0)
}

func TestSuspendedAndBack(t *testing.T) {
	d, pid := sits(t, `PAGER="tail -f"`)
	d.types(":suspend").presses("Enter").sees("Stopped").matches(`^\$ ?$`)
	d.shell("echo in the sh'el'l").sees("\nin the shell")
	d.shell("fg").sees("▌orders  all").types("k").matches("▌ .*o-98")

	// By a signal from outside.
	d.signals(pid, syscall.SIGTSTP)
	d.lacks("▌orders").sees("Stopped").matches(`^\$ ?$`).shell("clear").lacks("Stopped").shell("fg").matches("▌ .*o-98")

	// Ctrl-z in a pager stops riffle too, and fg leads back into the pager.
	d.types("|").sees(`"order": "o-98"`).presses("C-z").sees("Stopped").matches(`^\$ ?$`)
	d.shell("clear").lacks("Stopped").shell("fg").sees("env ").presses("C-c")
	d.matches("▌ .*o-98").types("k").matches("▌ .*o-97")

	// Somebody stopped it with no warning, and has the terminal set for himself.
	d.signals(pid, syscall.SIGSTOP)
	d.sees("Stopped").types("stty sane; clear").presses("C-j")
	d.lacks("Stopped").shell("fg").sees("▌orders  all").types("k").matches("▌ .*o-96").types("qq")
	d.lacks("▌")
}
