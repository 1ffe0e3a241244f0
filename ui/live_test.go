//go:build unix

package ui_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/charmbracelet/x/vt"
	"github.com/twmb/franz-go/pkg/kgo"

	"riffle/source/kafka/kafkatest"
	"riffle/ui/term/linktest"
)

// The built program follows a real Kafka in a pty. RIFFLE_LIVE=60s makes each part
// so long, floods each pane with 10,000 records a second instead of half of that,
// and holds the program to the bounds of a machine that does nothing else:
//
//	RIFFLE_LIVE=60s go test -run TestLive -v ./ui
func TestLive(t *testing.T) {
	l := &live{Cluster: kafkatest.Start(t), bin: build(t), lasts: 10 * time.Second, rate: 5000}
	if text := os.Getenv("RIFFLE_LIVE"); text != "" {
		d, err := time.ParseDuration(text)
		if err != nil {
			t.Fatal(err)
		}
		l.lasts, l.rate, l.strict = d, 10_000, true
	}
	t.Run("nothing new and no key writes nothing", l.rest)
	t.Run("a new record is on the screen at once", l.trickle)
	t.Run("a flood in two panes leaves the keys alone", l.flood)
}

// live is what the parts have in common.
type live struct {
	*kafkatest.Cluster
	bin    string
	lasts  time.Duration
	rate   int // records a second in each pane of the flood
	strict bool
}

// partitions is how many each topic has.
const partitions = 6

// topic makes a topic that holds some records.
func (l *live) topic(t *testing.T, name string) string {
	t.Helper()
	l.CreateTopic(t, name, partitions)
	var records []*kgo.Record
	for i := range 200 {
		records = append(records, order(name, i))
	}
	l.Write(t, records...)
	return name
}

// order is a record of about 1 KB whose id is its own.
func order(topic string, i int) *kgo.Record {
	return &kgo.Record{Topic: topic, Partition: int32(i % partitions), Key: fmt.Appendf(nil, "c-%04d", i%977),
		Value: fmt.Appendf(nil, `{"id":"%s","type":"Created","total":%d.%02d,"paid":%t,"coupon":null,"items":[%s],"note":"%s"}`,
			id(i), i%991, i%100, i%3 == 0, strings.Repeat(`{"sku":"B2","qty":2,"price":310.25},`, 12)+`{}`, strings.Repeat("leave at the door ", 25))}
}

func id(i int) string { return fmt.Sprintf("o-%08d", i) }

func (l *live) rest(t *testing.T) {
	quiet, other := l.topic(t, "quiet"), l.topic(t, "quiet.other")
	views := map[string]*linktest.Terminal{
		"the list of topics": start(t, l.bin, "-b", l.Bootstrap()).Sees("quiet.other"),
		"a paused stream":    start(t, l.bin, "-b", l.Bootstrap(), "open", quiet).Sees("paused"),
		"two that follow":    start(t, l.bin, "-b", l.Bootstrap(), "open", quiet, other, "--follow", "--layout", "v").Sees("following"),
	}
	before := map[string]int{}
	for name, s := range views {
		before[name], _ = s.Settle(2 * time.Second).Traffic()
	}
	<-time.After(5 * time.Second)
	for name, s := range views {
		if after, _ := s.Traffic(); after != before[name] {
			t.Errorf("%s: %d bytes written in 5 s in which nothing happened:\n%s", name, after-before[name], s.Text())
		}
		if before[name] < 500 {
			t.Errorf("%s: %d bytes written altogether: this test looks at nothing", name, before[name])
		}
	}
}

func (l *live) trickle(t *testing.T) {
	topic, other := l.topic(t, "trickle"), l.topic(t, "trickle.other")
	s := start(t, l.bin, "-b", l.Bootstrap(), "open", topic, other, "--follow", "--layout", "v")
	s.Sees("following").Settle(time.Second)
	const perSecond = 10
	n := int(l.lasts.Seconds() * perSecond)
	var mu sync.Mutex // of what follows
	acked, shown := make([]time.Time, n), make([]time.Time, n)
	out := 0 // the first that is not shown
	all := s.Watch(func(e *vt.Emulator, at time.Time) bool {
		mu.Lock()
		defer mu.Unlock()
		text := e.String()
		for i := out; i < n; i++ {
			if shown[i].IsZero() && strings.Contains(text, id(1000+i)) {
				shown[i] = at
			}
		}
		for out < n && !shown[out].IsZero() {
			out++
		}
		return out == n
	})
	cl := l.Client(t, kgo.ProducerLinger(0))
	tick := time.NewTicker(time.Second / perSecond)
	defer tick.Stop()
	for i := range n {
		<-tick.C
		cl.Produce(t.Context(), order(topic, 1000+i), func(_ *kgo.Record, err error) {
			mu.Lock()
			defer mu.Unlock()
			acked[i] = time.Now()
			if err != nil {
				t.Errorf("produce: %v", err)
			}
		})
	}
	s.Await("the last record", all)
	mu.Lock()
	defer mu.Unlock()
	var took linktest.Times
	for i := range n {
		took = append(took, max(0, shown[i].Sub(acked[i])))
	}
	t.Logf("from the acknowledgement to the screen, %d records: %v", n, took)
	share := 50
	if l.strict {
		share = 99
	}
	if d := took.Percent(share); d > 100*time.Millisecond {
		t.Errorf("%d %% are on the screen within %v of the acknowledgement, want 100ms", share, d)
	}
}

