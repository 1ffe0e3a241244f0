package kafkatest

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"golang.org/x/sync/errgroup"
)

const (
	consoleHeap = 1024 // MiB: a value is held whole, escaped, several times over
	atOnce      = 3    // consoles that run side by side
)

// Console reads all that a topic holds now with Kafka's own console consumer, by
// partition and offset, keys, values and headers byte for byte.
//
// One run reads all partitions, as a group of its own, and ends after a time
// without a record. That it has not ended too early is not left to hope: the
// group's committed positions must have reached the ends that the partitions had
// before. Otherwise it is run again with more patience. Internal topics are read
// without a group, one run for each partition that is not empty, since the group
// would write to what is being read; there the last record tells how far it came,
// and a longer run decides where that is not the end.
//
// A header name must not hold a colon or a control character: the console's
// output would not tell where it ends.
func (c *Cluster) Console(t testing.TB, topic string, level Isolation) []Record {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	ends, err := c.ends(ctx, c.admin(), topic, level)
	if err != nil {
		t.Fatalf("kafkatest: ends of %s: %v", topic, err)
	}
	var records []Record
	if strings.HasPrefix(topic, "__") {
		records, err = c.consoleEach(ctx, topic, level, ends)
	} else {
		records, err = c.consoleAll(ctx, c.admin(), topic, level, ends)
	}
	if err != nil {
		t.Fatalf("kafkatest: Kafka's console consumer on %s: %v", topic, err)
	}
	slices.SortStableFunc(records, func(a, b Record) int { return int(a.Partition) - int(b.Partition) })
	return slices.DeleteFunc(records, func(r Record) bool { return r.Offset >= ends[r.Partition].end })
}

// span is where a partition begins and where a consumer of a level comes to its end.
type span struct{ low, end int64 }

func (c *Cluster) ends(ctx context.Context, adm *kadm.Client, topic string, level Isolation) (map[int32]span, error) {
	low, err := adm.ListStartOffsets(ctx, topic)
	if err == nil {
		err = low.Error()
	}
	if err != nil {
		return nil, err
	}
	list := adm.ListEndOffsets
	if level == Committed {
		list = adm.ListCommittedOffsets
	}
	end, err := list(ctx, topic)
	if err == nil {
		err = end.Error()
	}
	if err != nil {
		return nil, err
	}
	out := map[int32]span{}
	for p, o := range end[topic] {
		out[p] = span{low[topic][p].Offset, o.Offset}
	}
	return out, nil
}

// consoleAll reads all partitions in one run, and checks that it reached the ends.
func (c *Cluster) consoleAll(ctx context.Context, adm *kadm.Client, topic string, level Isolation, ends map[int32]span) ([]Record, error) {
	var short error
	for _, patience := range []time.Duration{1500 * time.Millisecond, 6 * time.Second, 20 * time.Second} {
		group := "kafkatest-console-" + newID()
		records, err := c.consoleRun(ctx, patience, level, "--topic", topic, "--group", group, "--from-beginning")
		if err != nil {
			return nil, err
		}
		reached, err := adm.FetchOffsets(ctx, group)
		if err != nil {
			return nil, fmt.Errorf("positions of its group: %w", err)
		}
		_, _ = adm.DeleteGroup(ctx, group)
		short = nil
		for p, s := range ends {
			if o, ok := reached.Lookup(topic, p); s.low < s.end && (!ok || o.At < s.end) {
				short = fmt.Errorf("it stopped at %d of p%d, which ends at %d", o.At, p, s.end)
			}
		}
		if short == nil {
			return records, nil
		}
	}
	return nil, short
}

// consoleEach reads each partition in a run of its own, some side by side.
func (c *Cluster) consoleEach(ctx context.Context, topic string, level Isolation, ends map[int32]span) ([]Record, error) {
	var mu sync.Mutex
	var all []Record
	var runs errgroup.Group
	runs.SetLimit(atOnce)
	for p, s := range ends {
		if s.low == s.end {
			continue
		}
		runs.Go(func() error {
			records, err := c.consoleOne(ctx, topic, p, level, s.end)
			mu.Lock()
			defer mu.Unlock()
			all = append(all, records...)
			return err
		})
	}
	return all, runs.Wait()
}

func (c *Cluster) consoleOne(ctx context.Context, topic string, partition int32, level Isolation, end int64) (records []Record, err error) {
	for _, patience := range []time.Duration{1500 * time.Millisecond, 6 * time.Second} {
		records, err = c.consoleRun(ctx, patience, level, "--topic", topic, "--partition", strconv.Itoa(int(partition)), "--offset", "earliest")
		if err != nil || len(records) > 0 && records[len(records)-1].Offset >= end-1 {
			break
		}
	}
	return records, err
}

// consoleRun runs the console consumer once.
func (c *Cluster) consoleRun(ctx context.Context, patience time.Duration, level Isolation, what ...string) ([]Record, error) {
	return c.consoleJVM(ctx, c.in.useArchive("console"), patience, level, what...)
}

// trainConsole runs it once while its classes are being archived.
func (c *Cluster) trainConsole(archive string) error {
	ctx, cancel := context.WithTimeout(context.Background(), callTime)
	defer cancel()
	_, err := c.consoleJVM(ctx, []string{"-XX:ArchiveClassesAtExit=" + archive}, time.Second, Uncommitted, "--topic", "training", "--group", "training", "--from-beginning")
	return err
}

func (c *Cluster) consoleJVM(ctx context.Context, flags []string, patience time.Duration, level Isolation, what ...string) ([]Record, error) {
	dir, err := os.MkdirTemp(c.dir, "console-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	format := newConsoleFormat()
	config := filepath.Join(dir, "formatter.properties")
	if err := os.WriteFile(config, []byte(format.properties()), 0o600); err != nil {
		return nil, err
	}
	flags = append([]string{"-Dorg.slf4j.simpleLogger.defaultLogLevel=error"}, flags...)
	args := append(c.in.jvm(consoleHeap, flags...), consoleClass,
		"--bootstrap-server", c.Bootstrap(), "--isolation-level", string(level),
		"--timeout-ms", strconv.FormatInt(patience.Milliseconds(), 10), "--formatter-config", config)
	cmd := exec.CommandContext(ctx, c.in.java, append(args, what...)...)
	var out, report bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &report
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("%w\n%s", err, report.Bytes())
	}
	records, err := format.parse(out.Bytes())
	if err != nil {
		return nil, err
	}
	if want := fmt.Sprintf("Processed a total of %d messages", len(records)); !strings.Contains(report.String(), want) {
		return nil, fmt.Errorf("%d records were understood, but it reports:\n%s", len(records), report.Bytes())
	}
	return records, nil
}

// ConsoleCommand is the command line of Kafka's own console consumer on this
// machine, to be run as it is, by benchmarks against it.
func ConsoleCommand(t testing.TB, args ...string) []string {
	t.Helper()
	in, err := install()
	if err != nil {
		fail(t, err)
	}
	flags := append([]string{"-Dorg.slf4j.simpleLogger.defaultLogLevel=error"}, in.useArchive("console")...)
	line := append([]string{in.java}, in.jvm(consoleHeap, flags...)...)
	return append(append(line, consoleClass), args...)
}
