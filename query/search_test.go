package query_test

import (
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"riffle/query"
	"riffle/source"
	"riffle/source/memory"
)

// haystack is a log of random documents, some of them broken or nested deeper than
// paths look, at times that jump about.
func haystack(r *rand.Rand) (*memory.Log, []source.Ref) {
	log := memory.New(memory.Topic{Name: "orders", Partitions: 4, Batch: 1 + r.IntN(9), Page: 1 + r.IntN(60)})
	var refs []source.Ref
	jitter := 1 + r.IntN(3000)
	for p := range int32(4) {
		refs = append(refs, source.Ref{Topic: "orders", Partition: p})
		for i := range 50 + r.IntN(300) {
			doc := damage(r, []byte(document(r, 0)))
			if r.IntN(50) == 0 {
				doc = []byte(`{"b":` + strings.Repeat("[", 10_001) + strings.Repeat("]", 10_001) + `,"a":1}`)
			}
			log.Append(refs[p], source.Record{Value: doc, Time: now.Add(time.Duration(i*100+r.IntN(jitter)) * time.Millisecond)})
		}
	}
	return log, refs
}

// names are the places of records.
func names(records []source.Record) (all []string) {
	for i := range records {
		all = append(all, fmt.Sprintf("%d@%d %v", records[i].Partition, records[i].Offset.Lo, records[i].Err != nil))
	}
	return all
}

// part reads some batches of a cursor, or all where most is negative. It returns
// what they hold in the stream's order, and how far the cursor came.
func part(t *testing.T, c source.Cursor, dir source.Dir, most int, at source.Position) (found []string, reached source.Position, looked source.Count) {
	t.Helper()
	defer c.Close()
	for ; most != 0; most-- {
		b, err := c.Next(t.Context(), 7)
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if dir == source.Forward {
			found = append(found, names(b.Records)...)
		} else {
			found = append(names(b.Records), found...)
		}
		looked.Add(b.Looked)
		at = b.At
	}
	return found, at, looked
}

// TestSameFilterSameRangeSameAnswer: wherever a search starts, whichever way it
// goes and wherever it stops, it has found exactly the matches of the range that it
// says it covered, those of every other search; what it looked at before makes no
// difference to what it says of a record.
func TestSameFilterSameRangeSameAnswer(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 4))
	hits := 0
	for range 25 {
		log, refs := haystack(r)
		text := condition(r, 0).text()
		p, err := query.Compile(text, settings())
		if err != nil {
			t.Fatal(err)
		}
		plain := source.NewStream(log, refs, source.Options{})
		low, end, err := plain.Ends(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		var all []source.Record // in the stream's order
		for c := plain.Forward(low, end); ; {
			b, err := c.Next(t.Context(), 100)
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, b.Records...)
		}
		// between is what a search over [from, to) has to find.
		between := func(from, to source.Position) []string {
			var want []source.Record
			for i := range all {
				x := all[i]
				q := x.Partition
				if x.Offset.Less(from[q].Offset) || !x.Offset.Less(to[q].Offset) {
					continue
				}
				fresh, _ := query.Compile(text, settings())
				match, err := fresh.Test(&x)
				if x.Err = err; match {
					want = append(want, x)
				}
			}
			return names(want)
		}
		search := source.NewStream(log, refs, source.Options{Wrap: p.Filter, Want: source.Want{Role: source.Scan, Contains: p.Contains()}})
		for range 12 {
			start := all[r.IntN(len(all))].Order()
			from, err := search.PositionOf(t.Context(), start)
			if err != nil {
				t.Fatal(err)
			}
			most := r.IntN(20) - 1
			for dir, c := range map[source.Dir]source.Cursor{source.Forward: search.Forward(from, end), source.Backward: search.Backward(from, nil)} {
				got, reached, looked := part(t, c, dir, most, from)
				want := between(from, reached)
				if dir == source.Backward {
					want = between(reached, from)
				}
				if !slices.Equal(got, want) {
					t.Fatalf("%s\ndirection %+d from %v, %d batches to %v:\n%v\nwant\n%v", text, dir, start, most, reached, got, want)
				}
				if whole := most < 0; whole && dir == source.Forward && looked.Records != int64(len(all))-before(all, from) {
					t.Fatalf("%s: looked at %d records of %d", text, looked.Records, len(all))
				}
				hits += len(got)
			}
		}
	}
	if hits < 5000 {
		t.Errorf("only %d hits", hits)
	}
}

