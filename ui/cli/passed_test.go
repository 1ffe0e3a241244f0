package cli_test

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"riffle/source"
	"riffle/source/kafka/kafkatest"
	"riffle/ui/cli"
)

// soonAfter is how long a match may wait for its line, from the moment when the
// last partition has been read past it.
const soonAfter = 300 * time.Millisecond

// passage is one page that a search read: when, and how far.
type passage struct {
	at  time.Time
	to  source.Offset
	max time.Time // the largest record time up to here
}

// passing notes what is read of each partition, from its beginning on and without
// a gap, before anything is made of it.
type passing struct {
	source.Source
	mu    sync.Mutex
	pages map[int32][]passage
}

func (p *passing) Read(ctx context.Context, ref source.Ref, at source.Offset, dir source.Dir, want source.Want) (source.Page, error) {
	page, err := p.Source.Read(ctx, ref, at, dir, want)
	now := time.Now()
	p.mu.Lock()
	defer p.mu.Unlock()
	before, reach := p.pages[ref.Partition], passage{}
	if n := len(before); n > 0 {
		reach = before[n-1]
	}
	if err != nil || reach.to.Less(at) { // a sample, to tell how much there is to read
		return page, err
	}
	if page.Max.After(reach.max) {
		reach.max = page.Max
	}
	p.pages[ref.Partition] = append(before, passage{now, page.To, reach.max})
	return page, err
}

// passed returns when every partition had been read past a record; a partition
// whose records are all older is passed where it ends.
func (p *passing) passed(partition int32, offset int64, stamp time.Time) time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	var last time.Time
	for of, pages := range p.pages {
		i := slices.IndexFunc(pages, func(x passage) bool {
			if of == partition {
				return source.OffsetOf(offset).Less(x.to)
			}
			return stamp.Before(x.max)
		})
		if i < 0 {
			i = len(pages) - 1
		}
		if pages[i].at.After(last) {
			last = pages[i].at
		}
	}
	return last
}

// stamped notes when each line was printed.
type stamped struct {
	lines [][]byte
	at    []time.Time
}

func (s *stamped) Write(b []byte) (int, error) {
	now := time.Now()
	for line := range bytes.Lines(b) {
		s.lines, s.at = append(s.lines, bytes.Clone(line)), append(s.at, now)
	}
	return len(b), nil
}

// On a real Kafka, a match is printed within 300 ms of the moment when every
// partition has been read past it, though the two cores are busy with what follows.
// The topic may be another one, as for the benchmark of peers.
func TestAHitIsPrintedWhenAllHavePassedIt(t *testing.T) {
	broker, topic := os.Getenv(benchBroker), os.Getenv(benchTopic)
	if broker == "" {
		c := kafkatest.Shared(t)
		broker, topic = c.Bootstrap(), "passed-orders"
		makeOrders(t, c, topic, 60_000, 7)
	}
	watch := &passing{pages: map[int32][]passage{}}
	var out stamped
	var report bytes.Buffer
	app := realApp(&out, &report)
	app.Connect = func(ctx context.Context, to cli.Connection) (source.Source, error) {
		src, err := connect(ctx, to)
		watch.Source = src
		return watch, err
	}
	if code := cli.Run(t.Context(), app, []string{"cat", "-b", broker, topic, "--where", "needle-"}); code != 0 {
		t.Fatalf("exit code %d: %s", code, report.String())
	}
	for i, line := range out.lines {
		var hit struct {
			Partition int32     `json:"partition"`
			Offset    int64     `json:"offset"`
			Time      time.Time `json:"timestamp"`
		}
		if err := json.Unmarshal(line, &hit); err != nil {
			t.Fatal(err)
		}
		wait := out.at[i].Sub(watch.passed(hit.Partition, hit.Offset, hit.Time))
		t.Logf("partition %d, offset %d: printed %v after all had passed it", hit.Partition, hit.Offset, wait.Round(100*time.Microsecond))
		if wait > soonAfter {
			t.Errorf("partition %d, offset %d was printed %v after all partitions had passed it", hit.Partition, hit.Offset, wait)
		}
	}
	if len(out.lines) != 7 {
		t.Errorf("%d lines, want 7:\n%s", len(out.lines), strings.TrimSpace(report.String()))
	}
}
