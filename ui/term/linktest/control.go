//go:build unix

package linktest

import (
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/charmbracelet/x/term"
	"github.com/creack/pty"
)

// Control is a program that does nothing but answer: cat on a pty of its own. What a
// key takes there is what the machine makes of it, with all that it has to do besides,
// and no program can be faster.
type Control struct {
	t   testing.TB
	pty *os.File
	cmd *exec.Cmd
}

// NewControl starts a control. It ends with the test.
func NewControl(t testing.TB) *Control {
	t.Helper()
	master, slave, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer slave.Close()
	if _, err := term.MakeRaw(slave.Fd()); err != nil {
		t.Fatal(err)
	}
	c := &Control{t: t, pty: master, cmd: exec.Command("cat")}
	c.cmd.Stdin, c.cmd.Stdout = slave, slave
	if err := c.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = c.cmd.Process.Kill()
		_ = c.cmd.Wait()
		master.Close()
	})
	c.Answered()
	return c
}

// Answered is how long a key takes there.
func (c *Control) Answered() time.Duration {
	c.t.Helper()
	at := time.Now()
	var got [1]byte
	if _, err := c.pty.WriteString("k"); err != nil {
		c.t.Fatal(err)
	}
	if _, err := c.pty.Read(got[:]); err != nil {
		c.t.Fatal(err)
	}
	return time.Since(at)
}
