package source

import (
	"encoding/binary"
	"math"
)

// schemaFrame is the length of the framing that [SchemaID] looks for.
const schemaFrame = 5

// SchemaID tells whether b is in the framing of Confluent's serializers: a zero
// byte, the id of a schema in four bytes, big end first, then data that cannot be
// read without the schema. Text never begins so. Registries count ids from 1, as
// Java's int: zeros alone, or a number as Java's LongSerializer writes it, are no id.
func SchemaID(b []byte) (id uint32, data []byte, ok bool) {
	if len(b) < schemaFrame || b[0] != 0 {
		return 0, nil, false
	}
	id = binary.BigEndian.Uint32(b[1:schemaFrame])
	if id == 0 || id > math.MaxInt32 {
		return 0, nil, false
	}
	return id, b[schemaFrame:], true
}
