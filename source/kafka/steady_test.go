package kafka_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"riffle/source"
	"riffle/source/kafka/kafkatest"
)

// steady writes numbered records to all partitions of a topic until it is told to
// stop, each acknowledged by every replica in sync. It is idempotent: what is in
// the log once was acknowledged once.
type steady struct {
	refs []source.Ref

	mu    sync.Mutex
	acked map[source.Ref][]string // by offset
	n     int
	odd   error

	quit, done chan struct{}
	client     *kgo.Client
}

// keepWriting starts a writer on a new topic.
func keepWriting(t *testing.T, c *kafkatest.Cluster, topic string, partitions int32) *steady {
	t.Helper()
	c.CreateTopic(t, topic, partitions)
	w := &steady{
		acked: map[source.Ref][]string{}, quit: make(chan struct{}), done: make(chan struct{}),
		client: c.Client(t, kgo.ProducerLinger(0), kgo.RequiredAcks(kgo.AllISRAcks()), kgo.RequestTimeoutOverhead(2*time.Second)),
	}
	for p := range partitions {
		w.refs = append(w.refs, source.Ref{Topic: topic, Partition: p})
	}
	source.Go(w.run, w.fail)
	w.await(t, w.count()+200)
	return w
}

// run writes one record to each partition every few milliseconds.
func (w *steady) run() {
	defer close(w.done)
	beat := time.NewTicker(4 * time.Millisecond)
	defer beat.Stop()
	for i := 0; ; i++ {
		select {
		case <-w.quit:
			return
		case <-beat.C:
		}
		for _, ref := range w.refs {
			r := &kgo.Record{Topic: ref.Topic, Partition: ref.Partition, Value: fmt.Appendf(nil, "%d-%d", ref.Partition, i)}
			w.client.TryProduce(context.Background(), r, w.acknowledged)
		}
	}
}

func (w *steady) acknowledged(r *kgo.Record, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	ref := source.Ref{Topic: r.Topic, Partition: r.Partition}
	if err == nil && r.Offset != int64(len(w.acked[ref])) {
		err = fmt.Errorf("%v: offset %d was acknowledged after %d others", ref, r.Offset, len(w.acked[ref]))
	}
	if err != nil {
		w.odd = cmp.Or(w.odd, err)
		return
	}
	w.acked[ref] = append(w.acked[ref], string(r.Value))
	w.n++
}

func (w *steady) fail(err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.odd = err
}

// count is how many records were acknowledged.
func (w *steady) count() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.n
}

// ends is where each partition ends at least: after what was acknowledged.
func (w *steady) ends() map[source.Ref]int {
	w.mu.Lock()
	defer w.mu.Unlock()
	ends := map[source.Ref]int{}
	for ref, values := range w.acked {
		ends[ref] = len(values)
	}
	return ends
}

// await waits until so many records were acknowledged.
func (w *steady) await(t *testing.T, n int) {
	t.Helper()
	eventually(t, func() bool { return w.count() >= n }, func() string { return fmt.Sprintf("%d of %d records acknowledged", w.count(), n) })
}

// stop ends the writing and waits until all is acknowledged.
func (w *steady) stop(t *testing.T) {
	t.Helper()
	close(w.quit)
	<-w.done
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if err := errors.Join(w.client.Flush(ctx), w.odd); err != nil {
		t.Fatalf("writing: %v", err)
	}
}

// eventually waits for something to become true.
func eventually(t *testing.T, yes func() bool, so func() string) {
	t.Helper()
	late := time.After(3 * time.Minute)
	beat := time.NewTicker(10 * time.Millisecond)
	defer beat.Stop()
	for !yes() {
		select {
		case <-beat.C:
		case <-late:
			t.Fatalf("waited 3 min: %s", so())
		}
	}
}

// pass is one way through a stream, as a reader saw it.
type pass struct {
	name    string
	ends    map[source.Ref]int // acknowledged before it began
	records []source.Record
	told    []error // interruptions
	tail    bool
}

// hold takes a batch.
func (p *pass) hold(b source.Batch, backward bool) {
	records := make([]source.Record, len(b.Records))
	for i := range b.Records {
		records[i] = b.Records[i].Clone()
	}
	if backward {
		p.records = append(records, p.records...)
		return
	}
	p.records = append(p.records, records...)
}

