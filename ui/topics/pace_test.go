package topics

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"

	"riffle/keymap"
	"riffle/source"
	"riffle/source/memory"
)

// busy has n topics of two partitions. The first gets two records a second since six
// hours, the second one a minute since a day until an hour ago, the others one each.
func busy(n int) *asked {
	var all []memory.Topic
	for i := range n {
		all = append(all, memory.Topic{Name: fmt.Sprintf("topic-%05d", i), Partitions: 2})
	}
	log := memory.New(all...)
	add := func(topic int, ago time.Duration) {
		log.Append(source.Ref{Topic: all[topic].Name, Partition: int32(ago/time.Second) % 2},
			source.Record{Time: noon.Add(-ago), TimeKind: source.CreateTime, Producer: -1})
	}
	for ago := 6 * time.Hour; ago > 0; ago -= 500 * time.Millisecond {
		add(0, ago)
	}
	for ago := 24*time.Hour - time.Second; ago > time.Hour; ago -= time.Minute {
		add(1, ago)
	}
	for i := 2; i < n; i++ {
		add(i, time.Hour)
	}
	return &asked{Source: log, fails: map[string]error{}}
}

func TestRatesAndTheDayComeInAfterTheNames(t *testing.T) {
	v := view(t, busy(3), 80, 24)
	cmd := v.run(v.p.Init(), 3)
	v.sees("topic-00000             2        43,200      …  …", "rates 0/3")
	v.run(cmd, 1)
	v.sees(
		"topic-00000             2        43,200    2.0           ▇▇▇     now",
		"topic-00001             2         1,380      0  ▇▇▇▇▇▇▇▇▇▇▇▄     1 h",
		"topic-00002             2           ≈ 1      0             ▇     1 h",
	)
	if text := v.text(); strings.Contains(text, "rates") {
		t.Errorf("all rates are there, and still counted:\n%s", text)
	}
	v.p.Do(keymap.Sort, 0)
	v.p.Do(keymap.Sort, 0)
	v.sees("sort: rate", "▌  topic-00000")
}

// paced runs commands as long as time does not have to pass for more than a
// minute, and returns how many requests for rates were made and how long it took.
func (v *viewer) paced(cmd tea.Cmd) (requests int, took time.Duration) {
	began := time.Now()
	queue := []tea.Cmd{cmd}
	for len(queue) > 0 && time.Since(began) < 10*time.Minute {
		next := queue[0]
		if queue = queue[1:]; next == nil {
			continue
		}
		switch m := next().(type) {
		case tea.BatchMsg:
			queue = append(queue, m...)
		case nil:
		default:
			if f, ok := m.(facts); ok && f.paces != nil {
				requests++
			}
			queue = append(queue, v.p.Update(m))
		}
	}
	return requests, time.Since(began)
}

func TestRatesOutOfSightTakeTheirTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		src := busy(1000)
		v := view(t, src, 80, 24)
		requests, took := v.paced(v.p.Init())
		if text := v.text(); strings.Contains(text, "rates") {
			t.Fatalf("not all rates came:\n%s", text)
		}
		// 981 topics out of sight, 30 in a request, two of those in a second.
		if requests < 33 || requests > 36 || took < 16*time.Second {
			t.Errorf("%d requests in %v", requests, took)
		}
		if n := src.dated; n > 14*2*19+2*2*1000+2*19 {
			t.Errorf("%d lookups", n)
		}
	})
}

func TestAHiddenListMeasuresNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := view(t, busy(1000), 80, 24)
		cmd := v.run(v.p.Init(), 3)
		v.p.Hide(true)
		if requests, _ := v.paced(cmd); requests > 1 {
			t.Errorf("%d requests after it was hidden", requests)
		}
		if requests, _ := v.paced(v.p.Hide(false)); requests < 30 {
			t.Errorf("it goes on with %d requests", requests)
		}
	})
}

func TestOldFiguresAreAskedForAgainWithAKey(t *testing.T) {
	src := busy(3)
	now := noon
	v := view(t, src, 80, 24)
	v.p.now = func() time.Time { return now }
	v.run(v.p.Init(), 100)
	before := len(src.described)
	if cmd, _ := v.p.Do(keymap.Down, 0); cmd != nil {
		t.Error("figures that are new are asked for again")
	}
	now = now.Add(time.Minute)
	cmd, _ := v.p.Do(keymap.Down, 0)
	v.sees("43,200    2.0") // meanwhile, the old ones stay
	v.run(cmd, 100)
	if len(src.described) != before+1 {
		t.Errorf("old figures were asked for %d times", len(src.described)-before)
	}
	v.sees("topic-00000             2        43,200      0          ▁▇▇▇   1 min")
}

func TestFiguresGiveWayToNames(t *testing.T) {
	for _, c := range []struct {
		w           int
		sees, lacks string
	}{
		{80, "LAST 24 H     NEWEST  KEEP", "-"},
		{74, "LAST 24 H     NEWEST", "KEEP"},
		{64, "12 H    NEWEST", "LAST"},
		{58, "PART       RECORDS  PER S  NEWEST", "LAST"},
		{48, "RECORDS  PER S", "NEWEST"},
		{40, "RECORDS  PER S", "NEWEST"},
		{30, "RECORDS", "PER S"},
	} {
		v := view(t, busy(3), c.w, 20)
		v.run(v.p.Init(), 100)
		head := strings.Split(v.sees(c.sees, "topic-00000").text(), "\n")[1]
		if strings.Contains(head, c.lacks) {
			t.Errorf("%d cells: %q", c.w, head)
		}
	}
}

// Regression: the newest record of a topic that gets two a second seemed to grow old.
func TestABusyTopicDoesNotSeemToStop(t *testing.T) {
	now := noon
	v := view(t, busy(3), 80, 24)
	v.p.now = func() time.Time { return now }
	v.run(v.p.Init(), 100)
	now = now.Add(25 * time.Second)
	v.sees("2.0           ▇▇▇     now")
	now = now.Add(time.Hour)
	v.run(v.p.Hide(true), 1)
	v.run(v.p.Hide(false), 100) // who comes back is told what is, without a key
	v.sees("topic-00000             2        43,200      0", "1 h")
}
