package kafka

import (
	"testing"

	"riffle/source"
)

// BenchmarkDecode decodes an answer of about 1 MiB on the wire for a scan: batches
// of 64 KiB, records of about 220 bytes, the page given back each time.
func BenchmarkDecode(b *testing.B) {
	for _, c := range compressors {
		b.Run(c.name, func(b *testing.B) { benchmarkDecode(b, c.codec, c.squeeze, source.Want{Role: source.Scan}) })
	}
	b.Run("zstd-kept", func(b *testing.B) { benchmarkDecode(b, 4, withZstdStream, source.Want{}) })
	b.Run("none-prefiltered", func(b *testing.B) {
		benchmarkDecode(b, 0, nil, source.Want{Role: source.Scan, Contains: [][]byte{[]byte("o-nowhere-77121")}})
	})
	b.Run("lz4-prefiltered", func(b *testing.B) {
		benchmarkDecode(b, 3, compressors[4].squeeze, source.Want{Role: source.Scan, Contains: [][]byte{[]byte("o-nowhere-77121")}})
	})
}

func benchmarkDecode(b *testing.B, attr uint16, squeeze func([]byte) []byte, want source.Want) {
	var raw []byte
	var end, records int64
	for len(raw) < 1<<20 && records < 20_000 {
		batch := logBatch{base: end, attr: attr, squeeze: squeeze, firstTime: 1e12 + end*3, maxTime: 1e12 + end*3 + 897, producer: -1, records: shopRecords(300)}
		raw = append(raw, batch.bytes()...)
		end, records = end+300, records+300
	}
	d := newDecoder()
	b.ReportAllocs()
	var bytes int64
	for b.Loop() {
		p, _, err := d.decode(answer{ref: testRef, end: end, stable: end, raw: lend(d, raw)}, want)
		if err != nil || p.Looked.Records != records {
			b.Fatal(p.Looked, err)
		}
		bytes = p.Looked.Bytes
		p.Release()
	}
	b.SetBytes(bytes)
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(records), "ns/record")
}

// Garbage per record is what makes a scan slow long before it fills memory. Some
// per page is left room for: under the race detector, pools lose what they hold.
func TestScanLeavesNoGarbagePerRecord(t *testing.T) {
	for _, c := range compressors {
		var raw []byte
		for base := int64(0); base < 3000; base += 300 {
			raw = append(raw, logBatch{base: base, attr: c.codec, squeeze: c.squeeze, records: shopRecords(300)}.bytes()...)
		}
		d := newDecoder()
		allocs := testing.AllocsPerRun(20, func() {
			p, _, err := d.decode(answer{ref: testRef, end: 3000, stable: 3000, raw: lend(d, raw)}, source.Want{Role: source.Scan})
			if err != nil || len(p.Records) != 3000 {
				t.Fatal(len(p.Records), err)
			}
			p.Release()
		})
		if allocs > 300 {
			t.Errorf("%s: %v allocations for 3000 records", c.name, allocs)
		}
	}
}
