package term

import "os"

// CanSuspend is false: a Windows console has no job control.
func CanSuspend() bool { return false }

// suspensions is empty, and stop is never called.
func suspensions() []os.Signal { return nil }

func (s *Session) stop() {}
