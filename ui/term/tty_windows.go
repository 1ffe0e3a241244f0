package term

import (
	"os"

	"golang.org/x/sys/windows"
)

// discardInput throws away what was typed or answered and not read: the answer to the
// last frame would otherwise stand on the shell's command line.
func discardInput(f *os.File) error {
	return windows.FlushConsoleInputBuffer(windows.Handle(f.Fd()))
}
