package source_test

import (
	"io"
	"testing"
	"testing/synctest"
	"time"

	"riffle/source"
	"riffle/source/memory"
)

// Somebody who holds the key for paging up waited for a boundary at every page: the
// broker's work for it, not the records, set the pace. Now the slices grow, and are
// handed out in parts that each know where they begin.
func TestAReaderWithoutPausesGetsLargerSlicesInParts(t *testing.T) {
	const rows = 20
	for _, name := range []string{"steady", "jitter", "backfill and a clock that jumps"} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				v := newRiver(t, 3, 2000, shapes[name])
				v.Inject(memory.Fault{Delay: 10 * time.Millisecond})
				st := source.NewStream(v.Log, v.refs, source.Options{})
				_, end, err := st.Ends(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				c := st.Backward(end, nil)
				defer c.Close()
				var batches [][]source.Key
				for {
					b, err := c.Next(t.Context(), rows)
					if err == io.EOF {
						break
					}
					if err != nil {
						t.Fatal(err)
					}
					if len(b.Records) > 2*rows {
						t.Fatalf("%d records at once, where %d were asked for", len(b.Records), rows)
					}
					again := drain(t, st.Forward(b.At, end), rows)
					part := keys(b.Records)
					same(t, "from where a part begins to where it ends", forwards(again), part)
					batches, end = append(batches, part), b.At
				}
				same(t, "all parts", backwards(batches), v.want)
			})
		})
	}
	synctest.Test(t, func(t *testing.T) {
		v := newRiver(t, 3, 2000, shapes["steady"])
		v.Inject(memory.Fault{Delay: 10 * time.Millisecond})
		st := source.NewStream(v.Log, v.refs, source.Options{})
		_, end, err := st.Ends(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		c := st.Backward(end, nil)
		defer c.Close()
		pages := len(drain(t, c, rows))
		if asked := v.Cost().Calls[memory.OffsetsAt]; asked > pages/8 {
			t.Errorf("%d lookups for %d pages", asked, pages)
		}
	})
}

func keys(records []source.Record) []source.Key {
	list := make([]source.Key, len(records))
	for i := range records {
		list[i] = records[i].Order()
	}
	return list
}

func forwards(batches [][]source.Key) (all []source.Key) {
	for _, b := range batches {
		all = append(all, b...)
	}
	return all
}
