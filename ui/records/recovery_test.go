package records

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"riffle/keymap"
	"riffle/source"
	"riffle/source/kafka"
	"riffle/source/kafka/kafkatest"
	"riffle/source/memory"
	"riffle/ui/window"
)

// outage is a real Kafka in trouble, with two panes on it: one is paged through
// under a filter, the other follows what a writer goes on writing.
type outage struct {
	t          *testing.T
	paged      *desk
	followed   *desk
	writer     *kgo.Client
	written    atomic.Int64 // acknowledged by all replicas, in order
	stop, over chan struct{}
	failed     error
}

const (
	pagedOrders = 16_000 // every second one is shipped
	farPages    = 300    // of rows so long that no pane reads them all ahead: the broker is missed
	shippedSize = 6 << 10
)

// happen opens the panes.
func happen(t *testing.T, c *kafkatest.Cluster, bootstrap string) *outage {
	t.Helper()
	o := &outage{t: t, writer: c.Client(t, kgo.ProducerLinger(0)), stop: make(chan struct{}), over: make(chan struct{})}
	c.CreateTopic(t, "paged", 3)
	c.CreateTopic(t, "followed", 3)
	begin := time.Now().Add(-pagedOrders * time.Second)
	var all []*kgo.Record
	for i := range pagedOrders {
		r := orderOf("paged", i)
		if i%2 == 0 { // shipped
			r.Value = append(r.Value[:len(r.Value)-1], fmt.Sprintf(`,"note":%q}`, strings.Repeat("x", shippedSize))...)
		}
		r.Timestamp = begin.Add(time.Duration(i) * time.Second)
		all = append(all, r)
	}
	c.Write(t, all...)

	conf, err := kafka.Configure([]string{bootstrap}, nil)
	if err != nil {
		t.Fatal(err)
	}
	k, err := kafka.Open(t.Context(), conf)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = k.Close() })
	o.paged = sit(t, memory.New(), func(c *Config) {
		c.Source, c.Refs, c.Limit = source.Cached(k, 1<<20), refs("paged", 3), window.Limit{Rows: 400, Bytes: 8 << 20}
	})
	o.followed = sit(t, memory.New(), func(c *Config) { c.Source, c.Refs, c.Follow = k, refs("followed", 3), true })
	source.Go(o.write, func(err error) { o.failed = err })
	o.until("both panes", func() bool {
		return strings.Contains(o.paged.text(), fmt.Sprintf("n-%d", pagedOrders-1)) && strings.Contains(o.followed.text(), "n-20")
	})
	o.paged.filter("type = Shipped")
	o.until("the filter", func() bool { return o.place() == pagedOrders-2 })
	o.paged.press(keymap.PageUp, 50)
	o.until("a place far from the end", func() bool { return o.place() == pagedOrders-2-2*50*pageOf(o.paged) })
	return o
}

func orderOf(topic string, i int) *kgo.Record {
	kind := []string{"Shipped", "Buy"}[i%2]
	return &kgo.Record{Topic: topic, Partition: int32(i % 3), Value: fmt.Appendf(nil, `{"type":%q,"id":"n-%d"}`, kind, i)}
}

// write writes one order after the other, each when the one before is acknowledged.
func (o *outage) write() {
	defer close(o.over)
	beat := time.NewTicker(20 * time.Millisecond)
	defer beat.Stop()
	for i := 0; ; i++ {
		select {
		case <-o.stop:
			return
		case <-beat.C:
		}
		if err := o.writer.ProduceSync(context.Background(), orderOf("followed", i)).FirstErr(); err != nil {
			o.failed = errors.Join(o.failed, err)
			return
		}
		o.written.Store(int64(i + 1))
	}
}

// until lets both panes work until something is true.
func (o *outage) until(what string, yes func() bool) {
	o.t.Helper()
	late := time.After(90 * time.Second)
	look := time.NewTicker(20 * time.Millisecond)
	defer look.Stop()
	for !yes() {
		select {
		case m := <-o.paged.msgs:
			o.paged.run(o.paged.pane.Update(m))
		case m := <-o.followed.msgs:
			o.followed.run(o.followed.pane.Update(m))
		case <-look.C:
		case <-late:
			o.t.Fatalf("waited for %s:\n%s\n%s", what, o.paged.text(), o.followed.text())
		}
	}
}

// place is the number of the order under the cursor of the paged pane; -1 while it
// is on its way.
func (o *outage) place() int {
	r, ok := o.paged.pane.Record()
	if !ok || o.paged.pane.next != nil {
		return -1
	}
	return numberOf(o.t, r.Value)
}

