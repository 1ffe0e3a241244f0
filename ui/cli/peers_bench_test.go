//go:build unix

package cli_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"riffle/source/kafka/kafkatest"
)

// What the benchmark of peers is told by the environment.
const (
	benchBroker  = "RIFFLE_BENCH_BROKER"  // read a topic of this cluster; none: a Kafka is started and the topic made
	benchTopic   = "RIFFLE_BENCH_TOPIC"   // its name
	benchRecords = "RIFFLE_BENCH_RECORDS" // how many to make; 200000
	benchRuns    = "RIFFLE_BENCH_RUNS"    // of each command; the median counts; 3
)

// contest is one question, and how each program is asked it.
type contest struct {
	name     string
	commands []peer
}

// peer is a command line for a shell, $RIFFLE, $B and $T filled in. It takes part
// where its program is on this machine.
type peer struct {
	needs string // a program; "": none
	line  string
	lines int // of output that it must print; -1: any
}

// contests are the questions. hits is the number of records with a needle, rare
// that of Shipped above 900.
func contests(console string, hits, rare int) []contest {
	return []contest{
		{fmt.Sprintf("%d records with a text anywhere", hits), []peer{
			{"", `"$RIFFLE" -b $B cat $T --where needle- -o raw`, hits},
			{"", `"$RIFFLE" -b $B cat $T --where 'order.id startswith needle-' -o raw`, hits},
			{"kcat", `kcat -C -b $B -t $T -o beginning -e -q | LC_ALL=C grep -F needle-`, hits},
			{"kcl", `kcl --no-config-file -B $B consume $T -n $N | LC_ALL=C grep -F needle-`, hits},
			{"kaf", `kaf -b $B consume $T --output raw | LC_ALL=C grep -F needle-`, hits},
			{"kafkactl", `BROKERS=$B kafkactl consume $T --from-beginning --exit --filter-value '*needle-*'`, hits},
			{"java", console + ` --bootstrap-server $B --topic $T --from-beginning --max-messages $N | LC_ALL=C grep -F needle-`, hits},
		}},
		{fmt.Sprintf("%d records by two conditions", rare), []peer{
			{"", `"$RIFFLE" -b $B cat $T --where 'order.status = Shipped and order.total > 900' -o raw`, rare},
			{"kcat", `kcat -C -b $B -t $T -o beginning -e -q | LC_ALL=C grep -F Shipped`, -1},
			{"jq", `kcat -C -b $B -t $T -o beginning -e -q | jq -c 'select(.order.status == "Shipped" and .order.total > 900)'`, rare},
		}},
		{"a number compared in every record", []peer{
			{"", `"$RIFFLE" -b $B cat $T --where 'order.total > 900 and order.total < 0' -o raw`, 0},
			{"jq", `kcat -C -b $B -t $T -o beginning -e -q | jq -c 'select(.order.total > 900 and .order.total < 0)'`, 0},
		}},
		{"the values of a field, counted", []peer{
			{"", `"$RIFFLE" -b $B count $T --by order.status -o json`, -1},
			{"jq", `kcat -C -b $B -t $T -o beginning -e -q | jq -r .order.status | sort | uniq -c`, -1},
		}},
	}
}

// usage is what a command took, its children included.
type usage struct {
	wall, cpu time.Duration
	peak      int64 // bytes of the largest of its processes
}

// spend runs a command line once.
func spend(b *testing.B, env []string, p peer) usage {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.Context(), 10*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "sh", "-c", p.line)
	var out lineCount
	var report bytes.Buffer
	cmd.Env, cmd.Stdout, cmd.Stderr = append(os.Environ(), env...), &out, &report
	debug.FreeOSMemory() // what this process holds when it starts another counts as the other's peak
	began := time.Now()
	err := cmd.Run()
	wall := time.Since(began)
	var exit *exec.ExitError
	if err != nil && (!errors.As(err, &exit) || exit.ExitCode() != 1) { // 1: nothing matched
		b.Fatalf("%s: %v\n%s", p.line, err, report.Bytes())
	}
	if p.lines >= 0 && int(out) != p.lines {
		b.Fatalf("%s printed %d lines, want %d\n%s", p.line, out, p.lines, report.Bytes())
	}
	u := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	return usage{wall, cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), u.Maxrss << 10}
}

// lineCount counts the lines that are written to it.
type lineCount int

func (l *lineCount) Write(p []byte) (int, error) {
	*l += lineCount(bytes.Count(p, []byte("\n")))
	return len(p), nil
}

// BenchmarkPeers asks riffle, as it is built, and the programs of its kind that are
// on this machine the same questions on the same topic, in turns, and prints what
// each took. CPU seconds are what to compare: wall times depend on what else the
// machine does.
//
//	go test ./ui/cli -run - -bench Peers -benchtime 1x
//	RIFFLE_BENCH_RECORDS=2000000 go test ./ui/cli -run - -bench Peers -benchtime 1x -timeout 60m
func BenchmarkPeers(b *testing.B) {
	broker, topic, n := os.Getenv(benchBroker), os.Getenv(benchTopic), setting(b, benchRecords, 200_000)
	hits, rare := 7, n/100
	if broker == "" {
		c := kafkatest.Shared(b)
		broker, topic = c.Bootstrap(), "bench-orders"
		makeOrders(b, c, topic, n, hits)
	}
	console := strings.Join(kafkatest.ConsoleCommand(b), " ")
	env := []string{"RIFFLE=" + build(b), "B=" + broker, "T=" + topic, "N=" + strconv.Itoa(n)}
	runs := setting(b, benchRuns, 3)
	var table strings.Builder
	for b.Loop() {
		table.Reset()
		for _, c := range contests(console, hits, rare) {
			fmt.Fprintf(&table, "\n%s, of %d\n%10s %10s %10s\n", c.name, n, "wall s", "CPU s", "peak MB")
			measure(b, &table, env, runs, c.commands)
		}
	}
	fmt.Println(strings.ReplaceAll(table.String(), console, "kafka-console-consumer.sh")) // a log of a benchmark is cut
}

