package records

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"

	"riffle/keymap"
	"riffle/query"
	"riffle/source"
	"riffle/source/memory"
	"riffle/ui/panetest"
	"riffle/ui/theme"
)

// desk is a pane, the log behind it and somebody in front of it. It runs inside a
// synctest bubble: commands run in goroutines, their messages arrive one by one,
// time passes only when nobody does anything.
type desk struct {
	t    testing.TB
	log  *memory.Log
	pane *Pane
	msgs chan tea.Msg
	gone chan struct{}
	w, h int
}

// sit opens a pane of 80×24: 19 lines are for rows, two for the strip.
func sit(t testing.TB, log *memory.Log, change ...func(*Config)) *desk {
	t.Helper()
	c := Config{
		ID: 1, Source: log.Open(), Refs: refs("orders", 3),
		Theme: theme.New(theme.Mono, false), Glyphs: theme.Signs("en_GB.UTF-8"), Zone: time.UTC,
	}
	for _, f := range change {
		f(&c)
	}
	d := &desk{t: t, log: log, pane: New(c), msgs: make(chan tea.Msg), gone: make(chan struct{}), w: 80, h: 24}
	t.Cleanup(func() {
		close(d.gone)
		d.pane.Close()
	})
	d.pane.Resize(d.w, d.h)
	d.run(d.pane.Init())
	return d
}

func refs(topic string, n int) []source.Ref {
	list := make([]source.Ref, n)
	for i := range list {
		list[i] = source.Ref{Topic: topic, Partition: int32(i)}
	}
	return list
}

// run starts a command.
func (d *desk) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	go func() {
		switch m := cmd().(type) {
		case nil:
		case tea.BatchMsg:
			for _, c := range m {
				d.run(c)
			}
		default:
			select {
			case d.msgs <- m:
			case <-d.gone:
			}
		}
	}()
}

// settle lets the pane work until it has been quiet for a while.
func (d *desk) settle() *desk { return d.wait(500 * time.Millisecond) }

// wait takes messages until none has come for that long.
func (d *desk) wait(quiet time.Duration) *desk {
	for {
		select {
		case m := <-d.msgs:
			d.run(d.pane.Update(m))
		case <-time.After(quiet):
			return d
		}
	}
}

// pass lets time go by, whatever happens.
func (d *desk) pass(for_ time.Duration) *desk {
	for end := time.After(for_); ; {
		select {
		case m := <-d.msgs:
			d.run(d.pane.Update(m))
		case <-end:
			return d
		}
	}
}

// press carries out an action at once, without waiting for anything.
func (d *desk) press(a keymap.Action, n ...int) *desk {
	count := 0
	if len(n) > 0 {
		count = n[0]
	}
	cmd, _ := d.pane.Do(a, count)
	d.run(cmd)
	return d
}

// filter applies a filter.
func (d *desk) filter(text string) *desk {
	d.t.Helper()
	var program *query.Program
	if text != "" {
		var err error
		if program, err = query.Compile(text, query.Settings{Now: time.Now().UTC()}); err != nil {
			d.t.Fatal(err)
		}
	}
	d.run(d.pane.Filter(program, text))
	return d
}

// screen is what the pane draws, without colours. Every line must be as wide as
// the pane.
func (d *desk) screen() []string {
	d.t.Helper()
	return strings.Split(panetest.Text(d.t, d.pane.View(true), d.w, d.h), "\n")
}

func (d *desk) text() string { d.t.Helper(); return strings.Join(d.screen(), "\n") }

func (d *desk) sees(words ...string) *desk {
	d.t.Helper()
	panetest.Sees(d.t, d.text(), words...)
	return d
}

func (d *desk) lacks(words ...string) *desk {
	d.t.Helper()
	panetest.Lacks(d.t, d.text(), words...)
	return d
}

// rows are the lines of the screen that hold rows, the one with the cursor marked.
func (d *desk) rows() []string {
	d.t.Helper()
	s := d.screen()
	return s[2 : len(s)-1-d.pane.stripLines()]
}

// line is the number of the screen's row line that holds a word; -1 if none does.
func (d *desk) line(word string) int {
	d.t.Helper()
	for i, l := range d.rows() {
		if strings.Contains(l, word) {
			return i
		}
	}
	return -1
}

// bubble runs a story on fake time that begins at noon.
func bubble(t *testing.T, story func(t *testing.T)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		<-time.After(12 * time.Hour) // on the bubble's clock
		story(t)
	})
}

// shop is a log of n orders over three partitions, one a second, the newest a
// second ago. Each names its number: n-17.
func shop(n int) *memory.Log {
	log := memory.New(memory.Topic{Name: "orders", Partitions: 3})
	begin := time.Now().Add(-time.Duration(n) * time.Second)
	for i := range n {
		order(log, i, begin.Add(time.Duration(i)*time.Second))
	}
	return log
}

func order(log *memory.Log, i int, t time.Time) {
	kind := "Buy"
	if i%10 == 0 {
		kind = "Shipped"
	}
	log.Append(source.Ref{Topic: "orders", Partition: int32(i % 3)}, source.Record{
		Time: t, TimeKind: source.CreateTime, Producer: -1,
		Key: fmt.Appendf(nil, "c-%04d", i%1000), Value: fmt.Appendf(nil, `{"type":"%s","id":"n-%d"}`, kind, i),
	})
}
