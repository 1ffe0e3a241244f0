//go:build unix

package kafka

import (
	"context"
	"io"
	"runtime"
	"runtime/metrics"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/tidwall/gjson"

	"riffle/query"
	"riffle/source"
)

// cpu is the processor time that this process has taken so far.
func cpu() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// searches are what people look for, with how many matches are rare there.
func searches() []struct{ name, filter string } {
	return []struct{ name, filter string }{
		{"needle", "needle-"},
		{"path", `order.id startswith "needle-"`},
		{"common", "order.status = Shipped and order.total > 900"},
		{"number", "order.total > 99999"},
		{"last", "trace_id = none"},
		{"missing", "order.discount > 5"},
		{"all", ""},
	}
}

// search reads a whole stream with a filter and counts what matched.
func search(tb testing.TB, src source.Source, refs []source.Ref, filter string) (matched int, looked source.Count) {
	p, err := query.Compile(filter, query.Settings{})
	if err != nil {
		tb.Fatal(err)
	}
	s := source.NewStream(src, refs, source.Options{Lend: true, Wrap: p.Filter, Want: source.Want{Role: source.Scan, Contains: p.Contains()}})
	low, end, err := s.Ends(tb.Context())
	if err != nil {
		tb.Fatal(err)
	}
	c := s.Forward(low, end)
	defer c.Close()
	for {
		b, err := c.Next(context.Background(), 2000)
		if err == io.EOF {
			return matched, looked
		}
		if err != nil {
			tb.Fatal(err)
		}
		matched += len(b.Records)
		looked.Add(b.Looked)
	}
}

// walkAll is what a program does that asks gjson about every record, without a
// prefilter: inflate, cut, look up. Partitions in parallel.
func (r *replay) walkAll(match func(value []byte) bool) (matched int) {
	var all sync.WaitGroup
	counts := make([]int, len(r.refs))
	for i, ref := range r.refs {
		all.Go(func() {
			for at := (source.Offset{}); ; {
				page, err := r.Read(context.Background(), ref, at, source.Forward, source.Want{Role: source.Scan, Bytes: 1 << 20})
				if err != nil {
					panic(err)
				}
				for j := range page.Records {
					if match(page.Records[j].Value) {
						counts[i]++
					}
				}
				at = page.To
				edge := page.Edge
				page.Release()
				if edge {
					return
				}
			}
		})
	}
	all.Wait()
	for _, n := range counts {
		matched += n
	}
	return matched
}

// BenchmarkSearch searches 120,000 orders (lz4) that lie in memory. Beside the time
// it tells the processor time for a million records, the same as a share of
// inflating alone, and the garbage for each record.
func BenchmarkSearch(b *testing.B) {
	r := newReplay(3, replayLZ4(), 120_000, 20_000)
	measure := func(b *testing.B, f func()) time.Duration {
		f()
		runtime.GC()
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		began := cpu()
		n := 0
		for b.Loop() {
			f()
			n++
		}
		took := (cpu() - began) / time.Duration(n)
		runtime.ReadMemStats(&after)
		b.ReportMetric(took.Seconds()*1e6/float64(r.records), "cpu-s/Mrec")
		b.ReportMetric(float64(after.TotalAlloc-before.TotalAlloc)/float64(n*r.records), "B/rec")
		b.ReportMetric(0, "ns/op")
		return took
	}
	var floor time.Duration
	b.Run("inflate", func(b *testing.B) { floor = measure(b, r.inflate) })
	share := func(b *testing.B, took time.Duration) {
		if floor > 0 {
			b.ReportMetric(float64(took)/float64(floor), "×inflate")
		}
	}
	for _, s := range searches() {
		b.Run(s.name, func(b *testing.B) { share(b, measure(b, func() { search(b, r, r.refs, s.filter) })) })
	}
	for _, g := range []struct {
		name, path string
	}{{"gjson-number", "order.total"}, {"gjson-last", "trace_id"}, {"gjson-missing", "order.discount"}} {
		b.Run(g.name, func(b *testing.B) {
			share(b, measure(b, func() {
				r.walkAll(func(v []byte) bool { return gjson.GetBytes(v, g.path).Num > 99999 })
			}))
		})
	}
}

// BenchmarkCores searches zstd from memory with one processor and with two, in
// turn, and tells how many times as fast two are: what they are not idle of, by the
// work that they take. Other work on the machine makes no difference to that.
func BenchmarkCores(b *testing.B) {
	r := newReplay(4, withZstd, 60_000, 20_000)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	var busy, work [2]float64
	for b.Loop() {
		for i := range busy {
			runtime.GOMAXPROCS(i + 1)
			idle, all, began := processors()
			search(b, r, r.refs, "order.total > 99999")
			work[i] += (cpu() - began).Seconds()
			laterIdle, laterAll, _ := processors()
			busy[i] += float64(i+1) * (1 - (laterIdle-idle)/(laterAll-all))
		}
	}
	b.ReportMetric(busy[1]/busy[0]*work[0]/work[1], "×one-core")
	b.ReportMetric(0, "ns/op")
}

// processors is how long the processors that Go may use had nothing to do, how long
// there were any, and what this process took of them.
func processors() (idle, all float64, took time.Duration) {
	runtime.GC() // only then are they counted
	s := []metrics.Sample{{Name: "/cpu/classes/idle:cpu-seconds"}, {Name: "/cpu/classes/total:cpu-seconds"}}
	metrics.Read(s)
	return s[0].Value.Float64(), s[1].Value.Float64(), cpu()
}

// TestReplayIsSearchedWhole: what is measured is right.
func TestReplayIsSearchedWhole(t *testing.T) {
	r := newReplay(3, replayLZ4(), 3000, 300)
	for filter, want := range map[string]int{"needle-": 10, `order.id startswith "needle-"`: 10, "order.total > 99999": 0, "": 3000, "order.number >= 1002900": 100} {
		if got, looked := search(t, r, r.refs, filter); got != want || looked.Records != 3000 {
			t.Errorf("%s: %d matched of %d, want %d", filter, got, looked.Records, want)
		}
	}
}
