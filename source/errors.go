package source

import (
	"errors"
	"fmt"
	"time"
)

// What can be wrong with a source. Drivers wrap these, saying what was attempted
// and where; the sentence for the user is built at the edge.
var (
	ErrNotFound    = errors.New("not found")
	ErrAuth        = errors.New("authentication failed")
	ErrDenied      = errors.New("not allowed")
	ErrUnsupported = errors.New("not supported")
	ErrCorrupt     = errors.New("corrupt data")
	ErrUnreachable = errors.New("cannot be reached")
	ErrClosed      = errors.New("closed")
)

// TrimmedError says that an offset lies below the oldest record that is left.
type TrimmedError struct {
	Ref
	At, Low Offset
}

func (e *TrimmedError) Error() string {
	return fmt.Sprintf("offset %d of %s p%d is gone: the oldest left is %d", e.At.Lo, e.Topic, e.Partition, e.Low.Lo)
}

// partitionError says that a stream does not have a partition.
type partitionError struct{ Ref }

func (e *partitionError) Error() string {
	return fmt.Sprintf("topic %s has no partition %d, or it is not among those that are read", e.Topic, e.Partition)
}

// Unwrap makes it an ErrNotFound.
func (e *partitionError) Unwrap() error { return ErrNotFound }

// Advised implements [Advised].
func (e *partitionError) Advised() {}

// TransientError is one that is expected to pass: a broker restarts, a leader
// moved. The same call may be made again after After.
type TransientError struct {
	Err   error
	After time.Duration
}

func (e *TransientError) Error() string { return e.Err.Error() }

// Unwrap returns the cause.
func (e *TransientError) Unwrap() error { return e.Err }

// PlaceError is an error with the place at which reading met it. Its text is that
// of its cause.
type PlaceError struct {
	Place
	Err error
}

func (e *PlaceError) Error() string { return e.Err.Error() }

// Unwrap returns the cause.
func (e *PlaceError) Unwrap() error { return e.Err }

// PanicError is a panic that [Go] caught.
type PanicError struct {
	Value any
	Stack []byte
}

func (e *PanicError) Error() string { return fmt.Sprintf("internal error: %v", e.Value) }

// Advised is an error whose own sentence ends with what to do, since only the
// driver that made it knows.
type Advised interface {
	error
	Advised()
}

// Advice is what a user can do about an error, in a sentence that follows the
// error's own; empty where there is nothing to say, or it has been said.
func Advice(err error) string {
	var transient *TransientError
	var panicked *PanicError
	var advised Advised
	var group *GroupError
	switch {
	case errors.As(err, &group):
		return group.advice()
	case errors.As(err, &advised):
		return ""
	case errors.As(err, &panicked):
		return "this is a mistake in riffle: please report it with what you did"
	case errors.Is(err, ErrAuth):
		return "check user name, password and mechanism (sasl.mechanism, sasl.username, sasl.password)"
	case errors.Is(err, ErrDenied):
		return "ask for the permission that is named, or connect as another user"
	case errors.As(err, &transient), errors.Is(err, ErrUnreachable):
		return "it may pass: try again"
	case errors.Is(err, ErrNotFound):
		return "check the name: the list of topics shows all"
	case errors.Is(err, ErrUnsupported):
		return "the server is too old for this"
	}
	return ""
}
