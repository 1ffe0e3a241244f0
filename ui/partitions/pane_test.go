package partitions

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"riffle/keymap"
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

func view(t testing.TB, src source.Source, n, w, h int) *viewer {
	topic := source.Topic{Name: "orders"}
	for i := range n {
		topic.Partitions = append(topic.Partitions, int32(i))
	}
	v := &viewer{t, New(Config{
		ID: 1, Source: src, Refs: topic.Refs(), Theme: theme.New(theme.Mono, false), Glyphs: theme.Signs("C.UTF-8"),
		Zone: time.UTC, Now: func() time.Time { return noon },
	})}
	t.Cleanup(v.p.Close)
	v.p.Resize(w, h)
	v.run(v.p.Init())
	return v
}

func (v *viewer) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	switch m := cmd().(type) {
	case tea.BatchMsg:
		for _, c := range m {
			v.run(c)
		}
	case nil:
	default:
		v.run(v.p.Update(m))
	}
}

func (v *viewer) sees(words ...string) *viewer {
	v.t.Helper()
	panetest.Sees(v.t, panetest.Text(v.t, v.p.View(true), v.p.w, v.p.h), words...)
	return v
}

// shop has a record a second for some hours in n partitions; where of says so it
// goes to another one than its turn.
func shop(n int, hours int, of func(i int) int) *memory.Log {
	log := memory.New(memory.Topic{Name: "orders", Partitions: n})
	for i := range hours * 3600 {
		at := noon.Add(time.Duration(i-hours*3600) * time.Second)
		log.Append(source.Ref{Topic: "orders", Partition: int32(of(i))}, source.Record{Time: at, TimeKind: source.CreateTime, Producer: -1})
	}
	return log
}

func TestPartitionsOfSeveralTopicsHaveTheirNames(t *testing.T) {
	log := memory.New(memory.Topic{Name: "orders", Partitions: 2}, memory.Topic{Name: "scanner.frames.of.all.sites", Partitions: 1})
	refs := append(source.Topic{Name: "orders", Partitions: []int32{0, 1}}.Refs(), source.Ref{Topic: "scanner.frames.of.all.sites"})
	for i, n := range []int{50, 50, 2} {
		for range n {
			log.Append(refs[i], source.Record{Time: noon.Add(-time.Hour), TimeKind: source.CreateTime, Producer: -1})
		}
	}
	v := &viewer{t, New(Config{
		ID: 1, Source: log, Refs: refs, Theme: theme.New(theme.Mono, false), Glyphs: theme.Signs("C.UTF-8"),
		Zone: time.UTC, Now: func() time.Time { return noon },
	})}
	t.Cleanup(v.p.Close)
	v.p.Resize(80, 10)
	v.run(v.p.Init())
	v.sees("TOPIC", "▌  orders                 0  ██████████ 49 %           50", "   scanner.f….all.sites   0  █           2 %            2")
	if strings.Contains(strings.Join(v.p.View(true), ""), "evenly spread") {
		t.Error("several topics are called evenly spread")
	}
}

func TestSkewShowsAtAGlance(t *testing.T) {
	v := view(t, shop(4, 6, func(i int) int {
		if i%2 == 0 {
			return 2
		}
		return i % 4
	}), 4, 120, 20)
	v.sees(
		"▌orders · 4 partitions · 21,600 records", "sort: number",
		"▌   0              0 %            0      0                 empty          0          0       0      1/1",
		"    1  █████      25 %        5,400    0.2           ▄▄▄     3 s", // on the scale of p2
		"    2  ██████████ 50 %       10,800    0.5           ",
		"p2 holds 2.0 times its even share · nothing for 4 h to p0",
	)
	v.p.Do(keymap.Sort, 0)
	v.p.Do(keymap.First, 0)
	v.sees("sort: records", "▌   2  ██████████ 50 %")
	if ref, ok := v.p.Selected(); !ok || ref.Partition != 2 {
		t.Errorf("Enter would open %v", ref)
	}
}

func TestAnEvenTopicSaysSo(t *testing.T) {
	view(t, shop(6, 1, func(i int) int { return i % 6 }), 6, 80, 24).sees("evenly spread", "   5  ██████████ 17 %", "0        600")
	view(t, memory.New(memory.Topic{Name: "orders", Partitions: 2}), 2, 80, 24).sees("no records", "empty")
}

// kept tells where partitions are kept.
type kept struct {
	source.Source
	all []source.Placement
}

func (k kept) Retention(context.Context, ...string) (map[string]source.Retention, error) {
	return nil, nil
}
func (k kept) Detail(context.Context, string) (source.Detail, error) {
	return source.Detail{Partitions: k.all}, nil
}

func TestPartitionsWithoutALeaderOrBehindAreSaid(t *testing.T) {
	place := func(p, leader int32, inSync ...int32) source.Placement {
		return source.Placement{Ref: source.Ref{Topic: "orders", Partition: p}, Leader: leader, Replicas: []int32{1, 2, 3}, InSync: inSync}
	}
	src := kept{shop(3, 1, func(i int) int { return i % 3 }), []source.Placement{place(0, 1, 1, 2, 3), place(1, -1), place(2, 3, 3, 1)}}
	view(t, src, 3, 140, 20).sees("p1 without a leader · p1 p2 with replicas behind", "none", "2/3", "3/3")
}

func TestWhatCannotBeReadIsSaid(t *testing.T) {
	log := shop(3, 1, func(i int) int { return i % 3 })
	log.Inject(memory.Fault{Method: memory.Describe, Refs: []source.Ref{{Topic: "orders", Partition: 1}},
		Err: fmt.Errorf("looking up orders p1: %w", source.ErrDenied)})
	view(t, log, 3, 100, 20).sees("    1", "looking up orders p1: ", "    2  ██████████ 50 %")
	log.Heal()
	log.Inject(memory.Fault{Method: memory.Describe, Err: fmt.Errorf("describing orders: %w", source.ErrNotFound)})
	view(t, log, 3, 100, 20).sees("describing orders: ", "Ctrl-r asks again")
}

func TestAThousandPartitionsFitAnyScreen(t *testing.T) {
	for _, size := range [][2]int{{200, 60}, {120, 40}, {80, 24}, {40, 10}, {20, 3}, {10, 1}} {
		v := view(t, shop(1000, 1, func(i int) int { return i % 1000 }), 1000, size[0], size[1])
		v.p.Do(keymap.Last, 0)
		v.sees()
		if size[1] > 5 {
			v.sees("999")
		}
	}
}
