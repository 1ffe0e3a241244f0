package term

// CanSuspend is false: a Windows console has no job control.
func CanSuspend() bool { return false }
