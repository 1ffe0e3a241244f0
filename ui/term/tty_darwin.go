package term

import (
	"os"

	"golang.org/x/sys/unix"
)

// discardInput throws away what was typed or answered and not read: the answer to the
// last frame would otherwise stand on the shell's command line.
func discardInput(f *os.File) error {
	const inputQueue = 1 // FREAD of <sys/fcntl.h>
	return unix.IoctlSetPointerInt(int(f.Fd()), unix.TIOCFLUSH, inputQueue)
}
