package kafka

import (
	"fmt"
	"slices"
	"sync"
	"testing"

	"riffle/source"
)

// pages reads a log of one batch after the other to its end, as the network half
// does: each answer begins with the batch that holds the offset asked for.
func pages(t *testing.T, d *decoder, batches [][]byte, end int64, want source.Want) (offsets []uint64, count int) {
	t.Helper()
	for at := int64(0); at < end; count++ {
		var raw []byte
		for _, b := range batches {
			if lastOf(b) >= at {
				raw = append(raw, b...)
			}
		}
		p := mustDecode(t, d, answer{at: at, end: end, stable: end, raw: raw}, want)
		if int64(p.To.Lo) <= at || int64(p.From.Lo) > at || p.Edge != (int64(p.To.Lo) == end) {
			t.Fatalf("page from %d to %d, asked for %d, edge %v", p.From.Lo, p.To.Lo, at, p.Edge)
		}
		for i := range p.Records {
			if o := p.Records[i].Offset.Lo; o >= uint64(at) && p.Records[i].Kind == source.Data {
				offsets = append(offsets, o)
			}
		}
		at = int64(p.To.Lo)
		p.Release()
	}
	return offsets, count
}

func upTo(n uint64) []uint64 {
	all := make([]uint64, n)
	for i := range all {
		all[i] = uint64(i)
	}
	return all
}

// Ten million records of seven bytes compress to nothing and would take 2 GB.
func TestPageEndsInsideABatchOfTooManyRecords(t *testing.T) {
	few := standard()
	few.records = 30
	d := newDecoderWith(few)
	for _, c := range compressors {
		a := logBatch{attr: c.codec, squeeze: c.squeeze, records: shopRecords(100)}
		b := a
		b.base = 100
		for _, role := range []source.Role{source.Interactive, source.Scan} {
			got, n := pages(t, d, [][]byte{a.bytes(), b.bytes()}, 200, source.Want{Role: role})
			if !slices.Equal(got, upTo(200)) || n > 8 {
				t.Errorf("%s: %d pages, offsets %v", c.name, n, got)
			}
		}
	}
	var inner []byte
	for i := range int64(100) {
		inner = append(inner, logMessage{offset: i, magic: 1}.bytes()...)
	}
	wrapper := logMessage{offset: 99, magic: 1, attr: 1, value: withGzip(inner)}.bytes()
	if got, n := pages(t, d, [][]byte{wrapper}, 100, source.Want{}); !slices.Equal(got, upTo(100)) || n != 4 {
		t.Errorf("messages: %d pages, offsets %v", n, got)
	}
}

func TestPageEndsWhereItsBytesWouldBeTooMany(t *testing.T) {
	small := standard()
	small.page = 100 << 10
	for _, c := range compressors[1:] {
		var batches [][]byte
		for base := int64(0); base < 2000; base += 200 { // about 45 kB each
			batches = append(batches, logBatch{base: base, attr: c.codec, squeeze: c.squeeze, records: shopRecords(200)}.bytes())
		}
		got, n := pages(t, newDecoderWith(small), batches, 2000, source.Want{Role: source.Scan})
		if !slices.Equal(got, upTo(2000)) || n < 5 || n > 10 {
			t.Errorf("%s: %d pages", c.name, n)
		}
	}
}

func TestBatchOfMoreThanAnyPageComesAlone(t *testing.T) {
	small := standard()
	small.page, small.inflating = 10<<10, 10<<10
	for _, c := range compressors[1:] {
		a := logBatch{attr: c.codec, squeeze: c.squeeze, records: shopRecords(200)}
		b := a
		b.base = 200
		if got, n := pages(t, newDecoderWith(small), [][]byte{a.bytes(), b.bytes()}, 400, source.Want{}); !slices.Equal(got, upTo(400)) || n != 2 {
			t.Errorf("%s: %d pages", c.name, n)
		}
	}
}

func TestLentPagesAreGivenBackOnceAndKeptPagesStay(t *testing.T) {
	d := newDecoder()
	raw := func(base int64) []byte {
		return logBatch{base: base, attr: 4, squeeze: withZstd, records: shopRecords(50)}.bytes()
	}
	kept := mustDecode(t, d, answer{end: 50, stable: 50, raw: raw(0)}, source.Want{})
	want := rows(kept)
	lent := mustDecode(t, d, answer{end: 50, stable: 50, raw: raw(0)}, source.Want{Role: source.Scan})
	free := lent.Free
	free()
	second := mustDecode(t, d, answer{at: 100, end: 150, stable: 150, raw: raw(100)}, source.Want{Role: source.Scan})
	free() // must not give back what is now somebody else's
	third := mustDecode(t, d, answer{at: 200, end: 250, stable: 250, raw: raw(200)}, source.Want{Role: source.Scan})
	if second.Records[49].Offset.Lo != 149 || third.Records[49].Offset.Lo != 249 {
		t.Errorf("two pages share their records: %d and %d", second.Records[49].Offset.Lo, third.Records[49].Offset.Lo)
	}
	if got := rows(kept); !slices.Equal(got, want) {
		t.Errorf("a page that was kept changed")
	}
}

// A page for a person is likely to be kept for long, so it must not hold a
// megabyte for the sake of one record.
func TestKeptPageHoldsLittleMoreThanItsRecords(t *testing.T) {
	for _, c := range compressors {
		d := newDecoder()
		b := logBatch{attr: c.codec, squeeze: c.squeeze, records: shopRecords(10)}.bytes()
		raw := append(b, make([]byte, 900<<10)...) // the rest of the answer is a batch cut off
		raw[len(b)+8] = 1
		p := mustDecode(t, d, answer{end: 100, stable: 100, raw: raw}, source.Want{})
		value := p.Records[0].Value
		room := cap(value[:0:cap(value)])
		whole := p.Records[0].Headers.Raw
		if len(p.Records) != 10 || cap(p.Records) > 12 || room > 4096 || cap(whole) > 4096 {
			t.Errorf("%s: %d records of %d, buffers of %d and %d bytes", c.name, len(p.Records), cap(p.Records), room, cap(whole))
		}
	}
}

func TestDecoderIsSafeForConcurrentUse(t *testing.T) {
	d := newDecoder()
	var readers sync.WaitGroup
	for i := range 8 {
		c := compressors[i%len(compressors)]
		raw := logBatch{attr: c.codec, squeeze: c.squeeze, records: shopRecords(100 + i)}.bytes()
		want := fmt.Sprint(rows(mustDecode(t, d, answer{end: 500, stable: 500, raw: raw}, source.Want{})))
		readers.Go(func() {
			for n := range 30 {
				p, _, err := d.decode(answer{ref: testRef, end: 500, stable: 500, raw: lend(d, raw)}, source.Want{Role: source.Role(n % 2)})
				if got := fmt.Sprint(rows(p)); err != nil || got != want {
					t.Errorf("%s: not what it was alone, error %v", c.name, err)
				}
				p.Release()
			}
		})
	}
	readers.Wait()
}

func TestBuffersComeInClasses(t *testing.T) {
	var p bufferPool
	for _, n := range []int{0, 1, 4096, 4097, 1 << 20, 4 << 20, 4<<20 + 1} {
		if b := p.get(n); len(b) != n || n <= 4<<20 && cap(b)&(cap(b)-1) != 0 {
			t.Errorf("%d: %d of %d", n, len(b), cap(b))
		}
	}
	p.put(nil)
	p.put(make([]byte, 5000)) // not a class: somebody else's
	if b := p.get(5000); cap(b) != 8192 {
		t.Errorf("capacity %d", cap(b))
	}
}
