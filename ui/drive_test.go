package ui

import (
	"encoding/base64"
	"fmt"
	"image/color"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"

	"riffle/keymap"
	"riffle/source"
	"riffle/source/memory"
	"riffle/ui/panetest"
	"riffle/ui/term"
)

// session is a screen and somebody in front of it, without a terminal. It runs in
// a synctest bubble: commands run in goroutines, their messages arrive one by one,
// and time passes only while nobody does anything.
type session struct {
	t      testing.TB
	m      *Model
	msgs   chan tea.Msg
	gone   chan struct{}
	left   bool        // the program has ended
	raw    int         // how often the terminal was asked for an answer
	deaf   bool        // it does not answer
	clip   string      // what the terminal was sent for its clipboard last
	asked  int         // for its ground
	ground color.Color // what it says; nil: nothing
}

// story runs on fake time that begins at noon in UTC.
func story(t *testing.T, run func(t *testing.T)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		<-time.After(12 * time.Hour)
		run(t)
	})
}

// sit begins a session at a screen of that size.
func sit(t testing.TB, log source.Source, w, h int, change ...func(*Config)) *session {
	t.Helper()
	c := Config{Source: log, Cluster: "prod-eu", Address: "broker:9092", Keys: keymap.Default(), Zone: time.UTC}
	for _, f := range change {
		f(&c)
	}
	s := &session{t: t, m: New(c), msgs: make(chan tea.Msg), gone: make(chan struct{})}
	t.Cleanup(func() {
		close(s.gone)
		s.m.close()
		if _, bubble := t.(*testing.T); bubble {
			<-time.After(24 * time.Hour) // whatever still waits for a time, waits no longer
		}
	})
	s.do(s.m.Init())
	s.send(tea.WindowSizeMsg{Width: w, Height: h})
	return s
}

// do starts a command.
func (s *session) do(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	go func() {
		switch m := cmd().(type) {
		case nil:
		case tea.BatchMsg:
			for _, c := range m {
				s.do(c)
			}
		default:
			select {
			case s.msgs <- m:
			case <-s.gone:
			}
		}
	}()
}

// send gives the model a message, as the terminal library would.
func (s *session) send(msg tea.Msg) {
	switch msg := msg.(type) {
	case tea.QuitMsg:
		s.left = true
		return
	case tea.RawMsg:
		if text := fmt.Sprint(msg.Msg); strings.HasSuffix(text, term.Query) { // every terminal answers
			s.raw++
			if strings.HasPrefix(text, ansi.RequestBackgroundColor) {
				s.asked++
				if s.ground != nil {
					s.do(func() tea.Msg { return tea.BackgroundColorMsg{Color: s.ground} })
				}
			}
			if s.deaf {
				return
			}
			s.do(func() tea.Msg { return uv.PrimaryDeviceAttributesEvent{62} })
		} else if text, ok := strings.CutPrefix(fmt.Sprint(msg.Msg), "\x1b]52;c;"); ok {
			raw, err := base64.StdEncoding.DecodeString(strings.TrimSuffix(text, "\a"))
			if err != nil {
				s.t.Fatal(err)
			}
			s.clip = string(raw)
		}
		return
	}
	_, cmd := s.m.Update(msg)
	s.m.View()
	s.do(cmd)
}

// settle takes messages until none has come for a while.
func (s *session) settle() *session { return s.wait(600 * time.Millisecond) }

// wait takes messages until none has come for that long.
func (s *session) wait(quiet time.Duration) *session {
	for {
		select {
		case m := <-s.msgs:
			s.send(m)
		case <-time.After(quiet):
			return s
		}
	}
}

// pass lets time go by, whatever happens.
func (s *session) pass(d time.Duration) *session {
	for end := time.After(d); ; {
		select {
		case m := <-s.msgs:
			s.send(m)
		case <-end:
			return s
		}
	}
}

// till lets time go by until a time of that day, whatever happens.
func (s *session) till(clock string) *session {
	s.t.Helper()
	at, err := time.Parse("2006-01-02 15:04", "2000-01-01 "+clock)
	if err != nil {
		s.t.Fatal(err)
	}
	return s.pass(time.Until(at))
}

// press presses keys, by the names that the key table has, and waits until nothing
// happens any more.
func (s *session) press(keys ...string) *session {
	s.t.Helper()
	return s.quickly(keys...).settle()
}

// quickly presses keys without waiting for anything.
func (s *session) quickly(keys ...string) *session {
	s.t.Helper()
	for _, k := range keys {
		s.send(key(s.t, k))
	}
	return s
}

