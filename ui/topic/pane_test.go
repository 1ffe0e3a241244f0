package topic

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"riffle/keymap"
	"riffle/source"
	"riffle/ui/panetest"
	"riffle/ui/theme"
)

// kept is a source that tells how a topic is kept, and nothing else.
type kept struct {
	source.Source
	detail source.Detail
	err    error
}

func (k kept) Detail(context.Context, string) (source.Detail, error) { return k.detail, k.err }
func (k kept) Retention(context.Context, ...string) (map[string]source.Retention, error) {
	return map[string]source.Retention{"orders": {Time: 12 * time.Hour, Bytes: 50e9}}, nil
}

func orders() source.Detail {
	d := source.Detail{Topic: "orders"}
	for i := range int32(12) {
		d.Partitions = append(d.Partitions, source.Placement{
			Ref: source.Ref{Topic: "orders", Partition: i}, Leader: i % 3, Replicas: []int32{0, 1, 2}, InSync: []int32{0, 1, 2},
		})
	}
	d.Settings = []source.Setting{
		{Name: "cleanup.policy", Value: "delete", From: "default"},
		{Name: "max.message.bytes", Value: "1048588", From: "broker"},
		{Name: "retention.bytes", Value: "-1", From: "default"},
		{Name: "retention.ms", Value: "43200000", Own: true, From: "topic"},
		{Name: "secret.thing", Secret: true, From: "default"},
	}
	return d
}

func text(t *testing.T, src source.Source, w, h int, keys ...keymap.Action) string {
	t.Helper()
	p := New(Config{ID: 1, Source: src, Topic: "orders", Theme: theme.New(theme.Mono, false), Glyphs: theme.Signs("C.UTF-8")})
	defer p.Close()
	p.Resize(w, h)
	if cmd := p.Init(); cmd != nil {
		p.Update(cmd())
	}
	for _, a := range keys {
		p.Do(a, 0)
	}
	return panetest.Text(t, p.View(true), w, h)
}

func TestWhatWasSetStandsBeforeTheDefaults(t *testing.T) {
	got := text(t, kept{detail: orders()}, 80, 24)
	want := `▌orders · configuration and replicas                                  read only
 KEPT
   partitions                   12
   retention                    12 h, or 50 GB in each partition
   replicas                     3
   leaders                      on 3 brokers
   in sync                      all

 SET FOR THIS TOPIC
   retention.ms                 43200000                  12 h

 DEFAULTS OF THE CLUSTER
   cleanup.policy               delete
   max.message.bytes            1048588                   1.0 MB · by the broker
   retention.bytes              -1                        without limit
   secret.thing                 not told`
	if got := strings.TrimRight(got, "\n"); got != want {
		t.Errorf("\n%s\nwant\n%s", got, want)
	}
}

func TestPartitionsThatLackReplicasAreNamed(t *testing.T) {
	d := orders()
	d.Partitions[3].InSync = []int32{0}
	d.Partitions[5].Leader, d.Partitions[5].InSync = -1, nil
	got := text(t, kept{detail: d}, 80, 24)
	panetest.Sees(t, got, "in sync                      not p3 1/3", "without a leader             p5")
}

func TestWhatIsNotToldIsSaid(t *testing.T) {
	d := orders()
	d.Denied = fmt.Errorf("reading the configuration of orders: needs DESCRIBE_CONFIGS: %w", source.ErrDenied)
	for want, src := range map[string]source.Source{
		"needs DESCRIBE_CONFIGS":    kept{detail: d},
		"Ctrl-r asks again":         kept{err: fmt.Errorf("looking up orders: %w", source.ErrNotFound)},
		"this system does not tell": nil,
	} {
		panetest.Sees(t, text(t, src, 100, 24), want)
	}
}

func TestALongConfigurationScrolls(t *testing.T) {
	d := orders()
	for i := range 40 {
		d.Settings = append(d.Settings, source.Setting{Name: fmt.Sprintf("z.setting.%02d", i), Value: "1", From: "default"})
	}
	if got := text(t, kept{detail: d}, 80, 24); !strings.Contains(got, "↓ 33 more") {
		t.Errorf("it does not say that there is more:\n%s", got)
	}
	if got := text(t, kept{detail: d}, 80, 24, keymap.Last); !strings.HasSuffix(got, "1") || !strings.Contains(got, "z.setting.39") {
		t.Errorf("the end is not reached:\n%s", got)
	}
	for _, size := range [][2]int{{200, 60}, {40, 10}, {20, 3}, {10, 1}} {
		text(t, kept{detail: d}, size[0], size[1], keymap.PageDown)
	}
}
