package kafka

import (
	"encoding/binary"
	"errors"
	"slices"
	"strings"
	"testing"

	"riffle/source"
)

func TestEveryCodecGivesTheSameRecords(t *testing.T) {
	records := shopRecords(300)
	plain := logBatch{base: 100, firstTime: 1e12, maxTime: 1e12 + 900, producer: -1, records: records}
	want := rows(mustDecode(t, newDecoder(), answer{at: 100, end: 500, stable: 500, raw: plain.bytes()}, source.Want{}))
	if len(want) != len(records) || !strings.HasPrefix(want[4], `104 plain create 1000000000012 "o-`) || !strings.Contains(want[4], ` trace:"`) {
		t.Fatalf("%d records, the fifth %s", len(want), want[4])
	}
	for _, c := range compressors {
		for _, role := range []source.Role{source.Interactive, source.Scan} {
			d := newDecoder()
			b := plain
			b.attr, b.squeeze = c.codec, c.squeeze
			second := b
			second.base = 400
			raw := join(b.bytes(), second.bytes())
			p := mustDecode(t, d, answer{at: 100, end: 700, stable: 700, raw: raw}, source.Want{Role: role})
			if got := rows(p); len(got) != 600 || !slices.Equal(got[:300], want) {
				t.Errorf("%s: %d records, not as without compression", c.name, len(got))
			}
			inflated := int64(2 * len(plain.bytes()[recordsAt:]))
			if p.Looked != (source.Count{Records: 600, Bytes: inflated, Wire: int64(len(raw))}) {
				t.Errorf("%s: looked at %+v", c.name, p.Looked)
			}
			if p.From.Lo != 100 || p.To.Lo != 700 || !p.Edge || (p.Free == nil) != (role == source.Interactive) {
				t.Errorf("%s: page from %v to %v, edge %v, lent %v", c.name, p.From, p.To, p.Edge, p.Free != nil)
			}
			p.Release()
		}
	}
}

func TestWhatBatchesSay(t *testing.T) {
	one := []logRecord{{key: []byte("k"), value: []byte("v")}}
	for _, c := range []struct {
		name     string
		answer   answer
		from, to uint64
		edge     bool
		want     []string
	}{
		{"null and empty are not the same",
			answer{end: 3, raw: logBatch{firstTime: 5, producer: -1, records: []logRecord{
				{key: nil, value: []byte{}}, {delta: 1, key: []byte{}, value: nil},
				{delta: 2, headers: source.MakeHeaders(source.Header{Name: "a"}, source.Header{Name: "a", Value: []byte{}})},
			}}.bytes()}, 0, 3, true,
			[]string{`0 plain create 5 ∅=""`, `1 plain create 5 ""=∅`, `2 plain create 5 ∅=∅ a:∅ a:""`}},
		{"the broker's clock counts for all records of a batch",
			answer{end: 9, raw: logBatch{attr: 8, firstTime: 5, maxTime: 77, records: []logRecord{{time: 1}, {delta: 1, time: 2}}}.bytes()},
			0, 2, false, []string{`0 plain append 77 ∅=∅`, `1 plain append 77 ∅=∅`}},
		{"a time of -1 is none",
			answer{end: 1, raw: logBatch{firstTime: -1, maxTime: -1, records: one}.bytes()}, 0, 1, true, []string{`0 plain "k"="v"`}},
		{"an empty batch advances",
			answer{at: 10, end: 40, raw: join(logBatch{base: 10, last: 9}.bytes(), logBatch{base: 20, last: 19}.bytes())}, 10, 40, true, nil},
		{"compaction leaves holes inside a batch and after it",
			answer{at: 12, end: 99, raw: logBatch{base: 10, last: 9, firstTime: 1, records: []logRecord{{delta: 1}, {delta: 7}}}.bytes()},
			10, 20, false, []string{`11 plain create 1 ∅=∅`, `17 plain create 1 ∅=∅`}},
		{"a first batch that begins later",
			answer{at: 12, end: 99, raw: logBatch{base: 30, firstTime: 1, records: one}.bytes()}, 12, 31, false, []string{`30 plain create 1 "k"="v"`}},
		{"a batch cut off at the tail is not there",
			answer{end: 9, raw: join(logBatch{firstTime: 1, records: one}.bytes(), logBatch{base: 1, records: one}.bytes()[:40])},
			0, 1, false, []string{`0 plain create 1 "k"="v"`}},
		{"batches before the offset asked for are left out",
			answer{at: 5, end: 9, raw: join(logBatch{records: one}.bytes(), logBatch{base: 5, firstTime: 1, records: one}.bytes())},
			5, 6, false, []string{`5 plain create 1 "k"="v"`}},
		{"nothing at the end", answer{at: 7, end: 7}, 7, 7, true, nil},
		{"starved below the end", answer{at: 7, end: 9}, 7, 7, false, nil},
	} {
		c.answer.stable = c.answer.end
		for _, role := range []source.Role{source.Interactive, source.Scan} {
			p := mustDecode(t, newDecoder(), c.answer, source.Want{Role: role})
			if got := rows(p); !slices.Equal(got, c.want) {
				t.Errorf("%s: got %q, want %q", c.name, got, c.want)
			}
			if p.From.Lo != c.from || p.To.Lo != c.to || p.Edge != c.edge || p.Stable.Lo != uint64(c.answer.end) {
				t.Errorf("%s: from %d to %d, edge %v, stable %d", c.name, p.From.Lo, p.To.Lo, p.Edge, p.Stable.Lo)
			}
		}
	}
}

