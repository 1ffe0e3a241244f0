// Package jsonl writes records as lines of JSON: what riffle cat prints, and what
// is copied of rows that were selected on the screen, are the same.
//
// Nothing is lost and nothing is mistaken for something else: numbers keep their
// digits, headers their order, and a type beside each key and value tells a null, an
// empty text, the text null and JSON's null apart. What is no UTF-8 is in base64.
//
//	line := jsonl.Append(nil, &record)
//	// {"topic":"orders","partition":3,"offset":17,…,"key":"c-1","key_type":"text","value":{"type":"Buy"},"value_type":"json",…}
package jsonl

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"strconv"
	"unicode/utf8"

	"riffle/query"
	"riffle/source"
)

// Append appends a record as one JSON line, the newline included.
func Append(dst []byte, r *source.Record) []byte {
	dst = append(dst, `{"topic":`...)
	dst = Text(dst, []byte(r.Topic))
	dst = append(dst, `,"partition":`...)
	dst = strconv.AppendInt(dst, int64(r.Partition), 10)
	dst = append(dst, `,"offset":`...)
	dst = strconv.AppendUint(dst, r.Offset.Lo, 10)
	dst = append(dst, `,"time":`...)
	if r.TimeKind == source.NoTime {
		dst = append(dst, "null"...)
	} else {
		dst = append(dst, '"')
		dst = r.Time.UTC().AppendFormat(dst, "2006-01-02T15:04:05.000Z")
		dst = append(dst, '"')
	}
	dst = append(dst, `,"time_type":"`...)
	dst = append(dst, r.TimeKind.String()...)
	dst = append(dst, `","txn":"`...)
	dst = append(dst, r.Txn.String()...)
	dst = append(dst, `","size":`...)
	dst = strconv.AppendInt(dst, int64(r.Size), 10)
	dst = appendTyped(dst, "key", r.Key)
	dst = appendTyped(dst, "value", r.Value)
	if r.Err != nil {
		dst = append(dst, `,"error":`...)
		dst = Text(dst, []byte(r.Err.Error()))
	}
	dst = append(dst, `,"headers":`...)
	return append(Headers(dst, r), '}', '\n')
}

// Headers writes headers as a JSON list: order and duplicates are kept.
func Headers(dst []byte, r *source.Record) []byte {
	dst = append(dst, '[')
	first := true
	for h := range r.Headers.All() {
		if !first {
			dst = append(dst, ',')
		}
		first = false
		dst = append(dst, `{"name":`...)
		dst = Text(dst, []byte(h.Name))
		kind := Kind(h.Value)
		dst = append(dst, `,"value":`...)
		dst = Value(dst, kind, h.Value)
		dst = append(dst, `,"type":"`...)
		dst = append(dst, kind...)
		dst = append(dst, '"', '}')
	}
	return append(dst, ']')
}

func appendTyped(dst []byte, name string, b []byte) []byte {
	kind := Kind(b)
	dst = append(dst, ',', '"')
	dst = append(dst, name...)
	dst = append(dst, '"', ':')
	dst = Value(dst, kind, b)
	dst = append(dst, ',', '"')
	dst = append(dst, name...)
	dst = append(dst, `_type":"`...)
	dst = append(dst, kind...)
	return append(dst, '"')
}

// Kind tells what bytes are: "null", "base64", "json" or "text". A null, an empty
// text, the text "null" and the JSON null are four different things.
func Kind(b []byte) string {
	switch {
	case b == nil:
		return "null"
	case !utf8.Valid(b):
		return "base64"
	case query.IsJSON(b):
		return "json"
	}
	return "text"
}

// Value appends bytes of that kind to a JSON line.
func Value(dst []byte, kind string, b []byte) []byte {
	switch kind {
	case "null":
		return append(dst, "null"...)
	case "base64":
		return append(base64.StdEncoding.AppendEncode(append(dst, '"'), b), '"')
	case "json":
		return Document(dst, b)
	}
	return Text(dst, b)
}

// Document appends a JSON document on one line, its numbers to the letter.
// Line ends can only stand between its parts. The controls U+0080 to U+009F,
// which terminals may obey, can only stand inside a string: they are escaped.
func Document(dst, doc []byte) []byte {
	doc = bytes.TrimSpace(doc)
	from := 0 // of what is to be copied as it is
	for i := 0; i < len(doc); i++ {
		c := doc[i]
		if c >= ' ' && c != 0x7f && c != 0xc2 {
			continue
		}
		switch {
		case c < ' ':
			dst = append(append(dst, doc[from:i]...), ' ')
		case c == 0x7f:
			dst = append(append(dst, doc[from:i]...), `\u007f`...)
		case i+1 < len(doc) && doc[i+1] < 0xa0:
			dst = fmt.Appendf(append(dst, doc[from:i]...), `\u00%02x`, doc[i+1])
			i++
		default:
			continue
		}
		from = i + 1
	}
	return append(dst, doc[from:]...)
}

// Text appends a text as a JSON string (RFC 8259 section 7). Bytes that are no
// UTF-8, as names of headers may hold, become U+FFFD: a line must stay JSON.
func Text(dst, b []byte) []byte {
	dst = append(dst, '"')
	for i := 0; i < len(b); i++ {
		switch c := b[i]; {
		case c == '"' || c == '\\':
			dst = append(dst, '\\', c)
		case c == '\n':
			dst = append(dst, '\\', 'n')
		case c == '\r':
			dst = append(dst, '\\', 'r')
		case c == '\t':
			dst = append(dst, '\\', 't')
		case c < 0x20 || c == 0x7f:
			dst = fmt.Appendf(dst, `\u%04x`, c)
		case c == 0xc2 && i+1 < len(b) && b[i+1] < 0xa0:
			i++
			dst = fmt.Appendf(dst, `\u00%02x`, b[i])
		case c >= utf8.RuneSelf:
			r, n := utf8.DecodeRune(b[i:])
			if r == utf8.RuneError && n == 1 {
				dst = append(dst, `\ufffd`...)
				continue
			}
			dst = append(dst, b[i:i+n]...)
			i += n - 1
		default:
			dst = append(dst, c)
		}
	}
	return append(dst, '"')
}
