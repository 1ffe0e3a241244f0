package query_test

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"riffle/query"
	"riffle/source"
)

// script is a cursor that gives batches, then an error.
type script struct {
	batches []source.Batch
	err     error
	closed  bool
}

func (s *script) Next(context.Context, int) (source.Batch, error) {
	if len(s.batches) == 0 {
		return source.Batch{}, s.err
	}
	b := s.batches[0]
	s.batches = s.batches[1:]
	return b, nil
}

func (s *script) Close() error {
	s.closed = true
	return nil
}

// TestFilter: what does not match goes, what says how far the cursor came stays.
func TestFilter(t *testing.T) {
	place := source.Place{Ref: source.Ref{Topic: "orders", Partition: 3}, Offset: source.OffsetOf(9), Max: now}
	first := source.Batch{
		Records: []source.Record{*rec(`{"a":1}`), *rec(`{"a":2}`), *rec(`broken`), *tombstone(), *rec(`{"b":` + strings.Repeat("[", 20_000) + `"a":`)},
		At:      source.Position{place}, Upto: source.Key{Max: now, Ref: place.Ref, Offset: place.Offset},
		Looked: source.Count{Records: 7, Bytes: 70, Wire: 30}, Holes: []source.Hole{{Ref: place.Ref}}, Live: true,
	}
	before := slices.Clone(first.Records)
	inner := &script{batches: []source.Batch{first, {Records: []source.Record{*rec(`{"a":2}`)}, Upto: first.Upto}}, err: io.EOF}
	c := compile(t, `a = 1`).Filter(inner)

	b, err := c.Next(context.Background(), 10)
	if err != nil || len(b.Records) != 2 || string(b.Records[0].Value) != `{"a":1}` {
		t.Fatalf("%v, %v", b.Records, err)
	}
	var limit *query.LimitError
	if !errors.As(b.Records[1].Err, &limit) || b.Records[0].Err != nil {
		t.Errorf("the record that is nested too deep has the error %v", b.Records[1].Err)
	}
	if want := (source.Count{Records: 7, Bytes: 70, Wire: 30, Parsed: 3, NotJSON: 1, OverLimit: 1}); b.Looked != want {
		t.Errorf("looked %+v, want %+v", b.Looked, want)
	}
	if len(b.At) != 1 || b.At[0] != place || b.Upto != first.Upto || len(b.Holes) != 1 || !b.Live {
		t.Errorf("progress is lost: %+v", b)
	}
	for i := range before {
		if string(first.Records[i].Value) != string(before[i].Value) || first.Records[i].Err != nil {
			t.Errorf("record %d of the cursor below was changed", i)
		}
	}

	if b, err = c.Next(context.Background(), 10); err != nil || len(b.Records) != 0 || b.Upto != first.Upto {
		t.Errorf("a batch without a match is not progress: %+v, %v", b, err)
	}
	if _, err = c.Next(context.Background(), 10); err != io.EOF {
		t.Errorf("the end is %v", err)
	}
	if err := c.Close(); err != nil || !inner.closed {
		t.Errorf("closing: %v, closed %v", err, inner.closed)
	}
	if empty := compile(t, "  "); !empty.Empty() || empty.Filter(inner) != source.Cursor(inner) {
		t.Error("the empty filter is in the way")
	}
}

// TestFilterCountsWhatItParsed: the first values are all parsed, so that what is
// said of a small topic is exact; later only those that have to be, and one in 32,
// which tell how many of the rest are not JSON.
func TestFilterCountsWhatItParsed(t *testing.T) {
	var b source.Batch
	add := func(values ...string) {
		for _, v := range values {
			r := *rec(v)
			r.Offset = source.OffsetOf(int64(len(b.Records)))
			b.Records = append(b.Records, r)
		}
	}
	add(slices.Repeat([]string{`{"a":"no"}`, `nothing`}, 128)...)
	add(slices.Repeat([]string{`{"a":"yes"}`, `{"a":"\u0079es"}`, `{"a":"yes"`, `{"a":"no"}`, `{"b":"text", oops`, `text, "a"`, `{"b":1}`, `{"c":2}`}, 8)...)
	c := compile(t, `a = yes`).Filter(&script{batches: []source.Batch{b}})
	got, _ := c.Next(context.Background(), 10)
	// Beside the first 256: each third of eight, and of each kind of the rest those
	// at offsets that 32 divides, which are the first of eight and counted already.
	if want := (source.Count{Parsed: 256 + 3*8, NotJSON: 128 + 8}); got.Looked != want || len(got.Records) != 16 {
		t.Errorf("looked %+v, want %+v; %d records", got.Looked, want, len(got.Records))
	}
}

