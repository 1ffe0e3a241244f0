//go:build !unix

package kafkatest

import (
	"errors"
	"io"
)

// errNoUnix stands for all that this package needs of Unix: process groups,
// signals that stop a program, a shell, file locks.
var errNoUnix = errors.New("a real Kafka for tests runs on Unix only")

type process struct{ done chan struct{} }

func spawn(io.Writer, string, ...string) (*process, error) { return nil, errNoUnix }

func (p *process) running() bool    { return false }
func (p *process) pid() int         { return 0 }
func (p *process) kill() error      { return errNoUnix }
func (p *process) terminate() error { return errNoUnix }
func (p *process) freeze() error    { return errNoUnix }
func (p *process) thaw() error      { return errNoUnix }

type keeper struct{}

func newKeeper(string) (*keeper, error)      { return nil, errNoUnix }
func (k *keeper) watch([]*process) error     { return errNoUnix }
func (k *keeper) close() error               { return nil }
func lock(string) (unlock func(), err error) { return nil, errNoUnix }
