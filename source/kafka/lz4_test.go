package kafka

import (
	"bytes"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/pierrec/lz4/v4"

	"riffle/source"
)

// The first batch of a page tells how much room the others get where their blocks
// do not say it. Those that become far more get what they need, those that become
// far less lose nothing, and those that are damaged are told.
func TestBatchesUnlikeTheFirstOfTheirPage(t *testing.T) {
	noise := make([]byte, 20_000)
	random := rand.New(rand.NewPCG(1, 2))
	for i := range noise {
		noise[i] = byte(random.Uint32())
	}
	dense, airy := noise, bytes.Repeat([]byte(`{"state":"paid"},`), 100_000)
	squeeze := withLZ4(lz4.BlockSizeOption(lz4.Block4Mb))
	page := func(values ...[]byte) (raw []byte) {
		for i, v := range values {
			raw = append(raw, logBatch{base: int64(i), attr: uint16(lz4ed), squeeze: squeeze, records: []logRecord{{value: v}}}.bytes()...)
		}
		return raw
	}
	for name, values := range map[string][][]byte{
		"dense first": {dense, airy, dense, airy}, "airy first": {airy, dense, airy, dense}, "one": {airy}, "small ones": {noise[:1], {}, noise[:9], airy[:40]},
	} {
		for _, role := range []source.Role{source.Interactive, source.Scan} {
			p := mustDecode(t, newDecoder(), answer{end: 9, stable: 9, raw: page(values...)}, source.Want{Role: role})
			if len(p.Records) != len(values) {
				t.Fatalf("%s: %d records, want %d", name, len(p.Records), len(values))
			}
			for i := range values {
				if !bytes.Equal(p.Records[i].Value, values[i]) {
					t.Errorf("%s: record %d holds %d bytes, want %d", name, i, len(p.Records[i].Value), len(values[i]))
				}
			}
		}
	}

	whole := squeeze(logRecord{value: dense}.bytes())
	broken := bytes.Clone(squeeze(logRecord{value: airy}.bytes()))
	broken[len(broken)/2]++ // behind the header: the length of a match
	raw := append(logBatch{last: 0, count: 1, attr: uint16(lz4ed), payload: whole}.bytes(), logBatch{base: 1, last: 0, count: 1, attr: uint16(lz4ed), payload: broken[:len(broken)-9]}.bytes()...)
	p := mustDecode(t, newDecoder(), answer{end: 2, stable: 2, raw: raw}, source.Want{})
	if len(p.Records) != 2 || p.Records[1].Kind != source.Corrupt || !strings.Contains(p.Records[1].Err.Error(), "LZ4") {
		t.Errorf("damaged: %v", rows(p))
		for i := range p.Records {
			t.Log(p.Records[i].Err)
		}
	}
}