// TestManyGoroutines share one program.
func TestManyGoroutines(t *testing.T) {
	p := compile(t, `a.@fromstr.b = "é" and items.#(x contains É).y = 1`)
	r := rec(`{"a":"{\"b\":\"\\u00e9\"}","items":[{"x":"CAF\u00c9","y":1}]}`)
	var all sync.WaitGroup
	for range 8 {
		all.Add(1)
		go func() {
			defer all.Done()
			for range 300 {
				if !p.Match(r) {
					t.Error("no match")
					return
				}
			}
		}()
	}
	all.Wait()
}

// TestBounds: what need not be read.
func TestBounds(t *testing.T) {
	off := source.OffsetOf
	for _, c := range []struct {
		filter       string
		from, to     source.Offset
		since, until time.Time
		empty        bool
	}{
		{filter: `a = 1`},
		{filter: `$offset >= 5 and $offset < 9 and a = 1`, from: off(5), to: off(9)},
		{filter: `$offset > 5 and ($offset <= 9 and b)`, from: off(6), to: off(10)},
		{filter: `$offset in (7, 3, 5)`, from: off(3), to: off(8)},
		{filter: `$offset in 3..7`, from: off(3), to: off(8)},
		{filter: `$offset = 3 and $offset = 4`, from: off(4), to: off(4), empty: true},
		{filter: `$offset < 0`, empty: true},
		{filter: `$offset >= 5 or a = 1`},
		{filter: `not $offset >= 5`},
		{filter: `$offset != 5`},
		{filter: `$ts >= 14:20 and $ts < 14:35`, since: clock(14, 20), until: clock(14, 35)},
		{filter: `$ts in 14:20..14:25`, since: clock(14, 20), until: clock(14, 25).Add(1)},
		{filter: `$ts > -15m`, since: now.Add(-15*time.Minute + 1)},
		{filter: `$ts = 14:20`, since: clock(14, 20), until: clock(14, 20).Add(1)},
		{filter: `$ts > 14:20 and $ts < 2026-11-23T14:00`, since: clock(14, 20).Add(1), until: clock(14, 0), empty: true},
	} {
		b := compile(t, c.filter).Bounds()
		if b.From != c.from && !c.empty || b.To != c.to && !c.empty || !b.Since.Equal(c.since) || !b.Until.Equal(c.until) || b.Empty != c.empty {
			t.Errorf("%s: %+v", c.filter, b)
		}
	}
	b := compile(t, `$topic startswith ord and ($partition = 3 or $partition in 5..6) and not $partition = 6 and a = 1`).Bounds()
	for _, c := range []struct {
		topic     string
		partition int32
		want      bool
	}{{"orders", 3, true}, {"orders", 5, true}, {"orders", 6, false}, {"orders", 4, false}, {"payments", 3, false}} {
		if b.Covers(source.Ref{Topic: c.topic, Partition: c.partition}) != c.want {
			t.Errorf("%s p%d: %v", c.topic, c.partition, !c.want)
		}
	}
}

// Why nothing was read is told by the conditions that exclude it.
func TestWhatNothingCanSatisfyIsNamed(t *testing.T) {
	var refs []source.Ref
	for p := range int32(6) {
		refs = append(refs, source.Ref{Topic: "orders", Partition: p})
	}
	for filter, want := range map[string]string{
		`$partition = 9 and type = Shipped`:         `none of the partitions 0–5 of orders satisfies $partition = 9`,
		`$partition = 3 and $partition = 4`:         `none of the partitions 0–5 of orders satisfies $partition = 3 and $partition = 4`,
		`$topic = other or $partition in (7, 8)`:    `none of the partitions 0–5 of orders satisfies ($topic = other or $partition in (7, 8))`,
		`$offset < 0 and a = 1`:                     `no record can satisfy $offset < 0`,
		`$offset = 3 and $offset = 4`:               `no record can satisfy $offset = 3 and $offset = 4`,
		`$partition = 5 and $offset >= 3 and a = 1`: ``,
		`a = 1`: ``,
	} {
		b := compile(t, filter).Bounds()
		if got := b.WhyNone(refs); got != want {
			t.Errorf("%s\n got %s\nwant %s", filter, got, want)
		}
	}
	b := compile(t, `$partition = 9`).Bounds()
	if got := b.WhyNone(refs[2:3]); got != "none of partition 2 of orders satisfies $partition = 9" {
		t.Error(got)
	}
}

