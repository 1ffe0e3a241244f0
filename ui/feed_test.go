//go:build unix

package ui_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"riffle/keymap"
	"riffle/source"
	"riffle/source/memory"
	"riffle/ui"
	"riffle/ui/term"
	"riffle/ui/term/linktest"
)

// feed is a riffle in a terminal, on a log that grows when the test says so, so that
// what is written can be counted byte by byte.
type feed struct {
	*linktest.Terminal
	t     testing.TB
	pipe  *os.File
	added map[string]int // records in each topic, without those that come by themselves
}

// feeds starts riffle on topics that it follows, beside each other, behind a link.
func feeds(t testing.TB, o linktest.Options, topics ...string) *feed {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "feed")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	f := &feed{t: t, added: map[string]int{}}
	if f.pipe, err = os.OpenFile(path, os.O_RDWR, 0); err != nil { // it does not wait for a reader
		t.Fatal(err)
	}
	t.Cleanup(func() { f.pipe.Close() })
	o.Env = append(o.Env, feedEnv+"="+path, "GOCOVERDIR="+t.TempDir())
	f.Terminal = linktest.Start(t, o, self, topics...)
	f.Sees("following")
	return f
}

// says tells the log what to do: how many records to add to a topic, and how many a
// second from now on.
func (f *feed) says(topic string, now, perSecond int) {
	f.t.Helper()
	if _, err := fmt.Fprintln(f.pipe, topic, now, perSecond); err != nil {
		f.t.Fatal(err)
	}
}

// adds adds records to a topic, the last of which is soon on the screen.
func (f *feed) adds(topic string, n int) {
	f.t.Helper()
	f.says(topic, n, 0)
	f.added[topic] += n
	f.Sees(fmt.Sprintf("o-%08d", 99+f.added[topic]))
}

// fed is the riffle that is fed.
func fed(path string, topics []string) int {
	log := memory.New()
	c := ui.Config{Source: log, Cluster: "prod-eu", Keys: keymap.Default(), Beside: true, UTC: true, Mouse: true}
	for _, name := range topics {
		log.Create(memory.Topic{Name: name, Partitions: 6})
		(&tap{log: log, topic: name}).add(100)
		c.Open = append(c.Open, ui.Opening{Topics: []string{name}, Follow: true})
	}
	go obey(log, path)
	err := ui.Run(context.Background(), c)
	var signal *term.SignalError
	switch {
	case errors.As(err, &signal):
		return signal.ExitCode()
	case err != nil:
		fmt.Println(err)
		return 1
	}
	return 0
}

// obey does what the test says.
func obey(log *memory.Log, path string) {
	pipe, err := os.Open(path)
	if err != nil {
		panic(err)
	}
	defer pipe.Close()
	taps := map[string]*tap{}
	for lines := bufio.NewScanner(pipe); lines.Scan(); {
		var name string
		var now, rate int
		if _, err := fmt.Sscan(lines.Text(), &name, &now, &rate); err != nil {
			panic(err)
		}
		t := taps[name]
		if t == nil {
			t = &tap{log: log, topic: name, n: 100, orders: make(chan [2]int)}
			taps[name] = t
			go t.run()
		}
		t.orders <- [2]int{now, rate}
	}
}

// tap adds records to a topic.
type tap struct {
	log    *memory.Log
	topic  string
	n      int
	orders chan [2]int // records now, and a second from now on
}

func (t *tap) add(n int) {
	for range n {
		t.log.Append(source.Ref{Topic: t.topic, Partition: int32(t.n % 6)}, source.Record{
			Time: time.Now(), TimeKind: source.CreateTime, Producer: -1, Key: fmt.Appendf(nil, "c-%04d", t.n%977),
			Value: fmt.Appendf(nil, `{"id":"o-%08d","type":%q,"total":%d.%02d,"paid":%t,"coupon":null,"note":%q,"items":[{"sku":"B2","qty":2}]}`,
				t.n, []string{"Created", "Packed", "Shipped"}[t.n%3], t.n*37%991, t.n*7%100, t.n%3 == 0, strings.Repeat("leave at the door ", t.n%4)),
		})
		t.n++
	}
}

// run adds so many a second as was said last.
func (t *tap) run() {
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	rate, began, sent := 0, time.Now(), 0
	for {
		select {
		case o := <-t.orders:
			t.add(o[0])
			rate, began, sent = o[1], time.Now(), 0
		case <-tick.C:
			due := int(time.Since(began).Seconds() * float64(rate))
			t.add(due - sent)
			sent = due
		}
	}
}
