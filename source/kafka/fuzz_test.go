package kafka

import (
	"math/rand/v2"
	"testing"

	"riffle/source"
)

// FuzzDecode holds that no bytes make the decoder panic, allocate without bound, or
// hand out a page that goes backwards.
func FuzzDecode(f *testing.F) {
	for _, c := range compressors {
		f.Add(int64(0), logBatch{attr: c.codec, squeeze: c.squeeze, firstTime: 1e12, records: shopRecords(3)}.bytes(), "needle")
		inner := join(logMessage{magic: 1, value: []byte("a")}.bytes(), logMessage{offset: 1, magic: 1, key: []byte("b")}.bytes())
		if c.squeeze != nil {
			f.Add(int64(7), logMessage{offset: 8, magic: 1, attr: byte(c.codec), value: c.squeeze(inner)}.bytes(), "")
		}
	}
	f.Add(int64(0), story(), "c1")
	f.Add(int64(3), logMessage{offset: 5, key: []byte("k")}.bytes(), "")
	f.Add(int64(3), join(marker(3, 1, 0), logBatch{base: 4, last: 9}.bytes(), logBatch{base: 20}.bytes()[:30]), "")
	small := standard()
	small.batch, small.page, small.records = 1<<20, 1<<18, 50
	d := newDecoderWith(small)
	f.Fuzz(func(t *testing.T, at int64, raw []byte, text string) {
		if at < 0 {
			return
		}
		check := func(raw []byte) {
			for _, role := range []source.Role{source.Interactive, source.Scan} {
				checkPage(t, d, answer{ref: testRef, at: at, end: at + 1000, stable: at + 5, raw: lend(d, raw), aborted: []abortedTxn{{1, 2}, {6, 4}}},
					source.Want{Role: role, Contains: [][]byte{[]byte(text)}})
			}
		}
		check(raw)
		check(resealed(raw))
	})
}

// The same with damage that fuzzing takes long to find: bits flipped inside of what
// is compressed.
func TestNoDamageInsideABatchGoesThrough(t *testing.T) {
	small := standard()
	small.batch, small.page, small.records = 1<<20, 1<<18, 50
	d := newDecoderWith(small)
	for seed := range uint64(1000) {
		random := rand.New(rand.NewPCG(seed, 9))
		c := compressors[random.IntN(len(compressors))]
		flip := func(p []byte) []byte {
			for range random.IntN(4) {
				p[random.IntN(len(p))] ^= 1 << random.IntN(8)
			}
			return p
		}
		squeeze := func(p []byte) []byte {
			if p = flip(p); c.squeeze != nil {
				p = c.squeeze(p)
			}
			return flip(p)
		}
		inner := join(logMessage{magic: 1, value: []byte("a")}.bytes(), logMessage{offset: 1, magic: 1, key: []byte("b")}.bytes())
		raw := join(
			logBatch{base: 3, attr: c.codec, squeeze: squeeze, records: shopRecords(5)}.bytes(),
			logMessage{offset: 9, magic: 1, attr: byte(c.codec), value: squeeze(inner)}.bytes(),
			logBatch{base: 10, attr: c.codec, squeeze: squeeze, records: shopRecords(70)}.bytes(),
		)
		flip(raw[random.IntN(len(raw)):])
		checkPage(t, d, answer{ref: testRef, at: 4, end: 90, stable: 12, raw: lend(d, resealed(raw))},
			source.Want{Role: source.Role(random.IntN(2)), Contains: [][]byte{[]byte("ann46@")}[:random.IntN(2)]})
	}
}

func checkPage(t *testing.T, d *decoder, a answer, want source.Want) {
	p, need, err := d.decode(a, want)
	if err != nil || need < 0 || need > 1<<20 {
		t.Fatalf("need %d, error %v", need, err)
	}
	if p.From.Lo > uint64(a.at) || p.To.Lo < uint64(a.at) || need > 0 && len(p.Records) > 0 {
		t.Fatalf("page from %d to %d with %d records, asked for %d", p.From.Lo, p.To.Lo, len(p.Records), a.at)
	}
	last := p.From
	for i := range p.Records {
		r := &p.Records[i]
		if r.Offset.Less(last) || !r.Offset.Less(r.Next) || p.To.Less(r.Next) {
			t.Fatalf("record %d from %d to %d, after %d, in a page from %d to %d", i, r.Offset.Lo, r.Next.Lo, last.Lo, p.From.Lo, p.To.Lo)
		}
		if (r.Kind == source.Corrupt) != (r.Err != nil) {
			t.Fatalf("record %d: kind %d, error %v", i, r.Kind, r.Err)
		}
		for range r.Headers.All() {
			continue
		}
		last = r.Next
	}
	p.Release()
}

// resealed gives the frames of a record set the checksums they should have, so that
// fuzzing gets behind them.
func resealed(raw []byte) []byte {
	raw = append([]byte(nil), raw...)
	frames, _, _ := split(nil, raw)
	for _, f := range frames {
		reseal(f.bytes)
	}
	return raw
}
