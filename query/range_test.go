package query_test

import (
	"testing"
	"time"

	"riffle/query"
	"riffle/source"
	"riffle/source/memory"
)

// What a filter says about times and offsets becomes the place where reading
// begins and ends: nothing outside of it is touched.
func TestRangeOfAFilter(t *testing.T) {
	log := memory.New(memory.Topic{Name: "orders", Partitions: 2}, memory.Topic{Name: "paid", Partitions: 2, Retention: source.Retention{Clock: source.AppendTime}})
	refs := []source.Ref{{Topic: "orders"}, {Topic: "orders", Partition: 1}}
	appended := []source.Ref{{Topic: "paid"}, {Topic: "paid", Partition: 1}}
	noon := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	for i := range 240 {
		log.Append(refs[i%2], source.Record{Value: []byte("{}"), Time: noon.Add(time.Duration(i) * time.Minute)})
		log.Append(appended[i%2], source.Record{Value: []byte("{}"), Time: noon.Add(time.Duration(i) * time.Minute)})
	}
	at := func(minute, part int) source.Offset { return source.OffsetOf(int64((minute + 1 - part) / 2)) }
	for _, c := range []struct {
		filter   string
		refs     []source.Ref
		from, to int // minutes after noon; -1: no bound
	}{
		{"a = 1", refs, -1, -1},
		{"$ts >= 2026-11-23T12:30Z", refs, 30, -1},
		{"$ts < 2026-11-23T13:00Z and a = 1", refs, -1, 65},
		{"$ts in 2026-11-23T12:30Z..2026-11-23T13:00Z", refs, 30, 66},
		{"$ts < 2026-11-23T13:00Z", appended, -1, 60}, // nothing comes late
		{"$ts <= 2026-11-23T13:00Z", appended, -1, 61},
		{"$ts < 2026-11-23T13:00Z", []source.Ref{refs[0], appended[1]}, -1, 65}, // in one of them it may
		{"$offset >= 30 and $offset < 40", refs[:1], 60, 80},
		{"$offset >= 30", refs, 60, -1}, // in each partition
		{"$offset >= 30 and $offset < 40 and $ts < 2026-11-23T13:00Z", refs, 60, 65},
		{"$offset >= 20 and $ts > 2026-11-23T13:30Z", refs[:1], 92, -1},
		{"$ts > 2026-11-23T13:30Z or a = 1", refs, -1, -1},
	} {
		p, err := query.Compile(c.filter, query.Settings{Now: noon.Add(12 * time.Hour)})
		if err != nil {
			t.Fatal(err)
		}
		b := p.Bounds()
		r, err := b.Range(t.Context(), source.NewStream(log, c.refs, source.Options{}))
		if err != nil {
			t.Fatal(err)
		}
		if late := r.To != nil && !r.Until.IsZero() && c.to%60 > 1; (r.Late > 0) != late {
			t.Errorf("%s: reads %v beyond its bound", c.filter, r.Late)
		}
		for name, side := range map[string]struct {
			got  source.Position
			want int
		}{"from": {r.From, c.from}, "to": {r.To, c.to}} {
			if (side.got == nil) != (side.want < 0) {
				t.Errorf("%s: %s is %v, want minute %d", c.filter, name, side.got, side.want)
			}
			for part := range side.got {
				if got, want := side.got[part].Offset, at(side.want, part); got != want {
					t.Errorf("%s: %s of p%d is %d, want %d", c.filter, name, part, got.Lo, want.Lo)
				}
			}
		}
		low, end := source.Position{{Ref: refs[0]}, {Ref: refs[1]}}[:len(c.refs)], source.Position{{Ref: refs[0], Offset: source.OffsetOf(120)}, {Ref: refs[1], Offset: source.OffsetOf(120)}}[:len(c.refs)]
		if from := r.Clamp(low); c.from >= 0 && from[0].Offset != at(c.from, 0) {
			t.Errorf("%s: begins at %v", c.filter, from)
		}
		if to := r.Clamp(end); c.to >= 0 && to[0].Offset != at(c.to, 0) {
			t.Errorf("%s: ends at %v", c.filter, to)
		}
	}
}
