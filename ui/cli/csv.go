package cli

import (
	"bytes"
	"strconv"

	"riffle/source"
	"riffle/ui/jsonl"
)

// csvColumns are the columns of a whole record: those of a JSON line.
const csvColumns = "topic,partition,offset,time,time_type,txn,size,key,key_type,value,value_type,headers"

// csv writes records by RFC 4180: a line of names, then a line for each record. CSV
// knows no null: key_type and value_type say it.
func (a App) csv() format {
	return format{
		func(dst []byte, _ []source.Record) []byte { return append(append(dst, csvColumns...), '\r', '\n') },
		func(dst []byte, r *source.Record) []byte {
			var when []byte
			if r.TimeKind != source.NoTime {
				when = r.Time.UTC().AppendFormat(nil, "2006-01-02T15:04:05.000Z")
			}
			key, keyType := csvField(r.Key)
			value, valueType := csvField(r.Value)
			return a.appendCSV(dst, [][]byte{
				[]byte(r.Topic), strconv.AppendInt(nil, int64(r.Partition), 10), strconv.AppendUint(nil, r.Offset.Lo, 10),
				when, []byte(r.TimeKind.String()), []byte(r.Txn.String()), strconv.AppendInt(nil, int64(r.Size), 10),
				key, keyType, value, valueType, jsonl.Headers(nil, r),
			})
		}, false,
	}
}

// csvField is a key or value as a field: text and JSON to the letter, other bytes
// in base64.
func csvField(b []byte) (field, kind []byte) {
	name := jsonl.Kind(b)
	switch name {
	case "null":
		return nil, []byte(name)
	case "base64":
		return bytes.Trim(jsonl.Value(nil, name, b), `"`), []byte(name)
	}
	return b, []byte(name)
}

// appendCSV writes one line of fields.
func (a App) appendCSV(dst []byte, fields [][]byte) []byte {
	for i, f := range fields {
		if i > 0 {
			dst = append(dst, ',')
		}
		if a.Terminal {
			f = a.appendSafe(nil, f)
		}
		if !bytes.ContainsAny(f, ",\"\r\n") {
			dst = append(dst, f...)
			continue
		}
		dst = append(dst, '"')
		dst = append(dst, bytes.ReplaceAll(f, []byte{'"'}, []byte(`""`))...)
		dst = append(dst, '"')
	}
	return append(dst, '\r', '\n')
}