func numberOf(t *testing.T, value []byte) (n int) {
	t.Helper()
	_, id, _ := strings.Cut(string(value), `"id":"n-`)
	if _, err := fmt.Sscanf(id, "%d", &n); err != nil {
		t.Fatalf("no order: %q", value)
	}
	return n
}

// contiguous checks that the paged pane holds every second order once and in order.
func (o *outage) contiguous() {
	o.t.Helper()
	all := o.paged.numbers()
	for i := 1; i < len(all); i++ {
		if all[i] != all[i-1]+2 {
			o.t.Fatalf("order %d comes after %d", all[i], all[i-1])
		}
	}
}

const sentence = "broker lost · reconnecting in "

// story lets trouble come while one pane is paged up, and later down, and the
// other follows. told: it lasts until both panes have said so.
func (o *outage) story(name string, told bool, begin, end func()) {
	o.t.Helper()
	place := o.place()
	for _, turn := range []struct {
		key  keymap.Action
		want int
	}{{keymap.PageUp, place - 2*farPages*pageOf(o.paged)}, {keymap.PageDown, place}} {
		began := time.Now()
		begin()
		o.paged.press(turn.key, farPages)
		if told {
			o.until(name+": the sentence", func() bool {
				paged := o.paged.text()
				return strings.Contains(paged, sentence) && strings.Contains(paged, "s, resumes at p") && strings.Contains(o.followed.text(), sentence)
			})
			o.paged.sees("paged  type = Shipped", `"type":"Shipped"`) // filter and rows stay
			o.followed.sees(`"id":"n-`)
		}
		shown := time.Since(began)
		end()
		ended, n := time.Now(), o.written.Load()
		o.until(name+": going on", func() bool {
			newest := o.followed.numbers()
			return o.place() == turn.want && slices.Max(newest) > int(n)+20 &&
				!strings.Contains(o.paged.text(), sentence) && !strings.Contains(o.followed.text(), sentence)
		})
		o.until(name+": the rows around", func() bool { return len(o.paged.numbers()) >= 100 }) // read ahead on both sides
		o.contiguous()
		o.paged.sees("paged  type = Shipped")
		o.t.Logf("%s: shown after %v, going on %v after its end", name, shown.Round(time.Millisecond), time.Since(ended).Round(time.Millisecond))
	}
}

// pageOf is how many rows a page has: one stays in sight.
func pageOf(d *desk) int { return d.pane.rowLines() - 1 }

// ends stops the writer: the pane that follows must hold what was acknowledged.
func (o *outage) ends() {
	o.t.Helper()
	close(o.stop)
	o.until("the writer", func() bool {
		select {
		case <-o.over:
			return true
		default:
			return false
		}
	})
	if o.failed != nil {
		o.t.Fatal(o.failed)
	}
	n := int(o.written.Load())
	o.until("the newest record", func() bool { return slices.Max(o.followed.numbers()) == n-1 })
	o.followed.once(n)
	if got := len(o.followed.numbers()); got != n {
		o.t.Errorf("the pane that follows has %d rows, %d records were acknowledged", got, n)
	}
	o.t.Logf("%d records written and followed", n)
}

func TestPanesOutliveTheirBroker(t *testing.T) {
	c := kafkatest.Start(t)
	proxy := c.Proxy(t)
	o := happen(t, c, proxy.Bootstrap())
	o.story("killed and restarted", true, func() { c.Kill(t, 1) }, func() { c.Restart(t, 1) })
	o.story("cut", true, proxy.Cut, func() { proxy.Restore(t) })
	o.story("frozen", true, func() { c.Freeze(t, 1) }, func() { c.Thaw(t, 1) })
	o.ends()
}

func TestPanesFollowTheLeader(t *testing.T) {
	c := kafkatest.Start(t, kafkatest.Nodes(3), kafkatest.Heap(256))
	o := happen(t, c, c.Bootstrap())
	turn := 0
	o.story("leaders move", false, func() {
		turn++
		for _, topic := range []string{"paged", "followed"} {
			for p := range int32(3) {
				c.MoveLeader(t, topic, p, (int(p)+turn)%3+1)
			}
		}
	}, func() {})
	led := 0
	o.story("a leader is killed", true, func() {
		led = c.Leader(t, "followed", 0)
		c.MoveLeader(t, "paged", 0, led)
		c.Kill(t, led)
	}, func() { c.Restart(t, led) })
	o.ends()
}
