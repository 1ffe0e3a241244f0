package records

import (
	"fmt"
	"io"
	"math/rand/v2"
	"runtime"
	"runtime/metrics"
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

func TestMain(m *testing.M) { kafkatest.Main(m) }

// sitAt opens a pane of 100×60 on a real Kafka, with a cache of so many bytes.
func sitAt(t testing.TB, addr, topic string, partitions int, cache int64, limit window.Limit) *desk {
	t.Helper()
	k := kafka.New(kafka.Config{Brokers: []string{addr}})
	t.Cleanup(func() { _ = k.Close() })
	d := sit(t, memory.New(), func(c *Config) {
		c.Source, c.Refs, c.Limit = source.Cached(k, cache), refs(topic, partitions), limit
	})
	d.w, d.h = 100, 60
	d.pane.Resize(d.w, d.h)
	return d
}

// until works until something is so.
func (d *desk) until(what string, so func() bool) {
	d.t.Helper()
	for late := time.After(time.Minute); !so(); {
		select {
		case m := <-d.msgs:
			d.run(d.pane.Update(m))
		case <-late:
			d.t.Fatalf("waited a minute for %s:\n%s", what, d.text())
		}
	}
}

// carry performs an action and waits for its end.
func (d *desk) carry(a keymap.Action, n int) {
	d.t.Helper()
	d.press(a, n)
	d.until(string(a), func() bool {
		w := d.pane.cur.win
		return d.pane.next == nil && d.pane.cur.opened && w.Len() > 0 && !w.Waiting()
	})
}

// everything is the order of all records of a topic, read once from end to end.
func everything(t testing.TB, addr, topic string, partitions int) (all []window.ID) {
	t.Helper()
	k := kafka.New(kafka.Config{Brokers: []string{addr}})
	defer k.Close()
	s := source.NewStream(k, refs(topic, partitions), source.Options{})
	low, _, err := s.Ends(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	c := s.Forward(low, nil)
	defer c.Close()
	for {
		b, err := c.Next(t.Context(), 1000)
		if err == io.EOF {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		for i := range b.Records {
			all = append(all, window.Row{Record: &b.Records[i]}.ID())
		}
	}
}

// Rows that left the window and the cache are read again as they were: a row keeps
// its number, and whatever is under a number is always the same record.
func TestPagesOfRealKafkaComeBackAsTheyWere(t *testing.T) {
	c := kafkatest.Shared(t)
	topic := kafkatest.Shaken(t, c, "pane-shaken", 6, 12_000, 11)
	want := everything(t, c.Bootstrap(), topic.Name, 6)
	d := sitAt(t, c.Bootstrap(), topic.Name, 6, 128<<10, window.Limit{Rows: 500, Bytes: 1 << 20})
	d.carry(keymap.Down, 1)
	check := func() {
		t.Helper()
		w := d.pane.cur.win
		for i := max(w.Top(), w.First()); i <= min(w.Top()+d.pane.rowLines()-1, w.Last()); i++ {
			row, _ := w.Row(i)
			if n := len(want) + i; n < 0 || n >= len(want) || row.ID() != want[n] {
				t.Fatalf("row %d is %+v", i, row.ID())
			}
		}
	}
	page := d.pane.rowLines() - 1
	turns := 10_000/page + 1
	for range turns {
		d.carry(keymap.PageUp, 1)
		check()
	}
	if w := d.pane.cur.win; w.Cursor() > -10_000 || w.Cuts(window.Bottom) == 0 {
		t.Fatalf("at row %d, after %d cuts", w.Cursor(), w.Cuts(window.Bottom))
	}
	for range turns {
		d.carry(keymap.PageDown, 1)
		check()
	}
	if i := d.pane.cur.win.Cursor(); i != -1 {
		t.Errorf("the way back ends at row %d, not at the newest", i)
	}
}

// A topic of a thousand partitions, from afar, over a line that is dead for a
// while: keys are taken and the screen is drawn all the time.
func TestNoKeyWaitsForAWideTopic(t *testing.T) {
	const trip = 100 * time.Millisecond
	c := kafkatest.Shared(t)
	c.CreateTopic(t, "pane-wide", 1000)
	var records []*kgo.Record
	for i := range 4000 {
		records = append(records, &kgo.Record{
			Topic: "pane-wide", Partition: int32(i % 1000), Value: fmt.Appendf(nil, "n-%d", i),
			Timestamp: kafkatest.Epoch().Add(time.Duration(i) * time.Second),
		})
	}
	c.Write(t, records...)
	proxy := c.Proxy(t)
	proxy.Delay(trip / 2)
	d := sitAt(t, proxy.Bootstrap(), "pane-wide", 1000, 32<<20, window.Limit{})
	proxy.Freeze()
	for range 3 {
		d.press(keymap.Up).sees("pane-wide")
	}
	proxy.Restore(t)
	d.until("the first rows", func() bool { return d.pane.cur.win.Len() > 0 })
	// What was sent within the last half of a trip cannot have been waited for.
	asked, before := 0, time.Now().Add(-trip/2)
	for _, r := range proxy.Sent("ListOffsets") {
		if r.At.Before(before) {
			asked++
		}
	}
	if asked > 3 {
		t.Errorf("%d ListOffsets requests, want at most 3", asked)
	}
	d.until("the movement that was typed ahead", func() bool { return d.pane.cur.win.Cursor() == -4 })
	if row, _ := d.pane.cur.win.Current(); string(row.Record.Value) != "n-3996" {
		t.Errorf("the cursor is on %s", row.Record.Value)
	}
}

// TestScrollingTakesLittleMemory goes up and down through a topic of 40 MB, which
// is more than cache and window hold together, until 300 MB have gone by. Memory
// does not depend on the size of a topic, only on what was ever read, so a small
// one will do here: by hand it was 2 GB.
func TestScrollingTakesLittleMemory(t *testing.T) {
	const rows, partitions = 40_000, 6
	c := kafkatest.Shared(t)
	writeLarge(t, c, "pane-large", partitions, rows)
	base, most := live(), uint64(0)
	d := sitAt(t, c.Bootstrap(), "pane-large", partitions, 24<<20, window.Limit{})
	d.carry(keymap.Up, 1)
	scroll := func(a keymap.Action, from, to window.Side) {
		t.Helper()
		begin := d.pane.cur.win.Cursor()
		for i := 0; ; i++ {
			d.carry(a, 6)
			if i%8 == 0 {
				most = max(most, settled())
			}
			w := d.pane.cur.win
			if w.Edge(to).State == window.Ended && (w.Cursor() == w.First() || w.Cursor() == w.Last()) {
				if n := max(begin-w.Cursor(), w.Cursor()-begin); n < rows/2 {
					t.Fatalf("%s ended after %d rows", a, n)
				}
				return
			}
		}
	}
	for range 3 {
		scroll(keymap.PageUp, window.Bottom, window.Top)
		scroll(keymap.PageDown, window.Top, window.Bottom)
	}
	for _, share := range []int{50, 10, 90} {
		d.carry(keymap.Percent, share)
		d.carry(keymap.PageDown, 6)
		d.carry(keymap.PageUp, 6)
		most = max(most, settled())
	}
	d.carry(keymap.First, 0)
	scroll(keymap.PageDown, window.Top, window.Bottom)
	// The cache has 24 MB of it, as in main; the window, and what was read ahead on both sides, the
	// rest. Half as much comes on top as garbage, and some 25 MB for the program itself.
	const allowed = 78 << 20
	if t.Logf("%d MB in use before, at most %d MB while scrolling", base>>20, most>>20); most-base > allowed {
		t.Errorf("scrolling took %d MB, want at most %d MB", (most-base)>>20, allowed>>20)
	}
}

// settled is how many bytes are in use once what is being read has come: how much of
// that there is at one moment depends on how fast the machine is.
func settled() uint64 {
	const little = 1 << 20
	for was := live(); ; {
		now := live()
		if now+little > was {
			return now
		}
		was = now
	}
}

// live is how many bytes are in use. Pools keep what lies in them for one collection.
func live() uint64 {
	runtime.GC()
	runtime.GC()
	s := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(s)
	return s[0].Value.Uint64()
}

// writeLarge makes a topic of records of 1 KB in compressed batches.
func writeLarge(t testing.TB, c *kafkatest.Cluster, topic string, partitions, n int) {
	t.Helper()
	c.CreateTopic(t, topic, int32(partitions))
	cl := c.Client(t, kgo.ProducerBatchCompression(kgo.Lz4Compression()))
	defer cl.Close()
	rnd := rand.New(rand.NewPCG(1, 1))
	for i := 0; i < n; {
		var some []*kgo.Record
		for ; i < n && len(some) < 6000; i++ {
			value := make([]byte, 0, 1024)
			for value = fmt.Appendf(value, `{"n":%d`, i); len(value) < 980; {
				value = fmt.Appendf(value, `,"field%d":"%x"`, len(value), rnd.Uint64())
			}
			some = append(some, &kgo.Record{
				Topic: topic, Partition: int32(i % partitions), Value: append(value, '}'),
				Timestamp: kafkatest.Epoch().Add(time.Duration(i) * 10 * time.Millisecond),
			})
		}
		if err := cl.ProduceSync(t.Context(), some...).FirstErr(); err != nil {
			t.Fatal(err)
		}
	}
}