// Of a key over the limits the size of the value was told.
func TestTheSizeThatIsOverTheLimits(t *testing.T) {
	r := rec(`{}`)
	r.Key = []byte(`{"a":` + strings.Repeat("[", 20_000))
	b, err := compile(t, `$key.a = 1`).Filter(&script{batches: []source.Batch{{Records: []source.Record{*r}}}}).Next(t.Context(), 10)
	var limit *query.LimitError
	if err != nil || len(b.Records) != 1 || !errors.As(b.Records[0].Err, &limit) || limit.Size != len(r.Key) {
		t.Errorf("%+v, %v", limit, err)
	}
}

// TestBoundsAreSound: no record that matches lies outside of them.
func TestBoundsAreSound(t *testing.T) {
	parts := []string{`$offset > 1`, `$offset <= 3`, `$offset in (0, 2)`, `$offset != 2`, `$partition = 1`, `not $partition = 1`, `$partition in 0..1`,
		`$ts > 14:20`, `$ts <= 14:22`, `$ts in 14:20..14:21`, `$ts != 14:21`, `($offset = 1 or $partition = 2)`, `$topic = orders`, `$topic != orders`}
	for _, x := range parts {
		for _, y := range parts {
			p := compile(t, x+" and "+y)
			b := p.Bounds()
			for i := range 4 * 3 * 4 * 2 {
				r := at(clock(14, 20).Add(time.Duration(i/12%4) * time.Minute))
				r.Offset, r.Partition, r.Topic = source.OffsetOf(int64(i%4)), int32(i/4%3), []string{"orders", "x"}[i/48]
				inside := b.Covers(r.Ref) && !b.Empty && !r.Offset.Less(b.From) && (b.To == source.Offset{} || r.Offset.Less(b.To)) &&
					!r.Time.Before(b.Since) && (b.Until.IsZero() || r.Time.Before(b.Until))
				if p.Match(r) && !inside {
					t.Fatalf("%s: %+v matches outside of %+v", p, r, b)
				}
			}
		}
	}
}

// TestContains: what a driver may look for before it parses a record.
func TestContains(t *testing.T) {
	for filter, want := range map[string]string{
		`o-77121`: "o-77121", `type = Shipped and o-1`: "Shipped|o-1", `type = Shipped or a = b`: "", `not type = Shipped`: "", `type != Shipped`: "",
		`type contains Ship`: "", `type startswith Ship`: "Ship", `path endswith /log.txt`: "log.txt", `url = https://shop/x?y`: "https:", `"say \"hi there\""`: "hi there",
		`a = 500`: "", `a = "500"`: "500", `a = 10KB`: "", `a = 14:20`: "", `a in (xx, yy)`: "", `items.#(sku = B2 and n > 1)`: "B2", `items.#(sku = B2)# is missing`: "",
		`items.#(sku = B2)#|# = 0`: "", `items.#(sku = B2)#.x = long`: "long|B2", `a.@fromstr.b = xyz`: "", `a*.b = xyz`: "", `$key = 17`: "", `$key startswith o-1`: "o-1", `$headers.h = '17'`: "", `$key = o-1`: "o-1", `$headers.h = v1`: "v1",
		`$topic = orders`: "", `$txn = open`: "", `a = xyz and (b = xy and c = yz)`: "xyz", `x ~ /abc/`: "", `/abc/`: "", `été`: "été", `$key = null`: "", `a = true`: "",
		`$key.id = abc`: "abc", ``: "", `"/"`: "",
	} {
		var got []string
		for _, text := range compile(t, filter).Contains() {
			got = append(got, string(text))
		}
		if strings.Join(got, "|") != want {
			t.Errorf("%s: %q, want %q", filter, got, want)
		}
	}
}
