package cli

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strconv"
	"time"
	"unicode/utf8"

	"riffle/query"
	"riffle/source"
	"riffle/ui/figures"
	"riffle/ui/safe"
)

// format is how records are written.
type format struct {
	head func(dst []byte, first []source.Record) []byte // what stands before the first records
	row  func(dst []byte, r *source.Record) []byte
}

// noHead is of forms in which nothing stands before the first record.
func noHead(dst []byte, _ []source.Record) []byte { return dst }

// format finds the form of that name, for whole records or for some columns.
func (a App) format(name, columns string, zone *time.Location) (format, error) {
	if columns != "" {
		list, err := query.ParseColumns(columns)
		if err != nil {
			return format{}, err
		}
		return a.selecting(name, list, zone)
	}
	switch name {
	case "json":
		return format{noHead, a.appendLine}, nil
	case "raw":
		return format{noHead, a.appendRaw}, nil
	case "table":
		return format{noHead, func(dst []byte, r *source.Record) []byte { return a.appendRow(dst, r, zone) }}, nil
	case "csv":
		return a.csv(), nil
	}
	return format{}, unknownFormat(name)
}

func unknownFormat(name string) error {
	return fmt.Errorf("output %q: it is json, raw, table or csv", name)
}

// appendRaw writes the value's bytes and a newline. On a terminal the bytes are
// made visible instead: they may hold anything.
func (a App) appendRaw(dst []byte, r *source.Record) []byte {
	if a.Terminal {
		return append(a.appendSafe(dst, r.Value), '\n')
	}
	return append(append(dst, r.Value...), '\n')
}

// shownCells is how much of one key or value a terminal is sent.
const shownCells = 1 << 20

// appendSafe writes bytes as they may be shown.
func (a App) appendSafe(dst, src []byte) []byte {
	if !a.Terminal {
		return append(dst, src...)
	}
	dst, _, read := safe.Take(dst, src, shownCells, "", "")
	if read < len(src) {
		dst = fmt.Appendf(dst, "… and %s bytes more", figures.Count(int64(len(src)-read)))
	}
	return dst
}

// appendLine writes a record as one JSON line. For a terminal, what would change
// the direction of writing or cannot be seen is escaped in it too.
func (a App) appendLine(dst []byte, r *source.Record) []byte {
	if !a.Terminal {
		return appendJSON(dst, r)
	}
	return safe.Escape(dst, appendJSON(nil, r))
}

// appendRow writes a line for people: time, partition, offset, key, value.
func (a App) appendRow(dst []byte, r *source.Record, zone *time.Location) []byte {
	when := "-"
	if r.TimeKind != source.NoTime {
		when = r.Time.In(zone).Format("2006-01-02 15:04:05.000")
	}
	dst = fmt.Appendf(dst, "%-23s %3d %10d  ", when, r.Partition, r.Offset.Lo)
	if r.Kind == source.Marker {
		return fmt.Appendf(dst, "-- %s --\n", r.Txn)
	}
	key := len(dst)
	dst = a.appendField(dst, r.Key)
	for len(dst)-key < 16 {
		dst = append(dst, ' ')
	}
	dst = append(dst, ' ', ' ')
	dst = a.appendField(dst, r.Value)
	return append(dst, '\n')
}

// appendField writes a key or value on one line; null as ∅, empty as "".
func (a App) appendField(dst, b []byte) []byte {
	switch {
	case b == nil:
		return append(dst, "∅"...)
	case len(b) == 0:
		return append(dst, `""`...)
	}
	at := len(dst)
	dst = a.appendSafe(dst, b)
	for i, c := range dst[at:] {
		if c == '\n' || c == '\r' {
			dst[at+i] = ' '
		}
	}
	return dst
}

// appendJSON writes a record as one JSON line.
func appendJSON(dst []byte, r *source.Record) []byte {
	dst = append(dst, `{"topic":`...)
	dst = appendText(dst, []byte(r.Topic))
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
		dst = appendText(dst, []byte(r.Err.Error()))
	}
	dst = append(dst, `,"headers":`...)
	return append(appendHeaders(dst, r), '}', '\n')
}

// appendHeaders writes headers as a JSON list: order and duplicates are kept.
func appendHeaders(dst []byte, r *source.Record) []byte {
	dst = append(dst, '[')
	first := true
	for h := range r.Headers.All() {
		if !first {
			dst = append(dst, ',')
		}
		first = false
		dst = append(dst, `{"name":`...)
		dst = appendText(dst, []byte(h.Name))
		kind, body := typed(h.Value)
		dst = append(dst, `,"value":`...)
		dst = body(dst)
		dst = append(dst, `,"type":"`...)
		dst = append(dst, kind...)
		dst = append(dst, '"', '}')
	}
	return append(dst, ']')
}

func appendTyped(dst []byte, name string, b []byte) []byte {
	kind, body := typed(b)
	dst = append(dst, ',', '"')
	dst = append(dst, name...)
	dst = append(dst, '"', ':')
	dst = body(dst)
	dst = append(dst, ',', '"')
	dst = append(dst, name...)
	dst = append(dst, `_type":"`...)
	dst = append(dst, kind...)
	return append(dst, '"')
}

// typed tells what bytes are, and how to write them into a JSON line: a null, an
// empty text, the text "null" and the JSON null are four different things.
func typed(b []byte) (kind string, appendTo func([]byte) []byte) {
	switch {
	case b == nil:
		return "null", func(dst []byte) []byte { return append(dst, "null"...) }
	case !utf8.Valid(b):
		return "base64", func(dst []byte) []byte {
			return append(base64.StdEncoding.AppendEncode(append(dst, '"'), b), '"')
		}
	case json.Valid(b):
		return "json", func(dst []byte) []byte { return appendDocument(dst, b) }
	}
	return "text", func(dst []byte) []byte { return appendText(dst, b) }
}

// appendDocument writes a JSON document on one line, its numbers to the letter.
// Line ends can only stand between its parts. The controls U+0080 to U+009F,
// which terminals may obey, can only stand inside a string: they are escaped.
func appendDocument(dst, doc []byte) []byte {
	doc = bytes.TrimSpace(doc)
	for i := 0; i < len(doc); i++ {
		switch c := doc[i]; {
		case c == '\n' || c == '\r' || c == '\t':
			dst = append(dst, ' ')
		case c == 0x7f:
			dst = append(dst, `\u007f`...)
		case c == 0xc2 && i+1 < len(doc) && doc[i+1] < 0xa0:
			i++
			dst = fmt.Appendf(dst, `\u00%02x`, doc[i])
		default:
			dst = append(dst, c)
		}
	}
	return dst
}

// appendText writes a text as a JSON string (RFC 8259 section 7). Bytes that are no
// UTF-8, as names of headers may hold, become U+FFFD: a line must stay JSON.
func appendText(dst, b []byte) []byte {
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
