package kafkatest

import (
	"fmt"
	"os"
	"sync"
	"testing"
)

// shared is the one cluster of a test process. It is a variable of the package
// because it belongs to the process, as its name says: tests have no other place
// in common.
var shared sharedCluster

type sharedCluster struct {
	mu      sync.Mutex
	options []Option
	started bool
	cluster *Cluster
	err     error
}

// Shared returns a cluster that all tests of a package use, started by the first
// that asks. Its package calls [Main] from TestMain. Tests make topics of their
// own names in it, and neither stop nor freeze its nodes.
func Shared(t testing.TB) *Cluster {
	t.Helper()
	shared.mu.Lock()
	defer shared.mu.Unlock()
	if !shared.started {
		shared.started = true
		var in *installation
		if in, shared.err = install(); shared.err == nil {
			shared.cluster, shared.err = start(in, settle(shared.options))
		}
	}
	if shared.err != nil {
		fail(t, shared.err)
	}
	return shared.cluster
}

// Main runs the tests of a package, stops the shared cluster if one was started,
// and ends the process. The options are for the shared cluster.
func Main(m *testing.M, opts ...Option) { os.Exit(Run(m, opts...)) }

// Run is Main for those who end the process themselves, with the code that it returns.
func Run(m *testing.M, opts ...Option) int {
	shared.mu.Lock()
	shared.options = opts
	shared.mu.Unlock()
	code := m.Run()
	if err := shared.stop(); err != nil {
		fmt.Fprintln(os.Stderr, "kafkatest:", err)
		code = max(code, 1)
	}
	return code
}

func (s *sharedCluster) stop() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.cluster == nil {
		return nil
	}
	return s.cluster.stop()
}