// types types a text.
func (s *session) types(text string) *session {
	s.t.Helper()
	for _, r := range text {
		s.send(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
	return s.settle()
}

// key is the message for a key with that name.
func key(t testing.TB, name string) tea.KeyPressMsg {
	t.Helper()
	codes := map[string]rune{
		"enter": tea.KeyEnter, "esc": tea.KeyEscape, "tab": tea.KeyTab, "up": tea.KeyUp, "down": tea.KeyDown,
		"left": tea.KeyLeft, "right": tea.KeyRight, "backspace": tea.KeyBackspace, "pgdown": tea.KeyPgDown,
		"pgup": tea.KeyPgUp, "home": tea.KeyHome, "end": tea.KeyEnd,
	}
	k := tea.KeyPressMsg{}
	base := name
	for mod, bit := range map[string]tea.KeyMod{"ctrl+": tea.ModCtrl, "shift+": tea.ModShift, "alt+": tea.ModAlt} {
		if rest, ok := strings.CutPrefix(base, mod); ok {
			base, k.Mod = rest, bit
		}
	}
	switch code, ok := codes[base]; {
	case base == "space":
		k.Code, k.Text = tea.KeySpace, " "
	case ok:
		k.Code = code
	case len([]rune(base)) == 1:
		k.Code = []rune(base)[0]
		if k.Mod == 0 {
			k.Text = base
		}
	default:
		t.Fatalf("no key is called %q", name)
	}
	if k.String() != name {
		t.Fatalf("the key %q is called %q by the terminal library", name, k.String())
	}
	return k
}

// screen is what a terminal shows: exactly as many lines as it has, each filled.
func (s *session) screen() []string {
	s.t.Helper()
	s.m.paint.now()
	content := s.m.View().Content
	lines := strings.Split(content, "\n")
	if len(lines) != s.m.h {
		s.t.Fatalf("%d lines, want %d:\n%s", len(lines), s.m.h, ansi.Strip(content))
	}
	for i, l := range lines {
		if n := ansi.StringWidthWc(l); n != s.m.w {
			s.t.Fatalf("line %d has %d cells, want %d: %q\n%s", i, n, s.m.w, l, ansi.Strip(content))
		}
	}
	grid := uv.NewScreenBuffer(s.m.w, s.m.h)
	uv.NewStyledString(content).Draw(grid, grid.Bounds())
	return strings.Split(grid.String(), "\n")
}

func (s *session) text() string { s.t.Helper(); return strings.Join(s.screen(), "\n") }

// sees finds words on the screen.
func (s *session) sees(words ...string) *session {
	s.t.Helper()
	panetest.Sees(s.t, s.text(), words...)
	return s
}

// lacks finds that words are not on the screen.
func (s *session) lacks(words ...string) *session {
	s.t.Helper()
	panetest.Lacks(s.t, s.text(), words...)
	return s
}

// line is the first line of the screen that holds a word, "" for none.
func (s *session) line(word string) string {
	s.t.Helper()
	for _, l := range s.screen() {
		if strings.Contains(l, word) {
			return l
		}
	}
	return ""
}

// ends tells whether the program has ended.
func (s *session) ends() *session {
	s.t.Helper()
	if !s.left {
		s.t.Fatalf("the program goes on:\n%s", s.text())
	}
	return s
}

func (s *session) goesOn() *session {
	s.t.Helper()
	if s.left {
		s.t.Fatal("the program has ended")
	}
	return s
}

// shop is a log of n orders, one a second up to now, over three partitions, with a
// payment a moment after each; and some topics more.
func shop(n int) *memory.Log {
	log := memory.New(
		memory.Topic{Name: "orders", Partitions: 3}, memory.Topic{Name: "payments", Partitions: 2},
		memory.Topic{Name: "shipments", Partitions: 1}, memory.Topic{Name: "__consumer_offsets", Partitions: 1, Internal: true},
	)
	begin := time.Now().Add(-time.Duration(n) * time.Second)
	for i := range n {
		order(log, i, begin.Add(time.Duration(i)*time.Second))
	}
	return log
}

// order writes order i and its payment.
func order(log *memory.Log, i int, t time.Time) {
	kind := "Buy"
	if i%10 == 0 {
		kind = "Shipped"
	}
	log.Append(source.Ref{Topic: "orders", Partition: int32(i % 3)}, source.Record{
		Time: t, TimeKind: source.CreateTime, Producer: -1,
		Key:     fmt.Appendf(nil, "c-%04d", i%1000),
		Value:   fmt.Appendf(nil, `{"type":%q,"order":{"id":"n-%d","total":912.40,"items":[{"sku":"B2"},{"sku":"C3"}]},"note":null}`, kind, i),
		Headers: source.MakeHeaders(source.Header{Name: "traceparent", Value: []byte("00-4bf92f")}),
	})
	log.Append(source.Ref{Topic: "payments", Partition: int32(i % 2)}, source.Record{
		Time: t.Add(100 * time.Millisecond), TimeKind: source.CreateTime, Producer: -1,
		Value: fmt.Appendf(nil, `{"status":"Paid","order":"n-%d"}`, i),
	})
}
