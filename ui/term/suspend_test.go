//go:build linux || darwin

package term

import (
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"github.com/creack/pty"
)

// Regression: started without a shell that has job control, a program that stopped itself waited for ever to be woken.
func TestOnlyUnderAShellCanItBeSuspended(t *testing.T) {
	for _, c := range []struct {
		name string
		args []string
		want string
	}{
		{"as `ssh -t host riffle` starts it", []string{os.Args[0]}, "can suspend: false"},
		{"by a shell without job control", []string{"sh", "-c", `"$0"; true`, os.Args[0]}, "can suspend: false"},
		{"by a shell with job control", []string{"sh", "-m", "-c", `"$0"; true`, os.Args[0]}, "can suspend: true"},
	} {
		t.Run(c.name, func(t *testing.T) {
			cmd := exec.Command(c.args[0], c.args[1:]...)
			cmd.Env = append(os.Environ(), "RIFFLE_TERM_TEST=suspend", "GOCOVERDIR="+t.TempDir())
			cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
			master, err := pty.Start(cmd)
			if err != nil {
				t.Fatal(err)
			}
			defer master.Close()
			var out strings.Builder
			buf := make([]byte, 256)
			for n := 0; err == nil; n, err = master.Read(buf) { // ends with EIO or EOF
				out.Write(buf[:n])
			}
			_ = cmd.Wait()
			if !strings.Contains(out.String(), c.want) {
				t.Errorf("got %q, want %q", out.String(), c.want)
			}
		})
	}
}