func (l *live) flood(t *testing.T) {
	topics := []string{l.topic(t, "flood"), l.topic(t, "flood.other")}
	s := start(t, l.bin, "-b", l.Bootstrap(), "open", topics[0], topics[1], "--follow", "--layout", "v")
	s.Sees("following").Settle(time.Second)
	cat := linktest.NewControl(t)
	idle := l.keys(s, cat, l.lasts/3)

	ctx, stop := context.WithCancel(t.Context())
	var producers sync.WaitGroup
	defer producers.Wait()
	defer stop()
	for _, topic := range topics {
		cl := l.Client(t, kgo.ProducerLinger(5*time.Millisecond), kgo.ProducerBatchCompression(kgo.Lz4Compression()))
		producers.Go(func() { produce(ctx, cl, topic, l.rate) })
	}
	<-time.After(l.lasts / 3) // both windows fill before the memory is looked at

	samples := make(chan sample)
	go func() { samples <- look(ctx, s) }()
	bytes, frames := s.Traffic()
	began := time.Now()
	busy := l.keys(s, cat, l.lasts)
	took := time.Since(began).Seconds()
	moreBytes, moreFrames := s.Traffic()
	stop()
	seen := <-samples
	held, followed := seen.held, seen.rates()
	third := len(held) / 3
	first, last := slices.Max(held[:third+1]), slices.Max(held[len(held)-third-1:])
	perSecond := float64(moreFrames-frames) / took

	s.Stop()
	used := s.Cmd.ProcessState.UserTime() + s.Cmd.ProcessState.SystemTime()

	t.Logf("2 panes × %d records/s for %.0f s: %.1f frames/s (at most %d in a second), %.0f bytes/s, resident %d MB at the start, %d at the end; %.1f s of CPU in all",
		l.rate, took, perSecond, s.Most(), float64(moreBytes-bytes)/took, held[0]>>20, held[len(held)-1]>>20, used.Seconds())
	t.Logf("keys: idle %v; under load %v", idle, busy)
	if len(followed) != 2 || slices.Min(followed) < l.rate/2 || l.strict && strings.Contains(s.Text(), "left out") {
		t.Errorf("the panes do not follow %d records a second each, but %d:\n%s", l.rate, followed, s.Text())
	}
	if perSecond > 35 {
		t.Errorf("%.1f frames a second", perSecond)
	}
	if perSecond < 5 {
		t.Errorf("%.1f frames a second: nobody can follow that", perSecond)
	}
	if last > first+first/4 {
		t.Errorf("memory grows: at most %d MB in the first third, %d MB in the last", first>>20, last>>20)
	}
	share, slack := 75, 100*time.Millisecond
	if l.strict {
		share, slack = 99, 16*time.Millisecond
	}
	if a, b := idle.own(share), busy.own(share); b > a+slack {
		t.Errorf("%d %% of keys are answered %v later than cat answers, and %v when idle: more than %v later", share, b, a, slack)
	}
}

// answers are how long keys took, and how long they took at the same time in a program
// that only repeats them: the broker and the producers need the machine too.
type answers struct{ riffle, cat linktest.Times }

// own is the part of it that is riffle's.
func (a answers) own(share int) time.Duration {
	return max(0, a.riffle.Percent(share)-a.cat.Percent(share))
}

func (a answers) String() string { return fmt.Sprintf("%v; cat %v", a.riffle, a.cat) }

// keys moves the focus to and fro for d, which pauses nothing, and returns how long
// the answers took: until the bytes came that move the mark of the focus.
func (l *live) keys(s *linktest.Terminal, cat *linktest.Control, d time.Duration) (took answers) {
	for end := time.Now().Add(d); time.Now().Before(end); {
		<-time.After(30*time.Millisecond + rand.N(40*time.Millisecond)) // at no fixed phase of a frame
		took.cat = append(took.cat, cat.Answered())
		<-time.After(10*time.Millisecond + rand.N(20*time.Millisecond))
		took.riffle = append(took.riffle, s.Answered("\t", mark))
	}
	return took
}

// mark tells in which pane the focus is: in the left one there is a bar.
func mark(e *vt.Emulator) string { return e.CellAt(0, 1).Content }

// rates are the records a second that the panes say they read.
func rates(screen string) (all []int) {
	for _, m := range regexp.MustCompile(`([\d,]+)/s · `).FindAllStringSubmatch(screen, -1) {
		n, _ := strconv.Atoi(strings.ReplaceAll(m[1], ",", ""))
		all = append(all, n)
	}
	return all
}

// sample is what was seen of the program, every half second: the memory that it
// holds, and the records a second that each pane says it reads.
type sample struct {
	held     []int
	followed [][]int
}

// look looks at the program until ctx ends.
func look(ctx context.Context, s *linktest.Terminal) (seen sample) {
	tick := time.NewTicker(time.Second / 2)
	defer tick.Stop()
	for {
		seen.held = append(seen.held, s.Resident())
		if now := rates(s.Text()); len(now) == 2 {
			seen.followed = append(seen.followed, now)
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return seen
		}
	}
}

// rates are the middle ones of each pane: at one moment a busy machine may be behind.
func (s sample) rates() (middle []int) {
	if len(s.followed) == 0 {
		return nil
	}
	for pane := range 2 {
		var all []int
		for _, now := range s.followed {
			all = append(all, now[pane])
		}
		slices.Sort(all)
		middle = append(middle, all[len(all)/2])
	}
	return middle
}

// produce writes so many records a second until ctx ends.
func produce(ctx context.Context, cl *kgo.Client, topic string, rate int) {
	values := make([]*kgo.Record, 2000)
	for i := range values {
		values[i] = order(topic, i)
	}
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	began := time.Now()
	for sent := 0; ; {
		for want := int(time.Since(began).Seconds() * float64(rate)); sent < want; sent++ {
			r := *values[sent%len(values)]
			cl.Produce(ctx, &r, nil)
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}
