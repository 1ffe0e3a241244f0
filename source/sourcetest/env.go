package sourcetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"riffle/source"
)

// env is the world of one case: its topics, and what the suite wrote into them.
type env struct {
	Fixture
	name string

	mu     sync.Mutex
	topics []string
	opened []source.Source
	logs   map[source.Ref][]source.Record
}

func newEnv(f Fixture, name string) *env {
	return &env{Fixture: f, name: name, logs: map[source.Ref][]source.Record{}}
}

// epoch is the time of the suite's first record, long ago and the same in each run.
var epoch = time.Date(2026, 1, 2, 3, 4, 5, 678_000_000, time.UTC)

// source opens the driver; it is closed when the case is over.
func (e *env) source(ctx context.Context) (source.Source, error) {
	src, err := e.Open(ctx)
	if err != nil {
		return nil, fmt.Errorf("open: %w", err)
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.opened = append(e.opened, src)
	return src, nil
}

// topic makes a topic and returns its partitions.
func (e *env) topic(ctx context.Context, partitions int) ([]source.Ref, error) {
	e.mu.Lock()
	unique := strconv.FormatInt(time.Now().UnixNano(), 36) + strconv.Itoa(len(e.topics))
	name := e.Prefix + strings.NewReplacer(" ", "-", ",", "").Replace(e.name) + "-" + unique
	e.topics = append(e.topics, name)
	e.mu.Unlock()
	return refs(name, partitions), e.Create(ctx, name, partitions)
}

// refs returns the first n partitions of a topic.
func refs(topic string, n int) []source.Ref {
	list := make([]source.Ref, n)
	for i := range list {
		list[i] = source.Ref{Topic: topic, Partition: int32(i)}
	}
	return list
}

// close closes what the case opened.
func (e *env) close() error {
	var errs []error
	for _, src := range e.opened {
		if err := src.Close(); err != nil && !errors.Is(err, source.ErrClosed) {
			errs = append(errs, fmt.Errorf("close: %w", err))
		}
	}
	return errors.Join(errs...)
}

// clean removes the topics that the case made, as far as they are still there.
func (e *env) clean(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, e.Deadline)
	defer cancel()
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, name := range e.topics {
		_ = e.Delete(ctx, name) // only tidiness: the case may have deleted it
	}
}

// write appends records and remembers them.
func (e *env) write(ctx context.Context, ref source.Ref, records ...source.Record) error {
	if err := e.Append(ctx, ref, records); err != nil {
		return fmt.Errorf("append to %s p%d: %w", ref.Topic, ref.Partition, err)
	}
	e.remember(ref, records...)
	return nil
}

// remember adds records to what the suite expects to read.
func (e *env) remember(ref source.Ref, records ...source.Record) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.logs[ref] = append(e.logs[ref], records...)
}

// want returns what the suite expects to read from a partition.
func (e *env) want(ref source.Ref) []source.Record {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.Clone(e.logs[ref])
}

// trim removes the first n records.
func (e *env) trim(ctx context.Context, src source.Source, ref source.Ref, n int) error {
	got, _, err := walk(ctx, src, ref, source.Forward, source.Want{})
	if err != nil {
		return err
	}
	if len(got) <= n {
		return fmt.Errorf("%d records to trim of %d", n, len(got))
	}
	if err := e.Trim(ctx, ref, got[n].Offset); err != nil {
		return fmt.Errorf("trim %s: %w", ref.Topic, err)
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.logs[ref] = e.logs[ref][n:]
	return nil
}

// stored is how many records of a log are written, and so stored, together.
const stored = 9

// log makes a topic of one partition with n records, the first tenth of them
// trimmed, and opens the driver.
func (e *env) log(ctx context.Context, n int) (source.Source, source.Ref, error) {
	src, err := e.source(ctx)
	if err != nil {
		return nil, source.Ref{}, err
	}
	list, err := e.topic(ctx, 1)
	if err != nil {
		return nil, source.Ref{}, err
	}
	head := n / 10
	for i := 0; i < n+head; i += stored {
		if err := e.write(ctx, list[0], numbered(i, min(stored, n+head-i))...); err != nil {
			return nil, source.Ref{}, err
		}
	}
	if head > 0 {
		err = e.trim(ctx, src, list[0], head)
	}
	return src, list[0], err
}

// numbered makes records number first to first+n-1, no two alike.
func numbered(first, n int) []source.Record {
	list := make([]source.Record, n)
	for i := range list {
		list[i] = numberedOne(first + i)
	}
	return list
}

func numberedOne(i int) source.Record {
	r := source.Record{
		Time:  epoch.Add(time.Duration(i) * time.Second),
		Key:   fmt.Appendf(nil, "key-%d", i%7),
		Value: fmt.Appendf(nil, `{"n":%d,"text":"%s"}`, i, strings.Repeat("x", i%90)),
	}
	if i%5 == 0 {
		r.Headers = source.MakeHeaders(source.Header{Name: "n", Value: strconv.AppendInt(nil, int64(i), 10)})
	}
	return r
}
