//go:build unix

package linktest

import (
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// Traffic is what came so far.
func (s *Terminal) Traffic() (bytes, frames int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.bytes, len(s.frames)
}

// Keep keeps what comes from now on, for [Terminal.Kept].
func (s *Terminal) Keep() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.keeps, s.kept = true, nil
}

// Kept is what came since [Terminal.Keep].
func (s *Terminal) Kept() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return string(s.kept)
}

// Queued is the largest number of bytes that waited in front of the link at one time
// since the last call.
func (s *Terminal) Queued() int {
	s.down.mu.Lock()
	defer s.down.mu.Unlock()
	most := s.down.most
	s.down.most = s.down.waiting
	return most
}

// Most is the largest number of frames that came within a second.
func (s *Terminal) Most() (n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	from := 0
	for i, at := range s.frames {
		for at.Sub(s.frames[from]) >= time.Second {
			from++
		}
		n = max(n, i-from+1)
	}
	return n
}

// Resident is the memory that the program has in RAM, in bytes.
func (s *Terminal) Resident() int {
	s.t.Helper()
	out, err := exec.Command("ps", "-o", "rss=", "-p", strconv.Itoa(s.Cmd.Process.Pid)).Output()
	kib, bad := strconv.Atoi(strings.TrimSpace(string(out)))
	if err != nil || bad != nil {
		s.t.Fatalf("ask for the memory of the program: %v %q", err, out)
	}
	return kib << 10
}