// before counts the records before a position.
func before(all []source.Record, at source.Position) (n int64) {
	for i := range all {
		if all[i].Offset.Less(at[all[i].Partition].Offset) {
			n++
		}
	}
	return n
}

// placed is a random condition on where records lie, to be joined to others.
func placed(r *rand.Rand) string {
	at := func() string {
		return now.Add(time.Duration(r.IntN(40_000)) * time.Millisecond).Format("2006-01-02T15:04:05.000Z07:00")
	}
	a, b := r.IntN(350), r.IntN(350)
	return []string{
		"$partition in (1, 3)", "$partition != 2", "$topic = orders",
		fmt.Sprintf("$offset >= %d", a), fmt.Sprintf("$offset < %d", b), fmt.Sprintf("$offset in %d..%d", min(a, b), max(a, b)),
		"$ts >= " + at(), "$ts < " + at(), "$ts <= " + at(),
	}[r.IntN(9)]
}

// The bounds that a filter sets for a read lose none of its matches, and show them
// in the order of the whole stream, whichever way they are read.
func TestBoundsOfPlaceOffsetAndTimeLoseNothing(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 9))
	hits, bounded, saved := 0, 0, 0
	for range 60 {
		log, refs := haystack(r)
		text := "not a = never"
		if r.IntN(2) == 0 {
			text = "(" + condition(r, 0).text() + ")"
		}
		for range 1 + r.IntN(3) {
			text += " and " + placed(r)
		}
		p, err := query.Compile(text, settings())
		if err != nil {
			t.Fatal(err)
		}
		plain := source.NewStream(log, refs, source.Options{})
		low, end, err := plain.Ends(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		all, _, _ := part(t, source.NewStream(log, refs, source.Options{Wrap: p.Filter}).Forward(low, end), source.Forward, -1, low)
		b := p.Bounds()
		open := slices.DeleteFunc(slices.Clone(refs), func(r source.Ref) bool { return !b.Covers(r) })
		if b.Empty || len(open) == 0 {
			if len(all) > 0 {
				t.Fatalf("%s\nmatches %v, and nothing would be read", text, all)
			}
			continue
		}
		search := source.NewStream(log, open, source.Options{Wrap: p.Filter, Want: source.Want{Contains: p.Contains()}})
		of, err := b.Range(t.Context(), search)
		if err != nil {
			t.Fatal(err)
		}
		if low, end, err = search.Ends(t.Context()); err != nil {
			t.Fatal(err)
		}
		from, to := of.Clamp(low), of.Clamp(end)
		whole := rows(low, end)
		for dir, c := range map[source.Dir]source.Cursor{source.Forward: search.Forward(from, to), source.Backward: search.Backward(to, from)} {
			got, _, _ := part(t, c, dir, -1, from)
			if !slices.Equal(got, all) {
				t.Fatalf("%s\ndirection %+d\n%v\nwant\n%v", text, dir, got, all)
			}
		}
		hits += len(all)
		if read := rows(from, to); read < whole {
			bounded, saved = bounded+1, saved+int(whole-read)
		}
	}
	if hits < 3000 || bounded < 20 || saved < 5000 {
		t.Errorf("only %d hits, %d bounded reads that left out %d records", hits, bounded, saved)
	}
}

// rows counts the offsets between two positions.
func rows(from, to source.Position) (n int64) {
	for i := range from {
		n += to[i].Offset.Minus(from[i].Offset)
	}
	return n
}
