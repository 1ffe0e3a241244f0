package topics

import (
	"context"
	"errors"
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

// asked is a source that keeps what was asked for.
type asked struct {
	source.Source
	described [][]string
	dated     int // partitions
	fails     map[string]error
}

func (a *asked) Describe(ctx context.Context, topics ...string) ([]source.Stats, error) {
	a.described = append(a.described, topics)
	for _, name := range topics {
		if err := a.fails[name]; err != nil {
			return nil, err
		}
	}
	return a.Source.Describe(ctx, topics...)
}

func (a *asked) OffsetsAt(ctx context.Context, l []source.Lookup) ([]source.Found, error) {
	a.dated += len(l)
	return a.Source.OffsetsAt(ctx, l)
}

func (a *asked) Retention(_ context.Context, topics ...string) (map[string]source.Retention, error) {
	m := map[string]source.Retention{}
	for i, name := range topics {
		m[name] = []source.Retention{{Time: 12 * time.Hour}, {Time: 7 * 24 * time.Hour}, {Compact: true}, {Bytes: 50e9}}[i%4]
	}
	return m, nil
}

func (a *asked) Detail(_ context.Context, topic string) (source.Detail, error) {
	return source.Detail{Topic: topic}, nil
}

// cluster has n topics, each with as many records as its number says.
func cluster(n int) *asked {
	var all []memory.Topic
	for i := range n {
		all = append(all, memory.Topic{Name: fmt.Sprintf("topic-%05d", i), Partitions: 2})
	}
	log := memory.New(all...)
	for i := range min(n, 5) {
		for range i {
			log.Append(source.Ref{Topic: all[i].Name}, source.Record{Time: noon.Add(-time.Duration(i) * time.Hour), TimeKind: source.CreateTime})
		}
	}
	return &asked{Source: log, fails: map[string]error{}}
}

type viewer struct {
	t testing.TB
	p *Pane
}

func view(t testing.TB, src source.Source, w, h int) *viewer {
	p := New(Config{ID: 1, Source: src, Address: "broker:9092", Theme: theme.New(theme.Mono, false), Glyphs: theme.Signs("C.UTF-8"),
		Zone: time.UTC, Now: func() time.Time { return noon }})
	p.Resize(w, h)
	return &viewer{t, p}
}

// run carries commands out one after the other, at most n of them, and returns
// the one that is left.
func (v *viewer) run(cmd tea.Cmd, n int) tea.Cmd {
	for ; cmd != nil && n > 0; n-- {
		m := cmd()
		if all, ok := m.(tea.BatchMsg); ok { // what comes beside it only draws again
			m = all[0]()
		}
		cmd = v.p.Update(m)
	}
	return cmd
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

func TestWhatIsOnTheScreenIsAskedForFirst(t *testing.T) {
	src := cluster(10_000)
	v := view(t, src, 80, 24)
	cmd := v.run(v.p.Init(), 1)
	v.sees("topics  10000", "topic-00000", "…", "counts 0/10000 · rates 0/10000", "↓ 9,981 more")
	if cmd = v.run(cmd, 1); len(src.described) != 1 || len(src.described[0]) != v.p.listHeight() {
		t.Fatalf("%d requests, the first for %d topics", len(src.described), len(src.described[0]))
	}
	v.sees("topic-00004", "4  ", "empty")
	cmd = v.run(cmd, 1)
	v.sees("4 h", "12 h", "7 d", "compact", "100 GB", "≈ 2")
	if src.dated != 2*4 {
		t.Errorf("%d partitions were asked for their newest record, want those with records", src.dated)
	}
	v.p.Hide(true)
	if left := v.run(cmd, 100); left != nil || len(src.described) > 3 {
		t.Errorf("a hidden list goes on asking: %d requests", len(src.described))
	}
	v.run(v.p.Hide(false), 1000)
	for _, r := range src.described {
		if len(r) > atOnce {
			t.Errorf("one request for %d topics", len(r))
		}
	}
	if text := v.text(); strings.Contains(text, "counts") {
		t.Errorf("not all are counted:\n%s", text)
	}
}

func TestKeysDoNotWaitForTenThousandTopics(t *testing.T) {
	src := cluster(10_000)
	v := view(t, src, 80, 24)
	v.run(v.p.Init(), 1)
	began := time.Now()
	for range 100 {
		v.p.Narrow("9 77")
		v.p.Do(keymap.Down, 0)
		v.p.View(true)
		v.p.Narrow("")
		v.p.View(true)
	}
	if took := time.Since(began) / 200; took > 100*time.Millisecond {
		t.Errorf("a key takes %v", took)
	}
	v.p.Narrow("9 77")
	v.sees("topic-09977", `of 10000 with "9 77"`)
}

func TestOneBadTopicDoesNotHideTheOthers(t *testing.T) {
	src := cluster(4)
	src.fails["topic-00001"] = fmt.Errorf("describing topic-00001: %w", source.ErrDenied)
	v := view(t, src, 80, 24)
	v.run(v.p.Init(), 100)
	v.sees("topic-00001         denied: needs Describe on Topic topic-00001", "topic-00003", "3 h")
}

func TestTheCursorStaysOnItsTopic(t *testing.T) {
	v := view(t, cluster(50), 80, 24)
	v.run(v.p.Init(), 1000)
	v.p.Do(keymap.Down, 3)
	v.sees("▌  topic-00003")
	v.p.Do(keymap.Sort, 0)
	v.sees("▌  topic-00003", "sort: records").p.Narrow("00003")
	v.p.Narrow("")
	v.run(v.p.Refresh(), 1000)
	v.sees("▌  topic-00003")
	v.p.Do(keymap.Sort, 0)
	v.sees("▌  topic-00003", "sort: rate")
	v.p.Do(keymap.Sort, 0)
	v.sees("▌  topic-00003", "sort: newest")
}

func TestEveryState(t *testing.T) {
	v := view(t, cluster(0), 80, 24)
	cmd := v.p.Init()
	v.sees("connecting to broker:9092").run(cmd, 1)
	v.sees("this cluster has no topics yet · Ctrl-r looks again")
	broken := view(t, noList{cluster(0)}, 60, 20)
	broken.run(broken.p.Init(), 1)
	broken.sees("SASL: wrong password", "Ctrl-r tries again")
	for _, size := range [][2]int{{80, 24}, {40, 10}, {30, 3}, {200, 60}, {20, 1}} {
		x := view(t, cluster(100), size[0], size[1])
		x.run(x.p.Init(), 100)
		x.text()
	}
}

type noList struct{ source.Source }

func (noList) Topics(context.Context) ([]source.Topic, error) {
	return nil, errors.New("connecting to broker:9092: SASL: wrong password")
}