// check compares what was read with what was acknowledged: from the first record
// on, each record once and in order, at least up to where the partition was known
// to end when the pass began.
func (p *pass) check(t *testing.T, w *steady) {
	t.Helper()
	next := map[source.Ref]int{}
	for i := range p.records {
		r := &p.records[i]
		n := next[r.Ref]
		switch {
		case r.Offset.Lo != uint64(n):
			t.Fatalf("%s: %v: offset %d where %d should be, as record %d", p.name, r.Ref, r.Offset.Lo, n, i)
		case n >= len(w.acked[r.Ref]):
			t.Fatalf("%s: %v: offset %d was never acknowledged", p.name, r.Ref, n)
		case string(r.Value) != w.acked[r.Ref][n]:
			t.Fatalf("%s: %v: offset %d holds %q, %q was acknowledged", p.name, r.Ref, n, r.Value, w.acked[r.Ref][n])
		case !p.tail && i > 0 && p.records[i-1].Order().Compare(r.Order()) >= 0:
			t.Fatalf("%s: %v comes after %v", p.name, r.Order(), p.records[i-1].Order())
		}
		next[r.Ref]++
	}
	for ref, n := range p.ends {
		if next[ref] < n {
			t.Errorf("%s: %v: %d records, %d were acknowledged before", p.name, ref, next[ref], n)
		}
	}
	for _, err := range p.told {
		if again := (*source.TransientError)(nil); !errors.As(err, &again) || again.After < 0 || again.After > 10*time.Second {
			t.Errorf("%s: interrupted by %v", p.name, err)
		}
	}
}

// persist repeats what is interrupted, after the time that the interruption names.
func (p *pass) persist(ctx context.Context, f func() error) error {
	for {
		err := f()
		var again *source.TransientError
		if !errors.As(err, &again) {
			return err
		}
		p.told = append(p.told, err)
		select {
		case <-time.After(again.After):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// reader reads a topic over and over while the cluster is in trouble.
type reader struct {
	w      *steady
	src    source.Source
	mu     sync.Mutex
	passes []*pass
	now    *pass
	seen   int // records of the pass that is under way
	told   int // interruptions of all passes
	err    error
	done   chan struct{}
}

// keepReading starts a reader: dir is a direction, or 0 for the live tail.
func keepReading(ctx context.Context, w *steady, src source.Source, dir source.Dir) *reader {
	r := &reader{w: w, src: src, done: make(chan struct{})}
	source.Go(func() {
		defer close(r.done)
		for ctx.Err() == nil && r.err == nil {
			r.err = r.pass(ctx, dir)
		}
	}, func(err error) { r.err = err })
	return r
}

// pass goes through the stream once; a tail, until ctx ends.
func (r *reader) pass(ctx context.Context, dir source.Dir) error {
	p := &pass{name: map[source.Dir]string{0: "tail", source.Forward: "forward", source.Backward: "backward"}[dir], tail: dir == 0}
	stream := source.NewStream(r.src, r.w.refs, source.Options{})
	if !p.tail {
		p.ends = r.w.ends()
	}
	c, err := r.open(ctx, p, stream, dir)
	if err != nil {
		return unlessOver(ctx, err)
	}
	defer c.Close()
	beat := time.NewTicker(2 * time.Millisecond) // as fast as somebody who holds a key down, and more
	defer beat.Stop()
	for {
		var b source.Batch
		err := p.persist(ctx, func() (err error) {
			b, err = c.Next(ctx, 50)
			r.note(p, err)
			return err
		})
		if err == io.EOF {
			r.mu.Lock()
			defer r.mu.Unlock()
			r.passes = append(r.passes, p)
			return nil
		}
		if err != nil {
			if p.tail {
				r.passes = append(r.passes, p)
			}
			return unlessOver(ctx, err)
		}
		r.mu.Lock()
		p.hold(b, dir == source.Backward)
		r.now, r.seen = p, len(p.records)
		r.mu.Unlock()
		if !p.tail {
			<-beat.C
		}
	}
}

func (r *reader) open(ctx context.Context, p *pass, s *source.Stream, dir source.Dir) (c source.Cursor, err error) {
	var low, end source.Position
	err = p.persist(ctx, func() error {
		low, end, err = s.Ends(ctx)
		r.note(p, err)
		return err
	})
	switch {
	case err != nil:
		return nil, err
	case dir == source.Forward:
		return s.Forward(low, end), nil
	case dir == source.Backward:
		return s.Backward(end, nil), nil
	}
	return s.Tail(ctx, low)
}

// note counts an interruption.
func (r *reader) note(p *pass, err error) {
	if errors.As(err, new(*source.TransientError)) {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.told++
	}
}

func (r *reader) interruptions() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.told
}

// finished is how many passes were made from end to end.
func (r *reader) finished() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.passes)
}

func (r *reader) read() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.seen
}

func unlessOver(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// verify checks all that a reader saw once the writing is over.
func (r *reader) verify(t *testing.T) (passes, records int) {
	t.Helper()
	if r.err != nil {
		t.Errorf("reading ended: %v", r.err)
	}
	for _, p := range r.passes {
		p.check(t, r.w)
		records += len(p.records)
	}
	return len(r.passes), records
}

// all is every record that was acknowledged, as a tail must have brought it.
func (w *steady) all() int {
	n := 0
	for _, values := range w.acked {
		n += len(values)
	}
	return n
}
