package source_test

import (
	"encoding/binary"
	"testing"

	"riffle/source"
)

// What a dead letter queue writes about a record leads to where it was first.
func TestWhereARecordWasFirst(t *testing.T) {
	p3, o := binary.BigEndian.AppendUint32(nil, 3), binary.BigEndian.AppendUint64(nil, 21914716)
	spring := []source.Header{
		{Name: "kafka_dlt-exception-fqcn", Value: []byte("java.lang.IllegalStateException")},
		{Name: "kafka_dlt-original-topic", Value: []byte("orders")},
		{Name: "kafka_dlt-original-partition", Value: p3},
		{Name: "kafka_dlt-original-offset", Value: o},
		{Name: "kafka_dlt-original-timestamp", Value: binary.BigEndian.AppendUint64(nil, 1763910112201)},
	}
	connect := []source.Header{
		{Name: "__connect.errors.topic", Value: []byte("orders")},
		{Name: "__connect.errors.partition", Value: []byte("3")},
		{Name: "__connect.errors.offset", Value: []byte("21914716")},
	}
	for _, c := range []struct {
		name    string
		headers []source.Header
		under   string
		want    bool
	}{
		{"Spring, its offset", spring, "kafka_dlt-original-offset", true},
		{"Spring, its topic", spring, "kafka_dlt-original-topic", true},
		{"Spring, its time", spring, "kafka_dlt-original-timestamp", true},
		{"Spring, another one", spring, "kafka_dlt-exception-fqcn", false},
		{"Connect", connect, "__connect.errors.partition", true},
		{"one is missing", connect[:2], "__connect.errors.topic", false},
		{"none", nil, "", false},
		{"no number", append([]source.Header{{Name: "a.offset", Value: []byte("x")}, {Name: "a.partition", Value: []byte("1")}}, source.Header{Name: "a.topic", Value: []byte("t")}), "a.topic", false},
		{"before all offsets", append([]source.Header{{Name: "a.offset", Value: []byte("-1")}, {Name: "a.partition", Value: []byte("1")}}, source.Header{Name: "a.topic", Value: []byte("t")}), "a.topic", false},
		{"two families", append(connect[:2:2], spring...), "kafka_dlt-original-offset", true},
	} {
		r := source.Record{Headers: source.MakeHeaders(c.headers...)}
		ref, at, ok := r.Origin(c.under)
		if ok != c.want || ok && (ref != source.Ref{Topic: "orders", Partition: 3} || at != source.OffsetOf(21914716)) {
			t.Errorf("%s: %v @ %d, %v", c.name, ref, at.Lo, ok)
		}
	}
}
