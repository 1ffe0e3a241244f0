package inspect

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
)

// via is how a value is inside of the one above it.
type via uint8

const (
	direct     via = iota // a member or an element
	fromString            // JSON, written as a string
	fromBase64            // text, JSON or bytes, written as base64
)

// String is the segment of a path that leads inside. Paths know none into base64:
// nothing is found by that one.
func (v via) String() string { return [...]string{"", "@fromstr", "@base64"}[v] }

// A string is looked into up to this size: what is longer is read as text. Shorter
// than leastCode, letters and digits are more likely a name than base64.
const leastCode = 24

// inside tells what a string holds, and remembers it.
func (n *node) inside() via {
	if n.plain || n.doc[n.at] != '"' || n.size() > quick {
		return direct
	}
	if !n.probed {
		n.probed = true
		if _, json := n.document(); json {
			n.within = fromString
		} else if b := n.decode(); telling(b) {
			n.within = fromBase64
		}
	}
	return n.within
}

// document is the JSON in a string: an object or an array, not a word or a number.
func (n *node) document() (b []byte, ok bool) {
	raw := n.bytes()
	if first := space(raw, 1); first >= len(raw) || raw[first] != '{' && raw[first] != '[' {
		return nil, false
	}
	b = unquoted(raw)
	return b, check(b) == nil
}

// unquoted is what a JSON string says.
func unquoted(raw []byte) []byte {
	var s string
	if json.Unmarshal(raw, &s) != nil {
		return raw[1 : len(raw)-1]
	}
	return []byte(s)
}

// decode is what base64 in a string says, in any of its spellings; nil where it is
// none.
func (n *node) decode() []byte {
	raw := bytes.TrimRight(n.bytes()[1:n.size()-1], "=")
	if len(raw) < leastCode {
		return nil
	}
	for _, code := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
		if b, err := code.DecodeString(string(raw)); err == nil {
			return b
		}
	}
	return nil
}

// telling tells whether bytes are worth being unfolded: ids and hashes are base64
// too, and say nothing.
func telling(b []byte) bool {
	if len(b) == 0 || !isText(b) {
		return false
	}
	for _, c := range b {
		if c < ' ' && c != '\n' && c != '\t' && c != '\r' {
			return false
		}
	}
	return true
}

// unwrapped is what a string holds, as its only member.
func (n *node) unwrapped() *node {
	k := &node{up: n, depth: n.depth + 1, via: n.inside()}
	if k.via == fromString {
		k.doc, _ = n.document()
	} else {
		k.doc = n.decode()
		k.plain = check(k.doc) != nil
	}
	k.end = len(k.doc)
	if !k.plain {
		k.at = space(k.doc, 0)
		k.end = extents(nil).skip(k.doc, k.at)
	}
	return k
}

// home is the value inside a string that n is a part of, nil for one of the record's
// own.
func (n *node) home() *node {
	for ; n != nil && n.via == direct; n = n.up {
	}
	return n
}
