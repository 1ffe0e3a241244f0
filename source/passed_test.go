package source_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"riffle/source"
	"riffle/source/memory"
)

// watched notes when each partition was first read past an offset.
type watched struct {
	source.Source
	mu     sync.Mutex
	passed map[int32]time.Time // by partition
	at     source.Offset
}

func (u *watched) Read(ctx context.Context, ref source.Ref, at source.Offset, dir source.Dir, want source.Want) (source.Page, error) {
	page, err := u.Source.Read(ctx, ref, at, dir, want)
	u.mu.Lock()
	defer u.mu.Unlock()
	if _, known := u.passed[ref.Partition]; !known && u.at.Less(page.To) {
		u.passed[ref.Partition] = time.Now()
	}
	return page, err
}

// A match is handed out within 300 ms of the moment when every partition has been
// read past it, though none of the others has a match to show for it.
func TestAMatchIsShownWhenAllHavePassedIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		log := memory.New(memory.Topic{Name: "orders", Partitions: 3, Page: 10})
		var refs []source.Ref
		for p := range int32(3) {
			refs = append(refs, source.Ref{Topic: "orders", Partition: p})
			for i := range 1000 {
				value := "2"
				if p == 1 && i == 300 {
					value = "1" // odd: what is looked for
				}
				log.Append(refs[p], source.Record{Time: noon.Add(time.Duration(i) * time.Second), Value: []byte(value)})
			}
		}
		log.Inject(memory.Fault{Method: memory.Read, Delay: 50 * time.Millisecond})
		u := &watched{Source: log, passed: map[int32]time.Time{}, at: source.OffsetOf(300)}
		s := source.NewStream(u, refs, source.Options{Wrap: func(c source.Cursor) source.Cursor { return odd{c} }, Want: source.Want{Role: source.Scan}})
		low, end, err := s.Ends(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		c := s.Forward(low, end)
		defer synctest.Wait()
		defer c.Close()
		for {
			b, err := c.Next(t.Context(), 100)
			if err != nil {
				t.Fatal(err)
			}
			if len(b.Records) == 0 {
				continue
			}
			u.mu.Lock()
			defer u.mu.Unlock()
			last := slices.MaxFunc([]time.Time{u.passed[0], u.passed[1], u.passed[2]}, time.Time.Compare)
			if len(u.passed) < 3 || time.Since(last) > 300*time.Millisecond {
				t.Errorf("the match came %v after all %d partitions had passed it", time.Since(last), len(u.passed))
			}
			return
		}
	})
}
