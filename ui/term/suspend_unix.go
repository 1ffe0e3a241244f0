//go:build linux || darwin

package term

import (
	"os"

	"golang.org/x/sys/unix"
)

// CanSuspend reports whether somebody would wake riffle up again after it stopped
// itself. Started as `ssh -t host riffle` or in a container there is no shell with
// job control: the kernel ignores the stop, and waiting for the end of it would
// never end.
func CanSuspend() bool {
	shell := os.Getppid()
	mine, err := unix.Getsid(0)
	if err != nil || mine == os.Getpid() {
		return false
	}
	theirs, err := unix.Getsid(shell)
	if err != nil || theirs != mine {
		return false
	}
	group, err := unix.Getpgid(shell)
	return err == nil && group != unix.Getpgrp()
}
