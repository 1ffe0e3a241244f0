package source

import (
	"strconv"
)

// Origin is where a record stood first, as a header of a dead letter queue or of a
// retry topic tells it together with two others: names that begin alike and end in
// topic, partition and offset. So do Kafka Connect (KIP-298: __connect.errors.topic),
// Kafka Streams (KIP-1034: __streams.errors.topic) and Spring
// (kafka_dlt-original-topic); others follow them. The numbers may be digits or
// binary. ok is false where the header with that name belongs to no such three.
//
//	ref, offset, ok := r.Origin("kafka_dlt-original-offset") // orders p3, 21914716
func (r *Record) Origin(header string) (ref Ref, at Offset, ok bool) {
	said := map[string][]byte{}
	for h := range r.Headers.All() {
		said[h.Name] = h.Value
	}
	for n := len(header); n > 0; n-- { // what most of the names have in common
		begin := header[:n]
		partition, known := headerNumber(said[begin+"partition"])
		offset, told := headerNumber(said[begin+"offset"])
		topic := string(said[begin+"topic"])
		if known && told && topic != "" && partition == int64(int32(partition)) {
			return Ref{topic, int32(partition)}, OffsetOf(offset), true
		}
	}
	return Ref{}, Offset{}, false
}

// headerNumber reads a number of 0 or more, in digits or in binary.
func headerNumber(b []byte) (n int64, ok bool) {
	n, _, ok = HeaderInteger(b)
	if !ok {
		var err error
		n, err = strconv.ParseInt(string(b), 10, 64)
		ok = err == nil
	}
	return n, ok && n >= 0
}
