//go:build unix

package ui_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"riffle/source/kafka/kafkatest"
)

// shop is a real Kafka with a small known story: in six hours one order every
// ten seconds, each paid at the same instant; every hundredth order is a refund.
type shop struct {
	t       testing.TB
	cluster *kafkatest.Cluster
	begin   time.Time
	n       int // orders so far
}

const (
	ordersBefore = 2160
	orderEvery   = 10 * time.Second
)

func openShop(t testing.TB) *shop {
	t.Helper()
	s := &shop{t: t, cluster: kafkatest.Shared(t), begin: time.Now().Add(-ordersBefore * orderEvery).Truncate(time.Second)}
	s.cluster.CreateTopic(t, "orders", 6)
	s.cluster.CreateTopic(t, "payments", 6)
	s.sells(ordersBefore)
	return s
}

// sells writes n orders and their payments.
func (s *shop) sells(n int) {
	s.t.Helper()
	var records []*kgo.Record
	for range n {
		kind := "Buy"
		if s.n%100 == 0 {
			kind = "Refund"
		}
		records = append(records,
			s.record("orders", `{"id":%q,"type":%q,"total":%d.50}`, s.order(s.n), kind, s.n),
			s.record("payments", `{"order":%q,"status":"Paid"}`, s.order(s.n)))
		s.n++
	}
	s.cluster.Write(s.t, records...)
}

// record is one of order s.n.
func (s *shop) record(topic, value string, args ...any) *kgo.Record {
	return &kgo.Record{Topic: topic, Partition: int32(s.n % 6), Timestamp: s.at(s.n),
		Key: fmt.Appendf(nil, "c-%02d", s.n%50), Value: fmt.Appendf(nil, value, args...)}
}

// order is the id of order i, at is when it came.
func (s *shop) order(i int) string  { return fmt.Sprintf("o-%05d", i) }
func (s *shop) at(i int) time.Time  { return s.begin.Add(time.Duration(i) * orderEvery) }
func (s *shop) newest() string      { return s.order(s.n - 1) }
func (s *shop) time(i int) string   { return s.at(i).UTC().Format("15:04:05") }
func (s *shop) moment(i int) string { return s.at(i).UTC().Format("2006-01-02T15:04:05") }

func TestTourOnARealKafka(t *testing.T) {
	shop, riffle := openShop(t), build(t)
	open := riffle + " --utc -b " + shop.cluster.Bootstrap()
	for _, size := range []struct {
		w, h, otherW, otherH int
		split                string
	}{
		{80, 24, 100, 30, "s"},
		{120, 40, 80, 24, "v"},
		{200, 60, 132, 50, "v"},
	} {
		t.Run(fmt.Sprintf("%dx%d", size.w, size.h), func(t *testing.T) {
			d := sitDown(t, size.w, size.h)
			d.starts(open)
			d.sees("▌topics", "orders", "payments", fmt.Sprint(shop.n/1000)+",")

			// Open: the newest order is there.
			d.types("/ord").sees("orders").presses("Enter")
			d.sees("▌orders  all", shop.newest())

			// Scroll both ways.
			d.types("bbb").lacks(shop.newest())
			d.types("   ").sees(shop.newest())
			d.types("g").sees(shop.order(0)).types("G").sees(shop.newest())

			// Seek by time.
			d.types("t" + shop.moment(1234)).presses("Enter")
			d.matches("▌ .*" + shop.time(1234) + ".*" + shop.order(1234))

			// Filter: the place is kept, refunds stand around it.
			d.types("ftype = Refund").sees(`type is text "Refund"`).presses("Enter")
			d.sees("▌orders  type = Refund", shop.order(1200), shop.order(1300)).lacks(shop.order(1234))

			// Split: the payments, at the instant of the cursor.
			d.matches("▌ .*" + shop.order(1300))
			d.types(size.split).sees("▌topics").types("/pay").sees("payments").presses("Enter")
			d.sees("▌payments  all")
			d.matches(shop.time(1300) + `.*"order":"` + shop.order(1300))

			// Follow; the window changes its size; nothing is lost.
			d.types("F").sees("following")
			shop.sells(3)
			d.sees(shop.newest())
			d.resizes(size.otherW, size.otherH)
			shop.sells(1)
			d.sees(shop.order(shop.n-2), shop.newest())
			d.resizes(size.w, size.h)
			shop.sells(1)
			d.sees(shop.order(shop.n-3), shop.newest())
			last := shop.order(shop.n - 2)
			d.types("k").matches("▌payments.* paused").matches("▌ .*" + last)
			shop.sells(5)
			d.matches("▌ .*"+last).types("F").sees("following", shop.newest())

			// Inspect.
			d.presses("Enter").sees("▌record", `"Paid"`, "$key", "c-")
			d.types("q").lacks("▌record").sees("▌payments")

			// Quit, one level up at a time.
			d.types("q").lacks("payments").sees("▌orders  type = Refund")
			d.types("q").sees("▌topics").types("q")
			d.ended(0)
		})
	}
}

