package kafka_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"riffle/source"
	"riffle/source/kafka/kafkatest"
)

// trouble is something that happens to a cluster, and its end.
type trouble struct {
	name       string
	begin, end func(t *testing.T, w *steady)
	silent     bool // it may be over before anybody has to be told
}

// watch reads a topic in all ways while it is written to and the troubles come one
// after the other. Readers must be told, go on by themselves, and see every record
// once.
func watch(t *testing.T, c *kafkatest.Cluster, bootstrap, topic string, troubles []trouble) {
	k, err := openReal(t.Context(), bootstrap)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = k.Close() })
	w := keepWriting(t, c, topic, 3)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	tail := keepReading(ctx, w, k, 0)
	pagers := []*reader{
		keepReading(ctx, w, k, source.Forward),
		keepReading(ctx, w, source.Cached(k, 1<<20), source.Backward),
	}
	all := append([]*reader{tail}, pagers...)
	for _, x := range troubles {
		before := tally(all, (*reader).interruptions)
		began := time.Now()
		x.begin(t, w)
		if !x.silent {
			for i, r := range all {
				eventually(t, func() bool { return r.interruptions() > before[i] }, func() string { return fmt.Sprintf("%s was not told to reader %d", x.name, i) })
			}
		}
		told := time.Since(began)
		x.end(t, w)
		ended := time.Now()
		goOn(t, w, all, x.name)
		t.Logf("%s: told after %v, all readers go on %v after its end", x.name, told.Round(time.Millisecond), time.Since(ended).Round(time.Millisecond))
	}
	w.stop(t)
	eventually(t, func() bool { return tail.read() >= w.count() }, func() string {
		return fmt.Sprintf("the tail has brought %d of %d records", tail.read(), w.count())
	})
	stop()
	for _, r := range all {
		<-r.done
		passes, records := r.verify(t)
		t.Logf("%s: %d passes, %d records, %d interruptions", r.passes[0].name, passes, records, r.interruptions())
	}
	if got := len(tail.passes[0].records); got != w.all() {
		t.Errorf("the tail brought %d records, %d were acknowledged", got, w.all())
	}
}

// goOn waits until records are acknowledged again, the tail has brought them, and
// the pagers have gone from end to end since.
func goOn(t *testing.T, w *steady, all []*reader, after string) {
	t.Helper()
	finished, n := tally(all, (*reader).finished), w.count()+100
	w.await(t, n)
	eventually(t, func() bool { return all[0].read() >= n }, func() string { return "the tail does not go on after " + after })
	for i, r := range all[1:] {
		eventually(t, func() bool { return r.finished() > finished[i+1]+1 }, func() string { return r.now.name + " does not go on after " + after })
	}
}

func tally(all []*reader, of func(*reader) int) (n []int) {
	for _, r := range all {
		n = append(n, of(r))
	}
	return n
}

// One broker that is killed, frozen or out of reach while its topic is followed
// and paged through.
func TestReadersOutliveTheirBroker(t *testing.T) {
	c := kafkatest.Start(t)
	proxy := c.Proxy(t)
	watch(t, c, proxy.Bootstrap(), "outlived", []trouble{
		{name: "a killed broker",
			begin: func(t *testing.T, _ *steady) { c.Kill(t, 1) },
			end:   func(t *testing.T, _ *steady) { c.Restart(t, 1) }},
		{name: "a cut network",
			begin: func(*testing.T, *steady) { proxy.Cut() },
			end:   func(t *testing.T, _ *steady) { proxy.Restore(t) }},
		{name: "dropped connections", silent: true,
			begin: func(*testing.T, *steady) { proxy.Drop() },
			end:   func(*testing.T, *steady) {}},
		{name: "a frozen broker",
			begin: func(t *testing.T, _ *steady) { c.Freeze(t, 1) },
			end:   func(t *testing.T, _ *steady) { c.Thaw(t, 1) }},
	})
}

// Leaders that move and die on three nodes. The writer goes on, so
// the ends of partitions move all the time; right after a failover a new leader
// does not know yet how far its followers are, and says less than was
// acknowledged.
func TestReadersFollowTheLeader(t *testing.T) {
	c := kafkatest.Start(t, kafkatest.Nodes(3), kafkatest.Heap(256))
	led := 0 // the node in trouble
	watch(t, c, c.Bootstrap(), "led", []trouble{
		{name: "leaders that move", silent: true,
			begin: func(t *testing.T, w *steady) {
				for turn := range 2 {
					for i, ref := range w.refs {
						c.MoveLeader(t, ref.Topic, ref.Partition, (i+turn)%3+1)
					}
				}
			},
			end: func(*testing.T, *steady) {}},
		{name: "a killed leader",
			begin: func(t *testing.T, w *steady) {
				led = c.Leader(t, w.refs[0].Topic, 0)
				c.Kill(t, led)
				w.await(t, w.count()+300) // by the next leaders
			},
			end: func(t *testing.T, _ *steady) { c.Restart(t, led) }},
		{name: "a frozen leader", silent: true, // others lead before it is missed
			begin: func(t *testing.T, w *steady) {
				led = c.Leader(t, w.refs[0].Topic, 0)
				c.Freeze(t, led)
				w.await(t, w.count()+300)
			},
			end: func(*testing.T, *steady) {}},
		{name: "a leader that wakes up", silent: true,
			begin: func(t *testing.T, _ *steady) { c.Thaw(t, led) },
			end:   func(*testing.T, *steady) {}},
	})
}

// A tail that was told of an outage is told of its end too, though no record comes.
func TestQuietTailIsToldThatTheBrokerIsBack(t *testing.T) {
	c := kafkatest.Start(t)
	f := onReal(t, c)
	refs := f.partitions(t, "quiet", 2)
	f.produce(t, refs, 0)
	proxy := c.Proxy(t)
	k, err := openReal(t.Context(), proxy.Bootstrap())
	if err != nil {
		t.Fatal(err)
	}
	defer k.Close()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	tail, err := k.Tail(ctx, source.Position{{Ref: refs[0]}, {Ref: refs[1]}})
	if err != nil {
		t.Fatal(err)
	}
	defer tail.Close()
	p := &pass{}
	until := func(what string, yes func(b source.Batch, err error) bool) {
		t.Helper()
		for {
			b, err := tail.Next(ctx, 10)
			if ctx.Err() != nil {
				t.Fatalf("waited for %s", what)
			}
			if err == nil {
				p.hold(b, false)
			}
			if yes(b, err) {
				return
			}
		}
	}
	until("the records", func(b source.Batch, _ error) bool { return b.Live && len(p.records) == 2 })
	proxy.Cut()
	until("the outage", func(_ source.Batch, err error) bool { return err != nil })
	proxy.Restore(t)
	until("the end of the outage", func(b source.Batch, err error) bool { return err == nil && b.Live })
}
