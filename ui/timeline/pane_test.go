package timeline

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"riffle/keymap"
	"riffle/query"
	"riffle/source"
	"riffle/source/memory"
	"riffle/ui/panetest"
	"riffle/ui/theme"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// viewer is somebody in front of a pane; commands are carried out at once.
type viewer struct {
	t testing.TB
	p *Pane
}

func view(t testing.TB, src source.Source, w, h int) *viewer {
	topic := source.Topic{Name: "orders", Partitions: []int32{0, 1, 2}}
	v := &viewer{t, New(Config{
		ID: 1, Source: src, Refs: topic.Refs(), Path: "type", At: noon.Add(-time.Hour), Theme: theme.New(theme.Mono, false),
		Glyphs: theme.Signs("C.UTF-8"), Zone: time.UTC, Now: func() time.Time { return noon },
	})}
	t.Cleanup(v.p.Close)
	v.p.Resize(w, h)
	v.run(v.p.Init())
	return v
}

func (v *viewer) run(cmd tea.Cmd) {
	for cmd != nil {
		m := cmd()
		if m == nil {
			return
		}
		cmd = v.p.Update(m)
	}
}

func (v *viewer) press(a keymap.Action, n int) *viewer {
	cmd, _ := v.p.Do(a, n)
	v.run(cmd)
	return v
}

func (v *viewer) text() string {
	v.t.Helper()
	return panetest.Text(v.t, v.p.View(true), v.p.w, v.p.h)
}

func (v *viewer) sees(words ...string) *viewer {
	v.t.Helper()
	panetest.Sees(v.t, v.text(), words...)
	return v
}

// shop sells twice a second until an hour ago; since then once in ten seconds, and
// every second sale is refused.
func shop() *memory.Log {
	log := memory.New(memory.Topic{Name: "orders", Partitions: 3})
	add := func(i int, at time.Time, kind string) {
		log.Append(source.Ref{Topic: "orders", Partition: int32(i % 3)}, source.Record{
			Time: at, TimeKind: source.CreateTime, Producer: -1, Value: fmt.Appendf(nil, `{"type":%q}`, kind), Size: 100,
		})
	}
	for i := range 2 * 3600 {
		add(i, noon.Add(-2*time.Hour+time.Duration(i)*500*time.Millisecond), "Paid")
	}
	for i := range 360 {
		add(i, noon.Add(-time.Hour+time.Duration(i)*10*time.Second), []string{"Paid", "Refused"}[i%2])
	}
	return log
}

func TestACliffIsSeenAndGoneTo(t *testing.T) {
	v := view(t, shop(), 80, 24)
	v.sees("▌orders · timeline · a bar is 2 min", "max 120/min", "11:00–11:02 · 12 records · 6/min", "▲ 11:00:00")
	v.press(keymap.Left, 1).sees("10:58–11:00 · 240 records · 120/min")
	if got := v.p.At(); !got.Equal(noon.Add(-62 * time.Minute)) {
		t.Errorf("Enter goes to %v", got)
	}
	v.press(keymap.ZoomIn, 0).press(keymap.ZoomIn, 0).sees("a bar is 30 s", "10:58:00–10:58:30 · 60 records")
	v.press(keymap.ZoomOut, 0).press(keymap.ZoomOut, 0).press(keymap.ZoomOut, 0).sees("a bar is 5 min", "all here: 7,560 in")
	v.press(keymap.PageUp, 1).press(keymap.PageUp, 1).press(keymap.Last, 0).sees("12:00–12:05")
}

func TestTwoWindowsAreCompared(t *testing.T) {
	v := view(t, shop(), 100, 30)
	v.press(keymap.Left, 20).press(keymap.Window, 0).press(keymap.Right, 9)
	v.sees("A  10:20–10:40 · 20 min · 2,400 records · 120/min")
	v.press(keymap.Window, 0).press(keymap.Right, 11).press(keymap.Window, 0).press(keymap.Right, 9).press(keymap.Window, 0)
	v.sees("A 10:20–10:40", "B 11:00–11:20",
		"records         2,400                           120",
		"rate            120/min                         6/min                           ÷ 20.0", "size of one     15 B                            17 B                            × 1.1",
		"looked at       1,000 sampled                   all",
		"type Refused    -                               50 %                            new",
		"type Paid       100 %                           50 %                            -50 points")
	if _, done := v.p.Do(keymap.Cancel, 0); !done || len(v.p.windows) != 0 {
		t.Error("Esc leaves the windows")
	}
	if _, done := v.p.Do(keymap.Cancel, 0); done {
		t.Error("Esc does something where nothing is marked")
	}
}

func TestBeforeAndAfterTheCursor(t *testing.T) {
	view(t, shop(), 100, 30).press(keymap.Compare, 0).sees("A 10:46–11:00", "B 11:00–11:14", "÷ 20.0", "type Refused")
}

func TestWhatCannotBeAskedIsSaid(t *testing.T) {
	log := shop()
	log.Inject(memory.Fault{Method: memory.OffsetsAt, Err: fmt.Errorf("looking up offsets of orders: %w", source.ErrDenied)})
	v := view(t, log, 80, 24)
	v.sees("looking up offsets of orders", "Ctrl-r asks again")
	log.Heal()
	v.press(keymap.Refresh, 0).sees("12 records")
}

func TestEverySizeIsDrawn(t *testing.T) {
	for _, size := range [][2]int{{200, 60}, {120, 40}, {80, 24}, {40, 10}, {20, 5}, {3, 2}, {1, 1}} {
		v := view(t, shop(), size[0], size[1])
		v.text()
		v.press(keymap.Window, 0).press(keymap.Compare, 0).text()
		v.p.Resize(60, 20)
		v.run(v.p.Init())
		v.text()
	}
}

// Regression: under a filter, all records were compared.
func TestOnlyWhatTheFilterLetsPassIsCompared(t *testing.T) {
	v := view(t, shop(), 100, 30)
	program, err := query.Compile("type = Refused", query.Settings{Now: noon})
	if err != nil {
		t.Fatal(err)
	}
	v.p.c.Filter = program
	v.press(keymap.Compare, 0).sees("type = Refused", "rate            120/min                         6/min", "hits            0 in 1,680                      42 in 84                        new",
		"type Refused    -                               100 %")
	if strings.Contains(v.text(), "type Paid") {
		t.Errorf("what the filter leaves out is compared:\n%s", v.text())
	}
}

// A comparison ends the one before it, and Esc ends it too.
func TestANewComparisonEndsTheOneBefore(t *testing.T) {
	v := view(t, shop(), 100, 30)
	first, _ := v.p.Do(keymap.Compare, 0)
	second, _ := v.p.Do(keymap.Compare, 0)
	if m := first(); m != nil {
		t.Errorf("the first one went on: %v", m)
	}
	v.run(second)
	v.sees("÷ 20.0")
	third, _ := v.p.Do(keymap.Compare, 0)
	v.p.Do(keymap.Cancel, 0)
	if m := third(); m != nil {
		t.Errorf("it went on after Esc: %v", m)
	}
}

// A broker that restarts does not end a comparison.
func TestAComparisonOutlastsABrokerThatRestarts(t *testing.T) {
	log := shop()
	v := view(t, log, 100, 30)
	log.Inject(memory.Fault{Method: memory.Read, Err: &source.TransientError{Err: errors.New("the leader moved")}, Calls: 3})
	v.press(keymap.Compare, 0).sees("÷ 20.0", "type Refused")
}