func TestTerminalIsGivenBackAfterASignal(t *testing.T) {
	cluster, riffle := kafkatest.Shared(t), build(t)
	cluster.CreateTopic(t, "signals", 1)
	for _, c := range []struct {
		signal syscall.Signal
		code   int
	}{{syscall.SIGTERM, 143}, {syscall.SIGHUP, 129}} {
		t.Run(c.signal.String(), func(t *testing.T) {
			d := sitDown(t, 80, 24)
			pid := d.starts(riffle + " -b " + cluster.Bootstrap() + " open signals --follow")
			d.sees("▌signals", "following")
			d.signals(pid, c.signal)
			d.ended(c.code)
		})
	}
}

// After a mistake of riffle's own the terminal is given back, the sentence says
// whose mistake it was, and no trace of goroutines is thrown over the screen.
func TestTerminalIsGivenBackAfterAPanic(t *testing.T) {
	for where, key := range map[string]string{"update": "j", "view": "j", "command": "C-r"} {
		t.Run(where, func(t *testing.T) {
			d := goesWrong(t, where)
			d.presses(key)
			d.sees("internal error: a mistake on purpose", "this is a mistake in riffle")
			d.told("broken_test.go")
			if text := d.screen(); strings.Contains(text, "goroutine ") {
				t.Errorf("a trace is on the screen:\n%s", text)
			}
			d.ended(2)
		})
	}
}

// A mistake in a goroutine that reads costs the pane what it asked for, and not
// the session.
func TestPanicInAGoroutineIsAnErrorOfItsPane(t *testing.T) {
	d := goesWrong(t, "goroutine")
	d.presses("Enter").sees("▌orders", "o-99")
	d.types("F").sees("internal error: a mistake on purpose")
	d.types("q").sees("▌topics").types("q")
	d.told("broken_test.go")
	d.ended(0)
}

// told finds where a mistake happened in the file that the last words of riffle name.
func (d *desk) told(where string) {
	d.t.Helper()
	d.sees("please report it with that")
	files, err := filepath.Glob(filepath.Join(d.dir, "riffle-mistake-*.txt"))
	if err != nil || len(files) != 1 {
		d.t.Fatalf("files %v, %v", files, err)
	}
	text, err := os.ReadFile(files[0])
	if err != nil || !strings.Contains(string(text), where) {
		d.t.Errorf("%v, the file says %s", err, text)
	}
}

// goesWrong starts [broken] and arms its mistake once the topics are there.
func goesWrong(t *testing.T, where string) *desk {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	d := sitDown(t, 80, 24)
	d.starts("env TMPDIR=. " + playEnv + "=" + where + " " + self)
	d.sees("▌topics", "orders", "100")
	if err := os.WriteFile(filepath.Join(d.dir, armed), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	return d
}
