package kafka

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"slices"
	"testing"

	"github.com/pierrec/lz4/v4"
	"github.com/segmentio/kafka-go/protocol"

	"riffle/source"
)

// The two smallest messages, as the protocol guide describes them field by field.
const (
	fixtureMagic0 = "0000000000000005" + "00000010" + "1fecd70a" + "00" + "00" + "00000001" + "6b" + "00000001" + "76"
	fixtureMagic1 = "0000000000000006" + "00000017" + "40ae2dde" + "01" + "00" + "000000e8d4a51001" + "ffffffff" + "00000001" + "76"
)

func TestMessagesOfBrokersBefore011(t *testing.T) {
	m := func(magic byte, offset, time int64, value string) logMessage {
		return logMessage{offset: offset, magic: magic, time: time, key: []byte("k"), value: []byte(value)}
	}
	wrap := func(w logMessage, squeeze func([]byte) []byte, inner ...logMessage) []byte {
		var set []byte
		for _, x := range inner {
			set = append(set, x.bytes()...)
		}
		w.key, w.value = nil, squeeze(set)
		return w.bytes()
	}
	unhex := func(s string) []byte {
		b, err := hex.DecodeString(s)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	stale := logMessage{offset: 2, magic: 1, attr: 1, time: 50, damage: func(b []byte) { b[len(b)-1] ^= 1 }}
	for _, c := range []struct {
		name string
		at   int64
		raw  []byte
		from uint64
		to   uint64
		want []string
	}{
		{"magic 0, byte by byte", 5, unhex(fixtureMagic0), 5, 6, []string{`5 plain "k"="v"`}},
		{"magic 1, byte by byte", 6, unhex(fixtureMagic1), 6, 7, []string{`6 plain create 1000000000001 ∅="v"`}},
		{"both, then a batch", 5, join(unhex(fixtureMagic0), unhex(fixtureMagic1), logBatch{base: 7, firstTime: 3, records: []logRecord{{}}}.bytes()), 5, 8,
			[]string{`5 plain "k"="v"`, `6 plain create 1000000000001 ∅="v"`, `7 plain create 3 ∅=∅`}},
		{"the broker's clock", 5, logMessage{offset: 5, magic: 1, attr: 8, time: 70}.bytes(), 5, 6, []string{`5 plain append 70 ∅=∅`}},
		{"magic 0 compressed: offsets as they are", 4, wrap(logMessage{offset: 4, attr: 1}, withGzip, m(0, 3, 0, "a"), m(0, 4, 0, "b")), 3, 5,
			[]string{`3 plain "k"="a"`, `4 plain "k"="b"`}},
		{"magic 1 compressed: offsets from the last", 10, wrap(logMessage{offset: 12, magic: 1, attr: 2, time: 9}, withXerial,
			m(1, 0, 7, "a"), m(1, 2, 9, "c")), 10, 13, []string{`10 plain create 7 "k"="a"`, `12 plain create 9 "k"="c"`}},
		{"magic 1 compressed and the broker's clock", 0, wrap(logMessage{offset: 1, magic: 1, attr: 2 | 8, time: 99}, withSnappy,
			m(1, 0, 7, "a"), m(1, 1, 8, "b")), 0, 2, []string{`0 plain append 99 "k"="a"`, `1 plain append 99 "k"="b"`}},
		{"magic 0 and LZ4 with the wrong header checksum of its time", 0, wrap(logMessage{offset: 1, attr: 3}, brokenLZ4,
			m(0, 0, 0, "a"), m(0, 1, 0, "b")), 0, 2, []string{`0 plain "k"="a"`, `1 plain "k"="b"`}},
		{"a damaged wrapper", 0, join(stale.bytes(), m(1, 3, 5, "x").bytes()), 0, 4, []string{`0..3 corrupt`, `3 plain create 5 "k"="x"`}},
		{"a damaged message inside a wrapper", 0, join(wrap(logMessage{offset: 2, magic: 1, attr: 1}, withGzip,
			m(1, 0, 5, "a"), logMessage{offset: 1, magic: 1, value: []byte("b"), damage: stale.damage}, m(1, 2, 5, "c")), m(1, 3, 5, "x").bytes()),
			0, 4, []string{`0 plain create 5 "k"="a"`, `1..3 corrupt`, `3 plain create 5 "k"="x"`}},
		{"compressed twice", 0, wrap(logMessage{offset: 0, magic: 1, attr: 1}, withGzip, logMessage{magic: 1, attr: 1, value: withGzip(nil)}), 0, 1,
			[]string{`0..1 corrupt`}},
		{"offsets that fall", 0, wrap(logMessage{offset: 9, attr: 1}, withGzip, m(0, 5, 0, "a"), m(0, 4, 0, "b"), m(0, 9, 0, "c")), 0, 10,
			[]string{`5 plain "k"="a"`, `6..10 corrupt`}},
		{"a wrapper with nothing in it", 0, wrap(logMessage{offset: 3, attr: 1}, withGzip), 0, 4, []string{`0..4 corrupt`}},
	} {
		for _, role := range []source.Role{source.Interactive, source.Scan} {
			p := mustDecode(t, newDecoder(), answer{at: c.at, end: 50, stable: 50, raw: c.raw}, source.Want{Role: role})
			if got := rows(p); !slices.Equal(got, c.want) || p.From.Lo != c.from || p.To.Lo != c.to {
				t.Errorf("%s: got %q from %d to %d, want %q", c.name, got, p.From.Lo, p.To.Lo, c.want)
			}
		}
	}
}

// brokenLZ4 computes the checksum of the frame header as Kafka's producers did
// before 0.10 (KAFKA-3160): no reader of the real format accepts it.
func brokenLZ4(p []byte) []byte {
	b := withLZ4(lz4.BlockSizeOption(lz4.Block64Kb), lz4.ChecksumOption(false))(p)
	b[6] ^= 0x5a
	return b
}

// What the tests write is what others read.
func TestFixturesAreWhatKafkaGoReads(t *testing.T) {
	records := shopRecords(20)
	v2 := logBatch{base: 40, firstTime: 1e12, records: records}
	for _, c := range compressors {
		b := v2
		b.attr, b.squeeze = c.codec, c.squeeze
		if got := readByKafkaGo(t, b.bytes()); len(got) != 20 || got[19] != "59 1000000000057 "+string(records[19].value) {
			t.Errorf("%s: %q", c.name, got)
		}
	}
	v1 := logMessage{offset: 5, magic: 1, time: 1e12, key: []byte("k"), value: []byte("v")}
	if got := readByKafkaGo(t, v1.bytes()); !slices.Equal(got, []string{"5 1000000000000 v"}) {
		t.Errorf("magic 1: %q", got)
	}
}

func readByKafkaGo(t *testing.T, raw []byte) (all []string) {
	t.Helper()
	var set protocol.RecordSet
	sized := append([]byte{byte(len(raw) >> 24), byte(len(raw) >> 16), byte(len(raw) >> 8), byte(len(raw))}, raw...)
	if _, err := set.ReadFrom(bytes.NewReader(sized)); err != nil {
		t.Fatal(err)
	}
	for {
		r, err := set.Records.ReadRecord()
		if err != nil {
			return all
		}
		value, err := protocol.ReadAll(r.Value)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, fmt.Sprintf("%d %d %s", r.Offset, r.Time.UnixMilli(), value))
	}
}