func TestFirstBatchCutOffTellsItsSize(t *testing.T) {
	whole := logBatch{records: shopRecords(50)}.bytes()
	for _, n := range []int{12, 16, 17, 61, len(whole) - 1} {
		p, need, err := newDecoder().decode(answer{ref: testRef, end: 50, stable: 50, raw: slices.Clone(whole[:n])}, source.Want{})
		if err != nil || need != len(whole) || len(p.Records) != 0 || p.To.Lo != 0 || p.Edge {
			t.Errorf("of %d bytes: need %d, error %v, page to %d", n, need, err, p.To.Lo)
		}
	}
	if _, need, _ := newDecoder().decode(answer{ref: testRef, end: 50, raw: whole[:11:11]}, source.Want{}); need < minBatch {
		t.Errorf("of 11 bytes: need %d", need)
	}
}

func TestDamageIsOneRecordAndReadingGoesOn(t *testing.T) {
	be := binary.BigEndian
	three := []logRecord{{}, {delta: 1}, {delta: 2}}
	good := []string{`20 plain create 1 ∅=∅`}
	payload := join(three[0].bytes(), three[1].bytes())
	for _, c := range []struct {
		name, why string
		bad       logBatch
		want      []string
	}{
		{"a flipped bit", "checksum", logBatch{records: three, damage: func(b []byte) { b[len(b)-1] ^= 4 }}, []string{"10..13 corrupt"}},
		{"a flipped bit in the last offset", "checksum", logBatch{records: three, damage: func(b []byte) { b[lastAt+2] ^= 4 }}, []string{"10..20 corrupt"}},
		{"an offset before the one asked for", "claims the offsets -9 to -7",
			logBatch{records: three, damage: func(b []byte) { be.PutUint64(b, uint64(1<<64-9)) }}, []string{"10..20 corrupt"}},
		{"an offset far beyond the end", "claims",
			logBatch{records: three, damage: func(b []byte) { be.PutUint64(b, 1<<60) }}, []string{"10..20 corrupt"}},
		{"an unknown format", "format 3", logBatch{records: three, damage: func(b []byte) { b[magicAt] = 3 }}, []string{"10..13 corrupt"}},
		{"an unknown codec", "compression 6", logBatch{attr: 6, records: three}, []string{"10..13 corrupt"}},
		{"not what the codec writes", "too few for the size", logBatch{attr: 1, records: shopRecords(10)}, []string{"10..20 corrupt"}},
		{"more records than bytes", "2147483647 records", logBatch{records: three, count: 1<<31 - 1}, []string{"10..13 corrupt"}},
		{"fewer than no records", "-5 records", logBatch{records: three, count: -5}, []string{"10..13 corrupt"}},
		{"a record longer than its batch", "damaged", logBatch{last: 4, count: 3, payload: join(payload, []byte{99, 1, 1, 1, 1, 1, 1})},
			[]string{"10 plain create 1 ∅=∅", "11 plain create 1 ∅=∅", "12..15 corrupt"}},
		{"a length without end", "damaged", logBatch{last: 4, count: 3, payload: join(payload, []byte(strings.Repeat("\xff", 12)))},
			[]string{"10 plain create 1 ∅=∅", "11 plain create 1 ∅=∅", "12..15 corrupt"}},
		{"more headers than bytes", "damaged", logBatch{last: 1, count: 1, payload: []byte{14, 0, 0, 0, 1, 1, 0x7e, 0}}, []string{"10..12 corrupt"}},
		{"offsets that fall", "damaged", logBatch{last: 3, records: []logRecord{{delta: 1}, {delta: 1}}},
			[]string{"11 plain create 1 ∅=∅", "12..14 corrupt"}},
		{"an offset after the last", "damaged", logBatch{last: 3, records: []logRecord{{delta: 4}}}, []string{"10..14 corrupt"}},
		{"bytes after the last record", "after its last record", logBatch{last: 3, count: 1, payload: payload},
			[]string{"10 plain create 1 ∅=∅", "11..14 corrupt"}},
	} {
		c.bad.base, c.bad.firstTime = 10, 1
		after := logBatch{base: 20, firstTime: 1, records: []logRecord{{}}}
		p := mustDecode(t, newDecoder(), answer{at: 10, end: 30, stable: 30, raw: join(c.bad.bytes(), after.bytes())}, source.Want{})
		if got := rows(p); !slices.Equal(got, append(c.want, good...)) || p.To.Lo != 21 || p.From.Lo != 10 {
			t.Errorf("%s: got %q from %d to %d", c.name, got, p.From.Lo, p.To.Lo)
			continue
		}
		r := p.Records[len(p.Records)-2]
		if !errors.Is(r.Err, source.ErrCorrupt) || !strings.Contains(r.Err.Error(), c.why) || !strings.Contains(r.Err.Error(), "of orders p3: ") {
			t.Errorf("%s: %v", c.name, r.Err)
		}
	}
}

func TestDamagedFramingEndsThePageAndIsPassedNextTime(t *testing.T) {
	good := logBatch{base: 10, firstTime: 1, records: []logRecord{{}}}.bytes()
	for name, length := range map[string]uint32{"negative": 1<<32 - 5, "too small": 20, "larger than any": 1 << 30} {
		bad := logBatch{base: 11, last: 3, records: []logRecord{{}}, damage: func(b []byte) {
			binary.BigEndian.PutUint32(b[lengthAt:], length)
		}}.bytes()
		p := mustDecode(t, newDecoder(), answer{at: 10, end: 30, stable: 30, raw: join(good, bad, good)}, source.Want{})
		if got := rows(p); len(got) != 1 || p.To.Lo != 11 {
			t.Errorf("%s: first %q to %d", name, got, p.To.Lo)
		}
		p = mustDecode(t, newDecoder(), answer{at: 11, end: 30, stable: 30, raw: join(bad, good)}, source.Want{})
		if got := rows(p); !slices.Equal(got, []string{"11..15 corrupt"}) || p.To.Lo != 15 {
			t.Errorf("%s: then %q to %d", name, got, p.To.Lo)
		}
	}
}
