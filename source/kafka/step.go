package kafka

import (
	"context"
	"net"
	"slices"
	"sync"
	"syscall"
)

// steps are the connections that are being made, each with what it waits for. A
// person in front of a screen that shows nothing yet wants to know: the name
// server, the network, TLS, the login?
type steps struct {
	mu   sync.Mutex
	open []*step // the latest last
}

// step is what one connection waits for.
type step struct {
	all  *steps
	text string
}

// begin adds a connection.
func (s *steps) begin(text string) *step {
	s.mu.Lock()
	defer s.mu.Unlock()
	at := &step{all: s, text: text}
	s.open = append(s.open, at)
	return at
}

// now says that the connection has come to its next step.
func (at *step) now(text string) {
	at.all.mu.Lock()
	defer at.all.mu.Unlock()
	at.text = text
}

// done takes the connection out.
func (at *step) done() {
	at.all.mu.Lock()
	defer at.all.mu.Unlock()
	at.all.open = slices.DeleteFunc(at.all.open, func(other *step) bool { return other == at })
}

// latest is what the connection waits for that was begun last, "" where none is
// being made.
func (s *steps) latest() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.open) == 0 {
		return ""
	}
	return s.open[len(s.open)-1].text
}

// reaching tells the step when the name of an address is known and it is called.
func (at *step) reaching(addr string) func(context.Context, string, string, syscall.RawConn) error {
	return func(_ context.Context, _, found string, _ syscall.RawConn) error {
		text := "connecting to " + addr
		if found != addr {
			text += " (" + found + ")"
		}
		at.now(text)
		return nil
	}
}

// seeking is the first step to an address: a name has to be resolved.
func seeking(addr string) string {
	host, _, err := net.SplitHostPort(addr)
	if err != nil || net.ParseIP(host) != nil {
		return "connecting to " + addr
	}
	return "resolving " + host
}
