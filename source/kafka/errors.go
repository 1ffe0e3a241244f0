package kafka

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"sync"
	"syscall"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"

	"riffle/source"
)

// Error codes of the Kafka protocol that mean something to riffle.
const (
	codeOutOfRange    = 1
	codeCorrupt       = 2
	codeUnknownTopic  = 3
	codeNoLeader      = 5
	codeTopicDenied   = 29
	codeGroupDenied   = 30
	codeClusterDenied = 31
	codeAuthFailed    = 58
	codeNotAvailable  = 78
)

var errNotKafka = errors.New("what answers does not speak Kafka")

// lostError is a connection that ended: the request may be made again on another.
type lostError struct {
	addr string
	err  error
}

func (e *lostError) Error() string {
	return fmt.Sprintf("talking to broker %s: %s", e.addr, cause(e.err))
}

func (e *lostError) Unwrap() []error { return []error{source.ErrUnreachable, e.err} }

// hungUp tells whether the other side ended a connection.
func hungUp(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE)
}

// cause puts the errors of the network into words.
func cause(err error) string {
	var t interface{ Timeout() bool }
	var dns *net.DNSError
	switch {
	case errors.As(err, &dns) && dns.IsNotFound:
		return "the host name " + dns.Name + " is unknown"
	case errors.As(err, &dns):
		return "no name server says where " + dns.Name + " is"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "connection refused"
	case hungUp(err), errors.Is(err, net.ErrClosed):
		return "the connection was closed"
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &t) && t.Timeout():
		return "no answer in time"
	}
	var op *net.OpError
	if errors.As(err, &op) {
		return op.Err.Error()
	}
	return err.Error()
}

// codeError is an error code that a broker sent for a topic or partition.
type codeError struct {
	doing string
	code  int16
}

func (e *codeError) Error() string {
	return fmt.Sprintf("%s: %s", e.doing, describe(e.code))
}

// Unwrap says which of riffle's kinds of errors it is. An unknown topic that the
// metadata knows is a move that is not over; one that it does not know is
// answered before it gets here.
func (e *codeError) Unwrap() error {
	switch e.code {
	case codeCorrupt:
		return source.ErrCorrupt
	case codeTopicDenied, codeGroupDenied, codeClusterDenied:
		return source.ErrDenied
	case codeAuthFailed:
		return source.ErrAuth
	}
	if e.passing() {
		return source.ErrUnreachable
	}
	return source.ErrUnsupported
}

func (e *codeError) passing() bool {
	return e.code == codeUnknownTopic || kerr.IsRetriable(kerr.ErrorForCode(e.code)) && e.code != codeCorrupt
}

func describe(code int16) string {
	e := kerr.TypedErrorForCode(code)
	if e == nil {
		return "no error"
	}
	return fmt.Sprintf("%s (%s, error %d)", e.Description, e.Message, code)
}

// deniedError names the permission that is missing.
type deniedError struct{ doing, operation, on string }

func (e *deniedError) Error() string {
	return fmt.Sprintf("%s: this user lacks the ACL %s on %s", e.doing, e.operation, e.on)
}

func (e *deniedError) Unwrap() error { return source.ErrDenied }

func denied(doing, operation, topic string) error {
	return &deniedError{doing, operation, "topic " + topic}
}

// refused makes the error for a code that came for one partition.
func refused(doing, operation string, ref source.Ref, code int16) error {
	doing = fmt.Sprintf("%s %s p%d", doing, ref.Topic, ref.Partition)
	if code == codeTopicDenied {
		return denied(doing, operation, ref.Topic)
	}
	return &codeError{doing, code}
}

// passing tells whether an error may go away when the leader is looked up again.
// UNKNOWN_TOPIC counts: brokers say it while they learn of a move.
func passing(err error) bool {
	var lost *lostError
	var stage *stageError
	var missing *missingError
	switch {
	case errors.As(err, &lost), errors.As(err, &missing):
		return true
	case errors.As(err, &stage):
		return stage.kind == source.ErrUnreachable
	}
	var c *codeError
	return errors.As(err, &c) && c.passing()
}

const (
	minBackoff = 100 * time.Millisecond
	maxBackoff = 5 * time.Second
)

// pause is how long to wait after so many failures in a row: doubling from 100 ms
// to 5 s, less up to a quarter by chance so that many readers do not come back at
// once.
func pause(failures int) time.Duration {
	wait := min(minBackoff<<min(max(failures, 1)-1, 10), maxBackoff)
	return wait - rand.N(wait/4)
}

// backoff counts failures in a row. Those that come together count as one. The
// zero value is ready.
type backoff struct {
	mu       sync.Mutex
	failures int
	until    time.Time
}

// next returns how long to wait now.
func (b *backoff) next() time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := time.Now()
	if left := b.until.Sub(now); left > 0 {
		return left
	}
	b.failures++
	wait := pause(b.failures)
	b.until = now.Add(wait)
	return wait
}

func (b *backoff) reset() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.failures, b.until = 0, time.Time{}
}

// transient hands out an error that is expected to pass with the time to wait.
// Other errors stay as they are.
func (b *backoff) transient(err error) error {
	if !passing(err) {
		return err
	}
	return &source.TransientError{Err: err, After: b.next()}
}
