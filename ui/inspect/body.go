package inspect

import (
	"bytes"
	"errors"
	"fmt"
	"unicode/utf8"

	"riffle/source"
	"riffle/ui/figures"
)

// kind is what some bytes turned out to be.
type kind uint8

const (
	null kind = iota
	empty
	text
	document // one JSON value, of any type
	framed   // Confluent's framing: a zero byte and the id of a schema before the data
	binaryBytes
)

const (
	// quick is the size up to which a value is looked at between two frames:
	// checking 1 MB takes some milliseconds.
	quick = 1 << 20
	// scanning is how often a value may be gone over to choose what is open at first.
	scanning = 4
)

// body is a value with what is known of it.
type body struct {
	b    []byte
	kind kind
	tree *tree // where the value is JSON
	note string
}

// classify tells what b is, and where large parts of a document end. It goes over
// all of b.
func classify(b []byte) (kind, extents) {
	switch {
	case b == nil:
		return null, nil
	case len(b) == 0:
		return empty, nil
	case isFramed(b):
		return framed, nil
	case !isText(b):
		return binaryBytes, nil
	}
	if large, err := checked(b); err == nil {
		return document, large
	}
	return text, nil
}

// isText tells text from other bytes. Nobody writes a zero byte into text, and
// small numbers in binary are full of them.
func isText(b []byte) bool { return bytes.IndexByte(b, 0) < 0 && utf8.Valid(b) }

func isFramed(b []byte) bool {
	_, _, ok := source.SchemaID(b)
	return ok
}

// schemaOf says which schema a value in Confluent's framing needs.
func schemaOf(b []byte) string {
	id, _, _ := source.SchemaID(b)
	return fmt.Sprintf("schema id %d, not decoded yet", id)
}

// glance is what a large value is shown as until all of it was looked through: the
// bytes that it begins with.
func glance(b []byte) body {
	v := body{b: b, kind: text, note: bytesOf(len(b))}
	begin := b[:min(len(b), 4<<10)]
	for range utf8.UTFMax - 1 { // the cut may go through a letter
		if isText(begin) {
			return v
		}
		begin = begin[:len(begin)-1]
	}
	if !isText(begin) {
		v.kind = binaryBytes
	}
	return v
}

// open looks at b and chooses what of it is open: what fills h lines, and what
// the user wanted.
func open(b []byte, h int, wanted map[string]bool) body {
	v := body{b: b}
	var large extents
	v.kind, large = classify(b)
	switch v.kind {
	case document:
		v.tree = plant(b, large)
		v.tree.unfold(h, max(scanning*len(b), quick), wanted)
		v.note = v.members()
	case framed:
		v.note = schemaOf(b)
	case binaryBytes:
		v.note = "binary, " + bytesOf(len(b))
		if n, bits, ok := source.Integer(b); ok {
			v.note = fmt.Sprintf("%d as %s", n, intNote(b, bits))
		}
	case text:
		v.note = "text, " + bytesOf(len(b)) + brokenOff(b)
	case null:
		v.note = "null"
	case empty:
		v.note = "empty"
	}
	return v
}

// brokenOff says of a text that begins as JSON does where it stops being JSON.
func brokenOff(b []byte) string {
	var bad *badJSON
	if at := space(b, 0); at < len(b) && (b[at] == '{' || b[at] == '[') && errors.As(check(b), &bad) {
		return " · " + bad.Error()
	}
	return ""
}

// members says how much is in a JSON value.
func (v *body) members() string {
	root := v.tree.root
	if !root.holds() {
		return "json, " + bytesOf(len(v.b))
	}
	n, ok := v.tree.count(root)
	if !ok {
		return "json, " + bytesOf(len(v.b))
	}
	word := "element"
	if v.b[root.at] == '{' {
		word = "field"
	}
	if n != 1 {
		word += "s"
	}
	return fmt.Sprintf("json, %d %s", n, word)
}

// noteOf says in a few words what the bytes of a key or header are.
func noteOf(b []byte) string {
	switch {
	case b == nil:
		return "null"
	case len(b) == 0:
		return "empty"
	case len(b) > quick:
		return bytesOf(len(b))
	case isFramed(b):
		return schemaOf(b)
	case !isText(b):
		return "binary, " + bytesOf(len(b))
	}
	return "text, " + bytesOf(len(b))
}

// bytesOf writes a number of bytes, a small one as a number of things.
func bytesOf(n int) string {
	if n < 1000 {
		return figures.Things(n, "byte")
	}
	return figures.Bytes(int64(n))
}

// noData names records that hold no data.
var noData = map[source.Kind]string{source.Marker: "none, this is a marker", source.Corrupt: "none, it cannot be read"}

// about says what a record is that holds no data.
func about(r *source.Record) string {
	switch {
	case r.Kind == source.Corrupt:
		return fmt.Sprintf("cannot be read: %v", r.Err)
	case r.Kind != source.Marker:
		return ""
	case r.Txn == source.CommitMarker:
		return fmt.Sprintf("marker: the transaction of producer %d was committed here", r.Producer)
	}
	return fmt.Sprintf("marker: the transaction of producer %d was aborted here", r.Producer)
}
