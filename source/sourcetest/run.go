package sourcetest

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"testing"
	"time"

	"riffle/source"
)

// deadline is how long a case may take where the fixture does not say. A quarter
// more is for noticing that it is over.
const deadline = 20 * time.Second

// testCase is one promise of the contract.
type testCase struct {
	name  string
	needs string // the optional function of the fixture without which it is skipped
	check func(ctx context.Context, e *env) error
}

// MissingError says that a case needs a function that the fixture lacks.
type MissingError struct {
	Case, Func string
}

func (e *MissingError) Error() string {
	return fmt.Sprintf("%s: the fixture has no function %s", e.Case, e.Func)
}

// Run runs every case as a subtest.
func Run(t *testing.T, f Fixture) {
	for _, c := range cases() {
		if c.needs != "" && slices.Contains(f.Without, c.needs) {
			continue
		}
		t.Run(c.name, func(t *testing.T) {
			err := run(t.Context(), f, c)
			if missing := (*MissingError)(nil); errors.As(err, &missing) {
				skip(t, f.Require, missing)
				return
			}
			if err != nil {
				t.Error(err)
			}
		})
	}
}

// Check runs the case with that name and returns what is wrong: a [MissingError]
// where the fixture lacks what it needs.
func Check(ctx context.Context, f Fixture, name string) error {
	for _, c := range cases() {
		if c.name == name {
			return run(ctx, f, c)
		}
	}
	return fmt.Errorf("no case %q", name)
}

// skip is the only way a case is left out.
func skip(t *testing.T, required bool, why error) {
	t.Helper()
	if required {
		t.Fatalf("%v, and nothing may be skipped", why)
	}
	t.Skip(why)
}

// run runs a case within its deadline. A case that does not come back is left
// behind, and its error shows where everything stands.
func run(ctx context.Context, f Fixture, c testCase) error {
	if f.lacks(c.needs) {
		return &MissingError{Case: c.name, Func: c.needs}
	}
	if f.Deadline == 0 {
		f.Deadline = deadline
	}
	e := newEnv(f, c.name)
	defer e.clean(context.WithoutCancel(ctx))
	ctx, cancel := context.WithTimeout(ctx, f.Deadline)
	defer cancel()
	result := make(chan error, 1)
	source.Go(func() {
		err := c.check(ctx, e)
		result <- errors.Join(err, e.close())
	}, func(err error) {
		var p *source.PanicError
		if errors.As(err, &p) {
			err = fmt.Errorf("%w\n%s", err, p.Stack)
		}
		result <- err
	})
	grace := f.Deadline / 4
	timer := time.NewTimer(f.Deadline + grace)
	defer timer.Stop()
	select {
	case err := <-result:
		return err
	case <-timer.C:
		return fmt.Errorf("hangs: not back %v after its deadline of %v\n%s", grace, f.Deadline, stacks())
	}
}

// stacks returns what all goroutines do.
func stacks() []byte {
	for buf := make([]byte, 1<<16); ; buf = make([]byte, 4*len(buf)) {
		if n := runtime.Stack(buf, true); n < len(buf) {
			return buf[:n]
		}
	}
}

// cases lists all cases, the plain ones first.
func cases() []testCase {
	var all []testCase
	for _, part := range [][]testCase{
		pageCases(), recordCases(), timeCases(), topicCases(), edgeCases(), txnCases(),
		tailCases(), tailEdgeCases(), lifeCases(), faultCases(), streamCases(),
	} {
		all = append(all, part...)
	}
	return all
}
