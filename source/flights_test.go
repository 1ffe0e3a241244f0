package source_test

import (
	"fmt"
	"io"
	"testing"
	"testing/synctest"
	"time"

	"riffle/source"
	"riffle/source/memory"
)

// What a person waits for is round trips. Every answer here is 100 ms late, on a
// clock of its own.
func TestRoundTrips(t *testing.T) {
	for _, tt := range []struct {
		partitions int
		shape      string
		first      int // flights from the ends to the first page
	}{
		{1, "steady", 3}, {6, "steady", 3}, {6, "jitter", 3}, {6, "one loud partition", 4}, {60, "steady", 3}, {200, "steady", 3},
	} {
		t.Run(fmt.Sprintf("%s/%d", tt.shape, tt.partitions), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				v := newRiver(t, tt.partitions, 20_000/tt.partitions+50, shapes[tt.shape])
				v.Inject(memory.Fault{Delay: 100 * time.Millisecond})
				st := source.NewStream(source.Cached(v.Log, 64<<20), v.refs, source.Options{})
				_, end, err := st.Ends(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				c := st.Backward(end, nil)
				defer c.Close()
				b, err := c.Next(t.Context(), 200)
				if err != nil || len(b.Records) < 50 {
					t.Fatalf("%d records, %v", len(b.Records), err)
				}
				if n := v.Cost().Flights; n > tt.first {
					t.Errorf("the first page of %d records took %d flights, want %d: %v", len(b.Records), n, tt.first, v.Cost().Calls)
				}
				if n := v.Cost().Calls[memory.OffsetsAt]; n > tt.first-2 {
					t.Errorf("the first page took %d lookups", n)
				}
				for range 5 { // pages that were read ahead
					<-time.After(time.Second)
					began := time.Now()
					if _, err := c.Next(t.Context(), 200); err != nil {
						t.Fatal(err)
					}
					if d := time.Since(began); d > 100*time.Millisecond {
						t.Errorf("the next page took %v", d)
					}
				}
			})
		})
	}
}

func TestRoundTripsOfASeek(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := newRiver(t, 6, 3000, shapes["steady"])
		v.Inject(memory.Fault{Delay: 100 * time.Millisecond})
		for _, tt := range []struct {
			at      source.At
			flights int
		}{
			{source.AtTime(noon.Add(10 * time.Second)), 2},
			{source.AtRecord(3, source.OffsetOf(1500)), 3},
		} {
			st := source.NewStream(v.Log, v.refs, source.Options{})
			v.ResetCost()
			began := time.Now()
			pos, err := st.Resolve(t.Context(), tt.at, source.Ref{})
			if err != nil {
				t.Fatal(err)
			}
			c := st.Forward(pos, nil)
			b, err := c.Next(t.Context(), 50)
			for err == nil && len(b.Records) == 0 {
				b, err = c.Next(t.Context(), 50)
			}
			if err != nil {
				t.Fatal(err)
			}
			c.Close()
			if got := time.Since(began); got > time.Duration(tt.flights)*100*time.Millisecond {
				t.Errorf("first rows of %v came after %v, want %d flights", tt.at, got, tt.flights)
			}
		}
	})
}

// A scan that found at once what it was after read a megabyte of each partition.
func TestAScanBeginsSmall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const partitions, records = 6, 3000
		log := memory.New(memory.Topic{Name: "orders", Partitions: partitions, Batch: 7})
		var refs []source.Ref
		for p := range partitions {
			refs = append(refs, source.Ref{Topic: "orders", Partition: int32(p)})
			for i := range records {
				log.Append(refs[p], source.Record{Time: noon.Add(time.Duration(i) * time.Second), Value: make([]byte, 1000)})
			}
		}
		log.Inject(memory.Fault{Delay: 20 * time.Millisecond})
		st := source.NewStream(log, refs, source.Options{Want: source.Want{Role: source.Scan}})
		low, end, err := st.Ends(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		log.ResetCost()
		few := st.Forward(low, end)
		b, err := few.Next(t.Context(), 2000)
		few.Close()
		if n := log.Cost().Bytes; err != nil || len(b.Records) == 0 || n > partitions*100<<10 {
			t.Errorf("%d bytes were read for %d records, %v", n, len(b.Records), err)
		}
		log.ResetCost()
		all := st.Forward(low, end)
		defer all.Close()
		found := 0
		for err == nil {
			b, err = all.Next(t.Context(), 10_000)
			found += len(b.Records)
		}
		if n := log.Cost().Calls[memory.Read]; err != io.EOF || found != partitions*records || n > partitions*8 {
			t.Errorf("%d records in %d pages, %v", found, n, err)
		}
	})
}