// measure runs the commands of one contest in turns, and writes their medians.
func measure(b *testing.B, table *strings.Builder, env []string, runs int, commands []peer) {
	commands = slices.DeleteFunc(commands, func(p peer) bool {
		_, err := exec.LookPath(p.needs)
		return p.needs != "" && err != nil
	})
	took := make([][]usage, len(commands))
	for range runs {
		for i, p := range commands {
			took[i] = append(took[i], spend(b, env, p))
		}
	}
	for i, p := range commands {
		median := func(of func(usage) int64) int64 {
			var all []int64
			for _, u := range took[i] {
				all = append(all, of(u))
			}
			slices.Sort(all)
			return all[len(all)/2]
		}
		wall, cpu := median(func(u usage) int64 { return int64(u.wall) }), median(func(u usage) int64 { return int64(u.cpu) })
		peak := median(func(u usage) int64 { return u.peak })
		line := strings.NewReplacer(`"$RIFFLE" -b $B`, "riffle", " -b $B", "", "$T", "orders").Replace(p.line)
		fmt.Fprintf(table, "%10.2f %10.2f %10.0f  %s\n", time.Duration(wall).Seconds(), time.Duration(cpu).Seconds(), float64(peak)/1e6, line)
	}
}

// setting is a number that the environment may set.
func setting(b *testing.B, name string, usual int) int {
	text := os.Getenv(name)
	if text == "" {
		return usual
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		b.Fatalf("%s=%s: a number of 1 or more", name, text)
	}
	return n
}

// makeOrders writes n JSON orders of about a kilobyte, lz4, over six partitions and
// a day: one in 100 is Shipped and above 900, a few have a needle.
func makeOrders(b testing.TB, c *kafkatest.Cluster, topic string, n, needles int) {
	b.Helper()
	c.CreateTopic(b, topic, 6)
	client := c.Client(b, kgo.ProducerBatchCompression(kgo.Lz4Compression()), kgo.ProducerBatchMaxBytes(64<<10),
		kgo.RecordPartitioner(kgo.ManualPartitioner()), kgo.MaxBufferedRecords(20_000))
	dice := rand.New(rand.NewPCG(42, 42))
	states := []string{"Created", "Buy", "Paid", "Packed", "Delivered", "Returned", "Cancelled", "Shipped"}
	day := time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
	var failed error
	for i := range n {
		at := day.Add(time.Duration(float64(i) / float64(n) * float64(24*time.Hour)))
		id, state, total := fmt.Sprintf("ord-%016x", dice.Uint64()), states[dice.IntN(len(states))], 10+dice.Float64()*880
		if i%100 == 0 {
			state, total = "Shipped", 901+dice.Float64()*500
		}
		if step := n / needles; i%step == step/2 && i/step < needles {
			id = fmt.Sprintf("needle-%d", i/step)
		}
		r := &kgo.Record{Topic: topic, Partition: int32(i % 6), Timestamp: at, Key: fmt.Appendf(nil, "cust-%06d", dice.IntN(130_000)), Value: order(dice, i, id, state, total, at)}
		client.Produce(b.Context(), r, func(_ *kgo.Record, err error) {
			if err != nil {
				failed = err
			}
		})
	}
	if err := client.Flush(b.Context()); err != nil || failed != nil {
		b.Fatal(err, failed)
	}
}

// order is the JSON of one order.
func order(dice *rand.Rand, i int, id, state string, total float64, at time.Time) []byte {
	stamp := at.Format("2006-01-02T15:04:05.000Z")
	line := func() string {
		return fmt.Sprintf(`{"sku":"SKU-%05d","name":"item %d of the catalogue","qty":%d,"unit_price":%.2f,"warehouse":"WH-%02d"}`,
			dice.IntN(99_999), dice.IntN(500), 1+dice.IntN(5), dice.Float64()*400, dice.IntN(20))
	}
	return fmt.Appendf(nil, `{"event_id":"%016x%016x","event_type":"order.%s","schema_version":3,"occurred_at":%q,`+
		`"order":{"id":%q,"number":%d,"status":%q,"channel":"web","currency":"EUR","subtotal":%.2f,"tax":%.2f,"total":%.2f,"created_at":%q},`+
		`"customer":{"id":%d,"name":"customer %d","email":"%010x@example.com","tier":"gold","address":{"street":"%d Main Street","city":"Trondheim","postal_code":"%05d","country":"NO"}},`+
		`"items":[%s,%s],"payment":{"method":"card","authorized":true,"transaction_id":"%024x"},"shipping":{"carrier":"UPS","tracking":null,"note":"ring twice please"},"trace_id":"%016x%016x"}`,
		dice.Uint64(), dice.Uint64(), strings.ToLower(state), stamp, id, 1_000_000+i, state, total/1.21, total-total/1.21, total, stamp,
		dice.IntN(130_000), dice.IntN(130_000), dice.Uint64()>>24, dice.IntN(999), dice.IntN(99_999), line(), line(), dice.Uint64(), dice.Uint64(), dice.Uint64())
}
