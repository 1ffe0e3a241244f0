package source_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"riffle/source"
	"riffle/source/memory"
)

// One record dated an hour ahead ended every range before the records behind it: 0 of
// 300 matched, "complete".
func TestOneClockThatIsAheadIsNoEnd(t *testing.T) {
	begin := time.Date(2026, 11, 26, 10, 0, 0, 0, time.UTC)
	at := func(second int) time.Time { return begin.Add(time.Duration(second) * time.Second) }
	for _, tt := range []struct {
		name  string
		ahead []int // records dated an hour ahead
		until int
		want  uint64
	}{
		{"in order", nil, 600, 600},
		{"nothing is later", nil, 4000, 1000},
		{"all is later", nil, -1, 0},
		{"one, early", []int{100}, 600, 600},
		{"the first of all", []int{0}, 600, 600},
		{"several", []int{100, 101, 102, 350, 599}, 600, 599}, // the last of them is no earlier record
		{"behind the end", []int{700}, 600, 600},
		{"the newest", []int{999}, 600, 600},
		{"just before the end of all", []int{100}, 1000, 1000},
	} {
		t.Run(tt.name, func(t *testing.T) {
			log := memory.New(memory.Topic{Name: "orders", Partitions: 1, Batch: 10})
			ref := source.Ref{Topic: "orders"}
			ahead := map[int]bool{}
			for _, i := range tt.ahead {
				ahead[i] = true
			}
			for i := range 1000 {
				when := at(i)
				if ahead[i] {
					when = when.Add(time.Hour)
				}
				log.Append(ref, source.Record{Time: when, TimeKind: source.CreateTime, Value: make([]byte, 500)})
			}
			pos, err := source.NewStream(log, []source.Ref{ref}, source.Options{}).Past(t.Context(), at(tt.until))
			if err != nil {
				t.Fatal(err)
			}
			if pos[0].Offset.Lo != tt.want {
				t.Errorf("it ends at %d, want %d", pos[0].Offset.Lo, tt.want)
			}
			if len(tt.ahead) == 1 && tt.ahead[0] == 100 && pos[0].Offset.Lo < 1000 && !pos[0].Max.Equal(at(100+3600)) {
				t.Errorf("the running maximum there is %v", pos[0].Max)
			}
		})
	}
}

// Whatever is a little late or ahead, nothing earlier is behind the place, and little
// that is later before it.
func TestPastIsBehindAllThatIsEarlier(t *testing.T) {
	dice := rand.New(rand.NewPCG(7, 9))
	begin := time.Date(2026, 11, 26, 10, 0, 0, 0, time.UTC)
	for range 20 {
		const n, partitions = 3000, 3
		log := memory.New(memory.Topic{Name: "orders", Partitions: partitions, Batch: 1 + dice.IntN(30)})
		var refs []source.Ref
		times := make([][]time.Time, partitions)
		for p := range partitions {
			refs = append(refs, source.Ref{Topic: "orders", Partition: int32(p)})
		}
		for i := range n {
			when := begin.Add(time.Duration(i-dice.IntN(20)) * time.Second)
			if dice.IntN(200) == 0 {
				when = when.Add(time.Duration(dice.IntN(100)) * time.Minute)
			}
			p := dice.IntN(partitions)
			times[p] = append(times[p], when)
			log.Append(refs[p], source.Record{Time: when, TimeKind: source.CreateTime, Value: make([]byte, 300)})
		}
		until := begin.Add(time.Duration(dice.IntN(n)) * time.Second)
		pos, err := source.NewStream(log, refs, source.Options{}).Past(t.Context(), until)
		if err != nil {
			t.Fatal(err)
		}
		for p, list := range times {
			last := 0
			for i, when := range list {
				if when.Before(until) {
					last = i + 1
				}
			}
			if int(pos[p].Offset.Lo) != last {
				t.Errorf("p%d: it ends at %d, the last earlier one is before %d", p, pos[p].Offset.Lo, last)
			}
		}
	}
}
