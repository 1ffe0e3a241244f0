package kafka

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"riffle/source"
)

func TestLiteralIsFoundWhereBytesContainsFindsIt(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	letters := "abcZ"
	word := func(n int) []byte {
		w := make([]byte, n)
		for i := range w {
			w[i] = letters[random.IntN(len(letters))]
		}
		return w
	}
	for range 20_000 {
		text, p := word(1+random.IntN(5)), word(random.IntN(200))
		if got, want := literalsOf([][]byte{text})[0].in(p), bytes.Contains(p, text); got != want {
			t.Fatalf("%q in %q: %v", text, p, got)
		}
	}
	l := literalsOf([][]byte{[]byte("ee"), nil, []byte("e")})
	if len(l) != 2 || !l[0].in(bytes.Repeat([]byte("e0"), 5000)[1:]) == bytes.Contains(bytes.Repeat([]byte("e0"), 5000), []byte("ee")) {
		t.Errorf("%d literals; a text full of the rare byte", len(l))
	}
}

func TestRarestByteIsTheOneLookedFor(t *testing.T) {
	for text, want := range map[string]byte{"order-Q17": 'Q', `"id"`: 'd', "aé": 0xc3} {
		l := literalsOf([][]byte{[]byte(text)})[0]
		if got := l.text[l.rare]; got != want {
			t.Errorf("%s: %q", text, got)
		}
	}
}

// filtered is what a filter keeps of a page for these literals, and every record's
// place in the merged order, which must not depend on what the driver left out.
func filtered(p source.Page, texts [][]byte, top *time.Time) (kept []string) {
	text := rows(p)
	for i := range p.Records {
		r := &p.Records[i]
		if r.Time.After(*top) {
			*top = r.Time
		}
		all := string(r.Key) + "\x00" + string(r.Value) + "\x00" + string(r.Headers.Raw)
		if r.Kind == source.Data && slices.ContainsFunc(texts, func(t []byte) bool { return !strings.Contains(all, string(t)) }) &&
			!strings.Contains(all, `\`) {
			continue
		}
		kept = append(kept, fmt.Sprint(top.UnixMilli(), " ", text[i]))
	}
	return kept
}

// The property that holds the fast path against the slow one: after the filter
// nothing is different, neither the records nor their order nor what was looked at.
func TestPrefilterChangesNothingAfterTheFilter(t *testing.T) {
	seen, less := 0, 0
	for seed := range uint64(400) {
		random := rand.New(rand.NewPCG(seed, 5))
		raw, end := randomLog(random)
		texts := [][][]byte{{[]byte("needle")}, {[]byte("needle"), []byte("hay")}, {[]byte("x")}, {[]byte("nowhere")}}[random.IntN(4)]
		a := answer{at: 0, end: end, stable: end, raw: raw}
		d := newDecoder()
		plain := mustDecode(t, d, a, source.Want{Role: source.Scan})
		quick := mustDecode(t, d, a, source.Want{Role: source.Role(random.IntN(2)), Contains: texts})
		var top, quickTop time.Time
		want, got := filtered(plain, texts, &top), filtered(quick, texts, &quickTop)
		if !slices.Equal(got, want) || !top.Equal(quickTop) {
			t.Fatalf("seed %d, %q:\ngot  %q, up to %v\nwant %q, up to %v", seed, texts, got, quickTop, want, top)
		}
		if quick.Looked != plain.Looked || quick.From != plain.From || quick.To != plain.To {
			t.Fatalf("seed %d: looked at %+v, %+v without", seed, quick.Looked, plain.Looked)
		}
		offsets := func(a, b source.Record) int { return a.Offset.Compare(b.Offset) }
		if !slices.IsSortedFunc(quick.Records, offsets) {
			t.Fatalf("seed %d: %q", seed, rows(quick))
		}
		seen, less = seen+len(plain.Records), less+len(quick.Records)
		plain.Release()
		quick.Release()
	}
	if less > seen*2/3 {
		t.Errorf("%d of %d records left: nothing was left out", less, seen)
	}
}

// randomLog writes batches of all kinds with times that jump back and forth.
func randomLog(random *rand.Rand) (raw []byte, end int64) {
	values := []string{"hay", "hay needle", "needle", "x", `back\\slash`, "", "hay hay hay", "need", "le"}
	rising := random.IntN(2) == 0
	for range 1 + random.IntN(8) {
		c := compressors[random.IntN(len(compressors))]
		b := logBatch{base: end, attr: c.codec, squeeze: c.squeeze, producer: -1}
		if random.IntN(5) == 0 {
			b.attr |= appendTimeBit
		}
		if random.IntN(8) == 0 {
			raw, end = append(raw, marker(end, 4, 1)...), end+1
			continue
		}
		narrow := 1 + random.IntN(len(values))
		for i := range 1 + random.IntN(6) {
			r := logRecord{delta: int64(i), time: random.Int64N(100), value: []byte(values[random.IntN(narrow)])}
			if rising {
				r.time = end + int64(i)
			}
			if random.IntN(3) == 0 {
				r.key = []byte(values[random.IntN(narrow)])
			}
			if random.IntN(6) == 0 {
				r.headers = source.MakeHeaders(source.Header{Name: "needle", Value: []byte("hay")})
			}
			if b.attr&appendTimeBit == 0 {
				b.maxTime = max(b.maxTime, r.time)
			}
			b.records = append(b.records, r)
		}
		if b.attr&appendTimeBit != 0 {
			b.maxTime = random.Int64N(100)
		}
		raw = append(raw, b.bytes()...)
		end += int64(len(b.records))
	}
	return raw, end
}

func TestRecordsOfSkippedBatchesAreCountedAndOneStandsForTheirTime(t *testing.T) {
	var raw []byte
	for base := int64(0); base < 300; base += 100 {
		b := logBatch{base: base, firstTime: base * 3, maxTime: base*3 + 297, attr: 4, squeeze: withZstd, producer: -1, records: shopRecords(100)}
		raw = append(raw, b.bytes()...)
	}
	want := source.Want{Role: source.Scan, Contains: [][]byte{[]byte("nowhere")}}
	p := mustDecode(t, newDecoder(), answer{end: 300, stable: 300, raw: raw}, want)
	if len(p.Records) != 1 || p.Records[0].Offset.Lo != 299 || p.Records[0].Time.UnixMilli() != 897 || p.Looked.Records != 300 || p.To.Lo != 300 {
		t.Errorf("%q, looked at %+v", rows(p), p.Looked)
	}
}

// The record that stood for those left out came after damage that follows it.
func TestWhatStandsForRecordsLeftOutComesBeforeLaterDamage(t *testing.T) {
	first := logBatch{firstTime: 1, maxTime: 1, producer: -1, records: []logRecord{{}}}.bytes()
	bad := logBatch{base: 1, records: []logRecord{{}}, damage: func(b []byte) { b[checksumAt]++ }}.bytes()
	p := mustDecode(t, newDecoder(), answer{end: 9, stable: 9, raw: join(first, bad)}, source.Want{Contains: [][]byte{[]byte("x")}})
	if got := rows(p); !slices.Equal(got, []string{"0 plain create 1 ∅=∅", "1..2 corrupt"}) {
		t.Errorf("%q", got)
	}
}
