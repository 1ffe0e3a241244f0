//go:build linux || darwin

package term

import (
	"os"
	"os/signal"
	"syscall"

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

// suspensions are the signals by which a shell stops riffle and wakes it up.
func suspensions() []os.Signal { return []os.Signal{syscall.SIGTSTP, syscall.SIGCONT} }

// stop stops riffle, and all that was started together with it, until it is woken up.
// SIGTSTP would not: the runtime of Go goes on catching it once it was listened to.
func (s *Session) stop() {
	woken := make(chan os.Signal, 1)
	signal.Notify(woken, syscall.SIGCONT)
	defer signal.Stop(woken)
	_ = syscall.Kill(0, syscall.SIGSTOP)
	<-woken
}
